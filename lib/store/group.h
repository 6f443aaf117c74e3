#pragma once
// How long a group of batches stays open, and how big it may become.

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace backchannel::store {

class GroupPolicy {
 public:
  static constexpr std::chrono::microseconds kWindowMax{32'000};
  static constexpr std::uint64_t kBytesMax = std::uint64_t{4} << 20;
  static constexpr std::chrono::microseconds kTookMax{8'000};

  GroupPolicy(std::chrono::microseconds window, std::uint64_t bytes)
      : shortest_(window), smallest_(bytes), window_(window), bytes_(bytes) {}

  [[nodiscard]] std::chrono::microseconds window() const noexcept { return window_; }
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

  // The window follows the time a commit takes: a batch that came while one was running then waits no longer,
  // and on a slow disk more of them share one. The size doubles while groups are filled before their time, as
  // long as a commit is short: a FLASH that comes meanwhile waits for it.
  void committed(std::chrono::microseconds took, std::uint64_t bytes) noexcept {
    window_ = std::clamp(took, shortest_, std::max(shortest_, kWindowMax));
    const auto largest = std::max(smallest_, kBytesMax);
    if (took > kTookMax || bytes < bytes_ / 4)
      bytes_ = std::max(bytes_ / 2, smallest_);
    else if (bytes >= bytes_)
      bytes_ = std::min(bytes_ * 2, largest);
  }

 private:
  std::chrono::microseconds shortest_;
  std::uint64_t smallest_;
  std::chrono::microseconds window_;
  std::uint64_t bytes_;
};

}  // namespace backchannel::store
