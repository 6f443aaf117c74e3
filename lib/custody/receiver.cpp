// The next holder: from OFFER to the moment when the bytes are all here.

#include <algorithm>

#include "backchannel/wire/codec.h"
#include "state.h"

namespace backchannel::custody {

namespace {

constexpr std::uint32_t kBusyRetryMs = 500;
constexpr std::int64_t kHalfSentUs = 600 * base::kSecondUs;  // longer than any holder's backoff

[[nodiscard]] bool same_claim(const wire::Offer& a, const wire::Offer& b) {
  return a.size == b.size && a.header == b.header && a.label == b.label;
}

[[nodiscard]] std::string words(const base::NodeName& peer, const base::TransferId& transfer) {
  return "peer=\"" + peer.value + "\" transfer=" + base::to_hex(transfer.view()).substr(0, 16);
}

}  // namespace

// Whether one more transfer from this peer has its place. What was left half sent long ago gives way.
bool Engine::State::admit(const base::NodeName& peer, std::uint64_t size, message::Precedence precedence) {
  const auto share = [](message::Precedence of) { return of >= message::Precedence::Flash; };
  std::size_t transfers = 1;
  std::uint64_t bytes = size;
  for (auto it = incoming_.lower_bound({peer, {}, 0}); it != incoming_.end() && it->first.peer == peer;) {
    const Incoming& each = it->second;
    if (each.phase == Incoming::Phase::Receiving && now_.protocol - each.heard > kHalfSentUs) {
      if (each.turn_taken) give_turn_back(each.claim, peer);
      it = incoming_.erase(it);
      continue;
    }
    ++transfers;
    if (share(each.precedence) == share(precedence)) bytes += each.offer.size;
    ++it;
  }
  return transfers <= base::kIncomingPerPeerMax && bytes <= base::kIncomingBytesPerPeerMax;
}

void Engine::State::on_frame(Neighbour& from, wire::Offer frame) {
  const IncomingKey key{from.name, frame.consignment.transfer, frame.consignment.copy};
  if (fencing_.contains(key)) return;  // the answer to a QUERY is on its way
  const auto present = incoming_.find(key);
  const bool again = present != incoming_.end();
  if (again && present->second.phase != Incoming::Phase::Receiving)
    return;  // the answer comes when this one is done
  // Claims may refuse for now only: the signature has not been seen.
  auto claim = wire::decode_header(frame.header);
  const wire::Legs& legs = frame.consignment.legs;
  const bool sound = claim && frame.size > 0 && frame.size <= base::kSealedBytesMax && !legs.empty() &&
                     legs.back() < claim->recipients.size() &&
                     (!frame.body || frame.body->size() == frame.size) &&
                     (!again || same_claim(present->second.offer, frame));
  if (!sound) {
    audit_of(from, "offer-unsound", {}, words(from.name, key.transfer));
    refuse(from.name, frame.consignment, base::Code::Frame, false);
    return;
  }
  if (again) {
    // Offered again while we wait for chunks: its legs may have changed. Ask the store anew, keep the bytes.
    Incoming& incoming = present->second;
    incoming.offer.consignment.legs = legs;
    incoming.whole = frame.body.has_value();
    if (frame.body) incoming.buffer = std::move(*frame.body);
    ask_store(key, incoming);
    return;
  }
  const message::Precedence precedence = message::precedence_of(*claim, legs);
  if (refused_by_quota(from, frame.consignment, *claim)) return;
  if (!admit(from.name, frame.size, precedence)) {
    send(from, wire::Busy{frame.consignment, kBusyRetryMs});
    return;
  }
  Incoming added;
  added.claim = std::move(*claim);
  added.precedence = precedence;
  added.whole = frame.body.has_value();
  if (frame.body) added.buffer = std::move(*frame.body);
  frame.body.reset();
  added.offer = std::move(frame);
  ask_store(key, incoming_.emplace(key, std::move(added)).first->second);
}

void Engine::State::ask_store(const IncomingKey& key, Incoming& incoming) {
  incoming.phase = Incoming::Phase::Finding;
  incoming.heard = now_.protocol;
  incoming.request = next_request(is_urgent(incoming.precedence));
  finding_.emplace(incoming.request, [this, key, id = incoming.request](const FoundFacts& facts) {
    if (expecting(key, id) != nullptr) found(key, facts);
  });
  emit(Find{incoming.request, key.transfer});
}

// What is being received under this key, if it still waits for this answer.
Incoming* Engine::State::expecting(const IncomingKey& key, RequestId request) {
  const auto it = incoming_.find(key);
  return it != incoming_.end() && it->second.request == request ? &it->second : nullptr;
}

void Engine::State::found(const IncomingKey& key, const FoundFacts& facts) {
  Incoming& incoming = incoming_.at(key);
  wire::Consignment have{key.transfer, key.copy, {}};
  std::map<base::Code, wire::Legs> refused;
  wire::Legs fresh;
  for (const std::uint16_t leg : incoming.offer.consignment.legs) {
    const auto tombstone = std::find_if(facts.tombstones.begin(), facts.tombstones.end(),
                                        [&](const auto& t) { return t.leg == leg && t.copy == key.copy; });
    const auto fence = std::find_if(facts.fences.begin(), facts.fences.end(), [&](const auto& f) {
      return f.leg == leg && f.copy == key.copy && f.peer == key.peer;
    });
    if (tombstone != facts.tombstones.end() && tombstone->from == key.peer)
      have.legs.push_back(leg);
    else if (tombstone != facts.tombstones.end())
      refused[tombstone->from.empty() || stamped_by(config_.self, incoming.offer.stamps)
                  ? base::Code::Loop
                  : base::Code::Elsewhere]
          .push_back(leg);
    else if (fence != facts.fences.end())
      refused[fence->code].push_back(leg);
    else if (!pending_elsewhere(key, leg))
      fresh.push_back(leg);
  }
  Neighbour& peer = *neighbour(key.peer);
  if (!have.legs.empty()) send(peer, wire::Have{have});
  for (const auto& [code, legs] : refused) refuse(key.peer, {key.transfer, key.copy, legs}, code, true);
  if (fresh.empty()) return drop_incoming(key);
  incoming.known = !facts.tombstones.empty();
  const wire::Consignment wanted{key.transfer, key.copy, fresh};
  if (now_.handling > incoming.claim.expires) {
    // Inside the band in which clocks differ nothing is said; beyond it the clock mark is the fence.
    if (now_.handling <= incoming.claim.expires + skew()) return drop_incoming(key);
    // It keeps its place until then: no neighbour makes more commits wait than it may have transfers here.
    incoming.phase = Incoming::Phase::Committing;
    commit(
        {SetClockMark{now_.handling}}, false,
        [this, key, wanted] {
          refuse(key.peer, wanted, base::Code::Expired, true);
          drop_incoming(key);
        },
        [this, key] { drop_incoming(key); });
    return;
  }
  incoming.legs = std::move(fresh);
  incoming.again.clear();
  for (const std::uint16_t leg : incoming.legs)
    if (std::ranges::any_of(facts.tombstones, [&](const auto& t) { return t.leg == leg; }))
      incoming.again.push_back(leg);
  if (!make_room(peer, key, incoming, facts)) return drop_incoming(key);
  incoming.phase = Incoming::Phase::Receiving;
  if (incoming.whole)  // an inline body names its legs by the OFFER itself
    received_all(key, incoming);
  else
    go_on(peer, key, incoming);
}

// Its originator's turn and room, or a refusal for now. One message takes one turn, however often and in
// however many parts its legs are offered.
bool Engine::State::make_room(Neighbour& peer, const IncomingKey& key, Incoming& incoming,
                              const FoundFacts& facts) {
  const wire::Consignment wanted{key.transfer, key.copy, incoming.legs};
  if (const auto full = objection_to_room(incoming.claim, incoming.precedence)) {
    if (full->code == base::Code::Quota)
      refuse_over_quota(peer, wanted, incoming.claim);
    else
      send(peer, wire::Busy{wanted, kBusyRetryMs});
    return false;
  }
  const bool enters =
      peer.role == netplan::NodeRole::Station && facts.tombstones.empty() && held(key.transfer) == nullptr;
  if (!enters || incoming.turn_taken) return true;
  incoming.turn_taken = take_turn(incoming.claim, peer.name);
  if (!incoming.turn_taken) refuse_over_quota(peer, wanted, incoming.claim);
  return incoming.turn_taken;
}

void Engine::State::go_on(Neighbour& peer, const IncomingKey& key, Incoming& incoming) {
  incoming.credited = incoming.buffer.size() + base::kWindowBytes;
  send(peer, wire::Go{{key.transfer, key.copy, incoming.legs}, incoming.buffer.size(), base::kWindowBytes},
       is_urgent(incoming.precedence));
}

void Engine::State::on_frame(Neighbour& from, wire::Chunk frame) {
  const IncomingKey key{from.name, frame.transfer, frame.copy};
  const auto it = incoming_.find(key);
  if (it == incoming_.end() || it->second.phase != Incoming::Phase::Receiving) return;
  Incoming& incoming = it->second;
  if (frame.offset < incoming.buffer.size() && frame.last_legs.empty()) return;  // a duplicate
  const bool fits = frame.offset == incoming.buffer.size() &&
                    frame.data.size() <= incoming.offer.size - incoming.buffer.size();
  if (!fits) return go_on(from, key, incoming);  // a gap: say where to go on
  incoming.heard = now_.protocol;
  incoming.buffer.insert(incoming.buffer.end(), frame.data.begin(), frame.data.end());
  if (frame.last_legs.empty()) {
    // Half a window used: extend it, so that the sender never stands still on a fast circuit.
    if (incoming.credited - incoming.buffer.size() <= base::kWindowBytes / 2) {
      const std::uint64_t more = incoming.buffer.size() + base::kWindowBytes - incoming.credited;
      incoming.credited += more;
      send(from, wire::Credit{key.transfer, key.copy, more}, is_urgent(incoming.precedence));
    }
    return;
  }
  // The last chunk names its legs: exactly those are bound to us, and no others are committed.
  wire::Legs bound;
  for (const std::uint16_t leg : frame.last_legs)
    if (contains(incoming.legs, leg) && !pending_elsewhere(key, leg)) bound.push_back(leg);
  const bool complete = incoming.buffer.size() == incoming.offer.size;
  if (!complete || bound.empty()) {
    refuse(from.name, {key.transfer, key.copy, frame.last_legs},
           complete ? base::Code::Unavailable : base::Code::Hash, false);
    return drop_incoming(key);
  }
  incoming.legs = std::move(bound);
  received_all(key, incoming);
}

void Engine::State::received_all(const IncomingKey& key, Incoming& incoming) {
  incoming.phase = Incoming::Phase::Verifying;
  incoming.payload = std::make_shared<const base::Bytes>(std::move(incoming.buffer));
  incoming.buffer = {};
  incoming.request = next_request(is_urgent(incoming.precedence));
  verifying_.emplace(incoming.request, [this, key](VerifyDone done) {
    if (expecting(key, done.id) != nullptr) verified(key, std::move(done.result));
  });
  emit(Verify{incoming.request, incoming.payload, key.transfer, key.peer, incoming.offer.stamps,
              incoming.precedence});
}

// Another peer's offer of the same leg is being verified or committed: two may not be accepted.
bool Engine::State::pending_elsewhere(const IncomingKey& key, std::uint16_t leg) const {
  return std::any_of(neighbours_.begin(), neighbours_.end(), [&](const auto& entry) {
    if (entry.first == key.peer) return false;
    const auto it = incoming_.find({entry.first, key.transfer, key.copy});
    return it != incoming_.end() && it->second.phase > Incoming::Phase::Receiving &&
           contains(it->second.legs, leg);
  });
}

// Its transfer's row is another offer's, or will be.
bool Engine::State::commits_of_it_pend(const base::TransferId& transfer) const {
  for (const auto& [name, each] : neighbours_)
    for (auto it = incoming_.lower_bound({name, transfer, 0});
         it != incoming_.end() && it->first.peer == name && it->first.transfer == transfer; ++it)
      if (it->second.phase == Incoming::Phase::Committing) return true;
  return false;
}

// Others that offer what has just been accepted may have been told by the store that it is fresh.
void Engine::State::ask_store_for_others(const IncomingKey& accepted) {
  for (const auto& [name, each] : neighbours_) {
    const IncomingKey other{name, accepted.transfer, accepted.copy};
    const auto it = incoming_.find(other);
    if (it != incoming_.end() && it->second.phase <= Incoming::Phase::Receiving) ask_store(other, it->second);
  }
}

// This node's stamp among those of the earlier holders.
bool Engine::State::stamped_by(const base::NodeName& node,
                               const std::vector<message::SignedStatement>& stamps) {
  return std::any_of(stamps.begin(), stamps.end(), [&](const auto& stamp) {
    const auto said = wire::decode_statement(stamp.statement);
    return said && said->author_node == node.value;
  });
}

void Engine::State::refuse(const base::NodeName& peer, const wire::Consignment& consignment, base::Code code,
                           bool stable) {
  if (Neighbour* to = neighbour(peer)) send(*to, wire::Refuse{consignment, code, stable});
}

void Engine::State::fence_and_refuse(const IncomingKey& key, const std::string& detail, base::Code code) {
  const auto it = incoming_.find(key);
  if (it == incoming_.end()) return;
  const wire::Consignment consignment{key.transfer, key.copy, it->second.legs};
  // Refused for good after the signature was checked: that work was its turn, or a flood of such would be
  // free.
  it->second.turn_taken = false;
  if (!take_fences(key.peer, consignment.legs.size())) {
    refuse(key.peer, consignment, code, false);
    return drop_incoming(key);
  }
  std::vector<Change> changes;
  for (const std::uint16_t leg : consignment.legs)
    changes.push_back(PutFence{{key.transfer, leg, key.copy}, key.peer, code, keep_until(it->second.claim)});
  const std::string_view name = base::row_of(code).name;
  audit_of(*neighbour(key.peer), "refused", name,
           words(key.peer, key.transfer) + " code=" + std::string(name) +
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

void Engine::State::drop_incoming(const IncomingKey& key) {
  const auto it = incoming_.find(key);
  if (it == incoming_.end()) return;
  if (it->second.turn_taken) give_turn_back(it->second.claim, key.peer);
  incoming_.erase(it);
}

}  // namespace backchannel::custody
