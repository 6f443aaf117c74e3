#include "backchannel/base/limits.h"
#include "preflight.h"
#include "preflight_attributes.h"
#include "preflight_der.h"

namespace backchannel::seal {
namespace {

using base::Code;
using der::Cursor;

constexpr std::uint32_t kSignedDataVersion = 3;  // RFC 5652 5.1: the content is not id-data
constexpr std::uint32_t kSignerInfoVersion = 3;  // RFC 5652 5.3: the signer is named by key identifier
constexpr std::size_t kSignatureBytesMax = 72;   // ECDSA-Sig-Value on P-256

std::string_view place_of(SignedKind kind) {
  switch (kind) {
    case SignedKind::Outer:
      return "outer layer";
    case SignedKind::Inner:
      return "inner layer";
    case SignedKind::Receipt:
      return "receipt";
  }
  return {};
}

const oids::Oid& content_type_of(SignedKind kind) {
  switch (kind) {
    case SignedKind::Outer:
      return oids::kContentOuter;
    case SignedKind::Inner:
      return oids::kContentMessage;
    case SignedKind::Receipt:
      return oids::kContentReceipt;
  }
  return oids::kContentOuter;
}

// Another layer in the place of this one is a message with a layer missing; anything else is not ours.
base::Result<> expect_signed_data(Cursor& cursor) {
  BC_TRY(type, cursor.take(der::kOid, Code::Type, "the content type"));
  if (oids::kSignedData.is(type.content)) return {};
  if (oids::kAuthEnvelopedData.is(type.content))
    return cursor.refuse(Code::Layers, "the signature is missing");
  return cursor.refuse(Code::Type, "this is no SignedData");
}

base::Result<> expect_algorithm(Cursor& cursor, const oids::Oid& oid, std::string_view what) {
  BC_TRY(algorithm, cursor.enter(der::kSequence, Code::Algorithm, what));
  BC_TRY_VOID(algorithm.expect_oid(oid, Code::Algorithm, what));
  return algorithm.end(Code::Algorithm);  // RFC 5754 section 2: parameters are absent
}

base::Result<> parse_content(Cursor& signed_data, SignedKind kind, SignedLayer& layer) {
  BC_TRY(encapsulated, signed_data.enter(der::kSequence, Code::Type, "the content"));
  BC_TRY(type, encapsulated.take(der::kOid, Code::Type, "the type of the content"));
  if (!content_type_of(kind).is(type.content)) {
    const bool ours = oids::kContentMessage.is(type.content) || oids::kContentOuter.is(type.content) ||
                      oids::kContentEnvelope.is(type.content);
    return encapsulated.refuse(ours ? Code::Layers : Code::Type,
                               "the content is not what this layer must hold");
  }
  BC_TRY(explicit_content, encapsulated.enter(der::context_constructed(0), Code::Type, "the content"));
  BC_TRY(content, explicit_content.take(der::kOctetString, Code::Type, "the content"));
  BC_TRY_VOID(explicit_content.end(Code::Type));
  BC_TRY_VOID(encapsulated.end(Code::Type));
  layer.content = content.content;
  return {};
}

// ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }: the range is the library's to check.
base::Result<> check_signature_form(base::BytesView signature, std::string_view place) {
  Cursor cursor(signature, place);
  if (signature.size() > kSignatureBytesMax)
    return cursor.refuse(Code::Algorithm, "the signature is too long");
  BC_TRY(pair, cursor.enter(der::kSequence, Code::Algorithm, "the signature"));
  BC_TRY(r, pair.take(der::kInteger, Code::Algorithm, "the signature's r"));
  BC_TRY(s, pair.take(der::kInteger, Code::Algorithm, "the signature's s"));
  BC_TRY_VOID(pair.end(Code::Algorithm));
  static_cast<void>(r);
  static_cast<void>(s);
  return cursor.end(Code::Algorithm);
}

base::Result<> parse_signer(Cursor& infos, SignedKind kind, SignedLayer& layer) {
  BC_TRY(info, infos.enter(der::kSequence, Code::Signers, "the signature"));
  BC_TRY_VOID(info.expect_number(kSignerInfoVersion, Code::Signers, "the version of the signature"));
  BC_TRY(key, info.take(der::context(0), Code::Signers, "the signer's key identifier"));
  if (key.content.size() != base::KeyId::kSize)
    return info.refuse(Code::Signers, "the signer's key identifier has the wrong size");
  layer.signer = base::KeyId::from_bytes(key.content);
  BC_TRY_VOID(expect_algorithm(info, oids::kSha256, "the digest algorithm"));
  if (!info.next_is(der::context_constructed(0)))
    return info.refuse(Code::SignedAttributes, "there are no signed attributes");
  BC_TRY(attributes,
         info.enter(der::context_constructed(0), Code::SignedAttributes, "the signed attributes"));
  layer.signed_attributes = attributes.rest();
  BC_TRY_VOID(parse_attributes(attributes, kind, content_type_of(kind), layer));
  BC_TRY_VOID(expect_algorithm(info, oids::kEcdsaWithSha256, "the signature algorithm"));
  BC_TRY(signature, info.take(der::kOctetString, Code::Signers, "the signature value"));
  layer.signature = signature.content;
  BC_TRY_VOID(check_signature_form(signature.content, place_of(kind)));
  return info.end(Code::SignedAttributes);  // unsigned attributes
}

}  // namespace

base::Result<SignedLayer> parse_signed(base::BytesView bytes, SignedKind kind) {
  if (bytes.size() > base::kSealedBytesMax)
    return base::fail(Code::TooLarge,
                      std::string(place_of(kind)) + " of " + std::to_string(bytes.size()) + " bytes");
  SignedLayer layer;
  Cursor document(bytes, place_of(kind));
  BC_TRY(content_info, document.enter(der::kSequence, Code::Der, "the document"));
  BC_TRY_VOID(document.end(Code::Der));
  BC_TRY_VOID(expect_signed_data(content_info));
  BC_TRY(explicit_data, content_info.enter(der::context_constructed(0), Code::Type, "SignedData"));
  BC_TRY_VOID(content_info.end(Code::Type));
  BC_TRY(signed_data, explicit_data.enter(der::kSequence, Code::Type, "SignedData"));
  BC_TRY_VOID(explicit_data.end(Code::Type));
  BC_TRY_VOID(signed_data.expect_number(kSignedDataVersion, Code::Type, "the version of SignedData"));
  BC_TRY(digests, signed_data.enter(der::kSet, Code::Algorithm, "the digest algorithms"));
  BC_TRY_VOID(expect_algorithm(digests, oids::kSha256, "the digest algorithm"));
  BC_TRY_VOID(digests.end(Code::Algorithm));
  BC_TRY_VOID(parse_content(signed_data, kind, layer));
  // Certificates and revocation lists come from the signed roster, never from a message.
  if (signed_data.next_is(der::context_constructed(0)) || signed_data.next_is(der::context_constructed(1)))
    return signed_data.refuse(Code::Type, "certificates or revocation lists travel in the message");
  BC_TRY(infos, signed_data.enter(der::kSet, Code::Type, "the signatures"));
  BC_TRY_VOID(signed_data.end(Code::Type));
  BC_TRY_VOID(parse_signer(infos, kind, layer));
  BC_TRY_VOID(infos.end(Code::Signers));
  return layer;
}

base::Result<> preflight_outer(base::BytesView sealed) {
  BC_TRY(layer, parse_signed(sealed, SignedKind::Outer));
  static_cast<void>(layer);
  return {};
}

base::Result<> preflight_inner(base::BytesView inner) {
  BC_TRY(layer, parse_signed(inner, SignedKind::Inner));
  static_cast<void>(layer);
  return {};
}

}  // namespace backchannel::seal
