#pragma once
// Two kinds of time, never mixed (handling time is exercise time; protocol time is the real
// monotonic clock and is never scaled).

#include <compare>
#include <cstdint>

namespace backchannel::base {

// Exercise time: milliseconds since 1970-01-01T00:00:00Z, negative before. Created, expires, due,
// certificates.
struct HandlingTime {
  std::int64_t ms = 0;
  friend auto operator<=>(const HandlingTime&, const HandlingTime&) = default;
};
[[nodiscard]] constexpr HandlingTime operator+(HandlingTime t, std::int64_t ms) noexcept {
  return {t.ms + ms};
}
[[nodiscard]] constexpr std::int64_t operator-(HandlingTime a, HandlingTime b) noexcept {
  return a.ms - b.ms;
}

// Real monotonic time in microseconds from an arbitrary start. Retries, pacing, beats.
struct ProtocolTime {
  std::int64_t us = 0;
  friend auto operator<=>(const ProtocolTime&, const ProtocolTime&) = default;
};
[[nodiscard]] constexpr ProtocolTime operator+(ProtocolTime t, std::int64_t us) noexcept {
  return {t.us + us};
}
[[nodiscard]] constexpr std::int64_t operator-(ProtocolTime a, ProtocolTime b) noexcept {
  return a.us - b.us;
}

struct Now {
  ProtocolTime protocol;
  HandlingTime handling;
};

constexpr std::int64_t kSecondMs = 1'000;
constexpr std::int64_t kMinuteMs = 60 * kSecondMs;
constexpr std::int64_t kHourMs = 60 * kMinuteMs;
constexpr std::int64_t kMillisecondUs = 1'000;
constexpr std::int64_t kSecondUs = 1'000'000;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Now now() = 0;
};

}  // namespace backchannel::base
