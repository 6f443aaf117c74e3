#include "backchannel/message/time_group.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>

#include "backchannel/base/format.h"

namespace backchannel::message {

namespace {

namespace chr = std::chrono;

constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 12> kMonthNames = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kWeekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

constexpr int kFirstYear = 1960;  // of the hundred that two digits can name
constexpr std::int64_t kDayMs = 24 * base::kHourMs;

// 0001-01-02 and 9999-12-30: times beyond are shown as these, so that no zone leaves the years of four
// figures.
constexpr std::int64_t kEarliestMs = -62'135'510'400'000;
constexpr std::int64_t kLatestMs = 253'402'128'000'000;

struct Civil {
  int year, month, day, hour, minute, second;
};

std::int64_t within_years(base::HandlingTime time) { return std::clamp(time.ms, kEarliestMs, kLatestMs); }

Civil civil_of(std::int64_t ms) {
  const chr::sys_time<chr::milliseconds> time{chr::milliseconds(ms)};
  const auto midnight = chr::floor<chr::days>(time);
  const chr::year_month_day date{midnight};
  const chr::hh_mm_ss clock{chr::floor<chr::seconds>(time - midnight)};
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count())};
}

chr::year_month_day date_of(int year, int month, int day) {
  return {chr::year(year), chr::month(static_cast<unsigned>(month)), chr::day(static_cast<unsigned>(day))};
}

std::int64_t midnight_ms(const chr::year_month_day& date) {
  return std::int64_t{chr::sys_days(date).time_since_epoch().count()} * kDayMs;
}

std::string digits(int number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

// -1: not digits only.
int number_of(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return text.empty() ? -1 : value;
}

std::unexpected<base::Error> not_a_group(std::string_view text, std::string_view reason) {
  constexpr std::string_view kForm =
      "a date-time group is day, hour and minute, Z, month and year, as in 230525Z OCT 72";
  std::string detail = "'" + base::visible(text) + "' is not a date-time group: ";
  return base::fail(base::Code::Syntax, detail.append(reason).append("; ").append(kForm));
}

std::unexpected<base::Error> not_a_zone(std::string_view zone) {
  return base::fail(base::Code::Syntax, "'" + base::visible(zone) +
                                            "' is not a time zone of the tz database, such as Europe/Paris");
}

// nullptr: no such zone, or no tz database on this machine.
const date::time_zone* find_zone(std::string_view zone) {
  try {
    return date::locate_zone(zone);
  } catch (const std::exception&) {
    return nullptr;
  }
}

struct ClockReading {
  int hour, minute;
};

std::optional<ClockReading> parse_clock(std::string_view text) {
  std::string_view hour, minute;
  if (const auto colon = text.find(':'); colon != std::string_view::npos) {
    hour = text.substr(0, colon);
    minute = text.substr(colon + 1);
  } else if (text.size() == 4) {
    hour = text.substr(0, 2);
    minute = text.substr(2);
  }
  if (hour.empty() || hour.size() > 2 || minute.size() != 2) return std::nullopt;
  const ClockReading reading{number_of(hour), number_of(minute)};
  const bool sound = reading.hour >= 0 && reading.hour < 24 && reading.minute >= 0 && reading.minute < 60;
  return sound ? std::optional(reading) : std::nullopt;
}

// The moments when clocks of the zone begin to show the local minute: none where they skip it, two where they
// are set back over it.
std::vector<std::int64_t> moments_of(const date::time_zone& zone, date::local_seconds local) {
  const date::local_info info = zone.get_info(local);
  const auto moment = [local](const date::sys_info& offset) {
    return std::int64_t{(local.time_since_epoch() - offset.offset).count()} * base::kSecondMs;
  };
  switch (info.result) {
    case date::local_info::unique:
      return {moment(info.first)};
    case date::local_info::ambiguous:
      return {moment(info.first), moment(info.second)};
    default:  // a plain int of the library's
      return {};
  }
}

}  // namespace

std::string to_dtg(base::HandlingTime time) {
  const Civil c = civil_of(within_years(time));
  return to_short_dtg(time) + " " + std::string(kMonths[static_cast<std::size_t>(c.month - 1)]) + " " +
         digits(((c.year % 100) + 100) % 100, 2);
}

std::string to_short_dtg(base::HandlingTime time) {
  const Civil c = civil_of(within_years(time));
  return digits(c.day, 2) + digits(c.hour, 2) + digits(c.minute, 2) + "Z";
}

