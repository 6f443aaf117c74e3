#pragma once
// Frames on their way to one peer: filled by any thread, emptied by the link's own. Bounded in bytes; open
// only while the peer is up, because a frame of an earlier session means nothing to the next one.

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>

#include "backchannel/base/bytes.h"

namespace backchannel::link {

constexpr std::size_t kOutboxBytesMax = std::size_t{1} << 20;
constexpr std::size_t kOutboxFrameOverhead = 64;  // counted per frame, so that empty ones are bounded too

class Outbox {
 public:
  enum class Push : std::uint8_t { Queued, Closed, Full };

  [[nodiscard]] Push push(base::Bytes frame);
  [[nodiscard]] std::optional<base::Bytes> take();
  void put_back(base::Bytes frame);  // to the front, where take() had it
  [[nodiscard]] bool empty() const;
  void open();
  void close();  // and forget what is in it

 private:
  mutable std::mutex mutex_;
  std::deque<base::Bytes> frames_;
  std::size_t bytes_ = 0;
  bool open_ = false;
};

}  // namespace backchannel::link
