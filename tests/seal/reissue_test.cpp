// A person's keys made anew: what the old ones signed and opened, before and after.

#include <gtest/gtest.h>

#include <algorithm>

#include "sealing_fixture.h"

namespace backchannel::seal::testing {
namespace {

using base::HandlingTime;
using netplan::KeyUse;

const HandlingTime kBefore = small_net().now;
const HandlingTime kAt = small_net().now + base::kHourMs;
const HandlingTime kLater = small_net().now + 2 * base::kHourMs;

// The small net with new keys for one person.
struct Renewed {
  Net net = small_net();
  std::shared_ptr<const Trust> trust;

  void renew(const std::string& person, WithdrawalReason reason = WithdrawalReason::Superseded,
             HandlingTime at = kAt) {
    auto made = value_of(order(person, reason, at));
    for (auto& file : made.files) {
      const auto old = std::ranges::find(net.minted.files, file.path, &MintedFile::path);
      ASSERT_NE(old, net.minted.files.end()) << file.path;
      *old = std::move(file);
    }
    trust = value_of(Trust::load(net.file("roster.cms"), net.file("root.der"), at));
  }
  [[nodiscard]] base::Result<Minted> order(const std::string& person, WithdrawalReason reason,
                                           HandlingTime at) const {
    const auto issuing = net.authority_key("issuing"), roster = net.authority_key("roster");
    return reissue(net.file("roster.cms"), net.file("root.der"), shipped_profiles(),
                   {issuing, net.file("authority/issuing.der"), roster, net.file("authority/roster.der")},
                   {person, reason, at});
  }
};

Renewed renewed(const std::string& person, WithdrawalReason reason = WithdrawalReason::Superseded) {
  Renewed out;
  out.renew(person, reason);
  return out;
}

message::Statement statement_by(const std::string& node, const std::string& person, HandlingTime at,
                                message::StatementKind kind = message::StatementKind::Acknowledgement) {
  message::Statement statement;
  statement.kind = kind;
  statement.transfer.value.fill(9);
  statement.at = at;
  statement.author_node = node;
  statement.author_person = person;
  return statement;
}

TEST(Reissue, ChangesThePersonsFilesTheListAndLastTheRoster) {
  const auto made = value_of(Renewed{}.order("BAKER", WithdrawalReason::Superseded, kAt));
  std::vector<std::string> paths;
  for (const auto& file : made.files) {
    paths.push_back(file.path);
    EXPECT_NE(file.content, small_net().file(file.path)) << file.path;
    const bool secret = file.path.ends_with(".pem") || file.path.ends_with("passphrase");
    EXPECT_EQ(file.secret, secret) << file.path;
  }
  const std::vector<std::string> wanted = {"persons/BAKER/keys/sign.pem",
                                           "persons/BAKER/certificates/sign.der",
                                           "persons/BAKER/keys/agree.pem",
                                           "persons/BAKER/certificates/agree.der",
                                           "persons/BAKER/passphrase",
                                           "authority/issuing.crl",
                                           "roster.cms"};
  EXPECT_EQ(paths, wanted);
}

TEST(Reissue, WhatASupersededKeySignedStaysGoodWhereItWasSeenBefore) {
  const Renewed now = renewed("ADAMS");
  const auto& sealed = sealed_to_baker();
  const auto checked = [&](const CheckTime& when) {
    return code_of(check_outer(*now.trust, sealed.bytes, when));
  };
  EXPECT_EQ(checked({kLater, kBefore}), "accepted");
  EXPECT_EQ(checked({kLater, kAt + -1}), "accepted");
  EXPECT_EQ(checked({kLater, kAt}), "Revoked") << "its own date is before, and nobody vouches for that";
  EXPECT_EQ(checked(kLater), "Revoked") << "handed in today with an old date";
  const auto opened =
      open(*now.trust, sealed.bytes, "BAKER", small_key("BAKER", KeyUse::Agree), CheckTime{kLater, kBefore});
  ASSERT_TRUE(opened) << base::to_sentence(opened.error());
  EXPECT_EQ(opened->content.message.text, kText);
  EXPECT_EQ(opened->outer.originator.name, "ADAMS");
}

TEST(Reissue, WhatACompromisedKeySignedIsRefusedWheneverItWasSeen) {
  const Renewed now = renewed("ADAMS", WithdrawalReason::KeyCompromise);
  const auto checked = check_outer(*now.trust, sealed_to_baker().bytes, CheckTime{kLater, kBefore});
  ASSERT_EQ(code_of(checked), "Revoked");
  EXPECT_NE(checked.error().detail.find("its key was compromised"), std::string::npos)
      << checked.error().detail;
}

TEST(Reissue, ADateOfTheSignersOwnAfterTheWithdrawalIsRefusedWhateverAWitnessSays) {
  const Renewed now = renewed("ADAMS");
  auto content = message_to({{"BAKER", "BRAVO"}});
  content.header.created = kAt;
  const auto late = sealed_by("ADAMS", content);
  EXPECT_EQ(code_of(check_outer(*now.trust, late.bytes, CheckTime{kLater, kBefore})), "Revoked");
}

TEST(Reissue, AnOldKeySignsNothingNewAndNothingIsSealedToIt) {
  const Renewed now = renewed("BAKER");
  const auto& old_sign = small_key("BAKER", KeyUse::Sign);
  EXPECT_EQ(code_of(sign(*now.trust, statement_by("BRAVO", "BAKER", kLater), "BAKER", old_sign)), "Binding");
  EXPECT_EQ(code_of(seal(*now.trust, message_to({{"BAKER", "BRAVO"}}), secret_label(),
                         small_key("ADAMS", KeyUse::Sign), kLater)),
            "Revoked")
      << "the fixture names the old key";
  const auto fresh = value_of(now.trust->key_of("BAKER", KeyUse::Agree, kLater));
  EXPECT_NE(fresh.key, value_of(small_trust().key_of("BAKER", KeyUse::Agree, kLater)).key);
  auto content = message_to({{"BAKER", "BRAVO"}});
  content.header.recipients[0].key = fresh.key;
  const auto sealed =
      value_of(seal(*now.trust, content, secret_label(), small_key("ADAMS", KeyUse::Sign), kLater));
  EXPECT_EQ(code_of(open(*now.trust, sealed.bytes, "BAKER", now.net.key("BAKER", KeyUse::Agree), kLater)),
            "accepted");
}

TEST(Reissue, WhatIsSealedToTheOldKeySaysSo) {
  const Renewed now = renewed("BAKER");
  const auto refused =
      open(*now.trust, sealed_to_baker().bytes, "BAKER", now.net.key("BAKER", KeyUse::Agree), kLater);
  ASSERT_EQ(code_of(refused), "Revoked");
  EXPECT_NE(refused.error().detail.find("sealed to a key of BAKER that was withdrawn"), std::string::npos)
      << refused.error().detail;
  EXPECT_EQ(
      code_of(open(*now.trust, sealed_to_baker().bytes, "BURNS", small_key("BURNS", KeyUse::Agree), kLater)),
      "NotARecipient");
  const auto draft = value_of(seal_to_self(small_trust(), "BAKER", base::as_bytes("DRAFT"), kBefore));
  EXPECT_EQ(code_of(open_own(*now.trust, "BAKER", now.net.key("BAKER", KeyUse::Agree), draft)), "Revoked");
}

TEST(Reissue, StatementsOfASupersededKeyHoldByTheSameRule) {
  const auto old = value_of(sign(small_trust(), statement_by("BRAVO", "BAKER", kBefore), "BAKER",
                                 small_key("BAKER", KeyUse::Sign)));
  const Renewed lost = renewed("BAKER"), stolen = renewed("BAKER", WithdrawalReason::KeyCompromise);
  EXPECT_EQ(code_of(verify(*lost.trust, old, CheckTime{kLater, kBefore})), "accepted");
  EXPECT_EQ(code_of(verify(*lost.trust, old, kLater)), "Revoked");
  EXPECT_EQ(code_of(verify(*stolen.trust, old, CheckTime{kLater, kBefore})), "Revoked");
}

TEST(Reissue, AnOldReceiptStillProvesThatItWasOpened) {
  const auto opened = value_of(open_as("BAKER", sealed_to_baker().bytes));
  const auto receipt =
      value_of(make_receipt(small_trust(), opened, "BAKER", small_key("BAKER", KeyUse::Sign), kBefore));
  const Renewed lost = renewed("BAKER"), stolen = renewed("BAKER", WithdrawalReason::KeyCompromise);
  const auto checked = [&](const Renewed& now, const CheckTime& when) {
    return code_of(check_receipt(*now.trust, receipt, sealed_to_baker().receipt_expectation, "BAKER", when));
  };
  EXPECT_EQ(checked(lost, {kLater, kBefore}), "accepted");
  EXPECT_EQ(checked(lost, kLater), "Revoked");
  EXPECT_EQ(checked(stolen, {kLater, kBefore}), "Revoked");
}

TEST(Reissue, TheNewKeySpeaksForNothingThatWasDoneBefore) {
  const Renewed now = renewed("BAKER");
  const auto key = now.net.key("BAKER", KeyUse::Sign);
  EXPECT_EQ(code_of(sign(*now.trust, statement_by("BRAVO", "BAKER", kAt + -base::kSecondMs), "BAKER", key)),
            "Chain");
  EXPECT_EQ(code_of(sign(*now.trust, statement_by("BRAVO", "BAKER", kAt), "BAKER", key)), "accepted");
}

TEST(Reissue, OthersGoOnAsBeforeAlsoForTimesBeforeTheNewList) {
  const Renewed now = renewed("BAKER");
  for (const HandlingTime at : {kBefore, kAt, kLater})
    EXPECT_EQ(code_of(sign(*now.trust, statement_by("ALPHA", "ADAMS", at), "ADAMS",
                           small_key("ADAMS", KeyUse::Sign))),
              "accepted");
  EXPECT_EQ(code_of(check_outer(*now.trust, sealed_to_baker().bytes, kLater)), "accepted");
}

TEST(Reissue, MayBeDoneAgainAndEarlierWithdrawalsStand) {
  Renewed now = renewed("ADAMS");
  now.renew("ADAMS", WithdrawalReason::KeyCompromise, kLater);
  now.renew("BAKER", WithdrawalReason::Superseded, kLater);
  const CheckTime when{kLater + base::kHourMs, kBefore};
  EXPECT_EQ(code_of(check_outer(*now.trust, sealed_to_baker().bytes, when)), "accepted")
      << "of the first keys, which were lost and not stolen";
  const auto first =
      now.trust->withdrawal_of(value_of(small_trust().key_of("ADAMS", KeyUse::Sign, kBefore)).key);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->at, kAt);
  EXPECT_EQ(first->reason, WithdrawalReason::Superseded);
  EXPECT_EQ(first->owner.name, "ADAMS");
}

TEST(Reissue, OnlyARelaysStampOnThatTransferIsAWitness) {
  const auto stamp = [](const std::string& node, HandlingTime at, std::uint8_t transfer = 9) {
    auto statement = statement_by(node, {}, at, message::StatementKind::Stamp);
    statement.transfer.value.fill(transfer);
    return value_of(sign(small_trust(), statement, node, small_key(node, KeyUse::Sign)));
  };
  base::TransferId transfer;
  transfer.value.fill(9);
  const auto witnessed = [&](std::vector<message::SignedStatement> stamps) {
    return witnessed_at(small_trust(), stamps, transfer, kLater);
  };
  EXPECT_EQ(witnessed({stamp("HUB", kAt), stamp("HUB", kBefore)}), kBefore);
  EXPECT_EQ(witnessed({}), std::nullopt);
  EXPECT_EQ(witnessed({stamp("HUB", kBefore, 8)}), std::nullopt) << "of another transfer";
  EXPECT_EQ(witnessed({stamp("BRAVO", kBefore)}), std::nullopt) << "by a station";
  auto broken = stamp("HUB", kBefore);
  broken.statement.back() ^= 1U;
  EXPECT_EQ(witnessed({broken}), std::nullopt);
}

TEST(Reissue, BadOrdersAreRefusedWithASentence) {
  const Renewed net;
  EXPECT_EQ(code_of(net.order("NOBODY", WithdrawalReason::Superseded, kAt)), "UnknownName");
  EXPECT_EQ(code_of(net.order("HUB", WithdrawalReason::Superseded, kAt)), "UnknownName") << "a relay";
  const Net other = mint_net();
  const auto issuing = other.authority_key("issuing"), roster = other.authority_key("roster");
  const auto foreign =
      reissue(small_net().file("roster.cms"), small_net().file("root.der"), shipped_profiles(),
              {issuing, other.file("authority/issuing.der"), roster, other.file("authority/roster.der")},
              {"BAKER", WithdrawalReason::Superseded, kAt});
  EXPECT_EQ(code_of(foreign), "Binding");
}

}  // namespace
}  // namespace backchannel::seal::testing
