#pragma once

namespace backchannel::seal {

// 3.0 before 3.0.22 overflows a heap block on a padded wrap and releases text before its tag is
// checked.
[[nodiscard]] bool accepts_library(unsigned major, unsigned minor, unsigned patch) noexcept;

}  // namespace backchannel::seal
