#pragma once
// What a circuit of the plan does to one frame: takes its time for each bit, loses it, or lets it pass after a
// while. Pure: the draw and
// the moment come from outside, so that a simulated net and a real one do the same.

#include <cstdint>
#include <optional>

#include "backchannel/netplan/plan.h"

namespace backchannel::netplan {

constexpr std::uint32_t kWeatherDraws = 1'000;

// Microseconds from the first bit of so many bytes to the last, at the circuit's rate; 0: it has none.
[[nodiscard]] std::int64_t transmission_us(const Circuit& circuit, std::size_t bytes);

// Whether anything on this circuit is ever lost, or late beyond its transmission.
[[nodiscard]] bool has_weather(const Circuit& circuit);

// A frame that `from`, one of the ends, sends at `now`. draw: by chance, below kWeatherDraws, each as likely;
// one for each frame, whether it matters or not, so that an outage does not shift the draws after it.
// Nullopt: lost. Else the milliseconds of real time from its last bit to its arrival, the same for all.
[[nodiscard]] std::optional<std::int64_t> passage(const Circuit& circuit, const base::NodeName& from,
                                                  base::HandlingTime now, std::uint32_t draw);

}  // namespace backchannel::netplan
