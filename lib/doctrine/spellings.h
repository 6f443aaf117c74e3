#pragma once
// Every spelling of every marking of a catalogue, and the way from printed words to them.

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/doctrine/heading.h"

namespace backchannel::doctrine {

class Spellings {
 public:
  explicit Spellings(const Catalogue& catalogue);

  // All of the text, marking by marking; the longest spelling that fits comes before shorter ones.
  [[nodiscard]] WrittenMarkings parse(std::string_view text) const;

 private:
  struct Spelling {
    MarkingKind kind = MarkingKind::Unknown;
    std::string name;
    std::string words;  // normal, perhaps with braces
  };
  // A spelling with a place for the writer's own words: "FOR {READER} ONLY".
  struct Pattern {
    Spelling spelling;
    std::vector<std::string> before, after;
    bool figures_first = false;
  };
  // Words of the text from one on, and which spelling they are.
  struct Span {
    Spelling spelling;
    std::size_t last = 0;  // index of the last word
    std::string filling;
  };
  class Words;

  void add(MarkingKind kind, const std::string& name, const std::string& written);
  [[nodiscard]] std::optional<Spelling> exact(const std::string& words) const;
  [[nodiscard]] std::optional<Span> plain_at(const Words& words, std::size_t at) const;
  [[nodiscard]] std::optional<Span> spaced_at(const Words& words, std::size_t at) const;
  [[nodiscard]] static bool stands_at(const Words& words, std::size_t at,
                                      const std::vector<std::string>& expected);
  [[nodiscard]] static std::optional<std::size_t> filling_at(const Words& words, std::size_t at,
                                                             const Pattern& pattern);
  [[nodiscard]] bool marking_begins_at(const Words& words, std::size_t at) const;
  [[nodiscard]] std::optional<Span> filled_at(const Words& words, std::size_t at,
                                              const Pattern& pattern) const;
  [[nodiscard]] std::optional<Span> known_at(const Words& words, std::size_t at) const;

  std::map<std::string, Spelling, std::less<>> exact_;
  std::vector<Pattern> patterns_;
  std::size_t longest_ = 1;  // words of the longest spelling without a place
};

}  // namespace backchannel::doctrine
