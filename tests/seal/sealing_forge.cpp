#include "sealing_forge.h"

#include "receipt.h"
#include "sealing_der.h"
#include "sealing_label.h"

namespace backchannel::seal::testing {
namespace {

std::vector<Tree> trees_of(base::BytesView bytes) {
  std::vector<Tree> trees;
  der::Cursor cursor(bytes, "forge");
  while (!cursor.at_end()) {
    const auto element = value_of(cursor.any());
    if ((element.tag & der::kConstructedBit) != 0) {
      trees.push_back(constructed(element.tag, trees_of(element.content)));
    } else {
      trees.push_back(primitive(element.tag, {element.content.begin(), element.content.end()}));
    }
  }
  return trees;
}

Signing signing_by(const std::string& signer, const oids::Oid& type, const message::Header& header) {
  return {&type,
          &certified(signer, netplan::KeyUse::Sign),
          &small_key(signer, netplan::KeyUse::Sign),
          header.created,
          {}};
}

}  // namespace

Tree& Tree::at(std::initializer_list<std::size_t> path) {
  Tree* tree = this;
  for (const std::size_t index : path) tree = &tree->children.at(index);
  return *tree;
}

base::Bytes Tree::encoded() const {
  if ((tag & der::kConstructedBit) == 0) return der::element(tag, content);
  std::vector<base::Bytes> parts;
  for (const auto& child : children) parts.push_back(child.encoded());
  return der::constructed(tag, parts);
}

Tree tree_of(base::BytesView der) { return trees_of(der).at(0); }

Tree primitive(std::uint8_t tag, base::Bytes content) { return {tag, std::move(content), {}}; }

Tree constructed(std::uint8_t tag, std::vector<Tree> children) { return {tag, {}, std::move(children)}; }

Tree oid(const oids::Oid& oid) { return tree_of(der::oid(oid)); }

Tree number(std::uint32_t value) { return tree_of(der::integer(value)); }

base::Bytes middle_of(const Sealed& sealed) {
  const auto content = value_of(parse_signed(sealed.bytes, SignedKind::Outer)).content;
  return {content.begin(), content.end()};
}

Layers layers_of(const Sealed& sealed, const std::string& reader) {
  return value_of(take_apart(small_trust(), sealed.bytes, reader, small_key(reader, netplan::KeyUse::Agree),
                             small_net().now));
}

const Certified& certified(const std::string& owner, netplan::KeyUse use) {
  return *value_of(small_trust().impl().certified(owner, use, small_net().now));
}

base::Bytes enveloped(base::BytesView content, const std::vector<std::string>& owners,
                      const oids::Oid& type) {
  std::vector<X509*> certificates;
  for (const auto& owner : owners) certificates.push_back(certified(owner, netplan::KeyUse::Agree).x509);
  return value_of(make_envelope(content, type, certificates));
}

base::Bytes inner_by(const std::string& signer, const wire::Content& content, const message::Label& label) {
  auto signing = signing_by(signer, oids::kContentMessage, content.header);
  signing.attributes = {{&oids::kSecurityLabel, encode_label(label)},
                        {&oids::kReceiptRequest, receipt_request(content.header)}};
  return value_of(make_signed(wire::encode(content), signing));
}

base::Bytes outer_by(const std::string& signer, base::BytesView middle, const message::Header& header,
                     base::BytesView label_bytes) {
  auto signing = signing_by(signer, oids::kContentOuter, header);
  signing.attributes = {{&oids::kSecurityLabel, {label_bytes.begin(), label_bytes.end()}},
                        {&oids::kAttributeHeader, der::octets(wire::encode(header))}};
  return value_of(make_signed(middle, signing));
}

}  // namespace backchannel::seal::testing
