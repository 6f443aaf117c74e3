#pragma once
// DER by hand, for the small structures of which the library has no public template.

#include <vector>

#include "backchannel/base/bytes.h"
#include "oids.h"
#include "preflight_der.h"

namespace backchannel::seal::der {

[[nodiscard]] base::Bytes element(std::uint8_t tag, base::BytesView content);
// Constructed: the parts one after the other.
[[nodiscard]] base::Bytes constructed(std::uint8_t tag, const std::vector<base::Bytes>& parts);
// A SET OF: the parts in DER order.
[[nodiscard]] base::Bytes set_of(std::vector<base::Bytes> parts);
[[nodiscard]] base::Bytes integer(std::uint32_t value);
[[nodiscard]] base::Bytes octets(base::BytesView content);
[[nodiscard]] base::Bytes oid(const oids::Oid& oid, std::uint8_t tag = kOid);

}  // namespace backchannel::seal::der
