#include <gtest/gtest.h>

#include <set>

#include "backchannel/simulate/world.h"

namespace backchannel::simulate {
namespace {

WorldConfig seed_of(std::uint64_t seed, Planted planted = Planted::None) {
  WorldConfig config;
  config.seed = seed;
  config.messages = 30;
  config.planted = planted;
  return config;
}

std::string sentences(const WorldReport& report, const WorldConfig& config) {
  std::string all = "replay: " + replay_command(config);
  for (const std::string& each : report.broken) all += "\n" + each;
  return all;
}

// Some world breaks, and the checker of this fault is the one that says so.
void expect_caught(Planted planted, const std::string& words) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed)
    for (const std::string& each : run_world(seed_of(seed, planted)).broken)
      if (each.find(words) != std::string::npos) return;
  FAIL() << "no world says: " << words;
}

TEST(World, EveryInvariantHoldsInEveryWorld) {
  Marks marks;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const WorldReport report = run_world(seed_of(seed));
    ASSERT_TRUE(report.broken.empty()) << sentences(report, seed_of(seed));
    EXPECT_EQ(report.submitted,
              report.delivered + report.not_delivered + report.unknown + report.refused + report.held);
    marks |= report.marks;
  }
  EXPECT_GE(marks.count(), 45U) << "rare paths are hardly walked any more";
}

TEST(World, SameSeedGivesTheSameTrace) {
  std::set<std::uint64_t> hashes;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::uint64_t hash = run_world(seed_of(seed)).trace_hash;
    EXPECT_EQ(hash, run_world(seed_of(seed)).trace_hash) << replay_command(seed_of(seed));
    hashes.insert(hash);
  }
  EXPECT_EQ(hashes.size(), 20U) << "different seeds must be different worlds";
}

TEST(World, ThreadsChangeNothing) {
  const auto alone = run_worlds(seed_of(0), 1, 8, 1);
  const auto together = run_worlds(seed_of(0), 1, 8, 3);
  for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_EQ(alone[i].trace_hash, together[i].trace_hash);
}

TEST(Planted, AnAnswerBeforeTheSyncIsCaught) {
  expect_caught(Planted::AnswerBeforeSync, "what it does not hold");
}

TEST(Planted, ForgottenTombstonesAreCaught) {
  expect_caught(Planted::ForgetTombstones, "accepts for the second time");
}

TEST(Planted, ForgottenFencesAreCaught) { expect_caught(Planted::ForgetFences, "without a fence"); }

TEST(Planted, ForgottenStatementsAreCaught) {
  expect_caught(Planted::ForgetStatements, "has no station receipt");
}

TEST(Planted, APayloadThatGoesEarlyIsCaught) {
  expect_caught(Planted::DropPayloadEarly, "holds a leg without the text of");
}

TEST(Planted, ABindingThatIsNotDurableIsCaught) {
  expect_caught(Planted::LateBinding, "has not committed that it is bound");
}

TEST(Planted, HaveForAStrangerIsCaught) { expect_caught(Planted::HaveForStrangers, "and has it from"); }

TEST(Planted, ARefusalForGoodWithoutAFenceIsCaught) {
  expect_caught(Planted::RefuseWithoutFence, "without a fence");
}

TEST(Planted, WhatIsTakenBackThoughAcceptedIsCaught) {
  expect_caught(Planted::RefuseAfterAccept, "has accepted from it");
}

TEST(Planted, AReportOfWhatWasDeliveredIsCaught) {
  expect_caught(Planted::ReportDelivered, "both that it was delivered and that it was not");
}

TEST(Planted, TheWrongOrderIsCaught) { expect_caught(Planted::WrongOrder, "is ready and waits"); }

}  // namespace
}  // namespace backchannel::simulate
