#include "outbox.h"

#include <utility>

namespace backchannel::link {

Outbox::Push Outbox::push(base::Bytes frame, bool urgent) {
  const std::lock_guard lock(mutex_);
  if (!open_) return Push::Closed;
  Lane& to = lane(urgent);
  const auto cost = frame.size() + kOutboxFrameOverhead;
  if (to.bytes + cost > kOutboxBytesMax) return Push::Full;
  to.bytes += cost;
  to.frames.push_back(std::move(frame));
  return Push::Queued;
}

std::optional<Outbox::Outgoing> Outbox::take() {
  const std::lock_guard lock(mutex_);
  const bool urgent = !urgent_.frames.empty();
  Lane& from = lane(urgent);
  if (from.frames.empty()) return std::nullopt;
  Outgoing frame{std::move(from.frames.front()), urgent};
  from.frames.pop_front();
  from.bytes -= frame.bytes.size() + kOutboxFrameOverhead;
  return frame;
}

void Outbox::put_back(Outgoing frame) {
  const std::lock_guard lock(mutex_);
  if (!open_) return;
  Lane& to = lane(frame.urgent);
  to.bytes += frame.bytes.size() + kOutboxFrameOverhead;
  to.frames.push_front(std::move(frame.bytes));
}

bool Outbox::empty() const {
  const std::lock_guard lock(mutex_);
  return urgent_.frames.empty() && others_.frames.empty();
}

void Outbox::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
}

void Outbox::close() {
  const std::lock_guard lock(mutex_);
  open_ = false;
  urgent_ = {};
  others_ = {};
}

}  // namespace backchannel::link
