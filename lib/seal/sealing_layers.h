#pragma once
// One layer at a time: SignedData and AuthEnvelopedData made, checked and opened with the CMS library. In
// memory only: streaming would give BER. Private to module seal.

#include <span>
#include <vector>

#include "backchannel/seal/keys.h"
#include "openssl.h"
#include "preflight.h"
#include "trust_impl.h"

namespace backchannel::seal {

// Plain text on its way: wiped when it goes.
class Wiped {
 public:
  explicit Wiped(base::Bytes text) noexcept : bytes(std::move(text)) {}
  Wiped(Wiped&&) noexcept = default;
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  Wiped& operator=(Wiped&&) = delete;
  ~Wiped() { base::wipe(bytes.data(), bytes.size()); }

  base::Bytes bytes;
};

// Wipes what a message says in words. Its numbers and names stay.
void wipe_text(message::Message& message) noexcept;

// A signed attribute beside those that every layer has. `value` is one whole DER element.
struct SignedAttribute {
  const oids::Oid* type;
  base::Bytes value;
};

struct Signing {
  const oids::Oid* content_type;
  const Certified* signer;
  const PrivateKey* key;
  base::HandlingTime time;
  std::vector<SignedAttribute>
      attributes;  // contentType, messageDigest, signingTime, signingCertificateV2 come by themselves
};

// Binding if the key is not the certificate's; Time if UTCTime cannot say the time.
[[nodiscard]] base::Result<base::Bytes> make_signed(base::BytesView content, const Signing& signing);

// The signature and the certificate's hash. Integrity, Binding.
[[nodiscard]] base::Result<> verify_signed(base::BytesView bytes, const SignedLayer& layer,
                                           const Certified& signer);

// One key-agreement recipient for each certificate.
[[nodiscard]] base::Result<base::Bytes> make_envelope(base::BytesView content, const oids::Oid& content_type,
                                                      std::span<X509* const> recipients);

// What CMS_final does, without the library's buffer between, which would be given back with the text in it.
[[nodiscard]] bool finish(CMS_ContentInfo* cms, base::BytesView content);

// After parse_envelope only. Without a certificate the one recipient is tried. Integrity.
[[nodiscard]] base::Result<Wiped> open_envelope(base::BytesView bytes, X509* certificate,
                                                const PrivateKey& key);

// RFC 2634 msgSigDigest: SHA-256 over the DER of the signed attributes as a SET.
[[nodiscard]] base::Digest signed_attributes_digest(const SignedLayer& layer);

// SHA-256 of bytes.
[[nodiscard]] base::Digest sha256(base::BytesView bytes);

// Whole seconds, downwards also before 1970.
[[nodiscard]] std::int64_t seconds_of(base::HandlingTime time) noexcept;

}  // namespace backchannel::seal
