// backchannel heading: what it says of real headings, and how it answers.

#include <array>
#include <map>
#include <set>

#include "backchannel/base/format.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/message/printed.h"
#include "backchannel/text/value.h"
#include "client_fixture.h"
#include "doctrine/doctrine_files.h"

namespace backchannel::client {
namespace {

using text::Value;
using Words = std::vector<std::string>;

const doctrine::Catalogue& catalogue() {
  static const doctrine::Catalogue shipped = doctrine::load(doctrine::shipped_files()).value();
  return shipped;
}

std::string words_of(const Value& table, std::string_view key) {
  const Value* value = table.find(key);
  return value != nullptr && value->string() != nullptr ? *value->string() : "";
}

Words list_of(const Value& table, std::string_view key) {
  Words words;
  if (const Value* value = table.find(key); value != nullptr && value->array() != nullptr)
    for (const Value& each : *value->array()) words.push_back(*each.string());
  return words;
}

class Headings : public ClientTest {
 protected:
  [[nodiscard]] tests::Ended call_with(Words arguments, std::string input) const {
    arguments.insert(arguments.begin(), "heading");
    auto call = command(std::move(arguments));
    call.input = std::move(input);
    return tests::run(call);
  }
};

// The published headings: of each what may be looked at, and what its editors say of it.
struct Published {
  std::string url;
  Value given, says;
};

std::vector<Published> published() {
  const std::string content = doctrine::content_of(BACKCHANNEL_SOURCE_DIR "/tests/client/data/headings.json");
  const Value root = text::parse_json(content, "headings.json").value();
  std::vector<Published> all;
  for (const Value& each : *root.array())
    all.push_back({words_of(each, "url"), *each.find("given"), *each.find("says")});
  return all;
}

// The editors' spelling in the doctrine's: "Literally Eyes Only", "HARVAN/Double Plus", "Niact Immediate".
Words canonical_caveats(const Words& spelt) {
  Words names;
  for (const std::string& each : spelt) {
    for (std::string_view rest = each; !rest.empty();) {
      const auto end = std::min(rest.find('/'), rest.size());
      const auto* row = catalogue().caveat(rest.substr(0, end));
      const auto phrases = doctrine::phrases_in(catalogue(), rest.substr(0, end));
      if (row == nullptr && !phrases.empty()) row = phrases.front().row;
      names.push_back(row != nullptr ? row->name : "not in the doctrine: " + each);
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return names;
}

std::string canonical_precedence(const std::string& spelt) {
  if (spelt.empty()) return {};
  for (std::size_t at = 0; at != std::string::npos; at = spelt.find(' ', at + 1))
    if (const auto* row = catalogue().precedence(spelt.substr(at == 0 ? 0 : at + 1)); row != nullptr)
      return row->name;
  return "not in the doctrine: " + spelt;
}

std::string canonical_series(const std::string& spelt) {
  const auto* row = spelt.empty() ? nullptr : catalogue().find_series(spelt);
  return spelt.empty() || row != nullptr ? (row != nullptr ? row->name : "")
                                         : "not in the doctrine: " + spelt;
}

std::string canonical_classification(const std::string& spelt) {
  const auto* row = spelt.empty() ? nullptr : catalogue().classification(spelt);
  return spelt.empty() || row != nullptr ? (row != nullptr ? row->name : "")
                                         : "not in the doctrine: " + spelt;
}

// What docs/decisions/0010 argues: the editors say it, and nothing that may be looked at does. The item,
// counted from 1, and the fields of which that is so.
const std::map<std::size_t, std::set<std::string>> kNotInTheHeading = {
    {6, {"serial", "series"}},
    {7, {"serial", "series"}},
    {8, {"serial", "series"}},
    {9, {"serial", "series"}},
    {12, {"second_number", "serial", "series"}},
    {13, {"series"}},
    {14, {"precedence", "serial", "series"}},
    {15, {"precedence", "serial", "series"}},
    {21, {"caveats", "precedence"}},
    {23, {"serial", "series"}},
    {25, {"caveats"}},
    {27, {"caveats"}},
    {54, {"caveats"}},
    {68, {"precedence"}},
    {70, {"serial", "series"}},
    {89, {"serial", "series"}},
    {90, {"serial", "series"}},
    {91, {"serial", "series"}},
    {92, {"serial", "series"}},
    {94, {"precedence", "serial", "series"}},
    {95, {"precedence", "serial", "series"}},
    {96, {"precedence", "serial", "series"}},
    {97, {"precedence", "serial", "series"}},
    {98, {"precedence", "second_number", "serial", "series"}},
    {99, {"precedence", "serial", "series"}},
    {100, {"precedence", "second_number", "serial", "series"}},
    {101, {"second_number", "serial", "series"}},
    {102, {"serial", "series"}},
    {103, {"serial", "series"}},
    {104, {"serial", "series"}},
    {105, {"second_number", "serial", "series"}},
    {106, {"serial", "series"}},
    {107, {"serial", "series"}},
    {108, {"precedence", "serial", "series"}},
    {109, {"caveats"}},
};

TEST_F(Headings, All110PublishedOnesAreReadAsTheirEditorsReadThem) {
  const auto all = published();
  ASSERT_EQ(all.size(), 110U);
  text::Array items;
  for (const auto& each : all) items.push_back(each.given);
  const auto ended = call_with({"--json"}, text::to_json(Value(std::move(items))));
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const Value root = text::parse_json(ended.out, "output").value();
  ASSERT_NE(root.array(), nullptr);
  ASSERT_EQ(root.array()->size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& [url, given, says] = all[i];
    const Value& read = (*root.array())[i];
    std::set<std::string> differs;
    const auto compare = [&](const std::string& field, const std::string& expected) {
      const std::string found = words_of(read, field);
      if (found == expected) return;
      EXPECT_EQ(found, "") << url << ": " << field << " is not " << expected;
      differs.insert(field);
    };
    compare("series", canonical_series(words_of(says, "series")));
    compare("serial", words_of(says, "serial"));
    compare("second_number", words_of(says, "second_number"));
    compare("classification", canonical_classification(words_of(says, "classification")));
    compare("precedence", canonical_precedence(words_of(says, "precedence")));
    const Words caveats = canonical_caveats(list_of(says, "caveats"));
    if (list_of(read, "caveats") != caveats) {
      EXPECT_EQ(list_of(read, "caveats"), Words{}) << url;
      differs.insert("caveats");
    }
    const auto excused = kNotInTheHeading.find(i + 1);
    EXPECT_EQ(differs, excused == kNotInTheHeading.end() ? std::set<std::string>{} : excused->second)
        << "item " << i + 1 << ", " << url;
    EXPECT_EQ(list_of(read, "problems"), Words{}) << url;
  }
}

TEST_F(Headings, All110ArePrintedAgainAsTheyWereWritten) {
  text::Array items;
  for (const auto& each : published()) items.push_back(each.given);
  const auto ended = call_with({"--json"}, text::to_json(Value(items)));
  const Value root = text::parse_json(ended.out, "output").value();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Value* as_written = (*root.array())[i].find("as_written");
    ASSERT_NE(as_written, nullptr);
    for (const auto* key : {"number_as_printed", "marking_order"}) {
      const Value* given = items[i].find(key);
      const Value* printed = as_written->find(key);
      ASSERT_EQ(given == nullptr, printed == nullptr) << "item " << i + 1;
      if (given == nullptr) continue;
      EXPECT_EQ(text::to_json(*printed), text::to_json(*given)) << "item " << i + 1;
    }
  }
}

TEST_F(Headings, WhatIsNotToBeLookedAtChangesNothing) {
  const std::string heading = R"("number_as_printed": "91", "from": "Smith", "marking_order": ["Secret"])";
  const std::string others =
      R"(, "series": "Hakto", "serial": "7", "precedence": "Flash", "caveats": 3, "url": null, "gist": {})";
  const auto plain = call_with({"--json"}, "[{" + heading + "}]");
  EXPECT_EQ(plain.exit_code, 0) << plain.err;
  EXPECT_EQ(call_with({"--json"}, "[{" + heading + others + "}]").out, plain.out);
}

TEST_F(Headings, AnInstructionBesideThePrecedenceIsToldApart) {
  const auto ended = call_with({"--json", "Secret; Niact Immediate; Nodis"}, "");
  const Value root = text::parse_json(ended.out, "output").value();
  const Value& read = root.array()->front();
  EXPECT_EQ(words_of(read, "precedence"), "IMMEDIATE");
  EXPECT_EQ(list_of(read, "delivery"), Words{"NIACT"});
  EXPECT_EQ(words_of(read, "banner"), message::kExerciseBanner);
}

TEST_F(Headings, WordsAreShownInOrderBetweenTheBanners) {
  for (const auto& words : std::vector<Words>{
           {"Hakto 49/231", "Flash; Sensitive; Top Secret; Exclusively Eyes Only."},
           {"Hakto 49/231; Flash; Sensitive; Top Secret; Exclusively Eyes Only."},
           {"Hakto", "49/231", "Flash", "Sensitive", "Top", "Secret", "Exclusively", "Eyes", "Only"}}) {
    const auto ended = call_with(words, "");
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_TRUE(
        ended.out.starts_with(std::string(message::kExerciseBanner) +
                              "\nHakto 49/231; Top Secret; Flash; Sensitive; Exclusively Eyes Only.\n"))
        << ended.out;
    EXPECT_TRUE(ended.out.ends_with(std::string(message::kExerciseBanner) + "\n"));
    EXPECT_LE(longest_line(ended.out), 80U);
    EXPECT_EQ(ended.err, "");
  }
}

TEST_F(Headings, ALongHeadingStaysWithin80Columns) {
  std::string markings = "Top Secret";
  for (int i = 0; i < 40; ++i) markings += "; Mauve Number " + std::to_string(i);
  const auto ended = call_with({"Hakto 49/231", markings}, "");
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_LE(longest_line(ended.out), 80U);
  EXPECT_TRUE(has(ended.out, "problem         the doctrine knows no marking \"Mauve Number 39\""))
      << ended.out;
}

TEST_F(Headings, EachLineOfStandardInputIsAnswered) {
  const auto ended = call_with({}, "Tohak 90/WHS 2291; Flash; Secret\r\n\nMauve; Secret\nWH21557/Hakto 21");
  EXPECT_EQ(ended.exit_code, 0);
  const std::string banner(message::kExerciseBanner);
  EXPECT_EQ(ended.out, banner + "\nTohak 90/WHS 2291; Secret; Flash.\n\nSecret; Mauve.\nHakto 21/WH 21557\n" +
                           banner + "\n");
  EXPECT_EQ(ended.err, "warning: line 3: the doctrine knows no marking \"Mauve\"\n");
}

TEST_F(Headings, AsWrittenGivesTheLinesBack) {
  const std::string lines = "HAKTO 049 ,flash/TOP  secret\nT O P  S E C R E T\nWH21557/Hakto 21 ...\n";
  const std::string banner(message::kExerciseBanner);
  EXPECT_EQ(call_with({"--as-written"}, lines).out, banner + "\n" + lines + banner + "\n");
}

TEST_F(Headings, SenderAndDaySayWhoseABareNumberIs) {
  const auto smith = call_with({"301", "--from", "Smith (Helsinki)", "--date", "1972-04-11"}, "");
  EXPECT_TRUE(has(smith.out, "SMITH 301 (a bare number; the series is its sender's)")) << smith.out;
  const auto later = call_with({"301", "--from", "Smith (Helsinki)", "--date", "1975-04-11"}, "");
  EXPECT_TRUE(has(later.out, "\"Smith (Helsinki)\" in 1975")) << later.out;
  EXPECT_TRUE(has(call_with({"your 008", "--to", "Bunker"}, "").out, "SAIGON 008"));
}

TEST_F(Headings, ListsAndRunsOfNumbersAreNamed) {
  EXPECT_TRUE(has(call_with({"Hakto 140-142"}, "").out, "names           Hakto 140 to 142"));
}

TEST_F(Headings, WhatIsWrongWithTheJsonIsSaidWithItsPlace) {
  struct Case {
    std::string input, words;
    int exit_code = 65;
  };
  for (const auto& [input, words, exit_code] : std::vector<Case>{
           {"", "standard input:1:1: the input cannot be read: not JSON from here on"},
           {"[{},\n {\"from\": }]", "standard input:2:11: the input cannot be read: not JSON"},
           {"{}", "not a list of headings"},
           {"[{}, 7]", "item 2 is not an object"},
           {"[{\"date\": \"1972-02-30\"}]", "item 1: \"date\" is no day of the calendar"},
           {"[{}, {\"date\": 1972}]", "item 2: \"date\" is not a text in quotes"},
           {"[{\"marking_order\": \"Secret\"}]", "item 1: \"marking_order\" is not a list of texts"},
           {"[{\"marking_order\": [null]}]", "item 1: \"marking_order\" holds something that is not a text"},
           {"[{\"to\": [\"x\"]}]", "item 1: \"to\" is not a text"},
           {"[{}, {\"from\": \"" + std::string(5'000, 'x') + "\"}]",
            "item 2 has 5,000 bytes, and a heading at most"}}) {
    const auto ended = call_with({"--json"}, input);
    EXPECT_EQ(ended.exit_code, exit_code) << input.substr(0, 80);
    EXPECT_TRUE(has(ended.err, words)) << ended.err;
    EXPECT_EQ(ended.out, "") << "half an answer";
  }
  EXPECT_EQ(call_with({"--json"}, "[]").out, "[]\n");
}

TEST_F(Headings, WrongCallsAreMisuse) {
  const auto day = call_with({"301", "--date", "11 April"}, "");
  EXPECT_EQ(day.exit_code, 64);
  EXPECT_TRUE(has(day.err, "--date is no day of the calendar, such as 1972-10-23, but \"11 April\""))
      << day.err;
  const auto line = call_with({}, "Secret\n" + std::string(5'000, 'x'));
  EXPECT_EQ(line.exit_code, 65);
  EXPECT_TRUE(has(line.err, "line 2 has 5,000 bytes")) << line.err;
  EXPECT_EQ(line.out, "");
}

TEST_F(Headings, ControlCharactersOfAHeadingDoNotReachTheTerminal) {
  for (const auto& arguments : std::vector<Words>{{}, {"--as-written"}}) {
    const auto ended = call_with(arguments, "Secret; \x1b[31m\n");
    EXPECT_EQ(ended.out.find('\x1b'), std::string::npos);
    EXPECT_EQ(ended.err.find('\x1b'), std::string::npos);
  }
  EXPECT_EQ(call_with({"\x1b[31m 3", "Secret"}, "").out.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace backchannel::client
