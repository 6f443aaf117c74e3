#include "certificate.h"

#include <openssl/ec.h>
#include <openssl/x509v3.h>

#include <array>
#include <string_view>

#include "backchannel/base/check.h"
#include "oids.h"

namespace backchannel::seal {
namespace {

using base::Code;
using base::fail;

struct UseRule {
  const char* extended_key_usage;
  std::uint32_t key_usage;
  bool x25519;
};

UseRule rule_of(netplan::OwnerKind kind, netplan::KeyUse use) {
  switch (use) {
    case netplan::KeyUse::Sign:
      return {
          kind == netplan::OwnerKind::Person ? oids::kEkuPersonSign.dotted() : oids::kEkuNodeSign.dotted(),
          KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION, false};
    case netplan::KeyUse::Agree:
      return {oids::kEkuAgree.dotted(), KU_KEY_AGREEMENT, false};
    case netplan::KeyUse::Transport:
      return {oids::kEkuTransport.dotted(), KU_KEY_AGREEMENT, true};
  }
  BC_CHECK(false);
}

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 32> group{};
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1 &&
         std::string_view(group.data()) == SN_X9_62_prime256v1;
}

bool has_only_usage(X509* certificate, const char* dotted) {
  int critical = -1;
  const std::unique_ptr<EXTENDED_KEY_USAGE, Freer<EXTENDED_KEY_USAGE_free>> usages(
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, &critical, nullptr)));
  if (usages == nullptr || sk_ASN1_OBJECT_num(usages.get()) != 1) return false;
  std::array<char, 80> text{};
  OBJ_obj2txt(text.data(), static_cast<int>(text.size()), sk_ASN1_OBJECT_value(usages.get(), 0), 1);
  return std::string_view(text.data()) == dotted;
}

base::Result<> check_key(X509* certificate, bool x25519, const std::string& what) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  const bool fits = key != nullptr && (x25519 ? EVP_PKEY_is_a(key, "X25519") == 1 : is_p256(key));
  if (!fits)
    return fail(Code::Chain, what + " holds a key that is not " + (x25519 ? "X25519" : "P-256") +
                                 ", the only kind used here");
  if (X509_get_signature_nid(certificate) != NID_ecdsa_with_SHA256)
    return fail(Code::Chain, what + " is not signed with ECDSA and SHA-256, the only way used here");
  // An identifier that does not come from the key would let one key stand under two names.
  const ASN1_OCTET_STRING* stated = X509_get0_subject_key_id(certificate);
  const base::KeyId id = key_id_of(certificate);
  const bool same = stated != nullptr && ASN1_STRING_length(stated) == static_cast<int>(base::KeyId::kSize) &&
                    std::memcmp(ASN1_STRING_get0_data(stated), id.value.data(), base::KeyId::kSize) == 0;
  if (!same) return fail(Code::Binding, what + " carries a key identifier that is not the one of its key");
  return {};
}

base::Result<> check_rule(X509* certificate, const UseRule& rule, const std::string& what) {
  BC_TRY_VOID(check_key(certificate, rule.x25519, what));
  if (X509_check_ca(certificate) != 0) return fail(Code::Chain, what + " claims to be an authority");
  if ((X509_get_extension_flags(certificate) & EXFLAG_KUSAGE) == 0 ||
      X509_get_key_usage(certificate) != rule.key_usage)
    return fail(Code::Chain, what + " has another key usage than its purpose demands");
  if (!has_only_usage(certificate, rule.extended_key_usage))
    return fail(Code::Chain, what + " has another extended key usage than " + rule.extended_key_usage);
  return {};
}

template <class T>
base::Result<T> whole(T parsed, const unsigned char* at, base::BytesView der, const char* what) {
  if (parsed == nullptr) return fail_openssl(Code::Der, std::string("a ") + what + " cannot be read");
  if (at != der.data() + der.size()) return fail(Code::Der, std::string("bytes follow after a ") + what);
  return parsed;
}

template <class Object>
base::Bytes der_of(const Object* object, int (*encode)(const Object*, unsigned char**)) {
  unsigned char* out = nullptr;
  const int size = encode(object, &out);
  BC_CHECK(size > 0);
  base::Bytes bytes(out, out + size);
  OPENSSL_free(out);
  return bytes;
}

}  // namespace

time_t to_seconds(base::HandlingTime time) noexcept {
  const std::int64_t seconds = time.ms / base::kSecondMs;
  return time.ms % base::kSecondMs < 0 ? seconds - 1 : seconds;
}

base::Result<base::HandlingTime> to_handling_time(const ASN1_TIME* time) {
  const Asn1TimePtr epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0;
  int seconds = 0;
  if (time == nullptr || ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1)
    return fail_openssl(Code::Der, "a time in a certificate or revocation list cannot be read");
  return base::HandlingTime{days * 24 * base::kHourMs + seconds * base::kSecondMs};
}

base::Result<X509Ptr> certificate_from_der(base::BytesView der) {
  const unsigned char* at = der.data();
  X509Ptr parsed(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  return whole(std::move(parsed), at, der, "certificate");
}

base::Result<X509CrlPtr> crl_from_der(base::BytesView der) {
  const unsigned char* at = der.data();
  X509CrlPtr parsed(d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size())));
  return whole(std::move(parsed), at, der, "revocation list");
}

base::Bytes to_der(const X509* certificate) { return der_of(certificate, i2d_X509); }
base::Bytes to_der(const X509_CRL* crl) { return der_of(crl, i2d_X509_CRL); }

base::Digest sha256_of(base::BytesView bytes) {
  base::Digest digest;
  BC_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.value.data(), nullptr, EVP_sha256(), nullptr) == 1);
  return digest;
}

base::KeyId key_id_of(const X509* certificate) {
  unsigned char* out = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &out);
  BC_CHECK(size > 0);
  const base::Digest digest = sha256_of({out, static_cast<std::size_t>(size)});
  OPENSSL_free(out);
  return base::KeyId::from_bytes(digest.view().first(base::KeyId::kSize));
}

std::string common_name_of(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  const int place = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (place < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, place) >= 0) return {};
  const ASN1_STRING* name = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, place));
  unsigned char* utf8 = nullptr;
  const int size = ASN1_STRING_to_UTF8(&utf8, name);
  if (size < 0) return {};
  std::string text(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size));
  OPENSSL_free(utf8);
  return text;
}

base::Result<> check_use(X509* certificate, netplan::OwnerKind kind, netplan::KeyUse use,
                         const std::string& what) {
  return check_rule(certificate, rule_of(kind, use), what);
}

base::Result<> check_roster_signer(X509* certificate) {
  return check_rule(certificate,
                    {oids::kEkuRosterSign.dotted(), KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION, false},
                    "the certificate that signs the roster");
}

const char* to_words(netplan::KeyUse use) noexcept {
  switch (use) {
    case netplan::KeyUse::Sign:
      return "signing";
    case netplan::KeyUse::Agree:
      return "key-agreement";
    case netplan::KeyUse::Transport:
      return "transport";
  }
  return "";
}

}  // namespace backchannel::seal
