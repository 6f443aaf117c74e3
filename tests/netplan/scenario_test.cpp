// The shipped scenario: a sound plan, the seed's words, and nothing shown as history that is not.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "backchannel/message/time_group.h"
#include "backchannel/netplan/path.h"
#include "backchannel/text/value.h"
#include "sample.h"

namespace backchannel::netplan::test {

namespace {

const std::string kFolder = "scenarios/hakto-49/";

Plan shipped() {
  auto plan = load(file_content(kFolder + "net.toml"), "net.toml", real_catalogue());
  EXPECT_TRUE(plan) << (plan ? "" : base::to_sentence(plan.error()));
  return plan ? *plan : Plan{};
}

text::Value toml_of(const std::string& name) {
  auto value = text::parse_toml(file_content(kFolder + name), name);
  EXPECT_TRUE(value) << (value ? "" : base::to_sentence(value.error()));
  return value ? *value : text::Value{};
}

std::string string_at(const text::Value& table, std::string_view key) {
  const text::Value* found = table.find(key);
  return found != nullptr && found->string() != nullptr ? *found->string() : "(none)";
}

message::Label hakto_label() {
  message::Label label;
  label.classification = real_catalogue().classification("TOP SECRET")->number;
  label.restrictive.insert(real_catalogue().caveat("SENSITIVE")->number);
  label.informative.insert(real_catalogue().caveat("EXCLUSIVELY EYES ONLY")->number);
  return label;
}

std::vector<std::string> path_of(const Plan& plan, const std::string& from, const std::string& to,
                                 const message::Label& label, const std::string& channel) {
  std::vector<std::string> out;
  for (const auto& name :
       path(plan, real_catalogue(), base::NodeName(from), base::NodeName(to), label, channel)) {
    out.push_back(name.value);
  }
  return out;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> out;
  for (std::string word; stream >> word;) out.push_back(word);
  return out;
}

const std::vector<std::string> kForms = {
    "hakto-49.form.toml",  "routine-1.form.toml", "routine-2.form.toml",   "routine-3.form.toml",
    "routine-4.form.toml", "routine-5.form.toml", "routine-long.form.toml"};

}  // namespace

TEST(Scenario, ThePlanHasNoProblems) {
  for (const base::Error& error :
       problems(file_content(kFolder + "net.toml"), "net.toml", real_catalogue())) {
    ADD_FAILURE() << base::to_sentence(error);
  }
}

TEST(Scenario, TheHaktoGoesByTheChannelOfTheDocument) {
  EXPECT_EQ(
      path_of(shipped(), "SAIGON", "WHITE HOUSE SITUATION ROOM", hakto_label(), "CAS"),
      (std::vector<std::string>{"SAIGON", "CAS-SAIGON", "CAS-HQ", "WH-COMM", "WHITE HOUSE SITUATION ROOM"}));
}

TEST(Scenario, TheEnclosureGoesOnToParisWithoutAChannel) {
  EXPECT_EQ(path_of(shipped(), "WHITE HOUSE SITUATION ROOM", "PARIS", hakto_label(), ""),
            (std::vector<std::string>{"WHITE HOUSE SITUATION ROOM", "WH-COMM", "PARIS"}));
}

TEST(Scenario, StateIsNeverOnAPathOfTheHakto) {
  const Plan plan = shipped();
  for (const Node& from : plan.nodes) {
    for (const std::string channel : {"CAS", ""}) {
      EXPECT_TRUE(path_of(plan, from.name.value, "STATE", hakto_label(), channel).empty() ||
                  from.name.value == "STATE");
      for (const Node& to : plan.nodes) {
        if (from.name.value == "STATE" || to.name.value == "STATE") continue;
        const auto way = path_of(plan, from.name.value, to.name.value, hakto_label(), channel);
        EXPECT_EQ(std::count(way.begin(), way.end(), "STATE"), 0);
      }
    }
  }
  EXPECT_EQ(why_no_path(plan, real_catalogue(), base::NodeName("SAIGON"), base::NodeName("STATE"),
                        hakto_label(), ""),
            "the circuit WH-COMM - STATE is accredited for SECRET, the message is TOP SECRET");
}

TEST(Scenario, TheNumbersAreThoseOfTheDocument) {
  const Plan plan = shipped();
  EXPECT_EQ(message::to_dtg(plan.begins), "230525Z OCT 72");
  const Node* first = plan.node(base::NodeName("CAS-SAIGON"));
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->bearer, "SAIGON");
  EXPECT_EQ(first->bearer_next, 231U);
  ASSERT_FALSE(plan.numbers.empty());
  EXPECT_EQ(plan.numbers[0].series, "HAKTO");
  EXPECT_EQ(plan.numbers[0].next, 49U);
}

