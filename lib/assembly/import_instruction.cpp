// The pass-on instruction of a published message: a verb, the next reader, to whom and when he delivers it.

#include <algorithm>
#include <array>

#include "backchannel/base/format.h"
#include "import_parts.h"

namespace backchannel::assembly {

namespace {

using base::trim;

constexpr std::array<std::string_view, 9> kVerbs = {"transmit", "pass", "deliver", "forward", "convey",
                                                    "relay",    "send", "give",    "hand"};
constexpr std::array<std::string_view, 6> kTitles = {"Mr.", "Dr.", "Col.", "Gen.", "Adm.", "Amb."};
constexpr std::array<std::string_view, 3> kDeliver = {" for him to deliver", " to deliver", " for delivery"};
constexpr std::array<std::string_view, 4> kWhen = {" at ", " before ", " by ", " during "};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, std::min(text.find(' '), text.size()));
}

bool is_capital(std::string_view word) { return !word.empty() && word.front() >= 'A' && word.front() <= 'Z'; }

// Up to the full stop that ends it: not the one of a title before a name.
std::string_view first_sentence(std::string_view text) {
  for (std::size_t at = text.find_first_of(".\n"); at != std::string_view::npos;
       at = text.find_first_of(".\n", at + 1)) {
    if (text[at] == '\n') return text.substr(0, at);
    const std::string_view whole = text.substr(0, at + 1);
    const auto titled = [&](std::string_view title) { return whole.ends_with(title); };
    const bool ends = at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n';
    if (ends && std::ranges::none_of(kTitles, titled)) return whole;
  }
  return text;
}

// The name after "to ", the last of the capitalised words there; `rest` is what follows it.
std::string name_after_to(std::string_view sentence, std::string_view& rest) {
  for (auto at = sentence.find(" to "); at != std::string_view::npos; at = sentence.find(" to ", at + 1)) {
    std::string_view words = sentence.substr(at + 4);
    std::string name;
    while (is_capital(words)) {
      const std::string_view word = first_word(words);
      words.remove_prefix(std::min(words.size(), word.size() + 1));
      name = word;
      if (name.ends_with('.') && std::ranges::find(kTitles, name) == kTitles.end()) name.pop_back();
      if (!name.ends_with(',')) continue;
      name.pop_back();
      break;
    }
    if (name.empty()) continue;
    rest = sentence.substr(static_cast<std::size_t>(words.data() - sentence.data()));
    return name;
  }
  return {};
}

// "1500" among the words, as a clock shows it.
std::string time_in(std::string_view words) {
  while (!words.empty()) {
    std::string_view word = first_word(words);
    words.remove_prefix(std::min(words.size(), word.size() + 1));
    while (!word.empty() && !(word.back() >= '0' && word.back() <= '9')) word.remove_suffix(1);
    const bool digits = std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
    if (word.size() == 4 && digits && word.substr(0, 2) < "24" && word.substr(2) < "60")
      return std::string(word);
  }
  return {};
}

// What stands after the name: "for him to deliver to X at Y".
void read_delivery(std::string_view rest, FormPassOn& out) {
  std::string padded = " " + std::string(trim(rest));
  if (padded.ends_with('.')) padded.pop_back();
  std::string_view left = padded;
  for (const std::string_view words : kDeliver) {
    const auto at = left.find(words);
    if (at == std::string_view::npos) continue;
    left.remove_prefix(at + words.size());
    break;
  }
  std::size_t when = std::string_view::npos;
  std::string_view link;
  for (const std::string_view words : kWhen)
    if (const auto at = left.find(words); at < when) {
      when = at;
      link = words;
    }
  std::string_view whom = left.substr(0, when);
  if (whom.starts_with(" to ")) out.for_whom = base::upper(trim(whom.substr(4)));
  if (when == std::string_view::npos) return;
  // "at" adds nothing to the occasion; "before" and the others do.
  out.occasion = trim(left.substr(link == kWhen.front() ? when + link.size() : when));
  out.local_time = time_in(out.occasion);
}

}  // namespace

std::optional<FormPassOn> read_instruction(std::string_view text) {
  for (text = trim(text); !text.empty(); text = trim(text)) {
    const std::string_view sentence = first_sentence(text);
    text.remove_prefix(sentence.size());
    const std::string words = " " + lower(sentence);
    const auto says = [&](std::string_view verb) { return words.contains(" " + std::string(verb) + " "); };
    if (std::ranges::none_of(kVerbs, says)) continue;
    FormPassOn out;
    std::string_view rest;
    out.to = base::upper(name_after_to(sentence, rest));
    if (out.to.empty()) continue;
    read_delivery(rest, out);
    out.as_written = trim(sentence);
    return out;
  }
  return std::nullopt;
}

}  // namespace backchannel::assembly
