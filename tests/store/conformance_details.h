#pragma once
// What every custody::Store promises, continued: the edges of reading, and what one batch makes of several
// changes. The same factories as conformance.h; the table of all guarantees is README.md.

#include <limits>

#include "conformance.h"

namespace backchannel::store::test {

template <class Factory>
class StoreDetails : public StoreConformance<Factory> {
 protected:
  // A transfer with one leg, the i-th of its lane.
  static std::vector<custody::Change> one_of_many(std::size_t i) {
    auto put = put_transfer(1);
    put.row.transfer.value[0] = static_cast<std::uint8_t>(i >> 8);
    put.row.transfer.value[1] = static_cast<std::uint8_t>(i);
    put.row.sequence = static_cast<std::int64_t>(i) + 1;
    auto leg = leg_row(1);
    leg.key.transfer = put.row.transfer;
    leg.sequence = put.row.sequence;
    return {put, custody::PutLeg{leg}};
  }
};

TYPED_TEST_SUITE_P(StoreDetails);

TYPED_TEST_P(StoreDetails, AClockNeverMarkedReadsBeforeEveryTime) {
  EXPECT_LT(this->reopen().clock_mark, base::HandlingTime{-1'000'000 * base::kHourMs});
}

TYPED_TEST_P(StoreDetails, AReadEndsWithThePayloadHoweverMuchIsAsked) {
  this->accepted(1);
  const base::Bytes whole = *payload(1);
  constexpr auto kAll = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(this->read(1, 0, kAll), whole);
  EXPECT_EQ(this->read(1, 100, kAll), base::Bytes(whole.begin() + 100, whole.end()));
  EXPECT_TRUE(this->read(1, kAll, kAll).empty());
}

TYPED_TEST_P(StoreDetails, ChangesOfABatchAreMadeInTheirOrder) {
  this->commit({put_transfer(1), custody::PutLeg{leg_row(1)},
                custody::BindLeg{leg_key(1), base::NodeName("BUNKER"), store_uuid(4), 1},
                custody::UnbindLeg{leg_key(1), base::NodeName("BUNKER")},
                custody::BindLeg{leg_key(1), base::NodeName("OTHER"), store_uuid(5), 2}});
  const auto recovered = this->reopen();
  const auto& leg = this->leg_in(recovered, leg_key(1));
  EXPECT_EQ(leg.bound_to, base::NodeName("OTHER"));
  EXPECT_EQ(leg.refused_by, (std::vector{base::NodeName("BUNKER")}));
}

TYPED_TEST_P(StoreDetails, APayloadThatTheSameBatchNeedsAgainStays) {
  this->commit({put_transfer(1), custody::PutLeg{leg_row(1, 0)}});
  this->commit(
      {custody::MoveLeg{leg_key(1, 0), base::NodeName("BUNKER"), kNow}, custody::PutLeg{leg_row(1, 1)}});
  EXPECT_EQ(this->read(1), *payload(1));
  EXPECT_EQ(this->reopen().transfers.size(), 1U);
}

TYPED_TEST_P(StoreDetails, TheMailboxKeepsThePayloadWhenTheLastLegLeaves) {
  this->commit({put_transfer(1), custody::PutLeg{leg_row(1, 1)}, custody::PutMailbox{leg_key(1, 0), kNow}});
  this->commit({custody::MoveLeg{leg_key(1, 1), base::NodeName("BUNKER"), kNow}});
  EXPECT_TRUE(this->has_payload(1));
}

TYPED_TEST_P(StoreDetails, ALegKeepsThePayloadOfWhatTheMailboxHasAlready) {
  this->commit({put_transfer(1), custody::PutMailbox{leg_key(1), kNow}});
  auto rewrapped = put_transfer(2);
  rewrapped.row.header = header(1);
  rewrapped.row.header_bytes = wire::encode(rewrapped.row.header);
  this->commit({rewrapped, custody::PutLeg{leg_row(2, 1)}, custody::PutMailbox{leg_key(2), kNow}});
  EXPECT_TRUE(this->has_payload(2));
  this->commit({custody::MoveLeg{leg_key(2, 1), base::NodeName("BUNKER"), kNow}});
  EXPECT_FALSE(this->has_payload(2));
}

TYPED_TEST_P(StoreDetails, ANeighbourThatRefusesAgainIsRememberedOnce) {
  this->accepted(1);
  for (const auto* neighbour : {"BUNKER", "OTHER", "BUNKER"})
    this->commit({custody::UnbindLeg{leg_key(1), base::NodeName(neighbour)}});
  const auto recovered = this->reopen();
  EXPECT_EQ(this->leg_in(recovered, leg_key(1)).refused_by,
            (std::vector{base::NodeName("BUNKER"), base::NodeName("OTHER")}));
}

TYPED_TEST_P(StoreDetails, AnUnboundLegIsInItsLaneAgainAndAMovedOneIsNot) {
  for (std::uint8_t n = 1; n <= 3; ++n) this->commit({put_transfer(n), custody::PutLeg{leg_row(n)}});
  this->commit({custody::BindLeg{leg_key(1), base::NodeName("BUNKER"), store_uuid(4), 1}});
  const custody::AfterInLane all{this->lane(), 0};
  EXPECT_EQ(this->sequences(this->page(all, 9)), (std::vector<std::int64_t>{2, 3}));
  this->commit({custody::UnbindLeg{leg_key(1), base::NodeName("BUNKER")},
                custody::MoveLeg{leg_key(2), base::NodeName("OTHER"), kNow}});
  const auto page = this->page(all, 9);
  EXPECT_EQ(this->sequences(page), (std::vector<std::int64_t>{1, 3}));
  ASSERT_FALSE(page.legs.empty());
  EXPECT_EQ(page.legs.front().refused_by, (std::vector{base::NodeName("BUNKER")}));
}

// Of a lane a place is asked for, of what expired a moment: neither has anything to do with the other.
TYPED_TEST_P(StoreDetails, WhatExpiredFirstComesFirstFromAnyLaneAndNothingThatIsBound) {
  for (std::uint8_t n = 1; n <= 4; ++n) {
    auto leg = leg_row(n);
    leg.expires = kNow + (10 - n);
    if (n % 2 == 0) leg.destination = base::NodeName("ELSEWHERE");
    this->commit({put_transfer(n), custody::PutLeg{leg}});
  }
  this->commit({custody::BindLeg{leg_key(3), base::NodeName("BUNKER"), store_uuid(4), 1}});
  const auto page = this->page(custody::ExpiredBefore{kNow + 9}, 9);
  EXPECT_EQ(this->sequences(page), (std::vector<std::int64_t>{4, 2})) << "what expires at the moment has not";
  ASSERT_EQ(page.transfers.size(), 2U);
  EXPECT_EQ(page.transfers[0].sequence, 2) << "transfers by sequence";
  EXPECT_EQ(page.transfers[1].sequence, 4);
}

TYPED_TEST_P(StoreDetails, OfWhatExpiredATransferIsGivenWhole) {
  for (std::uint8_t n = 1; n <= 2; ++n) this->accepted(n);
  const auto page = this->page(custody::ExpiredBefore{kNow + 99}, 1);
  EXPECT_EQ(this->sequences(page), (std::vector<std::int64_t>{1, 1}));
  EXPECT_TRUE(page.more);
  EXPECT_EQ(page.transfers.size(), 1U);
}

TYPED_TEST_P(StoreDetails, ALaneThatFitsIsRecoveredWholeAndNotCalledLonger) {
  std::vector<custody::Change> changes;
  for (std::size_t i = 0; i < base::kLaneLegsMax; ++i) {
    auto each = this->one_of_many(i);
    changes.insert(changes.end(), each.begin(), each.end());
  }
  this->commit(std::move(changes));
  const auto recovered = this->reopen();
  EXPECT_EQ(recovered.legs.size(), base::kLaneLegsMax);
  EXPECT_TRUE(recovered.longer.empty());
}

TYPED_TEST_P(StoreDetails, WhatIsHeldIsAddedUpForEachSignerAndEachLeg) {
  this->accepted(1);
  auto other = put_transfer(2);
  other.row.originator_key = key_id(51);
  other.row.header.originator = base::PersonName("BUNKER");
  other.row.header_bytes = wire::encode(other.row.header);
  other.row.size = 7;
  this->commit({other, custody::PutLeg{leg_row(2)}});
  const auto recovered = this->reopen();
  std::map<std::string, custody::Amount> held;
  for (const auto& by : recovered.held) held[by.one_of_them.originator.value] = by.amount;
  ASSERT_EQ(recovered.held.size(), 2U);
  EXPECT_EQ(held["KISSINGER"].legs, 2U);
  EXPECT_EQ(held["KISSINGER"].bytes, 600U) << "counted for each leg";
  EXPECT_EQ(held["BUNKER"].legs, 1U);
  EXPECT_EQ(held["BUNKER"].bytes, 7U);
}

TYPED_TEST_P(StoreDetails, TombstonesAreOfOneCopyAndFencesOfOneNeighbour) {
  auto second = put_tombstone(1);
  second.key.copy = 2;
  second.from = base::NodeName("OTHER");
  this->commit({put_tombstone(1), second});
  for (const auto* peer : {"OTHER", "BUNKER"})
    this->commit({custody::PutFence{leg_key(1), base::NodeName(peer), base::Code::Loop, kNow}});
  const auto facts = this->find(1);
  ASSERT_EQ(facts.tombstones.size(), 2U);
  EXPECT_EQ(facts.tombstones[0].from, base::NodeName("SAIGON"));
  EXPECT_EQ(facts.tombstones[1].copy, 2);
  EXPECT_EQ(facts.tombstones[1].from, base::NodeName("OTHER"));
  EXPECT_EQ(facts.fences.size(), 2U);
}

REGISTER_TYPED_TEST_SUITE_P(
    StoreDetails, AClockNeverMarkedReadsBeforeEveryTime, AReadEndsWithThePayloadHoweverMuchIsAsked,
    ChangesOfABatchAreMadeInTheirOrder, APayloadThatTheSameBatchNeedsAgainStays,
    TheMailboxKeepsThePayloadWhenTheLastLegLeaves, ALegKeepsThePayloadOfWhatTheMailboxHasAlready,
    ANeighbourThatRefusesAgainIsRememberedOnce, AnUnboundLegIsInItsLaneAgainAndAMovedOneIsNot,
    WhatExpiredFirstComesFirstFromAnyLaneAndNothingThatIsBound, OfWhatExpiredATransferIsGivenWhole,
    ALaneThatFitsIsRecoveredWholeAndNotCalledLonger, WhatIsHeldIsAddedUpForEachSignerAndEachLeg,
    TombstonesAreOfOneCopyAndFencesOfOneNeighbour);

}  // namespace backchannel::store::test
