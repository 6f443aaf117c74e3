#include "backchannel/message/written_number.h"

#include <gtest/gtest.h>

#include "support/many.h"

namespace backchannel::message {
namespace {

using tests::element_of;

// The numbers of a text, each as lead|series|gap|figures.
std::vector<std::string> parts(const std::string& text) {
  const auto written = parse_numbers(text);
  if (!written) return {"none"};
  std::vector<std::string> out;
  for (const auto& number : written->numbers)
    out.push_back(number.lead + "|" + number.series + "|" + number.gap + "|" + print_figures(number));
  return out;
}

TEST(WrittenNumbers, EveryFormOfTheSourcesIsTakenApart) {
  using Parts = std::vector<std::string>;
  EXPECT_EQ(parts("Hakto 49/231"), (Parts{"|Hakto| |49", "|||231"}));
  EXPECT_EQ(parts("HAKTO 049"), Parts{"|HAKTO| |049"});
  EXPECT_EQ(parts("Tohak 90/WHS 2291"), (Parts{"|Tohak| |90", "|WHS| |2291"}));
  EXPECT_EQ(parts("WH21557/Hakto 21"), (Parts{"|WH||21557", "|Hakto| |21"}));
  EXPECT_EQ(parts("15449/TOSEC 10103"), (Parts{"|||15449", "|TOSEC| |10103"}));
  EXPECT_EQ(parts("STATE 017298 TOSEC 010183"), (Parts{"|STATE| |017298", "|TOSEC| |010183"}));
  EXPECT_EQ(parts("CITE SAIGON 0231"), Parts{"CITE |SAIGON| |0231"});
  EXPECT_EQ(parts("HAKTO 049 CITE SAIGON 0231"), (Parts{"|HAKTO| |049", "CITE |SAIGON| |0231"}));
  EXPECT_EQ(parts("REF: SAIGON 0229"), Parts{"REF: |SAIGON| |0229"});
  EXPECT_EQ(parts("Peking #2"), Parts{"|Peking| #|2"});
  EXPECT_EQ(parts("USDEL SALT 1253"), Parts{"|USDEL SALT| |1253"});
  EXPECT_EQ(parts("Buenos Aires No. 4058"), Parts{"|Buenos Aires| No. |4058"});
  EXPECT_EQ(parts("WTE 10 004"), (Parts{"|WTE| |10", "|||004"}));
  EXPECT_EQ(parts("Hakto 140-142"), (Parts{"|Hakto| |140", "|||142"}));
  EXPECT_EQ(parts("your 008"), Parts{"your |||008"});
  EXPECT_EQ(parts("your Hakto 8"), Parts{"your |Hakto| |8"});
  EXPECT_EQ(parts("  4988.\n"), Parts{"|||4988"});
}

TEST(WrittenNumbers, OtherTextIsNone) {
  for (const char* text :
       {"", " ", "HAKTO", "Hakto 4x", "Hakto 49th", "49 Secret", "HÄKTO 1", "9999999999",
        "one two three four 5", "Hakto -", "\x1b[31m 3", "#", "Hakto 49 and", "49; To be delivered"})
    EXPECT_EQ(parts(text), std::vector<std::string>{"none"}) << text;
}

TEST(WrittenNumbers, SignsLeftOverAtTheEndAreKept) {
  for (const char* text : {"Hakto 49/", "Hakto 49/231 ).", "49 -"})
    EXPECT_EQ(print_numbers(parse_numbers(text).value()), text);
}

TEST(WrittenNumbers, WhatStandsBetweenTwoSaysWhatTheyAre) {
  for (const char* pair : {"/", " / ", " ", ""}) EXPECT_EQ(join_of(pair), Join::Pair) << pair;
  for (const char* list : {", ", "; ", " and ", ", and ", " & ", " or "})
    EXPECT_EQ(join_of(list), Join::List) << list;
  for (const char* range : {"-", " - ", "\xe2\x80\x93", " to ", " through "})
    EXPECT_EQ(join_of(range), Join::Range) << range;
}

std::vector<std::string> named(const std::string& text) {
  std::vector<std::string> out;
  for (const auto& reference : references(parse_numbers(text).value())) {
    std::string words;
    for (const auto& number : reference.numbers) words += (words.empty() ? "" : "/") + print_number(number);
    if (reference.last) words += ".." + print_number(*reference.last);
    out.push_back(words);
  }
  return out;
}

TEST(WrittenNumbers, ReferencesComeSinglyInListsAndInRuns) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(named("Hakto 49/231"), Names{"Hakto 49/231"});
  EXPECT_EQ(named("Tohak 84, Hakto 41, 42 and 43"), (Names{"Tohak 84", "Hakto 41", "Hakto 42", "Hakto 43"}));
  EXPECT_EQ(named("Hakto 140-142"), Names{"Hakto 140..Hakto 142"});
  EXPECT_EQ(named("WHS 2096 to WHS 2098, 3001"), (Names{"WHS 2096..WHS 2098", "WHS 3001"}));
  EXPECT_EQ(named("Hakto 1-3-5"), (Names{"Hakto 1..Hakto 3", "Hakto 5"}));
  EXPECT_EQ(named("Tohak 59/WHS 2258; Hakto 28/206"), (Names{"Tohak 59/WHS 2258", "Hakto 28/206"}));
  EXPECT_EQ(named("Hakto 7, your 008"), (Names{"Hakto 7", "008"})) << "somebody else's is not Hakto";
}

TEST(WrittenNumbers, AHeadingsNumberEndsWhereItsMarkingsBegin) {
  const auto is_series = [](std::string_view word) { return word == "Hakto" || word == "WHS"; };
  EXPECT_EQ(leading_numbers("Hakto 49/231; Top Secret; 3", is_series).length, 14U);
  EXPECT_EQ(leading_numbers("Hakto 49 Secret 3", is_series).length, 9U);
  EXPECT_EQ(leading_numbers("Hakto 49; To be delivered", is_series).length, 10U);
  EXPECT_EQ(leading_numbers("Top Secret 3", is_series).length, 0U);
  EXPECT_TRUE(leading_numbers("Top Secret 3", is_series).written.numbers.empty());
}

// A number as the parser gives it, whatever its letters.
rc::Gen<WrittenNumber> number(bool last) {
  return rc::gen::exec([last] {
    WrittenNumber made;
    made.lead = *element_of({"", "", "", "CITE ", "your ", "REF: ", "No. ", "Refs. your "});
    made.series = *element_of({"", "Hakto", "WHS", "tohak", "USDEL SALT", "Buenos  Aires", "Tel-Aviv", "X"});
    if (!made.series.empty()) made.gap = *element_of({" ", "", "  ", " #", "-", " No. ", "\t", ": "});
    const auto figures = *rc::gen::inRange<std::uint32_t>(1, 10);
    std::uint32_t bound = 1;
    for (std::uint32_t i = 0; i < figures; ++i) bound *= 10;
    made.serial = *rc::gen::inRange<std::uint32_t>(0, bound);
    made.width = figures;
    made.after = last
                     ? *element_of({"", "", ".", " ", " )"})
                     : *element_of({"/", " / ", ", ", " and ", "-", "\xe2\x80\x93", " to ", " ", "; ", "\n"});
    return made;
  });
}

TEST(WrittenNumbersProperty, WhatIsPrintedIsReadBack) {
  tests::check_many([] {
    WrittenNumbers made{*element_of({"", " ", "\n\t"}), {}};
    const auto count = *rc::gen::inRange<std::size_t>(1, 5);
    for (std::size_t i = 0; i < count; ++i) made.numbers.push_back(*number(i + 1 == count));
    RC_LOG() << print_numbers(made);
    const auto read = parse_numbers(print_numbers(made));
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == made);
  });
}

TEST(WrittenNumbersProperty, WhateverIsReadIsPrintedAsItWas) {
  std::size_t read = 0;
  tests::check_many([&read] {
    const auto text = *tests::text_of({"Hakto", "WHS",   " ",  " ", "/", "49", "0231", ", ", " and ",
                                       "-",     "CITE ", "No", ".", "#", "(",  "x",    "\n", "\xe2\x80\x93",
                                       "\xff",  "your ", "to", "9", "'"});
    if (const auto written = parse_numbers(text)) {
      ++read;
      RC_ASSERT(print_numbers(*written) == text);
    }
    const auto leading = leading_numbers(text, [](std::string_view word) { return word == "Hakto"; });
    RC_ASSERT(print_numbers(leading.written) == text.substr(0, leading.length));
  });
  EXPECT_GT(read, 300U) << "hardly any text was a number: the property says little";
}

}  // namespace
}  // namespace backchannel::message
