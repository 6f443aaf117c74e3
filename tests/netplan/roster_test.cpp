#include "backchannel/netplan/roster.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sample.h"

namespace backchannel::netplan::test {

namespace {

Roster small() {
  Roster roster;
  roster.plan_file = "net.toml";
  roster.plan_toml = sample_plan();
  roster.doctrine_files = {{"caveats.toml", "[[caveat]]\n"}, {"series.toml", "# \xC3\xA9\n"}};
  roster.doctrine_sha256 = "00ff";
  roster.certificates = {{OwnerKind::Authority, "ROOT", KeyUse::Sign, {0x30, 0x00}},
                         {OwnerKind::Node, "HUB", KeyUse::Transport, {0x30, 0x01, 0xFF}},
                         {OwnerKind::Person, "ANNA", KeyUse::Agree, {0x30}}};
  roster.crls = {{0x30, 0x02}};
  return roster;
}

bool same(const Roster& x, const Roster& y) {
  return x.plan_file == y.plan_file && x.plan_toml == y.plan_toml && x.doctrine_files == y.doctrine_files &&
         x.doctrine_sha256 == y.doctrine_sha256 && x.crls == y.crls &&
         std::equal(x.certificates.begin(), x.certificates.end(), y.certificates.begin(),
                    y.certificates.end(), [](const CertificateEntry& a, const CertificateEntry& b) {
                      return a.kind == b.kind && a.owner == b.owner && a.use == b.use && a.der == b.der;
                    });
}

// A sound roster with one piece of its text replaced.
base::Result<Roster> spoilt(std::string_view from, std::string_view to) {
  std::string json = to_json(small());
  const std::size_t at = json.find(from);
  EXPECT_NE(at, std::string::npos) << from << "\n" << json;
  if (at != std::string::npos) json.replace(at, from.size(), to);
  return roster_from_json(json, "roster.json");
}

}  // namespace

TEST(Roster, ComesBackFromItsJson) {
  const auto back = roster_from_json(to_json(small()), "roster.json");
  ASSERT_TRUE(back) << base::to_sentence(back.error());
  EXPECT_TRUE(same(*back, small()));
}

TEST(Roster, TheJsonIsReadable) {
  const std::string json = to_json(small());
  EXPECT_NE(json.find("\"owner\": \"HUB\""), std::string::npos) << json;
  EXPECT_NE(json.find("\"use\": \"transport\""), std::string::npos);
  EXPECT_NE(json.find("\"der\": \"MAH/\""), std::string::npos);
}

TEST(Roster, WhatItDoesNotKnowIsRefused) {
  EXPECT_FALSE(spoilt("\"roster\": 2", "\"roster\": 3"));
  EXPECT_FALSE(spoilt("\"transport\"", "\"transports\""));
  EXPECT_FALSE(spoilt("\"person\"", "\"people\""));
  EXPECT_FALSE(spoilt("\"MAH/\"", "\"MAH\""));
  EXPECT_FALSE(spoilt("\"MAH/\"", "\"\""));
  EXPECT_FALSE(spoilt("\"crls\"", "\"crl\""));
  EXPECT_FALSE(spoilt("\"series.toml\"", "\"caveats.toml\""));
  EXPECT_FALSE(spoilt("\"plan\"", "\"plans\""));
  EXPECT_FALSE(roster_from_json("[]", "roster.json"));
  EXPECT_FALSE(roster_from_json("", "roster.json"));
}

TEST(Roster, OneOfAnEarlierVersionIsRefusedWithTheWayOut) {
  const auto refused = spoilt("\"roster\": 2", "\"roster\": 1");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().detail.find("earlier version"), std::string::npos) << refused.error().detail;
  EXPECT_NE(refused.error().hint.find("net mint"), std::string::npos);
}

TEST(Roster, AMistakeNamesTheFile) {
  const auto refused = spoilt("\"transport\"", "\"transports\"");
  ASSERT_FALSE(refused);
  ASSERT_TRUE(refused.error().where);
  EXPECT_EQ(refused.error().where->file, "roster.json");
}

namespace {

base::Bytes random_der() {
  base::Bytes der = *rc::gen::arbitrary<base::Bytes>();
  der.push_back(0x30);
  return der;
}

std::string random_word() { return "W" + *rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127)); }

}  // namespace

RC_GTEST_PROP(RosterProperty, EveryRosterComesBack, ()) {
  Roster roster;
  roster.plan_file = random_word();
  roster.plan_toml = random_word();
  roster.doctrine_sha256 = random_word();
  const int files = *rc::gen::inRange(0, 4);
  for (int i = 0; i < files; ++i)
    roster.doctrine_files.emplace_back(std::to_string(i) + random_word(), random_word());
  const int certificates = *rc::gen::inRange(0, 6);
  for (int i = 0; i < certificates; ++i) {
    roster.certificates.push_back(
        {*rc::gen::element(OwnerKind::Authority, OwnerKind::Node, OwnerKind::Person), random_word(),
         *rc::gen::element(KeyUse::Sign, KeyUse::Agree, KeyUse::Transport), random_der()});
  }
  const int crls = *rc::gen::inRange(0, 3);
  for (int i = 0; i < crls; ++i) roster.crls.push_back(random_der());
  const auto back = roster_from_json(to_json(roster), "roster.json");
  RC_ASSERT(back.has_value());
  RC_ASSERT(same(*back, roster));
}

}  // namespace backchannel::netplan::test
