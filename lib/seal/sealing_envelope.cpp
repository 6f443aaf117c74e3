#include <openssl/buffer.h>

#include <climits>

#include "backchannel/base/check.h"
#include "keys.h"
#include "sealing_layers.h"

namespace backchannel::seal {
namespace {

using base::Code;

constexpr unsigned kSealFlags = CMS_BINARY | CMS_USE_KEYID;

bool add_recipient(CMS_ContentInfo* cms, X509* certificate) {
  CMS_RecipientInfo* info = CMS_add1_recipient_cert(cms, certificate, kSealFlags | CMS_KEY_PARAM);
  if (info == nullptr) return false;
  // The library's own choice would be SHA-1.
  EVP_PKEY_CTX* context = CMS_RecipientInfo_get0_pkey_ctx(info);
  return context != nullptr && EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_sha256()) == 1;
}

// Room for the whole text at once, so that no copy of it stays behind when the buffer grows.
BioPtr roomy_memory(std::size_t bytes) {
  BioPtr bio(BIO_new(BIO_s_mem()));
  BUF_MEM* buffer = BUF_MEM_new();
  BC_CHECK(bio != nullptr && buffer != nullptr && BUF_MEM_grow_clean(buffer, bytes) != 0);
  buffer->length = 0;
  BIO_set_mem_buf(bio.get(), buffer, BIO_CLOSE);
  return bio;
}

void wipe_string(std::string& text) noexcept { base::wipe(text.data(), text.size()); }

}  // namespace

void wipe_text(message::Message& message) noexcept {
  for (std::string* text : {&message.subject, &message.text, &message.enclosure}) wipe_string(*text);
  for (auto& garble : message.garbles) {
    wipe_string(garble.arrived);
    wipe_string(garble.editors_guess);
  }
  for (auto* notes : {&message.references, &message.markings_as_written, &message.source_notes})
    for (std::string& note : *notes) wipe_string(note);
  if (message.pass_on)
    for (std::string* text : {&message.pass_on->to, &message.pass_on->for_whom, &message.pass_on->occasion,
                              &message.pass_on->on_behalf_of, &message.pass_on->as_written})
      wipe_string(*text);
}

bool finish(CMS_ContentInfo* cms, base::BytesView content) {
  const BioPtr sink(CMS_dataInit(cms, nullptr));
  if (sink == nullptr || content.size() > INT_MAX) return false;
  const auto size = static_cast<int>(content.size());
  return (size == 0 || BIO_write(sink.get(), content.data(), size) == size) && BIO_flush(sink.get()) == 1 &&
         CMS_dataFinal(cms, sink.get()) == 1;
}

base::Result<base::Bytes> make_envelope(base::BytesView content, const oids::Oid& content_type,
                                        std::span<X509* const> recipients) {
  const CmsPtr cms(CMS_AuthEnvelopedData_create(EVP_aes_256_gcm()));
  const Asn1ObjectPtr type(OBJ_txt2obj(content_type.dotted(), 1));
  if (cms == nullptr || type == nullptr || CMS_set1_eContentType(cms.get(), type.get()) != 1)
    return fail_openssl(Code::Internal, "an envelope cannot be begun");
  for (X509* recipient : recipients)
    if (!add_recipient(cms.get(), recipient))
      return fail_openssl(Code::Internal, "a recipient cannot be added");
  CMS_set_detached(cms.get(), 0);
  if (!finish(cms.get(), content)) return fail_openssl(Code::Internal, "the envelope cannot be closed");
  unsigned char* out = nullptr;
  const int size = i2d_CMS_ContentInfo(cms.get(), &out);
  if (size <= 0) return fail_openssl(Code::Internal, "the envelope cannot be encoded");
  base::Bytes bytes(out, out + size);
  OPENSSL_free(out);
  return bytes;
}

base::Result<Wiped> open_envelope(base::BytesView bytes, X509* certificate, const PrivateKey& key) {
  const unsigned char* cursor = bytes.data();
  const CmsPtr cms(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(bytes.size())));
  if (cms == nullptr) return fail_openssl(Code::Integrity, "the library cannot read the envelope");
  const BioPtr out = roomy_memory(bytes.size());
  // Nothing is taken from `out` unless the tag has been checked.
  if (CMS_decrypt(cms.get(), key.impl().key.get(), certificate, nullptr, out.get(), CMS_BINARY) != 1)
    return fail_openssl(Code::Integrity, "the envelope cannot be decrypted");
  return Wiped(bytes_of(out.get()));
}

}  // namespace backchannel::seal
