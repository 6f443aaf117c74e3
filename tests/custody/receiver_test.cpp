// The next holder: OFFER to ACCEPT, and the answers to QUERY.

#include <gtest/gtest.h>

#include "bench.h"

namespace backchannel::custody {
namespace {

struct Relay : Bench {
  Relay() : Bench("R") {
    start();
    for (const char* peer : {"S1", "S2", "A", "B"}) up(peer);
    sent.clear();
  }
};

struct Station : Bench {
  Station() : Bench("T") {
    start();
    for (const char* peer : {"A", "B"}) up(peer);
    sent.clear();
  }
};

TEST(Receiver, AcceptLeavesOnlyAfterTheCommit) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.hold_commits = true;
  r.frame("S1", offer(l));
  ASSERT_EQ(r.commits.size(), 1U);
  EXPECT_EQ(r.count<wire::Accept>("S1"), 0U);
  EXPECT_EQ(r.legs_held(), 0U) << "nor is it sent on before";
  r.hold_commits = false;
  r.settle();
  const auto accept = r.take<wire::Accept>("S1");
  ASSERT_TRUE(accept);
  EXPECT_EQ(accept->consignment, about(l));
  EXPECT_TRUE(accept->stamp.has_value());
}

TEST(Receiver, OneTransactionHoldsPayloadTombstoneLegStampAndAudit) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.hold_commits = true;
  r.frame("S1", offer(l));
  ASSERT_EQ(r.commits.size(), 1U);
  std::set<std::size_t> kinds;
  for (const Change& each : r.commits.front().changes) kinds.insert(each.index());
  const auto has = [&](const Change& of) { return kinds.contains(of.index()); };
  EXPECT_TRUE(has(PutTransfer{}));
  EXPECT_TRUE(has(PutTombstone{}));
  EXPECT_TRUE(has(PutLeg{}));
  EXPECT_TRUE(has(PutAudit{}));
}

TEST(Receiver, DuplicateOfferIsAnsweredHave) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.frame("S1", offer(l));
  ASSERT_TRUE(r.take<wire::Accept>("S1"));
  r.frame("S1", offer(l));
  const auto have = r.take<wire::Have>("S1");
  ASSERT_TRUE(have);
  EXPECT_EQ(have->consignment, about(l));
  EXPECT_FALSE(r.take<wire::Accept>("S1"));
  EXPECT_EQ(r.committed<PutTombstone>().size(), 1U);
}

TEST(Receiver, DuplicateOfAPendingCommitWaitsForIt) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.hold_commits = true;
  r.frame("S1", offer(l));
  r.frame("S1", offer(l));
  EXPECT_EQ(r.commits.size(), 1U);
  EXPECT_TRUE(r.sent.empty());
  r.hold_commits = false;
  r.settle();
  EXPECT_EQ(r.count<wire::Accept>("S1"), 1U);
}

TEST(Receiver, OfferFromAnotherPeerIsRefusedElsewhere) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.frame("S1", offer(l));
  r.frame("A", offer(l));
  const auto refuse = r.take<wire::Refuse>("A");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Elsewhere);
  EXPECT_TRUE(refuse->stable);
  EXPECT_FALSE(r.take<wire::Accept>("A"));
}

TEST(Receiver, WhatComesBackWithOurOwnStampIsLoop) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.frame("S1", offer(l));
  wire::Offer back = offer(l);
  back.stamps = {stamp_by("R"), stamp_by("A")};
  r.frame("B", back);
  const auto refuse = r.take<wire::Refuse>("B");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Loop);
}

TEST(Receiver, OwnSubmissionThatComesBackIsLoop) {
  Bench s("S1");
  s.start();
  s.up("R");
  const Letter l = letter({});
  s.submit(l);
  s.sent.clear();
  s.frame("R", offer(l));
  const auto refuse = s.take<wire::Refuse>("R");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Loop);
}

TEST(Receiver, LoopByOwnStampIsRefusedEvenWhenTheTombstoneHasGone) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  wire::Offer back = offer(l);
  back.stamps = {stamp_by("R")};
  r.frame("A", back);
  const auto refuse = r.take<wire::Refuse>("A");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Loop);
  EXPECT_TRUE(refuse->stable);
}

