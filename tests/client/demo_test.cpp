// The demonstration as a person starts it: in a pipe, at a terminal, interrupted, killed, and told to expect
// what is not so.

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "backchannel/base/format.h"
#include "backchannel/message/printed.h"
#include "support/facilities.h"
#include "support/process.h"
#include "support/terminal.h"

namespace backchannel::client {
namespace {

constexpr std::size_t kColumns = 80, kSceneLines = 12;
constexpr int kFailed = 70, kInterrupted = 130;
constexpr std::chrono::milliseconds kLook{10}, kPatience{120'000}, kMoment{500};

class Demo : public ::testing::Test {
 protected:
  [[nodiscard]] tests::Command demo(std::vector<std::string> options) const {
    tests::Command command;
    command.program = tests::program("backchannel");
    command.arguments = {"demo"};
    command.arguments.insert(command.arguments.end(), options.begin(), options.end());
    command.environment = {{"TMPDIR", folder_.path().string()}, {"BACKCHANNEL_DATA", BACKCHANNEL_SOURCE_DIR}};
    return command;
  }

  // Processes that were given a folder of this test, zombies not counted.
  [[nodiscard]] std::vector<std::string> left_running() const {
    std::vector<std::string> left;
    std::error_code gone;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
      std::ifstream file(entry.path() / "cmdline");
      std::stringstream words;
      words << file.rdbuf();
      if (words.str().contains(folder_.path().string())) left.push_back(words.str());
    }
    return left;
  }
  [[nodiscard]] bool tidy() const {
    return std::filesystem::is_empty(folder_.path()) && left_running().empty();
  }

  // For what happens after the demonstration itself is gone.
  [[nodiscard]] bool becomes_tidy() const {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!tidy()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      static_cast<void>(::poll(nullptr, 0, static_cast<int>(kLook.count())));
    }
    return true;
  }

  tests::TemporaryFolder folder_;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_F(Demo, FastInAPipeItTellsTheWholeStoryAndLeavesNothing) {
  const auto ended = tests::run(demo({"--fast"}), kPatience);
  ASSERT_EQ(ended.exit_code, 0) << ended.err << ended.out;
  EXPECT_EQ(ended.err, "");
  EXPECT_TRUE(tidy());
  for (const char* words : {"| 1325 |", "| 0125 |", "| 0625 |", "8 h 35 min", "230525Z OCT 72", "HAKTO 049",
                            "CITE SAIGON 0231", "Hakto 49/231", "HALTED", "resumes at byte",
                            "Refused: ", "WHP 77", "Who has read it?", "[doc]", "[inferred]", "[exercise]"})
    EXPECT_TRUE(ended.out.contains(words)) << words;
  for (const char* words : {"announcement", "Page 284", "\x1b", "\r", "\t"})
    EXPECT_FALSE(ended.out.contains(words)) << words;

  const auto lines = lines_of(ended.out);
  std::size_t scene = 0, scenes = 0;
  for (const std::string& line : lines) {
    EXPECT_LE(base::columns(line), kColumns) << line;
    scene = line.contains(message::kExerciseBanner) ? 0 : scene + 1;
    scenes += scene == 1 ? 1 : 0;
    EXPECT_LE(scene, kSceneLines) << line;
  }
  EXPECT_EQ(scenes, 13U);
  EXPECT_TRUE(lines.front().contains(message::kExerciseBanner) &&
              lines.back().contains(message::kExerciseBanner));
  const auto last_reader =
      std::ranges::find_if(lines, [](const std::string& line) { return line.starts_with("DRV DELEGATION"); });
  ASSERT_NE(last_reader, lines.end());
  EXPECT_TRUE((last_reader + 1)->contains(message::kExerciseBanner)) << "the last row of the table";
}

TEST_F(Demo, InterruptedInTheMiddleItStopsEverything) {
  BC_NEEDS_PROC();
  tests::Process process(demo({"--fast"}));
  ASSERT_TRUE(process.says("programs are running", kPatience)) << process.err();
  EXPECT_FALSE(left_running().empty());
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(kPatience).exit_code, kInterrupted);
  EXPECT_TRUE(tidy());
}

TEST_F(Demo, KilledItLeavesNothingEither) {
  BC_NEEDS_PROC();
  tests::Process process(demo({"--fast"}));
  ASSERT_TRUE(process.says("programs are running", kPatience)) << process.err();
  process.kill();
  EXPECT_TRUE(becomes_tidy());
}

TEST_F(Demo, AStepThatComesOutOtherwiseIsSaidAndEndsIt) {
  tests::TemporaryFolder data;
  const std::filesystem::path source = BACKCHANNEL_SOURCE_DIR;
  for (const char* part : {"doctrine", "scenarios", "certs"})
    std::filesystem::copy(source / part, data.path() / part, std::filesystem::copy_options::recursive);
  const auto plan = data.path() / "scenarios" / "hakto-49" / "net.toml";
  std::stringstream toml;
  toml << std::ifstream(plan).rdbuf();
  std::string text = toml.str();
  const std::string begins = "\"230525Z OCT 72\"";
  text.replace(text.find(begins), begins.size(), "\"230526Z OCT 72\"");
  std::ofstream(plan, std::ios::trunc) << text;

  auto command = demo({"--fast"});
  command.environment.back().second = data.path().string();
  const auto ended = tests::run(command, kPatience);
  EXPECT_EQ(ended.exit_code, kFailed);
  EXPECT_EQ(ended.err, "backchannel demo: expected 230525Z OCT 72, found 230526Z OCT 72\n");
  EXPECT_TRUE(tidy());
}

TEST_F(Demo, AtATerminalItWaitsForEnterTypesAndObeysCtrlC) {
  BC_NEEDS_TERMINALS();
  auto command = demo({});
  command.environment.emplace_back("TERM", "xterm");
  command.environment.emplace_back("NO_COLOR", "");
  tests::Terminal terminal(command);
  ASSERT_TRUE(terminal.shows("    Enter ", kPatience)) << terminal.screen();
  EXPECT_FALSE(terminal.shows("THE SLIP", kMoment)) << "it went on without Enter";
  EXPECT_FALSE(terminal.echoes());
  EXPECT_TRUE(terminal.screen().contains("\x1b[1m"));
  terminal.type("\n");
  ASSERT_TRUE(terminal.shows("T O P", kPatience));
  terminal.type("\x03");
  EXPECT_EQ(terminal.wait(kPatience), kInterrupted);
  EXPECT_TRUE(terminal.echoes());
  EXPECT_TRUE(becomes_tidy());
}

}  // namespace
}  // namespace backchannel::client
