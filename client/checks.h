#pragma once
// The steps of an exercise that is played: each is counted when it comes out as expected; the first that does
// not ends the play with one sentence.

#include <functional>
#include <string_view>

#include "backchannel/base/error.h"

namespace backchannel::client {

class Checks {
 public:
  // Internal: "expected ..., found ...". Unavailable when interrupted.
  [[nodiscard]] base::Result<> verify(bool as_expected, std::string_view expected, std::string_view found);
  // Looks every 10 ms until `done` says yes: a step too. Internal when the time is over, Unavailable when
  // interrupted.
  [[nodiscard]] base::Result<> until(std::string_view expected, int deadline_ms,
                                     const std::function<base::Result<bool>()>& done);
  [[nodiscard]] int verified() const noexcept { return verified_; }

 private:
  int verified_ = 0;
};

inline constexpr int kPlayed = 0, kPlayFailed = 70, kPlayInterrupted = 130;
// The exit code of a play; the reason why it ended early goes to standard error behind `program`.
[[nodiscard]] int end_of_play(std::string_view program, const base::Result<>& played);

}  // namespace backchannel::client
