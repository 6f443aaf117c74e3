// What the next holder decides about a verified transfer, and the one transaction that makes it the holder.

#include <algorithm>

#include "backchannel/netplan/path.h"
#include "backchannel/policy/decision.h"
#include "backchannel/wire/codec.h"
#include "state.h"

namespace backchannel::custody {

namespace {

[[nodiscard]] std::string words(const message::Header& header, const base::TransferId& transfer) {
  return "message=" + base::to_hex(header.message.view()).substr(0, 16) +
         " transfer=" + base::to_hex(transfer.view()).substr(0, 16) +
         " precedence=" + std::string(message::name_of(message::precedence_of(header)));
}

[[nodiscard]] std::optional<base::Error> refused(base::Code code, std::string detail) {
  return base::Error{code, std::move(detail), std::nullopt, {}};
}

}  // namespace

bool Engine::State::for_mailbox(const Verified& checked, std::uint16_t leg) const {
  return checked.header.recipients[leg].station == config_.self ||
         destination(checked.header, checked.label, leg) == config_.self;
}

void Engine::State::verified(const IncomingKey& key, base::Result<Verified> result) {
  Incoming& incoming = incoming_.at(key);
  if (!result) {
    // What may be mended (damaged bytes, a stale revocation list, a fault of our own) is refused for now
    // only.
    const base::CodeRow& row = base::row_of(result.error().code);
    if (row.disposition == base::Disposition::Retry || row.disposition == base::Disposition::Fatal) {
      // No circuit changes a byte on its way: other bytes than announced are their sender's doing.
      if (result.error().code == base::Code::Hash) incoming.turn_taken = false;
      refuse_for_now(key, result.error().code);
    } else {
      fence_and_refuse(key, base::to_sentence(result.error()), result.error().code);
    }
    return;
  }
  if (const auto against = objection(key, incoming, *result)) {
    // Honest clocks may differ by more than they should, and what is in the future now will not be for long.
    if (against->code == base::Code::Time && from_the_future(result->header))
      return refuse_for_now(key, against->code);
    fence_and_refuse(key, base::to_sentence(*against), against->code);
    return;
  }
  incoming.verified = std::move(*result);
  wire::Legs admitted;
  std::string why;  // of the first leg refused
  for (const std::uint16_t leg : incoming.legs) {
    const auto against = objection_to_leg(key, *incoming.verified, leg);
    if (!against) {
      admitted.push_back(leg);
      continue;
    }
    if (incoming.refused.empty()) why = base::to_sentence(*against);
    incoming.refused.emplace_back(leg, against->code);
  }
  if (admitted.empty()) {
    fence_and_refuse(key, why, incoming.refused.front().second);
    return;
  }
  incoming.legs = std::move(admitted);
  testify_to(key);
}

void Engine::State::refuse_for_now(const IncomingKey& key, base::Code code) {
  const std::string_view name = base::row_of(code).name;
  audit_of(*neighbour(key.peer), "refused", name,
           "peer=\"" + key.peer.value + "\" code=" + std::string(name));
  refuse(key.peer, {key.transfer, key.copy, incoming_.at(key).legs}, code, false);
  drop_incoming(key);
}

bool Engine::State::from_the_future(const message::Header& header) const {
  return header.created > now_.handling + skew();
}

std::optional<base::Error> Engine::State::objection(const IncomingKey& key, const Incoming& incoming,
                                                    const Verified& checked) const {
  const message::Header& header = checked.header;
  if (checked.header_bytes != incoming.offer.header || checked.label_bytes != incoming.offer.label)
    return refused(base::Code::Conflict, {});
  const auto role_of_peer = neighbours_.at(key.peer).role;
  if (role_of_peer == netplan::NodeRole::Station && header.originator_node != key.peer)
    return refused(base::Code::Role, "signed at " + header.originator_node.value);
  if (incoming.legs.back() >= header.recipients.size())
    return refused(base::Code::Frame, "a leg that was not signed");
  if (auto against = objection_to_times(header)) return against;
  if (incoming.offer.stamps.size() >= base::kHopsMax) return refused(base::Code::Loop, "too many stamps");
  if (stamped_by(config_.self, incoming.offer.stamps)) return refused(base::Code::Loop, {});
  return objection_by_handling(checked);
}

std::optional<base::Error> Engine::State::objection_to_times(const message::Header& header) const {
  if (from_the_future(header)) return refused(base::Code::Time, "created in the future");
  if (header.expires < header.created) return refused(base::Code::Time, "expires before it was created");
  if (header.expires - header.created > kLifetimeMaxMs)
    return refused(base::Code::Time, "lives longer than " + std::to_string(base::kLifetimeDaysMax) + " days");
  if (header.expires < now_.handling) return refused(base::Code::Expired, {});
  return std::nullopt;
}

std::optional<base::Error> Engine::State::objection_to_leg(const IncomingKey& key, const Verified& checked,
                                                           std::uint16_t leg) const {
  if (auto against = objection_by_handling(checked, leg)) return against;
  if (for_mailbox(checked, leg)) {
    if (config_.role == netplan::NodeRole::Station) return std::nullopt;
    return refused(base::Code::NoPath, "relays have no mailbox");
  }
  if (config_.role == netplan::NodeRole::Station) return refused(base::Code::NoPath, "stations do not relay");
  const auto back = [&](const base::NodeName& hop) { return hop == key.peer; };
  if (!hops_to(checked.header, checked.label, leg, incoming_.at(key).offer.stamps, back).empty())
    return std::nullopt;
  const base::NodeName& to = checked.header.recipients[leg].station;
  const bool only_back = !netplan::next_hops(*config_.plan, *config_.catalogue, config_.self, to,
                                             checked.label, checked.header.channel)
                              .empty();
  return refused(base::Code::NoPath,
                 only_back ? "every way on leads back to who has had it"
                           : netplan::why_no_path(*config_.plan, *config_.catalogue, config_.self, to,
                                                  checked.label, checked.header.channel));
}

Testify Engine::State::receipts(const Verified& checked, const wire::Legs& mailbox_legs, std::uint8_t copy,
                                const std::vector<message::SignedStatement>& evidence) {
  Testify request;
  for (const std::uint16_t leg : mailbox_legs) {
    message::Statement receipt;
    receipt.kind = message::StatementKind::StationReceipt;
    receipt.message = checked.header.message;
    receipt.transfer = checked.transfer;
    receipt.leg = leg;
    receipt.copy = copy;
    receipt.at = now_.handling;
    receipt.author_node = config_.self.value;
    request.subjects.push_back(std::move(receipt));
  }
  request.precedence = message::precedence_of(checked.header, mailbox_legs);
  request.id = next_request(is_urgent(request.precedence));
  request.channel = checked.header.channel;
  request.created = now_.handling;
  request.expires = now_.handling + message::timers_of(request.precedence).lifetime_ms;
  request.evidence = evidence;
  if (const base::NodeName home = origin(checked.header); home != config_.self) request.to = home;
  request.whose = checked.header.originator;
  return request;
}

// Words for somebody who has left this station go after him, as they were signed. Whoever sent them here knew
// where he was then: a clock of ours that lags behind must not send them back.
Testify Engine::State::sent_after(const Verified& checked, const netplan::Person& whose) {
  Testify request;
  const base::HandlingTime at = std::max(now_.handling, checked.header.created);
  const base::NodeName& to = config_.plan->station_of(whose, at);
  if (to == config_.self) return request;
  request.id = next_request();
  request.to = to;
  request.whose = whose.name;
  request.label = checked.label;
  for (const auto& [signed_statement, statement] : checked.statements)
    request.evidence.push_back(signed_statement);
  request.precedence = message::precedence_of(checked.header);
  request.channel = checked.header.channel;
  request.created = now_.handling;
  request.expires = now_.handling + message::timers_of(request.precedence).lifetime_ms;
  return request;
}

// Our own words about the transfer: a relay's stamp, a station's receipt. Signed before the commit that they
// are part of, so that no crash separates them from what they say.
void Engine::State::testify_to(const IncomingKey& key) {
  Incoming& incoming = incoming_.at(key);
  const Verified& checked = *incoming.verified;
  Testify request;
  if (config_.role == netplan::NodeRole::Station) {
    const netplan::Person* whose = config_.plan->person(checked.header.recipients.front().person);
    if (checked.header.kind == message::Kind::Message)
      request = receipts(checked, incoming.legs, key.copy, incoming.offer.stamps);
    else if (whose != nullptr)
      request = sent_after(checked, *whose);
  } else {
    message::Statement stamp;
    stamp.kind = message::StatementKind::Stamp;
    stamp.message = checked.header.message;
    stamp.transfer = key.transfer;
    stamp.leg = incoming.legs.front();
    stamp.copy = key.copy;
    stamp.at = now_.handling;
    stamp.author_node = config_.self.value;
    const netplan::Node* self = node(config_.self);
    const bool first = neighbours_.at(key.peer).role == netplan::NodeRole::Station;
    if (first && !self->bearer.empty() && checked.header.kind == message::Kind::Message) {
      std::int64_t& next = counters_["bearer"];
      if (next == 0) next = self->bearer_next;
      incoming.bearer_serial = static_cast<std::uint32_t>(next++);
      stamp.bearer = self->bearer;
      stamp.bearer_serial = incoming.bearer_serial;
    }
    request.stamp = std::move(stamp);
    request.precedence = incoming.precedence;
  }
  if (!request.stamp && request.subjects.empty() &&
      request.to.empty()) {  // a statement in its mailbox is answered by ACCEPT alone
    testified(key, {});
    return;
  }
  if (request.id == 0) request.id = next_request(is_urgent(incoming.precedence));
  incoming.phase = Incoming::Phase::Testifying;
  incoming.request = request.id;
  testifying_.emplace(request.id, [this, key](Testified done) {
    if (expecting(key, done.id) == nullptr) return;
    if (done.result) {
      testified(key, std::move(*done.result));
      return;
    }
    audit("cannot-testify", "detail=\"" + base::to_sentence(done.result.error()) + "\"");
    drop_incoming(key);
  });
  emit(std::move(request));
}

void Engine::State::testified(const IncomingKey& key, Testimony testimony) {
  Incoming& incoming = incoming_.at(key);
  const Verified& checked = *incoming.verified;
  const HeldTransfer* present = held(key.transfer);
  const bool beside = present != nullptr || incoming.known || commits_of_it_pend(key.transfer);

  HeldTransfer added;
  added.row = TransferRow{key.transfer,        checked.header,        checked.header_bytes,
                          checked.label,       checked.label_bytes,   checked.originator_key,
                          incoming.offer.size, incoming.offer.stamps, key.peer,
                          now_.handling,       next_sequence_++};
  if (testimony.stamp) added.row.stamps.push_back(*testimony.stamp);
  added.payload = incoming.payload;
  std::vector<Change> changes;
  const bool is_statement = checked.header.kind == message::Kind::Statement;
  const bool mailbox = config_.role == netplan::NodeRole::Station;
  if (!(is_statement && mailbox)) changes.push_back(PutTransfer{added.row, incoming.payload});
  for (const std::uint16_t leg : incoming.legs) {
    const LegKey leg_key{key.transfer, leg, key.copy};
    changes.push_back(PutTombstone{leg_key, key.peer, now_.handling, keep_until(checked.header)});
    if (mailbox) {
      if (!is_statement) changes.push_back(PutMailbox{leg_key, now_.handling});
      continue;
    }
    LegRow row = queued_leg(added.row, leg, key.copy, destination(checked.header, checked.label, leg));
    // A further leg that may have come by another way: not back there either.
    if (beside && (present == nullptr || present->row.from != key.peer)) row.refused_by.push_back(key.peer);
    if (beside) row.stamps = added.row.stamps;
    changes.push_back(PutLeg{row});
    added.legs.emplace(std::pair{leg, key.copy}, std::move(row));
  }
  if (!beside) bind_at_once(added, changes);
  if (is_statement && mailbox)
    for (const auto& [signed_statement, statement] : checked.statements)
      changes.push_back(PutStatement{signed_statement, statement, now_.handling});
  for (const auto& [leg, code] : incoming.refused)
    changes.push_back(PutFence{{key.transfer, leg, key.copy}, key.peer, code, keep_until(checked.header)});
  if (incoming.bearer_serial != 0) changes.push_back(SetCounter{"bearer", counters_["bearer"]});
  for (auto& [signed_statement, statement] : testimony.subjects)
    if (!testimony.carriage)  // its originator is here
      changes.push_back(PutStatement{signed_statement, statement, now_.handling});
  std::optional<HeldTransfer> carriage;
  if (testimony.carriage) put_carriage(*testimony.carriage, changes, carriage);
  const auto filed_before = [&](std::uint16_t leg) { return contains(incoming.again, leg); };
  const bool duplicate = mailbox && std::ranges::all_of(incoming.legs, filed_before);
  audit(duplicate ? "duplicate"
        : mailbox ? "delivered"
                  : "accepted",
        words(checked.header, key.transfer) + " from=\"" + key.peer.value + "\"" +
            (key.copy > 1 ? " copy=" + std::to_string(key.copy) : ""));

  incoming.stamp = std::move(testimony.stamp);
  incoming.phase = Incoming::Phase::Committing;
  commit(
      std::move(changes), is_urgent(message::precedence_of(checked.header)),
      [this, key, added, carriage] { accepted(key, added, carriage); },
      [this, key] {
        if (const auto full = incoming_.find(key); full != incoming_.end()) {
          send(*neighbour(key.peer), wire::Busy{{key.transfer, key.copy, full->second.legs}, 1'000});
          drop_incoming(key);
        }
      });
}

void Engine::State::put_carriage(const SealedOut& carriage, std::vector<Change>& changes,
                                 std::optional<HeldTransfer>& out) {
  HeldTransfer added;
  added.row = carriage.row;
  added.row.accepted_at = now_.handling;
  added.row.sequence = next_sequence_++;
  added.payload = carriage.sealed;
  changes.push_back(PutTransfer{added.row, carriage.sealed});
  for (std::uint16_t leg = 0; leg < added.row.header.recipients.size(); ++leg) {
    LegRow row = queued_leg(added.row, leg, 1, added.row.header.recipients[leg].station);
    changes.push_back(PutTombstone{row.key, {}, now_.handling, keep_until(added.row.header)});
    changes.push_back(PutLeg{row});
    added.legs.emplace(std::pair{leg, std::uint8_t{1}}, std::move(row));
  }
  bind_at_once(added, changes);
  out = std::move(added);
}

// ACCEPT; HAVE for a copy of what is in the mailbox already: it is filed once.
void Engine::State::answer(Neighbour& peer, const IncomingKey& key, const Incoming& incoming) {
  wire::Consignment taken{key.transfer, key.copy, incoming.legs}, have = taken;
  have.legs.clear();
  if (config_.role == netplan::NodeRole::Station) {
    std::ranges::copy_if(taken.legs, std::back_inserter(have.legs),
                         [&](std::uint16_t leg) { return contains(incoming.again, leg); });
    std::erase_if(taken.legs, [&](std::uint16_t leg) { return contains(have.legs, leg); });
  }
  const bool urgent = is_urgent(incoming.precedence);
  if (!taken.legs.empty()) send(peer, wire::Accept{taken, incoming.stamp}, urgent);
  if (!have.legs.empty()) send(peer, wire::Have{have}, urgent);
}

// The commit stands: now, and only now, the neighbour may forget.
void Engine::State::accepted(const IncomingKey& key, HeldTransfer added,
                             std::optional<HeldTransfer> carriage) {
  const auto it = incoming_.find(key);
  if (it != incoming_.end()) {
    Incoming& incoming = it->second;
    incoming.turn_taken = false;
    if (Neighbour* peer = neighbour(key.peer)) answer(*peer, key, incoming);
    std::map<base::Code, wire::Legs> by_code;
    for (const auto& [leg, code] : incoming.refused) by_code[code].push_back(leg);
    for (const auto& [code, legs] : by_code) refuse(key.peer, {key.transfer, key.copy, legs}, code, true);
    drop_incoming(key);
    ask_store_for_others(key);
  }
  if (!added.legs.empty()) hold(std::move(added));
  if (carriage) hold(std::move(*carriage));
}

}  // namespace backchannel::custody
