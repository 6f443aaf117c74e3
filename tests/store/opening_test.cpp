#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "node_home.h"
#include "schema.h"

namespace backchannel::store::test {
namespace {

namespace fs = std::filesystem;

base::Error open_error(const fs::path& home) {
  CollectingSink sink;
  auto store = NodeStore::open(options_for(home), sink);
  EXPECT_FALSE(store) << "it was opened";
  return store ? base::Error{base::Code::Internal, {}, {}, {}} : store.error();
}

base::Error client_error(const fs::path& home) {
  auto store = ClientStore::open(home);
  EXPECT_FALSE(store) << "it was opened";
  return store ? base::Error{base::Code::Internal, {}, {}, {}} : store.error();
}

bool says(const base::Error& error, std::string_view words) {
  return base::to_sentence(error).find(words) != std::string::npos;
}

void write_at(const fs::path& path, std::size_t offset, std::string_view bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(offset));
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// A home whose store was filled and cleanly closed.
class Opening : public ::testing::Test {
 protected:
  void SetUp() override {
    CollectingSink sink;
    auto store = open_node(options_for(home_.path()), sink);
    for (std::uint8_t n = 1; n <= 100; ++n) store->commit(accept(n, n));
    must(store->close());
  }

  // Neither program opens it, both say why, and the file stays as it is.
  void refused(base::Code code, std::string_view words) {
    const auto before = contents(home_.database());
    for (const auto& error : {open_error(home_.path()), client_error(home_.path())}) {
      EXPECT_EQ(error.code, code) << base::to_sentence(error);
      EXPECT_TRUE(says(error, words)) << base::to_sentence(error);
      EXPECT_TRUE(says(error, home_.database().string())) << base::to_sentence(error);
    }
    EXPECT_TRUE(contents(home_.database()) == before) << "the file was changed";
  }

