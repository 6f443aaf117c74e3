// Which frame leaves next on a circuit: the highest precedence that is ready, at every chunk; inside a
// precedence the order of acceptance. Where the plan switches fairness on, a small share of the bytes is for
// the lowest that waits. The circuit's rate paces departures, so that little lies where it
// cannot be overtaken.

#include <algorithm>

#include "backchannel/base/check.h"
#include "backchannel/netplan/weather.h"
#include "state.h"

namespace backchannel::custody {

namespace {

constexpr std::uint32_t kCircuitNumberMax = 999;

}  // namespace

std::size_t Engine::State::chunk_bytes(const Neighbour& to) const {
  const std::int64_t rate = to.circuit->bits_per_second;
  if (rate == 0) return base::kChunkBytesMax;
  const std::int64_t quarter_second = rate / 8 / 4;
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::max<std::int64_t>(quarter_second, 0)),
                                 base::kChunkBytesMin, base::kChunkBytesMax);
}

bool Engine::State::is_inline(const Neighbour& to, const Shipment& shipment) const {
  return shipment.size <= chunk_bytes(to);
}

void Engine::State::pump(Neighbour& to) {
  if (!to.ready) return;
  activate(to);
  while (to.line_free <= now_.protocol) {
    Shipment* first = first_prepared(to);
    if (first == nullptr) return;
    Shipment* owed = owed_the_slot(to, *first);
    depart(to, owed != nullptr ? *owed : *first, owed != nullptr);
    activate(to);
  }
}

Shipment* Engine::State::first_prepared(const Neighbour& to) {
  Shipment* first = nullptr;
  for (const ShipmentId id : to.active) {
    Shipment& candidate = shipments_.at(id);
    if (candidate.phase != Phase::Prepared) continue;
    if (first == nullptr || candidate.precedence > first->precedence ||
        (candidate.precedence == first->precedence && candidate.sequence < first->sequence))
      first = &candidate;
  }
  return first;
}

// Of the lowest precedence that is ready, if it is lower than `first` and owed bytes; else nullptr.
Shipment* Engine::State::owed_the_slot(const Neighbour& to, const Shipment& first) {
  if (to.slot <= 0) return nullptr;
  Shipment* lowest = nullptr;
  for (const ShipmentId id : to.active) {
    Shipment& candidate = shipments_.at(id);
    if (candidate.phase != Phase::Prepared || candidate.precedence >= first.precedence) continue;
    if (lowest == nullptr || candidate.precedence < lowest->precedence ||
        (candidate.precedence == lowest->precedence && candidate.sequence < lowest->sequence))
      lowest = &candidate;
  }
  return lowest;
}

bool Engine::State::lower_waits(const Neighbour& to, message::Precedence than) const {
  if (const auto last = to.queue.lowest(); last && *last < than) return true;
  return std::ranges::any_of(to.active, [&](ShipmentId id) {
    const Shipment& each = shipments_.at(id);
    return each.precedence < than && each.phase != Phase::Await;
  });
}

// A debt in hundredths of bytes: what leaves past a lower one adds the share of it, what leaves by the slot
// takes the rest off: of a long stretch the slot has had its share, but for the part of one frame. No more
// than a chunk is ever owed: what was not ready for long does not leave all at once afterwards.
void Engine::State::reckon_slot(Neighbour& to, const Shipment& leaving, std::size_t bytes, bool by_slot) {
  constexpr std::int64_t kShare = base::kFairnessPercent, kRest = 100 - kShare;
  const auto size = static_cast<std::int64_t>(bytes);
  if (by_slot)
    to.slot -= size * kRest;
  else if (lower_waits(to, leaving.precedence))
    to.slot = std::min(to.slot + size * kShare, static_cast<std::int64_t>(chunk_bytes(to)) * kRest);
  else
    to.slot = 0;  // nobody was passed over
}