base::Result<base::HandlingTime> parse_dtg(std::string_view text) {
  const std::string group = base::upper(base::trim(text));
  const std::string_view view = group;
  if (view.size() < 7 || number_of(view.substr(0, 6)) < 0)
    return not_a_group(text, "it does not begin with six figures");
  if (view[6] != 'Z') return not_a_group(text, "the Z for universal time is missing after the six figures");
  if (view.size() != 14 || view[7] != ' ' || view[11] != ' ')
    return not_a_group(text, "month and year must follow as three letters and two figures");

  const int day = number_of(view.substr(0, 2));
  const int hour = number_of(view.substr(2, 2));
  const int minute = number_of(view.substr(4, 2));
  const auto* month = std::ranges::find(kMonths, view.substr(8, 3));
  const int short_year = number_of(view.substr(12, 2));
  if (hour > 23) return not_a_group(text, "the hour goes from 00 to 23");
  if (minute > 59) return not_a_group(text, "the minute goes from 00 to 59");
  if (month == kMonths.end()) return not_a_group(text, "the month is none of JAN to DEC");
  if (short_year < 0) return not_a_group(text, "the year is not two figures");

  const int year = kFirstYear + (short_year - kFirstYear % 100 + 100) % 100;
  const auto date = date_of(year, static_cast<int>(month - kMonths.begin()) + 1, day);
  if (!date.ok()) return not_a_group(text, "that month has no such day");
  return base::HandlingTime{midnight_ms(date) + hour * base::kHourMs + minute * base::kMinuteMs};
}

std::string LocalTime::hhmm() const { return digits(hour, 2) + digits(minute, 2); }

std::string LocalTime::weekday_and_date() const {
  const chr::weekday weekday{chr::sys_days(date_of(year, month, day))};
  return std::string(kWeekdays[weekday.c_encoding()]) + " " + std::to_string(day) + " " +
         std::string(kMonthNames[static_cast<std::size_t>(month - 1)]) + " " + std::to_string(year);
}

base::Result<LocalTime> local_time(base::HandlingTime time, std::string_view zone) {
  const date::time_zone* found = find_zone(zone);
  if (found == nullptr) return not_a_zone(zone);
  const std::int64_t ms = within_years(time);
  const auto seconds = chr::floor<chr::seconds>(chr::sys_time<chr::milliseconds>(chr::milliseconds(ms)));
  const auto offset_seconds = std::int64_t{found->get_info(seconds).offset.count()};
  const Civil c = civil_of(ms + offset_seconds * base::kSecondMs);
  return LocalTime{c.year, c.month, c.day, c.hour, c.minute, static_cast<int>(offset_seconds / 60)};
}

base::Result<base::HandlingTime> next_local(base::HandlingTime from, std::string_view hhmm,
                                            std::string_view zone) {
  const auto reading = parse_clock(base::trim(hhmm));
  if (!reading)
    return base::fail(base::Code::Syntax,
                      "'" + base::visible(hhmm) + "' is not a time of day from 0000 to 2359, such as 1500");
  const date::time_zone* found = find_zone(zone);
  if (found == nullptr) return not_a_zone(zone);

  from.ms = within_years(from);
  BC_TRY(here, local_time(from, zone));
  const chr::sys_days today{date_of(here.year, here.month, here.day)};
  // A day may lack the reading (clocks set forward, or a date skipped at the date line), two in a row do not.
  constexpr int kDaysMax = 4;
  for (int day = 0; day < kDaysMax; ++day) {
    const auto since_epoch = (today + chr::days(day)).time_since_epoch() + chr::hours(reading->hour) +
                             chr::minutes(reading->minute);
    for (const std::int64_t ms : moments_of(*found, date::local_seconds(since_epoch))) {
      if (ms >= from.ms) return base::HandlingTime{ms};
      if (ms + base::kMinuteMs > from.ms) return from;  // the clocks show it now
    }
  }
  return base::fail(base::Code::Internal, "no clock reading found");
}

bool is_zone(std::string_view zone) { return find_zone(zone) != nullptr; }

std::string duration_words(std::int64_t ms) {
  // Of the smallest number too, which has no positive counterpart.
  const auto size =
      ms < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(ms) : static_cast<std::uint64_t>(ms);
  const std::uint64_t seconds = size / base::kSecondMs;
  const std::uint64_t hours = seconds / 3'600;
  const std::uint64_t minutes = seconds / 60 % 60;
  std::string words;
  if (hours > 0) words = base::grouped(hours) + " h";
  if (minutes > 0) words += (words.empty() ? "" : " ") + std::to_string(minutes) + " min";
  if (words.empty()) words = std::to_string(seconds) + " s";
  return ms < 0 ? words + " past" : words;
}

std::string to_iso(base::HandlingTime time) {
  const Civil c = civil_of(within_years(time));
  return digits(c.year, 4) + "-" + digits(c.month, 2) + "-" + digits(c.day, 2) + "T" + digits(c.hour, 2) +
         ":" + digits(c.minute, 2) + ":" + digits(c.second, 2) + "Z";
}

}  // namespace backchannel::message
