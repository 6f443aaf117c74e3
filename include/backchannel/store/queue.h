#pragma once
// What a node holds for others, added up by destination and precedence.

#include <cstdint>
#include <string>
#include <vector>

#include "backchannel/store/rows.h"

namespace backchannel::store {

// What the next hop of a leg that waits hangs on, besides its destination.
struct QueueWay {
  base::NodeName station;  // that it was addressed to
  std::string channel;
  message::Label label;
  base::NodeName from;                     // empty: submitted here
  std::vector<base::NodeName> refused_by;  // in the order of the refusals
  friend bool operator==(const QueueWay&, const QueueWay&) = default;
};

struct QueueTotal {
  base::NodeName destination;
  message::Precedence precedence = message::Precedence::Routine;
  std::uint64_t waiting = 0, bound = 0;  // legs; bound: a neighbour has them, and has not answered yet
  std::uint64_t bytes = 0;               // sealed, each transfer once
  base::HandlingTime oldest;             // when the first of them was accepted here
  std::vector<base::NodeName> bound_to;  // by name, each once
  std::vector<QueueWay> ways;            // of those that wait, each once, in no order
};

// As ClientStore::queue_totals() of the same moment: highest precedence first, then by name.
[[nodiscard]] std::vector<QueueTotal> totals_of(const std::vector<QueueRow>& rows);

}  // namespace backchannel::store
