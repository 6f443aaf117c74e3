#pragma once
// `backchannel demo`: the exercise Hakto 49 from Saigon to Paris, on a temporary net of real programs.

namespace backchannel::client {

struct DemoOptions {
  bool fast = false;     // no typing, no waiting for Enter
  bool verbose = false;  // also the ceremony, the records and the reasons
  bool keep = false;     // the net's folder stays
};

// The exit code: 0 only if every step was verified; 70 with one sentence on standard error; 130 when
// interrupted. Whatever it started is stopped.
[[nodiscard]] int run_demo(const DemoOptions& options);

}  // namespace backchannel::client
