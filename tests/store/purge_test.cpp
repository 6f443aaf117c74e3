#include "schema.h"

#include "backchannel/wire/codec.h"
#include "node_home.h"

namespace backchannel::store::test {
namespace {

constexpr std::string_view kCanary = "canary-in-the-sealed-bytes-4711";

custody::Payload canary_payload(std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += kCanary;
  return std::make_shared<const base::Bytes>(text.begin(), text.end());
}

// In any file of the home.
bool canary_on_disk(const std::filesystem::path& home) {
  for (const auto& entry : std::filesystem::directory_iterator(home))
    if (contents(entry.path()).find(kCanary) != std::string::npos) return true;
  return false;
}

// A station with one message for READER0 and READER1.
class Purge : public ::testing::Test {
 protected:
  void SetUp() override {
    auto put = put_transfer(1);
    put.sealed = canary_payload(2'000);
    node_.commit({put, put_tombstone(1, 0), put_tombstone(1, 1), custody::PutMailbox{leg_key(1, 0), kNow},
                  custody::PutMailbox{leg_key(1, 1), kNow}});
    for (std::uint8_t n = 2; n < 20; ++n)
      node_.commit({put_transfer(n), custody::PutMailbox{leg_key(n), kNow}});
    ASSERT_TRUE(canary_on_disk(node_.home.path()));
  }

  void sign_off(std::uint16_t leg, const std::string& person) {
    auto client = node_.client();
    must(
        client.add_event({0, leg_key(1, leg), base::PersonName(person), EventKind::SignedOff, kNow + 9, {}}));
    poll();
  }
  void poll() {
    node_.store->poll_submissions();
    node_.store->settle();
  }
  MailboxState state(std::uint16_t leg) { return must(node_.client().mailbox(leg_key(1, leg))).state; }

  Node node_;
};

TEST_F(Purge, LeavesNoByteOfTheMessageOnTheDisk) {
  sign_off(0, "READER0");
  sign_off(1, "READER1");
  EXPECT_EQ(state(0), MailboxState::Purged);
  EXPECT_EQ(state(1), MailboxState::Purged);
  EXPECT_FALSE(canary_on_disk(node_.home.path()));
  EXPECT_EQ(node_.read(2), *payload(2));
}

TEST_F(Purge, IsPendingUntilTheLastReaderOfTheSameSealedBytesHasSignedOff) {
  sign_off(0, "READER0");
  EXPECT_EQ(state(0), MailboxState::PurgePending);
  EXPECT_EQ(state(1), MailboxState::Present);
  EXPECT_TRUE(node_.client().sealed(transfer_id(1)));
  sign_off(1, "READER1");
  EXPECT_EQ(state(0), MailboxState::Purged);
}

// Of a reader and his alternate one opens; the copy of the other, whose right has lapsed, goes with the
// first.
TEST_F(Purge, TakesTheCopyOfAnAlternateToo) {
  auto put = put_transfer(30);
  put.row.header.recipients.at(1).alternate_of = 1;
  put.row.header_bytes = wire::encode(put.row.header);
  node_.commit({put, custody::PutMailbox{leg_key(30, 0), kNow}, custody::PutMailbox{leg_key(30, 1), kNow}});
  must(node_.client().add_event(
      {0, leg_key(30, 1), base::PersonName("READER1"), EventKind::SignedOff, kNow + 9, {}}));
  poll();
  for (const std::uint16_t leg : {std::uint16_t{0}, std::uint16_t{1}})
    EXPECT_EQ(must(node_.client().mailbox(leg_key(30, leg))).state, MailboxState::Purged) << leg;
  EXPECT_FALSE(node_.client().sealed(transfer_id(30)));
}

TEST_F(Purge, AnotherPersonsSignOffPurgesNothing) {
  sign_off(0, "READER1");
  EXPECT_EQ(state(0), MailboxState::Present);
}

TEST_F(Purge, KeepsTheFillerAndSaysSoInTheAudit) {
  sign_off(0, "READER0");
  const auto rows = must(node_.client().mailbox());
  EXPECT_EQ(rows.size(), 20U);
  const auto audit = must(node_.client().audit({1, 0, "signed-off"}));
  ASSERT_EQ(audit.size(), 1U);
  EXPECT_EQ(audit.front().at, kNow + 9);
  EXPECT_NE(audit.front().detail.find("leg=0 person=READER0"), std::string::npos);
  EXPECT_FALSE(must(node_.store->verify_audit()).fault);
}

TEST_F(Purge, IsPendingWhileAReaderHoldsItUpAndDoneAtALaterPoll) {
  auto reader = must(Database::open(database_path(node_.home.path()), {}));
  must(reader->run("BEGIN"));
  must(reader->number(0, "SELECT count(*) FROM mailbox"));
  sign_off(0, "READER0");
  sign_off(1, "READER1");
  EXPECT_EQ(state(1), MailboxState::PurgePending);
  EXPECT_FALSE(node_.client().sealed(transfer_id(1)));
  reader->roll_back();
  poll();
  EXPECT_EQ(state(0), MailboxState::Purged);
  EXPECT_EQ(state(1), MailboxState::Purged);
  EXPECT_FALSE(canary_on_disk(node_.home.path()));
}

TEST_F(Purge, ASignOffWhileTheAgentWasDownIsPurgedAtItsFirstPoll) {
  must(node_.store->close());
  node_.store.reset();
  {
    auto client = node_.client();
    for (const std::uint16_t leg : {std::uint16_t{0}, std::uint16_t{1}})
      must(client.add_event({0,
                             leg_key(1, leg),
                             base::PersonName("READER" + std::to_string(leg)),
                             EventKind::SignedOff,
                             kNow,
                             {}}));
  }
  node_.reopen();
  poll();
  EXPECT_EQ(state(0), MailboxState::Purged);
  EXPECT_FALSE(canary_on_disk(node_.home.path()));
}

TEST(PurgeOfMany, EverySignOffIsPurgedAlsoWhenOneStepDoesNotHoldThem) {
  Node node;
  auto client = node.client();
  constexpr std::uint8_t kMany = 100;
  for (std::uint8_t n = 1; n <= kMany; ++n) {
    node.commit({put_transfer(n), custody::PutMailbox{leg_key(n), kNow}});
    must(client.add_event({0, leg_key(n), base::PersonName("READER0"), EventKind::SignedOff, kNow, {}}));
  }
  node.store->poll_submissions();
  node.store->settle();
  for (const auto& row : must(client.mailbox())) EXPECT_EQ(row.state, MailboxState::Purged);
  EXPECT_EQ(must(client.audit({1, 0, "signed-off"})).size(), kMany);
}

TEST(PurgeAtARelay, NoByteIsLeftAfterTheStoreIsClosed) {
  Node node;
  auto put = put_transfer(1, 1);
  put.sealed = canary_payload(500);
  node.commit({put, custody::PutLeg{leg_row(1)}});
  ASSERT_TRUE(canary_on_disk(node.home.path()));
  node.commit({custody::MoveLeg{leg_key(1), base::NodeName("BUNKER"), kNow}});
  must(node.store->close());
  EXPECT_FALSE(canary_on_disk(node.home.path()));
}

}  // namespace
}  // namespace backchannel::store::test
