#include "words.h"

#include "backchannel/base/format.h"

namespace backchannel::doctrine {

namespace {

bool is_word_part(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

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

std::optional<std::string> match(std::string_view pattern, std::string_view words) {
  const auto place = pattern.find(kReaderPlace);
  if (place == std::string_view::npos) {
    if (pattern != words) return std::nullopt;
    return std::string();
  }
  const auto before = pattern.substr(0, place);
  const auto after = pattern.substr(place + kReaderPlace.size());
  if (words.size() <= before.size() + after.size()) return std::nullopt;
  if (!words.starts_with(before) || !words.ends_with(after)) return std::nullopt;
  words.remove_prefix(before.size());
  words.remove_suffix(after.size());
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
