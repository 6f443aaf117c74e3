#include "acceptor.h"

#include <algorithm>

#include "backchannel/base/limits.h"

namespace backchannel::link {
namespace {

constexpr int kFramesPerStep = 128;
constexpr std::size_t kSupersededMax = 8;
// Each peer may hold an old connection beside the new one; the rest is for handshakes that come to nothing.
constexpr std::size_t kConnectionsMax = 2 * base::kPeersMax + 64;

constexpr int kWatched = ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_CLOSED |
                         ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;

}  // namespace

Acceptor::Acceptor(zmq::context_t& context, const LinkConfig& config, const PeerTable& peers,
                   const LinkEvents& events, Notes& notes)
    : config_(config),
      peers_(peers),
      events_(events),
      notes_(notes),
      router_(make_router(context, config)),
      monitor_(context, router_, "inproc://acceptor-events", kWatched) {
  router_.bind(config.listen);
}

std::string Acceptor::bound_address() { return router_.get(zmq::sockopt::last_endpoint); }

void Acceptor::add_poll_items(std::vector<zmq::pollitem_t>& items) {
  items.push_back({router_.handle(), 0, ZMQ_POLLIN, 0});
  items.push_back({monitor_.handle(), 0, ZMQ_POLLIN, 0});
  // A ROUTER is ready for output when any peer is, so it cannot be asked about one. But room in a peer's pipe
  // comes as a command, and commands make this descriptor readable; what falls between two looks, the timer
  // finds.
  const auto blocked = [](const auto& entry) { return entry.second.retry_delay.count() > 0; };
  if (std::ranges::any_of(sessions_, blocked))
    items.push_back({nullptr, router_.get(zmq::sockopt::fd), ZMQ_POLLIN, 0});
}

bool Acceptor::step(Instant now) {
  // Events first: the end of a connection must be seen before the frames of the one that replaces it.
  read_events();
  int left = kFramesPerStep;
  while (left > 0 && read_one(now)) --left;
  end_silent_sessions(now);
  end_endless_frames(now);
  for (auto& [name, session] : sessions_)
    if (auto* peer = peers_.by_name(name); session.up && peer != nullptr) flush(*peer, session, now);
  return left == 0;
}

Instant Acceptor::next_wake() const {
  Instant wake = connections_.empty() ? Instant::max() : intake_check_at_;
  for (const auto& [name, session] : sessions_) {
    if (!session.up) continue;
    wake = std::min(wake, session.heard + kSilenceMax);
    if (session.retry_delay.count() > 0) wake = std::min(wake, session.retry_at);
  }
  return wake;
}

void Acceptor::read_events() {
  while (const auto event = monitor_.next()) {
    switch (event->event) {
      case ZMQ_EVENT_ACCEPTED:
        connections_.insert_or_assign(event->value, Intake(event->value));
        if (connections_.size() > kConnectionsMax) {
          cut(event->value);
          notes_.note("too_many_connections", "max=" + std::to_string(kConnectionsMax));
        }
        break;
      case ZMQ_EVENT_DISCONNECTED:
      case ZMQ_EVENT_CLOSED:
        connections_.erase(event->value);
        for (auto& [name, session] : sessions_)
          if (auto* peer = peers_.by_name(name); peer != nullptr && session.descriptor == event->value)
            leave(*peer, session);
        break;
      case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
      case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        notes_.note("handshake_failed", "side=accepting");
        break;
      default:
        break;
    }
  }
}

bool Acceptor::read_one(Instant now) {
  zmq::message_t routing_id;
  if (!router_.recv(routing_id, zmq::recv_flags::dontwait)) return false;
  zmq::message_t frame;
  if (!routing_id.more() || !router_.recv(frame, zmq::recv_flags::dontwait)) return true;
  if (const auto parts = drop_rest(router_, frame); parts > 0) {
    notes_.note("dropped_frame", "reason=parts parts=" + std::to_string(parts + 1));
    // Parts are no part of the protocol, and each further one would be held until the last has come.
    cut(zmq_msg_get(frame.handle(), ZMQ_SRCFD));
    return true;
  }
  on_message(routing_id.to_string(), frame, now);
  return true;
}

void Acceptor::on_message(const std::string& routing_id, zmq::message_t& frame, Instant now) {
  const char* user = zmq_msg_gets(frame.handle(), "User-Id");
  const int descriptor = zmq_msg_get(frame.handle(), ZMQ_SRCFD);
  if (auto at = connections_.find(descriptor); at != connections_.end()) at->second.delivered();
  if (user == nullptr || *user == '\0') return notes_.note("dropped_frame", "reason=no_user_id");
  auto* peer = peers_.dialler_by_name(user);
  if (peer == nullptr) {
    notes_.note("dropped_frame", "reason=not_allowed");
    return cut(descriptor);
  }
  Session& session = sessions_[peer->peer.name.value];
  if (!enter(*peer, session, routing_id, descriptor)) return;
  session.heard = now;
  if (frame.empty()) {  // a beat; the answer tells the dialling end that frames do pass both ways
    static_cast<void>(send(session, {}));
    return;
  }
  if (frame.size() > config_.frame_bytes_max)
    return notes_.note("dropped_frame", "reason=size peer=" + peer->peer.name.value);
  const auto bytes = view_of(frame);
  if (events_.on_frame) events_.on_frame(peer->peer.name, base::Bytes(bytes.begin(), bytes.end()));
}

// The newest connection that sends is the session. False: this frame comes from an earlier one.
bool Acceptor::enter(PeerEntry& peer, Session& session, const std::string& routing_id, int descriptor) {
  if (std::ranges::find(session.superseded, routing_id) != session.superseded.end()) return false;
  if (session.routing_id != routing_id) {
    leave(peer, session);
    if (!session.routing_id.empty()) session.superseded.push_back(session.routing_id);
    if (session.superseded.size() > kSupersededMax) session.superseded.pop_front();
    session.routing_id = routing_id;
  }
  session.descriptor = descriptor;
  if (session.up) return true;
  session.up = true;
  session.retry_delay = Milliseconds(0);
  peer.outbox.open();
  if (events_.on_up) events_.on_up(peer.peer.name);
  return true;
}

void Acceptor::leave(PeerEntry& peer, Session& session) {
  session.descriptor = -1;
  if (!session.up) return;
  session.up = false;
  session.retry_delay = Milliseconds(0);
  peer.outbox.close();
  if (events_.on_down) events_.on_down(peer.peer.name);
}

void Acceptor::flush(PeerEntry& peer, Session& session, Instant now) {
  while (auto frame = peer.outbox.take()) {
    switch (send(session, frame->bytes)) {
      case Sent::Yes:
        session.retry_delay = Milliseconds(0);
        continue;
      case Sent::Full:
        peer.outbox.put_back(std::move(*frame));
        back_off(session, now);
        return;
      case Sent::Gone:
        return leave(peer, session);
    }
  }
  session.retry_delay = Milliseconds(0);
}

void Acceptor::back_off(Session& session, Instant now) {
  const bool blocked_before = session.retry_delay.count() > 0;
  if (blocked_before && now < session.retry_at) return;
  session.retry_delay =
      blocked_before ? std::min(session.retry_delay * 2, kBlockedRetryLast) : kBlockedRetryFirst;
  session.retry_at = now + session.retry_delay;
}

Acceptor::Sent Acceptor::send(const Session& session, base::BytesView frame) {
  try {
    const auto flags = zmq::send_flags::sndmore | zmq::send_flags::dontwait;
    if (!router_.send(zmq::buffer(session.routing_id), flags)) return Sent::Full;
    router_.send(buffer_of(frame), zmq::send_flags::dontwait);
    return Sent::Yes;
  } catch (const zmq::error_t& error) {
    if (error.num() == EHOSTUNREACH) return Sent::Gone;
    throw;
  }
}

void Acceptor::end_silent_sessions(Instant now) {
  for (auto& [name, session] : sessions_) {
    auto* peer = peers_.by_name(name);
    if (peer == nullptr || !session.up) continue;
    if (!peer->revoked && now - session.heard < kSilenceMax) continue;
    cut(session.descriptor);
    leave(*peer, session);
  }
}

void Acceptor::end_endless_frames(Instant now) {
  if (now < intake_check_at_) return;
  intake_check_at_ = now + kIntakeCheckEvery;
  for (const auto& [descriptor, intake] : connections_) {
    if (!intake.over(intake_limit(config_.frame_bytes_max))) continue;
    notes_.note("dropped_frame", "reason=endless");
    cut(descriptor);
  }
}

}  // namespace backchannel::link
