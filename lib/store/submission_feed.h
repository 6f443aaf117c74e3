#pragma once
// Which submissions have been posted and not answered. Any thread.

#include <cstdint>
#include <map>
#include <mutex>

#include "backchannel/message/precedence.h"

namespace backchannel::store {

class SubmissionFeed {
 public:
  // Of each precedence, so that what waits behind a full share is never a higher one. Enough to keep the
  // node's threads busy, and no more: what a FLASH finds in hand, it waits for.
  static constexpr std::uint64_t kBytesOut = std::uint64_t{64} << 10;

  // Submissions of this precedence after this id have not been posted yet.
  [[nodiscard]] std::int64_t last_posted(message::Precedence precedence) const {
    const std::lock_guard guard(mutex_);
    const auto found = shares_.find(precedence);
    return found == shares_.end() ? 0 : found->second.last_posted;
  }
  // Notes when not, so that an answer asks for the next.
  [[nodiscard]] bool has_room(message::Precedence precedence) {
    const std::lock_guard guard(mutex_);
    Share& share = shares_[precedence];
    share.waiting_for_room = share.bytes >= kBytesOut;
    return !share.waiting_for_room;
  }
  void posted(std::int64_t id, message::Precedence precedence, std::uint64_t size) {
    const std::lock_guard guard(mutex_);
    Share& share = shares_[precedence];
    if (id > share.last_posted) share.last_posted = id;
    share.bytes += size;
    out_[id] = {precedence, size};
  }
  // true: there was no room for more of its precedence, now there is.
  [[nodiscard]] bool answered(std::int64_t id) {
    const std::lock_guard guard(mutex_);
    const auto found = out_.find(id);
    if (found == out_.end()) return false;
    Share& share = shares_[found->second.precedence];
    share.bytes -= found->second.size;
    out_.erase(found);
    return share.waiting_for_room && share.bytes < kBytesOut;
  }

 private:
  struct Share {
    std::uint64_t bytes = 0;
    std::int64_t last_posted = 0;
    bool waiting_for_room = false;
  };
  struct Out {
    message::Precedence precedence = message::Precedence::Routine;
    std::uint64_t size = 0;
  };
  mutable std::mutex mutex_;
  std::map<message::Precedence, Share> shares_;
  std::map<std::int64_t, Out> out_;
};

}  // namespace backchannel::store
