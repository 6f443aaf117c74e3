#pragma once

#include "backchannel/base/bytes.h"

namespace backchannel::base {

// SHA-256 (FIPS 180-4) as an interface: the implementation belongs to the module that owns the crypto
// library.
class Digester {
 public:
  virtual ~Digester() = default;
  [[nodiscard]] virtual Digest sha256(BytesView bytes) const = 0;
};

}  // namespace backchannel::base
