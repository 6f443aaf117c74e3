// Persons who move: where holders send what is sealed to them, and the words about what they wrote.

#include "backchannel/wire/codec.h"
#include "bench.h"

namespace backchannel::custody {
namespace {

constexpr std::int64_t kMoveMs = 10'000;

// Q, the reader, leaves T for U; P, the writer, leaves S1 for S2.
struct Moving : Bench {
  explicit Moving(const char* self) : Bench(self) {
    add_person("P", "S1", "S2");
    add_person("Q", "T", "U");
    start();
  }

  void add_person(const char* name, const char* from, const char* to) {
    netplan::Person person;
    person.name = base::PersonName(name);
    person.station = node(from);
    person.clearance.classifications = {1};
    person.highest = message::Precedence::Flash;
    plan.persons.push_back(person);
    netplan::Move move;
    move.person = person.name;
    move.to = node(to);
    move.at = kBegins + kMoveMs;
    plan.moves.push_back(move);
  }

  void receive(const char* from, const Letter& l) {
    know(l);
    frame(from, offer(l));
    EXPECT_TRUE(take<wire::Accept>(from)) << "not accepted from " << from;
  }
};

Letter to_reader() {
  LetterWords words;
  words.reader = "Q";
  return letter(words);
}

TEST(Moving, BeforeTheMoveItGoesToTheStationAddressed) {
  Moving r("R");
  for (const char* peer : {"S1", "A", "U"}) r.up(peer);
  r.receive("S1", to_reader());
  EXPECT_EQ(r.count<wire::Offer>("A"), 1U);
  EXPECT_EQ(r.count<wire::Offer>("U"), 0U);
}

TEST(Moving, AfterItARelaySendsItWhereTheReaderIs) {
  Moving r("R");
  for (const char* peer : {"S1", "A", "U"}) r.up(peer);
  r.advance_ms(kMoveMs);
  r.receive("S1", to_reader());
  EXPECT_EQ(r.count<wire::Offer>("U"), 1U);
  EXPECT_EQ(r.count<wire::Offer>("A"), 0U);
}

TEST(Moving, WhatIsNotSealedToHimStaysWithTheStationAddressed) {
  Moving r("R");
  for (const char* peer : {"S1", "A", "U"}) r.up(peer);
  r.advance_ms(kMoveMs);
  Letter for_attention = to_reader();
  for_attention.says.label.informative.clear();
  r.receive("S1", for_attention);
  EXPECT_EQ(r.count<wire::Offer>("A"), 1U);
  EXPECT_EQ(r.count<wire::Offer>("U"), 0U);
}

TEST(Moving, TheOldStationAndTheNewOneBothTakeIt) {
  Moving t("T");
  t.up("A");
  t.advance_ms(kMoveMs);
  t.receive("A", to_reader());
  EXPECT_EQ(t.committed<PutMailbox>().size(), 1U);
  Moving u("U");
  u.up("R");
  u.advance_ms(kMoveMs);
  u.receive("R", to_reader());
  EXPECT_EQ(u.committed<PutMailbox>().size(), 1U);
}

TEST(Moving, NobodyElsesStationTakesIt) {
  Moving u("U");
  u.up("R");
  const Letter early = to_reader();
  u.know(early);
  u.frame("R", offer(early));
  EXPECT_EQ(u.must<wire::Refuse>("R").code, base::Code::NoPath) << "he is not there yet";
  EXPECT_TRUE(u.committed<PutMailbox>().empty());
}

TEST(Moving, TheStationReceiptGoesToWhereTheWriterIs) {
  for (const bool moved : {false, true}) {
    Moving t("T");
    t.up("A");
    if (moved) t.advance_ms(kMoveMs);
    t.receive("A", letter({}));
    ASSERT_EQ(t.testified.size(), 1U);
    EXPECT_EQ(t.testified[0].to.value, moved ? "S2" : "S1");
    EXPECT_EQ(t.testified[0].whose.value, "P");
  }
}

TEST(Moving, AReportGoesToWhereTheWriterIs) {
  Moving r("R");
  r.up("S1");
  LetterWords words;
  words.lifetime_ms = kMoveMs + 1'000;
  r.receive("S1", letter(words));
  r.advance_ms(kMoveMs + 1'100);
  ASSERT_EQ(r.reports().size(), 1U);
  EXPECT_EQ(r.testified.back().to.value, "S2");
}

Letter words_for(const char* person, const message::Statement& said) {
  LetterWords words;
  words.from = "T";
  words.to = {"S1"};
  words.kind = message::Kind::Statement;
  words.reader = person;
  Letter out = letter(words);
  out.says.header.originator = {};
  out.says.header_bytes = wire::encode(out.says.header);
  message::SignedStatement sealed;
  sealed.statement = wire::encode(said);
  sealed.signature = base::Bytes(64, 5);
  out.says.statements.emplace_back(sealed, said);
  return out;
}

message::Statement receipt() {
  message::Statement said;
  said.kind = message::StatementKind::StationReceipt;
  said.message.value[0] = 3;
  said.at = kBegins;
  said.author_node = "T";
  return said;
}

TEST(Moving, WordsThatReachTheOldStationAreKeptAndSentAfterHimAsTheyWereSigned) {
  Moving s("S1");
  s.up("R");
  s.advance_ms(kMoveMs);
  const Letter words = words_for("P", receipt());
  s.receive("R", words);
  EXPECT_EQ(s.committed<PutStatement>().size(), 1U);
  ASSERT_EQ(s.testified.size(), 1U);
  EXPECT_EQ(s.testified[0].to.value, "S2");
  EXPECT_EQ(s.testified[0].whose.value, "P");
  EXPECT_TRUE(s.testified[0].subjects.empty()) << "the station says nothing of its own";
  ASSERT_EQ(s.testified[0].evidence.size(), 1U);
  EXPECT_EQ(s.testified[0].evidence[0], words.says.statements[0].first);
  EXPECT_EQ(s.count<wire::Offer>("R"), 1U) << "it is on its way";
}

TEST(Moving, WordsThatAreSentOnKeepTheirLabel) {
  Moving s("S1");
  s.up("R");
  s.advance_ms(kMoveMs);
  Letter words = words_for("P", receipt());
  words.says.label.informative = {kPersonal};
  s.receive("R", words);
  ASSERT_EQ(s.testified.size(), 1U);
  EXPECT_EQ(s.testified[0].label, words.says.label);
}

// Two stations whose clocks differ by a little must not send words to and fro.
TEST(Moving, AClockThatLagsSendsNothingBack) {
  Moving s("S2");
  s.up("R");
  LetterWords later;
  later.from = "S1";
  later.to = {"S2"};
  later.kind = message::Kind::Statement;
  later.reader = "P";
  later.created_ms = kMoveMs;  // by the clock of S1, which has sent it on
  Letter words = letter(later);
  words.says.header.originator = {};
  words.says.header_bytes = wire::encode(words.says.header);
  s.receive("R", words);
  EXPECT_TRUE(s.testified.empty());
}

TEST(Moving, WordsForOneWhoIsThereAreOnlyKept) {
  Moving s("S1");
  s.up("R");
  s.receive("R", words_for("P", receipt()));
  EXPECT_EQ(s.committed<PutStatement>().size(), 1U);
  EXPECT_TRUE(s.testified.empty());
}

}  // namespace
}  // namespace backchannel::custody
