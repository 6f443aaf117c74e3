#include "backchannel/text/word_difference.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace backchannel::text {

namespace {

using Kind = WordRun::Kind;
using Words = std::span<const std::string>;

constexpr std::size_t kTableMax = 4'000'000;  // cells: two texts of 2,000 words
constexpr std::size_t kContext = 6;

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out;
  std::size_t begin = std::string_view::npos;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool blank = i == text.size() || std::string_view(" \t\r\n").contains(text[i]);
    if (blank && begin != std::string_view::npos) {
      out.emplace_back(text.substr(begin, i - begin));
      begin = std::string_view::npos;
    } else if (!blank && begin == std::string_view::npos) {
      begin = i;
    }
  }
  return out;
}

void add(std::vector<WordRun>& runs, Kind kind, const std::string& word) {
  if (runs.empty() || runs.back().kind != kind) runs.push_back({kind, {}});
  runs.back().words.push_back(word);
}

void add_all(std::vector<WordRun>& runs, Kind kind, Words words) {
  for (const std::string& word : words) add(runs, kind, word);
}

// The longest common subsequence, by its table of lengths from the end.
void add_middle(std::vector<WordRun>& runs, Words before, Words after) {
  if (before.empty() || after.empty() || before.size() > kTableMax / after.size()) {
    add_all(runs, Kind::Removed, before);
    add_all(runs, Kind::Added, after);
    return;
  }
  const std::size_t columns = after.size() + 1;
  std::vector<std::uint32_t> length((before.size() + 1) * columns);
  for (std::size_t i = before.size(); i-- > 0;)
    for (std::size_t j = after.size(); j-- > 0;)
      length[i * columns + j] = before[i] == after[j]
                                    ? length[(i + 1) * columns + j + 1] + 1
                                    : std::max(length[(i + 1) * columns + j], length[i * columns + j + 1]);
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < before.size() && j < after.size()) {
    if (before[i] == after[j]) {
      add(runs, Kind::Same, before[i]);
      ++i, ++j;
    } else if (length[(i + 1) * columns + j] >= length[i * columns + j + 1]) {
      add(runs, Kind::Removed, before[i++]);
    } else {
      add(runs, Kind::Added, after[j++]);
    }
  }
  add_all(runs, Kind::Removed, before.subspan(i));
  add_all(runs, Kind::Added, after.subspan(j));
}

std::string joined(Words words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

// Of a long run between two changes its ends are shown; at the text's own ends the one beside the change.
std::string context(Words words, bool first, bool last) {
  const std::size_t left = first ? 0 : kContext;
  const std::size_t right = last ? 0 : kContext;
  if (words.size() <= left + right) return joined(words);
  std::string out = joined(words.first(left));
  out += out.empty() ? "..." : " ...";
  if (right > 0) out += " " + joined(words.last(right));
  return out;
}

}  // namespace

std::vector<WordRun> word_difference(std::string_view before, std::string_view after) {
  const std::vector<std::string> old_words = split(before);
  const std::vector<std::string> new_words = split(after);
  const Words from(old_words);
  const Words to(new_words);
  std::size_t head = 0;
  while (head < from.size() && head < to.size() && from[head] == to[head]) ++head;
  std::size_t tail = 0;
  while (tail < from.size() - head && tail < to.size() - head &&
         from[from.size() - 1 - tail] == to[to.size() - 1 - tail])
    ++tail;
  std::vector<WordRun> runs;
  add_all(runs, Kind::Same, from.first(head));
  add_middle(runs, from.subspan(head, from.size() - head - tail), to.subspan(head, to.size() - head - tail));
  add_all(runs, Kind::Same, from.last(tail));
  return runs;
}

std::string to_words(const std::vector<WordRun>& difference) {
  if (std::ranges::all_of(difference, [](const WordRun& run) { return run.kind == Kind::Same; })) return {};
  std::string out;
  for (std::size_t i = 0; i < difference.size(); ++i) {
    const WordRun& run = difference[i];
    if (i > 0) out += " ";
    switch (run.kind) {
      case Kind::Same:
        out += context(run.words, i == 0, i + 1 == difference.size());
        break;
      case Kind::Removed:
        out += "[-" + joined(run.words) + "-]";
        break;
      case Kind::Added:
        out += "{+" + joined(run.words) + "+}";
        break;
    }
  }
  return out;
}

}  // namespace backchannel::text
