#include "words.h"

#include "backchannel/base/format.h"

namespace backchannel::doctrine {

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

}  // namespace backchannel::doctrine
