#include "backchannel/text/word_difference.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace backchannel::text {
namespace {

using Kind = WordRun::Kind;
using Runs = std::vector<WordRun>;

TEST(WordDifference, OfOneWordIsThatWord) {
  EXPECT_EQ(word_difference("the DRV is partly to blame", "the DRV is chiefly to blame"),
            (Runs{{Kind::Same, {"the", "DRV", "is"}},
                  {Kind::Removed, {"partly"}},
                  {Kind::Added, {"chiefly"}},
                  {Kind::Same, {"to", "blame"}}}));
}

TEST(WordDifference, DoesNotCountWhiteSpace) {
  EXPECT_EQ(word_difference("a  b\n\nc", " a b c\t"), (Runs{{Kind::Same, {"a", "b", "c"}}}));
  EXPECT_TRUE(word_difference("", " \n").empty());
}

TEST(WordDifference, IsPrintedWithAFewWordsAround) {
  EXPECT_EQ(to_words(word_difference("1 2 3 4 5 6 7 8 old 10", "1 2 3 4 5 6 7 8 new 10")),
            "... 3 4 5 6 7 8 [-old-] {+new+} 10");
  EXPECT_EQ(to_words(word_difference("a b", "a b")), "");
  EXPECT_EQ(to_words(word_difference("a", "a b")), "a {+b+}");
}

TEST(WordDifference, OfTwoLongTextsWithoutCommonWordsIsOneRemovalAndOneAddition) {
  std::string before, after;
  for (int i = 0; i < 5'000; ++i) {
    before += "x" + std::to_string(i) + " ";
    after += "y" + std::to_string(i) + " ";
  }
  const auto runs = word_difference(before, after);
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].words.size(), 5'000U);
  EXPECT_EQ(runs[1].words.size(), 5'000U);
}

RC_GTEST_PROP(WordDifference, GivesBothTextsBack, ()) {
  const auto words =
      rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>("a", "b", "c"));
  const auto before = *words;
  const auto after = *words;
  const auto text = [](const std::vector<std::string>& all) {
    std::string out;
    for (const auto& word : all) out += word + " ";
    return out;
  };
  std::vector<std::string> without_added, without_removed;
  auto last = std::optional<Kind>();
  for (const auto& run : word_difference(text(before), text(after))) {
    RC_ASSERT(!run.words.empty());
    RC_ASSERT(run.kind != last);
    last = run.kind;
    for (const auto& word : run.words) {
      if (run.kind != Kind::Added) without_added.push_back(word);
      if (run.kind != Kind::Removed) without_removed.push_back(word);
    }
  }
  RC_ASSERT(without_added == before);
  RC_ASSERT(without_removed == after);
}

}  // namespace
}  // namespace backchannel::text
