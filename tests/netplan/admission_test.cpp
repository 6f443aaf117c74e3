// [[admission]]: how much one person may send, and how much of it a node holds.

#include <gtest/gtest.h>

#include "sample.h"

namespace backchannel::netplan::test {

namespace {

using message::Precedence;

std::string with(const std::string& rows) { return sample_plan() + rows; }

Plan loaded(const std::string& rows) {
  auto plan = load(with(rows), "net.toml", catalogue());
  EXPECT_TRUE(plan) << (plan ? "" : base::to_sentence(plan.error()));
  return plan ? *plan : Plan{};
}

const std::string kBucket = "precedence = \"FLASH\"\nburst = 5\nper_minute = 10\n";

}  // namespace

TEST(Admissions, ARowIsReadAsWritten) {
  const Plan plan =
      loaded("[[admission]]\nwho = \"ANNA\"\n" + kBucket +
             "held = { messages = 200, bytes = 2000000 }\nbasis = \"exercise\"\nnote = \"why\"\n");
  ASSERT_EQ(plan.admissions.size(), 1U);
  const Admission& row = plan.admissions[0];
  EXPECT_EQ(row.who, "ANNA");
  EXPECT_EQ(row.precedence, Precedence::Flash);
  EXPECT_EQ(row.burst, 5U);
  EXPECT_EQ(row.per_minute, 10U);
  EXPECT_EQ(row.held_messages, 200U);
  EXPECT_EQ(row.held_bytes, 2'000'000U);
  EXPECT_EQ(row.note, "why");
}

TEST(Admissions, TheMostSpecificRowWins) {
  const Plan plan = loaded("[[admission]]\nwho = \"*\"\n" + kBucket + "[[admission]]\nwho = \"BRAVO\"\n" +
                           kBucket + "[[admission]]\nwho = \"ANNA\"\n" + kBucket);
  const auto who = [&](const char* person, const char* station) {
    return plan.bucket_of(base::PersonName(person), base::NodeName(station), Precedence::Flash)->who;
  };
  EXPECT_EQ(who("ANNA", "ALPHA"), "ANNA");
  EXPECT_EQ(who("ANNA", "BRAVO"), "ANNA");
  EXPECT_EQ(who("BORIS", "BRAVO"), "BRAVO");
  EXPECT_EQ(who("CLARA", "CHARLIE"), "*");
  EXPECT_EQ(plan.bucket_of(base::PersonName("ANNA"), base::NodeName("ALPHA"), Precedence::Routine), nullptr);
}

TEST(Admissions, WhatIsHeldAndHowOftenMayStandInDifferentRows) {
  const Plan plan = loaded("[[admission]]\nwho = \"ANNA\"\n" + kBucket +
                           "[[admission]]\nwho = \"*\"\nheld = { messages = 7 }\n");
  const Admission* share = plan.share_of(base::PersonName("ANNA"), base::NodeName("ALPHA"));
  ASSERT_NE(share, nullptr);
  EXPECT_EQ(share->held_messages, 7U);
  EXPECT_FALSE(share->held_bytes);
}

TEST(Admissions, AnUnknownNameSuggestsTheNearest) {
  expect_one(with("[[admission]]\nwho = \"ANA\"\n" + kBucket), "\"ANA\"", "no person or station \"ANA\"",
             "did you mean \"ANNA\"?");
}

TEST(Admissions, ARelayIsNobodyWhoWrites) {
  expect_one(with("[[admission]]\nwho = \"HUB\" # it\n" + kBucket), "\"HUB\" # it",
             "no person or station \"HUB\"", "known are");
}

TEST(Admissions, PrecedenceBurstAndRateComeTogether) {
  expect_one(with("[[admission]] # this\nwho = \"*\"\nburst = 5\nper_minute = 10\n"), "[[admission]] # this",
             "has no \"precedence\"", "write all three");
  expect_one(with("[[admission]] # this\nwho = \"*\"\nprecedence = \"ROUTINE\"\nper_minute = 10\n"),
             "[[admission]] # this", "has no \"burst\"", "write all three");
}

TEST(Admissions, ARowBoundsSomething) {
  expect_one(with("[[admission]] # this\nwho = \"*\"\n"), "[[admission]] # this", "bounds nothing",
             "write precedence, burst and per_minute");
  expect_one(with("[[admission]]\nwho = \"*\"\nheld = { }\n"), "{ }", "bounds nothing", "messages = 200");
}

TEST(Admissions, TwoRowsDoNotSayTheSame) {
  expect_one(
      with("[[admission]]\nwho = \"*\"\n" + kBucket + "[[admission]]\nwho = \"*\" # again\n" + kBucket),
      "\"*\" # again", "the admission of \"*\" for FLASH stands in line", "leave one of them out");
  expect_one(with("[[admission]]\nwho = \"*\"\nheld = { bytes = 9 }\n"
                  "[[admission]]\nwho = \"*\" # again\nheld = { messages = 9 }\n"),
             "\"*\" # again", "what may be held of \"*\" stands in line", "leave one of them out");
}

TEST(Admissions, NumbersHaveBounds) {
  expect_one(with("[[admission]]\nwho = \"*\"\nprecedence = \"FLASH\"\nburst = 0 # none\nper_minute = 10\n"),
             "0 # none", "not from 1 to", "choose a number");
  expect_one(with("[[admission]]\nwho = \"*\"\nheld = { messages = 0 }\n"), "0 }\n", "not from 1 to",
             "choose a number");
}

}  // namespace backchannel::netplan::test
