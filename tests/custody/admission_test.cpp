// What the next holder decides about a verified transfer.

#include <gtest/gtest.h>

#include "backchannel/wire/codec.h"
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

TEST(Admission, StableRefusalIsFencedFirst) {
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

TEST(Admission, FencedLegIsRefusedAgainWithoutLookingAtItsBytes) {
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

TEST(Admission, WhatMayBeMendedIsRefusedForNowOnly) {
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

TEST(Admission, ClaimUnequalToSignedIsConflict) {
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

TEST(Admission, SignerNotAtTheSubmittingStationIsRole) {
  Relay r;
  const Letter l = letter({.from = "S1"});
  r.know(l);
  r.frame("S2", offer(l));
  const auto refuse = r.take<wire::Refuse>("S2");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Role);
}

TEST(Admission, RelaysPassOnOthersMessages) {
  Relay r;
  const Letter l = letter({.from = "T", .to = {"S1"}});
  r.know(l);
  r.frame("A", offer(l));
  EXPECT_TRUE(r.take<wire::Accept>("A"));
}

// Clocks differ by more than they should: what is refused for good because of it is lost for nothing.
TEST(Admission, FutureDatedIsTimeAndOnlyForNow) {
  Relay r;
  const Letter l = letter({.created_ms = kSkewMs + 60'000});
  r.know(l);
  r.frame("S1", offer(l));
  const auto refuse = r.take<wire::Refuse>("S1");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Time);
  EXPECT_FALSE(refuse->stable);
  EXPECT_TRUE(r.committed<PutFence>().empty());
  r.advance_ms(60'001);
  r.frame("S1", offer(l));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
}

TEST(Admission, CreatedInsideTheClocksSkewIsWelcome) {
  Relay r;
  const Letter l = letter({.created_ms = kSkewMs - 60'000});
  r.know(l);
  r.frame("S1", offer(l));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
}

TEST(Admission, LifetimeLongerThanTheLimitIsTime) {
  Relay r;
  const Letter l = letter({.lifetime_ms = 7'000 * 365 * 24 * base::kHourMs});
  r.know(l);
  r.frame("S1", offer(l));
  const auto refuse = r.take<wire::Refuse>("S1");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::Time);
  EXPECT_FALSE(r.take<wire::Accept>("S1"));
}

TEST(Admission, InsideTheSkewBandNothingIsSaidOfAnExpiredOffer) {
  Relay r;
  const Letter l = letter({.lifetime_ms = 1'000});
  r.know(l);
  r.advance_ms(2'000);
  r.sent.clear();
  r.frame("S1", offer(l));
  EXPECT_TRUE(r.sent.empty());
}

TEST(Admission, BeyondTheSkewBandExpiredIsStableBehindTheClockMark) {
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

TEST(Admission, WhatWasAcceptedIsAnsweredHaveAlsoAfterItHasExpired) {
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

TEST(Admission, TombstonesAndFencesAreKeptUntilNobodyAsks) {
  Relay r;
  const Letter taken = letter({.lifetime_ms = 10'000});
  const Letter refused = letter({.from = "S2", .lifetime_ms = 10'000});  // not signed at S1
  r.know(taken);
  r.know(refused);
  r.frame("S1", offer(taken));
  r.frame("S1", offer(refused));
  // A holder whose clock is late by the skew asks from expiry and skew on, for as long as asking takes.
  const base::HandlingTime nobody_asks = kBegins + 10'000 + 2 * kSkewMs + kAskingMs;
  ASSERT_EQ(r.committed<PutTombstone>().size(), 1U);
  ASSERT_EQ(r.committed<PutFence>().size(), 1U);
  EXPECT_GE(r.committed<PutTombstone>()[0].keep_until, nobody_asks);
  EXPECT_GE(r.committed<PutFence>()[0].keep_until, nobody_asks);
}

TEST(Admission, StoreFullAnswersBusyAndTakesItLater) {
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

TEST(Admission, IoErrorAnswersNothingAndExits) {
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

TEST(Admission, BearerSerialsAreGivenInOrderAndNotForStatements) {
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

TEST(Admission, FirstRelayOnlyNumbers) {
  Relay r;
  const Letter l = letter({.from = "T", .to = {"S1"}});
  r.know(l);
  r.frame("A", offer(l));
  ASSERT_TRUE(r.take<wire::Accept>("A"));
  EXPECT_EQ(r.testified.back().stamp->bearer_serial, 0U);
  EXPECT_TRUE(r.testified.back().stamp->bearer.empty());
}

policy::Minimize minimize_at(const char* station) {
  return {{station}, message::Precedence::Immediate, "evacuation",
          kBegins,   kBegins + base::kHourMs,        {"WRITER"}};
}

// What an honest station would have refused at once: its neighbour does not take the station's word for it.
TEST(Admission, MinimizeIsAskedByTheRelayToo) {
  Relay r;
  r.plan.minimizes.push_back(minimize_at("T"));
  const Letter low = letter({});
  r.know(low);
  r.frame("S1", offer(low));
  EXPECT_EQ(r.must<wire::Refuse>("S1").code, base::Code::Minimize);

  const Letter urgent = letter({.precedence = message::Precedence::Immediate});
  r.know(urgent);
  r.frame("S1", offer(urgent));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));

  Letter reasoned = letter({});
  reasoned.says.header.originator = base::PersonName("WRITER");
  reasoned.says.header.minimize_reason = "the list of names";
  reasoned.says.header_bytes = wire::encode(reasoned.says.header);
  r.know(reasoned);
  r.frame("S1", offer(reasoned));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
}

TEST(Admission, WhatItsWriterMayNotClaimOrWriteIsRefusedByTheRelayToo) {
  Relay r;
  netplan::Person writer;
  writer.name = base::PersonName("WRITER");
  r.plan.persons = {writer};
  const auto by_writer = [&](message::Precedence precedence) {
    Letter l = letter({.precedence = precedence});
    l.says.header.originator = writer.name;
    l.says.header_bytes = wire::encode(l.says.header);
    r.know(l);
    return l;
  };
  r.frame("S1", offer(by_writer(message::Precedence::Routine)));
  EXPECT_EQ(r.must<wire::Refuse>("S1").code, base::Code::Dominance) << "not cleared for it";
  r.plan.persons[0].clearance.classifications = {1};
  r.frame("S1", offer(by_writer(message::Precedence::Immediate)));
  EXPECT_EQ(r.must<wire::Refuse>("S1").code, base::Code::PrecedenceGrant);
  r.frame("S1", offer(by_writer(message::Precedence::Priority)));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
}

TEST(Admission, WhatASecondPersonMustReleaseDoesNotPassWithout) {
  Relay r;
  netplan::Person writer, second;
  writer.name = base::PersonName("WRITER");
  writer.clearance.classifications = {1};
  writer.needs_release = true;
  second.name = base::PersonName("SECOND");
  second.releases = true;
  r.plan.persons = {writer, second};
  Letter l = letter({});
  l.says.header.originator = writer.name;
  l.says.header_bytes = wire::encode(l.says.header);
  r.know(l);
  r.frame("S1", offer(l));
  EXPECT_EQ(r.must<wire::Refuse>("S1").code, base::Code::Release);

  Letter released = letter({});
  released.says.header.originator = writer.name;
  released.says.header_bytes = wire::encode(released.says.header);
  released.says.releaser = "SECOND";
  r.know(released);
  r.frame("S1", offer(released));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
}

TEST(Admission, StationsDoNotRelay) {
  Station t;
  const Letter l = letter({.to = {"U"}});
  t.know(l);
  t.frame("A", offer(l));
  const auto refuse = t.take<wire::Refuse>("A");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->code, base::Code::NoPath);
  EXPECT_TRUE(refuse->stable);
}

TEST(Admission, RelaysHaveNoMailbox) {
  Relay r;
  const Letter l = letter({.to = {"R"}});
  r.know(l);
  r.frame("S1", offer(l));
  EXPECT_EQ(r.must<wire::Refuse>("S1").code, base::Code::NoPath);
}

TEST(Admission, MailboxReceiptAndTombstoneAreOneTransaction) {
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

TEST(Admission, TwoCopiesAreFiledOnceAndTheSecondIsAnsweredHave) {
  Station t;
  const Letter l = letter({});
  t.know(l);
  t.frame("A", offer(l));
  ASSERT_TRUE(t.take<wire::Accept>("A"));
  wire::Offer further = offer(l);
  further.consignment.copy = 2;
  t.frame("B", further);
  EXPECT_EQ(t.must<wire::Have>("B").consignment, about(l, {0}, 2));
  EXPECT_EQ(t.count<wire::Accept>("B"), 0U);
  EXPECT_EQ(t.tables.mailbox.size(), 1U);
  EXPECT_EQ(t.audited("duplicate"), 1U);
}

TEST(Admission, StatementsAreNeverReceipted) {
  Station t;
  const Letter l = letter({.from = "B", .kind = message::Kind::Statement});
  t.know(l);
  t.frame("B", offer(l));
  EXPECT_TRUE(t.take<wire::Accept>("B"));
  EXPECT_TRUE(t.testified.empty());
  EXPECT_TRUE(t.committed<PutMailbox>().empty());
}

TEST(Admission, LegsThatAreRefusedAreFencedWithTheOnesThatAreAccepted) {
  Station t;
  const Letter l = letter({.to = {"T", "U"}});
  t.know(l);
  t.frame("A", offer(l, {0, 1}));
  EXPECT_EQ(t.must<wire::Accept>("A").consignment.legs, wire::Legs{0});
  const auto refuse = t.take<wire::Refuse>("A");
  ASSERT_TRUE(refuse);
  EXPECT_EQ(refuse->consignment.legs, wire::Legs{1});
  EXPECT_TRUE(refuse->stable);
  EXPECT_EQ(t.committed<PutFence>().size(), 1U);
}

}  // namespace
}  // namespace backchannel::custody
