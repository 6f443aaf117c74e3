#include "roster_signature.h"

#include <openssl/cms.h>

#include <array>
#include <cstring>

#include "certificate.h"
#include "oids.h"

namespace backchannel::seal {
namespace {

using base::Code;
using base::fail;

// Thousands of persons fit; an attacker's file does not fill the memory.
constexpr std::size_t kRosterBytesMax = std::size_t{16} << 20;

struct CertificatesDeleter {
  void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_pop_free(stack, X509_free); }
};
using CertificatesPtr = std::unique_ptr<STACK_OF(X509), CertificatesDeleter>;

base::Bytes encoded(const CMS_ContentInfo* cms) {
  unsigned char* out = nullptr;
  const int size = i2d_CMS_ContentInfo(cms, &out);
  if (size <= 0) return {};
  base::Bytes bytes(out, out + size);
  OPENSSL_free(out);
  return bytes;
}

bool is(const ASN1_OBJECT* object, const char* dotted) {
  std::array<char, 80> text{};
  OBJ_obj2txt(text.data(), static_cast<int>(text.size()), object, 1);
  return std::strcmp(text.data(), dotted) == 0;
}

// d2i takes BER and trailing bytes; what does not encode back to itself is refused.
base::Result<CmsPtr> parse(base::BytesView bytes) {
  if (bytes.size() > kRosterBytesMax) return fail(Code::TooLarge, "the signed roster is larger than 16 MiB");
  const unsigned char* at = bytes.data();
  CmsPtr cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(bytes.size())));
  if (cms == nullptr) return fail_openssl(Code::Der, "the signed roster cannot be read");
  if (at != bytes.data() + bytes.size() || !std::ranges::equal(encoded(cms.get()), bytes))
    return fail(Code::Der, "the signed roster is not in the one permitted encoding");
  return cms;
}

bool has_one(const CMS_SignerInfo* signer, int nid) {
  const int place = CMS_signed_get_attr_by_NID(signer, nid, -1);
  return place >= 0 && CMS_signed_get_attr_by_NID(signer, nid, place) < 0;
}

base::Result<> check_structure(CMS_ContentInfo* cms) {
  if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed)
    return fail(Code::Type, "the roster is not a SignedData");
  if (!is(CMS_get0_eContentType(cms), oids::kContentRoster.dotted()))
    return fail(Code::Type, "the signed content is not a roster");
  ASN1_OCTET_STRING** content = CMS_get0_content(cms);
  if (content == nullptr || *content == nullptr)
    return fail(Code::Type, "the signed roster carries no roster");
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(cms);
  if (sk_CMS_SignerInfo_num(signers) != 1) return fail(Code::Signers, "a roster has exactly one signature");
  CMS_SignerInfo* signer = sk_CMS_SignerInfo_value(signers, 0);
  // Without signed attributes a signature over attributes could be passed off as one over content.
  if (!has_one(signer, NID_pkcs9_contentType) || !has_one(signer, NID_pkcs9_messageDigest) ||
      !has_one(signer, NID_pkcs9_signingTime) || CMS_signed_get_attr_count(signer) != 3)
    return fail(Code::SignedAttributes,
                "a roster's signature covers content type, digest and signing time, each once");
  X509_ALGOR* digest = nullptr;
  X509_ALGOR* signature = nullptr;
  CMS_SignerInfo_get0_algs(signer, nullptr, nullptr, &digest, &signature);
  if (OBJ_obj2nid(digest->algorithm) != NID_sha256 ||
      OBJ_obj2nid(signature->algorithm) != NID_ecdsa_with_SHA256)
    return fail(Code::Algorithm, "a roster is signed with ECDSA and SHA-256 only");
  return {};
}

base::Result<OpenedRoster> take_out(CMS_ContentInfo* cms) {
  OpenedRoster opened;
  const X509StackPtr signers(CMS_get0_signers(cms));
  if (signers == nullptr || sk_X509_num(signers.get()) != 1)
    return fail(Code::Signers, "a roster has exactly one signature");
  X509* signer = sk_X509_value(signers.get(), 0);
  X509_up_ref(signer);
  opened.signer.reset(signer);
  const CertificatesPtr all(CMS_get1_certs(cms));
  for (int i = 0; i < sk_X509_num(all.get()); ++i) {
    X509* certificate = sk_X509_value(all.get(), i);
    if (X509_cmp(certificate, signer) == 0) continue;
    X509_up_ref(certificate);
    opened.authorities.emplace_back(certificate);
  }
  const ASN1_OCTET_STRING* content = *CMS_get0_content(cms);
  opened.json.assign(reinterpret_cast<const char*>(ASN1_STRING_get0_data(content)),
                     static_cast<std::size_t>(ASN1_STRING_length(content)));
  return opened;
}

bool set_signing_time(CMS_SignerInfo* signer, base::HandlingTime time) {
  const Asn1TimePtr encoded_time(ASN1_TIME_set(nullptr, to_seconds(time)));
  return encoded_time != nullptr &&
         CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, ASN1_STRING_type(encoded_time.get()),
                                     encoded_time.get(), -1) == 1;
}

}  // namespace

base::Result<base::Bytes> sign_roster(std::string_view json, const RosterSigner& signer,
                                      base::HandlingTime signing_time) {
  constexpr unsigned kFlags = CMS_BINARY | CMS_NOSMIMECAP | CMS_USE_KEYID | CMS_PARTIAL;
  const Asn1ObjectPtr type(OBJ_txt2obj(oids::kContentRoster.dotted(), 1));
  const CmsPtr cms(CMS_sign(nullptr, nullptr, nullptr, nullptr, kFlags));
  const BioPtr content = bio_of(base::as_bytes(json));
  const bool prepared = cms != nullptr && CMS_set1_eContentType(cms.get(), type.get()) == 1 &&
                        CMS_add1_cert(cms.get(), signer.issuing) == 1;
  CMS_SignerInfo* info =
      prepared ? CMS_add1_signer(cms.get(), signer.certificate, signer.key, EVP_sha256(), kFlags) : nullptr;
  if (info == nullptr || !set_signing_time(info, signing_time) ||
      CMS_final(cms.get(), content.get(), nullptr, CMS_BINARY) != 1)
    return fail_openssl(Code::Internal, "the roster cannot be signed");
  base::Bytes der = encoded(cms.get());
  if (der.empty()) return fail_openssl(Code::Internal, "the signed roster cannot be encoded");
  return der;
}

base::Result<OpenedRoster> open_roster(base::BytesView signed_roster) {
  BC_TRY(cms, parse(signed_roster));
  BC_TRY_VOID(check_structure(cms.get()));
  // The chain is the caller's check, with the pinned root and the roster's own revocation lists.
  constexpr unsigned kFlags = CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY | CMS_NOCRL;
  const BioPtr sink(BIO_new(BIO_s_null()));
  if (CMS_verify(cms.get(), nullptr, nullptr, nullptr, sink.get(), kFlags) != 1)
    return fail_openssl(Code::Integrity, "the roster's signature does not fit the roster");
  return take_out(cms.get());
}

}  // namespace backchannel::seal
