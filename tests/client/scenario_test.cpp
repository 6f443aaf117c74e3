// The scenarios as a person plays them: in a pipe, at a terminal with a decision to take, interrupted, and
// changed by a teacher.

#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <sstream>

#include "play_fixture.h"
#include "support/facilities.h"

namespace backchannel::client {
namespace {

class Scenario : public PlayTest {
 protected:
  [[nodiscard]] tests::Command scenario(std::vector<std::string> options) const {
    options.insert(options.begin(), "scenario");
    return play(std::move(options));
  }
  // A copy of a shipped scenario, with one place changed.
  [[nodiscard]] std::filesystem::path changed(const std::string& name, const std::string& from,
                                              const std::string& to) const {
    const auto copy = own_.path() / name;
    std::filesystem::copy(std::filesystem::path(BACKCHANNEL_SOURCE_DIR) / "scenarios" / name, copy);
    std::stringstream toml;
    toml << std::ifstream(copy / "scenario.toml").rdbuf();
    std::string text = toml.str();
    EXPECT_TRUE(text.contains(from));
    text.replace(text.find(from), from.size(), to);
    std::ofstream(copy / "scenario.toml", std::ios::trunc) << text;
    return copy;
  }
  // Played to its end in a pipe; what it wrote.
  [[nodiscard]] std::string played(const std::string& name, std::size_t scenes) const {
    const auto ended = tests::run(scenario({name, "--fast"}), kPlayPatience);
    EXPECT_EQ(ended.exit_code, 0) << ended.err << ended.out;
    EXPECT_EQ(ended.err, "");
    EXPECT_TRUE(tidy());
    EXPECT_EQ(check_scenes(lines_of(ended.out)), scenes + 2) << "the opening and the end too";
    EXPECT_TRUE(ended.out.contains("[doc]") && ended.out.contains("[exercise]"));
    EXPECT_TRUE(ended.out.contains("Nobody is asked: "));
    EXPECT_TRUE(ended.out.contains("All programs are stopped."));
    return ended.out;
  }

