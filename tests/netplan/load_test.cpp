#include <gtest/gtest.h>

#include "backchannel/message/time_group.h"
#include "sample.h"

namespace backchannel::netplan::test {

namespace {

Plan loaded(const std::string& toml) {
  auto plan = load(toml, "net.toml", catalogue());
  EXPECT_TRUE(plan) << (plan ? "" : base::to_sentence(plan.error()));
  return plan ? *plan : Plan{};
}

}  // namespace

TEST(Load, ASoundPlanHasNoProblems) {
  EXPECT_TRUE(problems(sample_plan(), "net.toml", catalogue()).empty());
  EXPECT_TRUE(load(sample_plan(), "net.toml", catalogue()));
}

TEST(Load, TheNetIsReadAsWritten) {
  const Plan plan = loaded(sample_plan());
  EXPECT_EQ(plan.name, "sample");
  EXPECT_EQ(plan.title, "A small net");
  EXPECT_EQ(message::to_dtg(plan.begins), "230525Z OCT 72");
  EXPECT_EQ(plan.ends - plan.begins, 24 * base::kHourMs);
  EXPECT_EQ(plan.rate, 20);
  EXPECT_EQ(plan.trip, "1972-10");
  EXPECT_EQ(plan.source, sample_plan());
  EXPECT_EQ(plan.source_file, "net.toml");
  ASSERT_EQ(plan.numbers.size(), 1U);
  EXPECT_EQ(plan.numbers[0].series, "HAKTO");
  EXPECT_EQ(plan.numbers[0].next, 49U);
  ASSERT_EQ(plan.outsiders.size(), 1U);
  EXPECT_EQ(plan.outsiders[0].name, "DELEGATION");
  EXPECT_TRUE(plan.outsiders[0].foreign);
}

TEST(Load, NodesPersonsAndCircuitsAreReadAsWritten) {
  const Plan plan = loaded(sample_plan());
  ASSERT_EQ(plan.nodes.size(), 4U);
  const Node* hub = plan.node(base::NodeName("HUB"));
  ASSERT_NE(hub, nullptr);
  EXPECT_EQ(hub->role, NodeRole::Relay);
  EXPECT_EQ(hub->bearer, "HUB");
  EXPECT_EQ(hub->bearer_next, 231U);
  EXPECT_EQ(hub->zone, "UTC");
  EXPECT_EQ(hub->clearance, up_to(5));
  EXPECT_EQ(plan.node(base::NodeName("ALPHA"))->clearance.categories, std::set<message::CategoryNumber>{15});
  EXPECT_EQ(plan.node(base::NodeName("BRAVO"))->listen, "tcp://127.0.0.1:5501");
  const Person* anna = plan.person(base::PersonName("ANNA"));
  ASSERT_NE(anna, nullptr);
  EXPECT_EQ(anna->highest, message::Precedence::Flash);
  EXPECT_EQ(plan.person(base::PersonName("CLARA"))->highest, message::Precedence::Priority);
  EXPECT_TRUE(plan.person(base::PersonName("BORIS"))->watch_officer);
  const Circuit* slow = plan.circuit_between(base::NodeName("HUB"), base::NodeName("ALPHA"));
  ASSERT_NE(slow, nullptr);
  EXPECT_EQ(slow->a.value, "ALPHA");
  EXPECT_EQ(slow->channel, "CAS");
  EXPECT_EQ(slow->bits_per_second, 384'000);
  EXPECT_EQ(plan.circuit_between(base::NodeName("HUB"), base::NodeName("CHARLIE"))->bits_per_second, 9'600);
  EXPECT_EQ(plan.circuits_of(base::NodeName("HUB")).size(), 3U);
}

TEST(Load, AListOfClassificationsMeansExactlyWhatItNames) {
  const Plan plan =
      loaded(sample_with("name = \"CHARLIE\"\nclearance = \"SECRET\"",
                         "name = \"CHARLIE\"\nclearance = { classifications = [\"UNCLASSIFIED\", "
                         "\"SECRET\"] }"));
  EXPECT_EQ(plan.node(base::NodeName("CHARLIE"))->clearance.classifications,
            (std::set<message::ClassificationNumber>{1, 4}));
}

TEST(Load, TheFirstProblemComesWithFileLineAndColumn) {
  const std::string toml = sample_with("zone = \"Europe/Paris\"", "zone = \"Europe/Pariss\"");
  const auto plan = load(toml, "net.toml", catalogue());
  ASSERT_FALSE(plan);
  ASSERT_TRUE(plan.error().where);
  EXPECT_EQ(plan.error().where->file, "net.toml");
  const Place place = place_of(toml, "\"Europe/Pariss\"");
  EXPECT_EQ(plan.error().where->line, place.line);
  EXPECT_EQ(plan.error().where->column, place.column);
}

TEST(Load, BrokenTomlIsOneProblemOfSyntax) {
  const auto found = problems("[net\nname = 1", "net.toml", catalogue());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].code, base::Code::Syntax);
  EXPECT_EQ(found[0].where->line, 1);
}

TEST(Load, AnEmptyFileSaysWhatIsMissing) {
  const auto found = problems("", "net.toml", catalogue());
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NE(found[0].detail.find("[net]"), std::string::npos);
  EXPECT_NE(found[1].detail.find("no station"), std::string::npos);
}

TEST(Load, PartiesCarryClearanceAndGrant) {
  const Plan plan = loaded(sample_plan());
  const policy::Party anna = party_of(*plan.person(base::PersonName("ANNA")));
  EXPECT_TRUE(anna.is_person);
  EXPECT_EQ(anna.name, "ANNA");
  EXPECT_EQ(anna.highest, message::Precedence::Flash);
  EXPECT_EQ(anna.clearance.categories.size(), 1U);
  const policy::Party hub = party_of(*plan.node(base::NodeName("HUB")));
  EXPECT_FALSE(hub.is_person);
  EXPECT_EQ(hub.clearance, up_to(5));
}

TEST(Load, FolderNamesKeepLettersDigitsAndHyphens) {
  EXPECT_EQ(folder_name("WHITE HOUSE SITUATION ROOM"), "WHITE-HOUSE-SITUATION-ROOM");
  EXPECT_EQ(folder_name("cas-hq 2"), "CAS-HQ-2");
  EXPECT_EQ(folder_name("../x"), "---X");
  EXPECT_EQ(folder_name("caf\xC3\xA9"), "CAF--");
}

}  // namespace backchannel::netplan::test
