#include <atomic>
#include <barrier>
#include <string>
#include <thread>

#include "node_home.h"

namespace backchannel::store::test {
namespace {

TEST(Mailbox, ShowsWhatTheStationReceived) {
  Node node;
  node.commit({put_transfer(1), put_tombstone(1, 1), custody::PutMailbox{leg_key(1, 1), kNow + 7}});
  const auto rows = must(node.client().mailbox());
  ASSERT_EQ(rows.size(), 1U);
  const auto& row = rows.front();
  const auto expected = transfer_row(1);
  EXPECT_EQ(row.key, leg_key(1, 1));
  EXPECT_EQ(row.originator_key, expected.originator_key);
  EXPECT_EQ(row.header_bytes, expected.header_bytes);
  EXPECT_EQ(row.header, expected.header);
  EXPECT_EQ(row.label_bytes, expected.label_bytes);
  EXPECT_EQ(row.label, expected.label);
  EXPECT_EQ(row.received_at, kNow + 7);
  EXPECT_EQ(row.stamps, expected.stamps);
  EXPECT_EQ(row.size, expected.size);
  EXPECT_EQ(row.state, MailboxState::Present);
  EXPECT_EQ(row.recipient().person, base::PersonName("READER1"));
}

TEST(Mailbox, OneRowIsFoundByItsLeg) {
  Node node;
  node.commit({put_transfer(1), custody::PutMailbox{leg_key(1), kNow}});
  const auto client = node.client();
  EXPECT_EQ(must(client.mailbox(leg_key(1))).header.message, message_id(1));
  EXPECT_EQ(client.mailbox(leg_key(1, 1)).error().code, base::Code::NotFound);
}

TEST(Mailbox, KeepsItsRowsWhenTombstonesAreCollected) {
  Node node;
  node.commit({put_transfer(1), put_tombstone(1), custody::PutMailbox{leg_key(1), kNow}});
  node.store->collect(kNow + 100 * base::kHourMs);
  node.store->settle();
  EXPECT_EQ(must(node.client().mailbox()).size(), 1U);
  EXPECT_EQ(node.read(1), *payload(1));
}

TEST(PersonEvents, ComeBackInTheirOrder) {
  TemporaryHome home;
  auto client = open_client(home.path());
  const base::PersonName reader("READER0");
  must(client.add_event({0, leg_key(1), reader, EventKind::Opening, kNow, {}}));
  must(client.add_event({0, leg_key(1), reader, EventKind::Acknowledged, kNow + 1, {1, 2}}));
  must(client.add_event({0, leg_key(2), reader, EventKind::Opening, kNow, {}}));
  const auto events = must(client.events(transfer_id(1)));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].kind, EventKind::Opening);
  EXPECT_EQ(events[1].kind, EventKind::Acknowledged);
  EXPECT_EQ(events[1].key, leg_key(1));
  EXPECT_EQ(events[1].person, reader);
  EXPECT_EQ(events[1].at, kNow + 1);
  EXPECT_EQ(events[1].data, (base::Bytes{1, 2}));
}

TEST(PersonEvents, OfTwoReadersWhoOpenAtOnceOneIsFirst) {
  TemporaryHome home;
  auto client = open_client(home.path());
  constexpr std::uint8_t kRounds = 50;
  const auto open_all = [&](std::uint16_t leg, std::atomic<int>& opened, std::barrier<>& together) {
    auto terminal = open_client(home.path());
    for (std::uint8_t n = 1; n <= kRounds; ++n) {
      together.arrive_and_wait();
      const auto done = terminal.add_event({0,
                                            leg_key(n, leg),
                                            base::PersonName("READER" + std::to_string(leg)),
                                            EventKind::Opening,
                                            kNow,
                                            {}},
                                           leg_key(n, leg == 0 ? 1 : 0));
      if (done)
        ++opened;
      else
        EXPECT_EQ(done.error().code, base::Code::Lapsed);
    }
  };
  std::atomic<int> opened = 0;
  std::barrier<> together(2);
  std::thread other([&] { open_all(1, opened, together); });
  open_all(0, opened, together);
  other.join();
  EXPECT_EQ(opened, kRounds);
  for (std::uint8_t n = 1; n <= kRounds; ++n) EXPECT_EQ(must(client.events(transfer_id(n))).size(), 1U);
}

TEST(PersonEvents, OneWhoHasOpenedOpensAgain) {
  TemporaryHome home;
  auto client = open_client(home.path());
  const store::PersonEvent opening{0, leg_key(1), base::PersonName("READER0"), EventKind::Opening, kNow, {}};
  must(client.add_event(opening, leg_key(1, 1)));
  must(client.add_event(opening, leg_key(1, 1)));
  EXPECT_EQ(must(client.events(transfer_id(1))).size(), 2U);
}

