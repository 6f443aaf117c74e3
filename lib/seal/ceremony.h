#pragma once
// The ceremony's authorities, so that what they sign can be made in steps.

#include <span>
#include <string>
#include <vector>

#include "backchannel/seal/ceremony.h"
#include "backchannel/seal/keys.h"
#include "certificate_issue.h"
#include "certificate_profile.h"
#include "openssl.h"

namespace backchannel::seal {

struct Authority {
  PrivateKey key;
  X509Ptr certificate;
  [[nodiscard]] Issuer issuer() const;
};

struct Authorities {
  Authority root;
  Authority issuing;
  Authority roster;  // signs the roster, no certificates
};

// Union of every clearance and accreditation of the plan: what the authorities may grant.
[[nodiscard]] message::Clearance everything_in(const netplan::Plan& plan);

[[nodiscard]] base::Result<Authorities> found_authorities(const netplan::Plan& plan,
                                                          const doctrine::Catalogue& catalogue,
                                                          const CertificateProfiles& profiles);

}  // namespace backchannel::seal
