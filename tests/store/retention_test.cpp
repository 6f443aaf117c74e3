#include "schema.h"

#include "node_home.h"

namespace backchannel::store::test {
namespace {

class Retention : public ::testing::Test {
 protected:
  void collect(base::HandlingTime now) {
    node_.store->collect(now);
    node_.store->settle();
  }
  std::int64_t count(const std::string& table) {
    auto database = must(Database::open(database_path(node_.home.path()), {}));
    return must(database->number(-1, "SELECT count(*) FROM " + table));
  }

  Node node_;
};

TEST_F(Retention, ATombstoneIsKeptUntilItsTimeHasPassed) {
  node_.commit({put_tombstone(1)});
  collect(kNow + base::kHourMs);
  EXPECT_EQ(count("tombstone"), 1);
  collect(kNow + base::kHourMs + 1);
  EXPECT_EQ(count("tombstone"), 0);
}

TEST_F(Retention, AFenceIsKeptUntilItsTimeHasPassed) {
  node_.commit({custody::PutFence{leg_key(1), base::NodeName("OTHER"), base::Code::Expired, kNow}});
  collect(kNow);
  EXPECT_EQ(count("fence"), 1);
  collect(kNow + 1);
  EXPECT_EQ(count("fence"), 0);
}

TEST_F(Retention, HundredsAreCollectedInOneCall) {
  for (std::uint8_t n = 1; n <= 200; ++n) {
    node_.commit({put_transfer(n), put_tombstone(n, 0), put_tombstone(n, 1), custody::PutLeg{leg_row(n)},
                  custody::PutFence{leg_key(n), base::NodeName("OTHER"), base::Code::Expired, kNow}});
    node_.commit({custody::MoveLeg{leg_key(n), base::NodeName("BUNKER"), kNow}});
  }
  EXPECT_EQ(count("transfer"), 200);
  collect(kNow + 2 * base::kHourMs);
  EXPECT_EQ(count("tombstone"), 0);
  EXPECT_EQ(count("fence"), 0);
  EXPECT_EQ(count("transfer"), 0);
  EXPECT_EQ(count("stamp"), 0);
  EXPECT_EQ(count("payload"), 0);
}

TEST_F(Retention, AFillerStaysAsLongAsATombstoneOfItsTransfer) {
  auto longer = put_tombstone(1, 1);
  longer.keep_until = kNow + 10 * base::kHourMs;
  node_.commit({put_transfer(1), put_tombstone(1, 0), longer, custody::PutLeg{leg_row(1)}});
  node_.commit({custody::MoveLeg{leg_key(1), base::NodeName("BUNKER"), kNow}});
  collect(kNow + 2 * base::kHourMs);
  EXPECT_EQ(count("tombstone"), 1);
  EXPECT_EQ(count("transfer"), 1);
}

TEST_F(Retention, ALegStillHeldKeepsItsTransferAndPayload) {
  node_.commit({put_transfer(1), put_tombstone(1), custody::PutLeg{leg_row(1)}});
  collect(kNow + 100 * base::kHourMs);
  EXPECT_EQ(must(node_.store->recover()).transfers.size(), 1U);
  EXPECT_EQ(node_.read(1), *payload(1));
}

TEST_F(Retention, TheWalStaysSmallUnderLoad) {
  for (int round = 0; round < 40; ++round) {
    for (std::uint8_t n = 1; n <= 50; ++n) {
      auto put = put_transfer(n, 1);
      put.sealed = payload(n, 8'000);
      node_.store->commit(batch(n, {put, custody::PutLeg{leg_row(n)}}));
    }
    for (std::uint8_t n = 1; n <= 50; ++n)
      node_.store->commit(batch(n, {custody::MoveLeg{leg_key(n), base::NodeName("BUNKER"), kNow}}));
    node_.store->settle();
  }
  EXPECT_GT(node_.store->stats().checkpoints, 2U);
  EXPECT_LT(std::filesystem::file_size(node_.home.path() / "node.db-wal"), std::uintmax_t{16} << 20);
}

}  // namespace
}  // namespace backchannel::store::test
