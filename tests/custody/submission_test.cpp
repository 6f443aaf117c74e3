// From the outbox of a station into its queue.

#include <gtest/gtest.h>

#include "bench.h"

namespace backchannel::custody {
namespace {

TEST(Submission, TheSameSubmissionTwiceIsCarriedOnce) {
  Bench s("S1");
  s.start();
  s.up("R");
  const Letter l = letter({});
  s.submit(l);
  ASSERT_TRUE(s.take<wire::Offer>("R"));
  s.submit(l);
  EXPECT_EQ(s.tables.legs.at({l.transfer(), 0, 1}).state, LegState::Await) << "the binding stands";
  s.frame("R", wire::Accept{about(l), std::nullopt});
  EXPECT_EQ(s.legs_held(), 0U);
  s.submit(l);
  EXPECT_EQ(s.legs_held(), 0U);
  EXPECT_EQ(s.committed<PutLeg>().size(), 1U);
  EXPECT_EQ(s.committed<TakeSubmission>().size(), 3U);
}

TEST(Submission, SubmissionsAreRejectedForCause) {
  Bench s("S1");
  s.start();
  s.up("R");
  const auto code = [&](const Letter& l) {
    const std::size_t before = s.committed<RejectSubmission>().size();
    s.submit(l);
    const auto rejected = s.committed<RejectSubmission>();
    return rejected.size() == before ? std::nullopt : std::optional(rejected.back().code);
  };
  EXPECT_EQ(code(letter({.from = "S2"})), base::Code::Role);
  EXPECT_EQ(code(letter({.created_ms = kSkewMs + 60'000})), base::Code::Time);
  EXPECT_EQ(code(letter({.created_ms = -60'000, .lifetime_ms = 1'000})), base::Code::Expired);
  EXPECT_EQ(code(letter({.lifetime_ms = 7'000 * 365 * 24 * base::kHourMs})), base::Code::Time);
  EXPECT_EQ(code(letter({.to = {"NOWHERE"}})), base::Code::NoPath);
  EXPECT_EQ(code(letter({})), std::nullopt);
}

// FLASH come in groups: while they are about, one ROUTINE of the own outbox at a time is checked and
// committed.
TEST(Submission, WhileFlashAreAboutOneRoutineAtATimeIsInHand) {
  Bench s("S1");
  s.start();
  s.up("R");
  const auto submit = [&](message::Precedence precedence) { s.submit(letter({.precedence = precedence})); };
  submit(message::Precedence::Flash);
  s.hold_commits = true;
  for (int i = 0; i < 5; ++i) submit(message::Precedence::Routine);
  EXPECT_EQ(s.commits.size(), 1U) << "four wait";
  submit(message::Precedence::Priority);
  submit(message::Precedence::Flash);
  EXPECT_EQ(s.commits.size(), 3U) << "what is higher does not wait with them";
  s.hold_commits = false;
  s.settle();
  EXPECT_EQ(s.committed<TakeSubmission>().size(), 8U);
}

// What is refused, or has been carried already, makes room for the next too.
TEST(Submission, WhateverBecomesOfARoutineTheNextFollows) {
  Bench s("S1");
  s.start();
  s.up("R");
  const Letter carried = letter({});
  s.submit(carried);
  s.submit(letter({.precedence = message::Precedence::Flash}));
  s.hold_verify = true;
  s.submit(letter({.from = "S2"}));
  s.submit(carried);
  s.submit(letter({}));
  EXPECT_EQ(s.verifies.size(), 1U);
  s.hold_verify = false;
  s.settle();
  EXPECT_EQ(s.committed<RejectSubmission>().size(), 1U);
  EXPECT_EQ(s.committed<TakeSubmission>().size(), 4U);
}

TEST(Submission, TwoSecondsAfterTheLastFlashTheRoutineThatWaitedAreTakenTogether) {
  Bench s("S1");
  s.start();
  s.up("R");
  s.submit(letter({.precedence = message::Precedence::Flash}));
  s.hold_verify = true;
  for (int i = 0; i < 5; ++i) s.submit(letter({}));
  ASSERT_EQ(s.verifies.size(), 1U);
  s.advance_ms(2'100);
  s.submit(letter({}));
  EXPECT_EQ(s.verifies.size(), 6U);
}

}  // namespace
}  // namespace backchannel::custody
