#include <algorithm>
#include <array>

#include "backchannel/wire/codec.h"

namespace backchannel::wire {

namespace {

constexpr std::size_t kClassMin = 256;
constexpr std::size_t kClassStep = 64;

// The greatest next class that stays within 12 % and 256 bytes of the smallest size falling into it. Plain
// Padme keeps to 12 % as well but has 16 or more classes in each octave: 128 up to 64 KiB, twice what may be
// told apart.
constexpr std::size_t class_after(std::size_t size) {
  const std::size_t next = (size + size * 12 / 100 + 256) / kClassStep * kClassStep;
  return std::min(next, kContentBytesMax);
}

constexpr std::size_t class_count() {
  std::size_t count = 1;
  for (std::size_t size = kClassMin; size < kContentBytesMax; size = class_after(size)) ++count;
  return count;
}
static_assert(class_count() <= 64);

constexpr auto kClasses = [] {
  std::array<std::size_t, class_count()> classes{};
  std::size_t size = kClassMin;
  for (std::size_t& each : classes) {
    each = size;
    size = class_after(size);
  }
  return classes;
}();
static_assert(kClasses.back() == kContentBytesMax);

}  // namespace

std::size_t size_class(std::size_t bytes) {
  const auto* const found = std::ranges::lower_bound(kClasses, bytes);
  return found == kClasses.end() ? bytes : *found;
}

}  // namespace backchannel::wire
