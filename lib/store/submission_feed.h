#pragma once
// Which submissions have been posted and not answered. Any thread.

#include <cstdint>
#include <map>
#include <mutex>

namespace backchannel::store {

class SubmissionFeed {
 public:
  static constexpr std::uint64_t kBytesOut = std::uint64_t{8} << 20;

  // Submissions after this id have not been posted yet.
  [[nodiscard]] std::int64_t last_posted() const {
    const std::lock_guard guard(mutex_);
    return last_posted_;
  }
  // Notes when not, so that an answer asks for the next.
  [[nodiscard]] bool has_room() {
    const std::lock_guard guard(mutex_);
    waiting_for_room_ = bytes_ >= kBytesOut;
    return !waiting_for_room_;
  }
  void posted(std::int64_t id, std::uint64_t size) {
    const std::lock_guard guard(mutex_);
    if (id > last_posted_) last_posted_ = id;
    bytes_ += size;
    out_[id] = size;
  }
  // true: there was no room for more, now there is.
  [[nodiscard]] bool answered(std::int64_t id) {
    const std::lock_guard guard(mutex_);
    const auto found = out_.find(id);
    if (found == out_.end()) return false;
    bytes_ -= found->second;
    out_.erase(found);
    return waiting_for_room_ && bytes_ < kBytesOut;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::int64_t, std::uint64_t> out_;
  std::uint64_t bytes_ = 0;
  std::int64_t last_posted_ = 0;
  bool waiting_for_room_ = false;
};

}  // namespace backchannel::store
