#pragma once
// What waits for the engine. Answers of the store and the pool are bounded by what the engine asked for;
// frames are bounded here, for each neighbour, because a neighbour sends what it likes.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>

#include "backchannel/base/limits.h"
#include "backchannel/custody/ports.h"

namespace backchannel::assembly {

// Any thread puts, one takes.
class InputQueue {
 public:
  // More than honest neighbours have on their way: what was announced, in both shares.
  static constexpr std::size_t kFrameBytesPerPeerMax = 2 * base::kIncomingBytesPerPeerMax;
  static constexpr std::size_t kFrameOverhead = 512;  // counted per frame, so that small ones are bounded too

  void put(custody::Input input);
  // false: this neighbour has too much waiting; the frame is dropped, and custody sends again.
  [[nodiscard]] bool put_frame(custody::FrameArrived frame, std::size_t bytes);

  // Everything that waits, as soon as there is something or `wait_us` are over (none: without end). Nullopt
  // after stop().
  [[nodiscard]] std::optional<std::deque<custody::Input>> take(std::optional<std::int64_t> wait_us);
  void stop();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<custody::Input> inputs_;
  std::map<base::NodeName, std::size_t> frame_bytes_;  // in inputs_
  bool stopping_ = false;
};

}  // namespace backchannel::assembly