void Engine::State::activate(Neighbour& to) {
  for (auto it = message::kPrecedences.rbegin(); it != message::kPrecedences.rend(); ++it) {
    if (const auto wait = to.retry_at.find(*it); wait != to.retry_at.end() && wait->second > now_.protocol)
      continue;
    while (const auto first = to.queue.first(*it)) {
      Shipment& shipment = shipments_.at(*first);
      if (!window_open(to, shipment)) break;
      to.queue.remove(shipment.precedence, shipment.sequence, shipment.id);
      to.active.insert(shipment.id);
      prepare(shipment);
    }
  }
}

// What waits in the queue is as if it had just been offered; false: it has to wait.
bool Engine::State::take_up(Neighbour& to, Shipment& shipment) {
  if (shipment.asking || shipment.bind_pending || !window_open(to, shipment)) return false;
  to.queue.remove(shipment.precedence, shipment.sequence, shipment.id);
  to.active.insert(shipment.id);
  give_number(to, shipment);
  shipment.phase = Phase::Offered;
  return true;
}

// Each precedence has its own window: what waits for its answer never holds up a higher one. Of the long ones
// (sent in chunks) one at a time, and none before the short ones ahead of it have left: equal never halts
// equal, nor overtakes it.
bool Engine::State::window_open(const Neighbour& to, const Shipment& next) const {
  std::size_t same = 0;
  for (const ShipmentId id : to.active) {
    const Shipment& other = shipments_.at(id);
    if (other.precedence != next.precedence) continue;
    ++same;
    if (!is_inline(to, other) && other.phase != Phase::Await) return false;
    const bool not_left = other.phase == Phase::Preparing || other.phase == Phase::Prepared;
    if (!is_inline(to, next) && not_left) return false;
  }
  if (is_urgent(next.precedence)) return same < base::kWindowTransfers;
  const bool gives_way = next.precedence == message::Precedence::Routine && flash_about();
  return same < (gives_way ? 1 : to.window.size());
}

void Engine::State::give_number(const Neighbour& to, Shipment& shipment) {
  std::uint32_t& number = held(shipment.transfer)->circuit_numbers[to.name];
  if (number == 0) number = next_circuit_number(to);
  shipment.circuit_number = number;
}

std::uint32_t Engine::State::next_circuit_number(const Neighbour& to) {
  const std::int64_t given = counters_["circuit:" + to.name.value]++;
  return static_cast<std::uint32_t>(given % kCircuitNumberMax + 1);
}

void Engine::State::prepare(Shipment& shipment) {
  Neighbour& to = *neighbour(shipment.neighbour);
  give_number(to, shipment);
  shipment.phase = Phase::Preparing;
  shipment.offering = true;
  if (shipment.asking || !is_inline(to, shipment)) {
    make_frame(shipment);
    return;
  }
  // A whole body inside the OFFER is a last chunk: its legs are bound before it leaves.
  shipment.offset = 0;
  shipment.credit = shipment.size;
  if (!shipment.bound) bind(shipment);
  prepare_chunk(shipment);
}

void Engine::State::bind(Shipment& shipment) {
  const Neighbour& to = *neighbour(shipment.neighbour);
  shipment.bind_pending = true;
  std::vector<Change> changes;
  HeldTransfer& transfer = *held(shipment.transfer);
  for (const std::uint16_t leg : shipment.legs) {
    LegRow& row = transfer.legs.at({leg, shipment.copy});
    row.state = LegState::Await;
    row.bound_to = to.name;
    row.bound_uuid = to.uuid;
    row.circuit_number = shipment.circuit_number;
    changes.push_back(BindLeg{row.key, to.name, to.uuid, shipment.circuit_number});
  }
  changes.push_back(SetCounter{"circuit:" + to.name.value, counters_["circuit:" + to.name.value]});
  commit(std::move(changes), is_urgent(shipment.precedence), [this, id = shipment.id] {
    const auto it = shipments_.find(id);
    if (it == shipments_.end()) return;
    Shipment& done = it->second;
    done.bind_pending = false;
    done.bound = true;
    if (!neighbour(done.neighbour)->ready || done.broken)
      requeue(done);
    else if (done.request == 0)
      make_frame(done);
  });
}

