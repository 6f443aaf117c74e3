#include "preflight_attributes.h"

#include <array>
#include <chrono>
#include <string>

#include "backchannel/base/limits.h"

namespace backchannel::seal {
namespace {

using base::Code;
using der::Cursor;

constexpr Code kWrong = Code::SignedAttributes;
constexpr std::size_t kSha256Bytes = 32;
constexpr std::size_t kIdentifierBytesMax = 64;
constexpr std::size_t kReceiptsToBytesMax = 256;

enum class Attribute : std::uint8_t {
  ContentType,
  MessageDigest,
  SigningTime,
  SigningCertificate,
  SecurityLabel,
  Header,
  ReceiptRequest,
  MessageSignatureDigest,
};
constexpr std::size_t kAttributes = 8;
using Seen = std::array<bool, kAttributes>;

struct Row {
  const oids::Oid* oid;
  Attribute attribute;
};
constexpr std::array kRows = {
    Row{&oids::kContentType, Attribute::ContentType},
    Row{&oids::kMessageDigest, Attribute::MessageDigest},
    Row{&oids::kSigningTime, Attribute::SigningTime},
    Row{&oids::kSigningCertificateV2, Attribute::SigningCertificate},
    Row{&oids::kSecurityLabel, Attribute::SecurityLabel},
    Row{&oids::kAttributeHeader, Attribute::Header},
    Row{&oids::kReceiptRequest, Attribute::ReceiptRequest},
    Row{&oids::kMessageSignatureDigest, Attribute::MessageSignatureDigest},
};

bool allowed(Attribute attribute, SignedKind kind) {
  switch (attribute) {
    case Attribute::ContentType:
    case Attribute::MessageDigest:
    case Attribute::SigningTime:
    case Attribute::SigningCertificate:
    case Attribute::SecurityLabel:
      return true;
    case Attribute::Header:
      return kind == SignedKind::Outer;
    case Attribute::ReceiptRequest:
      return kind == SignedKind::Inner;
    case Attribute::MessageSignatureDigest:
      return kind == SignedKind::Receipt;
  }
  return false;
}

// RFC 2634 knows receipts without being asked for one; every other attribute of the kind must stand.
bool required(Attribute attribute, SignedKind kind) {
  return attribute != Attribute::ReceiptRequest && allowed(attribute, kind);
}

base::Result<base::BytesView> sized_octets(Cursor& value, std::size_t size, std::string_view what) {
  BC_TRY(octets, value.take(der::kOctetString, kWrong, what));
  if (octets.content.size() != size) return value.refuse(kWrong, std::string(what) + " has the wrong size");
  return octets.content;
}

// YYMMDDhhmmssZ (RFC 5652 11.3: UTCTime for the years 1950 to 2049).
base::Result<std::int64_t> utc_time(Cursor& value) {
  BC_TRY(time, value.take(der::kUtcTime, kWrong, "the signing time"));
  constexpr std::size_t kFields = 6;
  std::array<int, kFields> field{};
  if (time.content.size() != 2 * kFields + 1 || time.content.back() != 'Z')
    return value.refuse(kWrong, "the signing time is not YYMMDDhhmmssZ");
  for (std::size_t i = 0; i < 2 * kFields; ++i) {
    const int digit = time.content[i] - '0';
    if (digit < 0 || digit > 9) return value.refuse(kWrong, "the signing time is not YYMMDDhhmmssZ");
    field[i / 2] = field[i / 2] * 10 + digit;
  }
  const std::chrono::year_month_day date{std::chrono::year{field[0] + (field[0] < 50 ? 2000 : 1900)},
                                         std::chrono::month{static_cast<unsigned>(field[1])},
                                         std::chrono::day{static_cast<unsigned>(field[2])}};
  if (!date.ok() || field[3] > 23 || field[4] > 59 || field[5] > 59)
    return value.refuse(kWrong, "the signing time does not exist");
  const auto days = std::chrono::sys_days{date}.time_since_epoch().count();
  return ((std::int64_t{days} * 24 + field[3]) * 60 + field[4]) * 60 + field[5];
}

// RFC 5035: SEQUENCE { SEQUENCE { SEQUENCE { certHash } } }; hashAlgorithm left out means SHA-256,
// issuerSerial adds nothing to the hash.
base::Result<base::BytesView> certificate_hash(Cursor& value) {
  BC_TRY(attribute, value.enter(der::kSequence, kWrong, "signingCertificateV2"));
  BC_TRY(certificates, attribute.enter(der::kSequence, kWrong, "the list of certificates"));
  BC_TRY(certificate, certificates.enter(der::kSequence, kWrong, "ESSCertIDv2"));
  if (certificate.next_is(der::kSequence))
    return certificate.refuse(Code::Algorithm, "a certificate hash of its own kind");
  BC_TRY(hash, sized_octets(certificate, kSha256Bytes, "the certificate hash"));
  BC_TRY_VOID(certificate.end(kWrong));
  BC_TRY_VOID(certificates.end(kWrong));
  BC_TRY_VOID(attribute.end(kWrong));
  return hash;
}

// RFC 2634 2.7: SEQUENCE { OCTET STRING, [0] 0 (all receipts), SEQUENCE { SEQUENCE { [6] URI } } }.
base::Result<base::BytesView> receipt_identifier(Cursor& value) {
  BC_TRY(request, value.enter(der::kSequence, kWrong, "the receipt request"));
  BC_TRY(identifier, request.take(der::kOctetString, kWrong, "the signed content identifier"));
  if (identifier.content.empty() || identifier.content.size() > kIdentifierBytesMax)
    return request.refuse(kWrong, "the signed content identifier has the wrong size");
  BC_TRY(from, request.take(der::context(0), kWrong, "receiptsFrom"));
  if (from.content.size() != 1 || from.content[0] != 0)
    return request.refuse(kWrong, "receiptsFrom is not all");
  BC_TRY(to, request.enter(der::kSequence, kWrong, "receiptsTo"));
  BC_TRY(names, to.enter(der::kSequence, kWrong, "the names in receiptsTo"));
  BC_TRY(name, names.take(der::context(6), kWrong, "the name in receiptsTo"));
  if (name.content.size() > kReceiptsToBytesMax)
    return names.refuse(kWrong, "the name in receiptsTo is too long");
  BC_TRY_VOID(names.end(kWrong));
  BC_TRY_VOID(to.end(kWrong));
  BC_TRY_VOID(request.end(kWrong));
  return identifier.content;
}

base::Result<> read_value(Attribute attribute, Cursor value, const oids::Oid& content_type,
                          SignedLayer& layer) {
  switch (attribute) {
    case Attribute::ContentType:
      BC_TRY_VOID(value.expect_oid(content_type, kWrong, "the signed content type"));
      break;
    case Attribute::MessageDigest: {
      BC_TRY(digest, sized_octets(value, kSha256Bytes, "the message digest"));
      static_cast<void>(digest);  // compared with the content when the signature is verified
      break;
    }
    case Attribute::SigningTime: {
      BC_TRY(seconds, utc_time(value));
      layer.signing_time_s = seconds;
      break;
    }
    case Attribute::SigningCertificate: {
      BC_TRY(hash, certificate_hash(value));
      layer.certificate_hash = hash;
      break;
    }
    case Attribute::SecurityLabel: {
      BC_TRY(label, value.take(der::kSet, kWrong, "the label"));
      if (label.whole.size() > base::kLabelBytesMax) return value.refuse(Code::TooLarge, "the label");
      layer.label = label.whole;
      break;
    }
    case Attribute::Header: {
      BC_TRY(header, value.take(der::kOctetString, kWrong, "the header"));
      if (header.content.size() > base::kHeaderBytesMax) return value.refuse(Code::TooLarge, "the header");
      layer.header = header.content;
      break;
    }
    case Attribute::ReceiptRequest: {
      BC_TRY(identifier, receipt_identifier(value));
      layer.receipt_identifier = identifier;
      break;
    }
    case Attribute::MessageSignatureDigest: {
      BC_TRY(digest, sized_octets(value, kSha256Bytes, "msgSigDigest"));
      layer.message_signature_digest = digest;
      break;
    }
  }
  return value.end(kWrong);
}

base::Result<> read_attribute(Cursor& attribute, SignedKind kind, const oids::Oid& content_type, Seen& seen,
                              SignedLayer& layer) {
  BC_TRY(type, attribute.take(der::kOid, kWrong, "the type of a signed attribute"));
  for (const Row& row : kRows) {
    if (!row.oid->is(type.content) || !allowed(row.attribute, kind)) continue;
    bool& known = seen[static_cast<std::size_t>(row.attribute)];
    if (known) return attribute.refuse(kWrong, "a signed attribute stands twice");
    known = true;
    BC_TRY(values, attribute.take(der::kSet, kWrong, "the values of a signed attribute"));
    BC_TRY_VOID(attribute.end(kWrong));
    // A value is a document of its own: its depth is counted anew.
    return read_value(row.attribute, Cursor(values.content, "a signed attribute"), content_type, layer);
  }
  return attribute.refuse(kWrong, "a signed attribute that the profile does not know");
}

}  // namespace

base::Result<> parse_attributes(Cursor& attributes, SignedKind kind, const oids::Oid& content_type,
                                SignedLayer& layer) {
  Seen seen{};
  base::BytesView previous;
  while (!attributes.at_end()) {
    Cursor ahead = attributes;
    BC_TRY(element, ahead.any());
    BC_TRY(attribute, attributes.enter(der::kSequence, kWrong, "a signed attribute"));
    BC_TRY_VOID(read_attribute(attribute, kind, content_type, seen, layer));
    if (!previous.empty() && !der::in_set_order(previous, element.whole))
      return attributes.refuse(Code::Der, "the signed attributes are not in the order of a set");
    previous = element.whole;
  }
  for (const Row& row : kRows)
    if (required(row.attribute, kind) && !seen[static_cast<std::size_t>(row.attribute)])
      return attributes.refuse(kWrong, "a signed attribute of the profile is missing");
  return {};
}

}  // namespace backchannel::seal
