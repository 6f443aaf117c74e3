// The holder: QUEUED to MOVED, and what a neighbour's answers do to a leg.

#include <gtest/gtest.h>

#include "bench.h"

namespace backchannel::custody {
namespace {

// R with every neighbour up, holding what S1 gave it.
struct Relay : Bench {
  explicit Relay(std::int64_t bits_per_second = 0) : Bench("R", bits_per_second) {
    start();
    for (const char* peer : {"S1", "A", "B", "U"}) up(peer);
    sent.clear();
  }
};

void hand_over(Bench& r, const Letter& l, wire::Legs legs = {0}) {
  r.know(l);
  r.frame("S1", offer(l, legs, l.sealed->size() <= base::kChunkBytesMax));
  for (std::size_t at = 0; l.sealed->size() > base::kChunkBytesMax && at < l.sealed->size();) {
    const std::size_t to = std::min(at + base::kChunkBytesMax, l.sealed->size());
    r.frame("S1", chunk(l, at, to, to == l.sealed->size() ? legs : wire::Legs{}));
    at = to;
  }
  ASSERT_TRUE(r.take<wire::Accept>("S1"));
}

LegState durable_state(const Bench& r, const Letter& l) {
  return r.tables.legs.at({l.transfer(), 0, 1}).state;
}

TEST(Holder, InlineBodyIsBoundBeforeItLeaves) {
  Bench r("R");
  r.start();
  r.up("S1");
  const Letter l = letter({});
  hand_over(r, l);
  EXPECT_EQ(durable_state(r, l), LegState::Queued);
  r.hold_commits = true;
  r.up("A");
  EXPECT_EQ(r.count<wire::Offer>("A"), 0U);
  r.hold_commits = false;
  r.settle();
  EXPECT_EQ(durable_state(r, l), LegState::Await);
  const auto offered = r.take<wire::Offer>("A");
  ASSERT_TRUE(offered);
  EXPECT_EQ(*offered->body, *l.sealed);
  EXPECT_EQ(offered->header, l.says.header_bytes);
  EXPECT_EQ(offered->stamps.size(), 1U);
}

TEST(Holder, AFlashThatLeavesAtOnceIsBoundByItsAcceptance) {
  Relay r;
  const Letter flash = letter({.precedence = message::Precedence::Flash});
  r.know(flash);
  r.hold_commits = true;
  r.frame("S1", offer(flash, {0}, true));
  EXPECT_TRUE(r.sent.empty());
  r.hold_commits = false;
  r.answer_one();  // one transaction: the acceptance and the binding
  EXPECT_EQ(durable_state(r, flash), LegState::Await);
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
  EXPECT_TRUE(r.take<wire::Offer>("A"));
  EXPECT_EQ(r.committed<BindLeg>().size(), 1U);
  r.restart();
  r.sent.clear();
  for (const char* peer : {"B", "A"}) r.up(peer);
  EXPECT_TRUE(r.take<wire::Offer>("A"));
  EXPECT_EQ(r.count<wire::Offer>("B"), 0U);
}

TEST(Holder, AFlashBoundByItsAcceptanceWaitsForANeighbourThatHasGoneMeanwhile) {
  Relay r;
  const Letter flash = letter({.precedence = message::Precedence::Flash});
  r.know(flash);
  r.hold_commits = true;
  r.frame("S1", offer(flash, {0}, true));
  r.down("A");
  r.hold_commits = false;
  r.settle();
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
  EXPECT_EQ(r.count<wire::Offer>("A") + r.count<wire::Offer>("B"), 0U);
  r.up("A");
  EXPECT_TRUE(r.take<wire::Offer>("A"));
}

TEST(Holder, WhatIsLowerOrHasToWaitIsBoundWhenItsTurnComes) {
  Relay r;
  const Letter routine = letter({});
  const Letter long_flash =
      letter({.precedence = message::Precedence::Flash, .size = 2 * base::kChunkBytesMax});
  hand_over(r, routine);
  hand_over(r, long_flash);
  EXPECT_EQ(r.committed<PutLeg>().size(), 2U);
  EXPECT_EQ(durable_state(r, long_flash), LegState::Queued);
  ASSERT_TRUE(r.take<wire::Offer>("A"));  // ROUTINE, bound by a transaction of its own
  EXPECT_EQ(durable_state(r, routine), LegState::Await);
}

TEST(Holder, AcceptFromTheBoundNeighbourEndsCustody) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  ASSERT_TRUE(r.take<wire::Offer>("A"));
  r.frame("A", wire::Accept{about(l), std::nullopt});
  EXPECT_EQ(r.legs_held(), 0U);
  ASSERT_EQ(r.committed<MoveLeg>().size(), 1U);
  EXPECT_EQ(r.committed<MoveLeg>()[0].to, node("A"));
  EXPECT_TRUE(r.tables.transfers.empty()) << "the payload goes with its last leg";
}

TEST(Holder, HaveEndsCustodyAsAcceptDoes) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  r.frame("A", wire::Have{about(l)});
  EXPECT_EQ(r.legs_held(), 0U);
}

