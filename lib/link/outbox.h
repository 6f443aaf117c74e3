#pragma once
// Frames on their way to one peer: filled by any thread, emptied by the link's own, urgent ones first.
// Bounded in bytes; open only while the peer is up, because a frame of an earlier session means nothing to
// the next one.

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
  struct Outgoing {
    base::Bytes bytes;
    bool urgent = false;
  };

  // Each kind has a bound of its own: a full box of the others never keeps an urgent one out.
  [[nodiscard]] Push push(base::Bytes frame, bool urgent = false);
  [[nodiscard]] std::optional<Outgoing> take();
  void put_back(Outgoing frame);  // to the front, where take() had it
  [[nodiscard]] bool empty() const;
  void open();
  void close();  // and forget what is in it

 private:
  struct Lane {
    std::deque<base::Bytes> frames;
    std::size_t bytes = 0;
  };
  [[nodiscard]] Lane& lane(bool urgent) { return urgent ? urgent_ : others_; }

  mutable std::mutex mutex_;
  Lane urgent_, others_;
  bool open_ = false;
};

}  // namespace backchannel::link
