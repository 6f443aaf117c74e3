#pragma once
// The roster's own SignedData (RFC 5652): content type content-roster, one signer, whose certificate and its
// issuer's come along, since the roster cannot vouch for the certificate that signs it. `openssl cms -verify`
// prints the JSON.

#include <openssl/x509.h>

#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/base/time.h"
#include "openssl.h"

namespace backchannel::seal {

struct RosterSigner {
  X509* certificate = nullptr;
  EVP_PKEY* key = nullptr;
  X509* issuing = nullptr;
};
[[nodiscard]] base::Result<base::Bytes> sign_roster(std::string_view json, const RosterSigner& signer,
                                                    base::HandlingTime signing_time);

struct OpenedRoster {
  std::string json;
  X509Ptr signer;                    // not yet verified: the caller checks its chain before it reads the JSON
  std::vector<X509Ptr> authorities;  // other certificates that came along
};
// Strict structure and signature, not the chain. TooLarge, Der, Type, Signers, SignedAttributes, Algorithm,
// Integrity.
[[nodiscard]] base::Result<OpenedRoster> open_roster(base::BytesView signed_roster);

}  // namespace backchannel::seal
