#include "backchannel/message/filing.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "backchannel/message/time_group.h"

namespace backchannel::message {

namespace {

using namespace std::chrono;

constexpr std::size_t kStationLeast = 2, kStationMost = 12;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string padded(std::int64_t number, std::size_t width) {
  std::string digits = std::to_string(number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

int number_of(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

base::HandlingTime start_of(year y) {
  return {sys_days(y / January / 1).time_since_epoch().count() * 24 * base::kHourMs};
}

// In the years that a date-time group can show.
LocalTime utc(base::HandlingTime time) {
  return local_time(time, "Etc/UTC").value_or(LocalTime{1970, 1, 1, 0, 0, 0});
}

}  // namespace

std::string serial_mark(std::uint32_t serial) { return "#" + padded(serial, 4); }

std::optional<std::uint32_t> parse_serial_mark(std::string_view text) {
  if (!text.starts_with('#') || text.size() < 5) return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string to_day_and_time(base::HandlingTime time) {
  const LocalTime shown = utc(time);
  const year_month_day date{year(shown.year), month(static_cast<unsigned>(shown.month)),
                            day(static_cast<unsigned>(shown.day))};
  const auto days = (sys_days(date) - sys_days(date.year() / January / 1)).count() + 1;
  return padded(days, 3) + padded(shown.hour, 2) + padded(shown.minute, 2);
}

std::optional<base::HandlingTime> parse_day_and_time(std::string_view text, base::HandlingTime near) {
  if (text.size() != 7 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  const int days = number_of(text.substr(0, 3)), hour = number_of(text.substr(3, 2)),
            minute = number_of(text.substr(5));
  if (days < 1 || days > 366 || hour > 23 || minute > 59) return std::nullopt;
  std::optional<base::HandlingTime> best;
  const int middle = utc(near).year;
  for (int y = std::max(middle - 1, 1); y <= std::min(middle + 1, 9999); ++y) {
    if (days == 366 && !year(y).is_leap()) continue;
    const base::HandlingTime time =
        start_of(year(y)) + ((days - 1) * 24 + hour) * base::kHourMs + minute * base::kMinuteMs;
    const auto off = [near](base::HandlingTime t) { return t < near ? near - t : t - near; };
    if (!best || off(time) < off(*best)) best = time;
  }
  return best;
}

bool is_station_word(std::string_view word) noexcept {
  const auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-'; };
  return word.size() >= kStationLeast && word.size() <= kStationMost && std::ranges::all_of(word, fits);
}

std::string print_filing(const Filing& filing) {
  if (!is_station_word(filing.station)) return {};
  return "DE " + filing.station + " " + serial_mark(filing.serial) + " " + to_day_and_time(filing.at);
}

}  // namespace backchannel::message
