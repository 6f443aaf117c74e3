#pragma once
// The object identifiers that this module writes and reads. Those of the exercise arc repeat proto/oids.txt;
// a test compares the two.

#include <algorithm>
#include <array>
#include <string_view>

#include "backchannel/base/bytes.h"

namespace backchannel::seal::oids {

// Dotted text with its DER content octets (X.690 8.19), made at compile time.
class Oid {
 public:
  consteval explicit Oid(const char* dotted) : dotted_(dotted) {
    std::array<std::uint64_t, kArcsMax> arcs{};
    std::size_t count = 1;
    for (const char c : dotted_) {
      if (c == '.') {
        ++count;
      } else {
        arcs[count - 1] = arcs[count - 1] * 10 + static_cast<std::uint64_t>(c - '0');
      }
    }
    append(arcs[0] * 40 + arcs[1]);
    for (std::size_t i = 2; i < count; ++i) append(arcs[i]);
  }

  [[nodiscard]] constexpr const char* dotted() const noexcept { return dotted_.data(); }
  [[nodiscard]] constexpr base::BytesView content() const noexcept { return {octets_.data(), size_}; }
  [[nodiscard]] bool is(base::BytesView other) const noexcept { return std::ranges::equal(content(), other); }

 private:
  static constexpr std::size_t kArcsMax = 16;

  consteval void append(std::uint64_t arc) {
    int groups = 1;
    for (std::uint64_t rest = arc >> 7; rest != 0; rest >>= 7) ++groups;
    for (int group = groups - 1; group >= 0; --group)
      octets_[size_++] = static_cast<std::uint8_t>(((arc >> (7 * group)) & 0x7F) | (group != 0 ? 0x80 : 0));
  }

  std::string_view dotted_;
  std::array<std::uint8_t, 24> octets_{};
  std::size_t size_ = 0;
};

inline constexpr Oid kPolicy("1.3.6.1.4.1.99999.1");
inline constexpr Oid kContentMessage("1.3.6.1.4.1.99999.2.1");
inline constexpr Oid kContentEnvelope("1.3.6.1.4.1.99999.2.2");
inline constexpr Oid kContentOuter("1.3.6.1.4.1.99999.2.3");
inline constexpr Oid kContentRoster("1.3.6.1.4.1.99999.2.4");
inline constexpr Oid kContentDraft("1.3.6.1.4.1.99999.2.5");
inline constexpr Oid kAttributeHeader("1.3.6.1.4.1.99999.3.1");
inline constexpr Oid kCategoryRestrictive("1.3.6.1.4.1.99999.4.1");
inline constexpr Oid kCategoryPermissive("1.3.6.1.4.1.99999.4.2");
inline constexpr Oid kCategoryInformative("1.3.6.1.4.1.99999.4.3");
inline constexpr Oid kEkuPersonSign("1.3.6.1.4.1.99999.5.1");
inline constexpr Oid kEkuNodeSign("1.3.6.1.4.1.99999.5.2");
inline constexpr Oid kEkuAgree("1.3.6.1.4.1.99999.5.3");
inline constexpr Oid kEkuTransport("1.3.6.1.4.1.99999.5.4");
inline constexpr Oid kEkuRosterSign("1.3.6.1.4.1.99999.5.5");

// RFC 5652, 5083, 2634, 5035
inline constexpr Oid kSignedData("1.2.840.113549.1.7.2");
inline constexpr Oid kAuthEnvelopedData("1.2.840.113549.1.9.16.1.23");
inline constexpr Oid kContentReceipt("1.2.840.113549.1.9.16.1.1");
inline constexpr Oid kContentType("1.2.840.113549.1.9.3");
inline constexpr Oid kMessageDigest("1.2.840.113549.1.9.4");
inline constexpr Oid kSigningTime("1.2.840.113549.1.9.5");
inline constexpr Oid kReceiptRequest("1.2.840.113549.1.9.16.2.1");
inline constexpr Oid kSecurityLabel("1.2.840.113549.1.9.16.2.2");
inline constexpr Oid kMessageSignatureDigest("1.2.840.113549.1.9.16.2.5");
inline constexpr Oid kSigningCertificateV2("1.2.840.113549.1.9.16.2.47");
// RFC 5754, 5480, 5753, 3565, 5084
inline constexpr Oid kSha256("2.16.840.1.101.3.4.2.1");
inline constexpr Oid kEcdsaWithSha256("1.2.840.10045.4.3.2");
inline constexpr Oid kEcPublicKey("1.2.840.10045.2.1");
inline constexpr Oid kDhSha256Kdf("1.3.132.1.11.1");
inline constexpr Oid kAes256Wrap("2.16.840.1.101.3.4.1.45");
inline constexpr Oid kAes256Gcm("2.16.840.1.101.3.4.1.46");

}  // namespace backchannel::seal::oids