TEST(QueueView, ShowsHigherPrecedenceFirstThenTheOlder) {
  Node node;
  auto routine = leg_row(1);
  routine.precedence = message::Precedence::Routine;
  node.commit({put_transfer(1), custody::PutLeg{routine}});
  node.commit({put_transfer(2), custody::PutLeg{leg_row(2)}});
  node.commit({put_transfer(3), custody::PutLeg{leg_row(3)}});
  node.commit({custody::BindLeg{leg_key(2), base::NodeName("BUNKER"), store_uuid(1), 7}});
  const auto rows = must(node.client().queue());
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].leg.key, leg_key(2));
  EXPECT_EQ(rows[1].leg.key, leg_key(3));
  EXPECT_EQ(rows[2].leg.key, leg_key(1));
  EXPECT_EQ(rows[0].leg.state, custody::LegState::Await);
  EXPECT_EQ(rows[0].leg.bound_to, base::NodeName("BUNKER"));
  EXPECT_EQ(rows[0].header.message, message_id(2));
  EXPECT_EQ(rows[0].from, base::NodeName("SAIGON"));
  EXPECT_EQ(rows[0].accepted_at, kNow);
  EXPECT_EQ(rows[0].header.expires, kNow + base::kHourMs);
  EXPECT_EQ(rows[0].size, 300U);
}

TEST(Fates, TellToWhomALegWentAndHowAnotherEnded) {
  Node node;
  node.commit({put_transfer(1), put_tombstone(1, 0), put_tombstone(1, 1), custody::PutLeg{leg_row(1, 0)},
               custody::PutLeg{leg_row(1, 1)}});
  node.commit({custody::MoveLeg{leg_key(1, 0), base::NodeName("BUNKER"), kNow + 1},
               custody::EndLeg{leg_key(1, 1), base::Code::Undelivered, true, kNow + 2}});
  const auto client = node.client();
  const auto rows = must(client.fates(transfer_id(1)));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].from, base::NodeName("SAIGON"));
  EXPECT_EQ(rows[0].moved_to, base::NodeName("BUNKER"));
  EXPECT_EQ(rows[0].at, kNow + 1);
  EXPECT_FALSE(rows[0].ended);
  EXPECT_EQ(rows[1].ended, base::Code::Undelivered);
  EXPECT_TRUE(rows[1].unknown);
  EXPECT_EQ(must(client.stamps(transfer_id(1))), transfer_row(1).stamps);
}

TEST(Resolve, FindsAMessageByTheBeginningOfEitherIdentifier) {
  Node node;
  node.commit({put_transfer(0xab), custody::PutLeg{leg_row(0xab)}});
  const auto client = node.client();
  for (const auto* prefix : {"ab11", "AB1111", "ab11111", " ab22 ", "ab222"}) {
    const auto reference = must(client.resolve(prefix));
    EXPECT_EQ(reference.message, message_id(0xab)) << prefix;
    EXPECT_EQ(reference.transfers, std::vector{transfer_id(0xab)}) << prefix;
  }
  EXPECT_EQ(must(client.resolve(base::to_hex(transfer_id(0xab).view()))).message, message_id(0xab));
  EXPECT_EQ(must(client.resolve(base::to_hex(message_id(0xab).view()))).message, message_id(0xab));
}

TEST(Resolve, SaysWhatIsWrongWithAPrefix) {
  Node node;
  auto twin = put_transfer(2);
  twin.row.transfer = id_of<base::TransferId>(0xab, 0x12);
  node.commit({put_transfer(0xab), twin});
  const auto client = node.client();
  EXPECT_EQ(client.resolve("ab1").error().code, base::Code::Usage);
  EXPECT_EQ(client.resolve("not hex").error().code, base::Code::Usage);
  EXPECT_EQ(client.resolve("").error().code, base::Code::Usage);
  EXPECT_EQ(client.resolve("cdef").error().code, base::Code::NotFound);
  EXPECT_EQ(client.resolve(std::string(65, 'a')).error().code, base::Code::NotFound);
  EXPECT_TRUE(client.resolve("ab12"));
}

TEST(Resolve, APrefixOfTwoMessagesIsNotUnique) {
  Node node;
  auto twin = put_transfer(2);
  twin.row.transfer = transfer_id(0xab);
  twin.row.transfer.value[31] = 0;
  node.commit({put_transfer(0xab), twin});
  EXPECT_EQ(node.client().resolve("ab11").error().code, base::Code::Usage);
}

TEST(ClientStore, ReadsTheNodesCountersAndClock) {
  Node node;
  node.commit({custody::SetCounter{"bearer", 231}, custody::SetClockMark{kNow}});
  const auto client = node.client();
  EXPECT_EQ(must(client.clock_mark()), kNow);
  ASSERT_EQ(must(client.counters()).size(), 1U);
  EXPECT_EQ(must(client.counters()).front().second, 231);
  EXPECT_EQ(must(client.uuid()), node.store->uuid());
}

TEST(ClientStore, TheVersionChangesWhenTheAgentCommits) {
  Node node;
  const auto client = node.client();
  const auto before = must(client.version());
  EXPECT_EQ(must(client.version()), before);
  node.commit({custody::SetCounter{"bearer", 1}});
  EXPECT_NE(must(client.version()), before);
}

TEST(ClientStore, WritesWhileTheAgentCommits) {
  Node node;
  auto client = node.client();
  for (std::uint8_t n = 1; n <= 60; ++n) {
    node.store->commit(accept(n, n));
    must(client.add_event({0, leg_key(n), base::PersonName("READER0"), EventKind::Opening, kNow, {}}));
  }
  node.store->settle();
  const auto answers = node.sink.take_all();
  EXPECT_EQ(answers.size(), 60U);
  for (const auto& answer : answers) EXPECT_TRUE(std::holds_alternative<custody::Committed>(answer));
}

}  // namespace
}  // namespace backchannel::store::test
