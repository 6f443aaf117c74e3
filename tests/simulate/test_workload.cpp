#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "backchannel/simulate/workload.h"
#include "backchannel/simulate/world.h"

namespace backchannel::simulate {
namespace {

std::string content_of(const std::filesystem::path& file) {
  std::ostringstream content;
  content << std::ifstream(file).rdbuf();
  return content.str();
}

std::string complaint(const std::string& toml) {
  const auto workload = load_workload(toml, "day.toml");
  return workload ? "none" : base::to_sentence(workload.error());
}

TEST(Workload, TheFilesOfThisFolderHoldInTheirWorlds) {
  const std::filesystem::path folder =
      std::filesystem::path(BACKCHANNEL_SOURCE_DIR) / "tests" / "simulate" / "workloads";
  unsigned files = 0;
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    ++files;
    const auto workload = load_workload(content_of(each.path()), each.path().string());
    ASSERT_TRUE(workload) << base::to_sentence(workload.error());
    WorldConfig config;
    config.workload = &*workload;
    for (config.seed = 1; config.seed <= 6; ++config.seed) {
      const WorldReport report = run_world(config);
      EXPECT_TRUE(report.broken.empty()) << replay_command(config) << "\n" << report.broken.front();
      EXPECT_GE(report.submitted, workload->messages);
    }
  }
  EXPECT_GE(files, 3U);
}

TEST(Workload, WhatIsNotAllowedDoesNotHappen) {
  const auto workload = load_workload("troubles = [\"doubling\"]\ncalm_one_in = 0", "day.toml");
  ASSERT_TRUE(workload);
  WorldConfig config;
  config.workload = &*workload;
  Marks marks;
  for (config.seed = 1; config.seed <= 10; ++config.seed) marks |= run_world(config).marks;
  const auto walked = [&](Mark mark) { return marks.test(static_cast<std::size_t>(mark)); };
  EXPECT_TRUE(walked(Mark::FrameDoubled));
  for (const Mark mark : {Mark::FrameLost, Mark::FrameOvertaken, Mark::PartitionCut, Mark::OneWayCut,
                          Mark::CrashInAwait, Mark::DiskFull, Mark::DiskFailed, Mark::ClockJumped,
                          Mark::PauseEnded, Mark::SlowPeerRead, Mark::ReaderFollowed, Mark::HeldByHostile})
    EXPECT_FALSE(walked(mark)) << sentence_of(mark);
}

TEST(Workload, TheReplayCommandNamesItsFile) {
  auto workload = load_workload("messages = 3", "some/day.toml");
  ASSERT_TRUE(workload);
  WorldConfig config;
  config.seed = 7;
  config.workload = &*workload;
  EXPECT_EQ(replay_command(config), "./run sim --seed 7 --workload some/day.toml");
}

TEST(Workload, EachTroubleHasANameThatAFileMayUse) {
  for (std::size_t i = 0; i < kTroubles; ++i) {
    const std::string name(name_of(static_cast<Trouble>(i)));
    const auto workload = load_workload("troubles = \"" + name + "\"", "day.toml");
    ASSERT_TRUE(workload) << name;
    EXPECT_TRUE(workload->allows(static_cast<Trouble>(i))) << name;
    EXPECT_EQ(workload->troubles.count(), 1U) << name;
  }
}

TEST(Workload, BadInputIsOneSentenceWithItsPlace) {
  EXPECT_EQ(complaint("messages = 0").find("day.toml:1:"), 0U) << complaint("messages = 0");
  EXPECT_NE(complaint("messages = \"many\"").find("whole number"), std::string::npos);
  EXPECT_NE(complaint("mesages = 3").find("day.toml:1:"), std::string::npos) << complaint("mesages = 3");
  EXPECT_EQ(complaint("window = 5\ntroubles = [\"rain\"]").find("day.toml:2:"), 0U)
      << complaint("window = 5\ntroubles = [\"rain\"]");
  EXPECT_EQ(complaint("[[precedence]]\nname = \"HASTY\"").find("day.toml:2:"), 0U);
  EXPECT_EQ(complaint("[[size]]\nleast = 9\nmost = 3").find("day.toml:3:"), 0U);
  EXPECT_NE(complaint("[[size]]\nshare = 3").find("least"), std::string::npos);
  EXPECT_EQ(complaint("messages = ").find("day.toml:1:"), 0U);
}

}  // namespace
}  // namespace backchannel::simulate
