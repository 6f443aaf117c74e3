#pragma once
// Chance with a seed that can be given again, and the long forms.

#include <chrono>
#include <cstdint>
#include <random>
#include <string>

namespace backchannel::fault {

// VARIABLE=long asks for the long form of a test.
[[nodiscard]] bool is_long(const char* variable);

// Prints its seed; BACKCHANNEL_TEST_SEED repeats the same choices, not the same instants.
class Storm {
 public:
  Storm();
  [[nodiscard]] std::size_t pick(std::size_t from, std::size_t to);  // both included
  [[nodiscard]] bool one_in(std::size_t n) { return pick(1, n) == 1; }
  // An instant of the storm, not something to be waited for.
  static void wait_at_most(std::chrono::microseconds span);

 private:
  std::mt19937_64 random_;
};

[[nodiscard]] std::string seconds_between(std::chrono::steady_clock::time_point from,
                                          std::chrono::steady_clock::time_point to);

}  // namespace backchannel::fault
