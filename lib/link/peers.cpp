#include "peers.h"

#include "backchannel/base/format.h"

namespace backchannel::link {
namespace {

bool may_dial_us(const PeerEntry& entry) { return !entry.peer.we_dial && !entry.revoked; }

}  // namespace

base::Result<PeerTable> PeerTable::of(const LinkConfig& config) {
  PeerTable table;
  for (const auto& peer : config.peers) {
    const auto shown = base::visible(peer.name.value);
    if (peer.name.empty() || peer.name == config.self || peer.curve_public == config.curve_public)
      return base::fail(base::Code::PlanInvalid,
                        "the peer \"" + shown + "\" is this node itself or has no name");
    if (peer.curve_public.size() != kCurveKeyBytes)
      return base::fail(base::Code::PlanInvalid, "the circuit key of " + shown + " does not have 32 bytes");
    auto entry = std::make_unique<PeerEntry>(peer);
    if (!table.by_key_.emplace(peer.curve_public, entry.get()).second)
      return base::fail(base::Code::PlanInvalid, "the circuit key of " + shown + " is another peer's too");
    if (!table.entries_.emplace(peer.name.value, std::move(entry)).second)
      return base::fail(base::Code::PlanInvalid, "the peer " + shown + " is named twice");
  }
  return table;
}

PeerEntry* PeerTable::by_name(std::string_view name) const {
  const auto at = entries_.find(name);
  return at == entries_.end() ? nullptr : at->second.get();
}

PeerEntry* PeerTable::dialler_by_key(base::BytesView curve_public) const {
  const auto at = by_key_.find(base::Bytes(curve_public.begin(), curve_public.end()));
  return at != by_key_.end() && may_dial_us(*at->second) ? at->second : nullptr;
}

PeerEntry* PeerTable::dialler_by_name(std::string_view name) const {
  auto* entry = by_name(name);
  return entry != nullptr && may_dial_us(*entry) ? entry : nullptr;
}

}  // namespace backchannel::link
