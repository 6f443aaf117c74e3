#pragma once
// Reading certificates: names, key identifier, usages, time. Making them is certificate_issue.h.

#include <openssl/x509.h>

#include <string>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/base/names.h"
#include "backchannel/base/time.h"
#include "backchannel/netplan/roster.h"
#include "openssl.h"

namespace backchannel::seal {

// Seconds since 1970, rounded down also before it: the resolution of certificates.
[[nodiscard]] time_t to_seconds(base::HandlingTime time) noexcept;
// Der if the library's time is not readable.
[[nodiscard]] base::Result<base::HandlingTime> to_handling_time(const ASN1_TIME* time);

[[nodiscard]] base::Result<X509Ptr> certificate_from_der(base::BytesView der);
[[nodiscard]] base::Result<X509CrlPtr> crl_from_der(base::BytesView der);
[[nodiscard]] base::Bytes to_der(const X509* certificate);
[[nodiscard]] base::Bytes to_der(const X509_CRL* crl);

// First 20 bytes of the SHA-256 of the SubjectPublicKeyInfo (the way of RFC 7093 section 2 method 1).
[[nodiscard]] base::KeyId key_id_of(const X509* certificate);
[[nodiscard]] base::Digest sha256_of(base::BytesView bytes);

// The one common name; empty if there is none or more than one.
[[nodiscard]] std::string common_name_of(const X509* certificate);

// What the profile of such a certificate fixes, whoever issued it: key type, signature algorithm,
// subjectKeyIdentifier made from the key, not an authority, key usage, the one extended key usage. Chain or
// Binding, with one sentence that starts with `what`: "the signing certificate of HAIG".
[[nodiscard]] base::Result<> check_use(X509* certificate, netplan::OwnerKind kind, netplan::KeyUse use,
                                       const std::string& what);
[[nodiscard]] base::Result<> check_roster_signer(X509* certificate);

// "signing", "key-agreement", "transport"
[[nodiscard]] const char* to_words(netplan::KeyUse use) noexcept;

}  // namespace backchannel::seal
