#pragma once
// What every custody::Store promises, whatever keeps it. A Factory for the store under test has
//
//   custody::Store& make(custody::Sink& sink);  a new, empty store that posts to sink
//   custody::Store& store();                    the store as it is now
//   custody::Recovered crash_and_reopen();      drops what is not committed; what is recovered
//   void pump();                                lets a store without threads answer; may do nothing
//
// and a default constructor. Use: INSTANTIATE_TYPED_TEST_SUITE_P(Name, StoreConformance, Factory).

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "backchannel/base/limits.h"
#include "sample.h"

namespace backchannel::store::test {

template <class Factory>
class StoreConformance : public ::testing::Test {
 protected:
  void SetUp() override { factory_.make(sink_); }

  custody::Store& store() { return factory_.store(); }

  template <class Answer>
  Answer next() {
    auto input = sink_.next([this] { factory_.pump(); });
    if (!input || !std::holds_alternative<Answer>(*input)) {
      ADD_FAILURE() << (input ? "another answer came, of kind " + std::to_string(input->index())
                              : "no answer within the deadline");
      return {};
    }
    return std::get<Answer>(std::move(*input));
  }

  void committed(custody::Batch batch) {
    const auto id = batch.id;
    store().commit(std::move(batch));
    EXPECT_EQ(next<custody::Committed>().id, id);
  }

  // One batch of its own for each test step.
  void commit(std::vector<custody::Change> changes) { committed(batch(++last_id_, std::move(changes))); }

  custody::FoundFacts find(std::uint8_t n) {
    store().find({++last_id_, transfer_id(n)});
    auto found = next<custody::Found>();
    EXPECT_EQ(found.id, last_id_);
    return found.facts;
  }

  base::Bytes read(std::uint8_t n, std::uint64_t offset = 0, std::uint64_t size = 1'000'000) {
    store().read({++last_id_, transfer_id(n), offset, size});
    auto chunk = next<custody::ChunkRead>();
    EXPECT_EQ(chunk.id, last_id_);
    return chunk.data;
  }

  custody::Page page(std::variant<custody::AfterInLane, custody::ExpiredBefore> of, std::size_t limit) {
    store().page({++last_id_, std::move(of), limit});
    auto answer = next<custody::PageRead>();
    EXPECT_EQ(answer.id, last_id_);
    return answer.page;
  }
  static custody::LaneKey lane() { return {base::NodeName("CAS-HQ"), message::Precedence::Flash}; }
  static std::vector<std::int64_t> sequences(const custody::Page& page) {
    std::vector<std::int64_t> all;
    for (const auto& leg : page.legs) all.push_back(leg.sequence);
    return all;
  }

  bool has_payload(std::uint8_t n) { return !read(n, 0, 1).empty(); }

  custody::Recovered reopen() {
    auto recovered = factory_.crash_and_reopen();
    sink_.take_all();  // answers of before the crash
    return recovered;
  }

  void accepted(std::uint8_t n) { committed(accept(++last_id_, n)); }

  static const custody::LegRow& leg_in(const custody::Recovered& recovered, const custody::LegKey& key) {
    static const custody::LegRow none;
    const auto found = std::ranges::find_if(recovered.legs, [&](const auto& leg) { return leg.key == key; });
    EXPECT_NE(found, recovered.legs.end()) << "the leg is not there";
    return found == recovered.legs.end() ? none : *found;
  }

