#include "backchannel/message/series.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace backchannel::message {
namespace {

using base::HandlingTime;
using base::kHourMs;
using base::kMinuteMs;

NumberSeen seen(std::uint64_t number, std::int64_t minute, Precedence precedence = Precedence::Flash) {
  return {number, {minute * kMinuteMs}, precedence};
}
HandlingTime at(std::int64_t minute) { return {minute * kMinuteMs}; }

// The seed's own case: Hakto 50 left half an hour before Hakto 49.
TEST(Holes, AHoleIsOpenUntilTheEarlierNumberComesLaterAndThenClosesByItself) {
  const auto holes = holes_in({seen(50, 0)}, 49, std::nullopt);
  ASSERT_EQ(holes.size(), 1U);
  EXPECT_EQ(holes[0].first, 49U);
  EXPECT_EQ(holes[0].last, 49U);
  EXPECT_EQ(holes[0].since, at(0));
  EXPECT_EQ(holes[0].ask_from - holes[0].since, timers_of(Precedence::Flash).objective_ms);
  EXPECT_TRUE(holes_in({seen(50, 0), seen(49, 30)}, 49, std::nullopt).empty());
}

TEST(Holes, TheLowestPrecedenceInUseSaysHowLongToWait) {
  const auto holes =
      holes_in({seen(1, 0, Precedence::Routine), seen(3, 10, Precedence::Flash)}, 1, std::nullopt);
  ASSERT_EQ(holes.size(), 1U);
  EXPECT_EQ(holes[0].ask_from, at(10) + 6 * kHourMs) << "FLASH overtakes ROUTINE by design";
}

TEST(Holes, TheFirstLaterNumberSaysSinceWhen) {
  const auto holes = holes_in({seen(1, 0), seen(4, 20), seen(6, 10)}, 0, std::nullopt);
  ASSERT_EQ(holes.size(), 2U);
  EXPECT_EQ(holes[0].first, 2U);
  EXPECT_EQ(holes[0].last, 3U);
  EXPECT_EQ(holes[0].since, at(10)) << "6 came before 4";
  EXPECT_EQ(holes[1].first, 5U);
  EXPECT_EQ(holes[1].since, at(10));
}

TEST(Holes, WhereTheRunBeginsIsOnlyHeldAgainstItWhenItIsKnown) {
  EXPECT_TRUE(holes_in({seen(49, 0)}, 0, std::nullopt).empty());
  EXPECT_TRUE(holes_in({seen(49, 0)}, 49, std::nullopt).empty());
  EXPECT_EQ(holes_in({seen(49, 0)}, 47, std::nullopt).at(0).first, 47U);
  EXPECT_TRUE(holes_in({}, 1, std::nullopt).empty());
}

TEST(Holes, ALastNumberReportAsksForTheRestAtOnce) {
  const LastNumber last{53, at(100)};
  const auto holes = holes_in({seen(49, 0, Precedence::Routine), seen(51, 90)}, 49, last);
  ASSERT_EQ(holes.size(), 2U);
  EXPECT_EQ(holes[0], (Hole{50, 50, at(90), at(100)})) << "covered by the report";
  EXPECT_EQ(holes[1], (Hole{52, 53, at(100), at(100)}));
  EXPECT_EQ(holes_in({}, 49, last).at(0), (Hole{49, 53, at(100), at(100)})) << "nothing came at all";
  EXPECT_TRUE(holes_in({seen(53, 0)}, 53, last).empty());
  EXPECT_TRUE(holes_in({seen(54, 0)}, 54, last).empty()) << "an older report than the last message";
}

RC_GTEST_PROP(HolesProperty, ANumberIsEitherSeenOrInExactlyOneHole, (std::vector<std::uint8_t> numbers)) {
  std::vector<NumberSeen> all;
  std::set<std::uint64_t> there;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    all.push_back(seen(numbers[i] + 1U, static_cast<std::int64_t>(i)));
    there.insert(numbers[i] + 1U);
  }
  std::set<std::uint64_t> missing;
  for (const Hole& hole : holes_in(all, 1, std::nullopt)) {
    RC_ASSERT(hole.ask_from > hole.since);
    for (std::uint64_t n = hole.first; n <= hole.last; ++n) {
      const bool fresh = missing.insert(n).second;
      RC_ASSERT(fresh);
    }
  }
  const std::uint64_t highest = there.empty() ? 0 : *there.rbegin();
  for (std::uint64_t n = 1; n <= highest; ++n) RC_ASSERT(there.contains(n) != missing.contains(n));
  const bool below = missing.empty() || *missing.rbegin() < highest;
  RC_ASSERT(below);
}

TEST(Crossed, EachWasWrittenBeforeItsWriterHadOpenedTheOther) {
  EXPECT_TRUE(crossed({at(0), at(30)}, {at(10), at(40)}));
  EXPECT_TRUE(crossed({at(0), std::nullopt}, {at(10), std::nullopt})) << "neither has been opened";
  EXPECT_FALSE(crossed({at(0), at(5)}, {at(10), at(40)})) << "the second answers the first";
  EXPECT_FALSE(crossed({at(50), std::nullopt}, {at(10), at(40)})) << "the first answers the second";
  EXPECT_FALSE(crossed({at(0), at(10)}, {at(10), std::nullopt})) << "opened, and then written";
}

}  // namespace
}  // namespace backchannel::message
