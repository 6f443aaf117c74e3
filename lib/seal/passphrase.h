#pragma once

#include "backchannel/base/bytes.h"
#include "backchannel/base/random.h"

namespace backchannel::seal {

// Five made-up words that can be said aloud and typed without capitals: 80 bits.
[[nodiscard]] base::SecretBytes make_passphrase(base::Random& random);

}  // namespace backchannel::seal
