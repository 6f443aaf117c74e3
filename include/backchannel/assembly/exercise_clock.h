#pragma once
// The exercise's clock: handling time runs from an anchor at a rate, so that every node and command of one net reads
// the same 1972; protocol time is the machine's monotonic clock.

#include "backchannel/assembly/net_folder.h"
#include "backchannel/base/time.h"

namespace backchannel::assembly {

struct ClockAnchor {
  std::int64_t real_unix_ms = 0;       // when ...
  base::HandlingTime handling;         // ... the exercise stood here
  std::int64_t rate = 1;               // exercise milliseconds per real millisecond
};

// Starts the exercise's clock at plan.begins now, unless it runs already (a restart of the net goes on).
[[nodiscard]] base::Result<> start_clock(const NetFolder& net, const netplan::Plan& plan);

class ExerciseClock final : public base::Clock {
 public:
  // NotFound if the net was never started.
  [[nodiscard]] static base::Result<ExerciseClock> open(const NetFolder& net);
  explicit ExerciseClock(ClockAnchor anchor) : anchor_(anchor) {}
  [[nodiscard]] base::Now now() override;

 private:
  ClockAnchor anchor_;
};

}  // namespace backchannel::assembly
