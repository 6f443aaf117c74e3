#pragma once
// What the preflight has read: views into the bytes it was given. Private to module seal.

#include <optional>
#include <vector>

#include "backchannel/base/names.h"
#include "backchannel/base/time.h"
#include "backchannel/seal/sealing.h"
#include "oids.h"

namespace backchannel::seal {

enum class SignedKind : std::uint8_t { Outer, Inner, Receipt };

struct SignedLayer {
  base::BytesView content;  // of the eContent OCTET STRING
  base::KeyId signer;
  base::BytesView signed_attributes;  // the elements within [0]: their digest is taken behind a SET head
  base::BytesView signature;
  std::int64_t signing_time_s = 0;           // since 1970
  base::BytesView certificate_hash;          // of signingCertificateV2, SHA-256
  base::BytesView label;                     // ESSSecurityLabel, whole
  base::BytesView header;                    // outer: content of the header attribute
  base::BytesView receipt_identifier;        // inner, if a receipt is asked for: signedContentIdentifier
  base::BytesView message_signature_digest;  // receipt
};

struct EnvelopeLayer {
  std::vector<base::KeyId> recipients;  // as they stand
  base::BytesView ciphertext;
};

// Der, Algorithm, Type, Depth, Signers, SignedAttributes, Layers, TooLarge.
[[nodiscard]] base::Result<SignedLayer> parse_signed(base::BytesView bytes, SignedKind kind);
// ... and RecipientInfo. `content_type` is what the envelope must hold.
[[nodiscard]] base::Result<EnvelopeLayer> parse_envelope(base::BytesView bytes,
                                                         const oids::Oid& content_type);

}  // namespace backchannel::seal
