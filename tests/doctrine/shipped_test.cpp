// The rows in doctrine/*.toml.

#include <gtest/gtest.h>

#include "backchannel/doctrine/catalogue.h"
#include "doctrine_files.h"

namespace backchannel::doctrine {
namespace {

const Catalogue& shipped() {
  static const Catalogue catalogue = [] {
    auto loaded = load(shipped_files());
    if (!loaded) {
      ADD_FAILURE() << base::to_sentence(loaded.error());
      return Catalogue{};
    }
    return std::move(*loaded);
  }();
  return catalogue;
}

template <class Row>
void expect_sourced(const std::vector<Row>& rows) {
  for (const auto& row : rows) {
    EXPECT_FALSE(row.origin.source.empty()) << row.explanation;
    EXPECT_FALSE(to_string(row.origin.basis).empty()) << row.explanation;
    EXPECT_TRUE(row.explanation.ends_with('.')) << row.explanation;
    EXPECT_EQ(row.explanation.find(". "), std::string::npos) << row.explanation << ": more than one sentence";
  }
}

TEST(ShippedDoctrine, EveryRowHasSourceBasisAndAnExplanationOfOneSentence) {
  ASSERT_FALSE(shipped().caveats.empty());
  expect_sourced(shipped().classifications);
  expect_sourced(shipped().precedences);
  expect_sourced(shipped().deliveries);
  expect_sourced(shipped().signals);
  expect_sourced(shipped().caveats);
  expect_sourced(shipped().series);
  expect_sourced(shipped().channels);
}

// The numbers stand in signed labels: this list may grow, and nothing in it may change.
TEST(ShippedDoctrine, PermanentNumbersHaveNotChanged) {
  const std::vector<std::pair<message::CategoryNumber, std::string>> permanent = {
      {1, "EXCLUSIVELY EYES ONLY"},
      {2, "EYES ONLY"},
      {3, "NODIS"},
      {4, "CHEROKEE"},
      {5, "HARVAN"},
      {6, "PLUS"},
      {7, "DOUBLE PLUS"},
      {8, "SUNFLOWER"},
      {9, "A SHAU"},
      {10, "EXDIS"},
      {11, "DISTRIBUTE AS NODIS"},
      {12, "LIMDIS"},
      {13, "STADIS"},
      {14, "NOFORN"},
      {15, "SENSITIVE"},
      {16, "PERSONAL FOR"},
      {17, "ROGER CHANNEL"},
      {18, "CONTAINS CODEWORD"},
      {19, "RYBAT"},
      {20, "BLACK PATCH"}};
  for (const auto& [number, name] : permanent) {
    const auto* row = shipped().caveat(number);
    ASSERT_NE(row, nullptr) << number;
    EXPECT_EQ(row->name, name);
  }
  EXPECT_EQ(shipped().caveats.size(), permanent.size()) << "add the new row to this list";
}

template <class Row>
std::vector<std::string> numbered(const std::vector<Row>& rows, std::string Row::*name) {
  std::vector<std::string> names;
  for (const auto& row : rows) {
    names.push_back(row.*name);
    EXPECT_EQ(row.number, names.size()) << row.*name;
  }
  return names;
}

// As above: these lists may grow, and nothing in them may change.
TEST(ShippedDoctrine, PermanentNumbersOfTheOtherRowsHaveNotChanged) {
  EXPECT_EQ(numbered(shipped().deliveries, &DeliveryRow::name),
            (std::vector<std::string>{"ON RECEIPT", "REGARDLESS OF HOUR", "OPENING OF BUSINESS", "AT {time}",
                                      "BEFORE {event}", "NIACT", "HOLD UNTIL GO-AHEAD", "ORALLY ONLY",
                                      "PHONE ON RECEIPT", "WHEREVER HE IS"}));
  EXPECT_EQ(numbered(shipped().channels, &ChannelRow::name),
            (std::vector<std::string>{"CAS", "MARTIN", "SSO", "NAVY"}));
  EXPECT_EQ(numbered(shipped().signals, &SignalRow::printed),
            (std::vector<std::string>{"ZNR",
                                      "ZNY",
                                      "ZOV",
                                      "ZUI",
                                      "ZEX",
                                      "ZFH2",
                                      "ZPW {time}",
                                      "ZBK1",
                                      "ZBK2",
                                      "ZBZ{grade}",
                                      "ZUJ",
                                      "ZUE",
                                      "ZUG",
                                      "INT",
                                      "IMI",
                                      "MISROUTE",
                                      "SUSDUPE",
                                      "TRACER ACTION",
                                      "CANCEL",
                                      "LAST NUMBER {number}",
                                      "SUMMARY {time} NOT RECEIVED"}));
  const std::vector<std::string> series = {
      "HAKTO", "TOHAK",  "HAIGTO", "TOHAIG", "TOSIT",  "SITTO",        "WTE",    "WHS",        "WHP",
      "WH",    "SAIGON", "SMITH",  "TOSEC",  "SECTO",  "TODEL",        "DELTO",  "TODEP",      "TOTAS",
      "TASTO", "TOSHU",  "TOECO",  "CAS",    "STATE",  "AMMAN",        "DACCA",  "ISLAMABAD",  "JIDDA",
      "LAGOS", "LISBON", "LONDON", "PARIS",  "BERLIN", "BUENOS AIRES", "MOSCOW", "USDEL SALT", "VIENTIANE"};
  EXPECT_EQ(numbered(shipped().series, &SeriesRow::name), series);
}

TEST(ShippedDoctrine, ClassificationsStandInTheOrderOfRfc2634) {
  const std::vector<std::string> names = {"UNCLASSIFIED", "LIMITED OFFICIAL USE", "CONFIDENTIAL", "SECRET",
                                          "TOP SECRET"};
  ASSERT_EQ(shipped().classifications.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto* row = shipped().classification(static_cast<message::ClassificationNumber>(i + 1));
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->name, names[i]);
  }
}

TEST(ShippedDoctrine, PrintedWordsOfTheSourcesAreRecognised) {
  const std::vector<std::pair<std::string, std::string>> words = {
      {"Exclusively Eyes Only", "EXCLUSIVELY EYES ONLY"},
      {"Strictly Eyes Only", "EXCLUSIVELY EYES ONLY"},
      {"LITERALLY  EYES ONLY", "EXCLUSIVELY EYES ONLY"},
      {"absolutely eyes only", "EXCLUSIVELY EYES ONLY"},
      {"Exclusive for Haig", "EXCLUSIVELY EYES ONLY"},
      {"FOR HAIG ONLY", "EYES ONLY"},
      {"No Distribution", "NODIS"},
      {"SPECAT EXCLUSIVE", "NODIS"},
      {"SPECAT", "EXDIS"},
      {"No Foreign Distribution", "NOFORN"},
      {"Exclusive", "EXCLUSIVELY EYES ONLY"},
      {"Personal", "PERSONAL FOR"},
      {"Personal for General Haig", "PERSONAL FOR"}};
  for (const auto& [printed, name] : words) {
    const auto* row = shipped().caveat(printed);
    ASSERT_NE(row, nullptr) << printed;
    EXPECT_EQ(row->name, name) << printed;
  }
  EXPECT_EQ(shipped().recognise("Personal for General Haig")->reader, "GENERAL HAIG");
  EXPECT_EQ(shipped().caveat("FOR HAIG"), nullptr) << "an attention line limits nothing";
  EXPECT_EQ(shipped().caveat("FOR ONLY"), nullptr);
  EXPECT_EQ(shipped().classification("unclas")->name, "UNCLASSIFIED");
}

TEST(ShippedDoctrine, SeriesAndChannelsAreFoundByEveryPrintedForm) {
  ASSERT_NE(shipped().find_series("Hakto"), nullptr);
  EXPECT_TRUE(shipped().find_series("Hakto")->bearer_number_follows);
  EXPECT_EQ(shipped().find_series("NOSUCH"), nullptr);
  for (const auto* words : {"cas", "Bunker", "CAS channels (Bunker)"}) {
    ASSERT_NE(shipped().channel(words), nullptr) << words;
    EXPECT_EQ(shipped().channel(words)->name, "CAS");
  }
  EXPECT_EQ(shipped().channel("TELEX"), nullptr);
}

TEST(ShippedDoctrine, ABareNumberIsOfItsSendersSeries) {
  struct Case {
    std::string sender;
    int year;
    std::string series;
  };
  for (const auto& [sender, year, series] :
       std::vector<Case>{{"Department of State", 0, "STATE"},
                         {"Department of State (the Secretary)", 1973, "STATE"},
                         {"EMBASSY  LAGOS (Trueheart)", 1970, "LAGOS"},
                         {"Bunker", 1970, "SAIGON"},
                         {"Bunker", 0, "SAIGON"},
                         {"Bunker", 1969, ""},
                         {"Martin", 1975, "SAIGON"},
                         {"Martin", 1976, ""},
                         {"Smith (Helsinki)", 1972, "SMITH"},
                         {"Haig (Saigon)", 1972, "SAIGON"},
                         {"McBride (Paris)", 1966, "PARIS"},
                         {"Secretary of State", 1972, ""},
                         {"Kissinger", 1972, ""},
                         {"(", 1972, ""},
                         {"", 0, ""}}) {
    const auto* row = shipped().series_of_sender(sender, year);
    EXPECT_EQ(row != nullptr ? row->name : "", series) << sender << " " << year;
  }
  EXPECT_EQ(shipped().find_series("Hakto")->kind, SeriesKind::Trip);
  EXPECT_EQ(shipped().find_series("WHS")->kind, SeriesKind::Bearer);
  EXPECT_EQ(shipped().find_series("State")->kind, SeriesKind::Post);
}

TEST(ShippedDoctrine, FilesAreKeptAsLoadedInTheOrderOfTheirNames) {
  auto backwards = shipped_files();
  std::ranges::reverse(backwards);
  const auto loaded = load(backwards);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->files, shipped_files());
}

}  // namespace
}  // namespace backchannel::doctrine
