#include <algorithm>
#include <string>

#include "keys.h"
#include "receipt.h"
#include "sealing.h"
#include "sealing_layers.h"
#include "sealing_parties.h"

namespace backchannel::seal {
namespace {

using base::Code;

// One answer for everything that can go wrong once the key has been used.
constexpr const char* kOutwardText = "the message cannot be opened";

struct Reader {
  const Certified* certified;
  const PrivateKey* key;
};

struct Decrypted {
  Wiped inner;
  wire::Content content;
};

// A key made anew in place of the one named opens nothing; whoever holds it must be told what does.
base::Result<> check_not_withdrawn(const Trust& trust, const message::Header& header,
                                   const std::string& reader) {
  for (const auto& recipient : header.recipients) {
    const auto withdrawn = trust.withdrawal_of(recipient.key);
    if (withdrawn && withdrawn->owner.name == reader)
      return base::fail(Code::Revoked,
                        "it is sealed to a key of " + reader + " that was withdrawn " + words_of(*withdrawn));
  }
  return {};
}

// Decided before the key is used: whether the reader is named, and whether the key is the reader's.
base::Result<Reader> reader_of(const Trust& trust, const message::Header& header, const std::string& reader,
                               const PrivateKey& agree_key, base::HandlingTime now) {
  BC_TRY(certified, trust.impl().certified(reader, netplan::KeyUse::Agree, now));
  const auto names_key = [&](const message::Recipient& recipient) {
    return recipient.key == certified->owner.key;
  };
  if (std::ranges::none_of(header.recipients, names_key)) {
    BC_TRY_VOID(check_not_withdrawn(trust, header, certified->owner.name));
    return base::fail(Code::NotARecipient, certified->owner.name + " is not a reader of this message");
  }
  if (X509_check_private_key(certified->x509, agree_key.impl().key.get()) != 1) {
    ERR_clear_error();
    return base::fail(Code::Binding,
                      "the key given is not the key-agreement key of " + certified->owner.name);
  }
  return Reader{certified, &agree_key};
}

base::Result<> check_inner(const CheckedOuter& checked, const Wiped& inner, const SignedLayer& layer) {
  if (layer.signer != checked.layer.signer)
    return base::fail(Code::Layers, "the inner layer is signed with another key than the outer one");
  BC_TRY_VOID(verify_signed(inner.bytes, layer, *checked.signer));
  if (layer.signing_time_s != checked.layer.signing_time_s)
    return base::fail(Code::LabelMismatch, "the layers are signed at different times");
  if (!std::ranges::equal(layer.label, checked.layer.label))
    return base::fail(Code::LabelMismatch, "the labels of the layers differ");
  return {};
}

base::Result<> check_content(const CheckedOuter& checked, const SignedLayer& layer,
                             const wire::Content& content) {
  if (!std::ranges::equal(wire::encode(content.header), checked.layer.header))
    return base::fail(Code::LabelMismatch, "the headings of the layers differ");
  if (content.header.size_class != layer.content.size())
    return base::fail(Code::LabelMismatch, "the size class is not the size of the content");
  return check_receipt_request(content.header, layer);
}

base::Result<Decrypted> decrypt(const CheckedOuter& checked, const Reader& reader) {
  BC_TRY(inner, open_envelope(checked.layer.content, reader.certified->x509, *reader.key));
  BC_TRY(layer, parse_signed(inner.bytes, SignedKind::Inner));
  BC_TRY_VOID(check_inner(checked, inner, layer));
  BC_TRY(content, wire::decode_content(layer.content));
  if (auto fits = check_content(checked, layer, content); !fits) {
    wipe_text(content.message);
    return std::unexpected(std::move(fits).error());
  }
  return Decrypted{std::move(inner), std::move(content)};
}

base::Result<Decrypted> decrypt_or_one_answer(const CheckedOuter& checked, const Reader& reader,
                                              std::string* detail_for_audit) {
  auto decrypted = decrypt(checked, reader);
  if (decrypted) return decrypted;
  if (detail_for_audit != nullptr)
    *detail_for_audit =
        std::string(base::row_of(decrypted.error().code).name) + ": " + base::to_sentence(decrypted.error());
  return base::fail(Code::Integrity, kOutwardText);
}

}  // namespace

base::Result<Opened> open(const Trust& trust, base::BytesView sealed, const std::string& reader,
                          const PrivateKey& agree_key, const CheckTime& when, std::string* detail_for_audit) {
  BC_TRY(checked, check_layers(trust, sealed, when));
  BC_TRY(who, reader_of(trust, checked.outer.header, reader, agree_key, when.now));
  BC_TRY(decrypted, decrypt_or_one_answer(checked, who, detail_for_audit));
  return Opened{std::move(checked.outer), std::move(decrypted.content), std::move(decrypted.inner.bytes)};
}

base::Result<Layers> take_apart(const Trust& trust, base::BytesView sealed, const std::string& reader,
                                const PrivateKey& agree_key, base::HandlingTime now) {
  BC_TRY(checked, check_layers(trust, sealed, now));
  BC_TRY(who, reader_of(trust, checked.outer.header, reader, agree_key, now));
  BC_TRY(decrypted, decrypt_or_one_answer(checked, who, nullptr));
  BC_TRY(inner, parse_signed(decrypted.inner.bytes, SignedKind::Inner));
  Layers layers;
  layers.middle.assign(checked.layer.content.begin(), checked.layer.content.end());
  layers.content.assign(inner.content.begin(), inner.content.end());
  layers.inner = std::move(decrypted.inner.bytes);
  wipe_text(decrypted.content.message);
  return layers;
}

}  // namespace backchannel::seal
