// What the originator's agent finds when receipts are overdue.

#include "node_home.h"

namespace backchannel::store::test {
namespace {

class OverdueStore : public ::testing::Test {
 protected:
  // Submitted here and taken, one leg each for two readers.
  void take(std::uint8_t n, std::optional<base::HandlingTime> watch) {
    SubmissionRow row;
    row.message = message_id(n);
    row.transfer = transfer_id(n);
    row.author = base::PersonName("KISSINGER");
    row.header_bytes = wire::encode(header(n));
    const auto id = must(open_client(node_.home.path()).submit(row, *payload(n)));
    auto put = put_transfer(n);
    put.row.from = {};
    std::vector<custody::Change> changes = {put, custody::TakeSubmission{id, kNow}};
    for (const std::uint16_t leg : {std::uint16_t{0}, std::uint16_t{1}}) {
      changes.push_back(own_tombstone(n, leg, 1));
      changes.push_back(custody::PutLeg{leg_row(n, leg)});
    }
    changes.push_back(custody::WatchReceipts{transfer_id(n), watch});
    node_.commit(std::move(changes));
  }
  static custody::PutTombstone own_tombstone(std::uint8_t n, std::uint16_t leg, std::uint8_t copy) {
    return {leg_key(n, leg, copy), {}, kNow + copy, kNow + base::kHourMs};
  }
  static custody::PutStatement said(std::uint8_t n, std::uint16_t leg, message::StatementKind kind) {
    message::Statement statement;
    statement.kind = kind;
    statement.message = message_id(n);
    statement.transfer = transfer_id(n);
    statement.leg = leg;
    statement.at = kNow;
    statement.author_node = "CAS-HQ";
    return {{wire::encode(statement), key_id(8), {0x30, 0x00}}, statement, kNow};
  }
  custody::OverduePage overdue(base::HandlingTime at, std::size_t limit = 16) {
    node_.store->overdue({1, at, limit});
    node_.store->settle();
    auto input = node_.sink.next();
    auto* read = input ? std::get_if<custody::OverdueRead>(&*input) : nullptr;
    EXPECT_NE(read, nullptr);
    return read == nullptr ? custody::OverduePage{} : std::move(read->page);
  }
  Node node_;
};

using message::StatementKind;

TEST_F(OverdueStore, WhatIsDueComesLongestFirstAndTheRestSaysWhen) {
  take(1, kNow + 300);
  take(2, kNow + 100);
  take(3, kNow + 200);
  take(4, std::nullopt);
  EXPECT_TRUE(overdue(kNow).messages.empty());
  EXPECT_EQ(overdue(kNow).next, kNow + 100);
  const auto both = overdue(kNow + 200);
  ASSERT_EQ(both.messages.size(), 2U);
  EXPECT_EQ(both.messages[0].transfer.transfer, transfer_id(2));
  EXPECT_EQ(both.messages[0].transfer.header, header(2));
  EXPECT_EQ(both.messages[1].transfer.transfer, transfer_id(3));
  EXPECT_EQ(both.next, kNow + 300);
  const auto one = overdue(kNow + 1'000, 1);
  EXPECT_EQ(one.messages.size(), 1U);
  EXPECT_EQ(one.next, kNow + 200);
  EXPECT_FALSE(overdue(kNow + 1'000).next);
}

TEST_F(OverdueStore, SaysWhereEachCopyIs) {
  take(1, kNow);
  node_.commit({custody::BindLeg{leg_key(1, 1), base::NodeName("BUNKER"), store_uuid(1), 7},
                custody::MoveLeg{leg_key(1, 0), base::NodeName("CAS-LOCAL"), kNow}, own_tombstone(1, 0, 2),
                custody::PutLeg{[] {
                  auto row = leg_row(1, 0);
                  row.key.copy = 2;
                  return row;
                }()}});
  const auto page = overdue(kNow);
  ASSERT_EQ(page.messages.size(), 1U);
  const auto& copies = page.messages[0].copies;
  ASSERT_EQ(copies.size(), 3U);
  EXPECT_EQ(std::tuple(copies[0].leg, copies[0].copy, copies[0].held, copies[0].to.value),
            std::tuple(0, 1, false, "CAS-LOCAL"));
  EXPECT_EQ(std::tuple(copies[1].leg, copies[1].copy, copies[1].held, copies[1].to.value),
            std::tuple(0, 2, true, ""));
  EXPECT_EQ(std::tuple(copies[2].leg, copies[2].copy, copies[2].held, copies[2].to.value),
            std::tuple(1, 1, true, "BUNKER"));
  EXPECT_EQ(copies[1].at, kNow + 2);
}

TEST_F(OverdueStore, SaysWhichLegsHaveAnAnswer) {
  take(1, kNow);
  EXPECT_TRUE(overdue(kNow).messages.at(0).answered.empty());
  node_.commit({said(1, 1, StatementKind::Report)});
  EXPECT_EQ(overdue(kNow).messages.at(0).answered, wire::Legs{1});
  node_.commit({said(1, 0, StatementKind::Unknown)});
  EXPECT_EQ(overdue(kNow).messages.at(0).answered, (wire::Legs{0, 1}));
}

TEST_F(OverdueStore, TheLastReceiptEndsTheWatch) {
  take(1, kNow);
  node_.commit({said(1, 0, StatementKind::StationReceipt)});
  EXPECT_EQ(overdue(kNow).messages.size(), 1U);
  node_.commit({said(1, 1, StatementKind::StationReceipt)});
  EXPECT_TRUE(overdue(kNow).messages.empty());
  node_.commit({custody::WatchReceipts{transfer_id(1), kNow}});
  EXPECT_TRUE(overdue(kNow).messages.empty()) << "nothing is kept that could be sent again";
}

TEST_F(OverdueStore, TheExpiryEndsTheWatch) {
  take(1, kNow);
  node_.store->collect(kNow + 2 * base::kHourMs);
  node_.store->settle();
  EXPECT_TRUE(overdue(kNow).messages.empty());
}

TEST_F(OverdueStore, ItOutlivesARestart) {
  take(1, kNow + 5);
  node_.reopen();
  EXPECT_EQ(overdue(kNow).next, kNow + 5);
}

// What the originator says of the legs hangs on how many copies there were.
TEST_F(OverdueStore, TheRecordOfAFurtherCopyIsKeptForGood) {
  take(1, kNow);
  node_.commit({own_tombstone(1, 0, 2)});
  node_.store->collect(kNow + 100 * base::kHourMs);
  node_.store->settle();
  const auto fates = must(open_client(node_.home.path()).fates(transfer_id(1)));
  ASSERT_EQ(fates.size(), 1U);
  EXPECT_EQ(fates[0].key, leg_key(1, 0, 2));
}

}  // namespace
}  // namespace backchannel::store::test
