#include "order.h"

#include <algorithm>

#include "backchannel/netplan/path.h"

namespace backchannel::simulate {

namespace {

// Binding and reading ahead take this long at most; what has waited longer was ready.
constexpr std::int64_t kReadyUs = 15'000;

}  // namespace

void Order::queued(const base::NodeName& at, const custody::LegRow& leg) {
  if (!weather_.calm) return;
  const Letter* letter = letters_.find(leg.key.transfer);
  if (letter == nullptr) return;
  auto hops = netplan::next_hops(net_.plan, net_.catalogue, at, leg.destination, {}, {});
  std::erase_if(hops, [&](const base::NodeName& hop) {
    return std::ranges::find(leg.refused_by, hop) != leg.refused_by.end();
  });
  if (hops.empty()) return;
  queues_[{at, hops.front()}][leg.key.transfer] = {stage_.now_us(), false, letter->meant.front()};
}

void Order::moved(const base::NodeName& at, const base::TransferId& transfer) {
  for (auto it = queues_.lower_bound({at, {}}); it != queues_.end() && it->first.first == at; ++it)
    it->second.erase(transfer);
}

bool Order::in_flight(const Queue& queue, message::Precedence meant) {
  return std::any_of(queue.begin(), queue.end(),
                     [&](const auto& entry) { return entry.second.offered && entry.second.meant == meant; });
}

void Order::leaves(const base::NodeName& from, const base::NodeName& to, const base::TransferId& transfer) {
  const auto found = queues_.find({from, to});
  if (found == queues_.end()) return;
  Queue& queue = found->second;
  const auto own = queue.find(transfer);
  if (own == queue.end()) return;
  own->second.offered = true;
  for (const auto& [id, other] : queue) {
    if (other.offered || other.meant <= own->second.meant) continue;
    if (stage_.now_us() - other.since_us < kReadyUs || in_flight(queue, other.meant)) continue;
    stage_.broken(from.value + " sends " + std::string(message::name_of(own->second.meant)) + " " +
                  base::to_hex(transfer.view()).substr(0, 12) + " to " + to.value + " while " +
                  std::string(message::name_of(other.meant)) + " " + base::to_hex(id.view()).substr(0, 12) +
                  " is ready and waits");
  }
}

}  // namespace backchannel::simulate
