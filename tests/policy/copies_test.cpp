#include "backchannel/policy/copies.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace backchannel::policy {
namespace {

TEST(Copies, OneCopyEndsAsItWasReported) {
  EXPECT_EQ(end_of_leg(1, {}, false), LegEnd::Open);
  EXPECT_EQ(end_of_leg(1, {{1, false}}, false), LegEnd::NotDelivered);
  EXPECT_EQ(end_of_leg(1, {{1, true}}, false), LegEnd::Unknown);
}

TEST(Copies, NotDeliveredIsSaidWhenEveryCopyHasComeToThatEnd) {
  EXPECT_EQ(end_of_leg(2, {{1, false}}, false), LegEnd::Open);
  EXPECT_EQ(end_of_leg(2, {{2, false}}, false), LegEnd::Open);
  EXPECT_EQ(end_of_leg(2, {{1, false}, {1, false}}, false), LegEnd::Open);
  EXPECT_EQ(end_of_leg(2, {{2, false}, {1, false}}, false), LegEnd::NotDelivered);
}

TEST(Copies, OneThatCannotBeKnownMakesTheLegUnknown) {
  EXPECT_EQ(end_of_leg(2, {{1, false}, {2, true}}, false), LegEnd::Unknown);
  EXPECT_EQ(end_of_leg(2, {{1, true}, {2, true}}, false), LegEnd::Unknown);
  EXPECT_EQ(end_of_leg(2, {{2, true}}, false), LegEnd::Open);
}

TEST(Copies, AReportHoldsWhoeverElseCannotKnow) {
  EXPECT_EQ(end_of_leg(1, {{1, true}, {1, false}}, false), LegEnd::NotDelivered);
}

TEST(Copies, WhatNobodyReportedIsUnknownInTheEnd) {
  EXPECT_EQ(end_of_leg(1, {}, true), LegEnd::Unknown);
  EXPECT_EQ(end_of_leg(3, {{1, false}, {3, false}}, true), LegEnd::Unknown);
  EXPECT_EQ(end_of_leg(2, {{1, false}, {2, false}}, true), LegEnd::NotDelivered);
}

RC_GTEST_PROP(Copies, NoFurtherWordTakesNotDeliveredBackAndAFurtherCopyReopensIt, ()) {
  const auto sent = *rc::gen::inRange<std::uint8_t>(1, 4);
  const auto words = *rc::gen::container<std::vector<CopyEnd>>(
      rc::gen::construct<CopyEnd>(rc::gen::inRange<std::uint8_t>(1, 4), rc::gen::arbitrary<bool>()));
  std::vector<CopyEnd> heard;
  bool over = false;
  for (const CopyEnd& each : words) {
    heard.push_back(each);
    const bool now = end_of_leg(sent, heard, false) == LegEnd::NotDelivered;
    RC_ASSERT(now || !over);
    over = now;
  }
  std::erase_if(heard, [&](const CopyEnd& each) { return each.copy > sent; });
  RC_ASSERT(end_of_leg(static_cast<std::uint8_t>(sent + 1), heard, false) == LegEnd::Open);
}

}  // namespace
}  // namespace backchannel::policy
