// Attacks on the signed layers: refused by form alone.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "sealing_forge.h"

namespace backchannel::seal::testing {
namespace {

constexpr oids::Oid kData("1.2.840.113549.1.7.1");
constexpr oids::Oid kCompressedData("1.2.840.113549.1.9.16.1.9");
constexpr oids::Oid kSha1("1.3.14.3.2.26");
constexpr oids::Oid kEcdsaWithSha1("1.2.840.10045.4.1");
constexpr oids::Oid kDsaWithSha1("1.2.840.10040.4.3");
constexpr oids::Oid kSha256WithRsa("1.2.840.113549.1.1.11");
constexpr oids::Oid kUnknownAttribute("1.3.6.1.4.1.99999.3.99");

using Edit = std::function<void(Tree&)>;

std::string refusal_of(const Edit& edit) {
  Tree outer = tree_of(sealed_to_baker().bytes);
  edit(outer);
  return code_of(preflight_outer(outer.encoded()));
}

Tree& attribute_of(Tree& signed_data, const oids::Oid& type) {
  for (Tree& attribute : signed_data.at(signed_path::kAttributes).children)
    if (type.is(attribute.children[0].content)) return attribute;
  throw std::runtime_error("no such attribute");
}

void sort_set(Tree& set) {
  std::ranges::sort(set.children, {}, [](const Tree& child) { return child.encoded(); });
}

void add_attribute(Tree& tree, Tree attribute) {
  auto& attributes = tree.at(signed_path::kAttributes);
  attributes.children.push_back(std::move(attribute));
  sort_set(attributes);
}

TEST(PreflightSigned, AcceptsHonestLayers) {
  EXPECT_EQ(refusal_of([](Tree&) {}), "accepted");
  EXPECT_EQ(code_of(preflight_inner(layers_of(sealed_to_baker(), "BAKER").inner)), "accepted");
}

TEST(PreflightSigned, OneLayerDoesNotPassForTheOther) {
  EXPECT_EQ(code_of(preflight_inner(sealed_to_baker().bytes)), "Layers");
  EXPECT_EQ(code_of(preflight_outer(layers_of(sealed_to_baker(), "BAKER").inner)), "Layers");
}

TEST(PreflightSigned, A7RefusesSignedAttributesPresentedAsContent) {
  for (const auto& [type, code] :
       {std::pair(kData, "Type"), std::pair(oids::kContentOuter, "SignedAttributes")})
    EXPECT_EQ(refusal_of([&](Tree& tree) {
                Tree attributes = tree.at(signed_path::kAttributes);
                attributes.tag = 0x31;
                tree.at(signed_path::kContent) = primitive(0x04, attributes.encoded());
                tree.at(signed_path::kContentType) = oid(type);
                auto& signer = tree.at(signed_path::kSigner).children;
                signer.erase(signer.begin() + 3);
              }),
              code);
}

TEST(PreflightSigned, A8RefusesALayerWithoutSignedAttributes) {
  EXPECT_EQ(refusal_of([](Tree& tree) {
              auto& signer = tree.at(signed_path::kSigner).children;
              signer.erase(signer.begin() + 3);
            }),
            "SignedAttributes");
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(signed_path::kAttributes).children.clear(); }),
            "SignedAttributes");
}

TEST(PreflightSigned, A8RefusesEveryAttributeTwice) {
  const std::size_t count = tree_of(sealed_to_baker().bytes).at(signed_path::kAttributes).children.size();
  ASSERT_EQ(count, 6U);
  for (std::size_t i = 0; i < count; ++i)
    EXPECT_EQ(refusal_of([&](Tree& tree) {
                auto copy = tree.at(signed_path::kAttributes).children[i];
                Tree& value = copy.at({1, 0});
                if (!value.content.empty()) value.content.back() ^= 1;
                add_attribute(tree, copy);
              }),
              "SignedAttributes");
}

TEST(PreflightSigned, A8RefusesEveryAttributeLeftOutOrWithTwoValues) {
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(refusal_of([&](Tree& tree) {
                auto& all = tree.at(signed_path::kAttributes).children;
                all.erase(all.begin() + static_cast<std::ptrdiff_t>(i));
              }),
              "SignedAttributes");
    EXPECT_EQ(refusal_of([&](Tree& tree) {
                Tree& attributes = tree.at(signed_path::kAttributes);
                auto& values = attributes.children[i].children[1].children;
                values.push_back(values[0]);
                sort_set(attributes);
              }),
              "SignedAttributes");
  }
}

TEST(PreflightSigned, RefusesAnUnknownAttributeAndUnsignedAttributes) {
  EXPECT_EQ(
      refusal_of([](Tree& tree) {
        add_attribute(tree, constructed(0x30, {oid(kUnknownAttribute), constructed(0x31, {number(1)})}));
      }),
      "SignedAttributes");
  EXPECT_EQ(refusal_of([](Tree& tree) {
              tree.at(signed_path::kSigner)
                  .children.push_back(constructed(0xA1, {tree.at(signed_path::kAttributes).children[0]}));
            }),
            "SignedAttributes");
}

TEST(PreflightSigned, RefusesAHeaderInTheInnerLayerAndAReceiptRequestInTheOuter) {
  const auto inner_bytes = layers_of(sealed_to_baker(), "BAKER").inner;
  Tree outer = tree_of(sealed_to_baker().bytes);
  Tree inner = tree_of(inner_bytes);
  const Tree header = attribute_of(outer, oids::kAttributeHeader);
  const Tree request = attribute_of(inner, oids::kReceiptRequest);
  add_attribute(inner, header);
  add_attribute(outer, request);
  EXPECT_EQ(code_of(preflight_inner(inner.encoded())), "SignedAttributes");
  EXPECT_EQ(code_of(preflight_outer(outer.encoded())), "SignedAttributes");
}

