// Attacks on a whole message: what the signatures and the comparison of the layers
// refuse.

#include <gtest/gtest.h>

#include <algorithm>

#include "sealing_der.h"
#include "sealing_forge.h"
#include "sealing_label.h"

namespace backchannel::seal::testing {
namespace {

std::string checked(base::BytesView sealed) {
  return code_of(check_outer(small_trust(), sealed, small_net().now));
}

// One answer outside, the reason for the audit only.
struct Answer {
  std::string code;
  std::string sentence;
  std::string detail;
};

Answer opening(const std::string& reader, base::BytesView sealed) {
  Answer answer;
  const auto opened = open_as(reader, sealed, &answer.detail);
  answer.code = code_of(opened);
  if (!opened) answer.sentence = base::to_sentence(opened.error());
  return answer;
}

const std::string kOneSentence = [] {
  return base::to_sentence(
      base::Error{base::Code::Integrity, "the message cannot be opened", std::nullopt, {}});
}();

void expect_one_answer(const Answer& answer, std::string_view reason) {
  EXPECT_EQ(answer.code, "Integrity");
  EXPECT_EQ(answer.sentence, kOneSentence);
  EXPECT_TRUE(answer.detail.starts_with(reason)) << answer.detail;
}

struct Parts {
  wire::Content content;  // with the size class
  base::Bytes inner;
  base::Bytes label = encode_label(secret_label());
};

Parts parts_by(const std::string& signer, const std::vector<Reader>& readers,
               const message::Label& label = secret_label()) {
  Parts parts;
  parts.content = message_to(readers);
  parts.content.header.size_class = static_cast<std::uint32_t>(wire::encode(parts.content).size());
  parts.inner = inner_by(signer, parts.content, label);
  return parts;
}

TEST(SealingAttack, TheForgersHonestWorkIsAccepted) {
  const auto parts = parts_by("ADAMS", {{"BAKER", "BRAVO"}});
  const auto sealed = outer_by("ADAMS", enveloped(parts.inner, {"BAKER"}), parts.content.header, parts.label);
  EXPECT_EQ(opening("BAKER", sealed).code, "accepted");
}

TEST(SealingAttack, A6OneCiphertextBitFlippedBreaksTheOuterSignature) {
  Tree outer = tree_of(sealed_to_baker().bytes);
  outer.at(signed_path::kContent).content.back() ^= 1;
  EXPECT_EQ(checked(outer.encoded()), "Integrity");
}

TEST(SealingAttack, A6OneCiphertextBitFlippedUnderAGoodOuterSignatureGivesTheOneAnswer) {
  const auto parts = parts_by("ADAMS", {{"BAKER", "BRAVO"}});
  Tree middle = tree_of(enveloped(parts.inner, {"BAKER"}));
  for (const std::size_t position : {std::size_t{0}, parts.inner.size() / 2, parts.inner.size() - 1}) {
    Tree flipped = middle;
    flipped.at(envelope_path::kCiphertext).content[position] ^= 1;
    expect_one_answer(
        opening("BAKER", outer_by("ADAMS", flipped.encoded(), parts.content.header, parts.label)),
        "Integrity");
  }
  middle.at(envelope_path::kWrappedKey).content[3] ^= 1;
  expect_one_answer(opening("BAKER", outer_by("ADAMS", middle.encoded(), parts.content.header, parts.label)),
                    "Integrity");
}

TEST(SealingAttack, A10AStrippedOuterSignatureIsRefusedByTheFirstRelay) {
  EXPECT_EQ(checked(middle_of(sealed_to_baker())), "Layers");
}

TEST(SealingAttack, A11ReSigningUnderTheOriginatorsNameIsRefusedByTheFirstRelay) {
  const auto header = sealed_to_baker().header_bytes;
  const auto outer = outer_by("ALLEN", middle_of(sealed_to_baker()), value_of(wire::decode_header(header)),
                              sealed_to_baker().label_bytes);
  EXPECT_EQ(checked(outer), "Binding");
}

TEST(SealingAttack, A11ClaimingAuthorshipIsRefusedByTheReader) {
  auto header = value_of(wire::decode_header(sealed_to_baker().header_bytes));
  header.originator = base::PersonName("ALLEN");
  const auto outer = outer_by("ALLEN", middle_of(sealed_to_baker()), header, sealed_to_baker().label_bytes);
  EXPECT_EQ(checked(outer), "accepted");
  expect_one_answer(opening("BAKER", outer), "Layers");
}

TEST(SealingAttack, A12AStrippedInnerSignatureIsRefused) {
  const auto parts = parts_by("ADAMS", {{"BAKER", "BRAVO"}});
  const auto& header = parts.content.header;
  expect_one_answer(opening("BAKER", outer_by("ADAMS", enveloped(wire::encode(parts.content), {"BAKER"}),
                                              header, parts.label)),
                    "Der");
  const auto nested = enveloped(enveloped(parts.inner, {"BAKER"}), {"BAKER"});
  expect_one_answer(opening("BAKER", outer_by("ADAMS", nested, header, parts.label)), "Layers");
  const auto unsigned_type = enveloped(wire::encode(parts.content), {"BAKER"}, oids::kContentMessage);
  EXPECT_EQ(checked(outer_by("ADAMS", unsigned_type, header, parts.label)), "Layers");
}

TEST(SealingAttack, A13AReaderCannotSealTheMessageOnToSomebodyElse) {
  const auto inner = layers_of(sealed_to_baker(), "BAKER").inner;
  auto header = value_of(wire::decode_header(sealed_to_baker().header_bytes));
  header.recipients = message_to({{"ALLEN", "ALPHA"}}).header.recipients;
  EXPECT_EQ(checked(outer_by("BAKER", enveloped(inner, {"ALLEN"}), header, sealed_to_baker().label_bytes)),
            "Binding");
  header.originator = base::PersonName("BAKER");
  header.originator_node = base::NodeName("BRAVO");
  expect_one_answer(
      opening("ALLEN", outer_by("BAKER", enveloped(inner, {"ALLEN"}), header, sealed_to_baker().label_bytes)),
      "Layers");
}

TEST(SealingAttack, A13AReaderWhomTheInnerLayerDoesNotNameIsRefused) {
  const auto parts = parts_by("ADAMS", {{"BAKER", "BRAVO"}});
  auto header = parts.content.header;
  header.recipients = message_to({{"ALLEN", "ALPHA"}}).header.recipients;
  expect_one_answer(
      opening("ALLEN", outer_by("ADAMS", enveloped(parts.inner, {"ALLEN"}), header, parts.label)),
      "LabelMismatch");
}

TEST(SealingAttack, A14AnInnerLayerOfAnotherMessageIsRefused) {
  const auto one = parts_by("ADAMS", {{"BAKER", "BRAVO"}});
  const auto other = parts_by("ADAMS", {{"BAKER", "BRAVO"}});
  expect_one_answer(
      opening("BAKER", outer_by("ADAMS", enveloped(other.inner, {"BAKER"}), one.content.header, one.label)),
      "LabelMismatch");
}

TEST(SealingAttack, A15ARelayCannotAddARecipient) {
  Tree outer = tree_of(sealed_to_baker().bytes);
  Tree middle = tree_of(middle_of(sealed_to_baker()));
  const Tree spy = tree_of(enveloped(base::as_bytes("x"), {"ALLEN"})).at(envelope_path::kRecipient);
  Tree& recipients = middle.at(envelope_path::kRecipients);
  recipients.children.push_back(spy);
  std::ranges::sort(recipients.children, {}, [](const Tree& child) { return child.encoded(); });
  outer.at(signed_path::kContent).content = middle.encoded();
  EXPECT_EQ(checked(outer.encoded()), "Integrity");
}

TEST(SealingAttack, A16AHiddenRecipientOfTheOriginatorIsRefused) {
  const auto parts = parts_by("ADAMS", {{"BAKER", "BRAVO"}});
  const auto outer =
      outer_by("ADAMS", enveloped(parts.inner, {"BAKER", "ALLEN"}), parts.content.header, parts.label);
  EXPECT_EQ(checked(outer), "Recipients");
  EXPECT_EQ(opening("BAKER", outer).code, "Recipients");
  const auto none = outer_by("ADAMS", enveloped(parts.inner, {"ALLEN"}), parts.content.header, parts.label);
  EXPECT_EQ(checked(none), "Recipients");
}

TEST(SealingAttack, B11AnotherCertificateOfTheSameKeyIsRefused) {
  const auto parts = parts_by("ADAMS", {{"BAKER", "BRAVO"}});
  Certified other = certified("ADAMS", netplan::KeyUse::Sign);
  other.sha256 = sha256(base::as_bytes("another certificate, with a higher clearance"));
  const Signing signing{&oids::kContentOuter,
                        &other,
                        &small_key("ADAMS", netplan::KeyUse::Sign),
                        parts.content.header.created,
                        {{&oids::kSecurityLabel, parts.label},
                         {&oids::kAttributeHeader, der::octets(wire::encode(parts.content.header))}}};
  EXPECT_EQ(checked(value_of(make_signed(enveloped(parts.inner, {"BAKER"}), signing))), "Binding");
}

TEST(SealingAttack, C1AnOuterLabelLowerThanTheInnerIsRefused) {
  const auto parts = parts_by("ADAMS", {{"BAKER", "BRAVO"}});
  auto lower = secret_label();
  lower.classification = 1;
  const auto outer =
      outer_by("ADAMS", enveloped(parts.inner, {"BAKER"}), parts.content.header, encode_label(lower));
  EXPECT_EQ(checked(outer), "accepted");
  expect_one_answer(opening("BAKER", outer), "LabelMismatch");
}

TEST(SealingAttack, C2ARelayCannotEditLabelOrHeader) {
  for (const auto* type : {&oids::kSecurityLabel, &oids::kAttributeHeader}) {
    Tree outer = tree_of(sealed_to_baker().bytes);
    auto& attributes = outer.at(signed_path::kAttributes).children;
    for (Tree& attribute : attributes) {
      if (!type->is(attribute.children[0].content)) continue;
      Tree& value = attribute.at({1, 0});
      if (type == &oids::kSecurityLabel) {
        value.children[0].content[0] = 1;  // UNCLASSIFIED
      } else {
        auto header = sealed_by("ADAMS", message_to({{"BAKER", "BRAVO"}})).header_bytes;
        value.content = header;
      }
    }
    std::ranges::sort(attributes, {}, [](const Tree& child) { return child.encoded(); });
    EXPECT_EQ(checked(outer.encoded()), "Integrity");
  }
}

TEST(SealingAttack, C6AnUnknownLabelIsRefusedByTheFirstRelay) {
  const auto parts = parts_by("ADAMS", {{"BAKER", "BRAVO"}});
  auto unknown = secret_label();
  unknown.restrictive = {4'000'000'000};
  const auto middle = enveloped(parts.inner, {"BAKER"});
  EXPECT_EQ(checked(outer_by("ADAMS", middle, parts.content.header, encode_label(unknown))), "LabelUnknown");
  Tree other_policy = tree_of(parts.label);
  other_policy.children[1] = oid(oids::kCategoryRestrictive);
  EXPECT_EQ(checked(outer_by("ADAMS", middle, parts.content.header, other_policy.encoded())), "LabelUnknown");
}

TEST(SealingAttack, ASizeClassOrTimeOrReceiptRequestThatDoesNotFitIsRefused) {
  auto parts = parts_by("ADAMS", {{"BAKER", "BRAVO"}});
  parts.content.header.size_class = 0;
  const auto inner = inner_by("ADAMS", parts.content, secret_label());
  expect_one_answer(
      opening("BAKER", outer_by("ADAMS", enveloped(inner, {"BAKER"}), parts.content.header, parts.label)),
      "LabelMismatch");

  auto later = parts.content.header;
  later.created.ms += base::kHourMs;
  const Signing earlier{
      &oids::kContentOuter,
      &certified("ADAMS", netplan::KeyUse::Sign),
      &small_key("ADAMS", netplan::KeyUse::Sign),
      parts.content.header.created,
      {{&oids::kSecurityLabel, parts.label}, {&oids::kAttributeHeader, der::octets(wire::encode(later))}}};
  EXPECT_EQ(checked(value_of(make_signed(enveloped(inner, {"BAKER"}), earlier))), "SignedAttributes");
}

TEST(SealingAttack, OnlyANamedReaderCanOpenAndIsToldSoBeforeTheKeyIsUsed) {
  const auto answer = opening("ALLEN", sealed_to_baker().bytes);
  EXPECT_EQ(answer.code, "NotARecipient");
  EXPECT_TRUE(answer.detail.empty());
  const auto wrong_key = open(small_trust(), sealed_to_baker().bytes, "BAKER",
                              small_key("ALLEN", netplan::KeyUse::Agree), small_net().now);
  EXPECT_EQ(code_of(wrong_key), "Binding");
}

TEST(SealingAttack, NoSingleBitCanBeChanged) {
  auto content = message_to({{"BAKER", "BRAVO"}});
  content.message.text = std::string(300, 'X');
  auto sealed = sealed_by("ADAMS", content).bytes;
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    const auto bit = static_cast<std::uint8_t>(1U << (i % 8));
    sealed[i] ^= bit;
    EXPECT_NE(checked(sealed), "accepted") << "byte " << i << " of " << sealed.size();
    sealed[i] ^= bit;
  }
  EXPECT_EQ(checked(sealed), "accepted");
}

}  // namespace
}  // namespace backchannel::seal::testing
