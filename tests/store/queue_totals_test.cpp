// What is held, added up: NodeStore::holdings() for a monitor, ClientStore::queue_totals() for a person.

#include <algorithm>
#include <random>

#include "node_home.h"

namespace backchannel::store::test {
namespace {

custody::PutLeg leg_at(std::uint8_t n, std::uint16_t leg, message::Precedence precedence,
                       const char* destination) {
  auto row = leg_row(n, leg);
  row.precedence = precedence;
  row.destination = base::NodeName(destination);
  return {row};
}

custody::PutTransfer of_size(std::uint8_t n, std::size_t size, std::int64_t accepted_ms_later) {
  auto put = put_transfer(n);
  put.sealed = payload(n, size);
  put.row.size = size;
  put.row.accepted_at = kNow + accepted_ms_later;
  return put;
}

// The ways of a total stand in no order.
void expect_same(std::vector<QueueTotal> got, const std::vector<QueueTotal>& wanted) {
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].destination, wanted[i].destination);
    EXPECT_EQ(got[i].precedence, wanted[i].precedence);
    EXPECT_EQ(got[i].waiting, wanted[i].waiting);
    EXPECT_EQ(got[i].bound, wanted[i].bound);
    EXPECT_EQ(got[i].bytes, wanted[i].bytes);
    EXPECT_EQ(got[i].oldest, wanted[i].oldest);
    EXPECT_EQ(got[i].bound_to, wanted[i].bound_to);
    EXPECT_TRUE(std::ranges::is_permutation(got[i].ways, wanted[i].ways));
  }
}

TEST(Holdings, CountLegsByPrecedenceAndEachTransfersBytesOnce) {
  Node node;
  const Holdings none = must(node.store->holdings());
  EXPECT_TRUE(none.legs.empty());
  EXPECT_EQ(none.bytes, 0U);
  node.commit({of_size(1, 300, 0), leg_at(1, 0, message::Precedence::Flash, "CAS-HQ"),
               leg_at(1, 1, message::Precedence::Routine, "PARIS")});
  node.commit({of_size(2, 50, 0), leg_at(2, 0, message::Precedence::Flash, "PARIS"), put_tombstone(2)});
  node.commit({custody::BindLeg{leg_key(1), base::NodeName("BUNKER"), store_uuid(1), 7}});
  Holdings held = must(node.store->holdings());
  using Legs = std::map<message::Precedence, std::uint64_t>;
  EXPECT_EQ(held.legs, (Legs{{message::Precedence::Flash, 2}, {message::Precedence::Routine, 1}}))
      << "what is bound is held too";
  EXPECT_EQ(held.bytes, 350U);
  node.commit({custody::MoveLeg{leg_key(2), base::NodeName("BUNKER"), kNow}});
  held = must(node.store->holdings());
  EXPECT_EQ(held.legs, (Legs{{message::Precedence::Flash, 1}, {message::Precedence::Routine, 1}}));
  EXPECT_EQ(held.bytes, 300U);
}

TEST(Holdings, HaveNothingOfWhatOnlyTheMailboxKeeps) {
  Node node;
  node.commit({put_transfer(1), put_tombstone(1), custody::PutMailbox{leg_key(1), kNow}});
  EXPECT_TRUE(must(node.store->holdings()).legs.empty());
  EXPECT_EQ(must(node.store->holdings()).bytes, 0U);
}

TEST(Holdings, CountTheWholeOfALaneThatIsLongerThanMemory) {
  Node node;
  const std::size_t count = base::kLaneLegsMax + 3;
  std::vector<custody::Change> changes;
  for (std::size_t i = 0; i < count; ++i) {
    auto put = put_transfer(1);
    put.row.transfer.value[1] = static_cast<std::uint8_t>(i);
    put.row.transfer.value[2] = static_cast<std::uint8_t>(i >> 8);
    auto leg = leg_row(1);
    leg.key.transfer = put.row.transfer;
    leg.sequence = static_cast<std::int64_t>(i);
    changes.insert(changes.end(), {put, custody::PutLeg{leg}});
  }
  node.commit(std::move(changes));
  ASSERT_EQ(must(node.store->recover()).longer.size(), 1U);
  EXPECT_EQ(must(node.store->holdings()).legs.at(message::Precedence::Flash), count);
  EXPECT_EQ(must(node.store->holdings()).bytes, count * 300);
  const auto totals = must(node.client().queue_totals());
  ASSERT_EQ(totals.size(), 1U);
  EXPECT_EQ(totals.front().waiting, count);
  EXPECT_EQ(totals.front().ways.size(), 1U);
}

