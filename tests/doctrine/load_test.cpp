// What the loader refuses, and where it says the mistake is.

#include <gtest/gtest.h>

#include "backchannel/doctrine/catalogue.h"
#include "doctrine_files.h"

namespace backchannel::doctrine {
namespace {

constexpr std::string_view kClassification = R"([[classification]]
number = 4
name = "SECRET"
letter = "S"
source = "a book"
basis = "documented"
explanation = "A grade."
)";

// Line 1 is [[caveat]], line 2 the number, and so on; `more` begins at line 8.
std::string caveat(const std::string& number, const std::string& name, const std::string& more = {}) {
  return "[[caveat]]\nnumber = " + number + "\nname = \"" + name +
         "\"\nkind = \"restrictive\"\nslip_place = \"heading\"\nsource = \"a book\"\nbasis = \"chosen\"\n" +
         "explanation = \"A rule.\"\n" + more;
}

base::Result<Catalogue> load_caveats(const std::string& toml) {
  return load({{"b.toml", toml}, {"a.toml", std::string(kClassification)}, shipped_file("precedences.toml")});
}

// What to_sentence puts before the words, and the words.
void expect_refused(const std::string& toml, const std::string& place, const std::string& words) {
  const auto loaded = load_caveats(toml);
  ASSERT_FALSE(loaded) << toml;
  const std::string sentence = base::to_sentence(loaded.error());
  EXPECT_TRUE(sentence.starts_with("b.toml:" + place)) << sentence;
  EXPECT_NE(sentence.find(words), std::string::npos) << sentence;
}

std::string without(std::string text, const std::string& line_begins) {
  const auto at = text.find(line_begins);
  EXPECT_NE(at, std::string::npos);
  return text.erase(at, text.find('\n', at) - at + 1);
}

std::string with(std::string text, const std::string& old_words, const std::string& new_words) {
  const auto at = text.find(old_words);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, old_words.size(), new_words);
}

TEST(Loader, TakesARowWithoutDemands) {
  const auto loaded = load_caveats(caveat("7", "QUIET"));
  ASSERT_TRUE(loaded) << base::to_sentence(loaded.error());
  const auto* row = loaded->caveat("quiet");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->number, 7U);
  EXPECT_EQ(row->kind, message::CategoryKind::Restrictive);
  EXPECT_EQ(row->origin.basis, Basis::Chosen);
  EXPECT_EQ(row->demands.readers, Readers::Any);
}

