#pragma once

#include <cstdint>
#include <span>

namespace backchannel::base {

// Source of randomness as an interface, so that a simulated world can be replayed. The real one is OpenSSL's.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

}  // namespace backchannel::base
