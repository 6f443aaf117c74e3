#include "spellings.h"

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/printed.h"
#include "words.h"

namespace backchannel::doctrine {

namespace {

constexpr std::size_t kFillingWordsMax = 8;  // GENERAL HAIG; a longer run is another sentence
constexpr std::string_view kFiguresPlace = "{TIME}";

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
// A marking ends at these, whatever they stand between.
bool is_border(char c) { return std::string_view(";,/").contains(c); }

std::vector<std::string> split(std::string_view normal_words) {
  std::vector<std::string> words;
  for (normal_words = base::trim(normal_words); !normal_words.empty();) {
    const auto end = std::min(normal_words.find(' '), normal_words.size());
    words.emplace_back(normal_words.substr(0, end));
    normal_words = base::trim(normal_words.substr(end));
  }
  return words;
}

// A delivery instruction printed together with a precedence is two markings: the precedence counts too.
bool ends_with_precedence(const Catalogue& catalogue, std::string_view words) {
  const auto blank = base::trim(words).rfind(' ');
  return blank != std::string_view::npos && catalogue.precedence(base::trim(words).substr(blank)) != nullptr;
}

std::string small(std::string_view words) {
  std::string out(words);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string render(std::string_view spelling, Letters letters, const std::string& filling) {
  std::string out;
  switch (letters) {
    case Letters::AsWritten:
      return std::string(spelling);
    case Letters::Capitals:
      out = std::string(spelling);
      break;
    case Letters::Title:
      out = message::title(spelling);
      break;
    case Letters::Small:
      out = small(spelling);
      break;
    case Letters::Spaced:
      return message::spaced(spelling);
  }
  const auto open = out.find('{');
  const auto close = out.find('}');
  if (open == std::string::npos || close == std::string::npos) return out;
  return out.replace(open, close - open + 1, filling);
}

}  // namespace

// The text as words, with what stands between them.
class Spellings::Words {
 public:
  explicit Words(std::string_view text) : text_(text) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t begin = at;
      while (at < text.size() && !is_blank(text[at]) && !is_border(text[at])) ++at;
      // Full stops alone are no word.
      if (text.substr(begin, at - begin).find_first_not_of('.') != std::string_view::npos)
        words_.push_back({begin, at});
      while (at < text.size() && (is_blank(text[at]) || is_border(text[at]))) ++at;
    }
  }

  [[nodiscard]] std::size_t size() const { return words_.size(); }
  // Without full stops at its end.
  [[nodiscard]] std::string_view slice(std::size_t first, std::size_t last) const {
    return text_.substr(words_[first].begin, end_of(last) - words_[first].begin);
  }
  [[nodiscard]] std::string_view word(std::size_t at) const { return slice(at, at); }
  [[nodiscard]] bool has_full_stop(std::size_t at) const { return end_of(at) != words_[at].end; }
  [[nodiscard]] std::string before() const {
    return std::string(text_.substr(0, words_.empty() ? text_.size() : words_.front().begin));
  }
  [[nodiscard]] std::string after(std::size_t at) const {
    const std::size_t end = end_of(at);
    const std::size_t next = at + 1 < words_.size() ? words_[at + 1].begin : text_.size();
    return std::string(text_.substr(end, next - end));
  }
  // Nothing but blanks between this word and the next.
  [[nodiscard]] bool goes_on(std::size_t at) const {
    return at + 1 < words_.size() &&
           base::trim(text_.substr(words_[at].end, words_[at + 1].begin - words_[at].end)).empty();
  }

 private:
  struct Place {
    std::size_t begin, end;
  };

  [[nodiscard]] std::size_t end_of(std::size_t at) const {
    std::size_t end = words_[at].end;
    while (text_[end - 1] == '.') --end;
    return end;
  }

  std::string_view text_;
  std::vector<Place> words_;
};

Spellings::Spellings(const Catalogue& catalogue) {
  for (const auto& row : catalogue.classifications) {
    add(MarkingKind::Classification, row.name, row.name);
    for (const auto& alias : row.aliases) add(MarkingKind::Classification, row.name, alias);
  }
  for (const auto& row : catalogue.precedences) {
    add(MarkingKind::Precedence, row.name, row.name);
    add(MarkingKind::Precedence, row.name, std::string(1, row.prosign));
    for (const auto& alias : row.aliases) add(MarkingKind::Precedence, row.name, alias);
  }
  for (const auto& row : catalogue.deliveries) {
    add(MarkingKind::Delivery, row.name, row.name);
    for (const auto& alias : row.aliases)
      if (!ends_with_precedence(catalogue, alias)) add(MarkingKind::Delivery, row.name, alias);
  }
  for (const auto& row : catalogue.caveats) {
    add(MarkingKind::Caveat, row.name, row.name);
    for (const auto& alias : row.aliases) add(MarkingKind::Caveat, row.name, alias);
    for (const auto& phrase : row.phrases) add(MarkingKind::Phrase, row.name, phrase);
  }
  for (const auto& row : catalogue.channels) {
    std::vector<std::string> all = row.aliases;
    all.push_back(row.name);
    for (const auto& alias : all)
      for (const auto* words : {" CHANNEL", " CHANNELS"}) {
        add(MarkingKind::Channel, row.name, alias + words);
        add(MarkingKind::Channel, row.name, "VIA " + alias + words);
      }
    for (const auto& alias : all) add(MarkingKind::Channel, row.name, "VIA " + alias);
    add(MarkingKind::Channel, row.name, row.printed);
    add(MarkingKind::Channel, row.name, "VIA " + row.printed);
  }
}

