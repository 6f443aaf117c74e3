#pragma once
// What the other sources of this module may ask of Trust: certificates that have been verified.

#include <openssl/x509.h>

#include <memory>
#include <string>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/base/names.h"
#include "backchannel/base/time.h"
#include "backchannel/seal/trust.h"

namespace backchannel::seal {

// One end-entity certificate of the roster. Lives as long as the Trust.
struct Certified {
  Owner owner;
  X509* x509 = nullptr;          // borrowed
  base::Digest sha256;           // of the certificate's DER: what signingCertificateV2 must carry (RFC 5035)
  message::Clearance effective;  // cut down to the issuers' constraints
};

struct Trust::Impl {
  Impl();
  ~Impl();

  // Chain, revocation, key usage and time hold at `at`. UnknownName, Chain, Revoked, StatusUnknown.
  [[nodiscard]] base::Result<const Certified*> certified(const base::KeyId& key, netplan::KeyUse use,
                                                         base::HandlingTime at) const;
  [[nodiscard]] base::Result<const Certified*> certified(const std::string& owner, netplan::KeyUse use,
                                                         base::HandlingTime at) const;
  // The same, only the certificate: borrowed.
  [[nodiscard]] base::Result<X509*> certificate(const base::KeyId& key, netplan::KeyUse use,
                                                base::HandlingTime at) const;
  [[nodiscard]] base::Result<X509*> certificate(const std::string& owner, netplan::KeyUse use,
                                                base::HandlingTime at) const;

  struct State;
  std::unique_ptr<State> state;
};

}  // namespace backchannel::seal
