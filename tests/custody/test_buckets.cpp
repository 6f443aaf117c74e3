#include "buckets.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <deque>

namespace backchannel::custody {
namespace {

const BucketKey kKey{"ANNA", base::NodeName("ALPHA"), message::Precedence::Flash};

netplan::Admission size_of(std::uint32_t burst, std::uint32_t per_minute) {
  netplan::Admission size;
  size.burst = burst;
  size.per_minute = per_minute;
  return size;
}

TEST(Buckets, TheBurstPassesAtOnceAndThenOneAtEachInterval) {
  Buckets buckets;
  const auto size = size_of(3, 10);
  base::ProtocolTime now{77};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(buckets.take(kKey, size, now));
  EXPECT_FALSE(buckets.take(kKey, size, now));
  EXPECT_EQ(buckets.wait_us(kKey, size, now), 6 * base::kSecondUs);
  now = now + (6 * base::kSecondUs - 1);
  EXPECT_FALSE(buckets.take(kKey, size, now));
  now = now + 1;
  EXPECT_TRUE(buckets.take(kKey, size, now));
  EXPECT_FALSE(buckets.take(kKey, size, now));
}

TEST(Buckets, ABucketLeftAloneIsFullAgainAndNoFuller) {
  Buckets buckets;
  const auto size = size_of(3, 60);
  base::ProtocolTime now{0};
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(buckets.take(kKey, size, now));
  now = now + 3'600 * base::kSecondUs;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(buckets.take(kKey, size, now));
  EXPECT_FALSE(buckets.take(kKey, size, now));
}

TEST(Buckets, WhatNobodyCouldTakeForAWhileMayBeTakenAfterIt) {
  Buckets buckets;
  const auto size = size_of(2, 60);
  const base::ProtocolTime now{100 * base::kSecondUs}, since{90 * base::kSecondUs};
  int taken = 0;
  while (buckets.take(kKey, size, now, since)) ++taken;
  EXPECT_EQ(taken, 10 + 2);
  EXPECT_EQ(buckets.wait_us(kKey, size, now, since), base::kSecondUs);
}

TEST(Buckets, WhatIsGivenBackMayBeTakenAgain) {
  Buckets buckets;
  const auto size = size_of(1, 1);
  EXPECT_TRUE(buckets.take(kKey, size, {0}));
  EXPECT_FALSE(buckets.take(kKey, size, {0}));
  buckets.give_back(kKey, size);
  EXPECT_TRUE(buckets.take(kKey, size, {0}));
}

TEST(Buckets, EachPersonStationAndPrecedenceHasItsOwn) {
  Buckets buckets;
  const auto size = size_of(1, 1);
  BucketKey other_person = kKey, other_station = kKey, other_precedence = kKey;
  other_person.who = "BORIS";
  other_station.station = base::NodeName("BRAVO");
  other_precedence.precedence = message::Precedence::Immediate;
  for (const BucketKey& key : {kKey, other_person, other_station, other_precedence}) {
    EXPECT_TRUE(buckets.take(key, size, {0}));
    EXPECT_FALSE(buckets.take(key, size, {0}));
  }
  EXPECT_EQ(buckets.count(), 4U);
}

// In no stretch of time do more pass than the burst and what the rate gives in it; who waits as long as he is
// told passes.
RC_GTEST_PROP(BucketsProperty, NoStretchOfTimeGivesMoreThanBurstAndRate, ()) {
  const auto burst = *rc::gen::inRange<std::uint32_t>(1, 20);
  const auto per_minute = *rc::gen::inRange<std::uint32_t>(1, 600);
  const auto size = size_of(burst, per_minute);
  Buckets buckets;
  base::ProtocolTime now{0};
  std::deque<base::ProtocolTime> passed;
  for (int i = 0; i < 200; ++i) {
    now = now + *rc::gen::inRange<std::int64_t>(0, 3 * 60 * base::kSecondUs / per_minute);
    if (const std::int64_t wait = buckets.wait_us(kKey, size, now); wait > 0 && *rc::gen::arbitrary<bool>()) {
      now = now + wait;
      RC_ASSERT(buckets.take(kKey, size, now));
      passed.push_back(now);
    } else if (buckets.take(kKey, size, now)) {
      RC_ASSERT(wait == 0);
      passed.push_back(now);
    }
  }
  for (std::size_t i = 0; i < passed.size(); ++i)
    for (std::size_t j = i; j < passed.size(); ++j) {
      const std::int64_t interval = 60 * base::kSecondUs / per_minute;
      const std::int64_t most = burst + (passed[j] - passed[i]) / interval;
      RC_ASSERT(static_cast<std::int64_t>(j - i + 1) <= most);
    }
}

}  // namespace
}  // namespace backchannel::custody
