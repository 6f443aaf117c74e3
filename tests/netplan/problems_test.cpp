#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "sample.h"

namespace backchannel::netplan::test {

TEST(Problems, AnUnknownStationSuggestsTheNearest) {
  expect_one(sample_with("station = \"BRAVO\"", "station = \"BRAVA\""), "\"BRAVA\"", "no station \"BRAVA\"",
             "did you mean \"BRAVO\"?");
}

TEST(Problems, AnUnknownEndOfACircuitSuggestsTheNearest) {
  const std::string toml = sample_with("ends = [\"HUB\", \"CHARLIE\"]", "ends = [\"HUB\", \"CHARLEY\"]");
  expect_one(toml, "\"CHARLEY\"", "no station or relay \"CHARLEY\"", "did you mean \"CHARLIE\"?");
}

TEST(Problems, AnUnknownNameWithoutANearOneListsTheKnown) {
  expect_one(sample_with("near = \"BRAVO\"", "near = \"ZZZZZZZZZZ\""), "\"ZZZZZZZZZZ\"", "no station",
             "known are: ALPHA, BRAVO, CHARLIE");
}

TEST(Problems, ANameUsedTwiceNamesTheLineOfTheFirst) {
  const std::string toml =
      sample_plan() + "[[person]]\nname = \"CLARA\"  # again\nstation = \"BRAVO\"\nclearance = \"SECRET\"\n";
  expect_one(toml, "\"CLARA\"  # again", "the person \"CLARA\" of line", "choose another name");
}

TEST(Problems, APersonMayNotBearAStationsName) {
  expect_one(sample_with("name = \"CLARA\"", "name = \"HUB\" # person"), "\"HUB\" # person",
             "the relay \"HUB\"", "choose another name");
}

TEST(Problems, TwoNamesMayNotShareAFolder) {
  const std::string toml = sample_plan() +
                           "[[person]]\nname = \"cla ra\"\nstation = \"BRAVO\"\nclearance = \"SECRET\"\n"
                           "[[person]]\nname = \"CLA-RA\"\nstation = \"BRAVO\"\nclearance = \"SECRET\"\n";
  expect_one(toml, "\"CLA-RA\"", "would have the same folder CLA-RA", "choose another name");
}

TEST(Problems, ANameIsNotTooLong) {
  const std::string name(65, 'N');
  expect_one(sample_with("name = \"DELEGATION\"", "name = \"" + name + "\""), "\"" + name + "\"",
             "65 bytes long", "shorter");
}

TEST(Problems, ANameHasNoControlCharacters) {
  expect_one(sample_with("name = \"DELEGATION\"", "name = \"DELE\\u001BGATION\""), "\"DELE\\u001BGATION\"",
             "control characters", "letters");
}

TEST(Problems, ANameHasNoSpaceAtItsEnds) {
  expect_one(sample_with("name = \"DELEGATION\"", "name = \"DELEGATION \""), "\"DELEGATION \"",
             "begins or ends", "space");
}

TEST(Problems, APersonStandsAtAStationAndNotAtARelay) {
  expect_one(sample_with("station = \"CHARLIE\"", "station = \"HUB\""), "\"HUB\"\nclearance = \"SECRET\"",
             "which is a relay", "at a station");
}

TEST(Problems, ANodeWithoutCircuitsIsNamed) {
  const std::string toml = sample_plan() + "[[relay]]\nname = \"LONELY\"\nclearance = \"SECRET\"\n";
  expect_one(toml, "\"LONELY\"", "has no circuit", "add a [[circuit]]");
}

TEST(Problems, AStationThatNothingLeadsToIsNamed) {
  const std::string toml = sample_plan() +
                           "[[relay]]\nname = \"ISLAND\"\nclearance = \"SECRET\"\n"
                           "[[station]]\nname = \"OUTPOST\"\nclearance = \"SECRET\"\n"
                           "[[circuit]]\nends = [\"ISLAND\", \"OUTPOST\"]\naccreditation = \"SECRET\"\n";
  expect_one(toml, "\"OUTPOST\"\nclearance", "cannot be reached from \"ALPHA\"", "circuit");
}

TEST(Problems, AStationBehindAnUnaccreditedCircuitIsNamedWithTheCircuit) {
  const std::string toml =
      sample_with("ends = [\"HUB\", \"CHARLIE\"]\naccreditation = \"SECRET\"",
                  "ends = [\"HUB\", \"CHARLIE\"]\naccreditation = { classifications = [\"SECRET\"] }");
  expect_one(toml, "\"CHARLIE\"\nclearance = \"SECRET\"\n\n[[person]]",
             "the circuit HUB - CHARLIE is accredited for only SECRET", "circuit");
}

TEST(Problems, ACircuitBelowItsTrafficIsNamed) {
  const std::string toml = sample_with("ends = [\"HUB\", \"BRAVO\"]\naccreditation = \"TOP SECRET\"",
                                       "ends = [\"HUB\", \"BRAVO\"]\naccreditation = \"SECRET\"");
  expect_one(toml, "\"BORIS\"]",
             "the circuit HUB - BRAVO is accredited for SECRET, the message is TOP SECRET", "raise");
}

TEST(Problems, ARelayBelowItsTrafficIsNamed) {
  const std::string toml = sample_with("name = \"HUB\"\nclearance = \"TOP SECRET\"",
                                       "name = \"HUB\"\nclearance = \"CONFIDENTIAL\"");
  expect_one(toml, "\"BORIS\"]", "the relay HUB is cleared for CONFIDENTIAL, the message is TOP SECRET",
             "raise");
}

TEST(Problems, TrafficOnAChannelNeedsCircuitsOfThatChannel) {
  const std::string toml =
      sample_with("precedence = \"FLASH\"\n", "precedence = \"FLASH\"\nchannel = \"CAS\" # here\n");
  expect_one(toml, "\"BORIS\"]",
             "the circuit HUB - BRAVO belongs to no channel, the message must go by the channel CAS",
             "route");
}

TEST(Problems, TrafficAboveItsReadersClearanceIsRefused) {
  const std::string toml = sample_with("station = \"BRAVO\"\nclearance = \"TOP SECRET\"",
                                       "station = \"BRAVO\"\nclearance = \"SECRET\"");
  expect_one(toml, "[[traffic]]", "BORIS", "clearance");
}

TEST(Problems, TrafficAboveItsWritersGrantIsRefused) {
  expect_one(sample_with("highest = \"FLASH\"", "highest = \"PRIORITY\""), "[[traffic]]", "FLASH", "grant");
}

TEST(Problems, ACircuitJoinsTwoDifferentNodes) {
  const std::string toml =
      sample_plan() + "[[circuit]]\nends = [\"HUB\", \"HUB\"] # same\naccreditation = \"SECRET\"\n";
  expect_one(toml, "\"HUB\"] # same", "to itself", "two different ends");
}

TEST(Problems, ACircuitStandsOnceWhicheverWayRound) {
  const std::string toml =
      sample_plan() + "[[circuit]]\nends = [\"BRAVO\", \"HUB\"]\naccreditation = \"SECRET\"\n";
  expect_one(toml, "\"BRAVO\", \"HUB\"]", "there is a circuit HUB - BRAVO already, in line",
             "leave one of them out");
}

TEST(Problems, ACircuitHasTwoEnds) {
  const std::string toml =
      sample_plan() + "[[circuit]]\nends = [\"BRAVO\"] # one\naccreditation = \"SECRET\"\n";
  expect_one(toml, "[\"BRAVO\"] # one", "this one has 1", "ends =");
}

TEST(Problems, AZoneIsInTheDatabase) {
  expect_one(sample_with("\"Europe/Paris\"", "\"Paris\""), "\"Paris\"", "time-zone database", "Europe/Paris");
}

TEST(Problems, ARateIsANumberWithAUnit) {
  expect_one(sample_with("\"384 kbit/s\"", "\"384 words\""), "\"384 words\"", "not understood", "384 kbit/s");
  expect_one(sample_with("bits_per_second = 9600", "bits_per_second = -17"), "-17", "not from 0",
             "choose a number");
  expect_one(sample_with("rate = 20", "rate = 0"), "0\ntrip", "not from 1", "choose a number");
}

TEST(Problems, ADateTimeGroupIsReadable) {
  expect_one(sample_with("begins = \"230525Z OCT 72\"", "begins = \"330525Z OCT 72\""), "\"330525Z OCT 72\"",
             "no date-time group", "230525Z OCT 72");
}

TEST(Problems, AnExerciseEndsAfterItBegins) {
  expect_one(sample_with("ends = \"240525Z OCT 72\"", "ends = \"220525Z OCT 72\""), "\"220525Z OCT 72\"",
             "ends before it begins", "later");
}

TEST(Problems, AGrantIsAPrecedence) {
  expect_one(sample_with("highest = \"FLASH\"", "highest = \"FLASHY\""), "\"FLASHY\"",
             "no precedence \"FLASHY\"", "did you mean \"FLASH\"?");
}

TEST(Problems, AListenAddressIsTcp) {
  for (const char* bad : {"ipc://x", "tcp://127.0.0.1", "tcp://:5501", "tcp://127.0.0.1:0",
                          "tcp://127.0.0.1:70000", "tcp://127.0.0.1:55x"}) {
    const std::string quoted = "\"" + std::string(bad) + "\"";
    expect_one(sample_with("\"tcp://127.0.0.1:5501\"", quoted), quoted, "tcp://HOST:PORT", "free port");
  }
}

TEST(Problems, TwoNodesDoNotListenAtOneAddress) {
  const std::string toml =
      sample_with("name = \"CHARLIE\"\n", "name = \"CHARLIE\"\nlisten = \"tcp://127.0.0.1:5501\" # too\n");
  expect_one(toml, "\"tcp://127.0.0.1:5501\" # too", "listens at", "another port");
}

TEST(Problems, ClassificationsCategoriesAndChannelsAreDoctrine) {
  expect_one(sample_with("name = \"CHARLIE\"\nclearance = \"SECRET\"",
                         "name = \"CHARLIE\"\nclearance = \"SECRETT\""),
             "\"SECRETT\"", "no classification", "did you mean \"SECRET\"?");
  expect_one(sample_with("channel = \"CAS\"", "channel = \"CASH\""), "\"CASH\"", "no channel",
             "did you mean \"CAS\"?");
  expect_one(sample_with("series = \"HAKTO\"", "series = \"HAKTOS\""), "\"HAKTOS\"", "no series",
             "did you mean \"HAKTO\"?");
}

TEST(Problems, ARuleForHandlingIsNoCategoryToBeClearedFor) {
  const std::string toml = sample_with(
      "station = \"ALPHA\"\nclearance = { classifications = \"TOP SECRET\", categories = [\"SENSITIVE\"] }",
      "station = \"ALPHA\"\nclearance = { classifications = \"TOP SECRET\", categories = [\"EYES ONLY\"] }");
  expect_one(toml, "\"EYES ONLY\"", "nobody is cleared for", "caveat of a message");
}

TEST(Problems, AMissingFieldShowsAnExample) {
  expect_one(sample_with("name = \"CHARLIE\"\nclearance = \"SECRET\"\n", "name = \"CHARLIE\"\n"),
             "[[station]]\nname = \"CHARLIE\"", "has no \"clearance\"", "clearance = \"");
}

TEST(Problems, AMisspeltKeyIsNamedWithTheNearest) {
  expect_one(sample_with("watch_officer = true", "watch_oficer = true"), "true", "watch_oficer",
             "did you mean \"watch_officer\"?");
}

TEST(Problems, AFieldOfTheWrongKindIsNamed) {
  expect_one(sample_with("watch_officer = true", "watch_officer = \"yes\""), "\"yes\"", "not true or false",
             "true or false");
  expect_one(sample_with("rate = 20", "rate = \"fast\""), "\"fast\"", "not a whole number", "whole number");
}

TEST(Problems, ASeriesStandsOnce) {
  const std::string toml = sample_plan() + "[[number]]\nseries = \"HAKTO\" # again\nnext = 1\n";
  expect_one(toml, "\"HAKTO\" # again", "stands twice", "leave one of them out");
}

// A sound summary with one field replaced.
std::string plan_with_summary(std::string_view from, std::string_view to) {
  std::string row =
      "[[summary]]\nseries = \"WHP\" # series\nfrom = \"ANNA\" # writer\nto = \"BRAVO\" # awaits\n"
      "due = [\"1600Z\", \"0500Z\"]\nwait_minutes = 30\nbasis = \"documented\"\nnote = \"a note\"\n";
  const std::size_t at = row.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return sample_plan() + row.replace(at, from.size(), to);
}

TEST(Problems, ASummaryIsReadWithItsTimesInOrder) {
  const auto plan = load(plan_with_summary("30", "45"), "net.toml", catalogue());
  ASSERT_TRUE(plan) << base::to_sentence(plan.error());
  ASSERT_EQ(plan->summaries.size(), 1U);
  const Summary& summary = plan->summaries[0];
  EXPECT_EQ(summary.order.series, "WHP");
  EXPECT_EQ(summary.order.due_minutes, (std::vector<int>{300, 960}));
  EXPECT_EQ(summary.order.wait_ms, 45 * base::kMinuteMs);
  EXPECT_EQ(summary.basis, "documented");
  EXPECT_TRUE(
      problems(plan_with_summary("from = \"ANNA\"", "from = \"CHARLIE\""), "net.toml", catalogue()).empty())
      << "whoever writes at a station";
}

TEST(Problems, ASummaryNamesWhatThePlanAndTheDoctrineKnow) {
  expect_one(plan_with_summary("WHP", "WHPP"), "\"WHPP\"", "no series \"WHPP\"", "did you mean \"WHP\"?");
  expect_one(plan_with_summary("ANNA", "ANNE"), "\"ANNE\"", "no person or station \"ANNE\"", "ANNA");
  expect_one(plan_with_summary("\"BRAVO\" # awaits", "\"BORIS\" # awaits"), "\"BORIS\" # awaits",
             "no station \"BORIS\"", "BRAVO");
  expect_one(plan_with_summary("\"ANNA\" # writer", "\"BRAVO\" # writer"), "\"BRAVO\" # writer", "to itself",
             "another station");
  expect_one(plan_with_summary("note =", "nota ="), "\"a note\"", "nota", "note");
}

TEST(Problems, ASummaryIsDueAtTimesOfTheDayFarEnoughApart) {
  for (const char* wrong : {"2400Z", "0560Z", "0500", "5Z", "-500Z", "05:00Z"})
    expect_one(plan_with_summary("0500Z", wrong), "\"" + std::string(wrong) + "\"", "no time of the day",
               "0500Z");
  expect_one(plan_with_summary("\"0500Z\"", "\"1600Z\" "), "\"1600Z\" ]", "stands twice", "once");
  expect_one(plan_with_summary("due = [\"1600Z\", \"0500Z\"]\n", ""), "[[summary]]", "never due", "due = ");
  expect_one(plan_with_summary("[\"1600Z\", \"0500Z\"]", "[]"), "[]", "never due", "due = ");
  expect_one(plan_with_summary("[\"1600Z\", \"0500Z\"]\nwait_minutes = 30",
                               "[\"2345Z\", \"0010Z\"]\nwait_minutes = 25"),
             "25\nbasis", "is not over when the next summary is due", "shorter");
}

TEST(Problems, ASummaryStandsOnceAndInASeriesOfItsWriter) {
  const std::string again =
      "[[summary]] # again\nseries = \"WHP\"\nfrom = \"ANNA\"\nto = \"BRAVO\"\ndue = \"0600Z\"\n";
  expect_one(plan_with_summary("30", "31") + again, "[[summary]] # again", "stands twice", "one \"due\"");

  const std::string kissinger =
      "[[person]]\nname = \"KISSINGER\"\nstation = \"CHARLIE\"\nclearance = \"SECRET\"\n";
  const auto of = [&](const std::string& writer) {
    return problems(sample_plan() + kissinger + "[[summary]]\nseries = \"HAKTO\"\nfrom = \"" + writer +
                        "\"\nto = \"BRAVO\"\ndue = \"0600Z\"\n",
                    "net.toml", real_catalogue());
  };
  EXPECT_TRUE(of("KISSINGER").empty()) << all(of("KISSINGER"));
  EXPECT_TRUE(of("CHARLIE").empty()) << "his station";
  ASSERT_EQ(of("ANNA").size(), 1U);
  EXPECT_NE(
      of("ANNA")[0].detail.find("\"ANNA\" does not write in the series HAKTO, in which KISSINGER writes"),
      std::string::npos)
      << all(of("ANNA"));
}

TEST(Problems, AllOfThemComeAtOnceInTheOrderOfTheFile) {
  std::string toml = sample_with("rate = 20", "rate = 0");
  toml.replace(toml.find("\"Europe/Paris\""), 14, "\"Paris\"");
  toml.replace(toml.find("highest = \"FLASH\""), 17, "highest = \"FLASHY\"");
  toml.replace(toml.find("next = 49"), 9, "next = 0");
  const auto found = problems(toml, "net.toml", catalogue());
  ASSERT_GE(found.size(), 4U) << all(found);
  for (std::size_t i = 1; i < found.size(); ++i) EXPECT_LE(found[i - 1].where->line, found[i].where->line);
  EXPECT_NE(found[0].detail.find("\"rate\""), std::string::npos);
  EXPECT_NE(found[1].detail.find("zone"), std::string::npos);
}

TEST(Problems, WordsOfTheFileAreShownEscaped) {
  const auto found =
      problems(sample_with("station = \"CHARLIE\"", "station = \"\\u001B[31mX\""), "net.toml", catalogue());
  ASSERT_EQ(found.size(), 1U) << all(found);
  EXPECT_EQ(found[0].detail.find('\x1B'), std::string::npos);
}

TEST(Problems, TablesAndValuesInEachOthersPlaceAreNamed) {
  for (const char* toml :
       {"net = 3", "[net]\nname = [1]", "relay = \"x\"", "relay = [1, 2]", "[relay]\nname = \"X\"",
        "[[circuit]]\nends = 5", "[[circuit]]\nends = [1, 2]", "[[station]]\nname = \"A\"\nclearance = 7",
        "[[station]]\nname = \"A\"\nclearance = [\"SECRET\"]",
        "[[station]]\nname = \"A\"\nclearance = { classifications = 5 }", "[[person]]\nname = true",
        "[[traffic]]\nto = {}", "[[number]]\nseries = 1979-05-27"}) {
    EXPECT_FALSE(problems(toml, "net.toml", catalogue()).empty()) << toml;
    EXPECT_FALSE(load(toml, "net.toml", catalogue())) << toml;
  }
}

RC_GTEST_PROP(ProblemsProperty, ASpoiltPlanIsRefusedAtAPlaceInTheFileOrStillSound, ()) {
  std::string toml = sample_plan();
  const int spoils = *rc::gen::inRange(1, 5);
  for (int i = 0; i < spoils; ++i) {
    const std::size_t at = *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, toml.size()));
    const char put = *rc::gen::elementOf(std::string("\"[]{}=,.\n\\AZ09 -\x01\x7F\xC3"));
    if (*rc::gen::arbitrary<bool>()) {
      toml[at] = put;
    } else {
      toml.erase(at, 1);
    }
  }
  const auto found = problems(toml, "net.toml", catalogue());
  const auto plan = load(toml, "net.toml", catalogue());
  RC_ASSERT(plan.has_value() == found.empty());
  const auto lines = std::count(toml.begin(), toml.end(), '\n') + 1;
  for (const base::Error& error : found) {
    RC_ASSERT(error.where.has_value());
    RC_ASSERT(error.where->line >= 1 && error.where->line <= lines);
    RC_ASSERT(!base::to_sentence(error).empty());
  }
}

}  // namespace backchannel::netplan::test
