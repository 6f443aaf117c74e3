#include "outbox.h"

#include <utility>

namespace backchannel::link {

Outbox::Push Outbox::push(base::Bytes frame) {
  const std::lock_guard lock(mutex_);
  if (!open_) return Push::Closed;
  const auto cost = frame.size() + kOutboxFrameOverhead;
  if (bytes_ + cost > kOutboxBytesMax) return Push::Full;
  bytes_ += cost;
  frames_.push_back(std::move(frame));
  return Push::Queued;
}

std::optional<base::Bytes> Outbox::take() {
  const std::lock_guard lock(mutex_);
  if (frames_.empty()) return std::nullopt;
  auto frame = std::move(frames_.front());
  frames_.pop_front();
  bytes_ -= frame.size() + kOutboxFrameOverhead;
  return frame;
}

void Outbox::put_back(base::Bytes frame) {
  const std::lock_guard lock(mutex_);
  if (!open_) return;
  bytes_ += frame.size() + kOutboxFrameOverhead;
  frames_.push_front(std::move(frame));
}

bool Outbox::empty() const {
  const std::lock_guard lock(mutex_);
  return frames_.empty();
}

void Outbox::open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
}

void Outbox::close() {
  const std::lock_guard lock(mutex_);
  open_ = false;
  frames_.clear();
  bytes_ = 0;
}

}  // namespace backchannel::link
