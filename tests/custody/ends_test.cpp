// The ends of a leg other than moving on: expiry, asking, reports.

#include <gtest/gtest.h>

#include <set>

#include "bench.h"

namespace backchannel::custody {
namespace {

constexpr std::int64_t kLifeMs = 10'000;

struct Relay : Bench {
  Relay() : Bench("R") {
    start();
    up("S1");
  }
};

Letter short_lived(const LetterWords& words = {}) {
  LetterWords of = words;
  of.lifetime_ms = kLifeMs;
  return letter(of);
}

void hand_over(Bench& r, const Letter& l) {
  r.know(l);
  r.frame("S1", offer(l));
  ASSERT_TRUE(r.take<wire::Accept>("S1"));
}

// Handed over, offered to A inline, and nothing heard since.
struct BoundRelay : Relay {
  explicit BoundRelay(const Letter& l) {
    up("A");
    hand_over(*this, l);
    EXPECT_TRUE(take<wire::Offer>("A"));
  }
};

TEST(Ends, ExpiredUnboundLegIsReported) {
  Relay r;
  hand_over(r, short_lived());
  r.advance_ms(kLifeMs + 100);
  ASSERT_EQ(r.reports().size(), 1U);
  EXPECT_EQ(r.reports()[0].kind, message::StatementKind::Report);
  EXPECT_EQ(r.reports()[0].code, static_cast<std::uint16_t>(base::Code::Expired));
  ASSERT_EQ(r.committed<EndLeg>().size(), 1U);
  EXPECT_TRUE(r.take<wire::Offer>("S1"));
}

TEST(Ends, AReportCarriesTheStampsOfTheWaySoFar) {
  Relay r;
  hand_over(r, short_lived());
  r.advance_ms(kLifeMs + 100);
  ASSERT_EQ(r.reports().size(), 1U);
  EXPECT_EQ(r.testified.back().evidence.size(), 1U);
}

TEST(Ends, LegsThatCameByDifferentWaysAreReportedEachWithItsStamps) {
  Relay r;
  LetterWords words;
  words.to = {"T", "T"};
  const Letter l = short_lived(words);
  hand_over(r, l);
  r.up("B");
  wire::Offer further = offer(l, {1});
  further.stamps = {stamp_by("U"), stamp_by("B")};
  r.frame("B", further);
  r.advance_ms(kLifeMs + kSkewMs + kAskingMs + 1'000);
  std::multiset<std::size_t> evidence;
  for (const Testify& each : r.testified)
    if (!each.subjects.empty()) evidence.insert(each.evidence.size());
  EXPECT_EQ(evidence, (std::multiset<std::size_t>{1, 3}));
}

TEST(Ends, TheReportIsInTheTransactionThatEndsTheLeg) {
  Relay r;
  hand_over(r, short_lived());
  r.hold_commits = true;
  r.advance_ms(kLifeMs + 100);
  bool together = false;
  for (const Batch& batch : r.commits) {
    bool ends = false, report = false;
    for (const Change& each : batch.changes) {
      ends |= std::holds_alternative<EndLeg>(each);
      report |= std::holds_alternative<PutTransfer>(each);
    }
    together |= ends && report;
    EXPECT_EQ(ends, report);
  }
  EXPECT_TRUE(together);
}

TEST(Ends, ExpiredBoundLegAsks) {
  const Letter l = short_lived();
  BoundRelay r(l);
  r.advance_ms(kLifeMs + kSkewMs - 1'000);
  EXPECT_EQ(r.count<wire::Query>("A"), 0U);
  EXPECT_TRUE(r.reports().empty());
  r.sent.clear();
  r.advance_ms(2 * base::kMinuteMs);
  const auto query = r.take<wire::Query>("A");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->consignment, about(l));
  EXPECT_EQ(r.count<wire::Offer>("A"), 0U) << "past expiry it is not offered any more";
  r.advance_ms(20 * base::kMinuteMs);
  EXPECT_GE(r.count<wire::Query>("A"), 2U) << "and asks again";
}

TEST(Ends, AcceptedWhileAskingMoves) {
  const Letter l = short_lived();
  BoundRelay r(l);
  r.advance_ms(kLifeMs + kSkewMs + base::kMinuteMs);
  r.frame("A", wire::Status{about(l), wire::Fate::Accepted});
  EXPECT_EQ(r.legs_held(), 0U);
  EXPECT_EQ(r.committed<MoveLeg>().size(), 1U);
  EXPECT_TRUE(r.reports().empty());
}

TEST(Ends, NeverWhileAskingIsReportedAsNotDelivered) {
  const Letter l = short_lived();
  BoundRelay r(l);
  r.advance_ms(kLifeMs + kSkewMs + base::kMinuteMs);
  r.frame("A", wire::Status{about(l), wire::Fate::UnknownYet});
  EXPECT_TRUE(r.reports().empty());
  r.frame("A", wire::Status{about(l), wire::Fate::Never});
  ASSERT_EQ(r.reports().size(), 1U);
  EXPECT_EQ(r.reports()[0].kind, message::StatementKind::Report);
}

TEST(Ends, NeverThatWasNotAskedForIsIgnored) {
  const Letter l = short_lived();
  BoundRelay r(l);
  r.frame("A", wire::Status{about(l), wire::Fate::Never});
  EXPECT_TRUE(r.reports().empty());
  EXPECT_EQ(r.legs_held(), 1U);
}

TEST(Ends, NeverWhileTheBindingIsPendingLetsNothingLeaveUnbound) {
  Relay r;
  LetterWords words;
  words.to = {"T", "T"};
  const Letter l = short_lived(words);
  r.know(l);
  r.frame("S1", offer(l, {0, 1}));
  ASSERT_TRUE(r.take<wire::Accept>("S1"));
  r.hold_commits = true;
  r.up("A");  // the binding is on its way to the disk, and stays there past expiry and skew
  r.advance_ms(kLifeMs + kSkewMs + base::kMinuteMs);
  r.frame("A", wire::Status{about(l, {0}), wire::Fate::Never});
  EXPECT_TRUE(r.committed<BindLeg>().empty());
  EXPECT_EQ(r.count<wire::Offer>("A"), 0U);
}

TEST(Ends, NeverFromAnotherStoreIsIgnored) {
  const Letter l = short_lived();
  BoundRelay r(l);
  r.down("A");
  r.up("A", 200);
  r.advance_ms(kLifeMs + kSkewMs + base::kMinuteMs);
  ASSERT_TRUE(r.take<wire::Query>("A"));
  r.frame("A", wire::Status{about(l), wire::Fate::Never});
  EXPECT_TRUE(r.reports().empty()) << "the database that it is bound to may have accepted it";
  r.advance_ms(kAskingMs);
  ASSERT_EQ(r.reports().size(), 1U);
  EXPECT_EQ(r.reports()[0].kind, message::StatementKind::Unknown);
}

TEST(Ends, ElsewhereWhileAskingIsUnknownAtTheEnd) {
  const Letter l = short_lived();
  BoundRelay r(l);
  r.advance_ms(kLifeMs + kSkewMs + base::kMinuteMs);
  ASSERT_TRUE(r.take<wire::Query>("A"));
  r.frame("A", wire::Refuse{about(l), base::Code::Elsewhere, true});
  r.advance_ms(kAskingMs);
  ASSERT_EQ(r.reports().size(), 1U);
  EXPECT_EQ(r.reports()[0].kind, message::StatementKind::Unknown);
}

TEST(Ends, UnknownAtTheEndOfAsking) {
  const Letter l = short_lived();
  BoundRelay r(l);
  r.down("A");
  r.advance_ms(kLifeMs + kSkewMs + kAskingMs - 1'000);
  EXPECT_TRUE(r.reports().empty());
  r.advance_ms(2'000);
  ASSERT_EQ(r.reports().size(), 1U);
  EXPECT_EQ(r.reports()[0].kind, message::StatementKind::Unknown);
  ASSERT_EQ(r.committed<EndLeg>().size(), 1U);
  EXPECT_TRUE(r.committed<EndLeg>()[0].unknown);
}

TEST(Ends, ABindingSurvivesARestartPastExpiryAndIsAskedFor) {
  const Letter l = short_lived();
  BoundRelay r(l);
  r.advance_ms(kLifeMs + kSkewMs + base::kMinuteMs);
  r.restart();
  r.up("A");
  EXPECT_TRUE(r.take<wire::Query>("A"));
  EXPECT_EQ(r.count<wire::Offer>("A"), 0U);
  EXPECT_TRUE(r.reports().empty());
}

TEST(Ends, RefusedAfterExpiryIsReportedAtOnce) {
  const Letter l = short_lived();
  BoundRelay r(l);
  r.advance_ms(kLifeMs + 1'000);
  r.up("B");
  r.sent.clear();
  r.frame("A", wire::Refuse{about(l), base::Code::Expired, true});
  ASSERT_EQ(r.reports().size(), 1U);
  EXPECT_EQ(r.count<wire::Offer>("B"), 0U) << "what has expired is not offered elsewhere";
}

TEST(Ends, StatementsAreNeverReportedOn) {
  Relay r;
  hand_over(r, short_lived({.kind = message::Kind::Statement}));
  r.advance_ms(kLifeMs + 100);
  EXPECT_TRUE(r.reports().empty());
  EXPECT_EQ(r.committed<EndLeg>().size(), 1U);
  EXPECT_EQ(r.legs_held(), 0U);
}

TEST(Ends, AtTheOriginatorTheReportIsKeptNotSent) {
  Bench s("S1");
  s.start();
  const Letter l = short_lived();
  s.submit(l);
  s.advance_ms(kLifeMs + 100);
  ASSERT_EQ(s.reports().size(), 1U);
  EXPECT_TRUE(s.testified.back().to.empty());
  EXPECT_EQ(s.committed<PutStatement>().size(), 1U);
  EXPECT_EQ(s.legs_held(), 0U);
}

TEST(Ends, AReportThatCannotBeSignedIsSaidInTheAudit) {
  Relay r;
  hand_over(r, short_lived());
  r.testify_fails = base::Error{base::Code::Internal, {}, std::nullopt, {}};
  r.advance_ms(kLifeMs + 1'000);
  EXPECT_EQ(r.committed<EndLeg>().size(), 1U);
  EXPECT_TRUE(r.noted("cannot-report"));
}

TEST(Ends, AnAnswerWhileTheReportIsBeingSignedDoesNotGiveTwoEnds) {
  const Letter l = short_lived();
  BoundRelay r(l);
  r.advance_ms(kLifeMs + kSkewMs + base::kMinuteMs);
  r.hold_testify = true;
  r.frame("A", wire::Status{about(l), wire::Fate::Never});
  r.frame("A", wire::Status{about(l), wire::Fate::Accepted});
  r.hold_testify = false;
  r.settle();
  EXPECT_EQ(r.committed<EndLeg>().size() + r.committed<MoveLeg>().size(), 1U);
  EXPECT_EQ(r.legs_held(), 1U) << "the report";
}

TEST(Ends, TheClockMarkKeepsAnExpiredMessageExpired) {
  Relay r;
  const Letter l = short_lived();
  r.know(l);
  r.tables.apply({0, false, {SetClockMark{kBegins + (kLifeMs + kSkewMs + 5'000)}}});
  r.restart();
  r.up("S1");
  r.sent.clear();
  r.frame("S1", offer(l));
  EXPECT_FALSE(r.take<wire::Accept>("S1"));
  EXPECT_EQ(r.must<wire::Refuse>("S1").code, base::Code::Expired);
}

TEST(Ends, WhatIsPastItsObjectiveIsSaidToBeLateOnce) {
  Relay r;
  const Letter l = letter({.precedence = message::Precedence::Flash});
  hand_over(r, l);
  r.advance_ms(11 * base::kMinuteMs);
  r.advance_ms(base::kHourMs);
  EXPECT_EQ(r.audited("late"), 1U);
  EXPECT_EQ(r.legs_held(), 1U) << "late is never dropped";
}

}  // namespace
}  // namespace backchannel::custody
