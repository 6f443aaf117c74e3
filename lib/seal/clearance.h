#pragma once
// Clearances in certificates: the Clearance attribute (RFC 5913 section 2, attribute 2.5.4.55) in
// subjectDirectoryAttributes, and authorityClearanceConstraints (section 3, extension 1.3.6.1.5.5.7.1.21).
// The crypto library knows neither: it carries them, we read and intersect them.

#include <openssl/x509.h>

#include <optional>

#include "backchannel/base/error.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/message/label.h"
#include "openssl.h"

namespace backchannel::seal {

// Extensions, not critical. LabelUnknown if the catalogue has no row for a category.
[[nodiscard]] base::Result<X509ExtensionPtr> clearance_extension(const message::Clearance& clearance,
                                                                 const doctrine::Catalogue& catalogue);
[[nodiscard]] base::Result<X509ExtensionPtr> constraint_extension(const message::Clearance& most,
                                                                  const doctrine::Catalogue& catalogue);

// What the certificate grants its holder; nothing when it has no clearance for this system's policy. Der if
// it cannot be read.
[[nodiscard]] base::Result<message::Clearance> clearance_in(const X509* certificate);
// The most that certificates below may grant; nullopt: no constraint (RFC 5913 section 3).
[[nodiscard]] base::Result<std::optional<message::Clearance>> constraint_in(const X509* certificate);

}  // namespace backchannel::seal