// A FLASH that will leave as soon as it is accepted is bound in the same transaction: one sync for each hop
// instead of two. Whether its neighbour has gone meanwhile is the same question as after bind().
void Engine::State::bind_at_once(HeldTransfer& added, std::vector<Change>& changes) {
  for (auto& [key, leg] : added.legs) {
    if (!is_urgent(leg.precedence)) continue;
    const auto candidates = routes(added, leg);
    if (candidates.empty()) continue;
    const Neighbour& to = *neighbour(choose(candidates));
    if (!leaves_at_once(to, leg, added.row.size)) continue;
    std::uint32_t& number = added.circuit_numbers[to.name];
    if (number == 0) number = next_circuit_number(to);
    leg.state = LegState::Await;
    leg.bound_to = to.name;
    leg.bound_uuid = to.uuid;
    leg.circuit_number = number;
    changes.push_back(BindLeg{leg.key, to.name, to.uuid, number});
    changes.push_back(SetCounter{"circuit:" + to.name.value, counters_["circuit:" + to.name.value]});
  }
}

// Nothing that goes first waits, and its whole body goes in the OFFER.
bool Engine::State::leaves_at_once(const Neighbour& to, const LegRow& leg, std::uint64_t size) const {
  if (!to.ready || size > chunk_bytes(to)) return false;
  const auto wait = to.retry_at.find(leg.precedence);
  if (wait != to.retry_at.end() && wait->second > now_.protocol) return false;
  if (const auto first = to.queue.first(); first && shipments_.at(*first).precedence >= leg.precedence)
    return false;
  Shipment next;
  next.precedence = leg.precedence;
  next.size = size;
  return window_open(to, next);
}

// Reads the bytes at `offset`: from the cache, or from the store (then the phase waits for ChunkRead).
void Engine::State::prepare_chunk(Shipment& shipment) {
  const Neighbour& to = *neighbour(shipment.neighbour);
  const std::uint64_t rest = shipment.size - shipment.offset;
  if (shipment.credit == 0 && rest > 0) {
    shipment.phase = Phase::Sending;
    shipment.deadline =
        std::max(to.line_free, now_.protocol) + message::timers_of(shipment.precedence).first_retry_us;
    return;
  }
  const std::uint64_t size = std::min({rest, shipment.credit, static_cast<std::uint64_t>(chunk_bytes(to))});
  const HeldTransfer& transfer = *held(shipment.transfer);
  shipment.phase = Phase::Preparing;
  if (transfer.payload) {
    const auto from = transfer.payload->begin() + static_cast<std::ptrdiff_t>(shipment.offset);
    chunk_read(shipment.id, size, base::Bytes(from, from + static_cast<std::ptrdiff_t>(size)));
    return;
  }
  shipment.request = next_request(is_urgent(shipment.precedence));
  reading_.emplace(shipment.request, Reading{shipment.id, size});
  emit(ReadChunk{shipment.request, shipment.transfer, shipment.offset, size});
}

void Engine::State::chunk_read(ShipmentId id, std::uint64_t wanted, base::Bytes data) {
  const auto it = shipments_.find(id);
  if (it == shipments_.end()) return;
  Shipment& shipment = it->second;
  shipment.request = 0;
  if (data.size() != wanted) {  // never half a message: tried again later
    Neighbour& to = *neighbour(shipment.neighbour);
    audit_of(to, "payload-missing", {}, "transfer=" + base::to_hex(shipment.transfer.view()).substr(0, 16));
    back_off(to, shipment.precedence);
    ++to.refusals;
    if (shipment.bind_pending)
      shipment.broken = true;
    else
      requeue(shipment);
    return;
  }
  shipment.chunk = std::move(data);
  const bool last = shipment.offset + shipment.chunk.size() == shipment.size;
  if (last && !shipment.bound && !shipment.bind_pending) bind(shipment);
  if (!shipment.bind_pending) make_frame(shipment);
}

