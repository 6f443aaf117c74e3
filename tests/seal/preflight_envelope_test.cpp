// Attacks on the envelope: refused before any key is used.

#include <gtest/gtest.h>

#include <functional>

#include "sealing_forge.h"

namespace backchannel::seal::testing {
namespace {

constexpr oids::Oid kEnvelopedData("1.2.840.113549.1.7.3");
constexpr oids::Oid kCompressedData("1.2.840.113549.1.9.16.1.9");
constexpr oids::Oid kAes256Cbc("2.16.840.1.101.3.4.1.42");
constexpr oids::Oid kAes256Ofb("2.16.840.1.101.3.4.1.43");
constexpr oids::Oid kAes256Cfb("2.16.840.1.101.3.4.1.44");
constexpr oids::Oid kAes128Gcm("2.16.840.1.101.3.4.1.6");
constexpr oids::Oid kAes256WrapPad("2.16.840.1.101.3.4.1.48");
constexpr oids::Oid kDhSha1Kdf("1.3.133.16.840.63.0.2");
constexpr oids::Oid kRsaEncryption("1.2.840.113549.1.1.1");

// The envelope of an honest message, edited; what the preflight says of it.
std::string refusal_of(const std::function<void(Tree&)>& edit) {
  Tree envelope = tree_of(middle_of(sealed_to_baker()));
  edit(envelope);
  return code_of(preflight_envelope(envelope.encoded()));
}

TEST(PreflightEnvelope, AcceptsAnHonestEnvelope) {
  EXPECT_EQ(refusal_of([](Tree&) {}), "accepted");
}

TEST(PreflightEnvelope, A1RefusesEveryCipherButAes256Gcm) {
  for (const auto& cipher : {kAes256Cbc, kAes256Ofb, kAes256Cfb, kAes128Gcm})
    EXPECT_EQ(refusal_of([&](Tree& tree) { tree.at(envelope_path::kCipher) = oid(cipher); }), "Algorithm")
        << cipher.dotted();
}

TEST(PreflightEnvelope, A2RefusesATagThatIsCut) {
  for (const std::size_t bytes : {0U, 1U, 4U, 8U, 12U, 15U}) {
    EXPECT_EQ(refusal_of([&](Tree& tree) { tree.at(envelope_path::kTag).content.resize(bytes); }),
              "Algorithm");
    EXPECT_EQ(refusal_of([&](Tree& tree) {
                tree.at(envelope_path::kTag).content.resize(bytes);
                tree.at(envelope_path::kTagLength) = number(static_cast<std::uint32_t>(bytes));
              }),
              "Algorithm");
  }
}

TEST(PreflightEnvelope, A2RefusesATagLengthLeftOut) {
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at({1, 0, 2, 1, 1}).children.pop_back(); }), "Algorithm");
}

TEST(PreflightEnvelope, A3RefusesAnEnvelopeWithoutAuthentication) {
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(envelope_path::kType) = oid(kEnvelopedData); }), "Type");
}

TEST(PreflightEnvelope, A4RefusesANonceOfAnotherSize) {
  for (const std::size_t bytes : {0U, 8U, 11U, 13U, 300U})
    EXPECT_EQ(refusal_of([&](Tree& tree) { tree.at(envelope_path::kNonce).content.resize(bytes); }),
              "Algorithm");
}

TEST(PreflightEnvelope, A5RefusesKeyAgreementWithoutParameters) {
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(envelope_path::kAgreement).children.pop_back(); }),
            "RecipientInfo");
}

TEST(PreflightEnvelope, A5RefusesKeyTransportAndEveryOtherKindOfRecipient) {
  // KeyTransRecipientInfo with RSA, without parameters
  EXPECT_EQ(refusal_of([](Tree& tree) {
              tree.at(envelope_path::kRecipient) = constructed(
                  0x30, {number(2), primitive(0x80, base::Bytes(20)),
                         constructed(0x30, {oid(kRsaEncryption)}), primitive(0x04, base::Bytes(256))});
            }),
            "RecipientInfo");
  // KEKRecipientInfo, PasswordRecipientInfo, OtherRecipientInfo
  for (const std::uint8_t tag : std::initializer_list<std::uint8_t>{0xA2, 0xA3, 0xA4})
    EXPECT_EQ(refusal_of([&](Tree& tree) { tree.at(envelope_path::kRecipient).tag = tag; }), "RecipientInfo");
}

