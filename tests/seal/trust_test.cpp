#include "backchannel/seal/trust.h"

#include <gtest/gtest.h>

#include <thread>

#include "backchannel/seal/crypto.h"
#include "net_fixture.h"
#include "trust_forge.h"

namespace backchannel::seal {
namespace {

using base::Code;
using netplan::KeyUse;
using netplan::OwnerKind;
using testing::Forge;
using testing::mint_net;
using testing::small_key;
using testing::small_net;
using testing::small_trust;

constexpr std::int64_t kDayMs = 24 * base::kHourMs;

std::string with_short_lists() {
  std::string profiles = testing::shipped_profiles();
  const std::string wanted = "[revocation_lists]\nlengths = 1\ndays = 1\n";
  const auto place = profiles.find(wanted);
  EXPECT_NE(place, std::string::npos);
  return profiles.replace(place, wanted.size(), "[revocation_lists]\nlengths = 0\ndays = 0\n");
}

TEST(Trust, NamesTheOwnerOfEveryKey) {
  const auto now = small_net().now;
  for (const auto& person : small_net().plan.persons) {
    for (const auto use : {KeyUse::Sign, KeyUse::Agree}) {
      const auto by_name = small_trust().key_of(person.name.value, use, now);
      ASSERT_TRUE(by_name) << base::to_sentence(by_name.error());
      EXPECT_EQ(small_trust().station_of(*by_name, now), person.station);
      const auto by_key = small_trust().owner_of(by_name->key, use, now);
      ASSERT_TRUE(by_key);
      EXPECT_EQ(by_key->name, person.name.value);
      EXPECT_EQ(by_key->kind, OwnerKind::Person);
    }
  }
  for (const auto& node : small_net().plan.nodes) {
    for (const auto use : {KeyUse::Sign, KeyUse::Agree, KeyUse::Transport}) {
      const auto owner = small_trust().key_of(node.name.value, use, now);
      ASSERT_TRUE(owner) << base::to_sentence(owner.error());
      EXPECT_EQ(owner->kind, OwnerKind::Node);
      EXPECT_EQ(small_trust().station_of(*owner, now), node.name);
      EXPECT_EQ(owner->use, use);
    }
  }
}

TEST(Trust, GivesTheClearancesOfThePlan) {
  for (const auto& person : small_net().plan.persons) {
    const auto clearance = small_trust().clearance_of(person.name.value, small_net().now);
    ASSERT_TRUE(clearance) << base::to_sentence(clearance.error());
    EXPECT_EQ(*clearance, person.clearance) << person.name.value;
  }
  for (const auto& node : small_net().plan.nodes) {
    const auto clearance = small_trust().clearance_of(node.name.value, small_net().now);
    ASSERT_TRUE(clearance) << base::to_sentence(clearance.error());
    EXPECT_EQ(*clearance, node.clearance) << node.name.value;
  }
}

TEST(Trust, DescribesAPartyWithGrantAndClearance) {
  const auto adams = small_trust().party("ADAMS", small_net().now);
  ASSERT_TRUE(adams);
  EXPECT_TRUE(adams->is_person);
  EXPECT_EQ(adams->highest, message::Precedence::Flash);
  EXPECT_TRUE(adams->clearance.classifications.contains(5));
  const auto hub = small_trust().party("HUB", small_net().now);
  ASSERT_TRUE(hub);
  EXPECT_FALSE(hub->is_person);
  EXPECT_TRUE(hub->clearance.categories.empty());
}

TEST(Trust, TheTransportCertificatesKeyIsTheCurveKey) {
  for (const std::string name : {"HUB", "ALPHA", "BRAVO"}) {
    const auto certified = small_trust().curve_public(base::NodeName(name), small_net().now);
    ASSERT_TRUE(certified) << base::to_sentence(certified.error());
    EXPECT_EQ(*certified, curve_public(small_key(name, KeyUse::Transport)));
  }
}

TEST(Trust, KnowsItsPlanDoctrineAndDigest) {
  EXPECT_EQ(small_trust().plan().name, "small");
  EXPECT_EQ(small_trust().catalogue().files, small_net().catalogue.files);
  EXPECT_EQ(small_trust().digest(), OpensslDigester().sha256(small_net().file("roster.cms")));
}

TEST(Trust, RefusesNamesAndKeysOutsideTheNet) {
  const auto now = small_net().now;
  EXPECT_EQ(small_trust().key_of("NOBODY", KeyUse::Sign, now).error().code, Code::UnknownName);
  EXPECT_EQ(small_trust().owner_of(base::KeyId{}, KeyUse::Sign, now).error().code, Code::UnknownName);
  EXPECT_EQ(small_trust().key_of("ADAMS", KeyUse::Transport, now).error().code, Code::UnknownName);
  EXPECT_EQ(small_trust().party("NOBODY", now).error().code, Code::UnknownName);
  EXPECT_EQ(small_trust().curve_public(base::NodeName("ADAMS"), now).error().code, Code::UnknownName);
}

TEST(Trust, RefusesAKeyForAnotherUse) {
  const auto now = small_net().now;
  const auto sign = small_trust().key_of("ADAMS", KeyUse::Sign, now);
  ASSERT_TRUE(sign);
  EXPECT_EQ(small_trust().owner_of(sign->key, KeyUse::Agree, now).error().code, Code::Chain);
}

TEST(Trust, CertificatesHoldTwiceOverAndNotLonger) {
  const auto& plan = small_net().plan;
  const std::int64_t beyond = (plan.ends - plan.begins) + kDayMs;
  const auto first = plan.begins + -beyond;
  const auto last = plan.ends + beyond;
  EXPECT_EQ(small_trust().key_of("ADAMS", KeyUse::Sign, first + -1).error().code, Code::Chain);
  EXPECT_TRUE(small_trust().key_of("ADAMS", KeyUse::Sign, first));
  EXPECT_TRUE(small_trust().key_of("ADAMS", KeyUse::Sign, last + -1));
  EXPECT_EQ(small_trust().key_of("ADAMS", KeyUse::Sign, last).error().code, Code::Chain);
  // The answer kept from before does not outlive the certificate.
  EXPECT_EQ(small_trust().key_of("ADAMS", KeyUse::Sign, last + kDayMs).error().code, Code::Chain);
  EXPECT_TRUE(small_trust().key_of("ADAMS", KeyUse::Sign, small_net().now));
}

TEST(Trust, AnExpiredRosterDoesNotLoad) {
  const auto late = small_net().plan.ends + 30 * kDayMs;
  const auto trust = Trust::load(small_net().file("roster.cms"), small_net().file("root.der"), late);
  ASSERT_FALSE(trust);
  EXPECT_EQ(trust.error().code, Code::Chain);
}

TEST(Trust, AnExpiredRevocationListLeavesTheStatusUnknown) {
  const auto net = mint_net({}, with_short_lists());
  const auto trust = net.load_trust();
  ASSERT_TRUE(trust->key_of("ADAMS", KeyUse::Sign, net.now));
  const auto late = net.plan.ends + base::kHourMs;
  EXPECT_EQ(trust->key_of("ADAMS", KeyUse::Sign, late).error().code, Code::StatusUnknown);
  EXPECT_EQ(trust->key_of("BAKER", KeyUse::Agree, late).error().code, Code::StatusUnknown);
  EXPECT_EQ(Trust::load(net.file("roster.cms"), net.file("root.der"), late).error().code,
            Code::StatusUnknown);
}

TEST(Trust, ARevokedOwnerIsRefusedAndOthersAreNot) {
  const auto net = mint_net({.revoked = {"BAKER", "BRAVO"}});
  const auto trust = net.load_trust();
  for (const auto use : {KeyUse::Sign, KeyUse::Agree}) {
    const auto baker = trust->key_of("BAKER", use, net.now);
    ASSERT_FALSE(baker);
    EXPECT_EQ(baker.error().code, Code::Revoked);
    EXPECT_NE(baker.error().detail.find("BAKER"), std::string::npos);
    EXPECT_TRUE(trust->key_of("BURNS", use, net.now));
  }
  EXPECT_EQ(trust->clearance_of("BAKER", net.now).error().code, Code::Revoked);
  EXPECT_EQ(trust->curve_public(base::NodeName("BRAVO"), net.now).error().code, Code::Revoked);
}

TEST(Trust, ARevokedIssuingAuthorityTakesTheWholeNetWithIt) {
  const auto net = mint_net({.revoked = {"ISSUING"}});
  const auto trust = Trust::load(net.file("roster.cms"), net.file("root.der"), net.now);
  ASSERT_FALSE(trust);
  EXPECT_EQ(trust.error().code, Code::Revoked);
  EXPECT_NE(trust.error().detail.find("ISSUING"), std::string::npos) << trust.error().detail;
}

TEST(Trust, AClearanceAboveTheAuthoritysConstraintIsCutDown) {
  Forge forge;
  const message::Clearance up_to_secret{{1, 2, 3, 4}, {}};
  const Authority second{generate_p256(), nullptr};
  X509Ptr certificate =
      forge.issue(forge.profiles.at("issuing"), "SECOND", second.key, forge.root.issuer(), up_to_secret);
  const Issuer issuer{certificate.get(), second.issuer().key};
  forge.add_authority("SECOND", certificate.get());
  forge.add_list(issuer);
  forge.replace("ADAMS", KeyUse::Sign, forge.profiles.at("person-sign"), issuer);
  forge.replace("ADAMS", KeyUse::Agree, forge.profiles.at("person-agree"), issuer);
  // Only one of the two certificates under the lower authority is enough.
  forge.replace("ALLEN", KeyUse::Agree, forge.profiles.at("person-agree"), issuer);
  const auto trust = forge.load();
  ASSERT_TRUE(trust) << base::to_sentence(trust.error());
  for (const std::string name : {"ADAMS", "ALLEN"}) {
    const auto party = (*trust)->party(name, forge.net().now);
    ASSERT_TRUE(party) << base::to_sentence(party.error());
    EXPECT_EQ(party->clearance, up_to_secret) << name;
  }
}

TEST(Trust, AnswersManyThreadsAtOnce) {
  const auto net = small_net().load_trust();
  const auto now = small_net().now;
  std::vector<std::jthread> threads;
  std::vector<int> good(4, 0);
  for (std::size_t t = 0; t < good.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int round = 0; round < 50; ++round) {
        for (const std::string name : {"ADAMS", "BAKER", "HUB"})
          if (net->clearance_of(name, now)) ++good[t];
      }
    });
  }
  threads.clear();
  EXPECT_EQ(good, std::vector<int>(4, 150));
}

}  // namespace
}  // namespace backchannel::seal
