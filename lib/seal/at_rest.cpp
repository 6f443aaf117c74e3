#include <openssl/evp.h>

#include <array>
#include <climits>
#include <memory>

#include "backchannel/base/check.h"
#include "backchannel/seal/crypto.h"

namespace backchannel::seal {

namespace {

constexpr std::size_t kBlockBytes = 16;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

}  // namespace

base::SecretBytes OpensslAtRest::new_key() const {
  base::Bytes key(kKeyBytes);
  OpensslRandom().fill(key);
  return base::SecretBytes(std::move(key));
}

void OpensslAtRest::apply(base::BytesView key, std::uint64_t offset, std::span<std::uint8_t> bytes) const {
  BC_CHECK(key.size() == kKeyBytes && bytes.size() <= INT_MAX);
  if (bytes.empty()) return;
  std::array<std::uint8_t, kBlockBytes> counter{};
  std::uint64_t block = offset / kBlockBytes;
  for (std::size_t i = kBlockBytes; block != 0; block >>= 8) counter[--i] = static_cast<std::uint8_t>(block);
  const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context(EVP_CIPHER_CTX_new());
  BC_CHECK(context != nullptr);
  BC_CHECK(EVP_EncryptInit_ex2(context.get(), EVP_aes_256_ctr(), key.data(), counter.data(), nullptr) == 1);
  std::array<std::uint8_t, kBlockBytes> before{};  // of the first block, not asked for
  int done = 0;
  const auto skipped = static_cast<int>(offset % kBlockBytes);
  BC_CHECK(EVP_EncryptUpdate(context.get(), before.data(), &done, before.data(), skipped) == 1);
  BC_CHECK(EVP_EncryptUpdate(context.get(), bytes.data(), &done, bytes.data(),
                             static_cast<int>(bytes.size())) == 1);
  BC_CHECK(done == static_cast<int>(bytes.size()));
}

const base::AtRest& at_rest() noexcept {
  static const OpensslAtRest one;
  return one;
}

}  // namespace backchannel::seal