TEST(Receiver, TwoPeersOfferingTheSameLegInChunksAreNotBothAccepted) {
  Relay r;
  const Letter l = letter({.size = 10'000});
  r.know(l);
  for (const char* peer : {"S1", "A"}) {
    r.frame(peer, offer(l, {0}, false));
    r.frame(peer, chunk(l, 0, 5'000));
  }
  r.frame("S1", chunk(l, 5'000, 10'000, {0}));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
  r.frame("A", chunk(l, 5'000, 10'000, {0}));
  EXPECT_FALSE(r.take<wire::Accept>("A"));
  EXPECT_EQ(r.committed<PutTombstone>().size(), 1U);
  EXPECT_EQ(r.committed<PutLeg>().size(), 1U);
  EXPECT_EQ(r.take<wire::Refuse>("A")->code, base::Code::Elsewhere);
}

TEST(Receiver, TwoPeersWhoseCommitsWouldCrossAreNotBothAccepted) {
  Relay r;
  const Letter l = letter({.size = 10'000});
  r.know(l);
  for (const char* peer : {"S1", "A"}) r.frame(peer, offer(l, {0}, false));
  r.hold_commits = true;
  for (const char* peer : {"S1", "A"}) r.frame(peer, chunk(l, 0, 10'000, {0}));
  r.hold_commits = false;
  r.settle();
  EXPECT_EQ(r.count<wire::Accept>("S1") + r.count<wire::Accept>("A"), 1U);
  EXPECT_EQ(r.committed<PutTombstone>().size(), 1U);
}

TEST(Receiver, AnAnswerOfTheStoreFromBeforeTheCommitDoesNotLetASecondOneIn) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.hold_find = true;
  r.frame("S1", offer(l));
  r.frame("A", offer(l));
  ASSERT_EQ(r.finds.size(), 2U);
  const Find stale = r.finds.back();
  r.finds.pop_back();
  r.hold_find = false;
  r.settle();
  ASSERT_TRUE(r.take<wire::Accept>("S1"));
  r.give(Found{stale.id, {}});  // read before the commit, posted after it
  EXPECT_FALSE(r.take<wire::Accept>("A"));
  EXPECT_EQ(r.committed<PutTombstone>().size(), 1U);
}

TEST(Receiver, LegsNotNamedByTheLastChunkAreNotCommitted) {
  Relay r;
  const Letter l = letter({.to = {"T", "U"}, .size = 20'000});
  r.know(l);
  r.frame("S1", offer(l, {0, 1}, false));
  ASSERT_TRUE(r.take<wire::Go>("S1"));
  r.frame("S1", chunk(l, 0, 10'000));
  r.frame("S1", chunk(l, 10'000, 20'000, {1}));
  const auto accept = r.take<wire::Accept>("S1");
  ASSERT_TRUE(accept);
  EXPECT_EQ(accept->consignment.legs, wire::Legs{1});
  ASSERT_EQ(r.committed<PutTombstone>().size(), 1U);
  EXPECT_EQ(r.committed<PutTombstone>()[0].key.leg, 1);
}

TEST(Receiver, WrongOffsetIsAnsweredWithTheRightOne) {
  Relay r;
  const Letter l = letter({.size = 20'000});
  r.know(l);
  r.frame("S1", offer(l, {0}, false));
  EXPECT_EQ(r.take<wire::Go>("S1")->offset, 0U);
  r.frame("S1", chunk(l, 0, 4'000));
  r.frame("S1", chunk(l, 8'000, 12'000));  // a gap
  EXPECT_EQ(r.take<wire::Go>("S1")->offset, 4'000U);
  r.frame("S1", chunk(l, 2'000, 6'000));  // an overlap adds nothing
  r.frame("S1", chunk(l, 4'000, 19'999));
  r.frame("S1", chunk(l, 19'999, 20'000, {0}));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
}

TEST(Receiver, MoreBytesThanAnnouncedAreNotTaken) {
  Relay r;
  Letter l = letter({.size = 20'000});
  r.know(l);
  wire::Offer small = offer(l, {0}, false);
  small.size = 5'000;
  r.frame("S1", small);
  r.frame("S1", chunk(l, 0, 4'000));
  r.frame("S1", chunk(l, 4'000, 8'000, {0}));
  EXPECT_TRUE(r.verifies.empty());
  EXPECT_TRUE(r.committed<PutTransfer>().empty());
  EXPECT_FALSE(r.take<wire::Accept>("S1"));
}

TEST(Receiver, LastChunkBeforeTheAnnouncedEndIsRefusedForNow) {
  Relay r;
  const Letter l = letter({.size = 20'000});
  r.know(l);
  r.frame("S1", offer(l, {0}, false));
  r.frame("S1", chunk(l, 0, 4'000, {0}));
  const auto refuse = r.take<wire::Refuse>("S1");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Hash);
  EXPECT_FALSE(refuse->stable);
}

TEST(Receiver, OtherBytesThanAnnouncedAreRefusedForNow) {
  Relay r;
  const Letter l = letter({}), other = letter({});
  r.know(l);
  r.know(other);
  wire::Offer swapped = offer(l);
  swapped.body = *other.sealed;
  r.frame("S1", swapped);
  const auto refuse = r.take<wire::Refuse>("S1");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Hash);
  EXPECT_FALSE(refuse->stable);
  r.frame("S1", offer(l));
  EXPECT_TRUE(r.take<wire::Accept>("S1")) << "the right bytes are still welcome";
}

TEST(Receiver, InlineBodyOfAnotherLengthThanItsSizeIsUnsound) {
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{999}, std::uint64_t{1'001}}) {
    Relay r;
    const Letter l = letter({.size = 1'000});
    r.know(l);
    wire::Offer lying = offer(l);
    lying.size = size;
    r.frame("S1", lying);
    const auto refuse = r.take<wire::Refuse>("S1");
    ASSERT_TRUE(refuse) << size;
    EXPECT_EQ(refuse->code, base::Code::Frame);
    EXPECT_FALSE(refuse->stable);
    EXPECT_FALSE(r.take<wire::Go>("S1"));
  }
}

TEST(Receiver, ReOfferThatDiffersFromTheOfferIsUnsound) {
  Relay r;
  const Letter l = letter({.size = 20'000});
  r.know(l);
  r.frame("S1", offer(l, {0}, false));
  wire::Offer other = offer(l, {0}, false);
  other.size = 30'000;
  r.frame("S1", other);
  EXPECT_EQ(r.take<wire::Refuse>("S1")->code, base::Code::Frame);
  wire::Offer beyond = offer(l, {63}, false);
  r.frame("S1", beyond);
  EXPECT_EQ(r.take<wire::Refuse>("S1")->code, base::Code::Frame);
}

TEST(Receiver, UnsoundOffersAreRefusedForNowAndHoldNothing) {
  Relay r;
  const Letter l = letter({});
  wire::Offer no_header = offer(l), no_such_leg = offer(l, {1}), too_large = offer(l, {0}, false);
  no_header.header = {1, 2, 3};
  too_large.size = base::kSealedBytesMax + 1;
  for (const wire::Offer& each : {no_header, no_such_leg, too_large}) {
    r.frame("S1", each);
    const auto refuse = r.take<wire::Refuse>("S1");
    ASSERT_TRUE(refuse);
    EXPECT_EQ(refuse->code, base::Code::Frame);
    EXPECT_FALSE(refuse->stable) << "permanent refusals come only after the signature";
  }
  EXPECT_TRUE(r.finds.empty());
}

TEST(Receiver, AFloodOfUnsoundOffersIsCountedNotListed) {
  Relay r;
  const Letter l = letter({});
  wire::Offer unsound = offer(l, {1});
  for (int i = 0; i < 500; ++i) r.frame("S1", unsound);
  r.advance_ms(2'000);
  r.frame("S1", unsound);
  r.advance_ms(2'000);
  EXPECT_EQ(r.audited("offer-unsound"), 2U);
  bool counted = false;
  for (const PutAudit& each : r.committed<PutAudit>())
    counted |= each.detail.find("more=499") != std::string::npos;
  EXPECT_TRUE(counted);
}

TEST(Receiver, StableRefusalIsFencedFirst) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.verify_fails = base::Error{base::Code::Integrity, {}, std::nullopt, {}};
  r.hold_commits = true;
  r.frame("S1", offer(l));
  EXPECT_EQ(r.count<wire::Refuse>("S1"), 0U);
  r.hold_commits = false;
  r.settle();
  const auto refuse = r.take<wire::Refuse>("S1");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Integrity);
  EXPECT_TRUE(refuse->stable);
  EXPECT_EQ(r.committed<PutFence>().size(), 1U);
}

TEST(Receiver, FencedLegIsRefusedAgainWithoutLookingAtItsBytes) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.verify_fails = base::Error{base::Code::Revoked, {}, std::nullopt, {}};
  r.frame("S1", offer(l));
  ASSERT_TRUE(r.take<wire::Refuse>("S1"));
  r.verify_fails.reset();
  r.hold_verify = true;
  r.frame("S1", offer(l));
  const auto again = r.take<wire::Refuse>("S1");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->code, base::Code::Revoked);
  EXPECT_TRUE(again->stable);
  EXPECT_TRUE(r.verifies.empty());
}

TEST(Receiver, WhatMayBeMendedIsRefusedForNowOnly) {
  for (const base::Code code : {base::Code::StatusUnknown, base::Code::Internal}) {
    Relay r;
    const Letter l = letter({});
    r.know(l);
    r.verify_fails = base::Error{code, {}, std::nullopt, {}};
    r.frame("S1", offer(l));
    const auto refuse = r.take<wire::Refuse>("S1");
    ASSERT_TRUE(refuse);
    EXPECT_FALSE(refuse->stable);
    EXPECT_TRUE(r.committed<PutFence>().empty());
    r.verify_fails.reset();
    r.frame("S1", offer(l));
    EXPECT_TRUE(r.take<wire::Accept>("S1"));
  }
}

TEST(Receiver, ClaimUnequalToSignedIsConflict) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  wire::Offer lying = offer(l);
  lying.header = letter({.precedence = message::Precedence::Flash}).says.header_bytes;
  r.frame("S1", lying);
  const auto refuse = r.take<wire::Refuse>("S1");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Conflict);
  EXPECT_TRUE(refuse->stable);
  EXPECT_EQ(r.audited("refused"), 1U);
}

TEST(Receiver, SignerNotAtTheSubmittingStationIsRole) {
  Relay r;
  const Letter l = letter({.from = "S1"});
  r.know(l);
  r.frame("S2", offer(l));
  const auto refuse = r.take<wire::Refuse>("S2");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Role);
}

TEST(Receiver, RelaysPassOnOthersMessages) {
  Relay r;
  const Letter l = letter({.from = "T", .to = {"S1"}});
  r.know(l);
  r.frame("A", offer(l));
  EXPECT_TRUE(r.take<wire::Accept>("A"));
}

TEST(Receiver, FutureDatedIsTime) {
  Relay r;
  const Letter l = letter({.created_ms = kSkewMs + 60'000});
  r.know(l);
  r.frame("S1", offer(l));
  const auto refuse = r.take<wire::Refuse>("S1");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Time);
}

TEST(Receiver, CreatedInsideTheClocksSkewIsWelcome) {
  Relay r;
  const Letter l = letter({.created_ms = kSkewMs - 60'000});
  r.know(l);
  r.frame("S1", offer(l));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
}

TEST(Receiver, LifetimeLongerThanTheLimitIsTime) {
  Relay r;
  const Letter l = letter({.lifetime_ms = 7'000 * 365 * 24 * base::kHourMs});
  r.know(l);
  r.frame("S1", offer(l));
  const auto refuse = r.take<wire::Refuse>("S1");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Time);
  EXPECT_FALSE(r.take<wire::Accept>("S1"));
}

TEST(Receiver, InsideTheSkewBandNothingIsSaidOfAnExpiredOffer) {
  Relay r;
  const Letter l = letter({.lifetime_ms = 1'000});
  r.know(l);
  r.advance_ms(2'000);
  r.sent.clear();
  r.frame("S1", offer(l));
  EXPECT_TRUE(r.sent.empty());
}

TEST(Receiver, BeyondTheSkewBandExpiredIsStableBehindTheClockMark) {
  Relay r;
  const Letter l = letter({.lifetime_ms = 1'000});
  r.know(l);
  r.advance_ms(kSkewMs + 2'000);
  r.sent.clear();
  r.hold_commits = true;
  r.frame("S1", offer(l));
  EXPECT_TRUE(r.sent.empty());
  r.hold_commits = false;
  r.settle();
  const auto refuse = r.take<wire::Refuse>("S1");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Expired);
  EXPECT_TRUE(refuse->stable);
  EXPECT_FALSE(r.committed<SetClockMark>().empty());
}

TEST(Receiver, WhatWasAcceptedIsAnsweredHaveAlsoAfterItHasExpired) {
  Relay r;
  const Letter l = letter({.lifetime_ms = 10'000});
  r.know(l);
  r.frame("S1", offer(l));
  ASSERT_TRUE(r.take<wire::Accept>("S1"));
  for (const std::int64_t ms : {std::int64_t{20'000}, kSkewMs + 20'000}) {  // in the band, and beyond it
    r.advance_ms(ms);
    r.sent.clear();
    r.frame("S1", offer(l));
    EXPECT_TRUE(r.take<wire::Have>("S1"));
    EXPECT_FALSE(r.take<wire::Refuse>("S1")) << "an accepted leg would be reported as not delivered";
  }
}

TEST(Receiver, StoreFullAnswersBusyAndTakesItLater) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.next_commit_fails = base::Error{base::Code::StoreFull, {}, std::nullopt, {}};
  r.frame("S1", offer(l));
  EXPECT_TRUE(r.take<wire::Busy>("S1"));
  EXPECT_FALSE(r.take<wire::Accept>("S1"));
  r.frame("S1", offer(l));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
}

TEST(Receiver, IoErrorAnswersNothingAndExits) {
  for (const base::Code code : {base::Code::Io, base::Code::StoreCorrupt}) {
    Relay r;
    const Letter l = letter({});
    r.know(l);
    r.next_commit_fails = base::Error{code, {}, std::nullopt, {}};
    r.frame("S1", offer(l));
    ASSERT_TRUE(r.exited);
    EXPECT_EQ(r.exited->code, code);
    EXPECT_TRUE(r.sent.empty());
    r.frame("S1", offer(l));
    EXPECT_TRUE(r.sent.empty()) << "and says nothing more";
  }
}

TEST(Receiver, BearerSerialsAreGivenInOrderAndNotForStatements) {
  Relay r;
  const auto serial_of = [&](const Letter& l) {
    r.know(l);
    r.frame("S1", offer(l));
    return r.testified.back().stamp->bearer_serial;
  };
  EXPECT_EQ(serial_of(letter({})), 231U);
  EXPECT_EQ(serial_of(letter({.kind = message::Kind::Statement})), 0U);
  EXPECT_EQ(serial_of(letter({})), 232U);
  r.restart();
  r.up("S1");
  EXPECT_EQ(serial_of(letter({})), 233U) << "a serial is never given twice";
}

TEST(Receiver, FirstRelayOnlyNumbers) {
  Relay r;
  const Letter l = letter({.from = "T", .to = {"S1"}});
  r.know(l);
  r.frame("A", offer(l));
  ASSERT_TRUE(r.take<wire::Accept>("A"));
  EXPECT_EQ(r.testified.back().stamp->bearer_serial, 0U);
  EXPECT_TRUE(r.testified.back().stamp->bearer.empty());
}

TEST(Receiver, StationsDoNotRelay) {
  Station t;
  const Letter l = letter({.to = {"U"}});
  t.know(l);
  t.frame("A", offer(l));
  const auto refuse = t.take<wire::Refuse>("A");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::NoPath);
  EXPECT_TRUE(refuse->stable);
}

TEST(Receiver, RelaysHaveNoMailbox) {
  Relay r;
  const Letter l = letter({.to = {"R"}});
  r.know(l);
  r.frame("S1", offer(l));
  EXPECT_EQ(r.take<wire::Refuse>("S1")->code, base::Code::NoPath);
}

TEST(Receiver, MailboxReceiptAndTombstoneAreOneTransaction) {
  Station t;
  const Letter l = letter({});
  t.know(l);
  t.hold_commits = true;
  t.frame("A", offer(l));
  ASSERT_EQ(t.commits.size(), 1U);
  std::size_t boxed = 0, tombstones = 0, legs = 0;
  for (const Change& each : t.commits.front().changes) {
    boxed += std::holds_alternative<PutMailbox>(each);
    tombstones += std::holds_alternative<PutTombstone>(each);
    legs += std::holds_alternative<PutLeg>(each);
  }
  EXPECT_EQ(boxed, 1U);
  EXPECT_EQ(legs, 1U) << "the receipt, on its way back";
  EXPECT_EQ(tombstones, 2U);
  EXPECT_EQ(t.count<wire::Accept>("A"), 0U);
}

TEST(Receiver, StatementsAreNeverReceipted) {
  Station t;
  const Letter l = letter({.from = "B", .kind = message::Kind::Statement});
  t.know(l);
  t.frame("B", offer(l));
  EXPECT_TRUE(t.take<wire::Accept>("B"));
  EXPECT_TRUE(t.testified.empty());
  EXPECT_TRUE(t.committed<PutMailbox>().empty());
}

TEST(Receiver, LegsThatAreRefusedAreFencedWithTheOnesThatAreAccepted) {
  Station t;
  const Letter l = letter({.to = {"T", "U"}});
  t.know(l);
  t.frame("A", offer(l, {0, 1}));
  EXPECT_EQ(t.take<wire::Accept>("A")->consignment.legs, wire::Legs{0});
  const auto refuse = t.take<wire::Refuse>("A");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->consignment.legs, wire::Legs{1});
  EXPECT_TRUE(refuse->stable);
  EXPECT_EQ(t.committed<PutFence>().size(), 1U);
}

TEST(Receiver, MoreThanEightMebibytesComingInFromOnePeerIsBusyButNotForFlash) {
  Relay r;
  const std::size_t large = 1'000'000;
  std::size_t going = 0;
  for (int i = 0; i < 20; ++i) {
    r.frame("S1", offer(letter({.size = large}), {0}, false));
    going = r.count<wire::Go>("S1");
  }
  EXPECT_GE(going * large, 4U << 20);
  EXPECT_LE(going * large, base::kIncomingBytesPerPeerMax);
  EXPECT_EQ(r.count<wire::Busy>("S1"), 20 - going);
  r.sent.clear();
  r.frame("S1", offer(letter({.precedence = message::Precedence::Flash, .size = large}), {0}, false));
  EXPECT_TRUE(r.take<wire::Go>("S1"));
  r.frame("S2", offer(letter({.from = "S2", .size = large}), {0}, false));
  EXPECT_TRUE(r.take<wire::Go>("S2")) << "one peer does not use up another's share";
}

TEST(Receiver, TransfersLeftHalfSentGiveTheirPlaceToNewOnes) {
  Relay r;
  for (int i = 0; i < 20; ++i) r.frame("S1", offer(letter({.size = 1'000'000}), {0}, false));
  r.sent.clear();
  r.advance_ms(base::kHourMs);
  const Letter l = letter({.size = 1'000'000, .created_ms = base::kHourMs});
  r.frame("S1", offer(l, {0}, false));
  EXPECT_TRUE(r.take<wire::Go>("S1"));
}

TEST(Receiver, QueryIsAnsweredNeverBehindAFence) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.hold_commits = true;
  r.frame("S1", wire::Query{about(l)});
  EXPECT_EQ(r.count<wire::Status>("S1"), 0U);
  r.hold_commits = false;
  r.settle();
  const auto status = r.take<wire::Status>("S1");
  ASSERT_TRUE(status);
  EXPECT_EQ(status->fate, wire::Fate::Never);
  EXPECT_EQ(r.committed<PutFence>().size(), 1U);
  r.frame("S1", offer(l));
  EXPECT_FALSE(r.take<wire::Accept>("S1")) << "what was said never to be accepted is not";
  EXPECT_TRUE(r.take<wire::Refuse>("S1")->stable);
}

TEST(Receiver, OfferThatOvertakesTheFenceOfAQueryIsNotAccepted) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.hold_commits = true;
  r.frame("S1", wire::Query{about(l)});
  r.frame("S1", offer(l));
  r.hold_commits = false;
  r.settle();
  EXPECT_EQ(r.take<wire::Status>("S1")->fate, wire::Fate::Never);
  EXPECT_FALSE(r.take<wire::Accept>("S1"));
  EXPECT_TRUE(r.committed<PutTombstone>().empty());
}

TEST(Receiver, QueryWithPendingCommitIsAnsweredUnknownYet) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.hold_commits = true;
  r.frame("S1", offer(l));
  r.frame("S1", wire::Query{about(l)});
  EXPECT_EQ(r.take<wire::Status>("S1")->fate, wire::Fate::UnknownYet);
  r.hold_commits = false;
  r.settle();
  r.frame("S1", wire::Query{about(l)});
  EXPECT_EQ(r.take<wire::Status>("S1")->fate, wire::Fate::Accepted);
}

TEST(Receiver, QueryEndsATransferThatIsHalfReceived) {
  Relay r;
  const Letter l = letter({.size = 20'000});
  r.know(l);
  r.frame("S1", offer(l, {0}, false));
  r.frame("S1", chunk(l, 0, 10'000));
  r.frame("S1", wire::Query{about(l)});
  EXPECT_EQ(r.take<wire::Status>("S1")->fate, wire::Fate::Never);
  r.frame("S1", chunk(l, 10'000, 20'000, {0}));
  EXPECT_FALSE(r.take<wire::Accept>("S1"));
}

TEST(Receiver, QueryFromAnotherPeerIsAnsweredElsewhere) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.frame("S1", offer(l));
  r.frame("A", wire::Query{about(l)});
  EXPECT_EQ(r.take<wire::Refuse>("A")->code, base::Code::Elsewhere);
  EXPECT_FALSE(r.take<wire::Status>("A"));
}

TEST(Receiver, FramesBeforeHelloAreNotHeard) {
  Bench r("R");
  r.start();
  const Letter l = letter({});
  r.know(l);
  r.give(PeerUp{node("S1")});
  r.sent.clear();
  r.frame("S1", offer(l));
  EXPECT_TRUE(r.sent.empty());
  r.frame("NOBODY", offer(l));
  EXPECT_TRUE(r.sent.empty());
}

TEST(Receiver, HelloOfAnotherRosterIsNotAnswered) {
  Bench r("R");
  r.start();
  const Letter l = letter({});
  r.know(l);
  wire::Hello stranger;
  stranger.roster.value[0] = 1;
  r.give(PeerUp{node("S1")});
  r.frame("S1", stranger);
  r.sent.clear();
  r.frame("S1", offer(l));
  EXPECT_EQ(r.count<wire::Accept>("S1"), 0U);
  EXPECT_TRUE(r.noted("hello-refused"));
}

TEST(Receiver, AHelloOfAnotherRosterEndsTheSession) {
  Relay r;
  wire::Hello stranger;
  stranger.version = 2;
  r.frame("S1", stranger);
  const Letter l = letter({});
  r.know(l);
  r.frame("S1", offer(l));
  EXPECT_EQ(r.count<wire::Accept>("S1"), 0U);
}

TEST(Receiver, ClocksTooFarApartAreAudited) {
  Relay r;
  wire::Hello hello;
  hello.handling = kBegins + (kSkewMs + 1'000);
  r.frame("S1", hello);
  EXPECT_TRUE(r.noted("clock-apart"));
}

}  // namespace
}  // namespace backchannel::custody
