#pragma once
// Making certificates and revocation lists by a profile.

#include <openssl/x509.h>

#include <optional>
#include <span>
#include <string>

#include "backchannel/base/error.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/message/label.h"
#include "backchannel/seal/trust.h"
#include "certificate_profile.h"
#include "openssl.h"

namespace backchannel::seal {

// Who signs. certificate == nullptr: the subject itself.
struct Issuer {
  X509* certificate = nullptr;
  EVP_PKEY* key = nullptr;
};

struct CertificateOrder {
  const CertificateProfile& profile;
  std::string common_name;
  EVP_PKEY* public_key = nullptr;
  Validity validity;
  message::Clearance clearance;  // as the profile's place says; ignored for ClearancePlace::None
};

// LabelUnknown for a caveat without doctrine row; Internal with the library's reason.
[[nodiscard]] base::Result<X509Ptr> issue_certificate(const CertificateOrder& order, const Issuer& issuer,
                                                      const doctrine::Catalogue& catalogue);

// The first list of an authority: withdrawn from the beginning, for no reason given.
[[nodiscard]] base::Result<X509CrlPtr> issue_crl(const Issuer& issuer, const Validity& validity,
                                                 std::span<X509* const> revoked);

// The list after `previous`: everything on it, and `withdrawn` at and for what is said. The next number, and
// the same time of the next list. Internal.
[[nodiscard]] base::Result<X509CrlPtr> continue_crl(const Issuer& issuer, X509_CRL* previous,
                                                    std::span<X509* const> withdrawn, base::HandlingTime at,
                                                    WithdrawalReason reason);

}  // namespace backchannel::seal
