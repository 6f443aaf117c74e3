#pragma once
// How many transfers below FLASH may be unanswered at one neighbour, of each precedence. It follows the time
// from the last byte to the answer, as congestion control by delay does (L. Brakmo, L. Peterson, "TCP Vegas",
// IEEE JSAC 13(8), 1995): what the answer takes longer than the quickest one was spent in the neighbour's
// queues, where no FLASH should have to stand behind it. A long circuit keeps its whole window: there the
// quickest answer takes long too. Pure.

#include <cstddef>
#include <cstdint>

namespace backchannel::custody {

class TransferWindow {
 public:
  // Of the transfers on their way, so many should wait at the neighbour: fewer, and it may run dry.
  static constexpr std::int64_t kWaitingLeast = 3, kWaitingMost = 6;
  static constexpr std::size_t kLeast = kWaitingMost + 1, kFirst = kLeast + 1;

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  // Microseconds from the departure of a transfer's last byte to its ACCEPT.
  void answered(std::int64_t took_us) noexcept;

 private:
  std::size_t size_ = kFirst;
  std::int64_t quickest_us_ = 0;  // of this session; 0: none yet
  std::int64_t sum_us_ = 0;       // of the answers since the size was looked at
  std::size_t answers_ = 0;
};

}  // namespace backchannel::custody
