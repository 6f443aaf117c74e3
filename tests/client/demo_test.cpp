// The demonstration as a person starts it: in a pipe, at a terminal, interrupted, killed, and told to expect
// what is not so.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "backchannel/message/printed.h"
#include "play_fixture.h"
#include "support/facilities.h"

namespace backchannel::client {
namespace {

constexpr std::chrono::milliseconds kMoment{500};

class Demo : public PlayTest {
 protected:
  [[nodiscard]] tests::Command demo(std::vector<std::string> options) const {
    options.insert(options.begin(), "demo");
    return play(std::move(options));
  }
};

TEST_F(Demo, FastInAPipeItTellsTheWholeStoryAndLeavesNothing) {
  const auto ended = tests::run(demo({"--fast"}), kPlayPatience);
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
  EXPECT_EQ(check_scenes(lines), 13U);
  const auto last_reader =
      std::ranges::find_if(lines, [](const std::string& line) { return line.starts_with("DRV DELEGATION"); });
  ASSERT_NE(last_reader, lines.end());
  EXPECT_TRUE((last_reader + 1)->contains(message::kExerciseBanner)) << "the last row of the table";
}

TEST_F(Demo, InterruptedInTheMiddleItStopsEverything) {
  BC_NEEDS_PROC();
  tests::Process process(demo({"--fast"}));
  ASSERT_TRUE(process.says("programs are running", kPlayPatience)) << process.err();
  EXPECT_FALSE(left_running().empty());
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(kPlayPatience).exit_code, kPlayInterrupted);
  EXPECT_TRUE(tidy());
}

TEST_F(Demo, KilledItLeavesNothingEither) {
  BC_NEEDS_PROC();
  tests::Process process(demo({"--fast"}));
  ASSERT_TRUE(process.says("programs are running", kPlayPatience)) << process.err();
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
  const auto ended = tests::run(command, kPlayPatience);
  EXPECT_EQ(ended.exit_code, kPlayFailed);
  EXPECT_EQ(ended.err, "backchannel demo: expected 230525Z OCT 72, found 230526Z OCT 72\n");
  EXPECT_TRUE(tidy());
}

TEST_F(Demo, AtATerminalItWaitsForEnterTypesAndObeysCtrlC) {
  BC_NEEDS_TERMINALS();
  auto command = demo({});
  command.environment.emplace_back("TERM", "xterm");
  command.environment.emplace_back("NO_COLOR", "");
  tests::Terminal terminal(command);
  ASSERT_TRUE(terminal.shows("    Enter ", kPlayPatience)) << terminal.screen();
  EXPECT_FALSE(terminal.shows("THE SLIP", kMoment)) << "it went on without Enter";
  EXPECT_FALSE(terminal.echoes());
  EXPECT_TRUE(terminal.screen().contains("\x1b[1m"));
  terminal.type("\n");
  ASSERT_TRUE(terminal.shows("T O P", kPlayPatience));
  terminal.type("\x03");
  EXPECT_EQ(terminal.wait(kPlayPatience), kPlayInterrupted);
  EXPECT_TRUE(terminal.echoes());
  EXPECT_TRUE(becomes_tidy());
}

}  // namespace
}  // namespace backchannel::client
