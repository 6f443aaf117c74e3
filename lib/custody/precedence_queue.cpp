#include "precedence_queue.h"

#include <limits>

namespace backchannel::custody {

namespace {

int urgency_of(message::Precedence precedence) { return -static_cast<int>(precedence); }

}  // namespace

void PrecedenceQueue::push(message::Precedence precedence, std::int64_t sequence, ShipmentId id) {
  entries_.emplace(Key{urgency_of(precedence), sequence, id}, id);
}

void PrecedenceQueue::remove(message::Precedence precedence, std::int64_t sequence, ShipmentId id) {
  entries_.erase(Key{urgency_of(precedence), sequence, id});
}

std::optional<ShipmentId> PrecedenceQueue::first(message::Precedence precedence) const {
  const int urgency = urgency_of(precedence);
  const auto it = entries_.lower_bound(Key{urgency, std::numeric_limits<std::int64_t>::min(), 0});
  if (it == entries_.end() || it->first.urgency != urgency) return std::nullopt;
  return it->second;
}

std::optional<message::Precedence> PrecedenceQueue::lowest() const {
  if (entries_.empty()) return std::nullopt;
  return static_cast<message::Precedence>(-entries_.rbegin()->first.urgency);
}

std::optional<ShipmentId> PrecedenceQueue::first() const {
  if (entries_.empty()) return std::nullopt;
  return entries_.begin()->second;
}

}  // namespace backchannel::custody
