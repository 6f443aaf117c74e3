#pragma once

#include "backchannel/seal/keys.h"
#include "openssl.h"

namespace backchannel::seal {

struct PrivateKey::Impl {
  PkeyPtr key;
};

}  // namespace backchannel::seal