  CollectingSink sink_;
  Factory factory_;
  custody::RequestId last_id_ = 1'000;
};

TYPED_TEST_SUITE_P(StoreConformance);

TYPED_TEST_P(StoreConformance, ANewStoreHoldsNothing) {
  const auto recovered = this->reopen();
  EXPECT_TRUE(recovered.transfers.empty());
  EXPECT_TRUE(recovered.legs.empty());
  EXPECT_TRUE(recovered.counters.empty());
  EXPECT_EQ(recovered.next_sequence, 1);
  EXPECT_FALSE(recovered.uuid.is_zero());
}

TYPED_TEST_P(StoreConformance, KeepsItsUuidOverACrash) {
  const auto first = this->reopen().uuid;
  EXPECT_EQ(this->reopen().uuid, first);
}

TYPED_TEST_P(StoreConformance, ATransferComesBackAsItWasPut) {
  this->accepted(1);
  const auto recovered = this->reopen();
  ASSERT_EQ(recovered.transfers.size(), 1U);
  const auto& row = recovered.transfers.front();
  const auto expected = transfer_row(1);
  EXPECT_EQ(row.transfer, expected.transfer);
  EXPECT_EQ(row.header, expected.header);
  EXPECT_EQ(row.header_bytes, expected.header_bytes);
  EXPECT_EQ(row.label, expected.label);
  EXPECT_EQ(row.label_bytes, expected.label_bytes);
  EXPECT_EQ(row.originator_key, expected.originator_key);
  EXPECT_EQ(row.size, expected.size);
  EXPECT_EQ(row.stamps, expected.stamps);
  EXPECT_EQ(row.from, expected.from);
  EXPECT_EQ(row.accepted_at, expected.accepted_at);
  EXPECT_EQ(row.sequence, expected.sequence);
}

TYPED_TEST_P(StoreConformance, ALegComesBackAsItWasPut) {
  auto row = leg_row(1, 1);
  row.state = custody::LegState::Await;
  row.bound_to = base::NodeName("BUNKER");
  row.bound_uuid = store_uuid(9);
  row.circuit_number = 42;
  row.refused_by = {base::NodeName("OTHER"), base::NodeName("ANOTHER")};
  row.stamps = {stamp(7), stamp(3)};
  this->commit({put_transfer(1), custody::PutLeg{row}});
  const auto recovered = this->reopen();
  const auto& leg = this->leg_in(recovered, row.key);
  EXPECT_EQ(leg.precedence, row.precedence);
  EXPECT_EQ(leg.destination, row.destination);
  EXPECT_EQ(leg.state, row.state);
  EXPECT_EQ(leg.bound_to, row.bound_to);
  EXPECT_EQ(leg.bound_uuid, row.bound_uuid);
  EXPECT_EQ(leg.circuit_number, row.circuit_number);
  EXPECT_EQ(leg.refused_by, row.refused_by);
  EXPECT_EQ(leg.stamps, row.stamps);
  EXPECT_EQ(leg.sequence, row.sequence);
  EXPECT_EQ(leg.expires, row.expires);
}

TYPED_TEST_P(StoreConformance, ALaneIsReadOnInItsOrder) {
  for (const auto n : std::initializer_list<std::uint8_t>{4, 2, 5, 1, 3}) this->accepted(n);
  auto other = leg_row(6);
  other.destination = base::NodeName("ELSEWHERE");
  this->commit({put_transfer(6), custody::PutLeg{other}});
  this->commit({put_transfer(7), custody::PutLeg{leg_row(7)}});
  this->commit({custody::BindLeg{leg_key(7), base::NodeName("BUNKER"), store_uuid(1), 1}});
  const auto first = this->page(custody::AfterInLane{this->lane(), 0}, 2);
  EXPECT_EQ(this->sequences(first), (std::vector<std::int64_t>{1, 1})) << "both legs of one transfer";
  EXPECT_TRUE(first.more);
  const auto next = this->page(custody::AfterInLane{this->lane(), 1}, 3);
  EXPECT_EQ(this->sequences(next), (std::vector<std::int64_t>{2, 2, 3, 3}))
      << "what has been begun is given whole";
  EXPECT_TRUE(next.more);
  ASSERT_EQ(next.transfers.size(), 2U);
  EXPECT_EQ(next.transfers[0].header, transfer_row(2).header);
  EXPECT_EQ(next.transfers[0].stamps, transfer_row(2).stamps);
  const auto last = this->page(custody::AfterInLane{this->lane(), 3}, 100);
  EXPECT_EQ(this->sequences(last), (std::vector<std::int64_t>{4, 4, 5, 5})) << "what is bound is not there";
  EXPECT_FALSE(last.more);
  EXPECT_TRUE(this->page(custody::AfterInLane{this->lane(), 5}, 100).legs.empty());
}

TYPED_TEST_P(StoreConformance, APageShowsLegsAsTheyArePut) {
  auto row = leg_row(1);
  row.refused_by = {base::NodeName("OTHER")};
  row.stamps = {stamp(7)};
  this->commit({put_transfer(1), custody::PutLeg{row}});
  const auto page = this->page(custody::AfterInLane{this->lane(), 0}, 1);
  ASSERT_EQ(page.legs.size(), 1U);
  EXPECT_EQ(page.legs.front().refused_by, row.refused_by);
  EXPECT_EQ(page.legs.front().stamps, row.stamps);
  EXPECT_EQ(page.legs.front().expires, row.expires);
}

TYPED_TEST_P(StoreConformance, WhatExpiredIsReadOldestFirst) {
  for (const auto n : std::initializer_list<std::uint8_t>{4, 2, 3, 1}) this->accepted(n);
  const auto page = this->page(custody::ExpiredBefore{kNow + 4}, 4);
  EXPECT_EQ(this->sequences(page), (std::vector<std::int64_t>{1, 1, 2, 2}));
  EXPECT_TRUE(page.more);
  EXPECT_EQ(this->page(custody::ExpiredBefore{kNow + 4}, 100).legs.size(), 6U);
  EXPECT_TRUE(this->page(custody::ExpiredBefore{kNow + 1}, 100).legs.empty());
}

// 3 more than a lane keeps in memory; one is bound; the amounts are of all.
TYPED_TEST_P(StoreConformance, OfALongLaneTheBeginningIsRecovered) {
  std::vector<custody::Change> changes;
  const auto count = static_cast<std::uint32_t>(base::kLaneLegsMax) + 3;
  for (std::uint32_t i = 0; i < count; ++i) {
    auto put = put_transfer(1);
    put.row.transfer.value[0] = static_cast<std::uint8_t>(i >> 8);
    put.row.transfer.value[1] = static_cast<std::uint8_t>(i);
    put.row.sequence = i + 1;
    auto leg = leg_row(1);
    leg.key.transfer = put.row.transfer;
    leg.sequence = put.row.sequence;
    if (i == count - 1) leg.state = custody::LegState::Await;
    changes.insert(changes.end(), {put, custody::PutLeg{leg}});
  }
  this->commit(std::move(changes));
  const auto recovered = this->reopen();
  EXPECT_EQ(recovered.legs.size(), base::kLaneLegsMax + 1);
  EXPECT_EQ(recovered.transfers.size(), base::kLaneLegsMax + 1);
  EXPECT_EQ(recovered.legs.back().state, custody::LegState::Await);
  EXPECT_EQ(recovered.longer, (std::vector<custody::LaneKey>{this->lane()}));
  ASSERT_EQ(recovered.held.size(), 1U);
  EXPECT_EQ(recovered.held.front().one_of_them, transfer_row(1).header);
  EXPECT_EQ(recovered.held.front().amount.legs, count);
  EXPECT_EQ(recovered.held.front().amount.bytes, count * std::uint64_t{300});
}

TYPED_TEST_P(StoreConformance, TransfersComeBackInTheOrderOfTheirSequence) {
  for (const auto n : std::initializer_list<std::uint8_t>{3, 1, 2}) this->accepted(n);
  const auto recovered = this->reopen();
  ASSERT_EQ(recovered.transfers.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_EQ(recovered.transfers[i].sequence, static_cast<std::int64_t>(i + 1));
  EXPECT_EQ(recovered.next_sequence, 4);
}

TYPED_TEST_P(StoreConformance, TheNextSequenceIsNotGivenAgainAfterTheLastTransferLeft) {
  this->commit({put_transfer(5), custody::PutLeg{leg_row(5)}});
  this->commit({custody::MoveLeg{leg_key(5), base::NodeName("BUNKER"), kNow}});
  EXPECT_EQ(this->reopen().next_sequence, 6);
}

TYPED_TEST_P(StoreConformance, BatchesAreAnsweredInTheOrderOfTheCalls) {
  for (std::uint8_t n = 1; n <= 50; ++n) this->store().commit(accept(n, n));
  for (custody::RequestId id = 1; id <= 50; ++id) EXPECT_EQ(this->template next<custody::Committed>().id, id);
}

TYPED_TEST_P(StoreConformance, AnUrgentBatchDoesNotOvertakeOneThatSpeaksOfItsTransfer) {
  this->store().commit(accept(1, 1));
  this->store().commit(
      batch(2, {custody::BindLeg{leg_key(1), base::NodeName("BUNKER"), store_uuid(4), 1}}, true));
  EXPECT_EQ(this->template next<custody::Committed>().id, 1U);
  EXPECT_EQ(this->template next<custody::Committed>().id, 2U);
  const auto recovered = this->reopen();
  EXPECT_EQ(this->leg_in(recovered, leg_key(1)).state, custody::LegState::Await);
}

TYPED_TEST_P(StoreConformance, UrgentBatchesKeepTheirOrderAmongThemselves) {
  std::vector<custody::RequestId> urgent;
  for (std::uint8_t n = 1; n <= 40; ++n) {
    auto each = accept(n, n);
    each.urgent = n % 2 == 0;
    this->store().commit(std::move(each));
  }
  for (int i = 0; i < 40; ++i)
    if (const auto id = this->template next<custody::Committed>().id; id % 2 == 0) urgent.push_back(id);
  EXPECT_EQ(urgent.size(), 20U);
  EXPECT_TRUE(std::ranges::is_sorted(urgent));
}

TYPED_TEST_P(StoreConformance, ACounterNeverGoesBack) {
  this->commit({custody::SetCounter{"serial", 2}});
  this->commit({custody::SetCounter{"serial", 1}});
  const auto counters = this->reopen().counters;
  ASSERT_EQ(counters.size(), 1U);
  EXPECT_EQ(counters.front(), (std::pair<std::string, std::int64_t>("serial", 2)));
}

TYPED_TEST_P(StoreConformance, AnEmptyBatchIsAnswered) { this->commit({}); }

TYPED_TEST_P(StoreConformance, ABatchIsThereWholeOrNotAtAllAfterACrash) {
  for (std::uint8_t n = 1; n <= 40; ++n) this->store().commit(accept(n, n));
  ASSERT_EQ(this->template next<custody::Committed>().id, 1U);
  const auto recovered = this->reopen();
  std::map<base::TransferId, int> legs;
  for (const auto& leg : recovered.legs) ++legs[leg.key.transfer];
  EXPECT_EQ(legs.size(), recovered.transfers.size());
  for (const auto& [transfer, count] : legs) EXPECT_EQ(count, 2);
  // In order of call: what is there is a beginning of what was asked, and the batch answered is in it.
  ASSERT_FALSE(recovered.transfers.empty());
  for (std::size_t i = 0; i < recovered.transfers.size(); ++i)
    EXPECT_EQ(recovered.transfers[i].sequence, static_cast<std::int64_t>(i + 1));
}

TYPED_TEST_P(StoreConformance, WhatWasAnsweredOutlivesACrash) {
  this->accepted(1);
  const auto recovered = this->reopen();
  EXPECT_EQ(recovered.legs.size(), 2U);
  EXPECT_EQ(this->read(1), *payload(1));
  EXPECT_EQ(this->find(1).tombstones.size(), 2U);
}

TYPED_TEST_P(StoreConformance, TheSameTransferAgainChangesNothing) {
  this->accepted(1);
  auto again = put_transfer(1);
  again.row.from = base::NodeName("OTHER");
  again.row.accepted_at = kNow + 99;
  again.row.sequence = 77;
  again.sealed = payload(200);
  this->commit({again});
  EXPECT_EQ(this->read(1), *payload(1));
  const auto recovered = this->reopen();
  ASSERT_EQ(recovered.transfers.size(), 1U);
  EXPECT_EQ(recovered.transfers.front().from, base::NodeName("SAIGON"));
  EXPECT_EQ(recovered.transfers.front().sequence, 1);
}

TYPED_TEST_P(StoreConformance, APayloadIsReadInSlices) {
  this->accepted(1);
  const base::Bytes whole = *payload(1);
  EXPECT_EQ(this->read(1, 0, 100), base::Bytes(whole.begin(), whole.begin() + 100));
  EXPECT_EQ(this->read(1, 100, 150), base::Bytes(whole.begin() + 100, whole.begin() + 250));
  EXPECT_EQ(this->read(1, 250, 100), base::Bytes(whole.begin() + 250, whole.end()));
  EXPECT_TRUE(this->read(1, 300, 100).empty());
  EXPECT_TRUE(this->read(1, std::uint64_t{1} << 60, 100).empty());
  EXPECT_TRUE(this->read(1, 0, 0).empty());
}

TYPED_TEST_P(StoreConformance, APayloadThatIsNotThereReadsEmpty) { EXPECT_TRUE(this->read(9).empty()); }

TYPED_TEST_P(StoreConformance, AMebibyteComesBackAsItWasPut) {
  auto put = put_transfer(1);
  put.sealed = payload(3, std::size_t{1} << 20);
  this->commit({put, custody::PutLeg{leg_row(1)}});
  EXPECT_EQ(this->read(1, 0, std::uint64_t{2} << 20), *put.sealed);
}

TYPED_TEST_P(StoreConformance, BindingNamesTheNeighbourAndItsStore) {
  this->accepted(1);
  this->commit({custody::BindLeg{leg_key(1), base::NodeName("BUNKER"), store_uuid(4), 231}});
  const auto recovered = this->reopen();
  const auto& leg = this->leg_in(recovered, leg_key(1));
  EXPECT_EQ(leg.state, custody::LegState::Await);
  EXPECT_EQ(leg.bound_to, base::NodeName("BUNKER"));
  EXPECT_EQ(leg.bound_uuid, store_uuid(4));
  EXPECT_EQ(leg.circuit_number, 231U);
  EXPECT_EQ(this->leg_in(recovered, leg_key(1, 1)).state, custody::LegState::Queued);
}

TYPED_TEST_P(StoreConformance, UnbindingQueuesAgainAndRemembersWhoRefused) {
  this->accepted(1);
  for (const auto* neighbour : {"BUNKER", "OTHER"}) {
    this->commit({custody::BindLeg{leg_key(1), base::NodeName(neighbour), store_uuid(4), 231}});
    this->commit({custody::UnbindLeg{leg_key(1), base::NodeName(neighbour)}});
  }
  const auto recovered = this->reopen();
  const auto& leg = this->leg_in(recovered, leg_key(1));
  EXPECT_EQ(leg.state, custody::LegState::Queued);
  EXPECT_TRUE(leg.bound_to.empty());
  EXPECT_EQ(leg.refused_by, (std::vector{base::NodeName("BUNKER"), base::NodeName("OTHER")}));
  EXPECT_TRUE(this->leg_in(recovered, leg_key(1, 1)).refused_by.empty());
}

TYPED_TEST_P(StoreConformance, UnbindingWithoutARefusalRemembersNobody) {
  this->accepted(1);
  this->commit({custody::BindLeg{leg_key(1), base::NodeName("BUNKER"), store_uuid(4), 231}});
  this->commit({custody::UnbindLeg{leg_key(1), {}}});
  const auto recovered = this->reopen();
  const auto& leg = this->leg_in(recovered, leg_key(1));
  EXPECT_EQ(leg.state, custody::LegState::Queued);
  EXPECT_TRUE(leg.refused_by.empty());
}

TYPED_TEST_P(StoreConformance, ThePayloadStaysUntilItsLastLegHasLeft) {
  this->accepted(1);
  this->commit({custody::MoveLeg{leg_key(1, 0), base::NodeName("BUNKER"), kNow}});
  EXPECT_TRUE(this->has_payload(1));
  this->commit({custody::MoveLeg{leg_key(1, 1), base::NodeName("BUNKER"), kNow}});
  EXPECT_FALSE(this->has_payload(1));
  const auto recovered = this->reopen();
  EXPECT_TRUE(recovered.legs.empty());
  EXPECT_TRUE(recovered.transfers.empty());
}

TYPED_TEST_P(StoreConformance, CopiesOfOneLegAreSeparate) {
  auto second = leg_row(1);
  second.key.copy = 2;
  this->commit({put_transfer(1), custody::PutLeg{leg_row(1)}, custody::PutLeg{second}});
  this->commit({custody::MoveLeg{leg_key(1), base::NodeName("BUNKER"), kNow}});
  EXPECT_TRUE(this->has_payload(1));
  const auto recovered = this->reopen();
  ASSERT_EQ(recovered.legs.size(), 1U);
  EXPECT_EQ(recovered.legs.front().key, second.key);
}

TYPED_TEST_P(StoreConformance, AnEndedLegReleasesThePayloadToo) {
  this->accepted(1);
  this->commit({custody::EndLeg{leg_key(1, 0), base::Code::Expired, false, kNow},
                custody::EndLeg{leg_key(1, 1), base::Code::Expired, true, kNow}});
  EXPECT_FALSE(this->has_payload(1));
  EXPECT_TRUE(this->reopen().legs.empty());
}

TYPED_TEST_P(StoreConformance, TheTombstoneStaysWhenTheLegHasLeft) {
  this->accepted(1);
  this->commit({custody::MoveLeg{leg_key(1, 0), base::NodeName("BUNKER"), kNow},
                custody::EndLeg{leg_key(1, 1), base::Code::Expired, false, kNow}});
  this->reopen();
  const auto facts = this->find(1);
  ASSERT_EQ(facts.tombstones.size(), 2U);
  for (const auto& tombstone : facts.tombstones) EXPECT_EQ(tombstone.from, base::NodeName("SAIGON"));
}

TYPED_TEST_P(StoreConformance, AnotherLegOfATransferThatLeftBringsThePayloadAgain) {
  this->commit({put_transfer(1), put_tombstone(1, 0), custody::PutLeg{leg_row(1, 0)}});
  this->commit({custody::MoveLeg{leg_key(1, 0), base::NodeName("BUNKER"), kNow}});
  auto again = put_transfer(1);
  again.row.from = base::NodeName("OTHER");
  again.row.sequence = 8;
  this->commit({again, put_tombstone(1, 1), custody::PutLeg{leg_row(1, 1)}});
  EXPECT_EQ(this->read(1), *payload(1));
  const auto recovered = this->reopen();
  ASSERT_EQ(recovered.transfers.size(), 1U);
  EXPECT_EQ(recovered.transfers.front().from, base::NodeName("OTHER"));
  EXPECT_EQ(recovered.transfers.front().sequence, 8);
}

TYPED_TEST_P(StoreConformance, FindSeesEveryBatchThatWasAnswered) {
  EXPECT_TRUE(this->find(1).tombstones.empty());
  this->commit({put_tombstone(1, 1), custody::PutFence{leg_key(1, 0), base::NodeName("OTHER"),
                                                       base::Code::Loop, kNow + base::kHourMs}});
  const auto facts = this->find(1);
  ASSERT_EQ(facts.tombstones.size(), 1U);
  EXPECT_EQ(facts.tombstones.front().leg, 1);
  EXPECT_EQ(facts.tombstones.front().copy, 1);
  EXPECT_EQ(facts.tombstones.front().from, base::NodeName("SAIGON"));
  ASSERT_EQ(facts.fences.size(), 1U);
  EXPECT_EQ(facts.fences.front().leg, 0);
  EXPECT_EQ(facts.fences.front().peer, base::NodeName("OTHER"));
  EXPECT_EQ(facts.fences.front().code, base::Code::Loop);
}

TYPED_TEST_P(StoreConformance, FindSpeaksOfTheTransferAskedForOnly) {
  this->commit({put_tombstone(1), put_tombstone(2)});
  EXPECT_EQ(this->find(2).tombstones.size(), 1U);
  EXPECT_TRUE(this->find(3).tombstones.empty());
}

TYPED_TEST_P(StoreConformance, AFenceOutlivesACrash) {
  this->commit({custody::PutFence{leg_key(1), base::NodeName("OTHER"), base::Code::Expired, kNow}});
  this->reopen();
  EXPECT_EQ(this->find(1).fences.size(), 1U);
}

TYPED_TEST_P(StoreConformance, TheMailboxKeepsThePayloadWithoutALeg) {
  this->commit({put_transfer(1), put_tombstone(1), custody::PutMailbox{leg_key(1), kNow}});
  EXPECT_TRUE(this->has_payload(1));
  const auto recovered = this->reopen();
  EXPECT_TRUE(recovered.transfers.empty());
  EXPECT_TRUE(this->has_payload(1));
}

TYPED_TEST_P(StoreConformance, TheSameMessageSealedAnewIsNotFiledTwice) {
  this->commit({put_transfer(1), put_tombstone(1), custody::PutMailbox{leg_key(1), kNow}});
  auto rewrapped = put_transfer(2);
  rewrapped.row.header = header(1);
  rewrapped.row.header_bytes = wire::encode(rewrapped.row.header);
  this->commit({rewrapped, put_tombstone(2), custody::PutMailbox{leg_key(2), kNow}});
  EXPECT_TRUE(this->has_payload(1));
  EXPECT_FALSE(this->has_payload(2));
}

TYPED_TEST_P(StoreConformance, TheSameMessageIsFiledForEachOfItsReaders) {
  this->commit({put_transfer(1), custody::PutMailbox{leg_key(1, 0), kNow}});
  auto rewrapped = put_transfer(2);
  rewrapped.row.header = header(1);
  rewrapped.row.header_bytes = wire::encode(rewrapped.row.header);
  this->commit({rewrapped, custody::PutMailbox{leg_key(2, 1), kNow}});
  EXPECT_TRUE(this->has_payload(1));
  EXPECT_TRUE(this->has_payload(2));
}

TYPED_TEST_P(StoreConformance, TheSameIdByAnotherOriginatorIsAnotherMessage) {
  this->commit({put_transfer(1), custody::PutMailbox{leg_key(1), kNow}});
  auto other = put_transfer(2);
  other.row.header = header(1);
  other.row.header_bytes = wire::encode(other.row.header);
  other.row.originator_key = key_id(51);
  this->commit({other, custody::PutMailbox{leg_key(2), kNow}});
  EXPECT_TRUE(this->has_payload(2));
}

TYPED_TEST_P(StoreConformance, CountersKeepTheirLastValue) {
  this->commit({custody::SetCounter{"bearer", 231}, custody::SetCounter{"circuit", 1}});
  this->commit({custody::SetCounter{"bearer", 232}});
  auto counters = this->reopen().counters;
  std::ranges::sort(counters);
  const std::vector<std::pair<std::string, std::int64_t>> expected{{"bearer", 232}, {"circuit", 1}};
  EXPECT_EQ(counters, expected);
}

TYPED_TEST_P(StoreConformance, TheClockMarkOutlivesACrashAndNeverGoesBack) {
  this->commit({custody::SetClockMark{kNow}});
  EXPECT_EQ(this->reopen().clock_mark, kNow);
  this->commit({custody::SetClockMark{kNow + -5}});
  EXPECT_EQ(this->reopen().clock_mark, kNow);
}

TYPED_TEST_P(StoreConformance, StatementsAuditAndAnswersToSubmissionsAreTaken) {
  custody::PutStatement put{stamp(1), {}, kNow};
  put.statement = *wire::decode_statement(put.signed_statement.statement);
  this->commit({put, put, custody::PutAudit{kNow, "accepted", "transfer=11"},
                custody::TakeSubmission{12'345, kNow},
                custody::RejectSubmission{12'346, base::Code::NoPath, "no path", kNow}});
  this->reopen();
}

REGISTER_TYPED_TEST_SUITE_P(
    StoreConformance, ANewStoreHoldsNothing, KeepsItsUuidOverACrash, ATransferComesBackAsItWasPut,
    ALegComesBackAsItWasPut, ALaneIsReadOnInItsOrder, APageShowsLegsAsTheyArePut,
    WhatExpiredIsReadOldestFirst, OfALongLaneTheBeginningIsRecovered,
    TransfersComeBackInTheOrderOfTheirSequence, TheNextSequenceIsNotGivenAgainAfterTheLastTransferLeft,
    BatchesAreAnsweredInTheOrderOfTheCalls, AnUrgentBatchDoesNotOvertakeOneThatSpeaksOfItsTransfer,
    UrgentBatchesKeepTheirOrderAmongThemselves, ACounterNeverGoesBack, AnEmptyBatchIsAnswered,
    ABatchIsThereWholeOrNotAtAllAfterACrash, WhatWasAnsweredOutlivesACrash,
    TheSameTransferAgainChangesNothing, APayloadIsReadInSlices, APayloadThatIsNotThereReadsEmpty,
    AMebibyteComesBackAsItWasPut, BindingNamesTheNeighbourAndItsStore,
    UnbindingQueuesAgainAndRemembersWhoRefused, UnbindingWithoutARefusalRemembersNobody,
    ThePayloadStaysUntilItsLastLegHasLeft, CopiesOfOneLegAreSeparate, AnEndedLegReleasesThePayloadToo,
    TheTombstoneStaysWhenTheLegHasLeft, AnotherLegOfATransferThatLeftBringsThePayloadAgain,
    FindSeesEveryBatchThatWasAnswered, FindSpeaksOfTheTransferAskedForOnly, AFenceOutlivesACrash,
    TheMailboxKeepsThePayloadWithoutALeg, TheSameMessageSealedAnewIsNotFiledTwice,
    TheSameMessageIsFiledForEachOfItsReaders, TheSameIdByAnotherOriginatorIsAnotherMessage,
    CountersKeepTheirLastValue, TheClockMarkOutlivesACrashAndNeverGoesBack,
    StatementsAuditAndAnswersToSubmissionsAreTaken);

}  // namespace backchannel::store::test
