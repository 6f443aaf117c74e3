#include "input_queue.h"

#include <chrono>
#include <utility>

namespace backchannel::assembly {

void InputQueue::put(custody::Input input) {
  {
    const std::lock_guard lock(mutex_);
    inputs_.push_back(std::move(input));
  }
  changed_.notify_one();
}

bool InputQueue::put_frame(custody::FrameArrived frame, std::size_t bytes) {
  {
    const std::lock_guard lock(mutex_);
    std::size_t& waiting = frame_bytes_[frame.peer];
    if (waiting + bytes + kFrameOverhead > kFrameBytesPerPeerMax) return false;
    waiting += bytes + kFrameOverhead;
    inputs_.push_back(std::move(frame));
  }
  changed_.notify_one();
  return true;
}

std::optional<std::deque<custody::Input>> InputQueue::take(std::optional<std::int64_t> wait_us) {
  std::unique_lock lock(mutex_);
  const auto something = [this] { return stopping_ || !inputs_.empty(); };
  if (!wait_us)
    changed_.wait(lock, something);
  else if (*wait_us > 0)
    changed_.wait_for(lock, std::chrono::microseconds(*wait_us), something);
  if (stopping_) return std::nullopt;
  frame_bytes_.clear();
  return std::exchange(inputs_, {});
}

void InputQueue::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
}

}  // namespace backchannel::assembly