TEST(PreflightEnvelope, A5RefusesAnotherWrapOrDerivation) {
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(envelope_path::kWrap).children[0] = oid(kAes256WrapPad); }),
            "RecipientInfo");
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(envelope_path::kAgreement).children[0] = oid(kDhSha1Kdf); }),
            "RecipientInfo");
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(envelope_path::kWrappedKey).content.resize(48); }),
            "RecipientInfo");
}

TEST(PreflightEnvelope, A5RefusesAnotherCurveAndThePointAtInfinity) {
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(envelope_path::kPoint).content.resize(50); }),
            "RecipientInfo");
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(envelope_path::kPoint).content = {0, 0}; }), "RecipientInfo");
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(envelope_path::kPoint).content[1] = 0x02; }),
            "RecipientInfo");
}

TEST(PreflightEnvelope, RefusesAnEnvelopeWithoutRecipientsOrWithMoreThanTheLimit) {
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(envelope_path::kRecipients).children.clear(); }),
            "RecipientInfo");
  EXPECT_EQ(refusal_of([](Tree& tree) {
              const Tree one = tree.at(envelope_path::kRecipient);
              auto& all = tree.at(envelope_path::kRecipients).children;
              all.clear();
              for (std::size_t i = 0; i <= base::kRecipientsMax; ++i) {
                all.push_back(one);
                all.back().at({3, 0, 1}).content[0] = static_cast<std::uint8_t>(i);
              }
            }),
            "TooLarge");
}

TEST(PreflightEnvelope, RefusesRecipientsOutOfOrderOrTwice) {
  EXPECT_EQ(refusal_of([](Tree& tree) {
              auto& all = tree.at(envelope_path::kRecipients).children;
              all.push_back(all.front());
            }),
            "Der");
}

TEST(PreflightEnvelope, RefusesOriginatorInfoAndAuthenticatedAttributes) {
  EXPECT_NE(refusal_of([](Tree& tree) {
              auto& data = tree.at({1, 0}).children;
              data.insert(data.begin() + 1, constructed(0xA0, {}));
            }),
            "accepted");
  EXPECT_NE(refusal_of([](Tree& tree) {
              auto& data = tree.at({1, 0}).children;
              data.insert(data.begin() + 3, constructed(0xA1, {}));
            }),
            "accepted");
  EXPECT_NE(refusal_of([](Tree& tree) {
              tree.at({1, 0}).children.push_back(constructed(0xA2, {}));
            }),
            "accepted");
}

TEST(PreflightEnvelope, A12RefusesAnEnvelopeThatSaysItHoldsTheMessageItself) {
  EXPECT_EQ(
      refusal_of([](Tree& tree) { tree.at(envelope_path::kEncryptedType) = oid(oids::kContentMessage); }),
      "Layers");
}

TEST(PreflightEnvelope, A17RefusesBer) {
  auto middle = middle_of(sealed_to_baker());
  auto trailing = middle;
  trailing.push_back(0);
  EXPECT_EQ(code_of(preflight_envelope(trailing)), "Der");
  EXPECT_EQ(refusal_of([](Tree& tree) {  // a string in pieces
              const auto whole = tree.at(envelope_path::kTag);
              tree.at(envelope_path::kTag) = constructed(0x24, {whole});
            }),
            "Der");
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(envelope_path::kTagLength).content = {0, 16}; }), "Der");
}

TEST(PreflightEnvelope, A18RefusesCompressedDataAndASignatureInItsPlace) {
  EXPECT_EQ(refusal_of([](Tree& tree) { tree.at(envelope_path::kType) = oid(kCompressedData); }), "Type");
  EXPECT_EQ(code_of(preflight_envelope(sealed_to_baker().bytes)), "Layers");
}

}  // namespace
}  // namespace backchannel::seal::testing
