#pragma once
// What a node holds for others, added up by destination and precedence.

#include <set>
#include <string>
#include <vector>

#include "backchannel/netplan/plan.h"
#include "backchannel/store/rows.h"
#include "backchannel/text/value.h"

namespace backchannel::client {

struct QueueGroup {
  base::NodeName destination;
  message::Precedence precedence = message::Precedence::Routine;
  std::vector<store::QueueRow> legs;  // in the order of sending
  std::size_t bound = 0;              // of the legs: a neighbour has them, and has not answered yet
  std::uint64_t bytes = 0;            // sealed, each transfer once
  base::HandlingTime oldest;          // when the first of them was accepted here
  // The neighbour that is asked; of a leg that waits, the first that the plan gives and that has not refused.
  std::set<base::NodeName> next;

  [[nodiscard]] std::size_t waiting() const noexcept { return legs.size() - bound; }
};

// Of the rows of ClientStore::queue() at node `self`: highest precedence first, then by name.
[[nodiscard]] std::vector<QueueGroup> queue_groups(const std::vector<store::QueueRow>& rows,
                                                   const netplan::Plan& plan,
                                                   const doctrine::Catalogue& catalogue,
                                                   const base::NodeName& self);
[[nodiscard]] std::string queue_text(const std::vector<QueueGroup>& groups, base::HandlingTime now);
// The legs of each group too.
[[nodiscard]] text::Value queue_json(const std::vector<QueueGroup>& groups, base::HandlingTime now);

}  // namespace backchannel::client
