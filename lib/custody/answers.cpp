// What a neighbour's answers do to the legs that it was given: GO to MOVED, or not.

#include <algorithm>

#include "state.h"

namespace backchannel::custody {

namespace {

[[nodiscard]] std::string words(const Neighbour& from, const base::TransferId& transfer) {
  return "peer=\"" + from.name.value + "\" transfer=" + base::to_hex(transfer.view()).substr(0, 16);
}

}  // namespace

// The shipment to this neighbour that carries one of the legs; of any leg when none are named.
Shipment* Engine::State::shipment_of(const Neighbour& from, const base::TransferId& transfer,
                                     std::uint8_t copy, const wire::Legs& legs) {
  HeldTransfer* present = held(transfer);
  if (present == nullptr) return nullptr;
  for (const auto& [key, id] : present->taken) {
    const bool named = legs.empty() || contains(legs, key.first);
    if (!named || key.second != copy) continue;
    const auto it = shipments_.find(id);
    if (it != shipments_.end() && it->second.neighbour == from.name) return &it->second;
  }
  return nullptr;
}

void Engine::State::on_frame(Neighbour& from, wire::Go frame) {
  Shipment* shipment =
      shipment_of(from, frame.consignment.transfer, frame.consignment.copy, frame.consignment.legs);
  if (shipment == nullptr || frame.offset > shipment->size) return;
  // Late: the OFFER that it answers has been given up. On a circuit that takes longer than that no other
  // answer would ever come.
  if (shipment->phase == Phase::Waiting && !take_up(from, *shipment)) return;
  if (shipment->phase != Phase::Offered && shipment->phase != Phase::Await &&
      shipment->phase != Phase::Sending && shipment->phase != Phase::Prepared)
    return;
  if (shipment->phase == Phase::Prepared && !std::holds_alternative<wire::Chunk>(*shipment->frame)) return;
  // The receiver knows best what it has: go on where it says. A chunk read ahead for another place is
  // dropped.
  shipment->frame.reset();
  shipment->chunk.clear();
  shipment->offering = false;
  shipment->offset = frame.offset;
  shipment->credit = frame.credit;
  if (shipment->request != 0) reading_.erase(shipment->request);
  shipment->request = 0;
  prepare_chunk(*shipment);
}

void Engine::State::on_frame(Neighbour& from, wire::Credit frame) {
  Shipment* shipment = shipment_of(from, frame.transfer, frame.copy, {});
  if (shipment == nullptr) return;
  shipment->credit += std::min<std::uint64_t>(frame.bytes, base::kWindowBytes);
  shipment->credit = std::min<std::uint64_t>(shipment->credit, 2 * base::kWindowBytes);
  if (shipment->phase == Phase::Sending && shipment->request == 0) prepare_chunk(*shipment);
}

void Engine::State::on_frame(Neighbour& from, wire::Have frame) { moved(from, frame.consignment, "HAVE"); }

void Engine::State::on_frame(Neighbour& from, wire::Accept frame) {
  // The next holder's stamp shows in `trace` at once; the station receipt brings it again, as evidence.
  if (HeldTransfer* present = held(frame.consignment.transfer);
      present != nullptr && frame.stamp && at_originator(present->row.header))
    note("stamp", "peer=\"" + from.name.value + "\"");
  if (const Shipment* shipment =
          shipment_of(from, frame.consignment.transfer, frame.consignment.copy, frame.consignment.legs);
      shipment != nullptr && shipment->all_left)
    from.window.answered(now_.protocol - *shipment->all_left);
  moved(from, frame.consignment, "ACCEPT");
}

void Engine::State::on_frame(Neighbour& from, wire::Status frame) {
  switch (frame.fate) {
    case wire::Fate::Accepted:
      moved(from, frame.consignment, "STATUS");
      return;
    case wire::Fate::Never: {
      Shipment* shipment =
          shipment_of(from, frame.consignment.transfer, frame.consignment.copy, frame.consignment.legs);
      if (shipment == nullptr || !shipment->asking || shipment->bind_pending) return;
      wire::Legs never;
      for (const std::uint16_t leg : frame.consignment.legs)
        if (contains(shipment->legs, leg) && bound_leg(from, frame.consignment, leg) != nullptr)
          never.push_back(leg);
      end_legs(frame.consignment.transfer, frame.consignment.copy, never, base::Code::Expired, false);
      return;
    }
    case wire::Fate::UnknownYet:
      return;  // asked again after the backoff
  }
}

// The leg, if it is bound to this neighbour and to the store that it has now, and is not about to end.
LegRow* Engine::State::bound_leg(const Neighbour& from, const wire::Consignment& consignment,
                                 std::uint16_t leg) {
  HeldTransfer* present = held(consignment.transfer);
  if (present == nullptr) return nullptr;
  const std::pair key{leg, consignment.copy};
  const auto it = present->legs.find(key);
  if (it == present->legs.end()) return nullptr;
  if (const auto taken = present->taken.find(key); taken != present->taken.end() && taken->second == 0)
    return nullptr;
  LegRow& row = it->second;
  const bool bound = row.state == LegState::Await && row.bound_to == from.name && row.bound_uuid == from.uuid;
  return bound ? &row : nullptr;
}

// Custody has moved: only the neighbour to whom the leg is bound, answering from the store to which it is
// bound, ends it.
void Engine::State::moved(Neighbour& from, const wire::Consignment& consignment, std::string_view by) {
  wire::Legs ended;
  std::vector<Change> changes;
  for (const std::uint16_t leg : consignment.legs) {
    const LegRow* row = bound_leg(from, consignment, leg);
    if (row == nullptr) continue;
    changes.push_back(MoveLeg{row->key, from.name, now_.handling});
    ended.push_back(leg);
    from.refusals = 0;
    from.retry_at.erase(row->precedence);
  }
  const std::string detail = words(from, consignment.transfer) + " by=" + std::string(by);
  if (ended.size() < consignment.legs.size()) audit_of(from, "answer-ignored", by, detail);
  if (ended.empty()) return;
  audit("moved", detail);
  commit(std::move(changes), false, [] {});
  for (const std::uint16_t leg : ended) drop_leg(consignment.transfer, leg, consignment.copy);
}

void Engine::State::on_frame(Neighbour& from, wire::Refuse frame) {
  Shipment* shipment =
      shipment_of(from, frame.consignment.transfer, frame.consignment.copy, frame.consignment.legs);
  if (shipment == nullptr || shipment->bind_pending) return;
  const std::string_view code = base::row_of(frame.code).name;
  const std::string detail = words(from, frame.consignment.transfer) + " code=" + std::string(code);
  audit_of(from, "refused-by", code, detail + (frame.stable ? " stable=1" : ""));
  if (frame.stable && frame.code != base::Code::Elsewhere) return refused_for_good(from, *shipment, frame);
  // Relays never fork a leg, so among honest ones nobody else can have given it: it stays as it is, and its
  // end is unknown if nothing better is heard.
  if (frame.stable) audit_of(from, "alarm", code, detail);
  back_off(from, shipment->precedence);
  ++from.refusals;
  requeue(*shipment);  // a temporary refusal never unbinds
}

void Engine::State::refused_for_good(Neighbour& from, Shipment& shipment, const wire::Refuse& frame) {
  const base::TransferId transfer = shipment.transfer;
  const std::uint8_t copy = shipment.copy;
  HeldTransfer& present = *held(transfer);
  wire::Legs legs;
  std::vector<Change> changes;
  for (const std::uint16_t leg : frame.consignment.legs) {
    if (!contains(shipment.legs, leg)) continue;
    LegRow& row = present.legs.at({leg, copy});
    // Bound to a store that this neighbour has no longer: there it may have been accepted.
    if (row.state == LegState::Await && row.bound_uuid != from.uuid) continue;
    row.state = LegState::Queued;
    row.bound_to = {};
    row.bound_uuid = {};
    row.refused_by.push_back(from.name);
    changes.push_back(UnbindLeg{row.key, from.name});
    legs.push_back(leg);
  }
  if (legs.empty()) {
    back_off(from, shipment.precedence);
    ++from.refusals;
    return requeue(shipment);
  }
  take_legs(shipment, legs);
  commit(std::move(changes), false, [this, transfer, legs, copy] { take_up_again(transfer, legs, copy); });
}

// The legs have been unbound durably: elsewhere with them, or to their end.
void Engine::State::take_up_again(const base::TransferId& transfer, const wire::Legs& legs,
                                  std::uint8_t copy) {
  HeldTransfer* present = held(transfer);
  if (present == nullptr) return;
  for (const std::uint16_t leg : legs) present->taken.erase({leg, copy});
  watch(*present, present->row.header.expires);
  queue_legs(transfer);
}

void Engine::State::on_frame(Neighbour& from, wire::Busy frame) {
  Shipment* shipment =
      shipment_of(from, frame.consignment.transfer, frame.consignment.copy, frame.consignment.legs);
  if (shipment == nullptr || shipment->bind_pending) return;
  const message::Timers& timers = message::timers_of(shipment->precedence);
  const std::int64_t wait_us = std::clamp(std::int64_t{frame.retry_after_ms} * base::kMillisecondUs,
                                          timers.first_retry_us, timers.longest_backoff_us);
  from.retry_at[shipment->precedence] = now_.protocol + wait_us;
  requeue(*shipment);
}

}  // namespace backchannel::custody
