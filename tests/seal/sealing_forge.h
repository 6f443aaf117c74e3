#pragma once
// The forger's tools: DER as a tree that can be edited anywhere, and layers put together without the module's
// care.

#include <initializer_list>
#include <vector>

#include "backchannel/base/bytes.h"
#include "oids.h"
#include "sealing_fixture.h"
#include "sealing_layers.h"

namespace backchannel::seal::testing {

struct Tree {
  std::uint8_t tag = 0;
  base::Bytes content;         // of a primitive element
  std::vector<Tree> children;  // of a constructed one

  [[nodiscard]] Tree& at(std::initializer_list<std::size_t> path);
  [[nodiscard]] base::Bytes encoded() const;
};

// Expects sound DER.
[[nodiscard]] Tree tree_of(base::BytesView der);
[[nodiscard]] Tree primitive(std::uint8_t tag, base::Bytes content);
[[nodiscard]] Tree constructed(std::uint8_t tag, std::vector<Tree> children);
[[nodiscard]] Tree oid(const oids::Oid& oid);
[[nodiscard]] Tree number(std::uint32_t value);

// Paths of a SignedData in its ContentInfo.
namespace signed_path {
inline constexpr std::initializer_list<std::size_t> kType{0};
inline constexpr std::initializer_list<std::size_t> kData{1, 0};
inline constexpr std::initializer_list<std::size_t> kDigestAlgorithm{1, 0, 1, 0, 0};
inline constexpr std::initializer_list<std::size_t> kContentType{1, 0, 2, 0};
inline constexpr std::initializer_list<std::size_t> kContent{1, 0, 2, 1, 0};
inline constexpr std::initializer_list<std::size_t> kSigners{1, 0, 3};
inline constexpr std::initializer_list<std::size_t> kSigner{1, 0, 3, 0};
inline constexpr std::initializer_list<std::size_t> kAttributes{1, 0, 3, 0, 3};
inline constexpr std::initializer_list<std::size_t> kSignatureAlgorithm{1, 0, 3, 0, 4};
}  // namespace signed_path

// Paths of an AuthEnvelopedData in its ContentInfo.
namespace envelope_path {
inline constexpr std::initializer_list<std::size_t> kType{0};
inline constexpr std::initializer_list<std::size_t> kRecipients{1, 0, 1};
inline constexpr std::initializer_list<std::size_t> kRecipient{1, 0, 1, 0};
inline constexpr std::initializer_list<std::size_t> kPoint{1, 0, 1, 0, 1, 0, 1};
inline constexpr std::initializer_list<std::size_t> kAgreement{1, 0, 1, 0, 2};
inline constexpr std::initializer_list<std::size_t> kWrap{1, 0, 1, 0, 2, 1};
inline constexpr std::initializer_list<std::size_t> kWrappedKey{1, 0, 1, 0, 3, 0, 1};
inline constexpr std::initializer_list<std::size_t> kEncryptedType{1, 0, 2, 0};
inline constexpr std::initializer_list<std::size_t> kCipher{1, 0, 2, 1, 0};
inline constexpr std::initializer_list<std::size_t> kNonce{1, 0, 2, 1, 1, 0};
inline constexpr std::initializer_list<std::size_t> kTagLength{1, 0, 2, 1, 1, 1};
inline constexpr std::initializer_list<std::size_t> kCiphertext{1, 0, 2, 2};
inline constexpr std::initializer_list<std::size_t> kTag{1, 0, 3};
}  // namespace envelope_path

[[nodiscard]] base::Bytes middle_of(const Sealed& sealed);
[[nodiscard]] Layers layers_of(const Sealed& sealed, const std::string& reader);

[[nodiscard]] const Certified& certified(const std::string& owner, netplan::KeyUse use);
// Certificates of these owners' key-agreement keys.
[[nodiscard]] base::Bytes enveloped(base::BytesView content, const std::vector<std::string>& owners,
                                    const oids::Oid& type = oids::kContentEnvelope);
[[nodiscard]] base::Bytes inner_by(const std::string& signer, const wire::Content& content,
                                   const message::Label& label);
// An outer layer by `signer` that says what it is told.
[[nodiscard]] base::Bytes outer_by(const std::string& signer, base::BytesView middle,
                                   const message::Header& header, base::BytesView label_bytes);

}  // namespace backchannel::seal::testing
