// Headings made from the shipped doctrine, and texts made of its pieces.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "backchannel/base/format.h"
#include "shipped_heading.h"
#include "support/many.h"

namespace backchannel::doctrine {
namespace {

using tests::element_of;

// Every spelling that the doctrine has for a marking, with the kind and the name that it must be read as.
std::vector<WrittenMarking> all_spellings() {
  std::vector<WrittenMarking> all;
  const auto add = [&](MarkingKind kind, const std::string& name, const std::vector<std::string>& spellings) {
    for (const auto& each : spellings)
      all.push_back({kind, name, base::upper(each), Letters::Capitals, {}, {}});
  };
  const auto& catalogue = shipped_catalogue();
  for (const auto& row : catalogue.classifications) {
    add(MarkingKind::Classification, row.name, {row.name});
    add(MarkingKind::Classification, row.name, row.aliases);
  }
  for (const auto& row : catalogue.precedences) {
    add(MarkingKind::Precedence, row.name, {row.name, std::string(1, row.prosign)});
    add(MarkingKind::Precedence, row.name, row.aliases);
  }
  for (const auto& row : catalogue.caveats) {
    add(MarkingKind::Caveat, row.name, {row.name});
    add(MarkingKind::Caveat, row.name, row.aliases);
    add(MarkingKind::Phrase, row.name, row.phrases);
  }
  for (const auto& row : catalogue.deliveries) {
    add(MarkingKind::Delivery, row.name, {row.name});
    for (const auto& alias : row.aliases)  // NIACT IMMEDIATE is read as two
      if (catalogue.precedence(alias.substr(alias.rfind(' ') + 1)) == nullptr)
        add(MarkingKind::Delivery, row.name, {alias});
  }
  for (const auto& row : catalogue.channels) {
    add(MarkingKind::Channel, row.name, {row.printed, "VIA " + row.printed, "VIA " + row.name});
    for (const auto& alias : row.aliases) add(MarkingKind::Channel, row.name, {alias + " CHANNEL"});
  }
  return all;
}

bool has_place(const std::string& spelling) { return spelling.contains('{'); }

rc::Gen<WrittenMarking> known_marking() {
  return rc::gen::exec([] {
    static const auto all = all_spellings();
    WrittenMarking made = *rc::gen::elementOf(all);
    if (has_place(made.spelling))
      made.filling =
          made.spelling.contains("{TIME}")
              ? *element_of({"1500", "11 p.m. today", "230900Z OCT 72"})
              : *element_of({"Haig", "Mr. Haig", "GENERAL HAIG (Paris)", "his talk", "Bunker's aide"});
    made.letters = *rc::gen::element(Letters::Capitals, Letters::Title, Letters::Small, Letters::Spaced);
    // Letters in pieces have no room for a name, and "Z" alone is written in one way only.
    if (made.letters == Letters::Spaced && (has_place(made.spelling) || made.spelling.size() == 1))
      made.letters = Letters::Capitals;
    for (const auto earlier : {Letters::Capitals, Letters::Title, Letters::Small}) {
      auto other = made;
      other.letters = earlier;
      if (earlier < made.letters && print_marking(other) == print_marking(made)) made = other;
    }
    return made;
  });
}

rc::Gen<WrittenMarking> unknown_marking() {
  return rc::gen::exec([] {
    WrittenMarking made;
    made.spelling = *element_of({"Mauve", "PUCE", "no such words", "x-1", "\xc3\x84ther", "R2"});
    return made;
  });
}

rc::Gen<WrittenMarkings> markings() {
  return rc::gen::exec([] {
    WrittenMarkings made{*element_of({"", " ", "; ", "\n"}), {}};
    const auto count = *rc::gen::inRange<std::size_t>(1, 7);
    for (std::size_t i = 0; i < count; ++i) {
      auto marking = *rc::gen::weightedOneOf<WrittenMarking>({{6, known_marking()}, {1, unknown_marking()}});
      marking.after = i + 1 < count ? *element_of({"; ", ";", ", ", "/", " / ", ";\n", ".; "})
                                    : *element_of({"", ".", " .", "; "});
      made.markings.push_back(std::move(marking));
    }
    return made;
  });
}

TEST(HeadingProperty, MarkingsPrintedAreReadBack) {
  tests::check_many([] {
    const auto made = *markings();
    RC_LOG() << print_markings(made);
    RC_ASSERT(shipped_reader().markings(print_markings(made)) == made);
  });
}

// One message's number or two, in series of the doctrine.
rc::Gen<message::WrittenNumbers> numbers() {
  return rc::gen::exec([] {
    message::WrittenNumbers made{*element_of({"", " "}), {}};
    const bool pair = *rc::gen::arbitrary<bool>();
    for (int i = 0; i <= static_cast<int>(pair); ++i) {
      message::WrittenNumber number;
      number.lead = *element_of({"", "", "CITE "});
      number.series = *element_of({"", "Hakto", "HAKTO", "tohak", "WHS", "Saigon", "TOSEC", "State"});
      if (!number.series.empty()) number.gap = *element_of({" ", "", " #", "-"});
      number.serial = *rc::gen::inRange<std::uint32_t>(0, 100'000);
      number.width = static_cast<std::uint32_t>(std::to_string(number.serial).size()) +
                     *rc::gen::inRange<std::uint32_t>(0, 3);
      number.after = pair && i == 0 ? *element_of({"/", " / ", " "}) : *element_of({"; ", ". ", ";", ", "});
      made.numbers.push_back(std::move(number));
    }
    return made;
  });
}

TEST(HeadingProperty, HeadingsPrintedOnALineAreReadBack) {
  tests::check_many([] {
    const auto number = *numbers();
    auto words = *markings();
    words.before.clear();  // what stands before the first marking ends the number
    // A marking that begins with figures would be one more number.
    RC_PRE(words.markings.front().spelling.front() > '9');
    const std::string line = message::print_numbers(number) + print_markings(words);
    RC_LOG() << line;
    const auto heading = shipped_reader().read(shipped_reader().split(line));
    RC_ASSERT(heading.number == number);
    RC_ASSERT(heading.markings == std::vector<WrittenMarkings>{words});
  });
}

TEST(HeadingProperty, WhateverIsReadIsPrintedAsItWas) {
  std::size_t known = 0, unknown = 0;
  tests::check_many([&] {
    const auto text = *tests::text_of({"Top Secret",
                                       "SECRET",
                                       "T O P  S E C R E T",
                                       "flash",
                                       "Z",
                                       "Nodis",
                                       "HARVAN",
                                       "Double Plus",
                                       "EXCLUSIVE",
                                       "for Haig",
                                       " only",
                                       "Niact ",
                                       "IMMEDIATE",
                                       "; ",
                                       "; ",
                                       ", ",
                                       "/",
                                       " ",
                                       " ",
                                       ".",
                                       "\n",
                                       "at 1500",
                                       "via",
                                       "Mauve",
                                       "\xff",
                                       "\xe2\x80\x93",
                                       "(",
                                       "\t",
                                       "sEnSitive",
                                       "Hakto 49/231"});
    const auto written = shipped_reader().markings(text);
    RC_ASSERT(print_markings(written) == text);
    for (const auto& each : written.markings) {
      RC_ASSERT(each.after.find_first_not_of(" \t\n;,/.") ==
                std::string::npos);  // no word is lost between two
      ++(each.kind == MarkingKind::Unknown ? unknown : known);
    }
    HeadingText given = shipped_reader().split(text);
    const auto heading = shipped_reader().read(given);
    const auto again = heading.markings_as_written().value_or(std::vector<std::string>{""});
    RC_ASSERT(heading.number_as_written().value_or("") + again.front() == text);
  });
  EXPECT_GT(known, 3'000U);
  EXPECT_GT(unknown, 1'000U);
}

TEST(HeadingProperty, EveryUnknownMarkingIsNamed) {
  tests::check_many([] {
    const auto made = *markings();
    HeadingText text;
    text.markings = {print_markings(made)};
    const auto heading = shipped_reader().read(text);
    for (const auto& each : made.markings) {
      if (each.kind != MarkingKind::Unknown) continue;
      const std::string sentence = "the doctrine knows no marking \"" + each.spelling + "\"";
      RC_LOG() << sentence << " | " << text.markings->front();
      RC_ASSERT(std::ranges::count(heading.problems, sentence) == 1);
    }
  });
}

std::set<std::string> set_of(const std::vector<std::string>& words) { return {words.begin(), words.end()}; }

TEST(HeadingProperty, WhatIsPrintedInOrderSaysTheSame) {
  tests::check_many([] {
    HeadingText text;
    text.number = *element_of({"Hakto ", "TOHAK ", "WHS", "Saigon 0", "CITE SAIGON "}) +
                  std::to_string(*rc::gen::inRange(1, 100'000)) + *element_of({"", "/231", "/WHS 2291"});
    text.markings = {print_markings(*markings())};
    const auto heading = shipped_reader().read(text);
    RC_LOG() << *text.number << " | " << text.markings->front() << " | " << heading.in_order();
    const auto again = shipped_reader().read(shipped_reader().split(heading.in_order()));
    RC_ASSERT(again.series == heading.series);
    RC_ASSERT(std::stoul(again.serial) == std::stoul(heading.serial));
    RC_ASSERT(again.second_number.empty() == heading.second_number.empty());
    RC_ASSERT(again.classification == heading.classification);
    RC_ASSERT(again.precedence == heading.precedence);
    RC_ASSERT(set_of(again.caveats) == set_of(heading.caveats));
    RC_ASSERT(set_of(again.readers) == set_of(heading.readers));
    RC_ASSERT(set_of(again.delivery) == set_of(heading.delivery));
    RC_ASSERT(set_of(again.asked_for) == set_of(heading.asked_for));
    RC_ASSERT(again.in_order() == heading.in_order());
  });
}

}  // namespace
}  // namespace backchannel::doctrine
