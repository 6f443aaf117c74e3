#include "buckets.h"

#include <algorithm>

namespace backchannel::custody {

namespace {

// Between two of them, once the burst is used up.
std::int64_t interval_us(const netplan::Admission& size) {
  return base::kMinuteMs * base::kMillisecondUs / size.per_minute;
}

}  // namespace

// One moment says all: when the bucket will be full again. Each one taken puts it off by an interval, and it
// holds at least one as long as that lies at most burst - 1 intervals ahead.
std::int64_t Buckets::wait_us(const BucketKey& key, const netplan::Admission& size, base::ProtocolTime now,
                              base::ProtocolTime since) const {
  const auto it = full_at_.find(key);
  const base::ProtocolTime full_at = it == full_at_.end() ? since : std::max(it->second, since);
  return std::max<std::int64_t>(0, full_at - now - (size.burst - 1) * interval_us(size));
}

bool Buckets::take(const BucketKey& key, const netplan::Admission& size, base::ProtocolTime now,
                   base::ProtocolTime since) {
  if (wait_us(key, size, now, since) > 0) return false;
  base::ProtocolTime& full_at = full_at_.try_emplace(key, since).first->second;
  full_at = std::max(full_at, since) + interval_us(size);
  return true;
}

void Buckets::give_back(const BucketKey& key, const netplan::Admission& size) {
  const auto it = full_at_.find(key);
  if (it != full_at_.end()) it->second = it->second + -interval_us(size);
}

}  // namespace backchannel::custody
