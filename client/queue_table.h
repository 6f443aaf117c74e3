#pragma once
// What a node holds for others, added up by destination and precedence.

#include <set>
#include <string>
#include <vector>

#include "backchannel/netplan/plan.h"
#include "backchannel/store/queue.h"
#include "backchannel/text/value.h"

namespace backchannel::client {

struct QueueGroup {
  store::QueueTotal total;
  // The neighbour that is asked; of a leg that waits, the first that the plan gives and that has not refused.
  std::set<base::NodeName> next;
};

// At node `self`, in the order of the totals.
[[nodiscard]] std::vector<QueueGroup> queue_groups(std::vector<store::QueueTotal> totals,
                                                   const netplan::Plan& plan,
                                                   const doctrine::Catalogue& catalogue,
                                                   const base::NodeName& self);
[[nodiscard]] std::string queue_text(const std::vector<QueueGroup>& groups, base::HandlingTime now);
// `rows`, whose groups these are: the legs of each group too, in the order of sending.
[[nodiscard]] text::Value queue_json(const std::vector<QueueGroup>& groups,
                                     const std::vector<store::QueueRow>& rows, base::HandlingTime now);

}  // namespace backchannel::client
