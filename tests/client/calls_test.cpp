// How the program answers to the ways it is called, before any net is there.

#include "backchannel/message/printed.h"
#include "backchannel/text/value.h"
#include "client_fixture.h"

namespace backchannel::client {
namespace {

using Calls = ClientTest;

constexpr int kUsage = 64, kDataError = 65, kNoInput = 66, kIoError = 74, kNoPermission = 77, kConfig = 78;

TEST_F(Calls, AloneItTellsANewcomerWhatToDoFirst) {
  const auto ended = call({});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_TRUE(has(ended.out, "backchannel net up")) << ended.out;
  EXPECT_LE(longest_line(ended.out), 80U);
}

TEST_F(Calls, EveryCommandHasHelpWithAnExampleWithin80Columns) {
  for (auto words : all_commands()) {
    words.emplace_back("--help");
    const auto ended = call(words);
    const std::string name = words.front() == "--help" ? "backchannel" : words.front() + " " + words[1];
    EXPECT_EQ(ended.exit_code, 0) << name << ended.err;
    EXPECT_TRUE(has(ended.out, "usage: backchannel")) << name;
    EXPECT_TRUE(has(ended.out, "Examples:\n  backchannel")) << name;
    EXPECT_LE(longest_line(ended.out), 80U) << name << "\n" << ended.out;
    EXPECT_EQ(ended.err, "") << name;
  }
}

TEST_F(Calls, HelpMayBeAskedForByItsName) {
  EXPECT_EQ(call({"help", "read"}).out, call({"read", "--help"}).out);
}

TEST_F(Calls, TheVersionIsPrinted) {
  const auto ended = call({"--version"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_TRUE(ended.out.starts_with("backchannel 0.")) << ended.out;
}

TEST_F(Calls, AnUnknownCommandIsMisuseAndTheNearestIsNamed) {
  const auto ended = call({"inbx"});
  EXPECT_EQ(ended.exit_code, kUsage);
  EXPECT_TRUE(has(ended.err, "\"inbx\"")) << ended.err;
  EXPECT_TRUE(has(ended.err, "did you mean inbox?")) << ended.err;
  EXPECT_EQ(ended.out, "");
}

TEST_F(Calls, AnUnknownCommandOfNetIsMisuseAndTheNearestIsNamed) {
  const auto ended = call({"net", "chekc", "plan.toml"});
  EXPECT_EQ(ended.exit_code, kUsage);
  EXPECT_TRUE(has(ended.err, "did you mean check?")) << ended.err;
}

TEST_F(Calls, AnUnknownOptionIsMisuseAndTheNearestIsNamed) {
  const auto ended = call({"inbox", "--jsn"});
  EXPECT_EQ(ended.exit_code, kUsage);
  EXPECT_TRUE(has(ended.err, "did you mean --json?")) << ended.err;
}

TEST_F(Calls, AMissingArgumentIsNamed) {
  const auto ended = call({"net", "check"});
  EXPECT_EQ(ended.exit_code, kUsage);
  EXPECT_TRUE(has(ended.err, "PLAN")) << ended.err;
  EXPECT_TRUE(has(ended.err, "backchannel net check --help")) << ended.err;
}

TEST_F(Calls, ControlCharactersOfACallDoNotReachTheTerminal) {
  const auto ended = call({"in\033[31mbox"});
  EXPECT_EQ(ended.exit_code, kUsage);
  EXPECT_FALSE(has(ended.err, "\033")) << ended.err;
}

TEST_F(Calls, WithoutANetTheWayToStartOneIsNamed) {
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"--as", "HAIG", "inbox"},
                                             {"net", "status"},
                                             {"net", "down"},
                                             {"audit", "--node", "CAS-HQ"},
                                             {"inbox", "--as", "HAIG", "--net", "nowhere"}}) {
    const auto ended = call(words);
    EXPECT_EQ(ended.exit_code, kNoInput) << words.front();
    EXPECT_TRUE(has(ended.err, "backchannel net up")) << ended.err;
    EXPECT_EQ(ended.out, "");
  }
}

TEST_F(Calls, AFormThatIsNotThereIsNamed) {
  const auto ended = call({"--as", "HAIG", "compose", "nothing.toml"});
  EXPECT_EQ(ended.exit_code, kNoInput);
  EXPECT_TRUE(has(ended.err, "nothing.toml")) << ended.err;
}

TEST_F(Calls, ComposingWithoutFormOrTerminalIsMisuse) {
  const auto ended = call({"--as", "HAIG", "compose"});
  EXPECT_EQ(ended.exit_code, kUsage);
  EXPECT_TRUE(has(ended.err, "no terminal")) << ended.err;
}

TEST_F(Calls, AFormWithAMistakeIsNamedWithItsLineAndColumn) {
  const auto ended = call({"compose", file("bad.form.toml", "from = \"HAIG\"\nto = [\"GUAY\"\n")});
  EXPECT_EQ(ended.exit_code, kDataError);
  EXPECT_TRUE(has(ended.err, "bad.form.toml:")) << ended.err;
}

TEST_F(Calls, LimitsNeedNeitherNetNorPerson) {
  const auto ended = call({"status", "--limits"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_TRUE(has(ended.out, "1,048,576")) << ended.out;
  EXPECT_LE(longest_line(ended.out), 80U);
}

TEST_F(Calls, TheCatalogueFillsNoMoreThanTheScreenAndStandsBetweenTheBanners) {
  const auto ended = call({"catalog"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_TRUE(ended.out.starts_with(message::kExerciseBanner)) << ended.out;
  EXPECT_TRUE(ended.out.ends_with(std::string(message::kExerciseBanner) + "\n"));
  EXPECT_LE(longest_line(ended.out), 80U) << ended.out;
  EXPECT_FALSE(has(ended.out, "\033"));
}

TEST_F(Calls, ACatalogueEntryIsFoundByAnotherWayOfWritingIt) {
  const auto ended = call({"catalog", "show", "strictly", "eyes", "only"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_TRUE(has(ended.out, "names exactly one reader")) << ended.out;
}

TEST_F(Calls, EveryKindOfCatalogueEntryIsExplainedWithSourceAndBasis) {
  const std::vector<std::pair<std::string, std::string>> said = {
      {"EXDIS", "only to readers on the net's list (our choice)"},
      {"NIACT", "the duty officer is woken"},
      {"at 1500", "handed over at the time named"},
      {"FLASH", "writer to reader within 10 min"},
      {"HAKTO", "one journey"},
      {"bunker", "only over circuits of this bearer"},
      {"ZOV", "REROUTED"},
      {"unclas", "a classification"}};
  for (const auto& [name, words] : said) {
    const auto ended = call({"catalog", "show", name});
    EXPECT_EQ(ended.exit_code, 0) << name << ended.err;
    EXPECT_TRUE(has(ended.out, words)) << ended.out;
    EXPECT_TRUE(has(ended.out, "source")) << ended.out;
    EXPECT_TRUE(has(ended.out, "basis")) << ended.out;
    EXPECT_LE(longest_line(ended.out), 80U) << ended.out;
  }
}

TEST_F(Calls, AWordOfTwoKindsShowsBoth) {
  const auto ended = call({"catalog", "show", "CAS", "--json"});
  const auto json = text::parse_json(ended.out, "catalog");
  ASSERT_TRUE(json) << ended.out;
  ASSERT_NE(json->find("rows"), nullptr);
  EXPECT_EQ(json->find("rows")->array()->size(), 2U);
}

TEST_F(Calls, AnUnknownCatalogueEntryGivesTheNearest) {
  const auto ended = call({"catalog", "show", "HAKOT"});
  EXPECT_EQ(ended.exit_code, kNoInput);
  EXPECT_TRUE(has(ended.err, "did you mean HAKTO?")) << ended.err;
}

TEST_F(Calls, OutputThatCannotBeWrittenIsAnError) {
  tests::Command shell =
      command({"-c", "\"$0\" catalog > /dev/full", tests::program("backchannel").string()});
  shell.program = "/bin/sh";
  const auto ended = tests::run(shell);
  EXPECT_EQ(ended.exit_code, kIoError) << ended.err;
}

TEST_F(Calls, ASoundPlanIsSaidToBeSound) {
  const auto ended = call({"net", "check", "hakto-49"});
  EXPECT_EQ(ended.exit_code, 0) << ended.out;
  EXPECT_EQ(ended.out, "");
  EXPECT_TRUE(has(ended.err, "sound")) << ended.err;
}

TEST_F(Calls, EveryProblemOfAPlanIsNamedWithFileLineAndColumn) {
  const std::string plan =
      file("bad.toml",
           "[net]\nname = \"bad\"\nbegins = \"230525Z OCT 72\"\nends = \"240525Z OCT 72\"\n"
           "[[station]]\nname = \"A\"\nzone = \"Nowhere/Land\"\nclearance = \"SECRET\"\n"
           "[[circuit]]\nends = [\"A\", \"B\"]\naccreditation = \"SECRET\"\n");
  const auto ended = call({"net", "check", plan});
  EXPECT_EQ(ended.exit_code, kConfig);
  EXPECT_TRUE(has(ended.out, plan + ":7:8:")) << ended.out;
  EXPECT_TRUE(has(ended.out, plan + ":10:")) << ended.out;
  EXPECT_TRUE(has(ended.out, "hint:")) << ended.out;
}

TEST_F(Calls, ThePlanOfAScenarioIsShownWithoutANet) {
  const auto ended = call({"net", "show", "hakto-49"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_TRUE(has(ended.out, "WATCH OFFICER"));
  EXPECT_TRUE(has(ended.out, "CAS-SAIGON"));
  EXPECT_LE(longest_line(ended.out), 80U) << ended.out;
}

TEST_F(Calls, WhatACircuitDoesAndWhatEachMaySendIsShown) {
  const std::string plan =
      file("weather.toml",
           "[net]\nname = \"w\"\nbegins = \"230525Z OCT 72\"\nends = \"240525Z OCT 72\"\n"
           "[[station]]\nname = \"A\"\nclearance = \"SECRET\"\n"
           "[[station]]\nname = \"B\"\nclearance = \"SECRET\"\n"
           "[[circuit]]\nends = [\"A\", \"B\"]\naccreditation = \"SECRET\"\nrate = \"75 baud\"\n"
           "delay = \"250 ms\"\nloss = \"0.5 %\"\nfairness = true\n"
           "outages = [{ from = \"230600Z OCT 72\", until = \"230630Z OCT 72\", only = \"B\" }]\n"
           "[[admission]]\nwho = \"*\"\nprecedence = \"FLASH\"\nburst = 5\nper_minute = 10\n"
           "held = { messages = 200, bytes = 2000000 }\n");
  const auto ended = call({"net", "show", plan});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  for (const char* words : {"75 bit/s", "delays each frame by 250 ms", "loses 0.5 % of the frames",
                            "loses what B sends from 230600Z OCT 72 until 230630Z OCT 72",
                            "keeps 5 % of its bytes", "everybody", "200 messages"})
    EXPECT_TRUE(has(ended.out, words)) << words << ended.out;
  EXPECT_LE(longest_line(ended.out), 80U) << ended.out;
}

TEST_F(Calls, AScenarioThatIsNotThereGivesTheNearest) {
  const auto ended = call({"net", "show", "hakto-94"});
  EXPECT_EQ(ended.exit_code, kNoInput);
  EXPECT_TRUE(has(ended.err, "did you mean hakto-49?")) << ended.err;
}

}  // namespace
}  // namespace backchannel::client
