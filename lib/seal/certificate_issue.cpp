#include "certificate_issue.h"

#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdint>

#include "backchannel/base/check.h"
#include "certificate.h"
#include "clearance.h"

namespace backchannel::seal {
namespace {

using base::Code;

constexpr const char* kOrganization = "EXERCISE - TRAINING MATERIAL";
constexpr long kVersion3 = 2;
constexpr long kCrlVersion2 = 1;

bool set_name(X509_NAME* name, const std::string& common_name, const std::string& role) {
  const auto add = [name](int nid, const std::string& text) {
    return X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()), -1, 0) == 1;
  };
  return add(NID_organizationName, kOrganization) &&
         (role.empty() || add(NID_organizationalUnitName, role)) && add(NID_commonName, common_name);
}

// Random, positive, 63 bits: nobody can foretell the next certificate's bytes.
bool set_random_serial(ASN1_INTEGER* serial) {
  std::uint64_t number = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&number), sizeof number) != 1) return false;
  number = (number >> 1) | (std::uint64_t{1} << 62);
  return ASN1_INTEGER_set_uint64(serial, number) == 1;
}

bool set_validity(X509* certificate, const Validity& validity) {
  const Asn1TimePtr from(ASN1_TIME_set(nullptr, to_seconds(validity.from)));
  const Asn1TimePtr until(ASN1_TIME_set(nullptr, to_seconds(validity.until)));
  return from != nullptr && until != nullptr && X509_set1_notBefore(certificate, from.get()) == 1 &&
         X509_set1_notAfter(certificate, until.get()) == 1;
}

bool add_extension(X509* certificate, int nid, bool critical, void* value) {
  return X509_add1_ext_i2d(certificate, nid, value, critical ? 1 : 0, X509V3_ADD_DEFAULT) == 1;
}

bool add_constraints(X509* certificate, const CertificateProfile& profile) {
  const std::unique_ptr<BASIC_CONSTRAINTS, Freer<BASIC_CONSTRAINTS_free>> value(BASIC_CONSTRAINTS_new());
  if (profile.path_length) {
    value->ca = 0xff;
    value->pathlen = ASN1_INTEGER_new();
    if (value->pathlen == nullptr || ASN1_INTEGER_set(value->pathlen, *profile.path_length) != 1)
      return false;
  }
  return add_extension(certificate, NID_basic_constraints, profile.is_critical("basicConstraints"),
                       value.get());
}

int bit_of(const std::string& usage) {
  // RFC 5280 section 4.2.1.3
  constexpr std::array<std::string_view, 7> kBits = {"digitalSignature", "nonRepudiation", "keyEncipherment",
                                                     "dataEncipherment", "keyAgreement",   "keyCertSign",
                                                     "cRLSign"};
  for (std::size_t bit = 0; bit < kBits.size(); ++bit)
    if (kBits[bit] == usage) return static_cast<int>(bit);
  return -1;
}

bool add_key_usage(X509* certificate, const CertificateProfile& profile) {
  const std::unique_ptr<ASN1_BIT_STRING, Freer<ASN1_BIT_STRING_free>> bits(ASN1_BIT_STRING_new());
  for (const auto& usage : profile.key_usage)
    if (ASN1_BIT_STRING_set_bit(bits.get(), bit_of(usage), 1) != 1) return false;
  return add_extension(certificate, NID_key_usage, profile.is_critical("keyUsage"), bits.get());
}

bool add_extended_key_usage(X509* certificate, const CertificateProfile& profile) {
  if (profile.extended_key_usage.empty()) return true;
  const std::unique_ptr<EXTENDED_KEY_USAGE, Freer<EXTENDED_KEY_USAGE_free>> usages(sk_ASN1_OBJECT_new_null());
  for (const auto& dotted : profile.extended_key_usage) {
    ASN1_OBJECT* usage = OBJ_txt2obj(dotted.c_str(), 1);
    if (usage == nullptr || sk_ASN1_OBJECT_push(usages.get(), usage) == 0) return false;
  }
  return add_extension(certificate, NID_ext_key_usage, profile.is_critical("extendedKeyUsage"), usages.get());
}

