#pragma once
// What waits for one circuit: highest precedence first, then the order of acceptance. Pure data structure.

#include <cstdint>
#include <map>
#include <optional>

#include "backchannel/message/precedence.h"

namespace backchannel::custody {

using ShipmentId = std::uint64_t;

class PrecedenceQueue {
 public:
  // sequence: order of acceptance. Two entries never share precedence, sequence and id.
  void push(message::Precedence precedence, std::int64_t sequence, ShipmentId id);
  void remove(message::Precedence precedence, std::int64_t sequence, ShipmentId id);

  // The first entry of exactly this precedence.
  [[nodiscard]] std::optional<ShipmentId> first(message::Precedence precedence) const;
  // The entry that leaves before all others.
  [[nodiscard]] std::optional<ShipmentId> first() const;
  // The lowest precedence that waits.
  [[nodiscard]] std::optional<message::Precedence> lowest() const;
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

  template <class Visit>
  void each(Visit visit) const {
    for (const auto& [key, id] : entries_) visit(id);
  }

 private:
  struct Key {
    int urgency;  // negated precedence: the map's first entry is the most urgent
    std::int64_t sequence;
    ShipmentId id;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  std::map<Key, ShipmentId> entries_;
};

}  // namespace backchannel::custody