void Spellings::add(MarkingKind kind, const std::string& name, const std::string& written) {
  Spelling spelling{kind, name, normal(written)};
  const auto open = spelling.words.find('{');
  const auto close = spelling.words.find('}');
  if (open == std::string::npos || close == std::string::npos) {
    longest_ = std::max(longest_, split(spelling.words).size());
    exact_.emplace(spelling.words, spelling);
    return;
  }
  Pattern pattern{spelling, split(spelling.words.substr(0, open)), split(spelling.words.substr(close + 1)),
                  spelling.words.substr(open, close - open + 1) == kFiguresPlace};
  // Without a word before it, its place could begin anywhere.
  if (!pattern.before.empty()) patterns_.push_back(std::move(pattern));
}

std::optional<Spellings::Spelling> Spellings::exact(const std::string& words) const {
  const auto found = exact_.find(words);
  return found == exact_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Spellings::Span> Spellings::plain_at(const Words& words, std::size_t at) const {
  std::optional<Span> found;
  for (std::size_t last = at; last < words.size() && last < at + longest_; ++last) {
    if (auto spelling = exact(normal(words.slice(at, last)))) found = Span{std::move(*spelling), last, {}};
    if (!words.goes_on(last)) break;
  }
  return found;
}

// T O P  S E C R E T
std::optional<Spellings::Span> Spellings::spaced_at(const Words& words, std::size_t at) const {
  std::optional<Span> found;
  std::string together;
  for (std::size_t last = at; last < words.size() && words.word(last).size() == 1; ++last) {
    together += words.word(last);
    if (last > at)
      if (auto spelling = exact(normal(together))) found = Span{std::move(*spelling), last, {}};
    if (!words.goes_on(last) || words.has_full_stop(last)) break;
    if (words.after(last).size() > 1) together += ' ';
  }
  return found;
}

bool Spellings::stands_at(const Words& words, std::size_t at, const std::vector<std::string>& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (at + i >= words.size() || normal(words.word(at + i)) != expected[i]) return false;
    const bool inner = i + 1 < expected.size();
    if (inner && (!words.goes_on(at + i) || words.has_full_stop(at + i))) return false;
  }
  return true;
}

// Where the filling of a pattern that stands at `at` begins; nullopt: the pattern does not stand there.
std::optional<std::size_t> Spellings::filling_at(const Words& words, std::size_t at, const Pattern& pattern) {
  if (!stands_at(words, at, pattern.before)) return std::nullopt;
  const std::size_t last = at + pattern.before.size() - 1;
  if (!words.goes_on(last) || words.has_full_stop(last)) return std::nullopt;
  const char first = words.word(last + 1).front();
  if (pattern.figures_first && !(first >= '0' && first <= '9')) return std::nullopt;
  return last + 1;
}

// Whether a filling before `at` ends there. Looks no further than the words that a pattern begins with, so
// that nothing is read more than a few times.
bool Spellings::marking_begins_at(const Words& words, std::size_t at) const {
  return plain_at(words, at) || std::ranges::any_of(patterns_, [&](const Pattern& pattern) {
           return pattern.after.empty() ? filling_at(words, at, pattern).has_value()
                                        : filled_at(words, at, pattern).has_value();
         });
}

std::optional<Spellings::Span> Spellings::filled_at(const Words& words, std::size_t at,
                                                    const Pattern& pattern) const {
  const auto first = filling_at(words, at, pattern);
  if (!first) return std::nullopt;
  for (std::size_t last = *first; last < *first + kFillingWordsMax; ++last) {
    const bool goes_on = words.goes_on(last);
    const bool ends = pattern.after.empty() ? !goes_on || marking_begins_at(words, last + 1)
                                            : goes_on && stands_at(words, last + 1, pattern.after);
    if (ends)
      return Span{pattern.spelling, last + pattern.after.size(), std::string(words.slice(*first, last))};
    if (!goes_on) break;
  }
  return std::nullopt;
}

std::optional<Spellings::Span> Spellings::known_at(const Words& words, std::size_t at) const {
  auto best = plain_at(words, at);
  const auto consider = [&](std::optional<Span> other) {
    if (other && (!best || other->last > best->last)) best = std::move(other);
  };
  consider(spaced_at(words, at));
  for (const auto& pattern : patterns_) consider(filled_at(words, at, pattern));
  return best;
}

WrittenMarkings Spellings::parse(std::string_view text) const {
  const Words words(text);
  WrittenMarkings written{words.before(), {}};
  for (std::size_t at = 0; at < words.size();) {
    WrittenMarking marking;
    std::size_t last = at;
    if (auto span = known_at(words, at)) {
      last = span->last;
      marking = {span->spelling.kind, span->spelling.name, span->spelling.words,
                 Letters::AsWritten,  span->filling,       {}};
      const auto as_read = words.slice(at, last);
      for (const auto letters : {Letters::Capitals, Letters::Title, Letters::Small, Letters::Spaced})
        if (marking.letters == Letters::AsWritten &&
            render(marking.spelling, letters, marking.filling) == as_read)
          marking.letters = letters;
      if (marking.letters == Letters::AsWritten) marking.spelling = std::string(as_read);
    } else {
      while (words.goes_on(last) && !words.has_full_stop(last) && !known_at(words, last + 1)) ++last;
      marking.spelling = std::string(words.slice(at, last));
    }
    marking.after = words.after(last);
    written.markings.push_back(std::move(marking));
    at = last + 1;
  }
  return written;
}

std::string print_marking(const WrittenMarking& marking) {
  return render(marking.spelling, marking.letters, marking.filling);
}

std::string print_markings(const WrittenMarkings& written) {
  std::string out = written.before;
  for (const auto& marking : written.markings) out += print_marking(marking) + marking.after;
  return out;
}

}  // namespace backchannel::doctrine
