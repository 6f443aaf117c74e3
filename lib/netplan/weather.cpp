#include "backchannel/netplan/weather.h"

#include <algorithm>

namespace backchannel::netplan {

std::int64_t transmission_us(const Circuit& circuit, std::size_t bytes) {
  if (circuit.bits_per_second == 0) return 0;
  return static_cast<std::int64_t>(bytes) * 8 * base::kSecondUs / circuit.bits_per_second;
}

bool has_weather(const Circuit& circuit) {
  return circuit.delay_ms > 0 || circuit.loss_permille > 0 || !circuit.outages.empty();
}

std::optional<std::int64_t> passage(const Circuit& circuit, const base::NodeName& from,
                                    base::HandlingTime now, std::uint32_t draw) {
  const bool out = std::ranges::any_of(circuit.outages, [&](const Outage& outage) {
    return outage.from <= now && now < outage.until && (outage.only.empty() || outage.only == from);
  });
  if (out || draw < circuit.loss_permille) return std::nullopt;
  return circuit.delay_ms;
}

}  // namespace backchannel::netplan
