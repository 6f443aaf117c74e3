#pragma once
// Token buckets in protocol time: who may send how many at once, and how many a minute. A bucket that nobody
// has taken from is full, so that after a restart all are. Pure data structure; one bucket for each key that
// was ever taken from: the caller gives keys of the plan only.

#include <compare>
#include <map>
#include <string>

#include "backchannel/base/names.h"
#include "backchannel/base/time.h"
#include "backchannel/message/precedence.h"
#include "backchannel/netplan/plan.h"

namespace backchannel::custody {

struct BucketKey {
  std::string who;
  base::NodeName station;  // where it came into the net
  message::Precedence precedence = message::Precedence::Routine;
  friend auto operator<=>(const BucketKey&, const BucketKey&) = default;
};

// `size` is the plan's row for the key: its burst and per_minute. Precondition: both are at least 1. `since`
// is now, or an earlier moment from which on nothing could come: what the bucket would have given since then
// may be taken now, beyond the burst.
class Buckets {
 public:
  // How long until one is there, in microseconds; 0: there is one now.
  [[nodiscard]] std::int64_t wait_us(const BucketKey& key, const netplan::Admission& size,
                                     base::ProtocolTime now, base::ProtocolTime since) const;
  [[nodiscard]] std::int64_t wait_us(const BucketKey& key, const netplan::Admission& size,
                                     base::ProtocolTime now) const {
    return wait_us(key, size, now, now);
  }
  // Takes one; false: none is there.
  [[nodiscard]] bool take(const BucketKey& key, const netplan::Admission& size, base::ProtocolTime now,
                          base::ProtocolTime since);
  [[nodiscard]] bool take(const BucketKey& key, const netplan::Admission& size, base::ProtocolTime now) {
    return take(key, size, now, now);
  }
  // One that was taken was not used after all.
  void give_back(const BucketKey& key, const netplan::Admission& size);

  [[nodiscard]] std::size_t count() const noexcept { return full_at_.size(); }

 private:
  std::map<BucketKey, base::ProtocolTime> full_at_;
};

}  // namespace backchannel::custody
