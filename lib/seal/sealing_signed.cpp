#include <algorithm>
#include <climits>
#include <ctime>
#include <string>

#include "backchannel/base/check.h"
#include "backchannel/seal/crypto.h"
#include "keys.h"
#include "sealing_der.h"
#include "sealing_layers.h"

namespace backchannel::seal {
namespace {

using base::Code;

constexpr unsigned kSignFlags = CMS_BINARY | CMS_NOSMIMECAP | CMS_NOCERTS | CMS_USE_KEYID | CMS_PARTIAL;
// The chain has been verified by Trust. Neither certificates nor revocation lists of the sender are looked
// at.
constexpr unsigned kVerifyFlags = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY | CMS_NOINTERN | CMS_NOCRL;
constexpr std::int64_t kUtcTimeBegins = -631'152'000;  // 1950-01-01
constexpr std::int64_t kUtcTimeEnds = 2'524'608'000;   // 2050-01-01

// The library keeps a copy of the content for as long as the structure lives.
void wipe_content(CMS_ContentInfo* cms) {
  ASN1_OCTET_STRING** content = CMS_get0_content(cms);
  if (content != nullptr && *content != nullptr && (*content)->data != nullptr)
    base::wipe((*content)->data, static_cast<std::size_t>((*content)->length));
}

struct WipedCms {
  CmsPtr cms;
  ~WipedCms() {
    if (cms != nullptr) wipe_content(cms.get());
  }
};

bool add_attribute(CMS_SignerInfo* signer, const oids::Oid& type, base::BytesView value) {
  const Asn1ObjectPtr object(OBJ_txt2obj(type.dotted(), 1));
  if (object == nullptr) return false;
  const std::uint8_t tag = value[0];
  if (tag == der::kOctetString || tag == der::kUtcTime) {
    der::Cursor cursor(value, {});
    const auto element = cursor.any();
    return element && CMS_signed_add1_attr_by_OBJ(signer, object.get(), tag, element->content.data(),
                                                  static_cast<int>(element->content.size())) == 1;
  }
  // For SEQUENCE and SET the library wants the whole element.
  const int type_number = tag == der::kSet ? V_ASN1_SET : V_ASN1_SEQUENCE;
  return CMS_signed_add1_attr_by_OBJ(signer, object.get(), type_number, value.data(),
                                     static_cast<int>(value.size())) == 1;
}

base::Result<base::Bytes> utc_time(base::HandlingTime time) {
  const std::int64_t seconds = seconds_of(time);
  if (seconds < kUtcTimeBegins || seconds >= kUtcTimeEnds)
    return base::fail(Code::Time, "a signature can only be dated between 1950 and 2049");
  const auto clock = static_cast<std::time_t>(seconds);
  std::tm parts{};
  BC_CHECK(gmtime_r(&clock, &parts) != nullptr);
  char text[16] = {};
  const std::size_t size = std::strftime(text, sizeof text, "%y%m%d%H%M%SZ", &parts);
  return der::element(der::kUtcTime, base::as_bytes({text, size}));
}

// RFC 5035 without hashAlgorithm (its default is SHA-256) and without issuerSerial.
base::Bytes signing_certificate(const Certified& signer) {
  const auto identifier = der::constructed(der::kSequence, {der::octets(signer.sha256.view())});
  return der::constructed(der::kSequence, {der::constructed(der::kSequence, {identifier})});
}

base::Bytes signed_attributes_set(const SignedLayer& layer) {
  return der::element(der::kSet, layer.signed_attributes);
}

base::Result<base::Bytes> encoded(CMS_ContentInfo* cms) {
  unsigned char* out = nullptr;
  const int size = i2d_CMS_ContentInfo(cms, &out);
  if (size <= 0) return fail_openssl(Code::Internal, "a layer cannot be encoded");
  base::Bytes bytes(out, out + size);
  OPENSSL_clear_free(out, static_cast<std::size_t>(size));
  return bytes;
}

}  // namespace

std::int64_t seconds_of(base::HandlingTime time) noexcept {
  return time.ms >= 0 ? time.ms / base::kSecondMs : -((-time.ms + base::kSecondMs - 1) / base::kSecondMs);
}

base::Digest sha256(base::BytesView bytes) { return OpensslDigester().sha256(bytes); }

base::Digest signed_attributes_digest(const SignedLayer& layer) {
  return sha256(signed_attributes_set(layer));
}

base::Result<base::Bytes> make_signed(base::BytesView content, const Signing& signing) {
  EVP_PKEY* key = signing.key->impl().key.get();
  X509* certificate = signing.signer->x509;
  if (X509_check_private_key(certificate, key) != 1) {
    ERR_clear_error();
    return base::fail(Code::Binding, "the signing key is not the one of " + signing.signer->owner.name);
  }
  BC_TRY(time, utc_time(signing.time));
  const WipedCms holder{CmsPtr(CMS_sign(nullptr, nullptr, nullptr, nullptr, kSignFlags))};
  CMS_ContentInfo* cms = holder.cms.get();
  const Asn1ObjectPtr type(OBJ_txt2obj(signing.content_type->dotted(), 1));
  if (cms == nullptr || type == nullptr || CMS_set1_eContentType(cms, type.get()) != 1)
    return fail_openssl(Code::Internal, "a signature cannot be begun");
  CMS_SignerInfo* info = CMS_add1_signer(cms, certificate, key, EVP_sha256(), kSignFlags);
  bool added = info != nullptr && add_attribute(info, oids::kSigningTime, time) &&
               add_attribute(info, oids::kSigningCertificateV2, signing_certificate(*signing.signer));
  for (const auto& attribute : signing.attributes)
    added = added && add_attribute(info, *attribute.type, attribute.value);
  if (!added || !finish(cms, content)) return fail_openssl(Code::Internal, "a layer cannot be signed");
  return encoded(cms);
}

base::Result<> verify_signed(base::BytesView bytes, const SignedLayer& layer, const Certified& signer) {
  // With key identifiers another certificate for the same key would verify: the hash names the one meant.
  if (!std::ranges::equal(layer.certificate_hash, signer.sha256.view()))
    return base::fail(Code::Binding, "the signature names another certificate of this key");
  if (bytes.size() > LONG_MAX) return base::fail(Code::TooLarge);
  const unsigned char* cursor = bytes.data();
  const WipedCms holder{CmsPtr(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(bytes.size())))};
  if (holder.cms == nullptr) return fail_openssl(Code::Der, "the library cannot read a layer");
  const X509StackPtr certificates(sk_X509_new_null());
  if (certificates == nullptr || sk_X509_push(certificates.get(), signer.x509) <= 0)
    return fail_openssl(Code::Internal, "a signature cannot be checked");
  if (CMS_verify(holder.cms.get(), certificates.get(), nullptr, nullptr, nullptr, kVerifyFlags) != 1)
    return fail_openssl(Code::Integrity, "the signature does not hold");
  return {};
}

}  // namespace backchannel::seal
