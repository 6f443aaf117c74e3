#pragma once
// One step through UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace backchannel::base {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;  // bytes taken
  bool valid = false;      // else one byte that is no part of valid UTF-8
};

// Precondition: text is not empty.
[[nodiscard]] CodePoint first_code_point(std::string_view text) noexcept;

}  // namespace backchannel::base
