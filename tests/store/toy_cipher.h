#pragma once
// Shows whether the right bytes meet the right key and offset; the real cipher belongs to another module.

#include <atomic>

#include "backchannel/base/at_rest.h"

namespace backchannel::store::test {

class ToyCipher final : public base::AtRest {
 public:
  [[nodiscard]] base::SecretBytes new_key() const override {
    base::Bytes key(kKeyBytes);
    std::uint64_t state = ++keys_;
    for (auto& byte : key) byte = next(state);
    return base::SecretBytes(std::move(key));
  }
  void apply(base::BytesView key, std::uint64_t offset, std::span<std::uint8_t> bytes) const override {
    for (auto& byte : bytes) {
      std::uint64_t state = offset++;
      for (const auto part : key) state = state * 31 + part;
      byte ^= next(state);
    }
  }

 private:
  static std::uint8_t next(std::uint64_t& state) {
    state = (state ^ (state >> 31)) * 0x9E3779B97F4A7C15U + 1;
    return static_cast<std::uint8_t>(state >> 56);
  }
  mutable std::atomic<std::uint64_t> keys_ = 0;
};

inline const base::AtRest& toy_cipher() {
  static const ToyCipher one;
  return one;
}

}  // namespace backchannel::store::test