  TemporaryHome home_;
};

TEST_F(Opening, ACleanlyClosedStoreLeavesNothingInTheWal) {
  const auto wal = home_.path() / "node.db-wal";
  EXPECT_TRUE(!fs::exists(wal) || fs::file_size(wal) == 0);
  CollectingSink sink;
  const auto store = open_node(options_for(home_.path()), sink);
  EXPECT_EQ(must(store->recover()).transfers.size(), 100U);
}

TEST_F(Opening, AnotherProgramsDatabaseIsRefused) {
  write_at(home_.database(), 68, "OTHR");
  refused(base::Code::StoreForeign, "belongs to another program");
}

TEST_F(Opening, ANewerFormatIsRefused) {
  const auto newer = kSchemaVersion + 1;
  write_at(home_.database(), 63, std::string(1, static_cast<char>(newer)));
  refused(base::Code::StoreForeign, "has format " + std::to_string(newer) + ", this program writes format " +
                                        std::to_string(kSchemaVersion));
}

TEST_F(Opening, ATruncatedFileIsRefused) {
  fs::resize_file(home_.database(), fs::file_size(home_.database()) / 2);
  refused(base::Code::StoreCorrupt, "is cut off");
}

TEST_F(Opening, AFileCutInItsHeaderIsRefused) {
  fs::resize_file(home_.database(), 60);
  refused(base::Code::StoreCorrupt, "is cut off after 60 bytes");
}

TEST_F(Opening, AnEmptyFileIsRefusedAndNotFilled) {
  fs::resize_file(home_.database(), 0);
  refused(base::Code::StoreCorrupt, "is cut off after 0 bytes");
}

TEST_F(Opening, GarbageIsRefused) {
  write_at(home_.database(), 0, std::string(200, 'g'));
  refused(base::Code::StoreCorrupt, "does not begin as a database does");
}

TEST_F(Opening, DamageInsideIsFoundAfterAnUncleanStop) {
  {
    CollectingSink sink;
    open_node(options_for(home_.path()), sink);  // not closed
  }
  write_at(home_.database(), 2 * 4'096, std::string(40 * 4'096, 'g'));
  const auto before = contents(home_.database());
  const auto error = open_error(home_.path());
  EXPECT_EQ(error.code, base::Code::StoreCorrupt) << base::to_sentence(error);
  EXPECT_TRUE(contents(home_.database()) == before) << "the file was changed";
}

TEST_F(Opening, AnUndamagedFileIsOpenedAfterAnUncleanStop) {
  CollectingSink sink;
  { open_node(options_for(home_.path()), sink); }
  EXPECT_NE(open_node(options_for(home_.path()), sink), nullptr);
}

TEST(OpeningAHome, AMissingHomeIsNamed) {
  TemporaryHome home;
  const auto missing = home.path() / "missing";
  for (const auto& error : {open_error(missing), client_error(missing)}) {
    EXPECT_EQ(error.code, base::Code::Io);
    EXPECT_TRUE(says(error, missing.string() + ": the home cannot be used: No such file"))
        << base::to_sentence(error);
  }
  EXPECT_FALSE(fs::exists(missing));
}

TEST(OpeningAHome, AFileIsNoHome) {
  TemporaryHome home;
  const auto file = home.path() / "file";
  std::ofstream(file) << "x";
  EXPECT_EQ(open_error(file).code, base::Code::Io);
  EXPECT_TRUE(says(client_error(file), "Not a directory"));
}

// Runs as a user to whom the mode bits apply; true if `check` holds there.
bool as_nobody(const std::function<bool()>& check) {
  const auto child = ::fork();
  if (child == 0) {
    constexpr ::uid_t kNobody = 65'534;
    if (::geteuid() == 0 && ::setuid(kNobody) != 0) ::_exit(2);
    ::_exit(check() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(OpeningAHome, AHomeThatCannotBeWrittenIsNamed) {
  TemporaryHome home;
  fs::permissions(home.path(), fs::perms(0555));
  EXPECT_TRUE(as_nobody([&] {
    const auto error = open_error(home.path());
    return error.code == base::Code::Io &&
           says(error, "no files can be written in this home: Permission denied");
  }));
  EXPECT_TRUE(as_nobody([&] { return client_error(home.path()).code == base::Code::Io; }));
  fs::permissions(home.path(), fs::perms(0755));
  EXPECT_TRUE(fs::is_empty(home.path()));
}

TEST(OpeningAHome, ASecondAgentIsToldWhichProcessHasTheHome) {
  Node node;
  const auto error = open_error(node.home.path());
  EXPECT_EQ(error.code, base::Code::Locked);
  EXPECT_TRUE(says(error, "process " + std::to_string(::getpid()) + " has " + node.home.path().string()))
      << base::to_sentence(error);
}

TEST(OpeningAHome, TheHomeIsFreeAgainWhenItsAgentHasStopped) {
  Node node;
  must(node.store->close());
  node.reopen();
  EXPECT_NE(node.store, nullptr);
}

TEST(OpeningAHome, ClosingAfterAFatalErrorSaysItAgain) {
  Node node;
  const auto other = must(Database::open(node.home.database(), {}));
  must(other->run("DROP TABLE audit"));
  node.store->commit(batch(1, {custody::PutAudit{kNow, "accepted", {}}}));
  node.store->settle();
  const auto answers = node.sink.take_all();
  ASSERT_EQ(answers.size(), 1U);
  const auto* failed = std::get_if<custody::StoreFailed>(&answers.front());
  ASSERT_NE(failed, nullptr);
  const auto closed = node.store->close();
  ASSERT_FALSE(closed);
  EXPECT_EQ(base::to_sentence(closed.error()), base::to_sentence(failed->error));
}

TEST(OpeningAHome, TheFilesAreTheirOwnersOnly) {
  Node node;
  node.commit({put_transfer(1), custody::PutLeg{leg_row(1)}});
  for (const auto* name : {"node.db", "node.db-wal", "lock", "reserve"}) {
    const auto mode = fs::status(node.home.path() / name).permissions();
    EXPECT_EQ(mode & fs::perms(0077), fs::perms::none) << name;
  }
}

TEST(OpeningAHome, ProcessesThatMakeTheStoreAtOnceShareOne) {
  TemporaryHome home;
  std::vector<::pid_t> children;
  for (int i = 0; i < 6; ++i) {
    const auto child = ::fork();
    if (child == 0) {
      auto store = ClientStore::open(home.path());
      const DraftRow draft{0, base::PersonName("HAIG"), kNow, {1, 2, 3}, {}, {}};
      ::_exit(store && store->put_draft(draft) ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const auto child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(must(open_client(home.path()).drafts(base::PersonName("HAIG"))).size(), 6U);
  for (const auto& entry : fs::directory_iterator(home.path()))
    EXPECT_EQ(entry.path().filename().string().find(".new."), std::string::npos) << entry.path();
}

TEST(OpeningAHome, AClientAndAnAgentSeeOneStore) {
  TemporaryHome home;
  const auto made_by_client = must(open_client(home.path()).uuid());
  CollectingSink sink;
  EXPECT_EQ(open_node(options_for(home.path()), sink)->uuid(), made_by_client);
}

}  // namespace
}  // namespace backchannel::store::test
