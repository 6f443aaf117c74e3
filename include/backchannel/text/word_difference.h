#pragma once
// What a hand changed in a text, word by word: a hub that quotes may edit, and both versions are kept (FRUS
// 1969-76 v. IX d. 46 against d. 51: one word stronger). White space does not count. Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

namespace backchannel::text {

struct WordRun {
  enum class Kind : std::uint8_t { Same, Removed, Added };
  Kind kind = Kind::Same;
  std::vector<std::string> words;
  friend bool operator==(const WordRun&, const WordRun&) = default;
};

// Runs of words in order: Same and Removed together are `before`, Same and Added together `after`; no two
// neighbours of one kind. As few changed words as possible, unless what differs is so long (over some 2,000
// words on each side) that it is given as one removal and one addition.
[[nodiscard]] std::vector<WordRun> word_difference(std::string_view before, std::string_view after);

// "... for the delay, [-partly-] {+chiefly+} responsible ...": six words around each change; empty: none.
[[nodiscard]] std::string to_words(const std::vector<WordRun>& difference);

}  // namespace backchannel::text