Asn1OctetStringPtr octets_of(base::BytesView bytes) {
  Asn1OctetStringPtr octets(ASN1_OCTET_STRING_new());
  ASN1_OCTET_STRING_set(octets.get(), bytes.data(), static_cast<int>(bytes.size()));
  return octets;
}

std::unique_ptr<AUTHORITY_KEYID, Freer<AUTHORITY_KEYID_free>> authority_key(const X509* issuer) {
  std::unique_ptr<AUTHORITY_KEYID, Freer<AUTHORITY_KEYID_free>> value(AUTHORITY_KEYID_new());
  value->keyid = octets_of(key_id_of(issuer).view()).release();
  return value;
}

bool add_key_identifiers(X509* certificate, const X509* issuer) {
  const Asn1OctetStringPtr own = octets_of(key_id_of(certificate).view());
  const auto authority = authority_key(issuer);
  return add_extension(certificate, NID_subject_key_identifier, false, own.get()) &&
         add_extension(certificate, NID_authority_key_identifier, false, authority.get());
}

base::Result<> add_clearance(X509* certificate, const CertificateOrder& order,
                             const doctrine::Catalogue& catalogue) {
  if (order.profile.clearance == ClearancePlace::None) return {};
  BC_TRY(extension, order.profile.clearance == ClearancePlace::Subject
                        ? clearance_extension(order.clearance, catalogue)
                        : constraint_extension(order.clearance, catalogue));
  if (X509_add_ext(certificate, extension.get(), -1) != 1)
    return fail_openssl(Code::Internal, "the clearance cannot be put into a certificate");
  return {};
}

}  // namespace

base::Result<X509Ptr> issue_certificate(const CertificateOrder& order, const Issuer& issuer,
                                        const doctrine::Catalogue& catalogue) {
  X509Ptr made(X509_new());
  const X509* signer = issuer.certificate != nullptr ? issuer.certificate : made.get();
  const bool filled =
      X509_set_version(made.get(), kVersion3) == 1 && set_random_serial(X509_get_serialNumber(made.get())) &&
      set_validity(made.get(), order.validity) &&
      set_name(X509_get_subject_name(made.get()), order.common_name, order.profile.role) &&
      X509_set_issuer_name(made.get(), X509_get_subject_name(signer)) == 1 &&
      X509_set_pubkey(made.get(), order.public_key) == 1 && add_constraints(made.get(), order.profile) &&
      add_key_usage(made.get(), order.profile) && add_extended_key_usage(made.get(), order.profile) &&
      add_key_identifiers(made.get(), signer);
  if (!filled)
    return fail_openssl(Code::Internal, "the certificate of " + order.common_name + " cannot be made");
  BC_TRY_VOID(add_clearance(made.get(), order, catalogue));
  if (X509_sign(made.get(), issuer.key, EVP_sha256()) <= 0)
    return fail_openssl(Code::Internal, "the certificate of " + order.common_name + " cannot be signed");
  return made;
}

namespace {

// What a list carries beside its entries.
struct ListFrame {
  const ASN1_TIME* from;
  const ASN1_TIME* until;
  ASN1_INTEGER* number;
};

base::Result<X509CrlPtr> begin_crl(const Issuer& issuer, const ListFrame& frame) {
  X509CrlPtr crl(X509_CRL_new());
  const auto authority = authority_key(issuer.certificate);
  const bool good =
      X509_CRL_set_version(crl.get(), kCrlVersion2) == 1 &&
      X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(issuer.certificate)) == 1 &&
      X509_CRL_set1_lastUpdate(crl.get(), frame.from) == 1 &&
      X509_CRL_set1_nextUpdate(crl.get(), frame.until) == 1 &&
      X509_CRL_add1_ext_i2d(crl.get(), NID_crl_number, frame.number, 0, X509V3_ADD_DEFAULT) == 1 &&
      X509_CRL_add1_ext_i2d(crl.get(), NID_authority_key_identifier, authority.get(), 0,
                            X509V3_ADD_DEFAULT) == 1;
  if (!good) return fail_openssl(Code::Internal, "a revocation list cannot be begun");
  return crl;
}

bool add_entry(X509_CRL* crl, X509RevokedPtr entry) {
  if (entry == nullptr || X509_CRL_add0_revoked(crl, entry.get()) != 1) return false;
  (void)entry.release();  // the list owns it now
  return true;
}

