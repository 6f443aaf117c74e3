// Rows of the doctrine that a net plan brings itself.

#include <gtest/gtest.h>

#include "sample.h"

namespace backchannel::netplan::test {

namespace {

constexpr std::string_view kLantern = R"(
[[caveat]]
number = 5001
name = "LANTERN"
kind = "restrictive"
slip_place = "heading"
source = "our class"
basis = "chosen"
explanation = "Read by lantern light."
[caveat.demands]
reader_list_of_net = true
)";

std::string with_lantern(const std::string& plan) { return plan + std::string(kLantern); }

}  // namespace

TEST(OwnRows, JoinTheDoctrineOfThePlan) {
  const auto plan = load(with_lantern(sample_plan()), "net.toml", real_catalogue());
  ASSERT_TRUE(plan) << base::to_sentence(plan.error());
  EXPECT_NE(plan->catalogue.caveat("LANTERN"), nullptr);
  EXPECT_NE(plan->catalogue.caveat("NODIS"), nullptr);
  EXPECT_EQ(real_catalogue().caveat("LANTERN"), nullptr);
}

TEST(OwnRows, APlanWithoutAnyHasTheDoctrineThatItWasReadWith) {
  const auto plan = load(sample_plan(), "net.toml", real_catalogue());
  ASSERT_TRUE(plan) << base::to_sentence(plan.error());
  EXPECT_EQ(doctrine::canonical(plan->catalogue), doctrine::canonical(real_catalogue()));
}

TEST(OwnRows, AreNamesForTheRestOfThePlanWhereverTheyStand) {
  const auto cleared = sample_plan();
  const auto at = cleared.find("categories = [\"SENSITIVE\"");
  ASSERT_NE(at, std::string::npos);
  auto holding = cleared;
  holding.replace(at, 25, "categories = [\"LANTERN\", \"SENSITIVE\"");
  EXPECT_FALSE(problems(holding, "net.toml", real_catalogue()).empty());
  const auto found = problems(with_lantern(holding), "net.toml", real_catalogue());
  EXPECT_TRUE(found.empty()) << base::to_sentence(found.front());
}

TEST(OwnRows, OneThatIsNotSoundIsTheOnlyProblemTold) {
  auto plan = with_lantern(sample_plan());
  plan.replace(plan.find("number = 5001"), 13, "number = 12");
  plan += "\n[[relay]]\nname = \"NOWHERE\"\n";
  const auto found = problems(plan, "net.toml", real_catalogue());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].code, base::Code::Doctrine);
  ASSERT_TRUE(found[0].where);
  EXPECT_EQ(found[0].where->file, "net.toml");
  EXPECT_EQ(found[0].where->line, place_of(plan, "number = 12").line);
  EXPECT_NE(found[0].detail.find("12 is taken already by LIMDIS"), std::string::npos) << found[0].detail;
}

TEST(OwnRows, AMisspeltTableIsRefusedWithTheNearest) {
  auto plan = with_lantern(sample_plan());
  plan.replace(plan.find("[[caveat]]"), 10, "[[caveats]]");
  plan.replace(plan.find("[caveat.demands]"), 16, "[caveats.demands]");
  const auto found = problems(plan, "net.toml", real_catalogue());
  ASSERT_FALSE(found.empty());
  EXPECT_NE((found[0].detail + found[0].hint).find("caveat\""), std::string::npos)
      << base::to_sentence(found[0]);
}

}  // namespace backchannel::netplan::test
