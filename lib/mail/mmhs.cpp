#include "backchannel/mail/mmhs.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "fields.h"

namespace backchannel::mail {

namespace {

using message::Precedence;

constexpr std::size_t kMilitaryMost = 69;
constexpr std::array<std::string_view, 6> kPrecedenceNames = {"deferred",  "routine", "priority",
                                                              "immediate", "flash",   "override"};
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

// X.680 PrintableString; its comma and full stop among them, its semicolon not.
bool is_printable(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view(" '()+,-./:=?").contains(c);
}

// Without a comment in brackets behind it.
std::string_view bare(std::string_view value) { return base::trim(value.substr(0, value.find('('))); }

std::optional<int> number_in(std::string_view digits) {
  if (digits.starts_with('+')) digits.remove_prefix(1);
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

MmhsPrecedence of_rank(int rank) {
  if (rank <= 0) return {Precedence::Routine, true};
  return {message::precedence_from_number(static_cast<std::uint32_t>(rank)).value_or(Precedence::Routine),
          false};
}

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

bool is_military_string(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kMilitaryMost && text.front() != ' ' && text.back() != ' ' &&
         std::ranges::all_of(text, is_printable);
}

std::optional<std::vector<std::string>> parse_military_strings(std::string_view value) {
  std::vector<std::string> out;
  while (true) {
    const auto end = value.find(';');
    const std::string_view one = base::trim(value.substr(0, end));
    if (!is_military_string(one)) return std::nullopt;
    out.emplace_back(one);
    if (end == std::string_view::npos) return out;
    value.remove_prefix(end + 1);
  }
}

std::optional<std::string> print_military_strings(const std::vector<std::string>& strings) {
  std::string out;
  for (const std::string& one : strings) {
    // Two blanks would be one after folding elsewhere on the way.
    if (!is_military_string(one) || one.contains("  ") || one.contains("=?")) return std::nullopt;
    out += (out.empty() ? "" : "; ") + one;
  }
  return out.empty() ? std::nullopt : std::optional(out);
}

std::optional<MmhsPrecedence> parse_mmhs_precedence(std::string_view value) {
  value = bare(value);
  for (std::size_t rank = 0; rank < kPrecedenceNames.size(); ++rank)
    if (same_name(value, kPrecedenceNames[rank])) return of_rank(static_cast<int>(rank));
  const auto rank = number_in(value);
  if (!rank || *rank < 0 || *rank > 5) return std::nullopt;
  return of_rank(*rank);
}

std::string print_mmhs_precedence(Precedence precedence) {
  return std::to_string(static_cast<unsigned>(precedence));
}

std::optional<MmhsPrecedence> parse_mt_priority(std::string_view value) {
  const auto number = number_in(bare(value));
  if (!number || *number < -9 || *number > 9) return std::nullopt;
  // -4, -2, 0, 2, 4, 6: the smallest that is not below.
  int rank = 0;
  while (rank < 5 && 2 * rank - 4 < *number) ++rank;
  return of_rank(rank);
}

std::string print_mt_priority(Precedence precedence) {
  return std::to_string(2 * static_cast<int>(precedence) - 4);
}

std::string print_date(base::HandlingTime time) {
  const auto utc = message::local_time(time, "Etc/UTC");
  if (!utc) return {};
  using namespace std::chrono;
  const year_month_day date{year(utc->year), month(static_cast<unsigned>(utc->month)),
                            day(static_cast<unsigned>(utc->day))};
  std::string number = std::to_string(utc->year);
  number.insert(0, 4 - std::min<std::size_t>(4, number.size()), '0');
  return std::string(kDays[weekday(sys_days(date)).c_encoding()]) + ", " + std::to_string(utc->day) + " " +
         std::string(kMonths[static_cast<std::size_t>(utc->month - 1)]) + " " + number + " " +
         two(utc->hour) + ":" + two(utc->minute) + ":00 +0000";
}

std::optional<base::HandlingTime> parse_date(std::string_view value) {
  std::vector<std::string> words;
  for (std::string_view rest = bare(value); !rest.empty(); rest = base::trim(rest)) {
    words.emplace_back(rest.substr(0, rest.find(' ')));
    rest.remove_prefix(words.back().size());
  }
  if (!words.empty() && words.front().ends_with(',')) words.erase(words.begin());
  if (words.size() != 5) return std::nullopt;
  const auto month =
      std::ranges::find_if(kMonths, [&](std::string_view each) { return same_name(each, words[1]); });
  const auto day = number_in(words[0]), year = number_in(words[2]);
  if (month == kMonths.end() || !day || !year || *year < 1 || *year > 9999 || *day < 0) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
      std::chrono::day(static_cast<unsigned>(*day))};
  const std::string& clock = words[3];
  const bool seconds = clock.size() == 8 && clock[5] == ':';
  if (!date.ok() || (clock.size() != 5 && !seconds) || clock[2] != ':') return std::nullopt;
  const auto hour = number_in(clock.substr(0, 2)), minute = number_in(clock.substr(3, 2));
  const auto second = seconds ? number_in(clock.substr(6)) : std::optional(0);
  std::string zone = words[4];
  if (same_name(zone, "GMT") || same_name(zone, "UT")) zone = "+0000";
  const auto offset =
      zone.size() == 5 && (zone[0] == '+' || zone[0] == '-') ? number_in(zone.substr(1)) : std::nullopt;
  if (!hour || !minute || !second || !offset || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 ||
      *second < 0 || *second > 60 || *offset < 0 || *offset % 100 > 59)
    return std::nullopt;
  const std::int64_t east =
      (*offset / 100 * 60 + *offset % 100) * base::kMinuteMs * (zone[0] == '-' ? -1 : 1);
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return base::HandlingTime{(days * 24 + *hour) * base::kHourMs + *minute * base::kMinuteMs +
                            *second * base::kSecondMs - east};
}

}  // namespace backchannel::mail
