#include <gtest/gtest.h>

#include <set>

#include "backchannel/simulate/world.h"

namespace backchannel::simulate {
namespace {

std::string sentences(const WorldReport& report, std::uint64_t seed) {
  std::string all = "replay: " + replay_command(seed);
  for (const std::string& each : report.broken) all += "\n" + each;
  return all;
}

unsigned worlds_that_break(Planted planted, unsigned seeds) {
  unsigned broken = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed)
    if (!run_world({seed, 30, planted}).broken.empty()) ++broken;
  return broken;
}

TEST(World, EveryInvariantHoldsInEveryWorld) {
  WorldReport sum;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    const WorldReport report = run_world({seed, 30, Planted::None});
    ASSERT_TRUE(report.broken.empty()) << sentences(report, seed);
    ASSERT_EQ(report.legs_submitted,
              report.delivered + report.not_delivered + report.unknown + report.rejected);
    sum.crashes += report.crashes;
    sum.frames_lost += report.frames_lost;
    sum.frames_doubled += report.frames_doubled;
    sum.halts += report.halts;
    sum.not_delivered += report.not_delivered;
    sum.unknown += report.unknown;
  }
  // The rare paths were really walked.
  EXPECT_GT(sum.crashes, 0U);
  EXPECT_GT(sum.frames_lost, 0U);
  EXPECT_GT(sum.frames_doubled, 0U);
  EXPECT_GT(sum.halts, 0U);
  EXPECT_GT(sum.not_delivered, 0U);
  EXPECT_GT(sum.unknown, 0U);
}

TEST(World, SameSeedGivesTheSameTrace) {
  std::set<std::uint64_t> hashes;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const std::uint64_t hash = run_world({seed, 20, Planted::None}).trace_hash;
    EXPECT_EQ(hash, run_world({seed, 20, Planted::None}).trace_hash) << replay_command(seed);
    hashes.insert(hash);
  }
  EXPECT_EQ(hashes.size(), 20U) << "different seeds must be different worlds";
}

TEST(World, CatchesAnAnswerGivenBeforeTheSync) {
  EXPECT_GT(worlds_that_break(Planted::AnswerBeforeSync, 40), 0U);
}

TEST(World, CatchesForgottenTombstones) { EXPECT_GT(worlds_that_break(Planted::ForgetTombstones, 40), 0U); }

TEST(World, CatchesTheWrongOrder) { EXPECT_GT(worlds_that_break(Planted::WrongOrder, 40), 0U); }

}  // namespace
}  // namespace backchannel::simulate