void Engine::State::make_frame(Shipment& shipment) {
  const Neighbour& to = *neighbour(shipment.neighbour);
  const wire::Consignment consignment{shipment.transfer, shipment.copy, shipment.legs};
  if (shipment.asking) {
    shipment.frame = wire::Query{consignment};
  } else if (shipment.offering) {
    const TransferRow& row = held(shipment.transfer)->row;
    wire::Offer offer{consignment,         row.size,
                      row.header_bytes,    row.label_bytes,
                      stamps_of(shipment), shipment.circuit_number,
                      std::nullopt};
    if (is_inline(to, shipment)) offer.body = std::move(shipment.chunk);
    shipment.frame = std::move(offer);
  } else {
    wire::Chunk chunk{shipment.transfer, shipment.copy, shipment.offset, std::move(shipment.chunk), {}};
    if (chunk.offset + chunk.data.size() == shipment.size) chunk.last_legs = shipment.legs;
    shipment.frame = std::move(chunk);
  }
  shipment.chunk.clear();
  shipment.phase = Phase::Prepared;
}

// What is ready to leave names no leg that has gone in the meantime.
void Engine::State::name_legs_anew(Shipment& shipment) {
  if (!shipment.frame) return;
  if (auto* offer = std::get_if<wire::Offer>(&*shipment.frame)) offer->consignment.legs = shipment.legs;
  if (auto* query = std::get_if<wire::Query>(&*shipment.frame)) query->consignment.legs = shipment.legs;
  if (auto* chunk = std::get_if<wire::Chunk>(&*shipment.frame); chunk != nullptr && !chunk->last_legs.empty())
    chunk->last_legs = shipment.legs;
}

void Engine::State::depart(Neighbour& to, Shipment& shipment, bool by_slot) {
  BC_CHECK(shipment.frame.has_value());
  wire::Frame frame = std::move(*shipment.frame);
  shipment.frame.reset();
  mark_passed(to, shipment);
  if (to.circuit->fairness) reckon_slot(to, shipment, wire::paced_bytes(frame), by_slot);
  if (shipment.halted && !by_slot) {
    shipment.halted = false;
    audit("resumed", "transfer=" + base::to_hex(shipment.transfer.view()).substr(0, 16) + " offset=" +
                         std::to_string(shipment.offset) + " size=" + std::to_string(shipment.size));
  }
  to.line_free = std::max(to.line_free, now_.protocol) +
                 netplan::transmission_us(*to.circuit, wire::paced_bytes(frame));
  const std::int64_t patience =
      std::min(message::timers_of(shipment.precedence).first_retry_us << std::min(to.failures, 10U),
               message::timers_of(shipment.precedence).longest_backoff_us);
  shipment.deadline = to.line_free + patience;
  bool goes_on = false;
  shipment.all_left.reset();
  if (const auto* chunk = std::get_if<wire::Chunk>(&frame)) {
    shipment.offset += chunk->data.size();
    shipment.credit -= std::min<std::uint64_t>(shipment.credit, chunk->data.size());
    goes_on = chunk->last_legs.empty();
    shipment.phase = Phase::Await;
  } else if (const auto* offer = std::get_if<wire::Offer>(&frame)) {
    shipment.phase = offer->body ? Phase::Await : Phase::Offered;
  } else {
    shipment.phase = Phase::Await;
  }
  if (shipment.phase == Phase::Await && !goes_on && !shipment.asking)
    shipment.all_left = to.line_free;
  send(to, std::move(frame), is_urgent(shipment.precedence));
  if (goes_on) prepare_chunk(shipment);
}

// What lies half sent while something higher leaves has been halted: the record shows where.
void Engine::State::mark_passed(Neighbour& to, const Shipment& leaving) {
  for (const ShipmentId id : to.active) {
    Shipment& other = shipments_.at(id);
    const bool in_transmission = other.offset > 0 && !is_inline(to, other) &&
                                 (other.phase == Phase::Prepared || other.phase == Phase::Preparing);
    if (!in_transmission || other.precedence >= leaving.precedence || other.halted) continue;
    other.halted = true;
    audit("halted", "transfer=" + base::to_hex(other.transfer.view()).substr(0, 16) +
                        " offset=" + std::to_string(other.offset) + " size=" + std::to_string(other.size) +
                        " by=" + base::to_hex(leaving.transfer.view()).substr(0, 16) +
                        " precedence=" + std::string(message::name_of(leaving.precedence)));
  }
}

}  // namespace backchannel::custody
