#pragma once
// The shared middle of check_outer and open. Private to module seal.

#include "backchannel/seal/sealing.h"
#include "preflight.h"
#include "trust_impl.h"

namespace backchannel::seal {

// An outer layer that has been checked, with views into the sealed bytes.
struct CheckedOuter {
  Outer outer;
  SignedLayer layer;
  EnvelopeLayer envelope;
  const Certified* signer = nullptr;
};

[[nodiscard]] base::Result<CheckedOuter> check_layers(const Trust& trust, base::BytesView sealed,
                                                      const CheckTime& when);

}  // namespace backchannel::seal