TEST(Holder, AnswersFromANeighbourToWhomItIsNotBoundAreIgnored) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  r.frame("B", wire::Accept{about(l), std::nullopt});
  r.frame("B", wire::Have{about(l)});
  r.frame("B", wire::Status{about(l), wire::Fate::Accepted});
  r.frame("B", wire::Refuse{about(l), base::Code::Integrity, true});
  EXPECT_EQ(r.legs_held(), 1U);
  EXPECT_TRUE(r.committed<MoveLeg>().empty());
  EXPECT_TRUE(r.committed<UnbindLeg>().empty());
  EXPECT_TRUE(r.noted("answer-ignored"));
}

TEST(Holder, AnswerFromAnotherStoreUuidIsIgnored) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  r.down("A");
  r.up("A", 200);  // the same neighbour with another database
  r.frame("A", wire::Accept{about(l), std::nullopt});
  r.frame("A", wire::Have{about(l)});
  r.frame("A", wire::Refuse{about(l), base::Code::Integrity, true});
  EXPECT_EQ(r.legs_held(), 1U);
  EXPECT_TRUE(r.committed<MoveLeg>().empty());
  EXPECT_TRUE(r.committed<UnbindLeg>().empty()) << "the other database may have accepted it";
  EXPECT_EQ(durable_state(r, l), LegState::Await);
}

TEST(Holder, AcceptOfSomethingNeverOfferedDoesNothing) {
  Relay r;
  r.frame("A", wire::Accept{about(letter({})), std::nullopt});
  EXPECT_TRUE(r.committed<MoveLeg>().empty());
  EXPECT_TRUE(r.noted("answer-ignored"));
}

