// Further copies by the originator's station: when, by which way, how many, and when no more.

#include <gtest/gtest.h>

#include "bench.h"

namespace backchannel::custody {
namespace {

constexpr std::int64_t kFlashOverdueMs = 60'000;
constexpr std::int64_t kRoutineOverdueMs = 3 * base::kHourMs;

// T, which has two circuits: to A and to B.
struct Originator : Bench {
  explicit Originator(std::initializer_list<const char*> peers = {"A", "B"}) : Bench("T") {
    start();
    for (const char* peer : peers) up(peer);
    sent.clear();
  }
  Letter submitted(message::Precedence precedence, std::vector<std::string> to = {"U"},
                   std::int64_t lifetime_ms = 24 * base::kHourMs) {
    const Letter l = letter({.from = "T",
                             .to = std::move(to),
                             .precedence = precedence,
                             .lifetime_ms = lifetime_ms,
                             .writer = ""});
    submit(l);
    return l;
  }
  // Who was offered the copy: by its OFFER with the body, which is taken out.
  std::string offered(const Letter& l, std::uint8_t copy) {
    for (auto it = sent.begin(); it != sent.end(); ++it) {
      const auto* said = std::get_if<wire::Offer>(&it->second);
      if (said == nullptr || said->consignment.transfer != l.transfer() || said->consignment.copy != copy)
        continue;
      EXPECT_TRUE(said->body);
      std::string to = it->first.value;
      sent.erase(it);
      return to;
    }
    return {};
  }
  void accept(const std::string& peer, const Letter& l, std::uint8_t copy, wire::Legs legs = {0}) {
    frame(peer.c_str(), wire::Accept{about(l, std::move(legs), copy), std::nullopt});
  }
  // A statement message about a leg arrives.
  void hear(const Letter& l, message::StatementKind kind, std::uint16_t leg = 0, std::uint8_t copy = 1) {
    Letter carrier = letter({.from = "U", .to = {"T"}, .kind = message::Kind::Statement});
    message::Statement said;
    said.kind = kind;
    said.message = l.says.header.message;
    said.transfer = l.transfer();
    said.leg = leg;
    said.copy = copy;
    said.at = now().handling;
    said.author_node = "U";
    carrier.says.statements.emplace_back(message::SignedStatement{}, said);
    know(carrier);
    frame("A", offer(carrier));
  }
  [[nodiscard]] std::size_t copies_made() const { return audited("suspected-duplicate"); }
};

using message::Precedence;
using message::StatementKind;

TEST(Copies, AnOverdueFlashGoesOnceMoreByTheOtherWay) {
  Originator t;
  const Letter l = t.submitted(Precedence::Flash);
  ASSERT_EQ(t.offered(l, 1), "A");
  t.accept("A", l, 1);
  EXPECT_EQ(t.legs_held(), 0U);
  t.advance_ms(kFlashOverdueMs - 1'000);
  EXPECT_EQ(t.copies_made(), 0U);
  t.advance_ms(2'000);
  EXPECT_EQ(t.offered(l, 2), "B");
  EXPECT_EQ(t.copies_made(), 1U);
  EXPECT_EQ(t.tables.tombstones.at({l.transfer(), 0, 2}).from, base::NodeName()) << "it is ours";
  t.accept("B", l, 2);
  EXPECT_EQ(t.legs_held(), 0U);
}

TEST(Copies, WhatIsBoundToANeighbourThatIsSilentGoesRoundIt) {
  Originator t;
  const Letter l = t.submitted(Precedence::Flash);
  ASSERT_EQ(t.offered(l, 1), "A");
  t.down("A");
  t.advance_ms(kFlashOverdueMs + 1'000);
  EXPECT_EQ(t.offered(l, 2), "B");
  EXPECT_EQ(t.legs_held(), 2U) << "the first copy stays bound";
  t.up("A");
  t.frame("A", wire::Have{about(l)});
  EXPECT_EQ(t.legs_held(), 1U);
}

TEST(Copies, ARoutineIsSentAgainAfterItsOwnTime) {
  Originator t;
  const Letter l = t.submitted(Precedence::Routine);
  ASSERT_EQ(t.offered(l, 1), "A");
  t.accept("A", l, 1);
  t.advance_ms(kRoutineOverdueMs - 1'000);
  EXPECT_EQ(t.copies_made(), 0U);
  t.advance_ms(2'000);
  EXPECT_EQ(t.offered(l, 2), "B");
}

TEST(Copies, HoweverFastTheExerciseRunsFramesTakeTheirTime) {
  Originator t;
  t.plan.rate = 3'600;  // a FLASH would be overdue after 17 ms
  const Letter l = t.submitted(Precedence::Flash);
  t.accept(t.offered(l, 1), l, 1);
  t.advance_ms(5 * 3'600'000 - 1'000);
  EXPECT_EQ(t.copies_made(), 0U);
  t.advance_ms(2'000);
  EXPECT_EQ(t.copies_made(), 1U);
}

TEST(Copies, AReceiptEndsIt) {
  Originator t;
  const Letter l = t.submitted(Precedence::Flash);
  t.accept(t.offered(l, 1), l, 1);
  EXPECT_TRUE(t.tables.transfers.contains(l.transfer())) << "kept until the receipt";
  t.hear(l, StatementKind::StationReceipt);
  EXPECT_FALSE(t.tables.transfers.contains(l.transfer()));
  t.advance_ms(3 * kFlashOverdueMs);
  EXPECT_EQ(t.copies_made(), 0U);
}

TEST(Copies, AfterAReportNoneIsMade) {
  for (const StatementKind kind : {StatementKind::Report, StatementKind::Unknown}) {
    Originator t;
    const Letter l = t.submitted(Precedence::Flash);
    t.accept(t.offered(l, 1), l, 1);
    t.hear(l, kind);
    t.advance_ms(3 * kFlashOverdueMs);
    EXPECT_EQ(t.copies_made(), 0U);
  }
}

TEST(Copies, WordsThatComeWhileTheStoreIsAskedAreHeard) {
  for (const bool committed : {false, true}) {
    Originator t;
    const Letter l = t.submitted(Precedence::Flash);
    t.accept(t.offered(l, 1), l, 1);
    t.hold_reads = true;
    t.advance_ms(kFlashOverdueMs + 1'000);
    ASSERT_EQ(t.overdue.size(), 1U);
    OverdueRead before{t.overdue.front().id, t.tables.overdue(t.overdue.front())};
    t.overdue.clear();
    t.hold_commits = !committed;
    t.hear(l, StatementKind::Report);
    t.give(std::move(before));
    t.hold_commits = t.hold_reads = false;
    t.settle();
    t.advance_ms(1'000);
    EXPECT_EQ(t.copies_made(), 0U);
  }
}

TEST(Copies, WordsThatAreBeingCommittedWhenTheStoreIsAskedAreHeard) {
  Originator t;
  const Letter l = t.submitted(Precedence::Flash);
  t.accept(t.offered(l, 1), l, 1);
  t.hold_commits = true;
  t.hear(l, StatementKind::Report);
  t.hold_reads = true;
  t.advance_ms(kFlashOverdueMs + 1'000);
  ASSERT_FALSE(t.overdue.empty());
  t.hold_reads = false;
  ASSERT_TRUE(t.answer_one()) << "before the commit";
  t.hold_commits = false;
  t.settle();
  t.advance_ms(1'000);
  EXPECT_EQ(t.copies_made(), 0U);
}

TEST(Copies, WhatWaitsInTheOwnQueueNeedsNone) {
  Originator t(std::initializer_list<const char*>{});
  const Letter l = t.submitted(Precedence::Flash);
  t.advance_ms(3 * kFlashOverdueMs);
  EXPECT_EQ(t.copies_made(), 0U);
  t.up("B");
  EXPECT_EQ(t.offered(l, 1), "B");
}

TEST(Copies, ThreeAreTheMost) {
  Originator t;
  const Letter l = t.submitted(Precedence::Flash);
  t.accept(t.offered(l, 1), l, 1);
  for (const std::uint8_t copy : {std::uint8_t{2}, std::uint8_t{3}}) {
    t.advance_ms(kFlashOverdueMs + 1'000);
    t.accept(t.offered(l, copy), l, copy);
  }
  t.advance_ms(10 * kFlashOverdueMs);
  EXPECT_EQ(t.copies_made(), 2U);
  EXPECT_FALSE(t.tables.watched.contains(l.transfer())) << "nobody looks any more";
}

TEST(Copies, AFlashGoesAgainByTheOnlyWayOnceItHasPassedThere) {
  Originator t;
  t.down("B");
  const Letter l = t.submitted(Precedence::Flash);
  ASSERT_EQ(t.offered(l, 1), "A");
  t.accept("A", l, 1);
  t.advance_ms(kFlashOverdueMs + 1'000);  // by B, which is away
  EXPECT_EQ(t.legs_held(), 1U);
  t.up("B");
  ASSERT_EQ(t.offered(l, 2), "B");
  t.accept("B", l, 2);
  t.advance_ms(kFlashOverdueMs + 1'000);
  EXPECT_NE(t.offered(l, 3), "") << "both have passed it on";
}

TEST(Copies, ARoutineDoesNotGoTheSameWayTwice) {
  Originator t;
  const Letter l = t.submitted(Precedence::Routine, {"U"}, 48 * base::kHourMs);
  t.accept(t.offered(l, 1), l, 1);
  t.advance_ms(kRoutineOverdueMs + 1'000);
  t.accept(t.offered(l, 2), l, 2);
  t.advance_ms(3 * kRoutineOverdueMs);
  EXPECT_EQ(t.copies_made(), 1U);
}

TEST(Copies, OnlyTheLegsThatNobodyAnsweredForGoAgain) {
  Originator t;
  const Letter l = t.submitted(Precedence::Flash, {"U", "S1", "S2"});
  ASSERT_EQ(t.offered(l, 1), "A");
  t.accept("A", l, 1, {0, 1, 2});
  t.hear(l, StatementKind::StationReceipt, 1);
  t.advance_ms(kFlashOverdueMs + 1'000);
  const auto again = t.take<wire::Offer>("B");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->consignment, about(l, {0, 2}, 2));
}

TEST(Copies, NoneIsMadeOfWhatHasExpired) {
  Originator t;
  const Letter l = t.submitted(Precedence::Flash, {"U"}, kFlashOverdueMs / 2);
  t.accept(t.offered(l, 1), l, 1);
  t.advance_ms(2 * kFlashOverdueMs);
  EXPECT_EQ(t.copies_made(), 0U);
  EXPECT_FALSE(t.tables.watched.contains(l.transfer()));
}

TEST(Copies, ARestartForgetsNeitherTheTimeNorTheNumber) {
  Originator t;
  const Letter l = t.submitted(Precedence::Flash);
  t.accept(t.offered(l, 1), l, 1);
  t.restart();
  for (const char* peer : {"A", "B"}) t.up(peer);
  t.advance_ms(kFlashOverdueMs + 1'000);
  ASSERT_EQ(t.offered(l, 2), "B");
  t.restart();
  for (const char* peer : {"A", "B"}) t.up(peer);
  EXPECT_EQ(t.offered(l, 2), "B") << "the same copy, bound there";
  EXPECT_EQ(t.copies_made(), 1U);
}

TEST(Copies, ACommitThatIsLostMakesNoCopy) {
  Originator t;
  const Letter l = t.submitted(Precedence::Flash);
  t.accept(t.offered(l, 1), l, 1);
  t.hold_commits = true;
  t.advance_ms(kFlashOverdueMs + 1'000);
  EXPECT_EQ(t.offered(l, 2), "") << "nothing leaves before it is durable";
  t.restart();
  t.hold_commits = false;
  t.settle();
  for (const char* peer : {"A", "B"}) t.up(peer);
  EXPECT_EQ(t.offered(l, 2), "B") << "it is overdue still";
  EXPECT_EQ(t.copies_made(), 1U);
}

TEST(Copies, OnAFullDiskItIsMadeLater) {
  Originator t;
  const Letter l = t.submitted(Precedence::Flash);
  t.accept(t.offered(l, 1), l, 1);
  t.hold_reads = true;
  t.advance_ms(kFlashOverdueMs + 1'000);
  t.hold_reads = false;
  t.next_commit_fails = base::Error{base::Code::StoreFull, {}, std::nullopt, {}};
  t.settle();
  EXPECT_EQ(t.offered(l, 2), "");
  t.advance_ms(2'000);
  EXPECT_EQ(t.offered(l, 2), "B");
  EXPECT_EQ(t.copies_made(), 1U);
}

TEST(Copies, EachCopyThatEndsIsReportedUnderItsNumber) {
  Originator t;
  const Letter l = t.submitted(Precedence::Flash, {"U"}, 10 * base::kMinuteMs);
  ASSERT_EQ(t.offered(l, 1), "A");
  t.accept("A", l, 1);
  t.down("B");
  t.advance_ms(11 * base::kMinuteMs);
  const auto reports = t.reports();
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports.front().copy, 2);
  EXPECT_EQ(reports.front().kind, StatementKind::Report);
}

TEST(Copies, AThousandOverdueAreAllSentAgain) {
  Originator t;
  std::vector<Letter> all;
  for (int i = 0; i < 1'000; ++i) {
    all.push_back(t.submitted(Precedence::Immediate));
    t.accept(t.offered(all.back(), 1), all.back(), 1);
  }
  t.advance_ms(6 * base::kMinuteMs);
  for (int round = 0; round < 1'000 && t.legs_held() > 0; ++round)
    for (const Letter& l : all)
      if (const std::string to = t.offered(l, 2); !to.empty()) t.accept(to, l, 2);
  EXPECT_EQ(t.copies_made(), 1'000U);
  EXPECT_EQ(t.legs_held(), 0U);
}

}  // namespace
}  // namespace backchannel::custody
