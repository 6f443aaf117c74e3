#pragma once
// What is otherwise in a build with a sanitizer (presets asan and tsan).

#include <string>
#include <utility>
#include <vector>

namespace backchannel::tests {

// True: memory is several times what it is without, nothing freed is given back at once, every step takes
// longer, and `new` is the sanitizer's own.
[[nodiscard]] constexpr bool under_sanitizer() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#else
  return false;
#endif
}

// The variables with which a program that this one starts writes a sanitizer's reports where this one finds
// them: the test during which one is written fails and shows it, however the program ends. Children of the
// program inherit them. Empty in a build without a sanitizer. Call it from the test's own thread.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> variables_for_reports();

}  // namespace backchannel::tests
