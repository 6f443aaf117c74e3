#pragma once
// The crypto library as the rest of the program sees it: start-up checks, digest, randomness.

#include "backchannel/base/at_rest.h"
#include "backchannel/base/digest.h"
#include "backchannel/base/error.h"
#include "backchannel/base/random.h"

namespace backchannel::seal {

// Once per process, before any key is loaded: checks the runtime library version (at least 3.0.22, or a 3.0
// built by a distribution that carries the fixes), opens the secure heap, turns core dumps off
// (RLIMIT_CORE 0, PR_SET_DUMPABLE 0).
[[nodiscard]] base::Result<> start_crypto();

class OpensslDigester final : public base::Digester {
 public:
  [[nodiscard]] base::Digest sha256(base::BytesView bytes) const override;
};

class OpensslRandom final : public base::Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

// AES-256 in counter mode (NIST SP 800-38A, 6.5), counted from zero: each key encrypts one text.
class OpensslAtRest final : public base::AtRest {
 public:
  [[nodiscard]] base::SecretBytes new_key() const override;
  void apply(base::BytesView key, std::uint64_t offset, std::span<std::uint8_t> bytes) const override;
};
// Of this process: it has no state.
[[nodiscard]] const base::AtRest& at_rest() noexcept;

}  // namespace backchannel::seal
