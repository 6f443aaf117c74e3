#include "backchannel/base/limits.h"
#include "preflight.h"
#include "preflight_der.h"

namespace backchannel::seal {
namespace {

using base::Code;
using der::Cursor;

constexpr std::string_view kPlace = "envelope";
constexpr std::uint32_t kEnvelopeVersion = 0;      // RFC 5083 2.1
constexpr std::uint32_t kKeyAgreementVersion = 3;  // RFC 5652 6.2.2
constexpr std::size_t kNonceBytes = 12;
constexpr std::uint32_t kTagBytes = 16;
constexpr std::size_t kWrappedKeyBytes = 40;  // 32 under RFC 3394
constexpr std::size_t kPointBytes = 65;       // uncompressed on P-256
constexpr Code kRecipient = Code::RecipientInfo;

base::Result<> expect_auth_enveloped(Cursor& cursor) {
  BC_TRY(type, cursor.take(der::kOid, Code::Type, "the content type"));
  if (oids::kAuthEnvelopedData.is(type.content)) return {};
  if (oids::kSignedData.is(type.content)) return cursor.refuse(Code::Layers, "the envelope is missing");
  return cursor.refuse(Code::Type, "this is no AuthEnvelopedData");
}

base::Result<> check_ephemeral_key(Cursor& info) {
  BC_TRY(explicit_originator, info.enter(der::context_constructed(0), kRecipient, "the ephemeral key"));
  BC_TRY(originator, explicit_originator.enter(der::context_constructed(1), kRecipient, "the ephemeral key"));
  BC_TRY_VOID(explicit_originator.end(kRecipient));
  BC_TRY(algorithm, originator.enter(der::kSequence, kRecipient, "the kind of the ephemeral key"));
  BC_TRY_VOID(algorithm.expect_oid(oids::kEcPublicKey, kRecipient, "the kind of the ephemeral key"));
  BC_TRY_VOID(algorithm.end(kRecipient));  // RFC 5753 3.1.1: the curve is the recipient's
  BC_TRY(point, originator.take(der::kBitString, kRecipient, "the ephemeral point"));
  BC_TRY_VOID(originator.end(kRecipient));
  // Uncompressed only: the library would take the point at infinity as a key.
  if (point.content.size() != kPointBytes + 1 || point.content[0] != 0 || point.content[1] != 0x04)
    return originator.refuse(kRecipient, "the ephemeral point is not an uncompressed point of P-256");
  return {};
}

base::Result<> check_key_wrap(Cursor& info) {
  BC_TRY(agreement, info.enter(der::kSequence, kRecipient, "the key agreement"));
  BC_TRY_VOID(agreement.expect_oid(oids::kDhSha256Kdf, kRecipient, "the key agreement"));
  BC_TRY(wrap, agreement.enter(der::kSequence, kRecipient, "the key wrap"));
  BC_TRY_VOID(agreement.end(kRecipient));
  BC_TRY_VOID(wrap.expect_oid(oids::kAes256Wrap, kRecipient, "the key wrap"));
  return wrap.end(kRecipient);  // RFC 3565 2.3.2: parameters are absent
}

base::Result<base::KeyId> parse_recipient(Cursor& infos) {
  BC_TRY(info, infos.enter(der::context_constructed(1), kRecipient, "a key-agreement recipient"));
  BC_TRY_VOID(info.expect_number(kKeyAgreementVersion, kRecipient, "the version of a recipient"));
  BC_TRY_VOID(check_ephemeral_key(info));
  BC_TRY_VOID(check_key_wrap(info));
  BC_TRY(keys, info.enter(der::kSequence, kRecipient, "the wrapped keys"));
  BC_TRY_VOID(info.end(kRecipient));
  BC_TRY(key, keys.enter(der::kSequence, kRecipient, "the wrapped key"));
  BC_TRY_VOID(keys.end(kRecipient));
  BC_TRY(by_identifier, key.enter(der::context_constructed(0), kRecipient, "the recipient's key identifier"));
  BC_TRY(identifier, by_identifier.take(der::kOctetString, kRecipient, "the recipient's key identifier"));
  BC_TRY_VOID(by_identifier.end(kRecipient));
  if (identifier.content.size() != base::KeyId::kSize)
    return key.refuse(kRecipient, "the recipient's key identifier has the wrong size");
  BC_TRY(wrapped, key.take(der::kOctetString, kRecipient, "the wrapped key"));
  if (wrapped.content.size() != kWrappedKeyBytes)
    return key.refuse(kRecipient, "the wrapped key has the wrong size");
  BC_TRY_VOID(key.end(kRecipient));
  return base::KeyId::from_bytes(identifier.content);
}

base::Result<> parse_recipients(Cursor& data, EnvelopeLayer& layer) {
  BC_TRY(infos, data.enter(der::kSet, kRecipient, "the recipients"));
  base::BytesView previous;
  while (!infos.at_end()) {
    if (layer.recipients.size() == base::kRecipientsMax)
      return infos.refuse(Code::TooLarge, "too many recipients");
    Cursor ahead = infos;
    BC_TRY(element, ahead.any());
    BC_TRY(recipient, parse_recipient(infos));
    if (!previous.empty() && !der::in_set_order(previous, element.whole))
      return infos.refuse(Code::Der, "the recipients are not in the order of a set");
    previous = element.whole;
    layer.recipients.push_back(recipient);
  }
  if (layer.recipients.empty()) return infos.refuse(kRecipient, "there are no recipients");
  return {};
}

base::Result<> check_cipher(Cursor& content) {
  BC_TRY(algorithm, content.enter(der::kSequence, Code::Algorithm, "the cipher"));
  BC_TRY_VOID(algorithm.expect_oid(oids::kAes256Gcm, Code::Algorithm, "the cipher"));
  BC_TRY(parameters, algorithm.enter(der::kSequence, Code::Algorithm, "the parameters of the cipher"));
  BC_TRY_VOID(algorithm.end(Code::Algorithm));
  BC_TRY(nonce, parameters.take(der::kOctetString, Code::Algorithm, "the nonce"));
  if (nonce.content.size() != kNonceBytes)
    return parameters.refuse(Code::Algorithm, "the nonce is not 12 bytes");
  // RFC 5084 3.2: the length of the tag defaults to 12, so it must be written out.
  BC_TRY_VOID(parameters.expect_number(kTagBytes, Code::Algorithm, "the length of the tag"));
  return parameters.end(Code::Algorithm);
}

}  // namespace

base::Result<EnvelopeLayer> parse_envelope(base::BytesView bytes, const oids::Oid& content_type) {
  if (bytes.size() > base::kSealedBytesMax)
    return base::fail(Code::TooLarge, "envelope of " + std::to_string(bytes.size()) + " bytes");
  EnvelopeLayer layer;
  Cursor document(bytes, kPlace);
  BC_TRY(content_info, document.enter(der::kSequence, Code::Der, "the document"));
  BC_TRY_VOID(document.end(Code::Der));
  BC_TRY_VOID(expect_auth_enveloped(content_info));
  BC_TRY(explicit_data, content_info.enter(der::context_constructed(0), Code::Type, "AuthEnvelopedData"));
  BC_TRY_VOID(content_info.end(Code::Type));
  BC_TRY(data, explicit_data.enter(der::kSequence, Code::Type, "AuthEnvelopedData"));
  BC_TRY_VOID(explicit_data.end(Code::Type));
  BC_TRY_VOID(data.expect_number(kEnvelopeVersion, Code::Type, "the version of AuthEnvelopedData"));
  BC_TRY_VOID(parse_recipients(data, layer));
  BC_TRY(content, data.enter(der::kSequence, Code::Type, "the encrypted content"));
  BC_TRY_VOID(content.expect_oid(content_type, Code::Layers, "the type of the encrypted content"));
  BC_TRY_VOID(check_cipher(content));
  BC_TRY(ciphertext, content.take(der::context(0), Code::Type, "the ciphertext"));
  layer.ciphertext = ciphertext.content;
  BC_TRY_VOID(content.end(Code::Type));
  // Authenticated attributes would stand here: 3.0 does not cover them by the tag as RFC 5083 says.
  BC_TRY(tag, data.take(der::kOctetString, Code::Type, "the tag"));
  if (tag.content.size() != kTagBytes) return data.refuse(Code::Algorithm, "the tag is not 16 bytes");
  BC_TRY_VOID(data.end(Code::Type));
  return layer;
}

base::Result<> preflight_envelope(base::BytesView middle) {
  BC_TRY(layer, parse_envelope(middle, oids::kContentEnvelope));
  static_cast<void>(layer);
  return {};
}

}  // namespace backchannel::seal
