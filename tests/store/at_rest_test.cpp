// The sealed bytes of a station lie under keys of their own, and a purge leaves nothing of either.

#include <random>
#include <unordered_set>

#include "node_home.h"
#include "payloads.h"
#include "schema.h"
#include "toy_cipher.h"

namespace backchannel::store::test {
namespace {

constexpr std::size_t kWindow = 32;

custody::Payload noise(std::size_t size) {
  std::mt19937 random(11);
  base::Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return std::make_shared<const base::Bytes>(std::move(bytes));
}

// Every piece of 32 bytes of what must not be found.
class Traces {
 public:
  void add(base::BytesView secret) {
    const std::string text(secret.begin(), secret.end());
    for (std::size_t i = 0; i + kWindow <= text.size(); ++i) pieces_.insert(text.substr(i, kWindow));
  }
  [[nodiscard]] bool in_any_file_of(const std::filesystem::path& home) const {
    for (const auto& entry : std::filesystem::directory_iterator(home)) {
      const auto content = contents(entry.path());
      for (std::size_t i = 0; i + kWindow <= content.size(); ++i)
        if (pieces_.contains(content.substr(i, kWindow))) return true;
    }
    return false;
  }

 private:
  std::unordered_set<std::string> pieces_;
};

class AtRestStore : public ::testing::Test {
 protected:
  AtRestStore() : node_([](NodeStoreOptions& options) { options.at_rest = &toy_cipher(); }) {}

  void SetUp() override {
    auto put = put_transfer(1);
    put.sealed = sealed_;
    node_.commit({put, custody::PutMailbox{leg_key(1), kNow}});
    auto database = raw();
    auto query = database->query(
        "SELECT p.sealed, k.key FROM payload p JOIN payload_key k ON k.transfer = p.transfer");
    ASSERT_TRUE(must(query.step()));
    stored_ = query.bytes(0);
    key_ = query.bytes(1);
  }
  std::unique_ptr<Database> raw() { return must(Database::open(database_path(node_.home.path()), {})); }
  ClientStore client() { return must(ClientStore::open(node_.home.path(), &toy_cipher())); }
  Traces traces() {
    Traces all;
    for (const auto& secret : {*sealed_, stored_, key_}) all.add(secret);
    return all;
  }

  Node node_;
  custody::Payload sealed_ = noise(40'000);
  base::Bytes stored_, key_;
};

TEST_F(AtRestStore, WhatLiesOnTheDiskIsNotWhatWasSealed) {
  EXPECT_EQ(stored_.size(), sealed_->size());
  Traces of_sealed;
  of_sealed.add(*sealed_);
  EXPECT_FALSE(of_sealed.in_any_file_of(node_.home.path()));
}

TEST_F(AtRestStore, AgentAndCommandReadWhatWasSealedFromAnyPlace) {
  EXPECT_EQ(must(client().sealed(transfer_id(1))), *sealed_);
  for (const std::uint64_t offset : {0, 1, 15, 16, 17, 16'384, 39'999}) {
    node_.store->read({7, transfer_id(1), offset, 100});
    const auto chunk = std::get<custody::ChunkRead>(*node_.sink.next());
    const auto from = sealed_->begin() + static_cast<std::ptrdiff_t>(offset);
    const auto size = std::min<std::uint64_t>(100, sealed_->size() - offset);
    EXPECT_EQ(chunk.data, base::Bytes(from, from + static_cast<std::ptrdiff_t>(size))) << offset;
  }
}

TEST_F(AtRestStore, EachPayloadHasAKeyOfItsOwnAndKeepsItWhenItComesAgain) {
  auto again = put_transfer(1);
  again.sealed = sealed_;
  node_.commit({again, put_transfer(2), custody::PutMailbox{leg_key(2), kNow}});
  auto database = raw();
  EXPECT_EQ(must(database->number(0, "SELECT count(DISTINCT key) FROM payload_key")), 2);
  EXPECT_EQ(must(client().sealed(transfer_id(1))), *sealed_);
}

TEST_F(AtRestStore, ASubmissionIsPostedAsItWasSealed) {
  SubmissionRow row;
  row.message = message_id(3);
  row.transfer = transfer_id(3);
  row.author = base::PersonName("HAIG");
  row.header_bytes = wire::encode(header(3));
  must(client().submit(row, *sealed_));
  node_.store->poll_submissions();
  node_.store->settle();
  EXPECT_EQ(*std::get<custody::Submitted>(*node_.sink.next()).sealed, *sealed_);
}

TEST_F(AtRestStore, APurgeLeavesNeitherTheBytesNorTheirKeyNorAnyPieceOfThem) {
  ASSERT_TRUE(traces().in_any_file_of(node_.home.path()));
  must(client().add_event({0, leg_key(1), base::PersonName("READER0"), EventKind::SignedOff, kNow, {}}));
  node_.store->poll_submissions();
  node_.store->settle();
  EXPECT_EQ(must(client().mailbox(leg_key(1))).state, MailboxState::Purged);
  EXPECT_FALSE(traces().in_any_file_of(node_.home.path()));
}

// What follows shows that the search bites.

TEST_F(AtRestStore, TheSearchFindsWhatADeletionWithoutSecureDeleteLeaves) {
  auto database = raw();
  must(database->script("PRAGMA secure_delete=OFF"));
  must(database->transaction([&] { return delete_payload(*database, transfer_id(1)); }));
  ASSERT_TRUE(must(database->checkpoint(true)));
  EXPECT_TRUE(traces().in_any_file_of(node_.home.path()));
}

TEST_F(AtRestStore, TheSearchFindsTheKeyAloneInAWalThatWasNotEmptied) {
  auto database = raw();
  must(database->transaction([&] { return delete_payload(*database, transfer_id(1)); }));
  Traces of_key;
  of_key.add(key_);
  EXPECT_TRUE(of_key.in_any_file_of(node_.home.path()));
}

TEST(AtRestMigration, WhatAnOlderStoreKeepsForReadersIsEncryptedWithTheStep) {
  TemporaryHome home;
  const auto sealed = noise(20'000);
  CollectingSink sink;
  {
    const auto store = open_node(options_for(home.path()), sink);
    auto put = put_transfer(1);
    put.sealed = sealed;
    store->commit(batch(1, {put, custody::PutMailbox{leg_key(1), kNow}}));
    store->commit(accept(2, 2));
    must(store->close());
  }
  {
    auto database = must(Database::open(database_path(home.path()), {}));
    database->checkpoint_on_close(true);
    must(
        database->script("DROP INDEX submission_overdue; ALTER TABLE submission DROP COLUMN overdue_at;"
                         "DROP TABLE payload_key; PRAGMA user_version=5"));
  }
  Traces of_sealed;
  of_sealed.add(*sealed);
  ASSERT_TRUE(of_sealed.in_any_file_of(home.path()));
  const auto client = must(ClientStore::open(home.path(), &toy_cipher()));
  EXPECT_FALSE(of_sealed.in_any_file_of(home.path()));
  EXPECT_EQ(must(client.sealed(transfer_id(1))), *sealed);
  EXPECT_EQ(must(client.sealed(transfer_id(2))), *payload(2)) << "on its way, for no reader here";
}

}  // namespace
}  // namespace backchannel::store::test
