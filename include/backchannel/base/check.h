#pragma once
// BC_CHECK: a condition that only a bug of ours can break. Always on. Never used on input.

namespace backchannel::base {

[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace backchannel::base

#define BC_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::backchannel::base::check_failed(#condition, __FILE__, __LINE__))
