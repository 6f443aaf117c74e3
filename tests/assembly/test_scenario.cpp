// Scenario files: what is read, and what is said about what cannot be.

#include <gtest/gtest.h>

#include "backchannel/assembly/net_folder.h"
#include "backchannel/assembly/scenario.h"

namespace backchannel::assembly {
namespace {

const std::string kHead = "title = \"T\"\nabout = \"A.\"\n[[scene]]\ntitle = \"S\"\ntag = \"exercise\"\n";
const ScenarioNames kNames{{"ANNE", "BERT"}, {"HERE", "THERE"}, {"one.form.toml"}, {"ANNE"}};

// The error for these steps of one scene, parsing and names.
std::string error_for(const std::string& steps) {
  const auto parsed = parse_scenario(kHead + steps, "scenario.toml");
  if (!parsed) return base::to_sentence(parsed.error());
  const auto checked = check_scenario(*parsed, kNames);
  return checked ? "none" : base::to_sentence(checked.error());
}

std::string step(const std::string& keys) { return "[[scene.step]]\n" + keys; }

const std::string kSend = step("send = \"one.form.toml\"\nas = \"ANNE\"\nname = \"first\"\n");

TEST(Scenario, ReadsEveryKindOfStep) {
  const std::string steps =
      step("say = \"a\"\ntag = \"doc\"\nsource = \"d60\"\n") + step("show = \"b\"\ntag = \"exercise\"\n") +
      kSend + step("delivered = \"first\"\nto = \"BERT\"\nwithin_s = 5\nquiet = true\n") +
      step("read = \"first\"\nas = \"BERT\"\nrefused = \"EyesOnly\"\n") +
      step("acknowledge = \"first\"\nas = \"BERT\"\nwords = \"will do\"\n") +
      step("quote = \"first\"\nas = \"BERT\"\nname = \"second\"\nto = \"ANNE\"\n") +
      step("readdress = \"first\"\nas = \"BERT\"\nto = \"ANNE\"\nrefused = \"EyesOnly\"\n") +
      step("copies = [{ message = \"first\", title = \"t\", copies = 1, readers = 1, observed = \"1\" }]\n") +
      step(
          "knows = \"first\"\nparties = [\"HERE\"]\n"
          "expect = [{ party = \"HERE\", fact = \"from, to\", knows = \"sees\" }]\n") +
      step("slower = \"second\"\nthan = \"first\"\ntimes = 3\n") +
      step("crossed = \"second\"\nas = \"ANNE\"\nwith = [\"first\"]\n") +
      step("missing = \"TOHAK 090\"\nas = \"BERT\"\n") + step("move = \"ANNE\"\n") +
      step(
          "decide = \"Which?\"\nrole = \"BERT\"\ntaken = \"b\"\ntag = \"exercise\"\n"
          "[[scene.step.choice]]\nkey = \"a\"\ntext = \"one\"\n"
          "[[scene.step.choice]]\nkey = \"b\"\ntext = \"other\"\n");
  const auto parsed = parse_scenario(kHead + steps, "scenario.toml");
  ASSERT_TRUE(parsed) << base::to_sentence(parsed.error());
  EXPECT_TRUE(check_scenario(*parsed, kNames));
  const auto& all = parsed->scenes.front().steps;
  ASSERT_EQ(all.size(), std::variant_size_v<decltype(Step::what)> + 1) << "say and show are of one kind";
  EXPECT_EQ(std::get<SayStep>(all[0].what).source, "d60");
  EXPECT_TRUE(std::get<SayStep>(all[1].what).as_is);
  EXPECT_TRUE(all[3].quiet);
  EXPECT_EQ(std::get<ReaddressStep>(all[7].what).to, std::vector<std::string>{"ANNE"});
  EXPECT_EQ(std::get<ReaddressStep>(all[7].what).refused, base::Code::EyesOnly);
  EXPECT_EQ(std::get<ReadStep>(all[4].what).refused, base::Code::EyesOnly);
  EXPECT_EQ(std::get<KnowsStep>(all[9].what).expected.front().fact, Fact::Parties);
  EXPECT_EQ(std::get<CrossedStep>(all[11].what).with, std::vector<std::string>{"first"});
  EXPECT_EQ(std::get<MissingStep>(all[12].what).numbers, "TOHAK 090");
  EXPECT_EQ(std::get<DecideStep>(all[14].what).taken, 1U);
  EXPECT_EQ(parsed->roles, std::vector<std::string>{"BERT"});
}

TEST(Scenario, APersonMovesAsOftenAsTheNetPlanMovesHim) {
  const std::string once = step("move = \"ANNE\"\n");
  EXPECT_EQ(error_for(once), "none");
  EXPECT_TRUE(error_for(once + once).contains("scenario.toml:8:1")) << error_for(once + once);
  EXPECT_TRUE(error_for(once + once).contains("no (further) move of \"ANNE\""));
  EXPECT_TRUE(error_for(step("move = \"BERT\"\n")).contains("no (further) move of \"BERT\""));
  EXPECT_TRUE(error_for(step("move = \"ANNA\"\n")).contains("did you mean \"ANNE\"?"));
}

TEST(Scenario, AReaddressalNamesItsAddresseesAndWhatIsCalledLater) {
  const std::string begin = "readdress = \"first\"\nas = \"BERT\"\n";
  EXPECT_TRUE(error_for(kSend + step(begin + "name = \"x\"\n")).contains("'to' is missing"));
  EXPECT_TRUE(error_for(kSend + step(begin + "to = \"ANNE\"\n")).contains("needs a 'name'"));
  EXPECT_TRUE(
      error_for(step(begin + "to = \"ANNE\"\nname = \"x\"\n")).contains("no message that an earlier"));
  EXPECT_EQ(error_for(kSend + step(begin + "to = \"ANNE\"\nname = \"x\"\n") +
                      step("read = \"x\"\nas = \"ANNE\"\n")),
            "none");
}

TEST(Scenario, AnUnknownKindOfStepIsToldTheNearestAndItsPlace) {
  const std::string error = error_for(step("sned = \"one.form.toml\"\n"));
  EXPECT_TRUE(error.starts_with("scenario.toml:7:")) << error;
  EXPECT_TRUE(error.contains("did you mean 'send'?")) << error;
}

TEST(Scenario, AnUnknownKeyOrWordIsToldTheNearest) {
  EXPECT_TRUE(error_for(step("say = \"a\"\ntga = \"doc\"\n")).contains("'tag' is missing"));
  EXPECT_TRUE(error_for(step("say = \"a\"\ntag = \"dok\"\n")).contains("did you mean \"doc\"?"));
  EXPECT_TRUE(error_for(kSend + step("read = \"first\"\nas = \"BERT\"\nrefused = \"EyeOnly\"\n"))
                  .contains("did you mean \"EyesOnly\"?"));
  EXPECT_TRUE(error_for(kSend + step("read = \"first\"\nas = \"BERT\"\nquite = true\n"))
                  .contains("did you mean 'quiet'?"));
}

TEST(Scenario, WhatIsDocumentedNamesItsSource) {
  EXPECT_TRUE(error_for(step("say = \"a\"\ntag = \"doc\"\n")).contains("needs a 'source'"));
  EXPECT_EQ(error_for(step("say = \"a\"\ntag = \"exercise\"\n")), "none");
}

TEST(Scenario, AStepDoesOneThing) {
  EXPECT_TRUE(error_for(step("say = \"a\"\nsend = \"one.form.toml\"\n")).contains("not both"));
}

TEST(Scenario, NamesMustStandForSomething) {
  EXPECT_TRUE(error_for(step("send = \"one.from.toml\"\nas = \"ANNE\"\nname = \"x\"\n"))
                  .contains("did you mean \"one.form.toml\"?"));
  EXPECT_TRUE(error_for(step("send = \"one.form.toml\"\nas = \"ANN\"\nname = \"x\"\n"))
                  .contains("did you mean \"ANNE\"?"));
  EXPECT_TRUE(
      error_for(kSend + step("read = \"frist\"\nas = \"BERT\"\n")).contains("did you mean \"first\"?"));
  EXPECT_TRUE(error_for(kSend + kSend).contains("called \"first\" already"));
  EXPECT_TRUE(error_for(step("send = \"one.form.toml\"\nas = \"ANNE\"\n")).contains("needs a 'name'"));
}

TEST(Scenario, WhatCrossedNamesMessagesThatWereSentAndSaysWithWhich) {
  const auto crossed = [](const std::string& keys) { return error_for(kSend + step(keys)); };
  EXPECT_EQ(crossed("crossed = \"first\"\nas = \"BERT\"\nwith = []\n"), "none");
  EXPECT_TRUE(crossed("crossed = \"first\"\nas = \"BERT\"\n").contains("'with' is missing"));
  EXPECT_TRUE(crossed("crossed = \"first\"\nas = \"BERT\"\nwith = [\"frist\"]\n")
                  .contains("did you mean \"first\"?"));
  EXPECT_TRUE(crossed("crossed = \"first\"\nas = \"BERTT\"\nwith = []\n").contains("mean \"BERT\"?"));
  EXPECT_TRUE(crossed("missing = \"TOHAK 090\"\nas = \"BERTT\"\n").contains("mean \"BERT\"?"));
}

TEST(Scenario, AfterADecisionOnlyWhatEveryChoiceSentIsThere) {
  const auto decide = [](const std::string& other) {
    return step(
        "decide = \"Which?\"\nrole = \"BERT\"\ntaken = \"a\"\ntag = \"exercise\"\n"
        "[[scene.step.choice]]\nkey = \"a\"\ntext = \"one\"\n[[scene.step.choice.step]]\n"
        "send = \"one.form.toml\"\nas = \"ANNE\"\nname = \"first\"\n"
        "[[scene.step.choice]]\nkey = \"b\"\ntext = \"other\"\n" +
        other);
  };
  const std::string read = step("read = \"first\"\nas = \"BERT\"\n");
  EXPECT_TRUE(error_for(decide("") + read).contains("no message that an earlier step has sent"));
  EXPECT_EQ(error_for(decide("[[scene.step.choice.step]]\nsend = \"one.form.toml\"\nas = \"BERT\"\n"
                             "name = \"first\"\n") +
                      read),
            "none");
}

TEST(Scenario, ADecisionHasChoicesAndTakesOneOfThem) {
  const std::string two =
      "[[scene.step.choice]]\nkey = \"a\"\ntext = \"one\"\n[[scene.step.choice]]\nkey = \"b\"\ntext = "
      "\"other\"\n";
  const auto decide = [](const std::string& taken, const std::string& choices) {
    return error_for(step("decide = \"Which?\"\nrole = \"BERT\"\ntag = \"exercise\"\ntaken = \"" + taken +
                          "\"\n" + choices));
  };
  EXPECT_EQ(decide("b", two), "none");
  EXPECT_TRUE(decide("c", two).contains("no word for 'taken'"));
  EXPECT_TRUE(decide("a", "").contains("two to four choices"));
  EXPECT_TRUE(decide("a", two + "[[scene.step.choice.step]]\ndecide = \"?\"\n").contains("further decision"));
}

TEST(Scenario, EveryShippedScenarioIsSoundAndHasItsTeachersNotes) {
  const auto catalogue = shipped_doctrine();
  ASSERT_TRUE(catalogue);
  const auto names = scenario_names();
  ASSERT_TRUE(names);
  EXPECT_FALSE(names->empty());
  for (const std::string& name : *names) {
    const auto folder = find_scenario(name);
    ASSERT_TRUE(folder);
    const auto loaded = load_scenario(*folder, *catalogue);
    EXPECT_TRUE(loaded) << name << ": " << (loaded ? "" : base::to_sentence(loaded.error()));
    const auto notes = read_file(*folder / "TEACHER.md", std::size_t{1} << 20);
    ASSERT_TRUE(notes) << name;
    for (const char* part : {"50 minutes", "## Handout", "## Three questions", "## Sources, and how sure"})
      EXPECT_TRUE(base::to_text(*notes).contains(part)) << name << ": " << part;
  }
}

}  // namespace
}  // namespace backchannel::assembly
