#pragma once
// Private keys. They live in the library's secure heap, on disk only as PKCS#8 encrypted with scrypt
// (N=16384, r=8, p=1) and AES-256-CBC, in files of mode 0600.

#include <memory>
#include <string>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/base/names.h"

namespace backchannel::seal {

class PrivateKey {
 public:
  struct Impl;
  explicit PrivateKey(std::unique_ptr<Impl> impl) noexcept;
  PrivateKey(PrivateKey&&) noexcept;
  PrivateKey& operator=(PrivateKey&&) noexcept;
  ~PrivateKey();
  [[nodiscard]] Impl& impl() const noexcept { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

[[nodiscard]] PrivateKey generate_p256();
[[nodiscard]] PrivateKey generate_x25519();

// Encrypted PKCS#8, PEM.
[[nodiscard]] base::Result<base::Bytes> encrypt_key(const PrivateKey& key,
                                                    const base::SecretBytes& passphrase);
[[nodiscard]] base::Result<PrivateKey> decrypt_key(base::BytesView pem, const base::SecretBytes& passphrase,
                                                   const std::string& file_name);
// KeyFile if the mode is not 0600 or the key is not encrypted; NotFound; Passphrase.
[[nodiscard]] base::Result<PrivateKey> load_key(const std::string& path, const base::SecretBytes& passphrase);
// First line of a credential file (mode 0600 demanded).
[[nodiscard]] base::Result<base::SecretBytes> load_passphrase(const std::string& path);

// The 32 raw bytes of an X25519 key: CURVE's secret key.
[[nodiscard]] base::SecretBytes curve_secret(const PrivateKey& key);
[[nodiscard]] base::Bytes curve_public(const PrivateKey& key);

}  // namespace backchannel::seal
