// The ends of a leg other than custody moving on: expiry, asking, and the report to the originator.

#include <algorithm>

#include "backchannel/netplan/path.h"
#include "state.h"

namespace backchannel::custody {

void Engine::State::watch(HeldTransfer& of, base::HandlingTime due) {
  unwatch(of);
  of.due = due;
  expiries_.emplace(due, of.row.transfer);
}

void Engine::State::unwatch(const HeldTransfer& of) { expiries_.erase({of.due, of.row.transfer}); }

base::HandlingTime Engine::State::objective(const HeldTransfer& of, const LegRow& leg) {
  return of.row.header.created + message::timers_of(leg.precedence).objective_ms;
}

void Engine::State::check_ends() {
  while (!objectives_.empty() && objectives_.begin()->first < now_.handling) {
    const LegKey key = objectives_.begin()->second;
    objectives_.erase(objectives_.begin());
    audit("late",
          "transfer=" + base::to_hex(key.transfer.view()).substr(0, 16) + " leg=" + std::to_string(key.leg));
  }
  while (!expiries_.empty() && expiries_.begin()->first < now_.handling) {
    const base::TransferId transfer = expiries_.begin()->second;
    expiries_.erase(expiries_.begin());
    end_transfer(*held(transfer));
  }
}

// An unbound leg never left here: certainly not delivered. A bound one may have: the neighbour is asked,
// until the answer is worth no more than UNKNOWN.
void Engine::State::end_transfer(HeldTransfer& expired) {
  const base::TransferId transfer = expired.row.transfer;
  const base::HandlingTime asks_from = expired.row.header.expires + skew();
  const base::HandlingTime asks_until = asks_from + asking_ms(config_.plan->rate);
  std::map<std::uint8_t, wire::Legs> certain, unknown;
  bool asking = false;
  for (const auto& [key, leg] : expired.legs) {
    if (const auto it = expired.taken.find(key); it != expired.taken.end() && it->second == 0)
      continue;  // set aside
    if (leg.state == LegState::Queued)
      certain[key.second].push_back(key.first);
    else if (now_.handling > asks_until)
      unknown[key.second].push_back(key.first);
    else
      asking = true;
  }
  if (asking && now_.handling > asks_from) {
    std::vector<ShipmentId> ids;
    for (const auto& [key, id] : expired.taken)
      if (id != 0 && expired.legs.at(key).state == LegState::Await) ids.push_back(id);
    for (const ShipmentId id : ids)
      if (const auto it = shipments_.find(id); it != shipments_.end() && !it->second.asking) {
        it->second.asking = true;
        if (!it->second.bind_pending && it->second.phase != Phase::Waiting) requeue(it->second);
      }
    watch(expired, asks_until);
  } else if (asking) {
    watch(expired, asks_from);
  }
  for (const auto& [copy, legs] : certain) end_legs(transfer, copy, legs, base::Code::Expired, false);
  for (const auto& [copy, legs] : unknown) end_legs(transfer, copy, legs, base::Code::Expired, true);
}

void Engine::State::end_legs(const base::TransferId& transfer, std::uint8_t copy, const wire::Legs& legs,
                             base::Code code, bool unknown) {
  HeldTransfer* ending = held(transfer);
  if (ending == nullptr || legs.empty()) return;
  // A report carries the stamps of one way: legs that came by others are reported on their own.
  const auto& stamps = stamps_of(*ending, ending->legs.at({legs.front(), copy}));
  wire::Legs others;
  std::copy_if(legs.begin(), legs.end(), std::back_inserter(others), [&](std::uint16_t leg) {
    return stamps_of(*ending, ending->legs.at({leg, copy})) != stamps;
  });
  if (!others.empty()) {
    wire::Legs these;
    std::set_difference(legs.begin(), legs.end(), others.begin(), others.end(), std::back_inserter(these));
    end_legs(transfer, copy, these, code, unknown);
    end_legs(transfer, copy, others, code, unknown);
    return;
  }
  const message::Header& header = ending->row.header;
  Testify request;
  request.id = next_request();
  std::vector<Change> ends;
  for (const std::uint16_t leg : legs) {
    const std::pair key{leg, copy};
    if (const auto it = ending->taken.find(key); it != ending->taken.end() && it->second != 0)
      if (const auto shipment = shipments_.find(it->second); shipment != shipments_.end())
        take_legs(shipment->second, {leg});
    ending->taken[key] = 0;
    ends.push_back(EndLeg{{transfer, leg, copy}, code, unknown, now_.handling});
    message::Statement report;
    report.kind = unknown ? message::StatementKind::Unknown : message::StatementKind::Report;
    report.message = header.message;
    report.transfer = transfer;
    report.leg = leg;
    report.copy = copy;
    report.at = now_.handling;
    report.author_node = config_.self.value;
    report.code = static_cast<std::uint16_t>(code);
    request.subjects.push_back(std::move(report));
  }
  audit(unknown ? "unknown" : "not-delivered", "transfer=" + base::to_hex(transfer.view()).substr(0, 16) +
                                                   " legs=" + std::to_string(legs.size()) +
                                                   " code=" + std::string(base::row_of(code).name));
  const auto finish = [this, transfer, copy, legs, ends](std::vector<Change> more,
                                                         std::optional<HeldTransfer> report) {
    std::vector<Change> changes = ends;
    std::move(more.begin(), more.end(), std::back_inserter(changes));
    commit(std::move(changes), false, [this, transfer, copy, legs, report] {
      for (const std::uint16_t leg : legs) drop_leg(transfer, leg, copy);
      if (report) hold(*report);
    });
  };
  // Statements are never reported on.
  if (header.kind == message::Kind::Statement) {
    finish({}, std::nullopt);
    return;
  }
  if (const base::NodeName home = origin(header); home != config_.self) request.to = home;
  request.whose = header.originator;
  request.evidence = stamps;
  request.precedence = message::precedence_of(header, legs);
  request.channel = header.channel;
  request.created = now_.handling;
  request.expires = now_.handling + message::timers_of(request.precedence).lifetime_ms;
  testifying_.emplace(request.id, [this, finish, transfer](Testified done) {
    std::vector<Change> changes;
    std::optional<HeldTransfer> report;
    if (done.result && done.result->carriage) {
      put_carriage(*done.result->carriage, changes, report);
    } else if (!done.result) {
      audit("cannot-report", "transfer=" + base::to_hex(transfer.view()).substr(0, 16) + " detail=\"" +
                                 base::to_sentence(done.result.error()) + "\"");
    } else {
      for (const auto& [signed_statement, statement] : done.result->subjects)
        changes.push_back(PutStatement{signed_statement, statement, now_.handling});
    }
    finish(std::move(changes), std::move(report));
  });
  emit(std::move(request));
}

void Engine::State::drop_leg(const base::TransferId& transfer, std::uint16_t leg, std::uint8_t copy) {
  HeldTransfer* present = held(transfer);
  if (present == nullptr) return;
  const std::pair key{leg, copy};
  if (const auto it = present->taken.find(key); it != present->taken.end()) {
    const ShipmentId id = it->second;
    if (const auto shipment = shipments_.find(id); shipment != shipments_.end()) {
      std::erase(shipment->second.legs, leg);
      if (shipment->second.legs.empty())
        dissolve(shipment->second);
      else
        name_legs_anew(shipment->second);
    }
  }
  present->taken.erase(key);
  if (const auto it = present->legs.find(key); it != present->legs.end()) {
    objectives_.erase({objective(*present, it->second), it->second.key});
    const LegRow gone = std::move(it->second);
    if (!paging_.empty()) gone_.insert(gone.key);
    present->legs.erase(it);
    account(present->row, -1);
    left_lane(gone);
  }
  if (!present->legs.empty()) return;
  unwatch(*present);
  if (present->payload) bytes_cached_ -= present->row.size;
  held_.erase(transfer);
}

}  // namespace backchannel::custody
