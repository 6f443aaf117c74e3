#pragma once
// A station's running number and filing time as teletype headings write them, "DE RCHCCC #0014 2911512": the
// station, its serial, day of the year and time of day in UTC. Sources: RFC 6477 section 3.13 and the worked
// example of the ACP 127 supplement (derived); CIA loc-hak-549-1-28-1, "DE WTE #0661 0381304" (documented).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backchannel/base/time.h"

namespace backchannel::message {

struct Filing {
  std::string station;  // 2 to 12 of A-Z, 0-9 and "-"; what is not is left out in print
  std::uint32_t serial = 0;
  base::HandlingTime at;  // to the minute
  friend bool operator==(const Filing&, const Filing&) = default;
};

// "#0014"
[[nodiscard]] std::string serial_mark(std::uint32_t serial);
[[nodiscard]] std::optional<std::uint32_t> parse_serial_mark(std::string_view text);

// "2911512". The year is not written: it is the one that brings the day nearest to another time of the paper.
[[nodiscard]] std::string to_day_and_time(base::HandlingTime time);
[[nodiscard]] std::optional<base::HandlingTime> parse_day_and_time(std::string_view text,
                                                                   base::HandlingTime near);

[[nodiscard]] bool is_station_word(std::string_view word) noexcept;

// "DE RCHCCC #0014 2911512"; empty when the station's word cannot stand there.
[[nodiscard]] std::string print_filing(const Filing& filing);

}  // namespace backchannel::message