bool withdraw(X509_CRL* crl, X509* certificate, ASN1_TIME* at, std::optional<long> reason) {
  X509RevokedPtr entry(X509_REVOKED_new());
  bool good = X509_REVOKED_set_serialNumber(entry.get(), X509_get_serialNumber(certificate)) == 1 &&
              X509_REVOKED_set_revocationDate(entry.get(), at) == 1;
  if (reason) {
    const std::unique_ptr<ASN1_ENUMERATED, Freer<ASN1_ENUMERATED_free>> value(ASN1_ENUMERATED_new());
    good = good && ASN1_ENUMERATED_set(value.get(), *reason) == 1 &&
           X509_REVOKED_add1_ext_i2d(entry.get(), NID_crl_reason, value.get(), 0, X509V3_ADD_DEFAULT) == 1;
  }
  return good && add_entry(crl, std::move(entry));
}

bool carry_over(X509_CRL* crl, X509_CRL* previous) {
  STACK_OF(X509_REVOKED)* entries = X509_CRL_get_REVOKED(previous);
  for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i)
    if (!add_entry(crl, X509RevokedPtr(X509_REVOKED_dup(sk_X509_REVOKED_value(entries, i))))) return false;
  return true;
}

base::Result<X509CrlPtr> sign_crl(X509CrlPtr crl, const Issuer& issuer) {
  if (X509_CRL_sort(crl.get()) != 1 || X509_CRL_sign(crl.get(), issuer.key, EVP_sha256()) <= 0)
    return fail_openssl(Code::Internal, "a revocation list cannot be signed");
  return crl;
}

std::optional<long> number_of(WithdrawalReason reason) {
  switch (reason) {
    case WithdrawalReason::Unspecified:
      return std::nullopt;  // RFC 5280 section 5.3.1: said by leaving it out
    case WithdrawalReason::Superseded:
      return CRL_REASON_SUPERSEDED;
    case WithdrawalReason::KeyCompromise:
      return CRL_REASON_KEY_COMPROMISE;
  }
  BC_CHECK(false);
}

}  // namespace

base::Result<X509CrlPtr> issue_crl(const Issuer& issuer, const Validity& validity,
                                   std::span<X509* const> revoked) {
  const Asn1TimePtr from(ASN1_TIME_set(nullptr, to_seconds(validity.from)));
  const Asn1TimePtr until(ASN1_TIME_set(nullptr, to_seconds(validity.until)));
  const Asn1IntegerPtr number(ASN1_INTEGER_new());
  if (ASN1_INTEGER_set(number.get(), 1) != 1)
    return fail_openssl(Code::Internal, "a revocation list cannot be numbered");
  BC_TRY(crl, begin_crl(issuer, {from.get(), until.get(), number.get()}));
  for (X509* certificate : revoked)
    if (!withdraw(crl.get(), certificate, from.get(), std::nullopt))
      return fail_openssl(Code::Internal, "a revocation list cannot be made");
  return sign_crl(std::move(crl), issuer);
}

base::Result<X509CrlPtr> continue_crl(const Issuer& issuer, X509_CRL* previous,
                                      std::span<X509* const> withdrawn, base::HandlingTime at,
                                      WithdrawalReason reason) {
  const Asn1IntegerPtr number(
      static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(previous, NID_crl_number, nullptr, nullptr)));
  const Asn1TimePtr from(ASN1_TIME_set(nullptr, to_seconds(at)));
  std::int64_t last = 0;
  if (number == nullptr || ASN1_INTEGER_get_int64(&last, number.get()) != 1 ||
      ASN1_INTEGER_set_int64(number.get(), last + 1) != 1)
    return fail_openssl(Code::Internal, "the revocation list before has no number");
  BC_TRY(crl, begin_crl(issuer, {from.get(), X509_CRL_get0_nextUpdate(previous), number.get()}));
  bool good = carry_over(crl.get(), previous);
  for (X509* certificate : withdrawn)
    good = good && withdraw(crl.get(), certificate, from.get(), number_of(reason));
  if (!good) return fail_openssl(Code::Internal, "a revocation list cannot be made");
  return sign_crl(std::move(crl), issuer);
}

}  // namespace backchannel::seal
