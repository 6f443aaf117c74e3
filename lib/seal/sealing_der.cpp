#include "sealing_der.h"

#include <algorithm>

namespace backchannel::seal::der {

base::Bytes element(std::uint8_t tag, base::BytesView content) {
  base::Bytes out{tag};
  const std::size_t size = content.size();
  if (size < 0x80) {
    out.push_back(static_cast<std::uint8_t>(size));
  } else {
    int count = 1;
    while (size >> (8 * count) != 0) ++count;
    out.push_back(static_cast<std::uint8_t>(0x80 | count));
    for (int i = count - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(size >> (8 * i)));
  }
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

base::Bytes constructed(std::uint8_t tag, const std::vector<base::Bytes>& parts) {
  base::Bytes content;
  for (const auto& part : parts) content.insert(content.end(), part.begin(), part.end());
  return element(tag, content);
}

base::Bytes set_of(std::vector<base::Bytes> parts) {
  std::ranges::sort(parts);
  return constructed(kSet, parts);
}

base::Bytes integer(std::uint32_t value) {
  base::Bytes content;
  for (int shift = 24; shift >= 0; shift -= 8)
    if (const auto octet = static_cast<std::uint8_t>(value >> shift);
        !content.empty() || octet != 0 || shift == 0) {
      if (content.empty() && octet >= 0x80) content.push_back(0);
      content.push_back(octet);
    }
  return element(kInteger, content);
}

base::Bytes octets(base::BytesView content) { return element(kOctetString, content); }

base::Bytes oid(const oids::Oid& oid, std::uint8_t tag) { return element(tag, oid.content()); }

}  // namespace backchannel::seal::der
