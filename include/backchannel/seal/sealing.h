#pragma once
// The triple wrap (docs/SEALING.md): sealing, the check that relays make, opening, receipts.
// Sealed bytes are one DER ContentInfo. Any thread.

#include "backchannel/base/error.h"
#include "backchannel/message/label.h"
#include "backchannel/seal/keys.h"
#include "backchannel/seal/trust.h"
#include "backchannel/wire/codec.h"

namespace backchannel::seal {

// Strict DER walk with an allow-list, before any call of the CMS library. Pure, needs no key.
// Der, Algorithm, Type, Depth, Signers, SignedAttributes, RecipientInfo, Layers, TooLarge.
[[nodiscard]] base::Result<> preflight_outer(base::BytesView sealed);
[[nodiscard]] base::Result<> preflight_envelope(base::BytesView middle);
[[nodiscard]] base::Result<> preflight_inner(base::BytesView inner);

struct Sealed {
  base::Bytes bytes;
  base::TransferId transfer;
  base::Bytes header_bytes;
  base::Bytes label_bytes;
  base::Bytes receipt_expectation;  // digests that the originator keeps to check opening receipts; no text
};

// Originator = owner of `signing_key` (a person or a node), who must be content.header.originator at
// originator_node. Every recipient's key is checked (chain, use, revocation) before anything is sealed to it.
// A receipt is requested of persons when header.kind is Message. signingTime is header.created.
[[nodiscard]] base::Result<Sealed> seal(const Trust& trust, const wire::Content& content,
                                        const message::Label& label, const PrivateKey& signing_key,
                                        base::HandlingTime now);

struct Outer {
  base::TransferId transfer;
  message::Header header;
  base::Bytes header_bytes;
  message::Label label;
  base::Bytes label_bytes;
  Owner originator;
  std::string releaser;   // the second person whose release the header carries; empty: none
  base::Digest released;  // what that person released
};

// What a relay does: preflight, outer signature, originator's chain at header.created and revocation as of
// now (of a superseded certificate: as CheckTime says), header and label well formed, header's originator =
// signer.
[[nodiscard]] base::Result<Outer> check_outer(const Trust& trust, base::BytesView sealed,
                                              const CheckTime& when);

// Since when a relay has had this transfer: the earliest relay's stamp on it that holds. nullopt: none.
[[nodiscard]] std::optional<base::HandlingTime> witnessed_at(
    const Trust& trust, const std::vector<message::SignedStatement>& stamps, const base::TransferId& transfer,
    base::HandlingTime now);

// The label in Sealed::label_bytes, which whoever sent a message keeps. LabelUnknown.
[[nodiscard]] base::Result<message::Label> label_of(base::BytesView label_bytes);

struct Opened {
  Outer outer;
  wire::Content content;
  base::Bytes inner;  // the inner SignedData: what a receipt is made from. Holds the text: wipe it
};

// The whole pipeline of opening but for the policy decision. `reader` is the owner of agree_key. Revoked: it
// is sealed to a key of the reader's that was withdrawn. All failures after decryption starts give Integrity
// with one text; the reason is in `detail_for_audit`.
[[nodiscard]] base::Result<Opened> open(const Trust& trust, base::BytesView sealed, const std::string& reader,
                                        const PrivateKey& agree_key, const CheckTime& when,
                                        std::string* detail_for_audit = nullptr);

// RFC 2634 receipt by the reader. Data of an OpeningReceipt statement.
[[nodiscard]] base::Result<base::Bytes> make_receipt(const Trust& trust, const Opened& opened,
                                                     const std::string& reader, const PrivateKey& signing_key,
                                                     base::HandlingTime now);
// ReceiptSigner, Integrity: by the expected reader, for the expected message.
[[nodiscard]] base::Result<> check_receipt(const Trust& trust, base::BytesView receipt,
                                           base::BytesView expectation, const std::string& expected_reader,
                                           const CheckTime& when);

// Statements: signature as message/statement.h says.
[[nodiscard]] base::Result<message::SignedStatement> sign(const Trust& trust,
                                                          const message::Statement& statement,
                                                          const std::string& author,
                                                          const PrivateKey& signing_key);
// The author is the signer, has the role that the kind needs, and its certificate holds. ReceiptSigner,
// Chain, ...
[[nodiscard]] base::Result<message::Statement> verify(const Trust& trust,
                                                      const message::SignedStatement& statement,
                                                      const CheckTime& when);

// Something only one party can read, a draft its author above all: one AuthEnvelopedData to the key of
// `author`, who may be another: the words of a correction are sealed to their reader. open_own: Revoked, if
// it is sealed to a key of the author's that was withdrawn.
[[nodiscard]] base::Result<base::Bytes> seal_to_self(const Trust& trust, const std::string& author,
                                                     base::BytesView text, base::HandlingTime now);
[[nodiscard]] base::Result<base::SecretBytes> open_own(const Trust& trust, const std::string& author,
                                                       const PrivateKey& agree_key, base::BytesView sealed);

// The middle and inner layer as files for a lecturer: outer's content, and after decryption the inner
// SignedData.
struct Layers {
  base::Bytes middle;
  base::Bytes inner;
  base::Bytes content;
};
[[nodiscard]] base::Result<Layers> take_apart(const Trust& trust, base::BytesView sealed,
                                              const std::string& reader, const PrivateKey& agree_key,
                                              base::HandlingTime now);

}  // namespace backchannel::seal
