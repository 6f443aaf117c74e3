// The holder: which legs go to which neighbour, in which shipment, and when again.

#include <algorithm>

#include "backchannel/netplan/path.h"
#include "backchannel/wire/codec.h"
#include "state.h"

namespace backchannel::custody {

// Who has had it refuses it as a loop: a way round a ring that leads back to him is none, and the leg waits
// for the neighbour that is away.
std::vector<base::NodeName> Engine::State::hops_to(
    const message::Header& header, const message::Label& label, std::uint16_t leg,
    const std::vector<message::SignedStatement>& stamps,
    const std::function<bool(const base::NodeName&)>& excepted) const {
  std::vector<base::NodeName> holders = {header.originator_node};
  for (const message::SignedStatement& stamp : stamps)
    if (const auto said = wire::decode_statement(stamp.statement)) holders.emplace_back(said->author_node);
  const base::NodeName& addressed = header.recipients[leg].station;
  for (const base::NodeName& to : {destination(header, label, leg), addressed}) {
    auto hops = netplan::next_hops(*config_.plan, *config_.catalogue, config_.self, to, label, header.channel,
                                   holders);
    std::erase_if(hops, excepted);
    if (!hops.empty() || to == addressed) return hops;
  }
  return {};
}

std::vector<base::NodeName> Engine::State::routes(const HeldTransfer& transfer, const LegRow& leg) const {
  return hops_to(
      transfer.row.header, transfer.row.label, leg.key.leg, stamps_of(transfer, leg),
      [&](const base::NodeName& hop) { return hop == transfer.row.from || contains(leg.refused_by, hop); });
}

base::NodeName Engine::State::choose(const std::vector<base::NodeName>& candidates) const {
  for (const base::NodeName& candidate : candidates)
    if (const auto it = neighbours_.find(candidate); it != neighbours_.end() && it->second.ready)
      return candidate;
  return candidates.front();
}

const std::vector<message::SignedStatement>& Engine::State::stamps_of(const HeldTransfer& transfer,
                                                                      const LegRow& leg) {
  return leg.stamps.empty() ? transfer.row.stamps : leg.stamps;
}

// Its legs have all come the same way.
const std::vector<message::SignedStatement>& Engine::State::stamps_of(const Shipment& shipment) {
  const HeldTransfer& transfer = *held(shipment.transfer);
  return stamps_of(transfer, transfer.legs.at({shipment.legs.front(), shipment.copy}));
}

// Puts every leg of the transfer that is in no shipment yet into one, legs for the same neighbour together if
// they came the same way: an OFFER has one list of stamps.
void Engine::State::queue_legs(const base::TransferId& transfer) {
  HeldTransfer* present = held(transfer);
  if (present == nullptr) return;
  std::map<std::tuple<base::NodeName, std::uint8_t, bool, std::size_t>, Shipment> planned;
  std::vector<const std::vector<message::SignedStatement>*> ways;
  std::map<std::uint8_t, wire::Legs> stranded;
  for (auto& [key, leg] : present->legs) {
    if (present->taken.contains(key)) continue;
    const bool bound = leg.state == LegState::Await;
    base::NodeName to = leg.bound_to;
    if (!bound) {
      const auto candidates = routes(*present, leg);
      if (candidates.empty()) {
        stranded[leg.key.copy].push_back(leg.key.leg);
        continue;
      }
      to = choose(candidates);
    }
    const auto& stamps = stamps_of(*present, leg);
    const auto way =
        std::find_if(ways.begin(), ways.end(), [&](const auto* each) { return *each == stamps; });
    const auto number = static_cast<std::size_t>(way - ways.begin());
    if (way == ways.end()) ways.push_back(&stamps);
    Shipment& shipment = planned[{to, leg.key.copy, bound, number}];
    shipment.legs.push_back(leg.key.leg);
    shipment.neighbour = to;
    shipment.copy = leg.key.copy;
    shipment.bound = bound;
    if (bound) present->circuit_numbers[to] = leg.circuit_number;
    shipment.precedence = std::max(shipment.precedence, leg.precedence);
    shipment.sequence = shipment.legs.size() == 1 ? leg.sequence : std::min(shipment.sequence, leg.sequence);
  }
  for (auto& [key, shipment] : planned) {
    shipment.id = ++last_shipment_;
    shipment.transfer = transfer;
    shipment.size = present->row.size;
    Neighbour* to = neighbour(shipment.neighbour);
    if (to == nullptr) continue;  // bound to a neighbour that the plan has lost: ends at expiry
    for (const std::uint16_t leg : shipment.legs) present->taken[{leg, shipment.copy}] = shipment.id;
    to->queue.push(shipment.precedence, shipment.sequence, shipment.id);
    shipments_.emplace(shipment.id, std::move(shipment));
  }
  for (const auto& [copy, legs] : stranded) end_legs(transfer, copy, legs, base::Code::Undelivered, false);
}

// Legs leave a shipment and are set aside, until a commit unbinds or ends them; an empty shipment goes.
void Engine::State::take_legs(Shipment& shipment, const wire::Legs& legs) {
  HeldTransfer& transfer = *held(shipment.transfer);
  for (const std::uint16_t leg : legs) transfer.taken[{leg, shipment.copy}] = 0;
  std::erase_if(shipment.legs, [&](std::uint16_t leg) { return contains(legs, leg); });
  if (shipment.legs.empty()) {
    dissolve(shipment);
    return;
  }
  if (shipment.phase != Phase::Waiting) requeue(shipment);  // what was prepared named the legs that left
}

void Engine::State::dissolve(Shipment& shipment) {
  if (HeldTransfer* transfer = held(shipment.transfer))
    for (const std::uint16_t leg : shipment.legs) transfer->taken.erase({leg, shipment.copy});
  if (shipment.request != 0) reading_.erase(shipment.request);
  if (Neighbour* to = neighbour(shipment.neighbour)) {
    to->active.erase(shipment.id);
    to->queue.remove(shipment.precedence, shipment.sequence, shipment.id);
  }
  shipments_.erase(shipment.id);
}

// Back into the neighbour's queue; unbound ones choose their neighbour anew.
void Engine::State::requeue(Shipment& shipment) {
  if (shipment.request != 0) reading_.erase(shipment.request);
  shipment.request = 0;
  shipment.frame.reset();
  shipment.chunk.clear();
  shipment.credit = 0;
  shipment.offset = 0;
  shipment.broken = false;
  shipment.all_left.reset();
  if (shipment.bound) {
    Neighbour& to = *neighbour(shipment.neighbour);
    to.active.erase(shipment.id);
    shipment.phase = Phase::Waiting;
    to.queue.push(shipment.precedence, shipment.sequence, shipment.id);
    return;
  }
  const base::TransferId transfer = shipment.transfer;
  dissolve(shipment);
  queue_legs(transfer);
}

// Backoff with jitter belongs to the neighbour, for each precedence its own limit.
void Engine::State::back_off(Neighbour& peer, message::Precedence precedence) {
  const message::Timers& timers = message::timers_of(precedence);
  const unsigned doublings = std::min(std::max(peer.failures, peer.refusals), 10U);
  const std::int64_t wait = std::min(timers.first_retry_us << doublings, timers.longest_backoff_us);
  const std::int64_t jitter = static_cast<std::int64_t>(jitter_() % 256) * wait / 1024;  // up to a quarter
  peer.retry_at[precedence] = now_.protocol + (wait + jitter - wait / 8);
}

void Engine::State::time_out(Shipment& shipment) {
  Neighbour& to = *neighbour(shipment.neighbour);
  // A silence is one failure, however many of one precedence it has caught on their way.
  if (to.retry_at[shipment.precedence] <= now_.protocol) {
    back_off(to, shipment.precedence);
    ++to.failures;
  }
  requeue(shipment);
}

void Engine::State::reroute_waiting(const std::function<bool(const Neighbour&)>& which) {
  std::vector<ShipmentId> waiting;
  for (const auto& [name, each] : neighbours_)
    if (which(each))
      each.queue.each([&](ShipmentId id) {
        if (!shipments_.at(id).bound) waiting.push_back(id);
      });
  for (const ShipmentId id : waiting)
    if (const auto it = shipments_.find(id); it != shipments_.end()) requeue(it->second);
}

}  // namespace backchannel::custody
