#include "backchannel/message/printed.h"

#include <algorithm>
#include <array>

#include "backchannel/base/format.h"

namespace backchannel::message {

namespace {

constexpr std::array<std::string_view, 8> kSmallWords = {"AND", "BY", "FOR", "IN", "OF", "THE", "TO", "VIA"};

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string title(std::string_view words) {
  std::string out;
  std::string_view rest = base::trim(words);
  while (!rest.empty()) {
    std::string word = base::upper(rest.substr(0, rest.find(' ')));
    rest.remove_prefix(std::min(rest.size(), word.size() + 1));
    const bool small = !out.empty() && std::ranges::find(kSmallWords, word) != kSmallWords.end();
    for (std::size_t i = 0; i < word.size(); ++i) {
      const bool inside = i > 0 && (is_letter(word[i - 1]) || word[i - 1] == '\'');
      if (small || inside) word[i] = lower(word[i]);
    }
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

std::string spaced(std::string_view words) {
  std::string out;
  for (const char c : base::trim(words)) {
    // The further bytes of a UTF-8 letter stay with its first.
    const bool inside_letter = (static_cast<unsigned char>(c) & 0xc0) == 0x80;
    if (!out.empty() && !inside_letter && (c != ' ' || !out.ends_with(' '))) out += ' ';
    if (c != ' ') out += c;
  }
  return out;
}

std::string print_marking_string(const PrintedMarkings& markings, Precedence precedence) {
  std::string out = title(markings.classification) + "; " + title(name_of(precedence));
  for (const auto* caveats : {&markings.heading_caveats, &markings.reader_caveats})
    for (const std::string& caveat : *caveats) out += "; " + title(caveat);
  return base::visible(out + ".");
}

base::Result<MarkingString> parse_marking_string(std::string_view text) {
  std::string_view rest = base::trim(text);
  if (rest.ends_with('.')) rest.remove_suffix(1);
  MarkingString markings;
  for (bool first = true; first || !rest.empty(); first = false) {
    const auto end = rest.find(';');
    std::string words = base::upper(base::trim(rest.substr(0, end)));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (words.empty())
      return base::fail(base::Code::Syntax, "'" + base::visible(text) +
                                                "' is not a marking string; write the markings with "
                                                "semicolons between, as in Top Secret; Flash; Sensitive.");
    const auto precedence = precedence_from(words);
    if (first) {
      markings.classification = std::move(words);
    } else if (precedence && !markings.precedence) {
      markings.precedence = precedence;
    } else {
      markings.caveats.push_back(std::move(words));
    }
  }
  return markings;
}

std::string between_banners(std::string_view body) {
  std::string out = std::string(kExerciseBanner) + "\n";
  out += body;
  if (!out.ends_with('\n')) out += '\n';
  return out.append(kExerciseBanner).append("\n");
}

}  // namespace backchannel::message
