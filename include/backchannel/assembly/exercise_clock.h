#pragma once
// The exercise's clock: handling time runs from an anchor at a rate, so that every node and command of one
// net reads the same 1972; protocol time is the machine's monotonic clock. It stands still while the net is
// down, and at the exercise's last moment: a net that is left up overnight does not outlive its certificates.

#include "backchannel/assembly/net_folder.h"
#include "backchannel/base/time.h"

namespace backchannel::assembly {

struct ClockAnchor {
  std::int64_t real_unix_ms = 0;  // when ...
  base::HandlingTime handling;    // ... the exercise stood here
  std::int64_t rate = 0;          // exercise milliseconds per real millisecond; 0: it stands still
  std::optional<base::HandlingTime> last = std::nullopt;  // where it stands still for good
};

[[nodiscard]] base::Result<> write_clock(const NetFolder& net, const ClockAnchor& anchor);
// As long after its end as the exercise lasts: a class that runs late still has its certificates.
[[nodiscard]] base::HandlingTime last_moment(const netplan::Plan& plan);
// Runs on from where it stands, at the plan's rate, to the last moment; nothing if it runs already.
[[nodiscard]] base::Result<> start_clock(const NetFolder& net, const netplan::Plan& plan);
[[nodiscard]] base::Result<> stop_clock(const NetFolder& net);

// Any thread.
class ExerciseClock final : public base::Clock {
 public:
  // NotFound, Syntax.
  [[nodiscard]] static base::Result<ExerciseClock> open(const NetFolder& net);
  explicit ExerciseClock(ClockAnchor anchor) : anchor_(anchor) {}
  [[nodiscard]] base::Now now() override;
  // The same clock, put to that time now.
  [[nodiscard]] ClockAnchor anchored_at(base::HandlingTime time) const;
  [[nodiscard]] const ClockAnchor& anchor() const noexcept { return anchor_; }

 private:
  ClockAnchor anchor_;
};

}  // namespace backchannel::assembly