TEST(QueueTotals, AddUpByDestinationAndPrecedenceHighestFirstThenByName) {
  Node node;
  EXPECT_TRUE(must(node.client().queue_totals()).empty());
  node.commit({of_size(1, 300, 9), leg_at(1, 0, message::Precedence::Routine, "PARIS"),
               leg_at(1, 1, message::Precedence::Routine, "PARIS")});
  node.commit({of_size(2, 50, 4), leg_at(2, 0, message::Precedence::Routine, "PARIS"),
               leg_at(2, 1, message::Precedence::Routine, "CAS-HQ")});
  node.commit({of_size(3, 20, 7), leg_at(3, 0, message::Precedence::Flash, "PARIS")});
  node.commit({custody::BindLeg{leg_key(1), base::NodeName("BUNKER"), store_uuid(1), 7}});
  const auto totals = must(node.client().queue_totals());
  ASSERT_EQ(totals.size(), 3U);
  EXPECT_EQ(totals[0].precedence, message::Precedence::Flash);
  EXPECT_EQ(totals[0].oldest, kNow + 7);
  EXPECT_EQ(totals[1].destination, base::NodeName("CAS-HQ"));
  EXPECT_EQ(totals[1].bytes, 50U);
  EXPECT_EQ(totals[2].destination, base::NodeName("PARIS"));
  EXPECT_EQ(totals[2].waiting, 2U);
  EXPECT_EQ(totals[2].bound, 1U);
  EXPECT_EQ(totals[2].bytes, 350U) << "of two legs of one transfer the bytes count once";
  EXPECT_EQ(totals[2].oldest, kNow + 4);
  EXPECT_EQ(totals[2].bound_to, (std::vector{base::NodeName("BUNKER")}));
}

// The other way round: from the list of all legs.
TEST(QueueTotals, AreTheSameAsThoseOfTheListOfLegs) {
  Node node;
  std::mt19937 random(1972);
  const auto any = [&](std::uint32_t below) { return static_cast<std::uint32_t>(random() % below); };
  const char* names[] = {"PARIS", "CAS-HQ", "SAIGON", "BUNKER"};
  std::vector<custody::Change> changes;
  for (std::uint8_t n = 1; n <= 200; ++n) {
    auto put = of_size(n, 1 + any(9), any(1'000));
    put.row.from = base::NodeName(any(2) == 0 ? "" : names[any(4)]);
    put.row.label.classification = any(2) == 0 ? 1 : 5;
    put.row.header.channel = any(2) == 0 ? "" : "CAS";
    put.row.header.recipients[1].station = base::NodeName(names[any(4)]);
    put.row.header_bytes = wire::encode(put.row.header);
    changes.emplace_back(put);
    for (std::uint16_t leg = 0; leg < 1 + any(2); ++leg) {
      auto row = leg_at(n, leg, message::kPrecedences[any(5)], names[any(2)]).row;
      for (std::uint32_t refusals = any(3); refusals > 0; --refusals) {
        const base::NodeName who(names[any(4)]);
        if (std::ranges::find(row.refused_by, who) == row.refused_by.end()) row.refused_by.push_back(who);
      }
      if (any(5) == 0) {
        row.state = custody::LegState::Await;
        row.bound_to = base::NodeName(names[any(4)]);
      }
      changes.emplace_back(custody::PutLeg{row});
    }
  }
  node.commit(std::move(changes));
  const auto client = node.client();
  const auto rows = must(client.queue());
  ASSERT_GT(rows.size(), 200U);
  expect_same(must(client.queue_totals()), totals_of(rows));
}

}  // namespace
}  // namespace backchannel::store::test
