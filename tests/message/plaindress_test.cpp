#include "backchannel/message/plaindress.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>

#include "backchannel/base/format.h"
#include "backchannel/message/printed.h"
#include "backchannel/message/time_group.h"
#include "printed_generators.h"

namespace backchannel::message {
namespace {

const std::vector<ClassificationWords> kKnown = {
    {'U', {"UNCLASSIFIED", "UNCLAS"}}, {'S', {"SECRET"}}, {'T', {"TOP SECRET"}}};

Plaindress hakto_49() {
  Plaindress message;
  message.channel = "BKA";
  message.channel_serial = 14;
  message.called = {"RCHAAA"};
  message.filing = Filing{"SAIGON", 231, parse_dtg("230525Z OCT 72").value()};
  message.letter = 'T';
  message.precedence = Precedence::Flash;
  message.dtg = parse_dtg("230525Z OCT 72").value();
  message.from = "DR. KISSINGER";
  message.number = {"HAKTO", "", 49};
  message.to = {"GENERAL HAIG"};
  message.classification = "TOP SECRET";
  message.captions = {"SENSITIVE", "EXCLUSIVELY EYES ONLY"};
  message.channel_words = "CAS CHANNELS (BUNKER)";
  message.references = {"SAIGON 0229"};
  message.text = "1. A first paragraph.\n\n2. A second one.";
  return message;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

base::Result<Plaindress> parse(const std::string& text, std::optional<char> label = std::nullopt) {
  return parse_plaindress(text, kKnown, label);
}

std::string refusal(const std::string& text, std::optional<char> label = std::nullopt) {
  const auto read = parse(text, label);
  return read ? "read" : base::to_sentence(read.error());
}

// The form with one of its lines replaced.
std::string with(const std::string& line, const std::string& instead) {
  std::string text = print_plaindress(hakto_49());
  const auto at = text.find(line + "\n");
  EXPECT_NE(at, std::string::npos) << line;
  return text.replace(at, line.size(), instead);
}

TEST(Plaindress, HasTheSixteenFormatLines) {
  EXPECT_EQ(print_plaindress(hakto_49()),
            "VZCZCBKA014\n"
            "ZZ RCHAAA\n"
            "DE SAIGON #0231 2970525\n"
            "ZNY TTTTT\n"
            "Z 230525Z OCT 72\n"
            "FM DR. KISSINGER //HAKTO 049//\n"
            "TO GENERAL HAIG\n"
            "BT\n"
            "T O P  S E C R E T\n"
            "SENSITIVE\n"
            "EXCLUSIVELY EYES ONLY\n"
            "VIA CAS CHANNELS (BUNKER)\n"
            "REF: SAIGON 0229\n"
            "\n"
            "1. A first paragraph.\n"
            "\n"
            "2. A second one.\n"
            "BT\n"
            "#0231\n"
            "NNNN\n");
}

TEST(Plaindress, ReadsBackTheSame) {
  const auto back = parse(print_plaindress(hakto_49()), 'T');
  ASSERT_TRUE(back) << base::to_sentence(back.error());
  EXPECT_EQ(*back, hakto_49());
  EXPECT_EQ(parse(between_banners(print_plaindress(hakto_49()))).value(), hakto_49());
}

// Layout of the classroom example in the reference, constructed from the rules (routing indicators invented).
TEST(Plaindress, ReadsADualPrecedenceMessageWithASpecialCategory) {
  const auto read = parse(
      "VZCZCBKA014\nZZ RCHAAA\nOO RCHBBB\nDE RCHCCC #0014 2911512\nZNY SSSSS/BBBBB\nZ O 181512Z OCT 62\n"
      "FM DEPT SITUATION ROOM\nTO NODE ALPHA\nINFO NODE BRAVO\nBT\nS E C R E T  "
      "SPECAT\n\nText.\nBT\n#0014\nNNNN\n");
  ASSERT_TRUE(read) << base::to_sentence(read.error());
  EXPECT_EQ(read->called_information, std::vector<std::string>{"RCHBBB"});
  EXPECT_EQ(read->information_precedence, Precedence::Immediate);
  EXPECT_EQ(read->special_category, 'B');
  EXPECT_EQ(read->captions, std::vector<std::string>{"SPECAT"});
  EXPECT_EQ(to_dtg(read->filing->at), "181512Z OCT 62");
}

TEST(Plaindress, AnOpenMessageStandsAfterZnrAndItsClassificationIsNotSpaced) {
  Plaindress message = hakto_49();
  message.letter = 'U';
  message.classification = "UNCLAS";
  message.codes = {"N03207", "ABC"};
  const std::string printed = print_plaindress(message);
  EXPECT_TRUE(printed.contains("ZNR UUUUU\n")) << printed;
  EXPECT_TRUE(printed.contains("\nUNCLAS  //N03207/ABC//\n")) << printed;
  EXPECT_EQ(parse(printed).value(), message);
}

TEST(Plaindress, SecurityLineClassificationLineAndLabelMustAgree) {
  const std::string lines = with("ZNY TTTTT", "ZNY SSSSS");
  EXPECT_TRUE(refusal(lines).starts_with("line 9:1: two places")) << refusal(lines);
  EXPECT_TRUE(refusal(lines).contains("TOP SECRET, and format line 4 (line 4) says SSSSS")) << refusal(lines);
  EXPECT_EQ(parse(lines).error().code, base::Code::Disagreement);
  EXPECT_EQ(parse(print_plaindress(hakto_49()), 'S').error().code, base::Code::Disagreement);
  EXPECT_EQ(parse(with("T O P  S E C R E T", "S E C R E T")).error().code, base::Code::Disagreement);
}

TEST(Plaindress, WhatIsSaidTwiceMustAgree) {
  EXPECT_EQ(parse(with("ZZ RCHAAA", "OO RCHAAA")).error().code, base::Code::Disagreement);
  EXPECT_TRUE(refusal(with("ZZ RCHAAA", "OO RCHAAA")).starts_with("line 2:1:"));
  EXPECT_EQ(parse(with("#0231", "#0232")).error().code, base::Code::Disagreement);
  EXPECT_TRUE(refusal(with("#0231", "#0232")).starts_with("line 19:1:"));
}

TEST(Plaindress, MistakesAreNamedWithLineAndColumn) {
  EXPECT_TRUE(refusal("").starts_with("line 1:1:"));
  EXPECT_TRUE(refusal("NNNN").starts_with("line 1:1:"));
  EXPECT_TRUE(refusal("BT\nNNNN").contains("format line 4"));
  EXPECT_TRUE(refusal(with("VZCZCBKA014", "VZCZCBKA000")).starts_with("line 1:6:"));
  EXPECT_TRUE(refusal(with("ZZ RCHAAA", "ZZ RCHaAA")).starts_with("line 2:4:"));
  EXPECT_TRUE(refusal(with("DE SAIGON #0231 2970525", "DE SAIGON #0231 3970525")).starts_with("line 3:17:"));
  EXPECT_TRUE(refusal(with("ZNY TTTTT", "ZNY TTTT")).starts_with("line 4:5:"));
  EXPECT_TRUE(refusal(with("ZNY TTTTT", "ZNR TTTTT")).starts_with("line 4:1:"));
  EXPECT_TRUE(refusal(with("ZNY TTTTT", "ZNY TTTTT/CCCCC")).starts_with("line 4:11:"));
  EXPECT_TRUE(refusal(with("Z 230525Z OCT 72", "Z 240565Z OCT 72")).starts_with("line 5:3:"));
  EXPECT_TRUE(refusal(with("Z 230525Z OCT 72", "Z O 230525Z OCT 72")).contains("INFO"));
  EXPECT_TRUE(refusal(with("TO GENERAL HAIG", "TU GENERAL HAIG")).starts_with("line 7:1:"));
  EXPECT_TRUE(refusal(with("TO GENERAL HAIG", "TO GENERAL HAIG\nGR x")).starts_with("line 8:4:"));
  EXPECT_TRUE(refusal(with("BT", "BX")).starts_with("line 8:1:")) << refusal(with("BT", "BX"));
  EXPECT_TRUE(refusal(with("T O P  S E C R E T", "T O P  S E C R E S")).starts_with("line 9:1:"));
  EXPECT_TRUE(refusal(with("SENSITIVE", "  SENSITIVE")).starts_with("line 10:3:"));
  EXPECT_TRUE(refusal(with("2. A second one.", "NNNN")).starts_with("line 17:1:"));
  EXPECT_TRUE(refusal(with("NNNN", "NNN")).starts_with("line 20:1:"));
  EXPECT_TRUE(refusal(with("SENSITIVE", std::string(70, 'X'))).starts_with("line 10:70:"));
}

TEST(Plaindress, ATextMayLookLikeAFormatLine) {
  Plaindress message = hakto_49();
  message.text = "BT\n#0231\nZNY SSSSS\nFM NOBODY\nNNNN.\n\nREF: NOTHING";
  EXPECT_EQ(parse(print_plaindress(message)).value(), message);
  message.text = "A\nNNNN\nB";
  EXPECT_EQ(parse(print_plaindress(message)).value().text, "A\n NNNN\nB")
      << "moved in, so that it ends nothing";
}

template <class T>
std::optional<T> maybe(const std::function<T()>& make) {
  return *rc::gen::arbitrary<bool>() ? std::optional<T>(make()) : std::nullopt;
}

Plaindress generated() {
  using namespace generators;
  const auto indicators = [] {
    std::vector<std::string> all;
    for (int i = *rc::gen::inRange(0, 14); i > 0; --i)
      all.push_back(
          *rc::gen::container<std::string>(*rc::gen::inRange<std::size_t>(4, 8), rc::gen::inRange('A', '[')));
    return all;
  };
  Plaindress message;
  const auto& row = *rc::gen::elementOf(kKnown);
  message.letter = row.letter;
  message.classification = *rc::gen::elementOf(row.words);
  message.dtg = {*rc::gen::inRange<std::int64_t>(-5'000'000, 40'000'000) * base::kMinuteMs};
  message.precedence = *rc::gen::elementOf(std::vector(kPrecedences.begin(), kPrecedences.end()));
  message.from = name();
  message.to = several(1, 5);
  message.info = several(0, 3);
  message.exempted = several(0, 2);
  if (*rc::gen::arbitrary<bool>()) {
    message.filing =
        Filing{"WTE", *rc::gen::inRange<std::uint32_t>(0, 100'000),
               message.dtg + *rc::gen::inRange<std::int64_t>(-200'000, 200'000) * base::kMinuteMs};
    message.called = indicators();
  }
  if (!message.info.empty() && message.precedence != Precedence::Routine && *rc::gen::arbitrary<bool>()) {
    message.information_precedence = Precedence::Routine;
    if (message.filing) message.called_information = indicators();
  }
  if (*rc::gen::arbitrary<bool>()) {
    message.channel = "JTA";
    message.channel_serial = *rc::gen::inRange<std::uint32_t>(1, 1000);
  }
  if (message.letter != 'U') message.special_category = *rc::gen::element('\0', 'A', 'B');
  if (*rc::gen::arbitrary<bool>()) message.handling = words(1, 20);
  if (*rc::gen::arbitrary<bool>()) message.instructions = words(1, 20);
  if (*rc::gen::arbitrary<bool>()) message.number = {"HAKTO", "", *rc::gen::arbitrary<std::uint32_t>()};
  if (*rc::gen::arbitrary<bool>()) message.accounting = words(1, 3);
  message.groups = maybe<std::uint32_t>([] { return *rc::gen::arbitrary<std::uint32_t>(); });
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) message.codes.push_back("N0" + std::to_string(i));
  message.captions = several(0, 4);
  if (*rc::gen::arbitrary<bool>()) message.channel_words = words(1, 20);
  if (*rc::gen::arbitrary<bool>()) message.service_line = words(1, 30);
  if (*rc::gen::arbitrary<bool>()) message.subject = words(1, 20);
  message.references = several(0, 3);
  message.text = paragraphs(5);
  return message;
}

TEST(PlaindressProperty, TenThousandReadBackTheSame) {
  generators::check_often("plaindress", [] {
    const Plaindress message = generated();
    const std::string printed = print_plaindress(message);
    RC_LOG() << printed;
    const auto back = parse(printed, message.letter);
    if (!back) RC_FAIL(base::to_sentence(back.error()));
    RC_ASSERT(back->text == message.text);
    RC_ASSERT(back->captions == message.captions);
    RC_ASSERT(back->to == message.to);
    RC_ASSERT(*back == message);
  });
}

// Where a line has a fixed shape: the bytes of it that may not be anything else.
std::size_t fixed_bytes(const std::string& line, std::size_t number, const std::vector<std::string>& all) {
  if (line == "BT" || line == "NNNN" || line.starts_with("#") || line.starts_with("VZCZC") ||
      line.starts_with("ZZ ") || line.starts_with("DE "))
    return line.size();
  if (line.starts_with("ZN")) return std::min<std::size_t>(9, line.size());
  if (number > 0 && all[number - 1].starts_with("ZN")) return std::min<std::size_t>(16, line.size());
  if (line.starts_with("FM ") || line.starts_with("TO ")) return 3;
  if (line.starts_with("T O P")) return line.size();
  return 0;
}

TEST(PlaindressProperty, DamageToAFormatLineIsRefusedAndTheLineNamed) {
  generators::check_often("damaged plaindress", [] {
    Plaindress message = generated();
    message.letter = 'T';
    message.classification = "TOP SECRET";
    message.special_category = 0;
    message.precedence = Precedence::Flash;
    message.information_precedence.reset();
    message.called_information.clear();
    message.codes.clear();
    message.handling.clear();
    std::vector<std::string> lines = lines_of(print_plaindress(message));
    const auto begin = std::ranges::find(lines, "BT") - lines.begin();
    // Text lines have no shape; the last lines have.
    std::vector<std::size_t> shaped;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const bool text = i > static_cast<std::size_t>(begin) + 1 && i + 3 < lines.size();
      if (!text && fixed_bytes(lines[i], i, lines) > 0) shaped.push_back(i);
    }
    const std::size_t which = *rc::gen::elementOf(shaped);
    std::string& line = lines[which];
    const auto at = *rc::gen::inRange<std::size_t>(0, fixed_bytes(line, which, lines));
    RC_PRE(line[at] != ' ' || line.starts_with("T O P"));
    line[at] = *rc::gen::element('?', '%', 'q', '*');
    const std::string damaged = joined(lines);
    RC_LOG() << damaged;
    const auto read = parse(damaged, 'T');
    RC_ASSERT(!read.has_value());
    RC_ASSERT(read.error().where->line == static_cast<int>(which) + 1);
  });
}

RC_GTEST_PROP(PlaindressProperty, AnyBytesAreReadOrRefusedWithAPlace, ()) {
  const auto read = parse(*generators::bytes_like(print_plaindress(generated())));
  if (!read) {
    RC_ASSERT(read.error().where.has_value());
    RC_ASSERT(read.error().where->line > 0);
    RC_ASSERT(read.error().where->column > 0);
  }
}

RC_GTEST_PROP(PlaindressProperty, WhateverIsPrintedCanBeReadAndIsNarrow, ()) {
  Plaindress message = generated();
  for (std::string* field : {&message.text, &message.handling, &message.instructions, &message.channel_words,
                             &message.service_line, &message.subject, &message.accounting, &message.channel})
    *field = *rc::gen::arbitrary<std::string>();
  message.captions.push_back(*rc::gen::arbitrary<std::string>());
  message.to.push_back(*rc::gen::arbitrary<std::string>());
  message.called.push_back(*rc::gen::arbitrary<std::string>());
  const std::string printed = print_plaindress(message);
  RC_LOG() << printed;
  for (const std::string& line : lines_of(printed)) RC_ASSERT(base::columns(line) <= 69u);
  const auto back = parse(printed);
  if (!back) RC_FAIL(base::to_sentence(back.error()));
}

TEST(Filing, TheYearIsTheOneNearestToTheOtherTime) {
  const auto near = parse_dtg("010005Z JAN 73").value();
  EXPECT_EQ(to_dtg(parse_day_and_time("3662359", near).value()), "312359Z DEC 72");
  EXPECT_EQ(to_dtg(parse_day_and_time("0010010", near).value()), "010010Z JAN 73");
  EXPECT_FALSE(parse_day_and_time("0002359", near));
  EXPECT_FALSE(parse_day_and_time("3672359", near));
  EXPECT_FALSE(parse_day_and_time("2970560", near));
}

}  // namespace
}  // namespace backchannel::message
