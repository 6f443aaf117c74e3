#include "receipt.h"

#include <algorithm>
#include <string>

#include "backchannel/base/format.h"
#include "sealing_der.h"
#include "sealing_layers.h"
#include "sealing_parties.h"

namespace backchannel::seal {
namespace {

using base::Code;

constexpr std::uint32_t kReceiptVersion = 1;
constexpr std::uint8_t kAllReceipts = 0;

// RFC 2634 2.8: Receipt ::= SEQUENCE { version, contentType, signedContentIdentifier,
// originatorSignatureValue }
base::Bytes receipt_content(base::BytesView identifier, base::BytesView signature) {
  return der::constructed(der::kSequence, {der::integer(kReceiptVersion), der::oid(oids::kContentMessage),
                                           der::octets(identifier), der::octets(signature)});
}

struct Expectation {
  base::BytesView identifier;
  base::BytesView signature;
  base::BytesView signature_digest;
};

base::Result<Expectation> read_expectation(base::BytesView bytes) {
  constexpr Code kWrong = Code::Integrity;
  der::Cursor document(bytes, "receipt expectation");
  BC_TRY(fields, document.enter(der::kSequence, kWrong, "the expectation"));
  BC_TRY_VOID(document.end(kWrong));
  BC_TRY_VOID(fields.expect_oid(oids::kContentMessage, kWrong, "the content type"));
  BC_TRY(identifier, fields.take(der::kOctetString, kWrong, "the signed content identifier"));
  BC_TRY(signature, fields.take(der::kOctetString, kWrong, "the originator's signature"));
  BC_TRY(digest, fields.take(der::kOctetString, kWrong, "msgSigDigest"));
  BC_TRY_VOID(fields.end(kWrong));
  return Expectation{identifier.content, signature.content, digest.content};
}

// A URI, because receiptsTo may not be empty; nobody is sent anything on the strength of it.
std::string receipts_to(const message::Header& header) {
  std::string uri = "urn:backchannel:originator:";
  for (const char c : originator_of(header)) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    const auto octet = static_cast<std::uint8_t>(c);
    uri += plain ? std::string(1, c) : '%' + base::upper(base::to_hex({&octet, 1}));
  }
  return uri;
}

}  // namespace

bool asks_for_receipt(const message::Header& header) noexcept {
  return header.kind == message::Kind::Message;
}

base::Bytes receipt_request(const message::Header& header) {
  const auto to = receipts_to(header);
  const auto names = der::constructed(der::kSequence, {der::element(der::context(6), base::as_bytes(to))});
  return der::constructed(
      der::kSequence, {der::octets(header.message.view()), der::element(der::context(0), {&kAllReceipts, 1}),
                       der::constructed(der::kSequence, {names})});
}

base::Result<> check_receipt_request(const message::Header& header, const SignedLayer& inner) {
  if (!asks_for_receipt(header)) {
    if (inner.receipt_identifier.empty()) return {};
    return base::fail(Code::Layers, "a statement asks for a receipt");
  }
  if (std::ranges::equal(inner.receipt_identifier, header.message.view())) return {};
  return base::fail(Code::Layers, "the receipt request is missing or names another message");
}

base::Bytes receipt_expectation(const SignedLayer& inner) {
  return der::constructed(
      der::kSequence, {der::oid(oids::kContentMessage), der::octets(inner.receipt_identifier),
                       der::octets(inner.signature), der::octets(signed_attributes_digest(inner).view())});
}

base::Result<base::Bytes> make_receipt(const Trust& trust, const Opened& opened, const std::string& reader,
                                       const PrivateKey& signing_key, base::HandlingTime now) {
  BC_TRY(signer, trust.impl().certified(reader, netplan::KeyUse::Sign, now));
  BC_TRY(layer, parse_signed(opened.inner, SignedKind::Inner));
  if (layer.receipt_identifier.empty()) return base::fail(Code::Layers, "this message asks for no receipt");
  // Not by CMS_sign_receipt: that cannot carry the label, and would date the receipt by the wall clock.
  const Signing signing{
      &oids::kContentReceipt,
      signer,
      &signing_key,
      now,
      {{&oids::kSecurityLabel, base::Bytes(layer.label.begin(), layer.label.end())},
       {&oids::kMessageSignatureDigest, der::octets(signed_attributes_digest(layer).view())}}};
  return make_signed(receipt_content(layer.receipt_identifier, layer.signature), signing);
}

base::Result<> check_receipt(const Trust& trust, base::BytesView receipt, base::BytesView expectation,
                             const std::string& expected_reader, const CheckTime& when) {
  BC_TRY(expected, read_expectation(expectation));
  BC_TRY(layer, parse_signed(receipt, SignedKind::Receipt));
  BC_TRY(signer,
         signer_of(trust, layer.signer, base::HandlingTime{layer.signing_time_s * base::kSecondMs}, when));
  if (signer->owner.name != expected_reader)
    return base::fail(Code::ReceiptSigner, "the receipt of " + base::visible(expected_reader) +
                                               " is signed by " + signer->owner.name);
  BC_TRY_VOID(verify_signed(receipt, layer, *signer));
  if (!std::ranges::equal(layer.content, receipt_content(expected.identifier, expected.signature)) ||
      !std::ranges::equal(layer.message_signature_digest, expected.signature_digest))
    return base::fail(Code::Integrity, "the receipt is for another message");
  return {};
}

}  // namespace backchannel::seal
