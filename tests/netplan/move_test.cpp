// Persons who move: rows of the plan, and where their messages go.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "backchannel/message/time_group.h"
#include "backchannel/netplan/path.h"
#include "sample.h"

namespace backchannel::netplan::test {

namespace {

const std::string kMove = "[[move]]\nperson = \"ANNA\"\nto = \"BRAVO\"\nat = \"230700Z OCT 72\"\n";

base::HandlingTime at(const std::string& words) {
  const auto time = message::parse_dtg(words);
  EXPECT_TRUE(time) << words;
  return time ? *time : base::HandlingTime{};
}

Plan plan_with(const std::string& rows) {
  auto plan = load(sample_plan() + rows, "net.toml", catalogue());
  EXPECT_TRUE(plan) << base::to_sentence(plan.error());
  return plan ? std::move(*plan) : Plan();
}

// Exactly one problem: in the column of `needle` in the added rows, with these words.
void expect_problem(const std::string& rows, std::string_view needle, std::string_view words) {
  const auto found = problems(sample_plan() + rows, "net.toml", catalogue());
  ASSERT_EQ(found.size(), 1U) << rows;
  EXPECT_NE(found[0].detail.find(words), std::string::npos) << found[0].detail;
  const Place place = place_of(sample_plan() + rows, needle);
  ASSERT_TRUE(found[0].where);
  EXPECT_EQ(found[0].where->line, place.line);
  EXPECT_EQ(found[0].where->column, place.column);
}

message::Label personal() {
  message::Label label;
  label.classification = 4;
  const auto* row = catalogue().caveat("EYES ONLY");
  EXPECT_NE(row, nullptr);
  if (row != nullptr)
    (row->kind == message::CategoryKind::Restrictive ? label.restrictive : label.informative)
        .insert(row->number);
  return label;
}

message::Header to_anna() {
  message::Header header;
  header.originator = base::PersonName("BORIS");
  header.originator_node = base::NodeName("BRAVO");
  message::Recipient anna;
  anna.person = base::PersonName("ANNA");
  anna.station = base::NodeName("ALPHA");
  header.recipients = {anna};
  return header;
}

}  // namespace

TEST(Moves, APersonIsAtTheNewStationFromThatMomentOn) {
  const Plan plan =
      plan_with(kMove + "[[move]]\nperson = \"ANNA\"\nto = \"CHARLIE\"\nat = \"231900Z OCT 72\"\n");
  const Person& anna = *plan.person(base::PersonName("ANNA"));
  EXPECT_EQ(plan.station_of(anna, plan.begins).value, "ALPHA");
  EXPECT_EQ(plan.station_of(anna, {at("230700Z OCT 72").ms - 1}).value, "ALPHA");
  EXPECT_EQ(plan.station_of(anna, at("230700Z OCT 72")).value, "BRAVO");
  EXPECT_EQ(plan.station_of(anna, at("231900Z OCT 72")).value, "CHARLIE");
  EXPECT_EQ(plan.station_of(*plan.person(base::PersonName("BORIS")), plan.ends).value, "BRAVO");
}

TEST(Moves, BadRowsAreNamedWithTheirPlace) {
  expect_problem("[[move]]\nperson = \"ANNE\"\nto = \"BRAVO\"\nat = \"230700Z OCT 72\"\n", "\"ANNE\"",
                 "no person \"ANNE\"");
  expect_problem("[[move]]\nperson = \"ANNA\"\nto = \"HUB\"\nat = \"230700Z OCT 72\" # at\n", "\"HUB\"\nat",
                 "no station \"HUB\"");
  expect_problem("[[move]]\nperson = \"ANNA\"\nto = \"BRAVO\"\nat = \"noon\"\n", "\"noon\"",
                 "no date-time group");
  expect_problem("[[move]]\nperson = \"ANNA\"\nto = \"BRAVO\"\nat = \"250700Z OCT 72\"\n",
                 "\"250700Z OCT 72\"", "outside the time of the exercise");
  expect_problem("[[move]]\nperson = \"ANNA\"\nto = \"ALPHA\" # same\nat = \"230700Z OCT 72\"\n",
                 "\"ALPHA\" # same", "is at \"ALPHA\" already");
  expect_problem(kMove + "[[move]]\nperson = \"ANNA\"\nto = \"CHARLIE\"\nat = \"230650Z OCT 72\"\n",
                 "\"230650Z OCT 72\"", "has moved at that time or later");
}

TEST(Moves, WhatIsSealedToAPersonFollowsAndWhatIsSealedToAStationStays) {
  const Plan plan = plan_with(kMove);
  const auto later = at("230701Z OCT 72");
  const auto goes = [&](const message::Header& header, const message::Label& label, base::HandlingTime now) {
    return destination(plan, catalogue(), header, label, 0, now).value;
  };
  EXPECT_EQ(goes(to_anna(), personal(), plan.begins), "ALPHA");
  EXPECT_EQ(goes(to_anna(), personal(), later), "BRAVO");
  message::Label ordinary;
  ordinary.classification = 4;
  EXPECT_EQ(goes(to_anna(), ordinary, later), "ALPHA");
  message::Header to_station = to_anna();
  to_station.recipients[0].person = {};
  EXPECT_EQ(goes(to_station, personal(), later), "ALPHA");
  message::Header with_alternate = to_anna();
  with_alternate.recipients.push_back(with_alternate.recipients[0]);
  with_alternate.recipients[1].alternate_of = 1;
  EXPECT_EQ(goes(with_alternate, personal(), later), "ALPHA");
  message::Header statement = to_anna();
  statement.kind = message::Kind::Statement;
  EXPECT_EQ(goes(statement, personal(), later), "ALPHA");
}

TEST(Moves, WordsAboutAMessageGoBackToWhereItsWriterIs) {
  const Plan plan = plan_with(kMove);
  message::Header header;
  header.originator = base::PersonName("ANNA");
  header.originator_node = base::NodeName("ALPHA");
  EXPECT_EQ(origin(plan, header, plan.begins).value, "ALPHA");
  EXPECT_EQ(origin(plan, header, plan.ends).value, "BRAVO");
  header.originator = {};
  EXPECT_EQ(origin(plan, header, plan.ends).value, "ALPHA");
}

// However often they move, everybody is at exactly the last station that he moved to.
RC_GTEST_PROP(Moves, TheLastMoveBeforeAMomentDecides, ()) {
  Plan plan;
  Person anna;
  anna.name = base::PersonName("ANNA");
  anna.station = base::NodeName("S0");
  const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 100));
  std::int64_t now = 0;
  std::map<std::int64_t, std::string> expected = {{0, "S0"}};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    now += steps[i];
    Move move;
    move.person = anna.name;
    move.to = base::NodeName("S" + std::to_string(i + 1));
    move.at = {now};
    expected[now] = move.to.value;
    plan.moves.push_back(std::move(move));
  }
  const auto moment = *rc::gen::inRange<std::int64_t>(0, now + 10);
  RC_ASSERT(plan.station_of(anna, {moment}).value == std::prev(expected.upper_bound(moment))->second);
}

}  // namespace backchannel::netplan::test