TEST(Scenario, TheMeetingIsEightHoursAndThirtyFiveMinutesAway) {
  const Plan plan = shipped();
  const auto meeting = message::next_local(plan.begins, "1500", plan.node(base::NodeName("PARIS"))->zone);
  ASSERT_TRUE(meeting);
  EXPECT_EQ(message::to_dtg(*meeting), "231400Z OCT 72");
  EXPECT_EQ(*meeting - plan.begins, 8 * base::kHourMs + 35 * base::kMinuteMs);
}

TEST(Scenario, WhatIsMadeUpIsMarkedAsExercise) {
  const Plan plan = shipped();
  for (const char* name : {"WH-COMM", "STATE"}) EXPECT_EQ(plan.node(base::NodeName(name))->basis, "exercise");
  EXPECT_EQ(plan.person(base::PersonName("STATE DUTY OFFICER"))->basis, "exercise");
  for (const Node& node : plan.nodes) EXPECT_FALSE(node.note.empty()) << node.name.value;
  for (const Person& person : plan.persons) EXPECT_FALSE(person.note.empty()) << person.name.value;
}

TEST(Scenario, TheEnclosureHasTheWordsOfTheDocument) {
  const std::string enclosure = string_at(toml_of("hakto-49.form.toml"), "enclosure");
  EXPECT_EQ(words_of(enclosure).size(), 528U);
  EXPECT_EQ(std::count(enclosure.begin(), enclosure.end(), '\n'), 18)
      << "ten paragraphs, an empty line between";
  EXPECT_TRUE(
      enclosure.starts_with("The President of the United States wishes to inform the Prime Minister of the "
                            "Democratic Republic of Vietnam of the following urgent matters.\n"));
  EXPECT_TRUE(enclosure.ends_with("on the basis of agreements that have already been achieved."));
  EXPECT_NE(
      enclosure.find(
          "Sensitive consultations were bound to be undermined by the virtual [garble] of an agreement"),
      std::string::npos);
  // The letters of the document, summed: a slip of one letter anywhere changes it.
  std::uint64_t sum = 0;
  for (const std::string& word : words_of(enclosure)) {
    for (const char c : word) sum = sum * 31 + static_cast<unsigned char>(c);
  }
  EXPECT_EQ(sum, 10795549571484759532U);
}

TEST(Scenario, TheEditorsApparatusStandsOutsideTheText) {
  const text::Value form = toml_of("hakto-49.form.toml");
  const std::string enclosure = string_at(form, "enclosure");
  for (const char* apparatus : {"Page 284", "Begin text", "End text", "announcement", "Source:"}) {
    EXPECT_EQ(enclosure.find(apparatus), std::string::npos) << apparatus;
  }
  const text::Value* garbles = form.find("garble");
  ASSERT_NE(garbles, nullptr);
  ASSERT_NE(garbles->array(), nullptr);
  ASSERT_EQ(garbles->array()->size(), 1U);
  const text::Value& garble = garbles->array()->front();
  EXPECT_NE(enclosure.find(string_at(garble, "at")), std::string::npos);
  EXPECT_EQ(string_at(garble, "arrived"), "");
  EXPECT_EQ(string_at(garble, "editors_guess"), "announcement?");
  ASSERT_NE(form.find("source"), nullptr);
  EXPECT_NE(string_at(*form.find("source"), "source_note").find("Box TS 59"), std::string::npos);
}

