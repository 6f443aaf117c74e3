// Rows that a net plan brings itself.

#include <gtest/gtest.h>

#include "backchannel/doctrine/catalogue.h"
#include "doctrine_files.h"

namespace backchannel::doctrine {
namespace {

const Catalogue& shipped() {
  static const Catalogue catalogue = load(shipped_files()).value();
  return catalogue;
}

base::Result<Catalogue> with_plan(const std::string& toml) {
  return with_rows_of(shipped(), text::parse_toml("[net]\nname = \"x\"\n" + toml, "net.toml").value());
}

// Line 3 of the plan is [[caveat]], line 4 the number, line 5 the name.
std::string caveat(const std::string& number, const std::string& name, const std::string& more = {}) {
  return "[[caveat]]\nnumber = " + number + "\nname = \"" + name +
         "\"\nkind = \"informative\"\nslip_place = \"heading\"\nsource = \"our class\"\nbasis = \"chosen\"\n"
         "explanation = \"Ours.\"\n" +
         more;
}

void expect_refused(const std::string& toml, const std::string& place, const std::string& words) {
  const auto made = with_plan(toml);
  ASSERT_FALSE(made) << toml;
  const std::string sentence = base::to_sentence(made.error());
  EXPECT_TRUE(sentence.starts_with("net.toml:" + place + ":")) << sentence;
  EXPECT_NE(sentence.find(words), std::string::npos) << sentence;
}

TEST(OwnRows, APlanWithoutAnyLeavesTheDoctrineAsItIs) {
  const auto made = with_plan("");
  ASSERT_TRUE(made);
  EXPECT_EQ(canonical(*made), canonical(shipped()));
  EXPECT_EQ(made->own_rows, "");
}

TEST(OwnRows, ANewNumberAndNameAddARow) {
  const auto made = with_plan(caveat("5001", "LANTERN"));
  ASSERT_TRUE(made) << base::to_sentence(made.error());
  ASSERT_NE(made->caveat("lantern"), nullptr);
  EXPECT_EQ(made->caveats.size(), shipped().caveats.size() + 1);
  EXPECT_EQ(shipped().caveat("LANTERN"), nullptr);
}

TEST(OwnRows, TheSameNumberAndNameReplaceARow) {
  ASSERT_TRUE(shipped().caveat("RYBAT")->demands.copying);
  const auto made = with_plan(caveat("19", "Rybat", "[caveat.demands]\ncopying = false\n"));
  ASSERT_TRUE(made) << base::to_sentence(made.error());
  EXPECT_FALSE(made->caveat("RYBAT")->demands.copying);
  EXPECT_EQ(made->caveat("RYBAT")->origin.source, "our class");
  EXPECT_EQ(made->caveats.size(), shipped().caveats.size());
}

TEST(OwnRows, EveryKindOfRowCanBeAdded) {
  const std::string rest = "source = \"our class\"\nbasis = \"chosen\"\nexplanation = \"Ours.\"\n";
  const auto made =
      with_plan("[[delivery]]\nnumber = 501\nname = \"AFTER LUNCH\"\n" + rest +
                "[[series]]\nnumber = 501\nname = \"OURTO\"\n" + rest +
                "[[channel]]\nnumber = 501\nname = \"PIGEON\"\nprinted = \"PIGEON POST\"\n" + rest +
                "[[signal]]\nnumber = 501\nfunction = \"LUNCH\"\nprinted = \"ZLL\"\n" + rest);
  ASSERT_TRUE(made) << base::to_sentence(made.error());
  EXPECT_TRUE(made->delivery("after lunch"));
  EXPECT_NE(made->find_series("OURTO"), nullptr);
  EXPECT_NE(made->channel("PIGEON POST"), nullptr);
  EXPECT_NE(made->signal("ZLL"), nullptr);
}

TEST(OwnRows, APrecedenceMayBeReplacedButNotAdded) {
  const std::string flash =
      "[[precedence]]\nnumber = 4\nname = \"FLASH\"\nprosign = \"Z\"\nobjective_minutes = 10\nword_limit = "
      "20\nhalts_lower = true\nneeds_grant = true\n"
      "source = \"our class\"\nbasis = \"chosen\"\nexplanation = \"Very short.\"\n";
  const auto made = with_plan(flash);
  ASSERT_TRUE(made) << base::to_sentence(made.error());
  EXPECT_EQ(made->precedence(message::Precedence::Flash)->word_limit, 20U);
  auto sixth = flash;
  sixth.replace(sixth.find("number = 4"), 10, "number = 6");
  expect_refused(sixth, "4", "from 1 to 5");
}

TEST(OwnRows, TheSameNumberWithAnotherNameIsRefused) {
  expect_refused(caveat("12", "LANTERN"), "4", "the permanent number 12 is taken already by LIMDIS");
  EXPECT_NE(with_plan(caveat("12", "LANTERN")).error().hint.find("both its number and its name"),
            std::string::npos);
}

TEST(OwnRows, TheSameNameWithAnotherNumberIsRefused) {
  expect_refused(caveat("5001", "LIMDIS"), "5",
                 "the marking LIMDIS is taken already, at doctrine/caveats.toml:");
  expect_refused(caveat("5001", "SPECAT"), "5", "the marking SPECAT is taken already by EXDIS");
}

TEST(OwnRows, TwoOfThePlansRowsWithOneNumberAreRefused) {
  expect_refused(caveat("5001", "LANTERN") + caveat("5001", "CANDLE"), "12",
                 "taken already by LANTERN, at net.toml:4");
  expect_refused(caveat("19", "RYBAT") + caveat("19", "RYBAT"), "12", "taken already");
}

TEST(OwnRows, ARowThatIsNeededCannotBeTakenAway) {
  EXPECT_TRUE(with_plan(caveat("5001", "LANTERN", "needs = [\"NODIS\"]\n")));
  expect_refused(caveat("5001", "LANTERN", "needs = [\"NOSUCH\"]\n"), "11", "NOSUCH");
}

TEST(OwnRows, MistakesAreRefusedWithTheirPlaceInThePlan) {
  expect_refused(caveat("5001", "LANTERN", "[caveat.demands]\ncopyng = false\n"), "12",
                 "did you mean 'copying'?");
  expect_refused("[caveat]\nnumber = 5001\n", "3", "[[caveat]]");
}

TEST(OwnRows, StandInTheCanonicalContent) {
  const auto one = with_plan(caveat("5001", "LANTERN"));
  const auto other = with_plan(caveat("5001", "CANDLE"));
  ASSERT_TRUE(one && other);
  EXPECT_NE(canonical(*one), canonical(shipped()));
  EXPECT_NE(canonical(*one), canonical(*other));
  // Comments and the plan's other tables do not.
  EXPECT_EQ(canonical(*with_plan("# ours\n" + caveat("5001", "LANTERN"))), canonical(*one));
}

TEST(Canonical, TellsFilesApartThatTogetherHaveTheSameBytes) {
  Catalogue one, other;
  one.files = {{"a", "bc"}, {"d", "e"}};
  other.files = {{"a", "b"}, {"cd", "e"}};
  EXPECT_NE(canonical(one), canonical(other));
  EXPECT_EQ(canonical(one), "a\n2\nbcd\n1\ne");
}

}  // namespace
}  // namespace backchannel::doctrine
