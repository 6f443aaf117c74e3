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

}  // namespace
}  // namespace backchannel::custody
