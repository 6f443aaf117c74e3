#include "transfer_window.h"

#include <algorithm>

#include "backchannel/base/limits.h"

namespace backchannel::custody {

void TransferWindow::answered(std::int64_t took_us) noexcept {
  took_us = std::max<std::int64_t>(took_us, 1);
  quickest_us_ = quickest_us_ == 0 ? took_us : std::min(quickest_us_, took_us);
  sum_us_ += took_us;
  if (++answers_ < size_) return;
  const std::int64_t usual_us = sum_us_ / static_cast<std::int64_t>(answers_);
  const std::int64_t waiting = static_cast<std::int64_t>(size_) * (usual_us - quickest_us_) / usual_us;
  if (waiting > kWaitingMost)
    size_ = std::max(size_ - 1, kLeast);
  else if (waiting < kWaitingLeast)
    size_ = std::min(size_ + 1, base::kWindowTransfers);
  sum_us_ = 0;
  answers_ = 0;
}

}  // namespace backchannel::custody
