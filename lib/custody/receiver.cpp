// The next holder: from OFFER to the moment when the bytes are all here, and the answers to QUERY.

#include <algorithm>

#include "backchannel/wire/codec.h"
#include "state.h"

namespace backchannel::custody {

namespace {

constexpr std::uint32_t kBusyRetryMs = 500;

[[nodiscard]] bool contains(const wire::Legs& legs, std::uint16_t leg) {
  return std::find(legs.begin(), legs.end(), leg) != legs.end();
}

[[nodiscard]] std::string words(const base::NodeName& peer, const base::TransferId& transfer) {
  return "peer=\"" + peer.value + "\" transfer=" + base::to_hex(transfer.view()).substr(0, 16);
}

}  // namespace

void Engine::State::on_frame(Neighbour& from, wire::Offer frame) {
  const IncomingKey key{from.name, frame.consignment.transfer, frame.consignment.copy};
  if (const auto it = incoming_.find(key); it != incoming_.end()) {
    Incoming& present = it->second;
    if (present.phase != Incoming::Phase::Receiving) return;  // the answer comes when this one is done
    // Offered again while we wait for chunks: its legs may have changed. Start the questions anew, keep the
    // bytes.
    present.offer.consignment.legs = frame.consignment.legs;
    if (frame.body) present.buffer = std::move(*frame.body);
    present.phase = Incoming::Phase::Finding;
  } else {
    // Claims may refuse for now only: the signature has not been seen.
    auto claim = wire::decode_header(frame.header);
    const bool sound = claim && frame.size <= base::kSealedBytesMax && frame.consignment.legs.size() > 0 &&
                       frame.consignment.legs.back() < claim->recipients.size();
    if (!sound) {
      audit("offer-unsound", words(from.name, frame.consignment.transfer));
      refuse(from.name, frame.consignment, base::Code::Frame, false);
      return;
    }
    const auto of_peer = std::count_if(incoming_.begin(), incoming_.end(),
                                       [&](const auto& each) { return each.first.peer == from.name; });
    const message::Precedence precedence = message::precedence_of(*claim, frame.consignment.legs);
    if (static_cast<std::size_t>(of_peer) >= base::kIncomingPerPeerMax || !room_for(precedence)) {
      send(from, wire::Busy{frame.consignment, kBusyRetryMs});
      return;
    }
    // Inside the band in which clocks differ nothing is said; beyond it the refusal is stable.
    if (now_.handling > claim->expires) {
      if (now_.handling > claim->expires + skew()) {
        commit({SetClockMark{now_.handling}}, false,
               [this, peer = from.name, consignment = frame.consignment] {
                 refuse(peer, consignment, base::Code::Expired, true);
               });
      }
      return;
    }
    Incoming added;
    added.peer = from.name;
    added.claim = std::move(*claim);
    if (frame.body) added.buffer = std::move(*frame.body);
    frame.body.reset();
    added.offer = std::move(frame);
    incoming_.emplace(key, std::move(added));
  }
  const RequestId id = next_request();
  finding_.emplace(id, [this, key](const FoundFacts& facts) { found(key, facts); });
  emit(Find{id, key.transfer});
}

void Engine::State::found(const IncomingKey& key, const FoundFacts& facts) {
  const auto it = incoming_.find(key);
  if (it == incoming_.end()) return;
  Incoming& incoming = it->second;
  wire::Consignment have{key.transfer, key.copy, {}}, elsewhere = have;
  std::map<base::Code, wire::Legs> fenced;
  wire::Legs fresh;
  for (const std::uint16_t leg : incoming.offer.consignment.legs) {
    const auto tombstone = std::find_if(facts.tombstones.begin(), facts.tombstones.end(),
                                        [&](const auto& t) { return t.leg == leg && t.copy == key.copy; });
    const auto fence = std::find_if(facts.fences.begin(), facts.fences.end(), [&](const auto& f) {
      return f.leg == leg && f.copy == key.copy && f.peer == key.peer;
    });
    if (tombstone != facts.tombstones.end())
      (tombstone->from == key.peer ? have : elsewhere).legs.push_back(leg);
    else if (fence != facts.fences.end())
      fenced[fence->code].push_back(leg);
    else if (!pending_elsewhere(key, leg))
      fresh.push_back(leg);
  }
  Neighbour* peer = neighbour(key.peer);
  if (!have.legs.empty()) send(*peer, wire::Have{have});
  if (!elsewhere.legs.empty()) refuse(key.peer, elsewhere, base::Code::Elsewhere, true);
  for (const auto& [code, legs] : fenced) refuse(key.peer, {key.transfer, key.copy, legs}, code, true);
  if (fresh.empty()) {
    drop_incoming(key);
    return;
  }
  incoming.legs = std::move(fresh);
  incoming.phase = Incoming::Phase::Receiving;
  // An inline body names its legs by the OFFER itself.
  if (!incoming.buffer.empty() && incoming.buffer.size() == incoming.offer.size) {
    received_all(incoming);
    return;
  }
  incoming.credited = incoming.buffer.size() + base::kWindowBytes;
  send(*peer, wire::Go{{key.transfer, key.copy, incoming.legs}, incoming.buffer.size(), base::kWindowBytes});
}

void Engine::State::on_frame(Neighbour& from, wire::Chunk frame) {
  const IncomingKey key{from.name, frame.transfer, frame.copy};
  const auto it = incoming_.find(key);
  if (it == incoming_.end() || it->second.phase != Incoming::Phase::Receiving) return;
  Incoming& incoming = it->second;
  if (frame.offset < incoming.buffer.size() && frame.last_legs.empty()) return;  // a duplicate
  const bool fits = frame.offset == incoming.buffer.size() &&
                    frame.data.size() <= incoming.offer.size - incoming.buffer.size();
  if (!fits) {  // a gap: say where to go on
    incoming.credited = incoming.buffer.size() + base::kWindowBytes;
    send(from, wire::Go{{key.transfer, key.copy, incoming.legs}, incoming.buffer.size(), base::kWindowBytes});
    return;
  }
  incoming.buffer.insert(incoming.buffer.end(), frame.data.begin(), frame.data.end());
  if (frame.last_legs.empty()) {
    // Half a window used: extend it, so that the sender never stands still on a fast circuit.
    if (incoming.credited - incoming.buffer.size() <= base::kWindowBytes / 2) {
      const std::uint64_t more = incoming.buffer.size() + base::kWindowBytes - incoming.credited;
      incoming.credited += more;
      send(from, wire::Credit{key.transfer, key.copy, more});
    }
    return;
  }
  // The last chunk names its legs: exactly those are bound to us, and no others are committed.
  wire::Legs bound;
  for (const std::uint16_t leg : frame.last_legs)
    if (contains(incoming.legs, leg)) bound.push_back(leg);
  incoming.legs = std::move(bound);
  if (incoming.legs.empty() || incoming.buffer.size() != incoming.offer.size) {
    refuse(from.name, {key.transfer, key.copy, frame.last_legs}, base::Code::Hash, false);
    drop_incoming(key);
    return;
  }
  received_all(incoming);
}

void Engine::State::received_all(Incoming& incoming) {
  const IncomingKey key{incoming.peer, incoming.offer.consignment.transfer, incoming.offer.consignment.copy};
  incoming.phase = Incoming::Phase::Verifying;
  incoming.payload = std::make_shared<const base::Bytes>(std::move(incoming.buffer));
  incoming.buffer = {};
  const RequestId id = next_request();
  verifying_.emplace(id, [this, key](VerifyDone done) { verified(key, std::move(done.result)); });
  emit(Verify{id, incoming.payload, key.transfer, key.peer});
}

// A QUERY is asked by a bound holder that wants to end. What it never gave us it shall never give us: the
// fence is committed before NEVER is said.
void Engine::State::on_frame(Neighbour& from, wire::Query frame) {
  const RequestId id = next_request();
  finding_.emplace(id, [this, peer = from.name, asked = frame.consignment](const FoundFacts& facts) {
    answer_query(peer, asked, facts);
  });
  emit(Find{id, frame.consignment.transfer});
}

void Engine::State::answer_query(const base::NodeName& peer, const wire::Consignment& asked,
                                 const FoundFacts& facts) {
  wire::Consignment accepted{asked.transfer, asked.copy, {}}, never = accepted, unknown = accepted,
                                                              elsewhere = accepted;
  const IncomingKey own{peer, asked.transfer, asked.copy};
  std::vector<Change> fences;
  for (const std::uint16_t leg : asked.legs) {
    const auto tombstone = std::find_if(facts.tombstones.begin(), facts.tombstones.end(),
                                        [&](const auto& t) { return t.leg == leg && t.copy == asked.copy; });
    if (tombstone != facts.tombstones.end()) {
      (tombstone->from == peer ? accepted : elsewhere).legs.push_back(leg);
    } else if (incoming_.contains(own) || pending_elsewhere(own, leg)) {
      unknown.legs.push_back(leg);
    } else {
      never.legs.push_back(leg);
      fences.push_back(PutFence{{asked.transfer, leg, asked.copy},
                                peer,
                                base::Code::Expired,
                                now_.handling + (2 * skew() + asking_ms(config_.plan->rate))});
    }
  }
  Neighbour* to = neighbour(peer);
  if (!accepted.legs.empty()) send(*to, wire::Status{accepted, wire::Fate::Accepted});
  if (!unknown.legs.empty()) send(*to, wire::Status{unknown, wire::Fate::UnknownYet});
  if (!elsewhere.legs.empty()) refuse(peer, elsewhere, base::Code::Elsewhere, true);
  if (!never.legs.empty())
    commit(std::move(fences), false, [this, peer, never] {
      if (Neighbour* asker = neighbour(peer)) send(*asker, wire::Status{never, wire::Fate::Never});
    });
}

bool Engine::State::pending_elsewhere(const IncomingKey& key, std::uint16_t leg) const {
  for (const auto& [other, incoming] : incoming_)
    if (other.transfer == key.transfer && other.copy == key.copy && other.peer != key.peer &&
        incoming.phase > Incoming::Phase::Receiving && contains(incoming.legs, leg))
      return true;
  return false;
}

void Engine::State::refuse(const base::NodeName& peer, const wire::Consignment& consignment, base::Code code,
                           bool stable) {
  if (Neighbour* to = neighbour(peer)) send(*to, wire::Refuse{consignment, code, stable});
}

void Engine::State::fence_and_refuse(const IncomingKey& key, const std::string& detail, base::Code code) {
  const auto it = incoming_.find(key);
  if (it == incoming_.end()) return;
  const wire::Consignment consignment{key.transfer, key.copy, it->second.legs};
  std::vector<Change> changes;
  for (const std::uint16_t leg : consignment.legs)
    changes.push_back(PutFence{{key.transfer, leg, key.copy}, key.peer, code, keep_until(it->second.claim)});
  audit("refused", words(key.peer, key.transfer) + " code=" + std::string(base::row_of(code).name) +
                       (detail.empty() ? "" : " detail=\"" + detail + "\""));
  it->second.phase = Incoming::Phase::Committing;
  commit(
      std::move(changes), false,
      [this, key, consignment, code] {
        refuse(key.peer, consignment, code, true);
        drop_incoming(key);
      },
      [this, key] { drop_incoming(key); });
}

void Engine::State::drop_incoming(const IncomingKey& key) { incoming_.erase(key); }

}  // namespace backchannel::custody
