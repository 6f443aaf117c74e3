#include "words.h"

#include <algorithm>

#include "backchannel/base/format.h"

namespace backchannel::doctrine {

namespace {

constexpr std::string_view kTimePlace = "TIME";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word_part(char c) { return (c >= 'A' && c <= 'Z') || is_digit(c); }

}  // namespace

std::string normal(std::string_view words) {
  std::string out;
  bool blank = false;
  for (const char c : base::upper(base::trim(words))) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!is_blank) {
      if (blank) out += ' ';
      out += c;
    }
    blank = is_blank;
  }
  return out;
}

std::string_view place_in(std::string_view pattern) {
  const auto open = pattern.find('{');
  const auto close = pattern.find('}', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) return {};
  return pattern.substr(open + 1, close - open - 1);
}

bool well_formed(std::string_view pattern) {
  const auto braces = std::ranges::count_if(pattern, [](char c) { return c == '{' || c == '}'; });
  return braces == 0 || (braces == 2 && !place_in(pattern).empty());
}

std::optional<std::string> match(std::string_view pattern, std::string_view words) {
  const auto place = place_in(pattern);
  if (place.empty()) {
    if (pattern != words) return std::nullopt;
    return std::string();
  }
  const auto open = pattern.find('{');
  const auto before = pattern.substr(0, open);
  const auto after = pattern.substr(open + place.size() + 2);
  if (words.size() <= before.size() + after.size()) return std::nullopt;
  if (!words.starts_with(before) || !words.ends_with(after)) return std::nullopt;
  words.remove_prefix(before.size());
  words.remove_suffix(after.size());
  if (place == kTimePlace && !is_digit(words.front())) return std::nullopt;
  return std::string(words);
}

bool contains_words(std::string_view text, std::string_view words) {
  if (words.empty()) return false;
  for (auto at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1)) {
    const auto end = at + words.size();
    const bool begins = at == 0 || !is_word_part(text[at - 1]);
    const bool ends = end == text.size() || !is_word_part(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

}  // namespace backchannel::doctrine
