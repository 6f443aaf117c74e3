#include "backchannel/policy/summary.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace backchannel::policy {
namespace {

using base::HandlingTime;
using base::kHourMs;
using base::kMinuteMs;

constexpr std::int64_t kDay = 1'000 * 24 * kHourMs;  // a midnight

HandlingTime at(int hour, int minute = 0, int day = 0) {
  return {kDay + (day * 24 + hour) * kHourMs + minute * kMinuteMs};
}

SummaryOrder morning_and_evening() { return {"WH", "WATCH", "POST", {5 * 60, 16 * 60}, kHourMs}; }

std::vector<HandlingTime> due_of(const std::vector<MissingSummary>& missing) {
  std::vector<HandlingTime> out;
  for (const MissingSummary& each : missing) out.push_back(each.due);
  return out;
}

struct Case {
  const char* what;
  std::vector<HandlingTime> written;
  HandlingTime now;
  std::vector<HandlingTime> missing;
};

TEST(SummaryTest, WhatHasNotComeByItsHourIsMissing) {
  const std::vector<Case> cases = {
      {"not due yet", {}, at(4, 59), {}},
      {"due now", {}, at(5), {at(5)}},
      {"punctual", {at(5)}, at(15), {}},
      {"early", {at(3)}, at(15), {}},
      {"late, and there", {at(7, 30)}, at(15), {}},
      {"one of two", {at(5, 20)}, at(17), {at(16)}},
      {"a late one and the next, which is early", {at(14), at(15)}, at(17), {}},
      {"so late that the next was due", {at(16, 1), at(16, 2)}, at(17), {at(5)}},
      {"two for the morning: the second is the evening's", {at(5, 10), at(9)}, at(17), {}},
      {"three for the morning do not do for two evenings",
       {at(4), at(5, 10), at(9)},
       at(17, 0, 1),
       {at(5, 0, 1), at(16, 0, 1)}},
      {"nothing in two days", {}, at(12, 0, 1), {at(5), at(16), at(5, 0, 1)}},
      {"of the evening before the exercise", {at(1)}, at(6), {}},
      {"the exercise is over", {}, at(23, 0, 5), {at(5), at(16), at(5, 0, 1), at(16, 0, 1)}},
  };
  for (const Case& each : cases)
    EXPECT_EQ(due_of(missing_summaries(morning_and_evening(), at(0), at(0, 0, 2), each.written, each.now)),
              each.missing)
        << each.what;
}

TEST(SummaryTest, ItIsAskedForAfterTheWaitingTime) {
  const auto missing = missing_summaries(morning_and_evening(), at(0), at(0, 0, 2), {}, at(5, 1));
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0].ask_from, at(6));
}

TEST(SummaryTest, OnlyTheHoursOfTheExerciseCount) {
  EXPECT_TRUE(missing_summaries(morning_and_evening(), at(5, 1), at(16), {}, at(23)).empty());
  EXPECT_EQ(missing_summaries(morning_and_evening(), at(5), at(16, 1), {}, at(23)).size(), 2U);
}

// Before 1970 the days are counted downwards.
TEST(SummaryTest, TheYearDoesNotMatter) {
  constexpr std::int64_t kBefore = -2'000 * 24 * kHourMs;
  const auto missing = missing_summaries(morning_and_evening(), {kBefore}, {kBefore + 24 * kHourMs}, {},
                                         {kBefore + 20 * kHourMs});
  EXPECT_EQ(due_of(missing), (std::vector<HandlingTime>{{kBefore + 5 * kHourMs}, {kBefore + 16 * kHourMs}}));
}

SummaryOrder any_order() {
  SummaryOrder order;
  auto minutes = *rc::gen::unique<std::vector<int>>(rc::gen::inRange(0, 24 * 60));
  if (minutes.empty()) minutes.push_back(300);
  if (minutes.size() > 4) minutes.resize(4);
  std::ranges::sort(minutes);
  order.due_minutes = minutes;
  return order;
}

std::vector<HandlingTime> any_times() {
  std::vector<HandlingTime> out;
  for (const int minute : *rc::gen::container<std::vector<int>>(rc::gen::inRange(-1'000, 4 * 24 * 60)))
    out.push_back({kDay + minute * kMinuteMs});
  return out;
}

bool every_one_of(const std::vector<MissingSummary>& some, const std::vector<MissingSummary>& all) {
  return std::ranges::all_of(some, [&](const auto& each) { return std::ranges::count(all, each) == 1; });
}

RC_GTEST_PROP(SummaryProperty, TheOrderOfArrivalDoesNotMatter, ()) {
  const SummaryOrder order = any_order();
  auto times = any_times();
  const auto first = missing_summaries(order, at(0), at(0, 0, 3), times, at(0, 0, 3));
  std::ranges::reverse(times);
  RC_ASSERT(missing_summaries(order, at(0), at(0, 0, 3), times, at(0, 0, 3)) == first);
}

RC_GTEST_PROP(SummaryProperty, OneMoreMessageClosesAtMostOneAndOpensNone, ()) {
  const SummaryOrder order = any_order();
  auto times = any_times();
  const auto before = missing_summaries(order, at(0), at(0, 0, 3), times, at(0, 0, 3));
  times.push_back({kDay + *rc::gen::inRange(-1'000, 4 * 24 * 60) * kMinuteMs});
  const auto after = missing_summaries(order, at(0), at(0, 0, 3), times, at(0, 0, 3));
  RC_ASSERT(after.size() + 1 >= before.size());
  RC_ASSERT(after.size() <= before.size());
}

RC_GTEST_PROP(SummaryProperty, OneWrittenWithinTheWaitingTimeOfEachIsEnough, ()) {
  const SummaryOrder order = any_order();
  std::vector<HandlingTime> times;
  for (int day = 0; day < 3; ++day)
    for (const int minutes : order.due_minutes) times.push_back(at(0, minutes, day));
  RC_ASSERT(missing_summaries(order, at(0), at(0, 0, 3), times, at(0, 0, 3)).empty());
}

RC_GTEST_PROP(SummaryProperty, TimeOnlyAddsAndNothingIsMissingBeforeItsHour, ()) {
  const SummaryOrder order = any_order();
  const auto times = any_times();
  const HandlingTime now{kDay + *rc::gen::inRange(-100, 4 * 24 * 60) * kMinuteMs};
  const auto then = missing_summaries(order, at(0), at(0, 0, 3), times, now);
  const auto later = missing_summaries(order, at(0), at(0, 0, 3), times, now + kHourMs);
  RC_ASSERT(every_one_of(then, later));
  RC_ASSERT(std::ranges::all_of(then, [&](const auto& each) { return each.due <= now; }));
  RC_ASSERT(std::ranges::is_sorted(due_of(then)));
}

}  // namespace
}  // namespace backchannel::policy
