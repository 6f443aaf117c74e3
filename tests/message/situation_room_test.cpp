#include "backchannel/message/situation_room.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "printed_generators.h"

namespace backchannel::message {
namespace {

// The layout of the copies, with invented values.
SituationRoomMessage tohak_120() {
  SituationRoomMessage message;
  message.precedence = Precedence::Immediate;
  message.filing = {"WTE", 661, parse_dtg("071304Z FEB 74").value()};
  message.dtg = parse_dtg("071304Z FEB 74").value();
  message.number = {"TOHAK", "", 120};
  message.to = "AN AIDE";
  message.principal = "THE PRINCIPAL";
  message.classification = "SECRET";
  message.caveats = {"SENSITIVE"};
  message.via = "86970";
  message.bearer = "WH";
  message.bearer_serial = 40123;
  message.text = "1. A paragraph.\n\n2. Another.";
  return message;
}

std::string refusal(const std::string& text) {
  const auto read = parse_situation_room(text);
  return read ? "read" : base::to_sentence(read.error());
}

std::string with(const std::string& line, const std::string& instead) {
  std::string text = print_situation_room(tohak_120());
  const auto at = text.find(line);
  EXPECT_NE(at, std::string::npos) << line;
  return text.replace(at, line.size(), instead);
}

TEST(SituationRoom, HasTheLayoutOfTheCopies) {
  EXPECT_EQ(print_situation_room(tohak_120()),
            "OP IMMED\n"
            "DE WTE #0661 0381304\n"
            "O 071304Z FEB 74\n"
            "FM THE SITUATION ROOM //TOHAK 120//\n"
            "TO AN AIDE FOR THE PRINCIPAL\n"
            "SECRET  SENSITIVE  VIA 86970  WH40123\n"
            "\n"
            "1. A paragraph.\n"
            "\n"
            "2. Another.\n");
}

TEST(SituationRoom, ReadsBackTheSame) {
  const auto back = parse_situation_room(print_situation_room(tohak_120()));
  ASSERT_TRUE(back) << base::to_sentence(back.error());
  EXPECT_EQ(*back, tohak_120());
}

TEST(SituationRoom, WithoutAnAideOrASecondNumberTheyAreLeftOut) {
  SituationRoomMessage message = tohak_120();
  message.principal.clear();
  message.bearer.clear();
  message.bearer_serial = 0;
  message.precedence = Precedence::Flash;
  const std::string printed = print_situation_room(message);
  EXPECT_TRUE(printed.starts_with("FLASH\n")) << printed;
  EXPECT_TRUE(printed.contains("TO AN AIDE\nSECRET  SENSITIVE  VIA 86970\n")) << printed;
  EXPECT_EQ(parse_situation_room(printed).value(), message);
}

TEST(SituationRoom, WordAndProsignOfThePrecedenceMustAgree) {
  EXPECT_TRUE(refusal(with("O 0713", "Z 0713")).starts_with("line 3:1: two places"));
  EXPECT_EQ(parse_situation_room(with("O 0713", "Z 0713")).error().code, base::Code::Disagreement);
}

TEST(SituationRoom, MistakesAreNamedWithLineAndColumn) {
  EXPECT_TRUE(refusal("").starts_with("line 1:1:"));
  EXPECT_TRUE(refusal("OP IMMED").starts_with("line 1:9:"));
  EXPECT_TRUE(refusal("OP IMMED\nDE WTE #0661 0381304").starts_with("line 2:1:"));
  EXPECT_TRUE(refusal(with("OP IMMED", "OP INMED")).starts_with("line 1:1:"));
  EXPECT_TRUE(refusal(with("#0661", "#066")).starts_with("line 2:8:"));
  EXPECT_TRUE(refusal(with("0381304", "0382504")).starts_with("line 2:14:"));
  EXPECT_TRUE(refusal(with("071304Z FEB", "071304Z FEX")).starts_with("line 3:3:"));
  EXPECT_TRUE(refusal(with("FM ", "FX ")).starts_with("line 4:1:"));
  EXPECT_TRUE(refusal(with("//TOHAK", "//TOHAK X")).starts_with("line 4:23:"));
  EXPECT_TRUE(refusal(with("TO AN", "TX AN")).starts_with("line 5:1:"));
  EXPECT_TRUE(refusal(with("\n\n1.", "\n1.")).starts_with("line 7:1:"));
}

SituationRoomMessage generated() {
  using namespace generators;
  SituationRoomMessage message;
  message.precedence = *rc::gen::elementOf(std::vector(kPrecedences.begin(), kPrecedences.end()));
  message.dtg = {*rc::gen::inRange<std::int64_t>(-5'000'000, 40'000'000) * base::kMinuteMs};
  message.filing = {"WTE", *rc::gen::arbitrary<std::uint32_t>(),
                    message.dtg + *rc::gen::inRange<std::int64_t>(-200'000, 200'000) * base::kMinuteMs};
  if (*rc::gen::arbitrary<bool>()) message.from = name();
  if (*rc::gen::arbitrary<bool>()) message.number = {"TOHAK", "", *rc::gen::arbitrary<std::uint32_t>()};
  message.to = name();
  if (*rc::gen::arbitrary<bool>()) message.principal = name();
  message.classification = *rc::gen::element<std::string>("TOP SECRET", "SECRET", "LIMITED OFFICIAL USE");
  message.caveats = several(0, 4);
  if (*rc::gen::arbitrary<bool>()) message.via = words(1, 12) + " X";
  if (*rc::gen::arbitrary<bool>()) {
    message.bearer = "WHS";
    message.bearer_serial = *rc::gen::arbitrary<std::uint32_t>();
  }
  message.text = paragraphs(5);
  return message;
}

TEST(SituationRoomProperty, TenThousandReadBackTheSame) {
  generators::check_often("situation room", [] {
    const SituationRoomMessage message = generated();
    const std::string printed = print_situation_room(message);
    RC_LOG() << printed;
    const auto back = parse_situation_room(printed);
    if (!back) RC_FAIL(base::to_sentence(back.error()));
    RC_ASSERT(back->caveats == message.caveats);
    RC_ASSERT(back->text == message.text);
    RC_ASSERT(*back == message);
  });
}

TEST(SituationRoomProperty, DamageToAHeadingLineIsRefusedAndTheLineNamed) {
  generators::check_often("damaged situation room", [] {
    std::string text = print_situation_room(generated());
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    const auto to = std::ranges::find_if(lines, [](const auto& line) { return line.starts_with("TO "); });
    const std::vector<std::size_t> shaped = {0, 1, 2, 3, static_cast<std::size_t>(to - lines.begin())};
    const std::size_t which = *rc::gen::elementOf(shaped);
    const std::size_t fixed = which < 3 ? lines[which].size() : 2;
    lines[which][*rc::gen::inRange<std::size_t>(0, fixed)] = *rc::gen::element('?', '%', 'q', '*');
    text.clear();
    for (const std::string& line : lines) text += line + "\n";
    RC_LOG() << text;
    const auto read = parse_situation_room(text);
    RC_ASSERT(!read.has_value());
    RC_ASSERT(read.error().where->line == static_cast<int>(which) + 1);
  });
}

RC_GTEST_PROP(SituationRoomProperty, AnyBytesAreReadOrRefusedWithAPlace, ()) {
  const auto read = parse_situation_room(*generators::bytes_like(print_situation_room(generated())));
  if (!read) {
    RC_ASSERT(read.error().where.has_value());
    RC_ASSERT(read.error().where->line > 0);
    RC_ASSERT(read.error().where->column > 0);
  }
}

}  // namespace
}  // namespace backchannel::message
