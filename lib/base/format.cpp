#include "backchannel/base/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "utf8.h"

namespace backchannel::base {

namespace {

struct Range {
  char32_t first, last;
};

// Code points that a reader does not see, or that change where the others stand.
constexpr std::array kUnseen = {
    Range{0x80, 0x9f},        // C1
    Range{0xad, 0xad},        // soft hyphen
    Range{0x61c, 0x61c},      // Arabic letter mark
    Range{0x180e, 0x180e},    // Mongolian vowel separator
    Range{0x200b, 0x200f},    // zero width, directional marks
    Range{0x2028, 0x202e},    // line and paragraph separators, bidirectional embedding and override
    Range{0x2060, 0x206f},    // word joiner, invisible operators, bidirectional isolates
    Range{0xfeff, 0xfeff},    // byte order mark
    Range{0xfff9, 0xfffb},    // interlinear annotation
    Range{0xe0000, 0xe007f},  // tags
};

bool is_unseen(char32_t c) noexcept {
  return std::ranges::any_of(kUnseen, [c](const Range& r) { return c >= r.first && c <= r.last; });
}

bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Bytes that the first `count` columns of the text take.
std::size_t bytes_of_columns(std::string_view text, std::size_t count) noexcept {
  std::size_t at = 0;
  for (; count > 0 && at < text.size(); --count) at += first_code_point(text.substr(at)).length;
  return at;
}

// Where to break a line of at most `room` columns: at the last space within room + 1, else in the word.
std::size_t break_at(std::string_view text, std::size_t room) noexcept {
  const std::size_t full = bytes_of_columns(text, room);
  if (full >= text.size()) return text.size();
  const auto space = text.substr(0, full + 1).find_last_of(' ');
  const bool only_leading = space == std::string_view::npos || text.find_first_not_of(' ') > space;
  return only_leading ? full : space;
}

}  // namespace

std::string visible(std::string_view text, bool keep_newlines) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = first_code_point(text);
    if (!c.valid || (c.value < 0x20 && !(keep_newlines && c.value == '\n')) || c.value == 0x7f) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text.front()));
    } else if (is_unseen(c.value)) {
      fmt::format_to(std::back_inserter(out), "\\u{{{:04x}}}", static_cast<std::uint32_t>(c.value));
    } else {
      out += text.substr(0, c.length);
    }
    text.remove_prefix(c.length);
  }
  return out;
}

std::size_t valid_utf8_prefix(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = first_code_point(text.substr(at));
    if (!c.valid) return at;
    at += c.length;
  }
  return text.size();
}

std::size_t columns(std::string_view text) noexcept {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(first_code_point(text).length);
  return count;
}

std::string grouped(std::uint64_t number) {
  std::string text = fmt::format("{}", number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, 1, ',');
  }
  return text;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string wrap(std::string_view text, std::size_t width, std::string_view indent) {
  const std::size_t taken = columns(indent);
  const std::size_t room = width > taken ? width - taken : 1;
  std::string out;
  for (bool first = true;; first = false) {
    const auto end = text.find('\n');
    std::string_view line = text.substr(0, end);
    while (line.ends_with(' ')) line.remove_suffix(1);
    if (!first) out += '\n';
    for (bool again = false;; again = true) {
      const std::size_t cut = break_at(line, room);
      std::string_view piece = line.substr(0, cut);
      while (piece.ends_with(' ')) piece.remove_suffix(1);
      if (again) out += '\n';
      if (!piece.empty()) out.append(indent).append(piece);
      line.remove_prefix(cut);
      while (line.starts_with(' ')) line.remove_prefix(1);
      if (line.empty()) break;
    }
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

}  // namespace backchannel::base
