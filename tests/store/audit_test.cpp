#include "schema.h"

#include "node_home.h"

namespace backchannel::store::test {
namespace {

constexpr int kRows = 30;

// A node with a chain of kRows rows, and a hand in its database.
class Audit : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int i = 1; i <= kRows; ++i)
      node_.commit(
          {custody::PutAudit{kNow + i, i % 3 == 0 ? "moved" : "accepted", "row=" + std::to_string(i)}});
    mark_ = must(node_.store->verify_audit()).mark;
  }

  void edit(const char* sql) {
    auto database = must(Database::open(database_path(node_.home.path()), {}));
    must(database->script(sql));
  }

  std::int64_t first_bad(const std::optional<AuditMark>& witness = std::nullopt) {
    const auto check = must(node_.store->verify_audit(witness));
    return check.fault ? check.fault->row : 0;
  }

  Node node_;
  AuditMark mark_;
};

TEST_F(Audit, AnUntouchedChainIsSound) {
  EXPECT_EQ(mark_.rows, kRows);
  EXPECT_EQ(first_bad(), 0);
  EXPECT_EQ(first_bad(mark_), 0);
}

TEST_F(Audit, TheChainGoesOnAfterARestart) {
  node_.reopen();
  node_.commit({custody::PutAudit{kNow, "started", ""}});
  EXPECT_EQ(first_bad(mark_), 0);
  EXPECT_EQ(must(node_.store->verify_audit()).mark.rows, kRows + 1);
}

TEST_F(Audit, AnEditIsFoundAtItsRow) {
  edit("UPDATE audit SET detail = 'row=99' WHERE number = 12");
  EXPECT_EQ(first_bad(), 12);
}

TEST_F(Audit, AChangedTimeIsFoundAtItsRow) {
  edit("UPDATE audit SET at = at + 1 WHERE number = 1");
  EXPECT_EQ(first_bad(), 1);
}

TEST_F(Audit, WordsMovedFromDetailToEventAreFound) {
  edit("UPDATE audit SET event = event || 'r', detail = substr(detail, 2) WHERE number = 4");
  EXPECT_EQ(first_bad(), 4);
}

TEST_F(Audit, ARemovedRowIsFound) {
  edit("DELETE FROM audit WHERE number = 7");
  EXPECT_EQ(first_bad(), 7);
}

TEST_F(Audit, ARemovedRowIsFoundWhenTheOthersAreNumberedAnew) {
  edit(
      "DELETE FROM audit WHERE number = 7;"
      "UPDATE audit SET number = -number WHERE number > 7; UPDATE audit SET number = -number - 1 WHERE "
      "number < 0");
  EXPECT_EQ(first_bad(), 7);
}

TEST_F(Audit, ExchangedRowsAreFound) {
  edit(
      "UPDATE audit SET number = -1 WHERE number = 10; UPDATE audit SET number = 10 WHERE number = 11;"
      "UPDATE audit SET number = 11 WHERE number = -1");
  EXPECT_EQ(first_bad(), 10);
}

TEST_F(Audit, ACutTailShowsAgainstAWitnessOnly) {
  edit("DELETE FROM audit WHERE number > 25");
  EXPECT_EQ(first_bad(), 0);
  EXPECT_EQ(first_bad(mark_), 26);
}

TEST_F(Audit, AnotherStoresChainIsFoundAtItsFirstRow) {
  edit("UPDATE meta SET value = zeroblob(16) WHERE name = 'uuid'");
  EXPECT_EQ(first_bad(), 1);
}

TEST_F(Audit, ALogWrittenAnewShowsAgainstAWitness) {
  edit("DELETE FROM audit");
  node_.reopen();
  for (int i = 1; i <= kRows; ++i)
    node_.commit({custody::PutAudit{kNow, "accepted", "another=" + std::to_string(i)}});
  EXPECT_EQ(first_bad(), 0);
  EXPECT_EQ(first_bad(mark_), kRows);
}

TEST_F(Audit, TheCommandLineReadsByRangeAndEvent) {
  const auto client = node_.client();
  EXPECT_EQ(must(client.audit({})).size(), static_cast<std::size_t>(kRows));
  const auto rows = must(client.audit({10, 20, "moved"}));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows.front().number, 12);
  EXPECT_EQ(rows.front().detail, "row=12");
  EXPECT_EQ(rows.front().at, kNow + 12);
}

TEST_F(Audit, TheCommandLineFindsTheSameFault) {
  edit("UPDATE audit SET event = 'x' WHERE number = 3");
  const auto check = must(node_.client().verify_audit(digester()));
  ASSERT_TRUE(check.fault);
  EXPECT_EQ(check.fault->row, 3);
  EXPECT_EQ(check.mark.rows, 2);
}

}  // namespace
}  // namespace backchannel::store::test
