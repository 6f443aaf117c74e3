#pragma once

#include <cstdint>
#include <span>

#include "backchannel/base/bytes.h"

namespace backchannel::base {

// Encrypts what lies on a disk under a key of its own, so that forgetting the small key forgets the whole. As
// an interface: the implementation belongs to the module that owns the crypto library.
//
// A stream cipher without a tag, so that any part can be read by itself: what is stored this way is named by
// its SHA-256 and protected by signatures. A key encrypts one text and never another.
class AtRest {
 public:
  static constexpr std::size_t kKeyBytes = 32;

  virtual ~AtRest() = default;
  [[nodiscard]] virtual SecretBytes new_key() const = 0;
  // Encrypts or decrypts, in place, the bytes that stand at `offset` of the text.
  virtual void apply(BytesView key, std::uint64_t offset, std::span<std::uint8_t> bytes) const = 0;
};

}  // namespace backchannel::base
