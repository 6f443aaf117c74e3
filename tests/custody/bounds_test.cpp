// What a neighbour can make this node keep in memory is bounded, whatever it sends.

#include <gtest/gtest.h>

#include <set>

#include "backchannel/wire/codec.h"
#include "bench.h"

namespace backchannel::custody {
namespace {

constexpr int kFlood = 1'000;

struct Relay : Bench {
  Relay() : Bench("R") {
    start();
    for (const char* peer : {"S1", "S2", "A", "B"}) up(peer);
    sent.clear();
  }
};

wire::Consignment some_transfer(int number) {
  wire::Consignment out{{}, 1, {0}};
  out.transfer.value[0] = static_cast<std::uint8_t>(number);
  out.transfer.value[1] = static_cast<std::uint8_t>(number >> 8);
  out.transfer.value[31] = 9;
  return out;
}

TEST(Bounds, OnePeersQuestionsWaitOnlySoManyAtATimeAndHinderNobodyElses) {
  Relay r;
  r.hold_find = true;
  for (int i = 0; i < kFlood; ++i) r.frame("S1", wire::Query{some_transfer(i)});
  EXPECT_EQ(r.finds.size(), base::kQueriesPerPeerMax);
  r.frame("A", wire::Query{some_transfer(0)});
  EXPECT_EQ(r.finds.size(), base::kQueriesPerPeerMax + 1);
  r.hold_find = false;
  r.settle();
  r.advance_ms(100);
  EXPECT_EQ(r.count<wire::Status>("S1"), base::kQueriesPerPeerMax);
  EXPECT_EQ(r.must<wire::Status>("A").fate, wire::Fate::Never);
  EXPECT_EQ(r.audited("query-put-off"), 1U) << "the first in full, then a count";
  r.frame("S1", wire::Query{some_transfer(kFlood)});
  EXPECT_EQ(r.count<wire::Status>("S1"), base::kQueriesPerPeerMax + 1) << "afterwards it is heard again";
}

TEST(Bounds, TheSameQuestionWhileItIsBeingAnsweredIsOne) {
  Relay r;
  r.hold_find = true;
  for (int i = 0; i < kFlood; ++i) r.frame("S1", wire::Query{some_transfer(7)});
  EXPECT_EQ(r.finds.size(), 1U);
}

TEST(Bounds, OnePeersTransfersComeInOnlySoManyAtATime) {
  Relay r;
  r.hold_find = true;
  for (int i = 0; i < kFlood; ++i) r.frame("S1", offer(letter({})));
  EXPECT_EQ(r.finds.size(), base::kIncomingPerPeerMax);
  EXPECT_EQ(r.count<wire::Busy>("S1"), kFlood - base::kIncomingPerPeerMax);
  LetterWords words;
  words.from = "S2";
  r.frame("S2", offer(letter(words)));
  EXPECT_EQ(r.count<wire::Busy>("S2"), 0U);
}

TEST(Bounds, AnOfferRepeatedAsksTheStoreOnce) {
  Relay r;
  const Letter l = letter({});
  r.frame("S1", offer(l, {0}, false));
  ASSERT_TRUE(r.take<wire::Go>("S1"));
  r.hold_find = true;
  for (int i = 0; i < kFlood; ++i) r.frame("S1", offer(l, {0}, false));
  EXPECT_EQ(r.finds.size(), 1U);
}

TEST(Bounds, OffersPastTheirLifeMakeNoMoreCommitsWaitThanTransfersMayComeIn) {
  Relay r;
  r.hold_commits = true;
  for (int i = 0; i < kFlood; ++i) {
    LetterWords words;
    words.created_ms = -10 * base::kHourMs;
    words.lifetime_ms = base::kHourMs;
    r.frame("S1", offer(letter(words)));
  }
  EXPECT_EQ(r.commits.size(), base::kIncomingPerPeerMax);
  r.hold_commits = false;
  r.settle();
  EXPECT_EQ(r.count<wire::Refuse>("S1"), base::kIncomingPerPeerMax);
}

TEST(Bounds, OnePeerMakesTheStoreKeepOnlySoManyFences) {
  Relay r;
  for (std::uint32_t i = 0; i < 2 * base::kFencesPerPeerAtOnce; ++i)
    r.frame("S1", wire::Query{some_transfer(static_cast<int>(i))});
  EXPECT_EQ(r.committed<PutFence>().size(), base::kFencesPerPeerAtOnce);
  std::size_t unknown_yet = 0;
  while (const auto status = r.take<wire::Status>("S1"))
    if (status->fate == wire::Fate::UnknownYet) ++unknown_yet;
  EXPECT_EQ(unknown_yet, base::kFencesPerPeerAtOnce) << "NEVER is said behind a fence only";
  // What is bad is refused without one: for now, and no less.
  r.verify_fails = base::Error{base::Code::Integrity, {}, std::nullopt, {}};
  r.frame("S1", offer(letter({})));
  EXPECT_FALSE(r.must<wire::Refuse>("S1").stable);
  LetterWords words;
  words.from = "S2";
  r.frame("S2", offer(letter(words)));
  EXPECT_TRUE(r.must<wire::Refuse>("S2").stable) << "another neighbour has fences of its own";
  r.verify_fails.reset();
  r.advance_ms(1'000);
  r.frame("S1", wire::Query{some_transfer(99'999)});
  EXPECT_EQ(r.must<wire::Status>("S1").fate, wire::Fate::Never);
}

TEST(Bounds, WhatAPeerMakesTheAuditSayIsOneRowOfEachKindASecond) {
  Relay r;
  for (int i = 0; i < kFlood; ++i) {
    const Letter l = letter({});
    r.frame("S1", wire::Have{some_transfer(i)});
    r.frame("S1", wire::Accept{some_transfer(i), std::nullopt});
    r.frame("S1", wire::Status{some_transfer(i), wire::Fate::Accepted});
    wire::Offer unsound = offer(l);
    unsound.header = {1, 2, 3};
    r.frame("S1", unsound);
    wire::Hello wild;
    wild.handling = base::HandlingTime{i};
    wild.version = 99;
    r.frame("A", wild);
  }
  r.advance_ms(60);
  std::set<std::string> kinds;
  std::size_t rows = 0;
  for (const PutAudit& row : r.committed<PutAudit>()) {
    kinds.insert(row.event);
    ++rows;
  }
  EXPECT_LE(rows, 6U);
  EXPECT_TRUE(kinds.contains("offer-unsound") && kinds.contains("answer-ignored") &&
              kinds.contains("hello-refused"));
}

TEST(Bounds, CircuitNumbersAreCountedForTheCircuitsOfThePlanOnly) {
  Relay r;
  for (int i = 0; i < 50; ++i) {
    const Letter l = letter({});
    r.know(l);
    r.frame("S1", offer(l));
  }
  std::set<std::string> names;
  for (const SetCounter& each : r.committed<SetCounter>()) names.insert(each.name);
  EXPECT_EQ(names, (std::set<std::string>{"bearer", "circuit:A"}));
}

}  // namespace
}  // namespace backchannel::custody
