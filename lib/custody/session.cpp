// Neighbours: up, down, HELLO, and the clock that they carry.

#include "state.h"

namespace backchannel::custody {

void Engine::State::on(PeerUp input) {
  Neighbour* peer = neighbour(input.peer);
  if (peer == nullptr) return;
  if (peer->ready) peer->away_since = now_.protocol;
  peer->ready = false;
  lose(*peer);  // a new session: nothing said in the old one holds
  peer->up = true;
  if (started_) greet(*peer);
}

void Engine::State::on(PeerDown input) {
  Neighbour* peer = neighbour(input.peer);
  if (peer == nullptr || !peer->up) return;
  peer->up = false;
  note("peer-down", "peer=\"" + peer->name.value + "\"");
  part(*peer);
}

void Engine::State::greet(Neighbour& peer, bool answer) {
  wire::Hello hello;
  hello.answer = answer;
  hello.role = static_cast<std::uint8_t>(config_.role);
  hello.store = uuid_;
  hello.roster = config_.roster;
  hello.handling = now_.handling;
  peer.hello_sent = now_.protocol;
  send(peer, hello, true);  // an urgent OFFER must not go before it
}

void Engine::State::on_frame(Neighbour& from, wire::Hello frame) {
  if (frame.version != wire::kProtocolVersion || frame.roster != config_.roster) {
    if (from.ready) part(from);
    audit_of(from, "hello-refused", {},
             "peer=\"" + from.name.value + "\" version=" + std::to_string(frame.version) +
                 (frame.roster == config_.roster ? "" : " roster=other"));
    return;
  }
  check_clock(from, frame.handling);
  const bool again = from.ready;
  // It has heard our greeting late, on a slow circuit, and goes on as it was.
  if (again && frame.answer && frame.store == from.uuid) return;
  from.uuid = frame.store;
  from.ready = true;
  from.failures = 0;
  from.refusals = 0;
  from.retry_at.clear();
  from.line_free = now_.protocol;
  if (again) {
    // A neighbour that greets in a session that we took for running has restarted and does not know us yet.
    lose(from);
    if (now_.protocol - from.hello_sent >= base::kSecondUs) greet(from, true);
    return;
  }
  from.back_since = now_.protocol;
  from.window = {};
  from.away_us = from.away_since ? now_.protocol - *from.away_since : 0;
  from.away_since.reset();
  note("peer-ready", "peer=\"" + from.name.value + "\"");
  reroute_waiting([](const Neighbour& each) { return !each.ready; });
}

void Engine::State::check_clock(const Neighbour& from, base::HandlingTime theirs) {
  const std::int64_t apart = theirs - now_.handling;
  if (apart > skew() || apart < -skew())
    audit_of(from, "clock-apart", {}, "peer=\"" + from.name.value + "\" ms=" + std::to_string(apart));
}

// The session is over: what waits for this neighbour may go another way.
void Engine::State::part(Neighbour& peer) {
  if (peer.ready) peer.away_since = now_.protocol;
  peer.ready = false;
  lose(peer);
  reroute_waiting([&](const Neighbour& each) { return each.name == peer.name; });
}

// What was being sent waits again, what was being received is dropped.
void Engine::State::lose(Neighbour& peer) {
  const std::vector<ShipmentId> active(peer.active.begin(), peer.active.end());
  for (const ShipmentId id : active)
    if (const auto it = shipments_.find(id); it != shipments_.end() && !it->second.bind_pending)
      requeue(it->second);
  std::vector<IncomingKey> broken;
  for (const auto& [key, incoming] : incoming_)
    if (key.peer == peer.name && incoming.phase == Incoming::Phase::Receiving) broken.push_back(key);
  for (const IncomingKey& key : broken) drop_incoming(key);
}

// What waits because the neighbour was silent waits no longer; what it has put off itself does.
void Engine::State::sign_of_life(Neighbour& peer) {
  if (peer.failures == 0) return;
  peer.failures = 0;
  peer.retry_at.clear();
}

}  // namespace backchannel::custody
