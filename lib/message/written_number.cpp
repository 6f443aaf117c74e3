#include "backchannel/message/written_number.h"

#include <algorithm>
#include <array>

#include "backchannel/base/format.h"

namespace backchannel::message {

namespace {

// USDEL SALT, BUENOS AIRES: a longer run of words is a sentence with a figure in it.
constexpr std::size_t kSeriesWordsMax = 3;
constexpr std::size_t kFiguresMax = 9;  // what 32 bits hold whatever the figures are

constexpr std::array<std::string_view, 10> kLeads = {"CITE", "REF", "REFS", "YOUR",    "OUR",
                                                     "MY",   "NO",  "NR",   "MESSAGE", "TELEGRAM"};
constexpr std::array<std::string_view, 2> kBeforeFigures = {"NO", "NR"};
constexpr std::array<std::string_view, 2> kListWords = {"AND", "OR"};
constexpr std::array<std::string_view, 3> kRangeWords = {"TO", "THROUGH", "THRU"};
constexpr std::string_view kEnDash = "\xe2\x80\x93";

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, base::upper(word)) != words.end();
}

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_figure(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

using IsSeries = std::function<bool(std::string_view)>;

class Scanner {
 public:
  Scanner(std::string_view text, const IsSeries& is_series) : text_(text), is_series_(is_series) {}

  LeadingNumbers scan() {
    LeadingNumbers found;
    found.written.before = blanks();
    auto number = next();
    while (number) {
      number->after = signs();
      found.length = at_;
      // "and" and "to" belong to the numbers only if one more comes: "49; To be delivered orally".
      std::string joined = join_words();
      auto following = next();
      if (following) number->after += joined;
      found.written.numbers.push_back(std::move(*number));
      number = std::move(following);
    }
    if (found.written.numbers.empty()) return {};
    return found;
  }

 private:
  [[nodiscard]] bool ended() const { return at_ == text_.size(); }
  [[nodiscard]] char here() const { return text_[at_]; }

  template <class Test>
  std::string take_while(Test test) {
    const std::size_t begin = at_;
    while (!ended() && test(here())) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }
  std::string blanks() { return take_while(is_blank); }

  // Letters, and hyphens and apostrophes between letters.
  [[nodiscard]] std::string_view word_here() const {
    std::size_t end = at_;
    while (end < text_.size() &&
           (is_letter(text_[end]) || ((text_[end] == '-' || text_[end] == '\'') && end > at_ &&
                                      end + 1 < text_.size() && is_letter(text_[end + 1]))))
      ++end;
    return text_.substr(at_, end - at_);
  }

  // Nothing is taken if no number stands here.
  std::optional<WrittenNumber> next() {
    const std::size_t begin = at_;
    WrittenNumber number;
    number.lead = lead();
    if (series(number) && figures(number)) return number;
    at_ = begin;
    return std::nullopt;
  }

  std::string lead() {
    const std::size_t begin = at_;
    for (auto word = word_here(); is_one_of(kLeads, word); word = word_here()) {
      at_ += word.size();
      take_while([](char c) { return is_blank(c) || c == '.' || c == ':' || c == '#'; });
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  // The words up to the figures, and the gap.
  bool series(WrittenNumber& number) {
    const std::size_t begin = at_;
    std::size_t end = at_, words = 0;
    for (auto word = word_here(); !word.empty(); word = word_here()) {
      if (words > 0 && is_one_of(kBeforeFigures, word)) break;
      if (++words > kSeriesWordsMax) return false;
      end = at_ += word.size();
      blanks();
    }
    number.series = std::string(text_.substr(begin, end - begin));
    at_ = end;
    if (number.series.empty()) return true;
    if (is_series_ && !is_series_(number.series)) return false;
    number.gap = gap();
    return true;
  }

  std::string gap() {
    const auto is_sign = [](char c) { return is_blank(c) || c == '#' || c == '.' || c == ':' || c == '-'; };
    std::string gap = take_while(is_sign);
    if (const auto word = word_here(); !gap.empty() && is_one_of(kBeforeFigures, word)) {
      gap += word;
      at_ += word.size();
      gap += take_while(is_sign);
    }
    return gap;
  }

  bool figures(WrittenNumber& number) {
    const std::string figures = take_while(is_figure);
    if (figures.empty() || figures.size() > kFiguresMax) return false;
    for (const char c : figures) number.serial = number.serial * 10 + static_cast<std::uint32_t>(c - '0');
    number.width = static_cast<std::uint32_t>(figures.size());
    // "4x" and "1st" are no numbers.
    return ended() || !is_letter(here());
  }

  std::string signs() {
    const std::size_t begin = at_;
    while (!ended()) {
      if (is_blank(here()) || std::string_view("/,;&-.()").contains(here())) {
        ++at_;
      } else if (text_.substr(at_).starts_with(kEnDash)) {
        at_ += kEnDash.size();
      } else {
        break;
      }
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string join_words() {
    const std::size_t begin = at_;
    for (auto word = word_here(); is_one_of(kListWords, word) || is_one_of(kRangeWords, word);
         word = word_here()) {
      at_ += word.size();
      signs();
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string_view text_;
  const IsSeries& is_series_;
  std::size_t at_ = 0;
};

bool contains_one_of(std::string_view after, const auto& words) {
  std::string word;
  for (const char c : std::string(after) + " ") {
    if (is_letter(c)) {
      word += c;
    } else {
      if (is_one_of(words, word)) return true;
      word.clear();
    }
  }
  return false;
}

}  // namespace

Join join_of(std::string_view after) {
  if (after.contains('/')) return Join::Pair;
  if (after.contains('-') || after.contains(kEnDash) || contains_one_of(after, kRangeWords))
    return Join::Range;
  return base::trim(after).empty() ? Join::Pair : Join::List;
}

std::vector<Reference> references(const WrittenNumbers& written) {
  std::vector<Reference> found;
  Join join = Join::List;
  for (const auto& each : written.numbers) {
    WrittenNumber number = each;
    if (number.series.empty() && number.lead.empty() && join != Join::Pair && !found.empty()) {
      const auto& named = found.back().numbers.front();
      number.lead = named.lead;
      number.series = named.series;
      number.gap = named.gap;
    }
    if (join == Join::List || found.empty() || found.back().last) {
      found.push_back({{std::move(number)}, std::nullopt});
    } else if (join == Join::Pair) {
      found.back().numbers.push_back(std::move(number));
    } else {
      found.back().last = std::move(number);
    }
    join = join_of(each.after);
  }
  return found;
}

std::string print_figures(const WrittenNumber& number) {
  std::string figures = std::to_string(number.serial);
  if (figures.size() < number.width) figures.insert(0, number.width - figures.size(), '0');
  return figures;
}

std::string print_number(const WrittenNumber& number) {
  return number.series + number.gap + print_figures(number);
}

std::string print_numbers(const WrittenNumbers& written) {
  std::string out = written.before;
  for (const auto& number : written.numbers) out += number.lead + print_number(number) + number.after;
  return out;
}

std::optional<WrittenNumbers> parse_numbers(std::string_view text) {
  auto found = leading_numbers(text, {});
  if (found.written.numbers.empty() || found.length != text.size()) return std::nullopt;
  return std::move(found.written);
}

LeadingNumbers leading_numbers(std::string_view text, const IsSeries& is_series) {
  return Scanner(text, is_series).scan();
}

}  // namespace backchannel::message