TEST(Holder, LastChunkNamesItsLegsAndIsBoundBefore) {
  Relay r;
  const Letter l = letter({.to = {"T", "T"}, .size = 40'000});
  hand_over(r, l, {0, 1});
  const auto offered = r.take<wire::Offer>("A");
  ASSERT_TRUE(offered);
  EXPECT_FALSE(offered->body);
  EXPECT_EQ(offered->consignment.legs, (wire::Legs{0, 1})) << "two legs to one neighbour travel in one OFFER";
  EXPECT_EQ(durable_state(r, l), LegState::Queued);
  r.hold_commits = true;
  r.frame("A", wire::Go{about(l, {0, 1}), 0, 100'000});
  base::Bytes arrived;
  const auto collect = [&] {
    wire::Legs last;
    while (const auto part = r.take<wire::Chunk>("A")) {
      EXPECT_EQ(part->offset, arrived.size());
      arrived.insert(arrived.end(), part->data.begin(), part->data.end());
      last = part->last_legs;
    }
    return last;
  };
  EXPECT_TRUE(collect().empty());
  EXPECT_LT(arrived.size(), 40'000U);
  r.hold_commits = false;
  r.settle();
  EXPECT_EQ(collect(), (wire::Legs{0, 1}));
  EXPECT_EQ(arrived, *l.sealed);
  EXPECT_EQ(durable_state(r, l), LegState::Await);
}

TEST(Holder, NoMoreLeavesThanTheCreditAllows) {
  Relay r;
  const Letter l = letter({.size = 100'000});
  hand_over(r, l);
  r.frame("A", wire::Go{about(l), 0, 20'000});
  std::size_t bytes = 0;
  while (const auto part = r.take<wire::Chunk>("A")) bytes += part->data.size();
  EXPECT_EQ(bytes, 20'000U);
  r.frame("A", wire::Credit{l.transfer(), 1, 10'000});
  while (const auto part = r.take<wire::Chunk>("A")) bytes += part->data.size();
  EXPECT_EQ(bytes, 30'000U);
}

TEST(Holder, GoesOnWhereTheReceiverSays) {
  Relay r;
  const Letter l = letter({.size = 40'000});
  hand_over(r, l);
  r.frame("A", wire::Go{about(l), 30'000, 100'000});
  const auto part = r.take<wire::Chunk>("A");
  ASSERT_TRUE(part);
  EXPECT_EQ(part->offset, 30'000U);
  EXPECT_EQ(part->last_legs, wire::Legs{0});
}

TEST(Holder, GoBeyondTheEndIsIgnored) {
  Relay r;
  const Letter l = letter({.size = 40'000});
  hand_over(r, l);
  r.frame("A", wire::Go{about(l), 40'001, 100'000});
  EXPECT_EQ(r.count<wire::Chunk>("A"), 0U);
  r.frame("A", wire::Go{about(l), 40'000, 0});
  const auto last = r.take<wire::Chunk>("A");
  ASSERT_TRUE(last) << "an empty last chunk needs no credit";
  EXPECT_TRUE(last->data.empty());
  EXPECT_EQ(last->last_legs, wire::Legs{0});
}

TEST(Holder, TheStoreHavingLostThePayloadSendsNothingOfIt) {
  Relay r;
  const Letter l = letter({.size = 40'000});
  hand_over(r, l);
  r.tables.transfers.clear();
  r.frame("A", wire::Go{about(l), 0, 100'000});
  EXPECT_EQ(r.count<wire::Chunk>("A"), 0U);
  EXPECT_TRUE(r.noted("payload-missing"));
}

TEST(Holder, TwoLegsToOneNeighbourTravelInOneOffer) {
  Relay r;
  const Letter l = letter({.to = {"T", "U", "T"}});
  hand_over(r, l, {0, 1, 2});
  EXPECT_EQ(r.must<wire::Offer>("A").consignment.legs, (wire::Legs{0, 2}));
  EXPECT_EQ(r.must<wire::Offer>("U").consignment.legs, wire::Legs{1});
  EXPECT_EQ(r.count<wire::Offer>("A"), 0U);
}

TEST(Holder, ThePayloadStaysUntilItsLastLegHasLeft) {
  Relay r;
  const Letter l = letter({.to = {"T", "U"}});
  hand_over(r, l, {0, 1});
  r.frame("A", wire::Accept{about(l, {0}), std::nullopt});
  EXPECT_EQ(r.tables.transfers.size(), 1U);
  r.frame("U", wire::Accept{about(l, {1}), std::nullopt});
  EXPECT_TRUE(r.tables.transfers.empty());
}

TEST(Holder, TemporaryRefusalNeverUnbinds) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  r.frame("A", wire::Refuse{about(l), base::Code::StatusUnknown, false});
  r.frame("A", wire::Busy{about(l), 10});
  EXPECT_TRUE(r.committed<UnbindLeg>().empty());
  EXPECT_EQ(durable_state(r, l), LegState::Await);
  r.sent.clear();
  r.advance_ms(30'000);
  EXPECT_EQ(r.count<wire::Offer>("B"), 0U);
  EXPECT_TRUE(r.take<wire::Offer>("A"));
}

TEST(Holder, BusyIsHeardHoweverShortItsTime) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  r.sent.clear();
  for (int i = 0; i < 20; ++i) r.frame("A", wire::Busy{about(l), 0});
  EXPECT_EQ(r.count<wire::Offer>("A"), 0U) << "no ping-pong at the speed of the circuit";
  r.advance_ms(10'000);
  EXPECT_TRUE(r.take<wire::Offer>("A"));
}

TEST(Holder, OtherFramesOfABusyNeighbourDoNotShortenItsTime) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  r.sent.clear();
  r.frame("A", wire::Busy{about(l), 60'000});
  r.frame("A", wire::Credit{letter({}).transfer(), 1, 1'000});
  EXPECT_EQ(r.count<wire::Offer>("A"), 0U);
}

TEST(Holder, RefusedForNowAgainAndAgainIsOfferedLessAndLessOften) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  r.sent.clear();
  std::size_t offers = 0;
  for (int i = 0; i < 600; ++i) {
    while (r.take<wire::Offer>("A")) {
      ++offers;
      r.frame("A", wire::Refuse{about(l), base::Code::StatusUnknown, false});
    }
    if (i == 0) r.frame("A", wire::Refuse{about(l), base::Code::StatusUnknown, false});
    r.advance_ms(1'000);
  }
  EXPECT_GE(offers, 3U);
  EXPECT_LE(offers, 12U);
}

TEST(Holder, StableRefusalGoesElsewhere) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  ASSERT_TRUE(r.take<wire::Offer>("A"));
  r.hold_commits = true;
  r.frame("A", wire::Refuse{about(l), base::Code::NoPath, true});
  EXPECT_EQ(r.count<wire::Offer>("B"), 0U) << "unbound durably before another is bound";
  r.hold_commits = false;
  r.settle();
  EXPECT_TRUE(r.take<wire::Offer>("B"));
  EXPECT_EQ(r.committed<UnbindLeg>().size(), 1U);
}

TEST(Holder, ALegWhoseUnbindingIsPendingIsNotOfferedBecauseOfAnother) {
  Relay r;
  const Letter l = letter({.to = {"T", "U"}});
  r.know(l);
  r.frame("S1", offer(l, {0}));
  ASSERT_TRUE(r.take<wire::Offer>("A"));
  r.hold_commits = true;
  r.frame("A", wire::Refuse{about(l), base::Code::NoPath, true});
  const Batch unbinding = r.commits.front();
  r.commits.clear();
  r.hold_commits = false;
  r.frame("S1", offer(l, {1}));  // a further leg of the same transfer
  EXPECT_TRUE(r.take<wire::Offer>("U"));
  EXPECT_EQ(r.count<wire::Offer>("B"), 0U);
  r.tables.apply(unbinding);
  r.give(Committed{unbinding.id});
  EXPECT_TRUE(r.take<wire::Offer>("B"));
}

TEST(Holder, RefusedEverywhereGivesAReport) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  r.frame("A", wire::Refuse{about(l), base::Code::NoPath, true});
  EXPECT_TRUE(r.reports().empty());
  r.frame("B", wire::Refuse{about(l), base::Code::NoPath, true});
  ASSERT_EQ(r.reports().size(), 1U);
  EXPECT_EQ(r.reports()[0].kind, message::StatementKind::Report);
  EXPECT_EQ(r.reports()[0].code, static_cast<std::uint16_t>(base::Code::Undelivered));
  EXPECT_EQ(r.testified.back().to, node("S1"));
  EXPECT_EQ(r.testified.back().precedence, message::Precedence::Routine);
  EXPECT_TRUE(r.take<wire::Offer>("S1")) << "the report leaves for the originator";
  ASSERT_EQ(r.committed<EndLeg>().size(), 1U);
  EXPECT_FALSE(r.committed<EndLeg>()[0].unknown);
}

TEST(Holder, ElsewhereNeverUnbinds) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  r.frame("A", wire::Refuse{about(l), base::Code::Elsewhere, true});
  EXPECT_TRUE(r.committed<UnbindLeg>().empty());
  EXPECT_TRUE(r.noted("alarm"));
  EXPECT_EQ(r.count<wire::Offer>("B"), 0U);
  EXPECT_EQ(durable_state(r, l), LegState::Await);
}

TEST(Holder, ALoopIsNoMove) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  r.frame("A", wire::Refuse{about(l), base::Code::Loop, true});
  EXPECT_TRUE(r.committed<MoveLeg>().empty());
  EXPECT_EQ(r.legs_held(), 1U);
  EXPECT_TRUE(r.take<wire::Offer>("B"));
}

TEST(Holder, RestartKeepsTheBinding) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  ASSERT_EQ(durable_state(r, l), LegState::Await);
  r.restart();
  r.up("B");
  EXPECT_EQ(r.count<wire::Offer>("B"), 0U) << "only an unbound leg may change its next hop";
  r.up("A");
  EXPECT_TRUE(r.take<wire::Offer>("A"));
}

TEST(Holder, AnUnboundLegGoesTheOtherWayWhenItsNeighbourIsDown) {
  Bench r("R");
  r.start();
  r.up("S1");
  const Letter l = letter({.size = 40'000});
  hand_over(r, l);
  r.up("A");
  ASSERT_TRUE(r.take<wire::Offer>("A"));
  r.down("A");
  r.up("B");
  EXPECT_TRUE(r.take<wire::Offer>("B"));
}

TEST(Holder, AHelloInARunningSessionStartsAgainWhereItCan) {
  Relay r;
  const Letter l = letter({.size = 40'000});
  hand_over(r, l);
  ASSERT_TRUE(r.take<wire::Offer>("A"));
  r.greeting("A");
  EXPECT_TRUE(r.take<wire::Offer>("A"));
  EXPECT_EQ(r.count<wire::Offer>("B"), 0U);
}

TEST(Holder, UnansweredOfferIsOfferedAgainWithABackoffThatGrows) {
  Relay r;
  const Letter l = letter({});
  hand_over(r, l);
  std::size_t offers = 0;
  for (int i = 0; i < 600; ++i) {
    while (r.take<wire::Offer>("A")) ++offers;
    r.advance_ms(1'000);
  }
  EXPECT_GE(offers, 4U);
  EXPECT_LE(offers, 14U);
}

TEST(Holder, CircuitNumbersAreKeptOnRetry) {
  Relay r;
  const Letter first = letter({}), second = letter({});
  hand_over(r, first);
  hand_over(r, second);
  EXPECT_EQ(r.must<wire::Offer>("A").circuit_number, 1U);
  EXPECT_EQ(r.must<wire::Offer>("A").circuit_number, 2U);
  r.advance_ms(20'000);
  EXPECT_EQ(r.must<wire::Offer>("A").circuit_number, 1U);
  r.restart();
  r.up("A");
  EXPECT_EQ(r.must<wire::Offer>("A").circuit_number, 1U);
  EXPECT_EQ(r.must<wire::Offer>("A").circuit_number, 2U);
}

TEST(Holder, AnotherCircuitGivesItsOwnNumber) {
  Relay r;
  for (int i = 0; i < 5; ++i) {
    const Letter before = letter({});
    hand_over(r, before);
    r.frame("A", wire::Accept{about(before), std::nullopt});
  }
  r.sent.clear();
  const Letter l = letter({});
  hand_over(r, l);
  EXPECT_EQ(r.must<wire::Offer>("A").circuit_number, 6U);
  r.frame("A", wire::Refuse{about(l), base::Code::NoPath, true});
  EXPECT_EQ(r.must<wire::Offer>("B").circuit_number, 1U);
}

TEST(Holder, FlashHaltsRoutineAtAChunkAndItResumesAtItsOffset) {
  Relay r(1'000'000);
  const Letter routine = letter({.size = 200'000}),
               flash = letter({.precedence = message::Precedence::Flash});
  r.know(routine);
  r.know(flash);
  hand_over(r, routine);
  ASSERT_TRUE(r.take<wire::Offer>("A"));
  r.frame("A", wire::Go{about(routine), 0, 1'000'000});
  r.advance_ms(400);
  std::size_t before = 0;
  while (const auto part = r.take<wire::Chunk>("A")) before += part->data.size();
  ASSERT_GT(before, 0U);
  ASSERT_LT(before, 200'000U);
  hand_over(r, flash);
  for (int i = 0; i < 300 && r.count<wire::Offer>("A") == 0; ++i) r.advance_ms(1);
  std::size_t between = 0;
  while (const auto part = r.take<wire::Chunk>("A")) between += part->data.size();
  EXPECT_LE(between, 2 * base::kChunkBytesMax) << "at most what had left already";
  ASSERT_TRUE(r.take<wire::Offer>("A"));
  EXPECT_TRUE(r.noted("halted"));
  r.frame("A", wire::Accept{about(flash), std::nullopt});
  std::size_t next = before + between;
  for (int i = 0; i < 60 && next < 200'000; ++i) {
    r.advance_ms(200);
    while (const auto part = r.take<wire::Chunk>("A")) {
      EXPECT_EQ(part->offset, next);
      next += part->data.size();
    }
  }
  EXPECT_EQ(next, 200'000U);
  EXPECT_TRUE(r.noted("resumed"));
}

TEST(Holder, EqualNeverHaltsEqual) {
  Relay r(1'000'000);
  const Letter first = letter({.size = 200'000}), second = letter({.size = 200'000});
  hand_over(r, first);
  r.frame("A", wire::Go{about(first), 0, 1'000'000});
  hand_over(r, second);
  for (int i = 0; i < 50; ++i) r.advance_ms(200);
  bool complete = false;
  for (const auto& [to, each] : r.sent) {
    if (const auto* part = std::get_if<wire::Chunk>(&each)) complete |= !part->last_legs.empty();
    if (const auto* offered = std::get_if<wire::Offer>(&each)) {
      EXPECT_TRUE(complete || offered->consignment.transfer != second.transfer());
    }
  }
  EXPECT_TRUE(complete);
  EXPECT_FALSE(r.noted("halted"));
}

TEST(Holder, HigherPrecedenceLeavesFirstAfterARestart) {
  Bench r("R");
  r.start();
  r.up("S1");
  const Letter routine = letter({}), flash = letter({.precedence = message::Precedence::Flash});
  hand_over(r, routine);
  hand_over(r, flash);
  r.restart();
  r.hold_commits = true;
  r.up("A");
  r.hold_commits = false;
  r.settle();
  EXPECT_EQ(r.must<wire::Offer>("A").consignment.transfer, flash.transfer());
  EXPECT_EQ(r.must<wire::Offer>("A").consignment.transfer, routine.transfer());
}

TEST(Holder, ALegIsNotOfferedBackToWhoGaveIt) {
  Relay r;
  const Letter l = letter({.from = "S1", .to = {"T"}});
  r.know(l);
  r.frame("A", offer(l));  // from A, which also leads to T
  ASSERT_TRUE(r.take<wire::Accept>("A"));
  EXPECT_EQ(r.count<wire::Offer>("A"), 0U);
  EXPECT_TRUE(r.take<wire::Offer>("B"));
}

TEST(Holder, AFurtherLegIsNotOfferedBackToWhoGaveIt) {
  Relay r;
  const Letter l = letter({.from = "S1", .to = {"T", "T"}});
  r.know(l);
  r.frame("S1", offer(l, {0}));
  ASSERT_TRUE(r.take<wire::Offer>("A"));
  r.frame("A", offer(l, {1}));
  ASSERT_TRUE(r.take<wire::Accept>("A"));
  EXPECT_EQ(r.count<wire::Offer>("A"), 0U);
  EXPECT_EQ(r.must<wire::Offer>("B").consignment.legs, wire::Legs{1});
}

TEST(Holder, AFurtherLegTakesTheStampsOfItsOwnWayOn) {
  Relay r;
  const Letter l = letter({.from = "S1", .to = {"T", "T"}});
  r.know(l);
  wire::Offer first = offer(l, {0});
  first.stamps = {stamp_by("S2")};
  r.frame("S1", first);
  EXPECT_EQ(r.must<wire::Offer>("A").stamps.size(), 2U);
  wire::Offer further = offer(l, {1});
  further.stamps = {stamp_by("U"), stamp_by("A")};
  r.frame("A", further);
  EXPECT_EQ(r.must<wire::Offer>("B").stamps.size(), 3U);
  r.restart();
  for (const char* peer : {"A", "B"}) r.up(peer);
  const auto stamps = r.must<wire::Offer>("B").stamps;
  ASSERT_EQ(stamps.size(), 3U) << "after a restart too";
  EXPECT_EQ(stamps[0], further.stamps[0]);
  EXPECT_EQ(stamps[1], further.stamps[1]);
  EXPECT_EQ(r.must<wire::Offer>("A").stamps.front(), first.stamps.front());
}

TEST(Holder, AFurtherLegThatCameWhileTheFirstWasCommittedKeepsItsStampsToo) {
  Relay r;
  const Letter l = letter({.from = "S1", .to = {"T", "T"}});
  r.know(l);
  r.hold_commits = true;
  r.frame("S1", offer(l, {0}));
  wire::Offer further = offer(l, {1});
  further.stamps = {stamp_by("U"), stamp_by("A")};
  r.frame("A", further);
  r.hold_commits = false;
  r.settle();
  EXPECT_TRUE(r.tables.legs.at({l.transfer(), 0, 1}).stamps.empty());
  EXPECT_EQ(r.tables.legs.at({l.transfer(), 1, 1}).stamps.size(), 3U);
}

TEST(Holder, StoreFullWhileBindingSendsNothingUntilThereIsRoom) {
  Bench r("R");
  r.start();
  r.up("S1");
  const Letter l = letter({});
  hand_over(r, l);
  r.next_commit_fails = base::Error{base::Code::StoreFull, {}, std::nullopt, {}};
  r.up("A");
  EXPECT_EQ(r.count<wire::Offer>("A"), 0U);
  r.advance_ms(2'000);
  EXPECT_TRUE(r.take<wire::Offer>("A"));
}

}  // namespace
}  // namespace backchannel::custody