TEST(PreflightSigned, RefusesASigningTimeThatCannotBe) {
  for (const std::string time :
       {"721332063000Z", "721023062560Z", "7210230625Z", "721023062500+0000", "72102306250aZ"})
    EXPECT_EQ(refusal_of([&](Tree& tree) {
                Tree& attributes = tree.at(signed_path::kAttributes);
                attribute_of(tree, oids::kSigningTime).at({1, 0}).content = {time.begin(), time.end()};
                sort_set(attributes);
              }),
              "SignedAttributes")
        << time;
}

TEST(PreflightSigned, RefusesAttributesOutOfOrder) {
  EXPECT_EQ(refusal_of([](Tree& tree) { std::ranges::reverse(tree.at(signed_path::kAttributes).children); }),
            "Der");
}

TEST(PreflightSigned, A9RefusesASecondSignature) {
  EXPECT_EQ(refusal_of([](Tree& tree) {
              Tree& signers = tree.at(signed_path::kSigners);
              signers.children.push_back(signers.children[0]);
              signers.children[1].children[1].content[0] ^= 1;
              sort_set(signers);
            }),
            "Signers");
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(signed_path::kSigners).children.clear(); }), "Signers");
}

TEST(PreflightSigned, RefusesASignerNamedByIssuerAndSerial) {
  EXPECT_EQ(
      refusal_of([](Tree& tree) {
        tree.at(signed_path::kSigner).children[1] = constructed(0x30, {constructed(0x30, {}), number(7)});
      }),
      "Signers");
}

TEST(PreflightSigned, A10RefusesAStrippedOuterSignature) {
  EXPECT_EQ(code_of(preflight_outer(middle_of(sealed_to_baker()))), "Layers");
}

TEST(PreflightSigned, A17RefusesIndefiniteAndLongLengthsAndTrailingBytes) {
  const auto& sealed = sealed_to_baker().bytes;
  auto trailing = sealed;
  trailing.push_back(0);
  EXPECT_EQ(code_of(preflight_outer(trailing)), "Der");

  const auto content = tree_of(sealed);
  base::Bytes indefinite{0x30, 0x80};
  for (const auto& child : content.children) {
    const auto bytes = child.encoded();
    indefinite.insert(indefinite.end(), bytes.begin(), bytes.end());
  }
  indefinite.insert(indefinite.end(), {0, 0});
  EXPECT_EQ(code_of(preflight_outer(indefinite)), "Der");

  ASSERT_EQ(sealed[1], 0x82);
  base::Bytes longer{0x30, 0x83, 0x00};
  longer.insert(longer.end(), sealed.begin() + 2, sealed.end());
  EXPECT_EQ(code_of(preflight_outer(longer)), "Der");
}

TEST(PreflightSigned, A17RefusesEveryTruncation) {
  const auto& sealed = sealed_to_baker().bytes;
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_NE(code_of(preflight_outer(base::BytesView(sealed).first(size))), "accepted") << size;
}

TEST(PreflightSigned, A18RefusesCompressedData) {
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(signed_path::kType) = oid(kCompressedData); }), "Type");
}

TEST(PreflightSigned, A18RefusesADepthBomb) {
  Tree bomb = number(1);
  for (int level = 0; level < 400; ++level) bomb = constructed(0x30, {std::move(bomb)});
  EXPECT_EQ(refusal_of([&](Tree& tree) { tree.at(signed_path::kContent) = bomb; }), "Depth");
  EXPECT_EQ(refusal_of([&](Tree& tree) {
              attribute_of(tree, oids::kSigningTime).at({1, 0}) = bomb;
            }),
            "Depth");
}

TEST(PreflightSigned, A19RefusesWeakDigestsAndOtherSignatures) {
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(signed_path::kDigestAlgorithm) = oid(kSha1); }), "Algorithm");
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at({1, 0, 3, 0, 2, 0}) = oid(kSha1); }), "Algorithm");
  for (const auto& algorithm : {kEcdsaWithSha1, kDsaWithSha1, kSha256WithRsa})
    EXPECT_EQ(refusal_of([&](Tree& tree) {
                tree.at(signed_path::kSignatureAlgorithm).children[0] = oid(algorithm);
              }),
              "Algorithm");
  EXPECT_EQ(refusal_of([](Tree& tree) {
              tree.at(signed_path::kSignatureAlgorithm).children.push_back(primitive(0x05, {}));
            }),
            "Algorithm");
}

TEST(PreflightSigned, B10RefusesCertificatesAndRevocationListsInTheMessage) {
  for (const std::uint8_t tag : std::initializer_list<std::uint8_t>{0xA0, 0xA1})
    EXPECT_EQ(refusal_of([&](Tree& tree) {
                auto& data = tree.at(signed_path::kData).children;
                data.insert(data.begin() + 3, constructed(tag, {constructed(0x30, {})}));
              }),
              "Type");
}

TEST(PreflightSigned, RefusesMoreThanTheLimit) {
  EXPECT_EQ(code_of(preflight_outer(base::Bytes(base::kSealedBytesMax + 1))), "TooLarge");
  EXPECT_EQ(refusal_of([](Tree& tree) {
              Tree& attributes = tree.at(signed_path::kAttributes);
              attribute_of(tree, oids::kAttributeHeader).at({1, 0}).content.resize(base::kHeaderBytesMax + 1);
              sort_set(attributes);
            }),
            "TooLarge");
}

}  // namespace
}  // namespace backchannel::seal::testing