  tests::TemporaryFolder own_;
};

TEST_F(Scenario, ListsWhatThereIsAndWhoDecides) {
  const auto ended = tests::run(scenario({}));
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_TRUE(ended.out.contains("copies ") && ended.out.contains("decides: POLITICAL OFFICER")) << ended.out;
}

TEST_F(Scenario, AnUnknownNameOrRoleIsToldTheNearest) {
  const auto name = tests::run(scenario({"copeis"}));
  EXPECT_EQ(name.exit_code, 66);
  EXPECT_TRUE(name.err.contains("did you mean copies?")) << name.err;
  const auto role = tests::run(scenario({"copies", "--as", "POLITICAL OFICER"}));
  EXPECT_EQ(role.exit_code, 67);
  EXPECT_TRUE(role.err.contains("did you mean POLITICAL OFFICER?")) << role.err;
}

TEST_F(Scenario, CopiesCountsWhatFiveCaptionsMake) {
  const std::string out = played("copies", 5);
  EXPECT_TRUE(out.contains("SECRET; NODIS                       1       1        1\n")) << out;
  EXPECT_TRUE(out.contains("10      10       147\n")) << out;
  EXPECT_TRUE(out.contains("NODIS allows 1 copy")) << out;
}

TEST_F(Scenario, AStepReaddressesAMessageOrIsRefusedAsItSays) {
  const std::string last = "[[scene]]\ntitle = \"WHO COULD KNOW OF THE NODIS TELEGRAM?\"";
  const auto step = [](const std::string& keys) { return "[[scene.step]]\nas = \"SECRETARY\"\n" + keys; };
  const std::string on =
      "[[scene]]\ntitle = \"ON IT GOES\"\ntag = \"exercise\"\n" + step("read = \"the NODIS telegram\"\n") +
      step("readdress = \"the NODIS telegram\"\nto = \"ASSISTANT\"\nrefused = \"EyesOnly\"\n") +
      step(
          "readdress = \"the LIMITED OFFICIAL USE telegram\"\nto = \"PLANNING STAFF\"\n"
          "name = \"the readdressed telegram\"\nprecedence = \"PRIORITY\"\n") +
      "[[scene.step]]\ndelivered = \"the readdressed telegram\"\nto = \"DEPARTMENT\"\n";
  const std::string arrive =
      "[[scene.step]]\ndelivered = \"the NODIS telegram\"\nto = \"SECRETARY\"\n[[scene.step]]\ndelivered = "
      "\"the LIMITED OFFICIAL USE telegram\"\nto = \"DEPARTMENT\"\n";
  const auto folder = changed("copies", last, arrive + on + last);
  const auto ended = tests::run(scenario({folder.string(), "--fast"}), kPlayPatience);
  EXPECT_EQ(ended.exit_code, 0) << ended.err << ended.out;
  EXPECT_TRUE(ended.out.contains("NODIS forbids readdressing")) << ended.out;
  EXPECT_TRUE(ended.out.contains("SECRETARY sends the readdressed telegram")) << ended.out;
  EXPECT_TRUE(tidy());
}

TEST_F(Scenario, FrontChannelKeepsTheChannelFromTheDepartment) {
  const std::string out = played("front-channel", 6);
  EXPECT_TRUE(out.contains("AMBASSADOR sends the true report")) << out;
  EXPECT_TRUE(out.contains("SECRETARY       nothing  nothing   nothing   nothing  nothing\n")) << out;
}

TEST_F(Scenario, InflationMakesTheSameAlarmWait) {
  const std::string out = played("inflation", 3);
  EXPECT_TRUE(out.contains("times as long.")) << out;
}

TEST_F(Scenario, CrossedMessagesAreMarkedAndTheAircraftSeesTheHole) {
  const std::string out = played("crossed", 6);
  EXPECT_TRUE(out.contains("In HAIG's inbox: HAKTO 046 crossed with TOHAK 090.")) << out;
  EXPECT_TRUE(out.contains("In KISSINGER's inbox: TOHAK 090 crossed with HAKTO 046.")) << out;
  EXPECT_TRUE(out.contains("In KISSINGER's inbox: TOHAK 091 crossed no message.")) << out;
  EXPECT_TRUE(out.contains("with 1 message sent, and goes on after HAKTO 046.")) << out;
  EXPECT_TRUE(out.contains("KISSINGER sends HAKTO 047")) << out;
  EXPECT_TRUE(out.contains("Outstanding at KISSINGER: TOHAK 090 to 093")) << out;
  EXPECT_TRUE(out.contains("TOHAK 095 crossed no message.")) << out;
}

TEST_F(Scenario, AHoleThatIsNotThereEndsThePlay) {
  const auto hole = changed("crossed", "TOHAK 090 to 093", "TOHAK 090 to 092");
  const auto ended = tests::run(scenario({hole.string(), "--fast"}), kPlayPatience);
  EXPECT_EQ(ended.exit_code, kPlayFailed);
  EXPECT_TRUE(
      ended.err.contains("expected TOHAK 090 to 092 outstanding at KISSINGER, found TOHAK 090 to 093"))
      << ended.err;
  EXPECT_TRUE(tidy());
}

TEST_F(Scenario, EveryChoiceThatIsNotTakenPlaysToItsEnd) {
  const std::vector<std::pair<std::string, std::string>> others = {
      {"front-channel", "a"}, {"front-channel", "c"}, {"crossed", "a"}};
  for (const auto& [name, choice] : others) {
    const auto folder = changed(name, "taken = \"b\"", "taken = \"" + choice + "\"");
    const auto ended = tests::run(scenario({folder.string(), "--fast"}), kPlayPatience);
    EXPECT_EQ(ended.exit_code, 0) << name << choice << ended.err << ended.out;
    static_cast<void>(check_scenes(lines_of(ended.out)));
    std::filesystem::remove_all(folder);
  }
  EXPECT_TRUE(tidy());
}

TEST_F(Scenario, AtATerminalTheRolesChoiceIsTaken) {
  BC_NEEDS_TERMINALS();
  auto command = scenario({"copies", "--as", "POLITICAL OFFICER"});
  command.environment.emplace_back("TERM", "xterm");
  tests::Terminal terminal(command);
  for (int scene = 1; scene <= 3; ++scene) {
    ASSERT_TRUE(terminal.shows("    Enter ", kPlayPatience)) << terminal.screen();
    terminal.type("\n");
  }
  ASSERT_TRUE(terminal.shows("Your choice (a or b): ", kPlayPatience)) << terminal.screen();
  EXPECT_TRUE(terminal.echoes());
  terminal.type("x\n");
  ASSERT_TRUE(terminal.shows("Your choice (a or b): ", kPlayPatience)) << "x is none of the choices";
  terminal.type("B\n");
  ASSERT_TRUE(terminal.shows("MAIL ROOM", kPlayPatience)) << terminal.screen();
  for (int scene = 4; scene <= 6; ++scene) {
    ASSERT_TRUE(terminal.shows("    Enter ", kPlayPatience)) << terminal.screen();
    terminal.type("\n");
  }
  EXPECT_EQ(terminal.wait(kPlayPatience), 0) << terminal.screen();
  EXPECT_FALSE(terminal.screen().contains("Nobody is asked"));
  EXPECT_TRUE(tidy());
}

TEST_F(Scenario, InterruptedAtADecisionItStopsEverything) {
  BC_NEEDS_TERMINALS();
  auto command = scenario({"copies"});
  command.environment.emplace_back("TERM", "xterm");
  tests::Terminal terminal(command);
  for (int scene = 1; scene <= 3; ++scene) {
    ASSERT_TRUE(terminal.shows("    Enter ", kPlayPatience)) << terminal.screen();
    terminal.type("\n");
  }
  ASSERT_TRUE(terminal.shows("Your choice (a or b): ", kPlayPatience)) << terminal.screen();
  terminal.type("\x03");
  EXPECT_EQ(terminal.wait(kPlayPatience), kPlayInterrupted);
  EXPECT_TRUE(terminal.echoes());
  EXPECT_TRUE(becomes_tidy());
}

TEST_F(Scenario, AStepThatComesOutOtherwiseEndsItWithItsLine) {
  const auto folder = changed("copies", "readers = 4", "readers = 5");
  const auto ended = tests::run(scenario({folder.string(), "--fast"}), kPlayPatience);
  EXPECT_EQ(ended.exit_code, kPlayFailed);
  EXPECT_TRUE(ended.err.starts_with(
      "backchannel scenario: expected 5 people who may open SECRET; EXDIS, found 4 (scenario.toml:"))
      << ended.err;
  EXPECT_TRUE(tidy());
}

TEST_F(Scenario, AMistakeInItsFileIsNamedBeforeAnythingStarts) {
  const auto folder = changed("copies", "as = \"POLITICAL OFFICER\"", "as = \"POLITICAL OFFICIER\"");
  const auto ended = tests::run(scenario({folder.string()}));
  EXPECT_EQ(ended.exit_code, 67);
  EXPECT_EQ(ended.out, "");
  EXPECT_TRUE(ended.err.contains("scenario.toml:") &&
              ended.err.contains("did you mean \"POLITICAL OFFICER\"?"))
      << ended.err;
}

}  // namespace
}  // namespace backchannel::client
