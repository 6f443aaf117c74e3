#include "backchannel/base/format.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <sstream>

namespace backchannel::base {
namespace {

TEST(Visible, ControlBytesBecomeEscapes) {
  EXPECT_EQ(visible(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(visible("\x1b[2Jgone\r\n\t\x7f"), "\\x1b[2Jgone\\x0d\\x0a\\x09\\x7f");
  EXPECT_EQ(visible("\xc2\x85\xc2\x9b"), "\\u{0085}\\u{009b}");
}

TEST(Visible, NewlinesStayOnlyIfAskedFor) {
  EXPECT_EQ(visible("a\nb", true), "a\nb");
  EXPECT_EQ(visible("a\r\nb", true), "a\\x0d\nb");
}

TEST(Visible, BidirectionalAndZeroWidthBecomeEscapes) {
  const char32_t unseen[] = {0x61c,  0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b,
                             0x202c, 0x202d, 0x202e, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xfeff};
  for (const char32_t c : unseen) {
    std::string text;
    if (c >= 0x800) text += static_cast<char>(0xe0 | (c >> 12));
    text += static_cast<char>(c >= 0x800 ? 0x80 | ((c >> 6) & 0x3f) : 0xc0 | (c >> 6));
    text += static_cast<char>(0x80 | (c & 0x3f));
    std::ostringstream wanted;
    wanted << "\\u{" << (c < 0x1000 ? "0" : "") << std::hex << static_cast<unsigned>(c) << "}";
    EXPECT_EQ(visible(text), wanted.str());
  }
}

TEST(Visible, OtherUtf8Stays) {
  const std::string text = "Thiệu, Lê Đức Thọ, «Paris», 北京, 🙂";
  EXPECT_EQ(visible(text), text);
}

TEST(Visible, InvalidUtf8BecomesBytes) {
  EXPECT_EQ(visible("\xff"), "\\xff");
  EXPECT_EQ(visible("\xc3("), "\\xc3(");
  EXPECT_EQ(visible("\xc0\xaf"), "\\xc0\\xaf");                    // overlong
  EXPECT_EQ(visible("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // surrogate
  EXPECT_EQ(visible("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
  EXPECT_EQ(visible("caf\xc3"), "caf\\xc3");                       // cut off
}

RC_GTEST_PROP(VisibleProperty, NothingThatATerminalObeysComesOut, (const std::string& text)) {
  const std::string out = visible(text);
  RC_ASSERT(std::ranges::none_of(out, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }));
  RC_ASSERT(visible(out) == out);
}

TEST(Format, NumbersAreGroupedByThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1'000), "1,000");
  EXPECT_EQ(grouped(12'345), "12,345");
  EXPECT_EQ(grouped(std::numeric_limits<std::uint64_t>::max()), "18,446,744,073,709,551,615");
}

TEST(Format, UpperChangesAsciiOnly) { EXPECT_EQ(upper("Thiệu z-9"), "THIệU Z-9"); }

TEST(Format, TrimTakesWhiteSpaceFromBothEnds) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim(" \n "), "");
}

TEST(Format, ColumnsCountCodePoints) {
  EXPECT_EQ(columns("Thiệu"), 5u);
  EXPECT_EQ(columns("\xff\xff"), 2u);
}

TEST(Wrap, LinesBreakAtSpaces) {
  EXPECT_EQ(wrap("one two three", 7), "one two\nthree");
  EXPECT_EQ(wrap("one two three", 6), "one\ntwo\nthree");
  EXPECT_EQ(wrap("one two three", 13), "one two three");
  EXPECT_EQ(wrap("", 10), "");
}

TEST(Wrap, EveryLineIsIndentedAndTheIndentCounts) {
  EXPECT_EQ(wrap("one two three", 9, "  "), "  one two\n  three");
}

TEST(Wrap, BreaksInTheTextStay) { EXPECT_EQ(wrap("one\n\ntwo  three", 20, "> "), "> one\n\n> two  three"); }

TEST(Wrap, AWordLongerThanALineIsCut) { EXPECT_EQ(wrap("abcdefgh ij", 3), "abc\ndef\ngh\nij"); }

TEST(Wrap, ColumnsAreNotBytes) { EXPECT_EQ(wrap("ệệệ ệệệ", 3), "ệệệ\nệệệ"); }

RC_GTEST_PROP(WrapProperty, NoLineIsTooLongAndNoWordIsLost, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::element('a', 'b', ' ', ' ', '\n'));
  const auto width = *rc::gen::inRange<std::size_t>(1, 12);
  const std::string out = wrap(text, width);
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) {
    RC_ASSERT(line.size() <= width);
    RC_ASSERT(!line.ends_with(' '));
  }
  const auto letters = [](std::string_view from) {
    std::string kept;
    for (const char c : from)
      if (c == 'a' || c == 'b') kept += c;
    return kept;
  };
  RC_ASSERT(letters(out) == letters(text));
}

}  // namespace
}  // namespace backchannel::base
