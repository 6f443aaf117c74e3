// The next holder: from OFFER to ACCEPT.

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

TEST(Receiver, AsManyStampsAsAMessageMayHaveIsLoop) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  wire::Offer far = offer(l);
  far.stamps.assign(base::kHopsMax, stamp_by("X"));
  r.frame("A", far);
  EXPECT_EQ(r.must<wire::Refuse>("A").code, base::Code::Loop);
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
  EXPECT_EQ(r.must<wire::Refuse>("A").code, base::Code::Elsewhere);
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

TEST(Receiver, AFurtherCopyIsNotTakenForTheFirst) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.frame("S1", offer(l));
  ASSERT_TRUE(r.take<wire::Accept>("S1"));
  wire::Offer further = offer(l);
  further.consignment.copy = 2;
  r.frame("S1", further);
  EXPECT_FALSE(r.take<wire::Have>("S1")) << "the first copy's tombstone says nothing of this one";
  EXPECT_EQ(r.must<wire::Accept>("S1").consignment, about(l, {0}, 2));
  EXPECT_EQ(r.tables.legs.size(), 2U);
}

TEST(Receiver, WrongOffsetIsAnsweredWithTheRightOne) {
  Relay r;
  const Letter l = letter({.size = 20'000});
  r.know(l);
  r.frame("S1", offer(l, {0}, false));
  EXPECT_EQ(r.must<wire::Go>("S1").offset, 0U);
  r.frame("S1", chunk(l, 0, 4'000));
  r.frame("S1", chunk(l, 8'000, 12'000));  // a gap
  EXPECT_EQ(r.must<wire::Go>("S1").offset, 4'000U);
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
  EXPECT_EQ(r.must<wire::Refuse>("S1").code, base::Code::Frame);
  wire::Offer beyond = offer(l, {63}, false);
  r.frame("S1", beyond);
  EXPECT_EQ(r.must<wire::Refuse>("S1").code, base::Code::Frame);
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
  r.advance_ms(1'500);
  r.frame("S1", unsound);
  r.advance_ms(2'000);
  EXPECT_EQ(r.audited("offer-unsound"), 2U);
  bool counted = false;
  for (const PutAudit& each : r.committed<PutAudit>())
    counted |= each.detail.find("more=499") != std::string::npos;
  EXPECT_TRUE(counted);
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

}  // namespace
}  // namespace backchannel::custody
