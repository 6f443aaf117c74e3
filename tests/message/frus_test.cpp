#include "backchannel/message/frus.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <sstream>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "printed_generators.h"

namespace backchannel::message {
namespace {

std::string published() {
  std::ifstream file(std::string(BACKCHANNEL_SOURCE_DIR) + "/tests/message/hakto-49-231.txt");
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

FrusDocument hakto_49() {
  const auto read = parse_frus(published());
  EXPECT_TRUE(read) << base::to_sentence(read.error());
  return read.value_or(FrusDocument{});
}

std::string refusal(std::string_view text) {
  const auto read = parse_frus(text);
  return read ? "read" : base::to_sentence(read.error());
}

TEST(Frus, ReadsThePublishedTextAsItStands) {
  const FrusDocument read = hakto_49();
  EXPECT_EQ(read.document, 60U);
  EXPECT_TRUE(read.title.starts_with("Backchannel Message From the")) << read.title;
  EXPECT_TRUE(read.title.ends_with("(Haig)")) << "without the mark of its footnote: " << read.title;
  EXPECT_EQ(read.number, "Hakto 49/231");
  EXPECT_EQ(
      read.text,
      "Please transmit the following message immediately to Guay for him to deliver at his 1500 meeting "
      "today.");
  EXPECT_TRUE(read.enclosure.starts_with("The President of the United States wishes to inform"));
  EXPECT_TRUE(read.enclosure.ends_with("already been achieved.")) << read.enclosure;
  ASSERT_EQ(read.notes.size(), 1U);
  EXPECT_TRUE(read.notes[0].starts_with("Source: Library of Congress")) << read.notes[0];
  EXPECT_TRUE(read.notes[0].ends_with("Exclusively Eyes Only.")) << read.notes[0];
}

TEST(Frus, TheEditorsMarksAreFieldsOfTheirOwn) {
  const FrusDocument read = hakto_49();
  ASSERT_EQ(read.garbles.size(), 1U);
  EXPECT_EQ(read.garbles[0].editors_guess, "announcement?");
  EXPECT_EQ(read.garbles[0].arrived, "");
  EXPECT_TRUE(std::string_view(read.enclosure)
                  .substr(read.garbles[0].offset)
                  .starts_with("[garble] of an agreement"));
  ASSERT_EQ(read.page_marks.size(), 1U);
  EXPECT_EQ(read.page_marks[0].page, "284");
  EXPECT_TRUE(
      std::string_view(read.enclosure).substr(read.page_marks[0].offset).starts_with("consultations"));
  EXPECT_TRUE(read.enclosure.contains("Sensitive consultations were")) << "one blank is left";
}

TEST(Frus, ThePublishedTextPrintedIsReadAgainAsTheSame) {
  const FrusDocument read = hakto_49();
  const auto again = parse_frus(print_frus(read));
  ASSERT_TRUE(again) << base::to_sentence(again.error());
  EXPECT_EQ(*again, read);
}

TEST(Frus, ADatelineAndReferencesAreRead) {
  const auto read = parse_frus(
      "60. Backchannel Message From A (Kissinger) to B (Haig)1\nSaigon, October 23, 1972, 0525Z.\n"
      "Hakto 49. Refs: A) Tohak 59/WHS 2258; B) Tohak 60. Deliver it.\n");
  ASSERT_TRUE(read) << base::to_sentence(read.error());
  EXPECT_EQ(read->dateline, "Saigon, October 23, 1972, 0525Z.");
  EXPECT_EQ(read->references, (std::vector<std::string>{"Tohak 59/WHS 2258", "Tohak 60"}));
  EXPECT_EQ(read->text, "Deliver it.");
}

TEST(Frus, TheDatelineIsTheDateOfTheGroup) {
  EXPECT_EQ(frus_date(parse_dtg("230525Z OCT 72").value()), "October 23, 1972, 0525Z.");
}

TEST(Frus, OtherBracketsAndGarblesOutsideTheEnclosureStayInTheText) {
  const auto read = parse_frus("See [1 line not declassified] and [garble—x?] here. Begin text: A. End text");
  ASSERT_TRUE(read) << base::to_sentence(read.error());
  EXPECT_EQ(read->text, "See [1 line not declassified] and [garble—x?] here.");
  EXPECT_EQ(read->enclosure, "A.");
  EXPECT_TRUE(read->garbles.empty());
}

TEST(Frus, WordsAfterTheEnclosureAreWordsToTheReader) {
  const auto read = parse_frus("Pass this.\n\nBegin text:\nA.\n\nB.\nEnd text. Report when done.");
  ASSERT_TRUE(read) << base::to_sentence(read.error());
  EXPECT_EQ(read->text, "Pass this.\n\nReport when done.");
  EXPECT_EQ(read->enclosure, "A.\n\nB.");
}

TEST(Frus, MistakesAreNamedWithLineAndColumn) {
  EXPECT_EQ(refusal("").substr(0, 9), "line 1:1:");
  EXPECT_EQ(refusal("Hakto 49. Words.\nBegin text:\nMore.").substr(0, 9), "line 2:1:") << refusal("x");
  EXPECT_EQ(refusal("One.\nA. End text").substr(0, 9), "line 2:1:");
  EXPECT_EQ(refusal("One.\nA word [garble—never closed").substr(0, 9), "line 2:8:")
      << refusal("One.\nA word [garble—never closed");
}

TEST(MarkingStringOfANote, IsTheSentenceThatBeginsWithAClassification) {
  const std::vector<std::string> known{"TOP SECRET", "SECRET"};
  const auto found = find_marking_string(hakto_49().notes.at(0), known);
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, (MarkingString{"TOP SECRET", Precedence::Flash, {"SENSITIVE", "EXCLUSIVELY EYES ONLY"}}));
  EXPECT_EQ(find_marking_string("Source: X. Secret; Nodis. Drafted by Y.", known)->caveats.size(), 1U);
  EXPECT_FALSE(find_marking_string("Source: X. Top secret drawer; Y.", known));
}

FrusDocument generated() {
  using namespace generators;
  FrusDocument document;
  document.title = "Message From " + words(1, 9) + " X";
  if (*rc::gen::arbitrary<bool>()) document.document = *rc::gen::inRange<std::uint32_t>(1, 999);
  if (*rc::gen::arbitrary<bool>())
    document.dateline =
        "Saigon, " + frus_date({*rc::gen::inRange<std::int64_t>(-5'000'000, 40'000'000) * base::kMinuteMs});
  if (*rc::gen::arbitrary<bool>())
    document.number = "Hakto " + std::to_string(*rc::gen::inRange(1, 999)) + "/" +
                      std::to_string(*rc::gen::inRange(1, 9999));
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
    document.references.push_back("Tohak " + std::to_string(i) + "/WHS " +
                                  std::to_string(*rc::gen::inRange(1, 9999)));
  const auto marked = [&](std::string& body, bool enclosure) {
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
      body += (body.empty() ? "N" : "\n\nN") + words(0, 30) + " X";
      if (*rc::gen::arbitrary<bool>()) {
        body += " ";
        document.page_marks.push_back(
            {std::to_string(*rc::gen::inRange(1, 999)), enclosure, static_cast<std::uint32_t>(body.size())});
        body += "N" + words(0, 20);
      }
      if (!enclosure || *rc::gen::arbitrary<bool>()) continue;
      body += " ";
      document.garbles.push_back({{}, words(0, 2), static_cast<std::uint32_t>(body.size())});
      body += "[garble]";
    }
  };
  marked(document.text, false);
  marked(document.enclosure, true);
  document.notes.push_back("Source: " + words(1, 30) + " X");
  for (int i = *rc::gen::inRange(0, 2); i > 0; --i) document.notes.push_back("N" + words(0, 30));
  return document;
}

TEST(FrusProperty, TenThousandReadBackTheSame) {
  generators::check_often("frus", [] {
    const FrusDocument document = generated();
    const std::string printed = print_frus(document);
    RC_LOG() << printed;
    const auto back = parse_frus(printed);
    if (!back) RC_FAIL(base::to_sentence(back.error()));
    RC_ASSERT(back->text == document.text);
    RC_ASSERT(back->enclosure == document.enclosure);
    RC_ASSERT(back->page_marks == document.page_marks);
    RC_ASSERT(*back == document);
  });
}

RC_GTEST_PROP(FrusProperty, AnyBytesAreReadOrRefusedWithAPlace, ()) {
  const std::string text = *generators::bytes_like(print_frus(generated()));
  const auto read = parse_frus(text);
  if (!read) {
    RC_ASSERT(read.error().where.has_value());
    RC_ASSERT(read.error().where->line > 0);
  }
}

RC_GTEST_PROP(FrusProperty, NoLineIsLongerThan69, ()) {
  FrusDocument document = generated();
  document.text += *rc::gen::arbitrary<std::string>();
  document.title = *rc::gen::arbitrary<std::string>();
  std::istringstream stream(print_frus(document));
  for (std::string line; std::getline(stream, line);) RC_ASSERT(base::columns(line) <= 69u);
}

}  // namespace
}  // namespace backchannel::message