TEST(Loader, ReadsEveryDemand) {
  const auto loaded = load_caveats(caveat("7", "QUIET", R"([caveat.demands]
seal_to = "person"
readers = "exactly one named"
information_addressees = false
sign_for_each_opening = true
copying = false
readdressal = false
pass_on_needs_leave = true
further_reader_needs_leave = true
leave_by = "originator or secretariat"
foreign_hand_over = false
relays_must_hold = true
reader_list_of_net = true
originator_list_of_net = true
copies = 3
lowest_classification = "secret"
)"));
  ASSERT_TRUE(loaded) << base::to_sentence(loaded.error());
  const auto& demands = loaded->caveat(7)->demands;
  EXPECT_EQ(demands.seal_to, SealTo::Person);
  EXPECT_EQ(demands.readers, Readers::ExactlyOneNamed);
  EXPECT_FALSE(demands.information_addressees);
  EXPECT_TRUE(demands.sign_for_each_opening);
  EXPECT_FALSE(demands.copying);
  EXPECT_FALSE(demands.readdressal);
  EXPECT_TRUE(demands.pass_on_needs_leave);
  EXPECT_TRUE(demands.further_reader_needs_leave);
  EXPECT_EQ(demands.leave_by, LeaveBy::OriginatorOrSecretariat);
  EXPECT_FALSE(demands.foreign_hand_over);
  EXPECT_TRUE(demands.relays_must_hold);
  EXPECT_TRUE(demands.reader_list_of_net);
  EXPECT_TRUE(demands.originator_list_of_net);
  EXPECT_EQ(demands.copies, 3U);
  EXPECT_EQ(demands.lowest_classification, 4);
}

TEST(Loader, LeaveIsTheOriginatorsUnlessTheRowSaysOtherwise) {
  const auto by = [](const std::string& demands) {
    const auto loaded = load_caveats(caveat("7", "QUIET", "[caveat.demands]\n" + demands));
    EXPECT_TRUE(loaded) << base::to_sentence(loaded.error());
    return loaded->caveat(7)->demands.leave_by;
  };
  EXPECT_EQ(by("further_reader_needs_leave = true\n"), LeaveBy::Originator);
  EXPECT_EQ(by("pass_on_needs_leave = true\n"), LeaveBy::Originator);
  EXPECT_EQ(by("pass_on_needs_leave = true\nleave_by = \"originator\"\n"), LeaveBy::Originator);
  EXPECT_EQ(by("copies = 3\n"), LeaveBy::OriginatorOrSecretariat) << "it wants none";
  expect_refused(caveat("7", "QUIET", "[caveat.demands]\nleave_by = \"originator\"\n"), "10:12",
                 "nothing here wants leave");
}

TEST(Loader, NamesThePlaceOfAnUnknownKey) {
  expect_refused(caveat("7", "QUIET", "colour = \"red\"\n"), "9:10", "colour");
}

TEST(Loader, NamesThePlaceOfAnUnknownTable) {
  expect_refused(caveat("7", "QUIET") + "[[caveats]]\nnumber = 1\n", "9:1", "caveats");
}

TEST(Loader, NamesThePlaceOfAnUnknownDemand) {
  expect_refused(caveat("7", "QUIET", "[caveat.demands]\nburn_after_reading = true\n"), "10:22",
                 "burn_after_reading");
}

TEST(Loader, WantsASourceABasisAndAnExplanation) {
  for (const auto* key : {"source", "basis", "explanation"}) {
    expect_refused(without(caveat("7", "QUIET"), key), "1:1", key);
  }
  expect_refused(with(caveat("7", "QUIET"), "\"a book\"", "\" \""), "6:10", "source");
  expect_refused(with(caveat("7", "QUIET"), "A rule.", "A rule"), "8:15", "full stop");
}

TEST(Loader, RefusesABasisThatIsNone) {
  expect_refused(with(caveat("7", "QUIET"), "chosen", "hearsay"), "7:9", "hearsay");
}

TEST(Loader, RefusesAKindASealAReaderRuleAndASlipPlaceThatAreNone) {
  expect_refused(with(caveat("7", "QUIET"), "restrictive", "strict"), "4:8", "strict");
  expect_refused(with(caveat("7", "QUIET"), "\"heading\"", "\"margin\""), "5:14", "margin");
  expect_refused(caveat("7", "QUIET", "[caveat.demands]\nseal_to = \"office\"\n"), "10:11", "office");
  expect_refused(caveat("7", "QUIET", "[caveat.demands]\nreaders = \"two\"\n"), "10:11", "two");
}

TEST(Loader, RefusesANumberUsedTwiceAndNamesBothPlaces) {
  expect_refused(caveat("7", "QUIET") + caveat("7", "SILENT"), "10:10", "b.toml:2");
}

TEST(Loader, RefusesANumberOutOfRange) {
  expect_refused(caveat("0", "QUIET"), "2:10", "number");
  expect_refused(caveat("65536", "QUIET"), "2:10", "number");
}

TEST(Loader, RefusesANameOrAliasUsedTwice) {
  expect_refused(caveat("7", "QUIET") + caveat("8", "Quiet"), "11:8", "taken already");
  expect_refused(caveat("7", "QUIET") + caveat("8", "SILENT", "aliases = [\"quiet\"]\n"), "17:11",
                 "taken already");
  expect_refused(caveat("7", "QUIET", "aliases = [\"HUSH\", \"hush\"]\n"), "9:11", "taken already");
}

TEST(Loader, RefusesAMarkingNamedLikeAClassificationOrAPrecedence) {
  expect_refused(caveat("7", "SECRET"), "3:8", "taken already");
  expect_refused(caveat("7", "FLASH"), "3:8", "precedence");
}

TEST(Loader, RefusesANeedThatIsNoCaveat) {
  expect_refused(caveat("7", "QUIET", "needs = [\"NOISE\"]\n"), "9:9", "NOISE");
  expect_refused(caveat("7", "QUIET", "needs = [\"SECRET\"]\n"), "9:9", "SECRET");
}

TEST(Loader, TakesANeedThatStandsFurtherDown) {
  EXPECT_TRUE(load_caveats(caveat("7", "QUIET", "needs = [\"NOISE\"]\n") + caveat("8", "NOISE")));
}

TEST(Loader, RefusesALowestClassificationThatIsNone) {
  expect_refused(caveat("7", "QUIET", "[caveat.demands]\nlowest_classification = \"COSMIC\"\n"), "10:25",
                 "COSMIC");
}

TEST(Loader, RefusesSealingToPersonsOfWhomNoneIsNamed) {
  expect_refused(caveat("7", "QUIET", "[caveat.demands]\nseal_to = \"person\"\n"), "10:11",
                 "no reader need be named");
}

TEST(Loader, RefusesToHoldAMarkingThatIsOnlyInformative) {
  const auto informative =
      with(caveat("7", "QUIET", "[caveat.demands]\nrelays_must_hold = true\n"), "restrictive", "informative");
  expect_refused(informative, "10:20", "relays_must_hold");
}

TEST(Loader, RefusesToSayOfADemandNotMadeThatItIsChosen) {
  expect_refused(caveat("7", "QUIET", "chosen = [\"copies\"]\n[caveat.demands]\ncopying = false\n"), "9:10",
                 "copies");
  EXPECT_TRUE(load_caveats(caveat("7", "QUIET", "chosen = [\"copies\"]\n[caveat.demands]\ncopies = 1\n")));
}

TEST(Loader, RefusesADoctrineWithoutClassifications) {
  const auto loaded = load({{"b.toml", caveat("7", "QUIET")}, shipped_file("precedences.toml")});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, base::Code::Doctrine);
}

