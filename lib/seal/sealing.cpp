#include "sealing.h"

#include <string>

#include "backchannel/base/check.h"
#include "backchannel/base/limits.h"
#include "receipt.h"
#include "sealing_der.h"
#include "sealing_label.h"
#include "sealing_layers.h"
#include "sealing_parties.h"

namespace backchannel::seal {
namespace {

using base::Code;

base::Result<base::Bytes> seal_inner(const message::Header& header, base::BytesView content,
                                     base::BytesView label_bytes, Signing signing) {
  signing.content_type = &oids::kContentMessage;
  signing.attributes = {{&oids::kSecurityLabel, base::Bytes(label_bytes.begin(), label_bytes.end())}};
  if (asks_for_receipt(header))
    signing.attributes.push_back({&oids::kReceiptRequest, receipt_request(header)});
  return make_signed(content, signing);
}

base::Result<base::Bytes> seal_outer(base::BytesView middle, const Sealed& sealed, Signing signing) {
  signing.content_type = &oids::kContentOuter;
  signing.attributes = {{&oids::kSecurityLabel, sealed.label_bytes},
                        {&oids::kAttributeHeader, der::octets(sealed.header_bytes)}};
  return make_signed(middle, signing);
}

base::Result<> check_sizes(base::BytesView content, const Sealed& sealed) {
  if (sealed.header_bytes.size() > base::kHeaderBytesMax) return base::fail(Code::TooLarge, "the heading");
  if (sealed.label_bytes.size() > base::kLabelBytesMax) return base::fail(Code::TooLarge, "the label");
  if (content.size() > base::kSealedBytesMax - base::kSealedOverheadMax)
    return base::fail(Code::TooLarge, "the message has " + std::to_string(content.size()) + " bytes");
  return {};
}

// The content with its own size class in its header. Frame or TooLarge if no reader could decode it.
base::Result<Wiped> padded_content(const wire::Content& content) {
  wire::Content padded = content;
  padded.header.size_class = static_cast<std::uint32_t>(Wiped(wire::encode(content)).bytes.size());
  Wiped text(wire::encode(padded));
  wipe_text(padded.message);
  BC_CHECK(text.bytes.size() == padded.header.size_class);
  auto again = wire::decode_content(text.bytes);
  if (!again) return std::unexpected(std::move(again).error());
  wipe_text(again->message);
  return text;
}

}  // namespace

base::Result<Sealed> seal(const Trust& trust, const wire::Content& content, const message::Label& label,
                          const PrivateKey& signing_key, base::HandlingTime now) {
  BC_TRY_VOID(check_known(trust.catalogue(), label));
  BC_TRY(signer, trust.impl().certified(originator_of(content.header), netplan::KeyUse::Sign, now));
  BC_TRY_VOID(check_originator(trust, content.header, signer->owner));
  BC_TRY(readers, readers_of(trust, content.header, now));

  BC_TRY(text, padded_content(content));
  message::Header header = content.header;
  header.size_class = static_cast<std::uint32_t>(text.bytes.size());

  Sealed sealed;
  sealed.header_bytes = wire::encode(header);
  sealed.label_bytes = encode_label(label);
  BC_TRY_VOID(check_sizes(text.bytes, sealed));
  const Signing signing{nullptr, signer, &signing_key, header.created, {}};
  BC_TRY(inner_bytes, seal_inner(header, text.bytes, sealed.label_bytes, signing));
  const Wiped inner(std::move(inner_bytes));
  BC_TRY(middle, make_envelope(inner.bytes, oids::kContentEnvelope, readers));
  BC_TRY(outer, seal_outer(middle, sealed, signing));
  BC_TRY(inner_layer, parse_signed(inner.bytes, SignedKind::Inner));
  if (asks_for_receipt(header)) sealed.receipt_expectation = receipt_expectation(inner_layer);
  sealed.transfer = base::TransferId::from_bytes(sha256(outer).view());
  sealed.bytes = std::move(outer);
  return sealed;
}

namespace {

// A release by a second person who may give it, about this message.
base::Result<> check_release(const Trust& trust, const CheckTime& when, Outer& outer) {
  if (!outer.header.release) return {};
  BC_TRY(said, verify(trust, *outer.header.release, when));
  const auto wrong = [](std::string_view why) {
    return base::fail(Code::Release, "the release in its header does not hold: " + std::string(why));
  };
  if (said.kind != message::StatementKind::Release) return wrong("it is another kind of statement");
  if (said.message != outer.header.message) return wrong("it is about another message");
  if (said.author_person == outer.header.originator.value) return wrong("nobody releases his own message");
  if (said.data.size() != base::Digest::kSize) return wrong("it does not say what was released");
  outer.released = base::Digest::from_bytes(said.data);
  outer.releaser = said.author_person;
  return {};
}

}  // namespace

base::Result<CheckedOuter> check_layers(const Trust& trust, base::BytesView sealed, const CheckTime& when) {
  CheckedOuter checked;
  BC_TRY(layer, parse_signed(sealed, SignedKind::Outer));
  checked.layer = layer;
  Outer& outer = checked.outer;
  outer.header_bytes.assign(layer.header.begin(), layer.header.end());
  outer.label_bytes.assign(layer.label.begin(), layer.label.end());
  BC_TRY(header, wire::decode_header(layer.header));
  outer.header = std::move(header);
  if (seconds_of(outer.header.created) != layer.signing_time_s)
    return base::fail(Code::SignedAttributes,
                      "the signing time is not the time at which the message was made");
  BC_TRY(signer, signer_of(trust, layer.signer, outer.header.created, when));
  BC_TRY_VOID(verify_signed(sealed, layer, *signer));
  checked.signer = signer;
  outer.originator = signer->owner;
  BC_TRY_VOID(check_originator(trust, outer.header, outer.originator));
  BC_TRY_VOID(check_release(trust, when, outer));
  BC_TRY(label, decode_label(layer.label));
  BC_TRY_VOID(check_known(trust.catalogue(), label));
  outer.label = std::move(label);
  BC_TRY_VOID(check_readers(trust, outer.header, outer.label));
  BC_TRY(envelope, parse_envelope(layer.content, oids::kContentEnvelope));
  BC_TRY_VOID(check_recipients(outer.header, envelope));
  checked.envelope = std::move(envelope);
  outer.transfer = base::TransferId::from_bytes(sha256(sealed).view());
  return checked;
}

base::Result<Outer> check_outer(const Trust& trust, base::BytesView sealed, const CheckTime& when) {
  BC_TRY(checked, check_layers(trust, sealed, when));
  return std::move(checked.outer);
}

}  // namespace backchannel::seal
