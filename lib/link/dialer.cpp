#include "dialer.h"

#include <algorithm>

namespace backchannel::link {
namespace {

constexpr int kFramesPerStep = 64;
constexpr int kWatched = ZMQ_EVENT_CONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_CLOSED |
                         ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                         ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;

}  // namespace

Dialer::Attempt::Attempt(zmq::context_t& context, const LinkConfig& config, const Peer& peer,
                         const std::string& endpoint)
    : dealer(make_dealer(context, config, peer.curve_public)), monitor(context, dealer, endpoint, kWatched) {}

Dialer::Dialer(zmq::context_t& context, const LinkConfig& config, PeerEntry& peer, const LinkEvents& events,
               Notes& notes)
    : context_(context),
      config_(config),
      peer_(peer),
      events_(events),
      notes_(notes),
      jitter_(std::random_device{}()) {}

bool Dialer::step(Instant now) {
  if (peer_.revoked) {
    if (attempt_) hang_up(now);
    return false;
  }
  if (!attempt_) dial_if_due(now);
  if (!attempt_) return false;
  const bool alive = read_events(now);
  const int frames = up_ ? read_frames(now) : 0;
  // What came before the end is still delivered.
  if (!alive && frames == kFramesPerStep) return true;
  if (!alive || now >= (up_ ? heard_ + kSilenceMax : give_up_at_) || takes_too_much(now)) {
    hang_up(now);
    return false;
  }
  if (up_) {
    beat(now);
    flush();
  }
  return frames == kFramesPerStep;
}

void Dialer::add_poll_items(std::vector<zmq::pollitem_t>& items) {
  if (!attempt_) return;
  short events = ZMQ_POLLIN;
  if (up_ && !peer_.outbox.empty()) events |= ZMQ_POLLOUT;
  items.push_back({attempt_->dealer.handle(), 0, events, 0});
  items.push_back({attempt_->monitor.handle(), 0, ZMQ_POLLIN, 0});
}

Instant Dialer::next_wake() const {
  if (peer_.revoked) return Instant::max();
  if (!attempt_) return std::min(ask_at_, retry_at_);
  return up_ ? std::min({beat_at_, intake_check_at_, heard_ + kSilenceMax}) : give_up_at_;
}

void Dialer::dial_if_due(Instant now) {
  if (now < ask_at_ && now < retry_at_) return;
  ask_at_ = now + kAskAddressEvery;
  auto address = peer_.peer.address ? peer_.peer.address() : std::string();
  const bool moved = address != address_;
  if (!moved && now < retry_at_) return;
  if (moved) backoff_ = kBackoffFirst;
  address_ = std::move(address);
  retry_at_ = now + kAskAddressEvery;
  if (!address_.empty()) dial(now);
}

void Dialer::dial(Instant now) {
  try {
    attempt_ = std::make_unique<Attempt>(context_, config_, peer_.peer,
                                         "inproc://dialer-events-" + peer_.peer.name.value);
    attempt_->dealer.connect(address_);
    give_up_at_ = now + kAttemptMax;
  } catch (const zmq::error_t& error) {
    note_failure(zmq_strerror(error.num()));
    hang_up(now);
  }
}

bool Dialer::read_events(Instant now) {
  bool alive = true;
  while (const auto event = attempt_->monitor.next()) {
    switch (event->event) {
      case ZMQ_EVENT_CONNECTED:
        attempt_->intake = Intake(event->value);
        break;
      case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
        go_up(now);
        break;
      case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
        note_failure("refused_by_peer");
        alive = false;
        break;
      case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
      case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        note_failure("not_the_peer_we_know");  // most often another key than the plan's
        alive = false;
        break;
      default:  // the connection was refused, or is closed
        alive = false;
        break;
    }
  }
  return alive;
}

int Dialer::read_frames(Instant now) {
  for (int count = 0; count < kFramesPerStep; ++count) {
    zmq::message_t frame;
    if (!attempt_->dealer.recv(frame, zmq::recv_flags::dontwait)) return count;
    heard_ = now;
    answered_ = true;
    attempt_->intake.delivered();
    if (const auto parts = drop_rest(attempt_->dealer, frame); parts > 0) {
      notes_.note("dropped_frame", "reason=parts peer=" + peer_.peer.name.value);
    } else if (frame.size() > config_.frame_bytes_max) {
      notes_.note("dropped_frame", "reason=size peer=" + peer_.peer.name.value);
    } else if (!frame.empty() && events_.on_frame) {
      const auto bytes = view_of(frame);
      events_.on_frame(peer_.peer.name, base::Bytes(bytes.begin(), bytes.end()));
    }
  }
  return kFramesPerStep;
}

void Dialer::go_up(Instant now) {
  up_ = true;
  answered_ = false;
  heard_ = now;
  beat_at_ = now;  // the first beat is the greeting that makes us known
  beat(now);
  peer_.outbox.open();
  if (events_.on_up) events_.on_up(peer_.peer.name);
}

void Dialer::hang_up(Instant now) {
  if (up_ && answered_) backoff_ = kBackoffFirst;
  std::uniform_int_distribution<Milliseconds::rep> spread(backoff_.count() / 2, backoff_.count());
  retry_at_ = now + Milliseconds(spread(jitter_));
  ask_at_ = std::min(retry_at_, now + kAskAddressEvery);
  backoff_ = std::min(backoff_ * 2, kBackoffLast);
  attempt_.reset();
  if (!up_) return;
  up_ = false;
  peer_.outbox.close();
  if (events_.on_down) events_.on_down(peer_.peer.name);
}

bool Dialer::takes_too_much(Instant now) {
  if (!up_ || now < intake_check_at_) return false;
  intake_check_at_ = now + kIntakeCheckEvery;
  if (!attempt_->intake.over(intake_limit(config_.frame_bytes_max))) return false;
  notes_.note("dropped_frame", "reason=endless peer=" + peer_.peer.name.value);
  return true;
}

void Dialer::beat(Instant now) {
  if (now < beat_at_) return;
  beat_at_ = now + kBeatEvery;
  // Full: frames are on their way, and they tell the same.
  static_cast<void>(attempt_->dealer.send(zmq::const_buffer(nullptr, 0), zmq::send_flags::dontwait));
}

void Dialer::flush() {
  while (auto frame = peer_.outbox.take()) {
    if (attempt_->dealer.send(buffer_of(frame->bytes), zmq::send_flags::dontwait)) continue;
    peer_.outbox.put_back(std::move(*frame));
    return;
  }
}

void Dialer::note_failure(std::string_view reason) {
  notes_.note("circuit_failed", "peer=" + peer_.peer.name.value + " reason=" + std::string(reason));
}

}  // namespace backchannel::link
