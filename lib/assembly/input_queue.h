#pragma once
// What waits for the engine. Answers of the store and the pool are bounded by what the engine asked for;
// frames are bounded here, for each neighbour, because a neighbour sends what it likes.
//
// What belongs to a FLASH goes first: answers to urgent requests, submissions, and OFFERs that claim it. Each
// kind keeps its order, and no OFFER goes before the word that its neighbour is up, down or has said HELLO.

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
  // Taken at once, so that a FLASH that comes meanwhile does not wait for all of them.
  static constexpr std::size_t kTakenAtOnce = 8;

  void put(custody::Input input);
  // false: this neighbour has too much waiting; the frame is dropped, and custody sends again.
  [[nodiscard]] bool put_frame(custody::FrameArrived frame, std::size_t bytes);

  // Some of what waits, as soon as there is something or `wait_us` are over (none: without end). Nullopt
  // after stop().
  [[nodiscard]] std::optional<std::deque<custody::Input>> take(std::optional<std::int64_t> wait_us);
  void stop();

 private:
  struct Waiting {
    custody::Input input;
    std::size_t frame_bytes = 0;
  };
  void push(Waiting waiting, bool urgent);
  void take_from(std::deque<Waiting>& lane, std::deque<custody::Input>& taken);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> urgent_, others_;
  std::map<base::NodeName, std::size_t> frame_bytes_;    // that wait
  std::map<base::NodeName, std::size_t> session_words_;  // PeerUp, PeerDown and HELLO that wait
  bool stopping_ = false;
};

}  // namespace backchannel::assembly
