// Who may take how many turns and how much room: the plan's [[admission]], shares and the fill of the queue.

#include <gtest/gtest.h>

#include <algorithm>

#include "bench.h"

namespace backchannel::custody {
namespace {

using message::Precedence;

netplan::Admission turns(const char* who, Precedence precedence, std::uint32_t burst,
                         std::uint32_t per_minute) {
  netplan::Admission row;
  row.who = who;
  row.precedence = precedence;
  row.burst = burst;
  row.per_minute = per_minute;
  return row;
}

void add_person(netplan::Plan& plan, const char* name, const char* station) {
  netplan::Person person;
  person.name = base::PersonName(name);
  person.station = base::NodeName(station);
  person.clearance.classifications = {1};
  person.highest = Precedence::EmergencyCommand;
  plan.persons.push_back(person);
}

Letter flash(const char* writer, const char* from = "S1", Precedence precedence = Precedence::Flash) {
  LetterWords words;
  words.from = from;
  words.writer = writer;
  words.precedence = precedence;
  return letter(words);
}

// A node of the diamond with two writers at S1 and one at S2.
struct Node : Bench {
  explicit Node(const char* self) : Bench(self) {
    add_person(plan, "ANNA", "S1");
    add_person(plan, "BORIS", "S1");
    add_person(plan, "CLARA", "S2");
  }
  void begin() {
    start();
    for (const netplan::Circuit* each : plan.circuits_of(node_))
      up(each->a == node_ ? each->b.value.c_str() : each->a.value.c_str());
    sent.clear();
  }
  std::vector<RejectSubmission> rejected() const { return committed<RejectSubmission>(); }
  Letter write(const char* writer, Precedence precedence = Precedence::Flash) {
    Letter l = flash(writer, node_.value.c_str(), precedence);
    submit(l);
    return l;
  }
  base::NodeName node_;
};
struct Station : Node {
  Station() : Node("S1") { node_ = node("S1"); }
};
struct Relay : Node {
  Relay() : Node("R") { node_ = node("R"); }
  bool offered(const Letter& l, const char* from = "S1") {
    know(l);
    frame(from, offer(l));
    return take<wire::Accept>(from).has_value();
  }
};

// What a store says that it holds of a person; nothing of it is read.
HeldBy held(std::size_t count, std::uint64_t bytes_each, const char* writer) {
  LetterWords words;
  words.writer = writer;
  return {letter(words).says.header, {count, count * bytes_each}};
}

TEST(Turns, TheWritersStationRejectsWhatIsOverTheBucketInOneSentence) {
  Station s;
  s.plan.admissions = {turns("*", Precedence::Flash, 3, 10)};
  s.begin();
  for (int i = 0; i < 3; ++i) s.write("ANNA");
  EXPECT_TRUE(s.rejected().empty());
  const Letter over = s.write("ANNA");
  ASSERT_EQ(s.rejected().size(), 1U);
  EXPECT_EQ(s.rejected()[0].code, base::Code::Quota);
  EXPECT_EQ(s.rejected()[0].detail,
            "over the share granted: ANNA may send 3 FLASH at once and 10 a minute, and has; one more is "
            "granted in 6 s: send it again then");
  EXPECT_EQ(s.audited("submission-rejected"), 1U);
  EXPECT_EQ(s.legs_held(), 3U) << "it is not carried, at no other precedence either";
}

TEST(Turns, TheBucketFillsInRealTimeWhateverTheExercisesRate) {
  Station s;
  s.plan.rate = 60;
  s.plan.admissions = {turns("ANNA", Precedence::Flash, 1, 10)};
  s.begin();
  s.write("ANNA");
  s.advance_ms(5'990);
  s.write("ANNA");
  ASSERT_EQ(s.rejected().size(), 1U);
  EXPECT_NE(s.rejected()[0].detail.find("one more is granted in 0.1 s of real time:"), std::string::npos);
  s.advance_ms(20);
  s.write("ANNA");
  EXPECT_EQ(s.rejected().size(), 1U);
}

TEST(Turns, OnePersonsFloodLeavesTheOthersTheirTurns) {
  Station s;
  s.plan.admissions = {turns("S1", Precedence::Flash, 2, 10)};
  s.begin();
  for (int i = 0; i < 50; ++i) s.write("ANNA");
  EXPECT_EQ(s.rejected().size(), 48U);
  s.write("BORIS");
  s.write("ANNA", Precedence::Immediate);
  EXPECT_EQ(s.rejected().size(), 48U) << "each person has a bucket of his own, for each precedence";
}

TEST(Turns, TheSameBytesTwiceTakeOneTurn) {
  Station s;
  s.plan.admissions = {turns("*", Precedence::Flash, 2, 1)};
  s.begin();
  const Letter l = s.write("ANNA");
  for (int i = 0; i < 5; ++i) s.submit(l);
  s.write("ANNA");
  EXPECT_TRUE(s.rejected().empty());
}

TEST(Turns, WhatIsRejectedForAnotherReasonGivesItsTurnBack) {
  Station s;
  s.plan.admissions = {turns("*", Precedence::Flash, 1, 1)};
  s.begin();
  LetterWords to_self;
  to_self.writer = "ANNA";
  to_self.to = {"S1"};
  to_self.precedence = Precedence::Flash;
  s.testify_fails = base::Error{base::Code::Unavailable, {}, std::nullopt, {}};
  s.submit(letter(to_self));
  ASSERT_EQ(s.rejected().size(), 1U);
  s.testify_fails.reset();
  s.write("ANNA");
  EXPECT_EQ(s.rejected().size(), 1U);
}

TEST(Turns, StatementsTakeNone) {
  Station s;
  s.plan.admissions = {turns("*", Precedence::Flash, 1, 1)};
  s.begin();
  for (int i = 0; i < 5; ++i) {
    LetterWords words;
    words.writer = "ANNA";
    words.precedence = Precedence::Flash;
    words.kind = message::Kind::Statement;
    s.submit(letter(words));
  }
  EXPECT_TRUE(s.rejected().empty());
}

TEST(Turns, AfterARestartTheBucketIsFull) {
  Station s;
  s.plan.admissions = {turns("*", Precedence::Flash, 1, 1)};
  s.begin();
  s.write("ANNA");
  s.write("ANNA");
  ASSERT_EQ(s.rejected().size(), 1U);
  s.restart();
  s.write("ANNA");
  EXPECT_EQ(s.rejected().size(), 1U);
}

TEST(Turns, TheFirstRelayRefusesAStationThatSkipsItsOwnCheckBeforeLookingAtASignature) {
  Relay r;
  r.plan.admissions = {turns("*", Precedence::Flash, 5, 10)};
  r.begin();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(r.offered(flash("ANNA")));
  r.hold_verify = true;
  r.hold_find = true;
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_FALSE(r.offered(flash("ANNA")));
    const auto refuse = r.must<wire::Refuse>("S1");
    EXPECT_EQ(refuse.code, base::Code::Quota);
    EXPECT_FALSE(refuse.stable);
  }
  EXPECT_TRUE(r.verifies.empty());
  EXPECT_TRUE(r.finds.empty());
  r.hold_verify = r.hold_find = false;
  // Nobody else is slower for it: not his neighbour at the same station, not another station.
  EXPECT_TRUE(r.offered(flash("BORIS")));
  EXPECT_TRUE(r.offered(flash("CLARA", "S2"), "S2"));
  r.advance_ms(6'001);
  EXPECT_TRUE(r.offered(flash("ANNA")));
  EXPECT_FALSE(r.offered(flash("ANNA")));
}

TEST(Turns, OffersThatCameTogetherDoNotShareATurn) {
  Relay r;
  r.plan.admissions = {turns("*", Precedence::Flash, 2, 1)};
  r.begin();
  r.hold_find = true;
  for (int i = 0; i < 10; ++i) r.offered(flash("ANNA"));
  r.hold_find = false;
  r.settle();
  EXPECT_EQ(r.count<wire::Accept>("S1"), 2U);
  EXPECT_EQ(r.count<wire::Refuse>("S1"), 8U);
}

TEST(Turns, TheAuditTellsTheFirstRefusalInFullAndCountsTheRest) {
  Relay r;
  r.plan.admissions = {turns("*", Precedence::Flash, 1, 1)};
  r.begin();
  for (int i = 0; i < 1'001; ++i) r.offered(flash("ANNA"));
  r.advance_ms(1'100);
  r.offered(flash("ANNA"));
  r.advance_ms(100);
  std::vector<std::string> told;
  for (const PutAudit& row : r.committed<PutAudit>())
    if (row.event == "refused") told.push_back(row.detail);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_NE(told[0].find("code=Quota who=\"ANNA\" precedence=FLASH"), std::string::npos) << told[0];
  EXPECT_NE(told[1].find("more=999"), std::string::npos) << told[1];
}

TEST(Turns, TheCountIsToldAlsoWhenTheFloodHasCeased) {
  Relay r;
  r.plan.admissions = {turns("*", Precedence::Flash, 1, 1)};
  r.begin();
  for (int i = 0; i < 501; ++i) r.offered(flash("ANNA"));
  r.advance_ms(2'100);
  const auto rows = r.committed<PutAudit>();
  EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [](const PutAudit& row) {
    return row.event == "refused" && row.detail == "peer=\"S1\" kind=\"Quota ANNA\" more=499";
  }));
}

TEST(Turns, WhatACircuitKeptWaitingWhileItWasDownIsStillGranted) {
  Relay r;
  r.plan.admissions = {turns("*", Precedence::Flash, 2, 10)};
  r.begin();
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(r.offered(flash("ANNA")));
  r.down("S1");
  r.advance_ms(60'000);
  r.up("S1");
  // In that minute his own station has granted him ten.
  int admitted = 0;
  for (int i = 0; i < 30; ++i) admitted += r.offered(flash("ANNA")) ? 1 : 0;
  EXPECT_EQ(admitted, 10);
}

TEST(Turns, AStationThatComesAndGoesGetsNoMoreThanTheTimeGives) {
  Relay r;
  r.plan.admissions = {turns("*", Precedence::Flash, 2, 10)};
  r.begin();
  int admitted = 0;
  for (int i = 0; i < 60; ++i) {
    while (r.offered(flash("ANNA"))) ++admitted;
    r.down("S1");
    r.advance_ms(1'000);
    r.up("S1");
  }
  EXPECT_LE(admitted, 2 + 10 + 1);
}

TEST(Turns, ADuplicateAndAFurtherLegTakeNone) {
  Relay r;
  r.plan.admissions = {turns("*", Precedence::Flash, 1, 1)};
  r.begin();
  LetterWords words;
  words.writer = "ANNA";
  words.to = {"T", "U"};
  words.precedence = Precedence::Flash;
  const Letter l = letter(words);
  r.know(l);
  r.frame("S1", offer(l, {0}));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
  r.frame("S1", offer(l, {0}));
  EXPECT_TRUE(r.take<wire::Have>("S1"));
  r.frame("S1", offer(l, {1}));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
  EXPECT_EQ(r.count<wire::Refuse>("S1"), 0U);
}

TEST(Turns, ATransferThatComesToNothingGivesItsTurnBack) {
  Relay r;
  r.plan.admissions = {turns("*", Precedence::Flash, 1, 1)};
  r.begin();
  LetterWords words;
  words.writer = "ANNA";
  words.precedence = Precedence::Flash;
  words.size = 2 * base::kChunkBytesMax;
  const Letter cut_off = letter(words);
  r.know(cut_off);
  r.frame("S1", offer(cut_off, {0}, false));
  ASSERT_TRUE(r.take<wire::Go>("S1"));
  EXPECT_FALSE(r.offered(flash("ANNA"))) << "its turn is taken while it comes in";
  r.down("S1");
  r.up("S1");
  EXPECT_TRUE(r.offered(flash("ANNA")));
}

TEST(Turns, AMessageRefusedForGoodAfterItsSignatureWasCheckedHasHadItsTurn) {
  Relay r;
  r.plan.admissions = {turns("*", Precedence::Flash, 1, 1)};
  r.begin();
  r.verify_fails = base::Error{base::Code::Integrity, {}, std::nullopt, {}};
  EXPECT_FALSE(r.offered(flash("ANNA")));
  EXPECT_TRUE(r.must<wire::Refuse>("S1").stable);
  r.verify_fails.reset();
  EXPECT_FALSE(r.offered(flash("ANNA")));
  EXPECT_EQ(r.must<wire::Refuse>("S1").code, base::Code::Quota);
}

TEST(Turns, OtherBytesThanAnnouncedHaveHadTheirTurn) {
  Relay r;
  r.plan.admissions = {turns("*", Precedence::Flash, 1, 1)};
  r.begin();
  r.verify_fails = base::Error{base::Code::Hash, {}, std::nullopt, {}};
  EXPECT_FALSE(r.offered(flash("ANNA")));
  EXPECT_EQ(r.must<wire::Refuse>("S1").code, base::Code::Hash);
  r.verify_fails.reset();
  EXPECT_FALSE(r.offered(flash("ANNA")));
  EXPECT_EQ(r.must<wire::Refuse>("S1").code, base::Code::Quota);
}

TEST(Turns, WhatMayBeMendedGivesItsTurnBack) {
  Relay r;
  r.plan.admissions = {turns("*", Precedence::Flash, 1, 1)};
  r.begin();
  r.verify_fails = base::Error{base::Code::StatusUnknown, {}, std::nullopt, {}};
  EXPECT_FALSE(r.offered(flash("ANNA")));
  r.verify_fails.reset();
  EXPECT_TRUE(r.offered(flash("ANNA")));
}

TEST(Turns, WhatARelayHandsOnTakesNone) {
  Relay r;
  r.plan.admissions = {turns("*", Precedence::Flash, 1, 1)};
  r.begin();
  for (int i = 0; i < 5; ++i) {
    LetterWords words;
    words.from = "T";
    words.to = {"S1"};
    words.precedence = Precedence::Flash;
    EXPECT_TRUE(r.offered(letter(words), "A"));
  }
}

TEST(Turns, ANameThatThePlanDoesNotKnowIsItsStations) {
  Relay r;
  r.plan.admissions = {turns("*", Precedence::Flash, 1, 1)};
  r.begin();
  EXPECT_TRUE(r.offered(flash("NOBODY 1")));
  for (int i = 2; i < 100; ++i) EXPECT_FALSE(r.offered(flash(("NOBODY " + std::to_string(i)).c_str())));
  EXPECT_TRUE(r.offered(flash("ANNA")));
}

TEST(Room, OnePersonHoldsAtMostHalfOfTheQueue) {
  Relay r;
  Recovered all = r.tables.recover();
  all.held = {held(base::kQueueMessagesMax / 100 * base::kIdentityFillPercent, 10, "ANNA")};
  r.give(Started{all});
  r.up("S1");
  EXPECT_FALSE(r.offered(flash("ANNA")));
  const auto refuse = r.must<wire::Refuse>("S1");
  EXPECT_EQ(refuse.code, base::Code::Quota);
  EXPECT_FALSE(refuse.stable);
  EXPECT_TRUE(r.offered(flash("BORIS"))) << "the other half is for the others";
}

TEST(Room, ThePlanMayGrantLess) {
  Relay r;
  netplan::Admission row;
  row.who = "ANNA";
  row.held_messages = 3;
  r.plan.admissions = {row};
  r.start();
  r.up("S1");
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(r.offered(flash("ANNA")));
  EXPECT_FALSE(r.offered(flash("ANNA")));
  EXPECT_TRUE(r.offered(flash("BORIS")));
}

TEST(Room, WhatHasLeftMakesRoom) {
  Relay r;
  netplan::Admission row;
  row.who = "*";
  row.held_bytes = 1'500;
  r.plan.admissions = {row};
  r.begin();
  const Letter first = flash("ANNA");
  EXPECT_TRUE(r.offered(first));
  EXPECT_TRUE(r.offered(flash("ANNA"))) << "1,000 bytes are held, and 1,500 may be";
  EXPECT_FALSE(r.offered(flash("ANNA")));
  const auto hop = r.count<wire::Offer>("A") > 0 ? "A" : "B";
  r.frame(hop, wire::Accept{about(first), std::nullopt});
  EXPECT_TRUE(r.offered(flash("ANNA")));
}

TEST(Room, AWritersStationSaysHowMuchOfHisItHolds) {
  Station s;
  netplan::Admission row;
  row.who = "ANNA";
  row.held_messages = 2;
  s.plan.admissions = {row};
  s.begin();
  for (int i = 0; i < 3; ++i) s.write("ANNA");
  ASSERT_EQ(s.rejected().size(), 1U);
  EXPECT_EQ(s.rejected()[0].code, base::Code::Quota);
  EXPECT_EQ(s.rejected()[0].detail,
            "over the share granted: S1 holds 2 messages of ANNA, and may hold no more; send it again when "
            "some of them have left");
}

// The queue filled to `percent` by persons of whom none has half of it.
void fill(Relay& r, unsigned percent, bool bytes) {
  const std::size_t count = bytes ? 100 : base::kQueueMessagesMax / 100 * percent;
  const std::uint64_t each = bytes ? base::kQueueBytesMax / 100 * percent / 100 + 1 : 1;
  Recovered all = r.tables.recover();
  all.held = {held(count / 2, each, "BORIS"), held(count - count / 2, each, "CLARA")};
  r.give(Started{all});
  r.up("S1");
}

struct Gate {
  unsigned percent;
  Precedence lowest;  // that still finds room
};

TEST(Room, TheLastOfTheQueueIsKeptForHigherPrecedences) {
  for (const bool bytes : {false, true})
    for (const Gate gate : {Gate{79, Precedence::Routine}, Gate{80, Precedence::Priority},
                            Gate{90, Precedence::Immediate}, Gate{95, Precedence::Flash}}) {
      Relay r;
      fill(r, gate.percent, bytes);
      for (const Precedence each : message::kPrecedences) {
        SCOPED_TRACE(std::to_string(gate.percent) + " " + std::string(message::name_of(each)));
        EXPECT_EQ(r.offered(flash("ANNA", "S1", each)), each >= gate.lowest);
        EXPECT_EQ(r.take<wire::Busy>("S1").has_value(), each < gate.lowest);
      }
    }
}

TEST(Room, StatementsHaveTheLastOfTheQueueToo) {
  Relay r;
  fill(r, 99, false);
  LetterWords words;
  words.kind = message::Kind::Statement;
  EXPECT_TRUE(r.offered(letter(words)));
}

TEST(Room, AFullQueueDropsNothing) {
  Relay r;
  fill(r, 100, false);
  const std::size_t before = r.legs_held();
  for (const Precedence each : message::kPrecedences) EXPECT_FALSE(r.offered(flash("ANNA", "S1", each)));
  EXPECT_EQ(r.legs_held(), before);
}

}  // namespace
}  // namespace backchannel::custody
