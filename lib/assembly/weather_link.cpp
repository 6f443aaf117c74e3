#include "weather_link.h"

#include <algorithm>

namespace backchannel::assembly {

namespace {

// The same net loses the same frames again: FNV-1a of what names one direction of one circuit.
std::uint64_t seed_of(const netplan::Plan& plan, const base::NodeName& from, const base::NodeName& to) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::string* word : {&plan.name, &from.value, &to.value}) {
    for (const char c : *word + '\n') hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3;
  }
  return hash;
}

}  // namespace

WeatherLink::WeatherLink(const netplan::Plan& plan, const base::NodeName& self, base::Clock& clock,
                         custody::Link& below)
    : self_(self), clock_(clock), below_(below) {
  for (const netplan::Circuit* circuit : plan.circuits_of(self)) {
    if (circuit->bits_per_second == 0 && !netplan::has_weather(*circuit)) continue;
    const base::NodeName& other = circuit->a == self ? circuit->b : circuit->a;
    ways_.emplace(other, Way{circuit, std::mt19937_64(seed_of(plan, self, other)), {}, {}});
  }
}

void WeatherLink::send(const base::NodeName& peer, const wire::Frame& frame, bool urgent) {
  const auto it = ways_.find(peer);
  if (it == ways_.end()) return below_.send(peer, frame, urgent);
  Way& way = it->second;
  const base::Now now = clock_.now();
  const auto draw = static_cast<std::uint32_t>(way.random() % netplan::kWeatherDraws);
  const auto delay_ms = netplan::passage(*way.circuit, self_, now.handling, draw);
  base::ProtocolTime left = now.protocol;
  if (const std::size_t bytes = wire::paced_bytes(frame); bytes > 0)
    left = way.line_free =
        std::max(way.line_free, now.protocol) + netplan::transmission_us(*way.circuit, bytes);
  if (!delay_ms) return;
  const base::ProtocolTime at = left + *delay_ms * base::kMillisecondUs;
  if (at <= now.protocol) return below_.send(peer, frame, urgent);
  way.on_its_way.emplace(at, OnItsWay{frame, urgent});
}

void WeatherLink::saw(const custody::Input& input) {
  const base::NodeName* peer = nullptr;
  if (const auto* up = std::get_if<custody::PeerUp>(&input)) peer = &up->peer;
  if (const auto* down = std::get_if<custody::PeerDown>(&input)) peer = &down->peer;
  if (peer == nullptr) return;
  const auto it = ways_.find(*peer);
  if (it == ways_.end()) return;
  it->second.on_its_way.clear();
  it->second.line_free = {};
}

std::optional<base::ProtocolTime> WeatherLink::deliver() {
  const base::ProtocolTime now = clock_.now().protocol;
  std::optional<base::ProtocolTime> next;
  for (auto& [peer, way] : ways_) {
    auto& frames = way.on_its_way;
    for (auto first = frames.begin(); first != frames.end() && first->first <= now;
         first = frames.erase(first))
      below_.send(peer, first->second.frame, first->second.urgent);
    if (!frames.empty()) next = std::min(next.value_or(frames.begin()->first), frames.begin()->first);
  }
  return next;
}

}  // namespace backchannel::assembly
