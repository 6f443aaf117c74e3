// What an originator is told instead of sealing.

#include <gtest/gtest.h>

#include "sealing_fixture.h"

namespace backchannel::seal::testing {
namespace {

std::string refusal_of(const wire::Content& content, const std::string& key_of = "ADAMS",
                       const message::Label& label = secret_label()) {
  return code_of(
      seal(small_trust(), content, label, small_key(key_of, netplan::KeyUse::Sign), small_net().now));
}

TEST(SealingRefusal, TheKeyMustBeTheOriginators) {
  EXPECT_EQ(refusal_of(message_to({{"BAKER", "BRAVO"}}), "ALLEN"), "Binding");
}

TEST(SealingRefusal, TheOriginatorMustBeAtTheNodeNamed) {
  auto content = message_to({{"BAKER", "BRAVO"}});
  content.header.originator_node = base::NodeName("BRAVO");
  EXPECT_EQ(refusal_of(content), "Binding");
}

TEST(SealingRefusal, WhoeverHasMovedIsAtHisNewStationFromThenOn) {
  const base::HandlingTime boarded = small_net().plan.moves.front().at, before{boarded.ms - 1'000};
  const auto by_allen = [&](const std::string& at, base::HandlingTime created) {
    auto content = message_to({{"BAKER", "BRAVO"}});
    content.header.originator = base::PersonName("ALLEN");
    content.header.originator_node = base::NodeName(at);
    content.header.created = created;
    content.header.expires = created + base::kHourMs;
    return refusal_of(content, "ALLEN");
  };
  const auto to_allen = [&](const std::string& at, base::HandlingTime created) {
    auto content = message_to({{"ALLEN", at}});
    content.header.created = created;
    content.header.expires = created + base::kHourMs;
    return refusal_of(content);
  };
  EXPECT_EQ(by_allen("ALPHA", before), "accepted");
  EXPECT_EQ(by_allen("BRAVO", before), "Binding");
  EXPECT_EQ(by_allen("ALPHA", boarded), "Binding");
  EXPECT_EQ(by_allen("BRAVO", boarded), "accepted");
  EXPECT_EQ(to_allen("ALPHA", before), "accepted");
  EXPECT_EQ(to_allen("ALPHA", boarded), "Recipients");
  EXPECT_EQ(to_allen("BRAVO", boarded), "accepted");
}

TEST(SealingRefusal, TheOriginatorMustBeInTheNet) {
  auto content = message_to({{"BAKER", "BRAVO"}});
  content.header.originator = base::PersonName("NOBODY");
  EXPECT_EQ(refusal_of(content), "UnknownName");
}

TEST(SealingRefusal, ThereMustBeAReader) { EXPECT_EQ(refusal_of(message_to({})), "Recipients"); }

TEST(SealingRefusal, AReadersKeyMustBeKnownAndForKeyAgreement) {
  auto content = message_to({{"BAKER", "BRAVO"}});
  content.header.recipients[0].key.value[0] ^= 1;
  EXPECT_EQ(refusal_of(content), "UnknownName");
  content.header.recipients[0].key =
      value_of(small_trust().key_of("BAKER", netplan::KeyUse::Sign, small_net().now)).key;
  EXPECT_EQ(refusal_of(content), "Chain");
}

TEST(SealingRefusal, AReadersKeyMustBeTheReadersOwnOrTheStations) {
  auto content = message_to({{"BAKER", "BRAVO"}, {"BURNS", "BRAVO"}});
  std::swap(content.header.recipients[0].key, content.header.recipients[1].key);
  EXPECT_EQ(refusal_of(content), "Recipients");

  auto elsewhere = message_to({{"BAKER", "BRAVO"}});
  elsewhere.header.recipients[0].station = base::NodeName("ALPHA");
  EXPECT_EQ(refusal_of(elsewhere), "Recipients");
}

// Whoever seals can do it; nobody carries or opens it.
TEST(SealingRefusal, TheStationsKeyIsNoReadersOwnWhereAMarkingWantsThat) {
  auto content = message_to({{"BAKER", "BRAVO"}});
  content.header.recipients[0].key =
      value_of(small_trust().key_of("BRAVO", netplan::KeyUse::Agree, small_net().now)).key;
  const auto sealed = sealed_by("ADAMS", content);
  EXPECT_EQ(code_of(check_outer(small_trust(), sealed.bytes, small_net().now)), "Recipients");
  EXPECT_EQ(code_of(open_as("BRAVO", sealed.bytes)), "Recipients");
}

TEST(SealingRefusal, TwoPersonsOfOneStationMayShareTheStationsKey) {
  auto content = message_to({{"BAKER", "BRAVO"}, {"BURNS", "BRAVO"}});
  const auto station = value_of(small_trust().key_of("BRAVO", netplan::KeyUse::Agree, small_net().now));
  for (auto& recipient : content.header.recipients) recipient.key = station.key;
  message::Label plain;
  plain.classification = secret_label().classification;
  const auto sealed = sealed_by("ADAMS", content, plain);
  EXPECT_EQ(code_of(open_as("BRAVO", sealed.bytes)), "accepted");
  EXPECT_EQ(code_of(open_as("BAKER", sealed.bytes)), "NotARecipient");
}

TEST(SealingRefusal, ALabelThatTheDoctrineDoesNotKnow) {
  auto label = secret_label();
  label.restrictive = {1};  // EXCLUSIVELY EYES ONLY is informative
  EXPECT_EQ(refusal_of(message_to({{"BAKER", "BRAVO"}}), "ADAMS", label), "LabelUnknown");
}

TEST(SealingRefusal, ABodyOverTheLimit) {
  auto content = message_to({{"BAKER", "BRAVO"}});
  content.message.text = std::string(base::kBodyBytesMax + 1, 'A');
  EXPECT_NE(refusal_of(content), "accepted");
}

TEST(SealingRefusal, ATimeThatASignatureCannotCarry) {
  auto content = message_to({{"BAKER", "BRAVO"}});
  content.header.created = base::HandlingTime{-800'000'000'000};  // 1944
  EXPECT_EQ(refusal_of(content), "Time");
}

TEST(SealingRefusal, AMessageDatedBeforeItsSignersCertificateIsRefusedByTheRelay) {
  auto content = message_to({{"BAKER", "BRAVO"}});
  content.header.created = small_net().now + -3'650 * 24 * base::kHourMs;
  const auto sealed = sealed_by("ADAMS", content);
  EXPECT_EQ(code_of(check_outer(small_trust(), sealed.bytes, small_net().now)), "Chain");
}

TEST(SealingRefusal, SecondsBeforeTheEpochRoundDownwards) {
  auto content = message_to({{"BAKER", "BRAVO"}});
  content.header.created.ms += 999;
  const auto sealed = sealed_by("ADAMS", content);
  EXPECT_EQ(code_of(open_as("BAKER", sealed.bytes)), "accepted");
}

TEST(SealingDraft, OnlyItsAuthorReadsADraftAgain) {
  const std::string text = "FROM ADAMS, NOT YET SENT";
  const auto sealed = value_of(seal_to_self(small_trust(), "ADAMS", base::as_bytes(text), small_net().now));
  EXPECT_EQ(base::to_text(sealed).find(text), std::string::npos);
  const auto read =
      value_of(open_own(small_trust(), "ADAMS", small_key("ADAMS", netplan::KeyUse::Agree), sealed));
  EXPECT_EQ(read.text(), text);
  EXPECT_EQ(code_of(open_own(small_trust(), "ALLEN", small_key("ALLEN", netplan::KeyUse::Agree), sealed)),
            "Integrity");
}

TEST(SealingDraft, AMessageIsNoDraftAndADraftIsNoMessage) {
  const auto draft = value_of(seal_to_self(small_trust(), "ADAMS", base::as_bytes("X"), small_net().now));
  EXPECT_EQ(code_of(preflight_envelope(draft)), "Layers");
  auto broken = draft;
  broken.back() ^= 1;
  EXPECT_EQ(code_of(open_own(small_trust(), "ADAMS", small_key("ADAMS", netplan::KeyUse::Agree), broken)),
            "Integrity");
}

}  // namespace
}  // namespace backchannel::seal::testing
