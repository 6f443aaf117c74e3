#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "migration.h"
#include "old_store.h"

namespace backchannel::store::test {
namespace {

namespace fs = std::filesystem;

// Ends the process when a file grows beyond `limit`: so it is killed in the middle of a write, at a place
// that the test chooses.
void open_and_be_killed(const fs::path& home, std::size_t limit) {
  const auto child = ::fork();
  if (child == 0) {
    const ::rlimit none{0, 0}, size{limit, limit};
    ::setrlimit(RLIMIT_CORE, &none);
    ::setrlimit(RLIMIT_FSIZE, &size);
    static_cast<void>(ClientStore::open(home));
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
}

class Migration : public ::testing::Test {
 protected:
  void SetUp() override { make_old_store(home_.path()); }
  std::unique_ptr<NodeStore> open() { return open_node(options_for(home_.path()), sink_); }
  void edit(const char* sql) {
    auto database = must(Database::open(database_path(home_.path()), {}));
    database->checkpoint_on_close(true);
    must(database->script(sql));
  }

  TemporaryHome home_;
  CollectingSink sink_;
};

Shape shape_of_a_new_store() {
  const TemporaryHome home;
  open_client(home.path());
  return shape_of(home.path());
}

// Undoes the later steps.
constexpr const char* kBackToFormat3 =
    "DROP INDEX submission_overdue; ALTER TABLE submission DROP COLUMN overdue_at;"
    "DROP TABLE payload_key; DROP INDEX leg_lane; ALTER TABLE leg DROP COLUMN sequence;"
    "ALTER TABLE leg DROP COLUMN expires;"
    "DROP INDEX submission_waiting; ALTER TABLE submission DROP COLUMN precedence;"
    "CREATE INDEX submission_waiting ON submission(id) WHERE state = 1; PRAGMA user_version=3";

TEST_F(Migration, WhatWaitsToBeSentGetsThePrecedenceOfItsHeader) {
  SubmissionRow row;
  row.message = message_id(9);
  row.transfer = transfer_id(9);
  row.author = base::PersonName("HAIG");
  auto claimed = header(9);
  claimed.recipients.back().precedence = message::Precedence::Flash;
  row.header_bytes = wire::encode(claimed);
  must(open_client(home_.path()).submit(row, *payload(9)));
  edit(kBackToFormat3);
  const auto store = open();
  store->poll_submissions();
  store->settle();
  const auto posted = sink_.take_all();
  ASSERT_EQ(posted.size(), 1U);
  EXPECT_EQ(std::get<custody::Submitted>(posted.front()).precedence, message::Precedence::Flash);
}

TEST_F(Migration, AnOldStoreKeepsItsRowsAndWorks) {
  const auto store = open();
  ASSERT_NE(store, nullptr);
  expect_old_rows(*store);
  auto later = leg_row(1, 2);
  later.stamps = {stamp(1)};  // needs a table that format 1 lacks
  store->commit(batch(1, {custody::PutLeg{later}}));
  store->commit(accept(2, 2));
  store->settle();
  EXPECT_TRUE(std::holds_alternative<custody::Committed>(*sink_.next()));
  EXPECT_TRUE(std::holds_alternative<custody::Committed>(*sink_.next()));
  const auto client = open_client(home_.path());
  EXPECT_EQ(must(client.sealed(transfer_id(1))), *payload(1));
  EXPECT_EQ(must(client.drafts(base::PersonName("HAIG"))).size(), 1U);
  EXPECT_FALSE(must(client.arrival(base::PersonName("HAIG"))));
  const auto recovered = must(store->recover());
  const auto old = std::ranges::find(recovered.legs, leg_key(1), &custody::LegRow::key);
  ASSERT_NE(old, recovered.legs.end());
  EXPECT_EQ(old->sequence, 1);  // its transfer's
  EXPECT_EQ(old->expires, recovered.transfers.front().header.expires);
}

TEST_F(Migration, EveryTableIsAsInANewStore) {
  open();
  EXPECT_EQ(shape_of(home_.path()), shape_of_a_new_store());
}

TEST_F(Migration, ACommandAloneBringsItToTheNewFormatToo) {
  auto client = open_client(home_.path());
  EXPECT_EQ(must(client.take_number(1, "Hakto", "", 1)), 22U);
  EXPECT_EQ(shape_of(home_.path()), shape_of_a_new_store());
}

TEST_F(Migration, AStoreOfFormat2WithAllTablesButTheNumberIsTaken) {
  edit(
      "CREATE TABLE leg_stamp(transfer BLOB NOT NULL, leg INTEGER NOT NULL, copy INTEGER NOT NULL,"
      " position INTEGER NOT NULL, signed BLOB NOT NULL, PRIMARY KEY(transfer, leg, copy, position))"
      " STRICT, WITHOUT ROWID;"
      "CREATE TABLE departure(person TEXT NOT NULL, series TEXT NOT NULL, trip TEXT NOT NULL,"
      " at INTEGER NOT NULL, PRIMARY KEY(person, series, trip)) STRICT, WITHOUT ROWID;"
      "CREATE TABLE arrival(person TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
      "PRAGMA user_version=2");
  { open_client(home_.path()); }
  EXPECT_EQ(shape_of(home_.path()), shape_of_a_new_store());
}

TEST_F(Migration, TheNewFormatStandsInTheFileItself) {
  ASSERT_TRUE(open());
  EXPECT_EQ(contents(home_.database()).substr(60, 4),
            std::string({0, 0, 0, static_cast<char>(kSchemaVersion)}));
}

TEST_F(Migration, KilledWhileItWritesItIsWholeOldOrWholeNew) {
  const auto before = shape_of(home_.path());
  const auto after = shape_of_a_new_store();
  const auto old_file = contents(home_.database());
  int killed_before = 0, killed_after = 0;
  for (std::size_t limit = 0; limit < 200'000; limit += 8'000) {
    open_and_be_killed(home_.path(), limit);
    const auto found = shape_of(home_.path());
    ++(found == before ? killed_before : killed_after);
    EXPECT_TRUE(found == before || found == after) << "limit " << limit << ": format " << found.format;
    expect_old_rows(*open());
    for (const auto* name : {"node.db-wal", "node.db-shm", "lock"}) fs::remove(home_.path() / name);
    std::ofstream(home_.database(), std::ios::binary) << old_file;
  }
  EXPECT_GT(killed_before, 2);
  EXPECT_GT(killed_after, 5);
}

TEST_F(Migration, AStepThatFailsLeavesTheOldStore) {
  edit("CREATE TABLE arrival(other INTEGER)");  // the second step goes by this one
  edit("CREATE TABLE leg_stamp(other INTEGER)");
  const auto before = shape_of(home_.path());
  const auto opened = NodeStore::open(options_for(home_.path()), sink_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, base::Code::StoreForeign);
  const auto says = base::to_sentence(opened.error());
  EXPECT_NE(says.find("stays in format 1, it cannot be brought to format " + std::to_string(kSchemaVersion)),
            std::string::npos)
      << says;
  EXPECT_NE(says.find("leg_stamp already exists"), std::string::npos) << says;
  EXPECT_EQ(shape_of(home_.path()), before);
}

TEST_F(Migration, AFailureOfTheLastStepUndoesTheFirst) {
  edit("CREATE INDEX departure ON number(draft)");  // the name is taken
  const auto before = shape_of(home_.path());
  ASSERT_FALSE(ClientStore::open(home_.path()));
  EXPECT_EQ(shape_of(home_.path()), before);
}

TEST_F(Migration, ADamagedOldStoreIsNotChanged) {
  auto bytes = contents(home_.database());
  bytes.replace(3 * 4'096, 4'096, 4'096, 'g');
  std::ofstream(home_.database(), std::ios::binary) << bytes;
  const auto opened = NodeStore::open(options_for(home_.path()), sink_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, base::Code::StoreCorrupt) << base::to_sentence(opened.error());
  EXPECT_TRUE(contents(home_.database()) == bytes) << "the file was changed";
}

TEST_F(Migration, WhileAnAgentOfTheOldProgramRunsACommandSaysSo) {
  const auto lock = must(HomeLock::take(home_.path()));
  auto database = must(Database::open(database_path(home_.path()), {}));
  const auto before = shape_of(home_.path());
  const auto refused = migrate(database_path(home_.path()), {.vfs = {}, .busy_ms = 30}, nullptr);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::Locked);
  EXPECT_NE(base::to_sentence(refused.error()).find("process " + std::to_string(::getpid()) + " has"),
            std::string::npos)
      << base::to_sentence(refused.error());
  EXPECT_EQ(shape_of(home_.path()), before);
}

TEST_F(Migration, ProcessesThatOpenItAtOnceAllHaveTheNewOne) {
  for (int round = 0; round < 5; ++round) {
    const auto old_file = contents(home_.database());
    std::vector<::pid_t> children;
    for (int i = 0; i < 6; ++i) {
      const auto child = ::fork();
      if (child == 0) {
        CollectingSink sink;
        const bool opened = i == 0 ? NodeStore::open(options_for(home_.path()), sink).has_value()
                                   : ClientStore::open(home_.path()).has_value();
        ::_exit(opened ? 0 : 1);
      }
      children.push_back(child);
    }
    for (const auto child : children) {
      int status = 0;
      ::waitpid(child, &status, 0);
      EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(shape_of(home_.path()), shape_of_a_new_store());
    for (const auto* name : {"node.db-wal", "node.db-shm"}) fs::remove(home_.path() / name);
    std::ofstream(home_.database(), std::ios::binary) << old_file;
  }
}

}  // namespace
}  // namespace backchannel::store::test