TEST(Scenario, ThePassOnNamesReaderOutsiderAndHour) {
  const text::Value form = toml_of("hakto-49.form.toml");
  const text::Value* pass_on = form.find("pass_on");
  ASSERT_NE(pass_on, nullptr);
  const Plan plan = shipped();
  EXPECT_NE(plan.person(base::PersonName(string_at(*pass_on, "to"))), nullptr);
  ASSERT_EQ(plan.outsiders.size(), 1U);
  EXPECT_EQ(string_at(*pass_on, "for_whom"), plan.outsiders[0].name);
  EXPECT_EQ(string_at(*pass_on, "local_time"), "1500");
  EXPECT_TRUE(message::is_zone(string_at(*pass_on, "zone")));
  EXPECT_EQ(string_at(*pass_on, "as_written"), string_at(form, "text"));
}

TEST(Scenario, EveryFormNamesPersonsStationsAndMarkingsOfThePlanAndDoctrine) {
  const Plan plan = shipped();
  for (const std::string& name : kForms) {
    const text::Value form = toml_of(name);
    EXPECT_NE(plan.person(base::PersonName(string_at(form, "from"))), nullptr) << name;
    const std::string to = string_at(form, "to");
    EXPECT_TRUE(plan.person(base::PersonName(to)) != nullptr || plan.node(base::NodeName(to)) != nullptr)
        << name;
    EXPECT_NE(real_catalogue().classification(string_at(form, "classification")), nullptr) << name;
    EXPECT_TRUE(message::precedence_from(string_at(form, "precedence"))) << name;
    if (const text::Value* caveats = form.find("caveats")) {
      ASSERT_NE(caveats->array(), nullptr) << name;
      for (const text::Value& caveat : *caveats->array()) {
        EXPECT_NE(real_catalogue().caveat(*caveat.string()), nullptr) << name;
      }
    }
  }
}

TEST(Scenario, EveryKeyOfEveryFormIsExplainedInTheFirst) {
  const std::string explained = file_content(kFolder + "hakto-49.form.toml").substr(0, 4'000);
  for (const std::string& name : kForms) {
    const text::Value form = toml_of(name);
    for (const auto& [key, value] : *form.table()) {
      const bool table = value.table() != nullptr;
      const bool tables =
          value.array() != nullptr && !value.array()->empty() && value.array()->front().table() != nullptr;
      const std::string shown = tables  ? "#   [[" + key + "]]"
                                : table ? "#   [" + key + "]"
                                        : "#   " + key + " ";
      EXPECT_NE(explained.find(shown), std::string::npos) << name << ": " << key;
    }
  }
}

TEST(Scenario, ExerciseTrafficSaysThatItIs) {
  for (const std::string& name : kForms) {
    if (!name.starts_with("routine")) continue;
    const text::Value form = toml_of(name);
    EXPECT_TRUE(string_at(form, "text").starts_with("EXERCISE EXERCISE EXERCISE")) << name;
    EXPECT_EQ(string_at(form, "precedence"), "ROUTINE") << name;
  }
}

TEST(Scenario, PracticeOf1972HasOneShortWordForEveryParty) {
  const text::Value practice = toml_of("practice-1972.toml");
  ASSERT_NE(practice.find("practice"), nullptr);
  const Plan plan = shipped();
  std::set<std::string> parties;
  for (const text::Value& row : *practice.find("practice")->array()) {
    const std::string party = string_at(row, "party");
    EXPECT_TRUE(parties.insert(party).second) << party;
    EXPECT_TRUE(plan.node(base::NodeName(party)) != nullptr ||
                plan.person(base::PersonName(party)) != nullptr || plan.outsiders[0].name == party)
        << party;
    EXPECT_LE(string_at(row, "word").size(), 10U) << party;
    EXPECT_TRUE((std::set<std::string>{"doc", "inferred", "exercise"}.contains(string_at(row, "basis"))))
        << party;
    EXPECT_NE(string_at(row, "source"), "(none)") << party;
    EXPECT_NE(string_at(row, "phrase"), "(none)") << party;
  }
  EXPECT_EQ(parties.size(), 10U);
}

}  // namespace backchannel::netplan::test