TEST(Loader, RefusesALetterThatIsNotOneCapital) {
  for (const auto* letter : {"", "SS", "s"}) {
    const auto toml =
        with(std::string(kClassification), "letter = \"S\"", "letter = \"" + std::string(letter) + "\"");
    const auto loaded = load({{"a.toml", toml}});
    ASSERT_FALSE(loaded) << letter;
    EXPECT_TRUE(base::to_sentence(loaded.error()).starts_with("a.toml:4:10")) << letter;
  }
}

TEST(Loader, GivesThePlaceOfBrokenToml) { expect_refused("[[caveat]]\nnumber = = 1\n", "2:", ""); }

TEST(Loader, MakesUntrustedWordsVisible) {
  const auto loaded = load_caveats(with(caveat("7", "QUIET"), "chosen", "\\u001b[31m"));
  ASSERT_FALSE(loaded);
  EXPECT_EQ(base::to_sentence(loaded.error()).find('\x1b'), std::string::npos);
}

// Line 1 is [[series]], line 2 the number; `more` begins at line 7.
std::string series(const std::string& number, const std::string& name, const std::string& more) {
  return "[[series]]\nnumber = " + number + "\nname = \"" + name +
         "\"\nsource = \"a book\"\nbasis = \"chosen\"\nexplanation = \"A series.\"\n" + more;
}

TEST(Loader, SaysWhatIsWrongWithASeries) {
  expect_refused(series("1", "A", "kind = \"ship\"\n"), "7:", "kind \"ship\" is not known");
  expect_refused(series("1", "A", "first_year = 1972\nlast_year = 1970\n"),
                 "8:", "the last year is before the first");
  expect_refused(series("1", "A", "last_year = 1970\n"), "7:", "last_year stands alone");
  expect_refused(series("1", "A", "senders = [\"Roe\"]\n") + series("2", "B", "senders = [\"ROE\"]\n"),
                 "14:", "the sender ROE is taken already by A, at b.toml:7");
  expect_refused(series("1", "A", "") + series("1", "B", ""),
                 "8:", "the permanent number 1 is taken already by A");
}

}  // namespace
}  // namespace backchannel::doctrine
