#pragma once
// Date-time groups ("230525Z OCT 72") and local time at a station (IANA zones, the system's tz database).
// Times outside the years 1 to 9999 are shown as the nearest inside.

#include <optional>
#include <string>
#include <string_view>

#include "backchannel/base/error.h"
#include "backchannel/base/time.h"

namespace backchannel::message {

// ddhhmmZ MON YY in UTC; seconds are cut off. Two-digit years stand for 1960 to 2059.
[[nodiscard]] std::string to_dtg(base::HandlingTime time);
[[nodiscard]] base::Result<base::HandlingTime> parse_dtg(std::string_view text);

// "231400Z": day, hour and minute without month.
[[nodiscard]] std::string to_short_dtg(base::HandlingTime time);

struct LocalTime {
  int year, month, day, hour, minute;
  int offset_minutes;                                  // east of UTC
  [[nodiscard]] std::string hhmm() const;              // "1325"
  [[nodiscard]] std::string weekday_and_date() const;  // "Mon 23 Oct 1972"
};
// Syntax if the zone is not in the tz database.
[[nodiscard]] base::Result<LocalTime> local_time(base::HandlingTime time, std::string_view zone);

// The first moment at or after `from` when clocks in `zone` show hhmm ("1500" or "15:00"). A reading that the
// clocks skip on a day (summer time begins) is that of the next day; `from` itself if they show it then.
[[nodiscard]] base::Result<base::HandlingTime> next_local(base::HandlingTime from, std::string_view hhmm,
                                                          std::string_view zone);

[[nodiscard]] bool is_zone(std::string_view zone);

// "8 h 35 min", "12 min", "40 s"; negative as "3 min past".
[[nodiscard]] std::string duration_words(std::int64_t ms);

// UTC as "1972-10-23T05:25:00Z", for --json.
[[nodiscard]] std::string to_iso(base::HandlingTime time);

}  // namespace backchannel::message
