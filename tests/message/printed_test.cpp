#include "backchannel/message/printed.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "printed_generators.h"

namespace backchannel::message {
namespace {

Slip hakto_49() {
  Slip slip;
  slip.markings = {"TOP SECRET", {"SENSITIVE"}, {"EXCLUSIVELY EYES ONLY"}};
  slip.dtg = parse_dtg("230525Z OCT 72").value();
  slip.precedence = Precedence::Flash;
  slip.channel = "CAS CHANNELS (BUNKER)";
  slip.to = {"GENERAL HAIG"};
  slip.from = "DR. KISSINGER";
  slip.bearer = "SAIGON";
  slip.bearer_serial = 231;
  slip.number = {"HAKTO", "", 49};
  slip.references = {"SAIGON 0229"};
  slip.text = "1. A first paragraph.\n\n2. A second one.";
  return slip;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(PrintedSlip, HasTheLayoutOfTheBunkerChannel) {
  EXPECT_EQ(print_slip(hakto_49()),
            "T O P  S E C R E T  230525Z OCT 72  SENSITIVE\n"
            "  VIA CAS CHANNELS (BUNKER)\n"
            "TO:   GENERAL HAIG, EXCLUSIVELY EYES ONLY                       FLASH\n"
            "FROM: DR. KISSINGER                                  CITE SAIGON 0231\n"
            "HAKTO 049\n"
            "REF: SAIGON 0229\n"
            "\n"
            "1. A first paragraph.\n"
            "\n"
            "2. A second one.\n");
}

TEST(PrintedSlip, FieldsStayOnOneLineIfTheyFit) {
  Slip slip = hakto_49();
  slip.channel = "BUNKER";
  EXPECT_EQ(lines_of(print_slip(slip))[0], "T O P  S E C R E T  230525Z OCT 72  SENSITIVE  VIA BUNKER");
}

TEST(PrintedSlip, ReadsBackTheSame) {
  Slip slip = hakto_49();
  slip.service_line = "TO: THE WATCH OFFICER. DELIVER AT OPENING OF BUSINESS";
  const auto back = parse_slip(print_slip(slip));
  ASSERT_TRUE(back) << base::to_sentence(back.error());
  EXPECT_EQ(*back, slip);
}

TEST(PrintedSlip, BannersAroundItAreSkipped) {
  EXPECT_EQ(parse_slip(between_banners(print_slip(hakto_49()))).value(), hakto_49());
}

TEST(PrintedSlip, TextThatLooksLikeAHeadingIsText) {
  Slip slip = hakto_49();
  slip.references.clear();
  slip.text =
      "TO:   SOMEBODY ELSE   ROUTINE\nFROM: NOBODY\nHAKTO 050\nREF: X\n\nSECRET  230525Z OCT 72\nTO:   X  "
      "FLASH";
  EXPECT_EQ(parse_slip(print_slip(slip)).value(), slip);
}

TEST(PrintedSlip, CommasInNamesAndCaveatsAreKept) {
  Slip slip = hakto_49();
  slip.to = {"MR. GUAY, PARIS", "GENERAL HAIG", "A,"};
  EXPECT_EQ(parse_slip(print_slip(slip)).value(), slip);
  slip.markings.reader_caveats = {};
  EXPECT_EQ(parse_slip(print_slip(slip)).value(), slip);
  slip.markings.reader_caveats = {"EYES ONLY, NO COPY", "EXCLUSIVE"};
  EXPECT_EQ(parse_slip(print_slip(slip)).value(), slip);
}

TEST(PrintedSlip, LineEndsOfTheWriterAreKept) {
  Slip slip = hakto_49();
  slip.text = "We need:\n  A. this,\n  B. that.\n\n\nEnd.";
  EXPECT_EQ(parse_slip(print_slip(slip)).value().text, slip.text);
}

TEST(PrintedSlip, ALineTooFullForTheNextWordIsJoined) {
  Slip slip = hakto_49();
  slip.text = std::string(65, 'X') + "\nWORDS";
  EXPECT_EQ(parse_slip(print_slip(slip)).value().text, std::string(65, 'X') + " WORDS");
}

TEST(PrintedSlip, WithoutRelayThereIsNoCite) {
  Slip slip = hakto_49();
  slip.bearer.clear();
  slip.bearer_serial = 0;
  EXPECT_EQ(print_slip(slip).find("CITE"), std::string::npos);
  EXPECT_EQ(parse_slip(print_slip(slip)).value(), slip);
}

TEST(PrintedSlip, ControlCharactersBecomeVisible) {
  Slip slip = hakto_49();
  slip.from = "EVIL\x1b[2J\nTO:   ME";
  slip.text = "a\x1b[31mb\xe2\x80\xae";
  const std::string printed = print_slip(slip);
  EXPECT_EQ(printed.find('\x1b'), std::string::npos);
  EXPECT_NE(printed.find("FROM: EVIL\\x1b[2J TO: ME"), std::string::npos);
  EXPECT_NE(printed.find("a\\x1b[31mb\\u{202e}"), std::string::npos);
}

TEST(PrintedSlip, MistakesAreNamedWithTheirLine) {
  const std::string good = print_slip(hakto_49());
  const auto without = [&](std::string_view what, std::string_view instead) {
    std::string text = good;
    text.replace(text.find(what), what.size(), instead);
    const auto slip = parse_slip(text);
    return slip ? std::string("no error") : base::to_sentence(slip.error());
  };
  EXPECT_EQ(without("230525Z", "230525").substr(0, 8), "line 1:1");
  EXPECT_NE(without("T O P  S E C R E T", "").find("no classification"), std::string::npos);
  EXPECT_NE(without("TO:", "UP:").find("no TO line"), std::string::npos);
  EXPECT_NE(without("FLASH", "FLUSH").find("line 3:1: the input cannot be read: no precedence"),
            std::string::npos);
  EXPECT_NE(without("FROM:", "FORM:").find("line 4:1"), std::string::npos);
  EXPECT_NE(without("SAIGON 0231", "SAIGON").find("CITE SAIGON 0231"), std::string::npos);
  EXPECT_NE(without("HAKTO 049", "          XX\nHAKTO 049").find("CITE SAIGON 0231"), std::string::npos);
  EXPECT_NE(without("CITE SAIGON 0231", "CITE  0231").find("CITE SAIGON 0231"), std::string::npos);
  EXPECT_NE(without("HAKTO 049", "HAKTO").find("line 5:1"), std::string::npos);
  EXPECT_NE(without("0229\n\n", "0229\n").find("a blank line must stand"), std::string::npos);
  EXPECT_FALSE(parse_slip(""));
  EXPECT_FALSE(parse_slip("\n\n"));
}

// Words as people write them, none longer than the narrowest column of the layout.
std::string words(int least, int most) {
  std::string text;
  for (int i = *rc::gen::inRange(least, most + 1); i > 0; --i) {
    const auto length = *rc::gen::inRange<std::size_t>(1, 12);
    const auto letters = rc::gen::element('A', 'E', 'N', 'S', 'T', '9', '.', '(', ')', '/', '-', ':');
    text += (text.empty() ? "" : " ") + *rc::gen::container<std::string>(length, letters);
  }
  return text;
}

// A name for the layout: begins with a letter, so that it is no label and no number.
std::string name(int least = 0) { return "N" + words(least, 9); }

std::vector<std::string> several(int least, int most) {
  std::vector<std::string> all;
  for (int i = *rc::gen::inRange(least, most + 1); i > 0; --i) all.push_back(name() + std::to_string(i));
  return all;
}

std::string paragraphs() {
  std::string text;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) text += (text.empty() ? "" : "\n\n") + words(1, 60);
  return text;
}

Slip generated_slip() {
  Slip slip;
  slip.markings.classification =
      *rc::gen::element<std::string>("TOP SECRET", "SECRET", "UNCLASSIFIED", "LIMITED OFFICIAL USE", "A B");
  slip.markings.heading_caveats = several(0, 4);
  slip.markings.reader_caveats = several(0, 3);
  slip.dtg = {*rc::gen::inRange<std::int64_t>(-5'000'000, 40'000'000) * base::kMinuteMs};
  slip.precedence = *rc::gen::elementOf(std::vector(kPrecedences.begin(), kPrecedences.end()));
  if (*rc::gen::arbitrary<bool>()) slip.channel = name();
  if (*rc::gen::arbitrary<bool>()) slip.service_line = words(1, 30);
  slip.to = several(1, 5);
  if (*rc::gen::arbitrary<bool>()) slip.to.front() += ", " + name();
  slip.from = name();
  if (*rc::gen::arbitrary<bool>()) {
    slip.bearer = name();
    slip.bearer_serial = *rc::gen::arbitrary<std::uint32_t>();
  }
  if (*rc::gen::arbitrary<bool>()) slip.number = {"HAKTO", "", *rc::gen::arbitrary<std::uint32_t>()};
  slip.references = several(0, 3);
  slip.text = paragraphs();
  return slip;
}

TEST(PrintedSlipProperty, TenThousandReadBackTheSame) {
  generators::check_often("slip", [] {
    const Slip slip = generated_slip();
    const std::string printed = print_slip(slip);
    const auto back = parse_slip(printed);
    RC_LOG() << printed;
    RC_ASSERT(back.has_value());
    RC_ASSERT(back->markings == slip.markings);
    RC_ASSERT(back->text == slip.text);
    RC_ASSERT(*back == slip);
  });
}

TEST(PrintedSlipProperty, DamageToAHeadingLineIsRefusedAndTheLineNamed) {
  generators::check_often("damaged slip", [] {
    Slip slip = generated_slip();
    slip.markings = {"SECRET", {}, {}};
    slip.channel.clear();
    slip.service_line.clear();
    slip.to.resize(1);
    slip.to.front() = "N";
    slip.from = "N";
    slip.bearer = "SAIGON";
    slip.number = {"HAKTO", "", 49};
    slip.references = {"N"};
    std::vector<std::string> lines = lines_of(print_slip(slip));
    // What of a line may not be anything else: date-time group, labels, the CITE and its number.
    const std::vector<std::pair<std::size_t, std::size_t>> fixed = {{13, 27}, {0, 3}, {0, 5}, {0, 9}, {0, 4}};
    const std::size_t which = *rc::gen::inRange<std::size_t>(0, fixed.size());
    const std::size_t at = *rc::gen::inRange(fixed[which].first, fixed[which].second);
    RC_PRE(lines[which][at] != ' ');
    lines[which][at] = *rc::gen::element('?', '%', '*');
    std::string damaged;
    for (const std::string& line : lines) damaged += line + "\n";
    RC_LOG() << damaged;
    const auto read = parse_slip(damaged);
    RC_ASSERT(!read.has_value());
    RC_ASSERT(read.error().where->line == static_cast<int>(which) + 1);
  });
}

RC_GTEST_PROP(PrintedSlipProperty, NoLineIsLongerThan69, ()) {
  Slip slip = generated_slip();
  slip.text = *rc::gen::arbitrary<std::string>();
  slip.from = std::string(*rc::gen::inRange<std::size_t>(0, 200), 'X');
  slip.markings.heading_caveats.push_back(*rc::gen::arbitrary<std::string>());
  slip.to.push_back(*rc::gen::arbitrary<std::string>());
  for (const std::string& line : lines_of(print_slip(slip))) {
    RC_ASSERT(base::columns(line) <= 69u);
    RC_ASSERT(!line.ends_with(' '));
  }
}

RC_GTEST_PROP(PrintedSlipProperty, AnyTextPrintsTheSameAfterReading, ()) {
  Slip slip = hakto_49();
  slip.text = *rc::gen::container<std::string>(rc::gen::element('A', 'B', 'C', ' ', ' ', '\n', '\t', '\x1b'));
  const std::string printed = print_slip(slip);
  const auto back = parse_slip(printed);
  RC_ASSERT(back.has_value());
  RC_ASSERT(print_slip(*back) == printed);
}

RC_GTEST_PROP(PrintedSlipProperty, DamagedSlipsAreReadOrRefused, ()) {
  std::string text = print_slip(generated_slip());
  for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    text[at] = *rc::gen::element(' ', '\n', 'X', ':', ',', '\xff');
  }
  const auto slip = parse_slip(text);
  if (!slip) RC_ASSERT(!slip.error().detail.empty());
}

TEST(Spaced, LettersStandApartAndWordsFurther) {
  EXPECT_EQ(spaced("TOP SECRET"), "T O P  S E C R E T");
  EXPECT_EQ(spaced(" SECRET "), "S E C R E T");
  EXPECT_EQ(spaced(""), "");
  EXPECT_EQ(spaced("ÉÈ"), "É È");
}

TEST(MarkingString, IsInTheOrderOfThePublishedNotes) {
  const PrintedMarkings markings{"TOP SECRET", {"SENSITIVE"}, {"EXCLUSIVELY EYES ONLY"}};
  EXPECT_EQ(print_marking_string(markings, Precedence::Flash),
            "Top Secret; Flash; Sensitive; Exclusively Eyes Only.");
  EXPECT_EQ(print_marking_string({"LIMITED OFFICIAL USE", {}, {"EXCLUSIVE FOR THE AMBASSADOR"}},
                                 Precedence::Routine),
            "Limited Official Use; Routine; Exclusive for the Ambassador.");
}

TEST(MarkingString, ReadsBackInCapitals) {
  const auto back = parse_marking_string("Top Secret; Flash; Sensitive; Exclusively Eyes Only.").value();
  EXPECT_EQ(back, (MarkingString{"TOP SECRET", Precedence::Flash, {"SENSITIVE", "EXCLUSIVELY EYES ONLY"}}));
  EXPECT_EQ(parse_marking_string("Secret; Nodis.").value(),
            (MarkingString{"SECRET", std::nullopt, {"NODIS"}}));
}

TEST(MarkingString, EmptyMarkingsAreRefused) {
  for (const char* text : {"", ".", "; Flash.", "Secret;; Nodis.", "Secret; ."})
    EXPECT_FALSE(parse_marking_string(text)) << text;
}

TEST(Banner, StandsBeforeAndAfter) {
  EXPECT_EQ(
      between_banners("x"),
      "EXERCISE - TRAINING MATERIAL - NOT CLASSIFIED\nx\nEXERCISE - TRAINING MATERIAL - NOT CLASSIFIED\n");
  EXPECT_EQ(between_banners("x\n"), between_banners("x"));
}

}  // namespace
}  // namespace backchannel::message
