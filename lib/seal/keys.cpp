#include "keys.h"

#include <fcntl.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "backchannel/base/check.h"
#include "backchannel/base/format.h"

namespace backchannel::seal {
namespace {

// N above 16384 passes the library's limit of 32 MiB and fails.
constexpr std::uint64_t kScryptN = 16'384;
constexpr std::uint64_t kScryptR = 8;
constexpr std::uint64_t kScryptP = 1;
constexpr std::size_t kKeyFileBytesMax = 16 << 10;
constexpr std::size_t kRawKeyBytes = 32;

PrivateKey owned(PkeyPtr key) { return PrivateKey(std::make_unique<PrivateKey::Impl>(std::move(key))); }

const char* chars_of(const base::SecretBytes& secret) { return secret.text().data(); }

struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
};

base::Result<> check_mode(int fd, const std::string& path) {
  struct stat status {};
  if (fstat(fd, &status) != 0)
    return base::fail(base::Code::Io, base::visible(path) + ": " + std::strerror(errno));
  if (!S_ISREG(status.st_mode))
    return base::fail(base::Code::KeyFile, base::visible(path) + " is not an ordinary file");
  const auto mode = status.st_mode & 07777;
  if (mode == 0600) return {};
  std::string octal(4, '0');
  for (std::size_t digit = 0; digit < 4; ++digit)
    octal[digit] = static_cast<char>('0' + ((mode >> (9 - 3 * digit)) & 7));
  return base::fail(base::Code::KeyFile, base::visible(path) + " has mode " + octal + " instead of 0600");
}

// Through a descriptor, so that the file checked is the file read.
base::Result<base::SecretBytes> read_private_file(const std::string& path) {
  const Descriptor file{open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)};
  if (file.fd < 0) {
    const int reason = errno;
    const auto code = reason == ENOENT || reason == ENOTDIR ? base::Code::NotFound
                      : reason == ELOOP                     ? base::Code::KeyFile
                      : reason == EACCES                    ? base::Code::Permission
                                                            : base::Code::Io;
    return std::unexpected(base::Error{code, base::visible(path) + ": " + std::strerror(reason), std::nullopt,
                                       code == base::Code::NotFound ? "check the path" : ""});
  }
  BC_TRY_VOID(check_mode(file.fd, path));
  base::Bytes content(kKeyFileBytesMax + 1);
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = read(file.fd, content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::fail(base::Code::Io, base::visible(path) + ": " + std::strerror(errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > kKeyFileBytesMax)
    return base::fail(base::Code::KeyFile, base::visible(path) + " is larger than any key file");
  content.resize(size);
  return base::SecretBytes(std::move(content));
}

base::Result<PkeyPtr> from_pkcs8(const X509_SIG& sealed, const base::SecretBytes& passphrase,
                                 const std::string& file_name) {
  const Pkcs8Ptr info(
      PKCS8_decrypt(&sealed, chars_of(passphrase), static_cast<int>(passphrase.view().size())));
  if (info == nullptr) {
    (void)drain_errors();  // the library's words say less than the code's own
    return base::fail(base::Code::Passphrase, base::visible(file_name));
  }
  PkeyPtr key(EVP_PKCS82PKEY(info.get()));
  if (key == nullptr) return fail_openssl(base::Code::KeyFile, base::visible(file_name));
  char group[32] = {};
  const bool p256 = EVP_PKEY_is_a(key.get(), "EC") == 1 &&
                    EVP_PKEY_get_group_name(key.get(), group, sizeof group, nullptr) == 1 &&
                    std::string_view(group) == "prime256v1";
  if (!p256 && EVP_PKEY_is_a(key.get(), "X25519") != 1)
    return base::fail(base::Code::KeyFile,
                      base::visible(file_name) + " holds neither a P-256 nor an X25519 key");
  return key;
}

}  // namespace

PrivateKey::PrivateKey(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
PrivateKey::PrivateKey(PrivateKey&&) noexcept = default;
PrivateKey& PrivateKey::operator=(PrivateKey&&) noexcept = default;
PrivateKey::~PrivateKey() = default;

PrivateKey generate_p256() {
  PkeyPtr key(EVP_EC_gen("P-256"));
  BC_CHECK(key != nullptr);
  return owned(std::move(key));
}

PrivateKey generate_x25519() {
  PkeyPtr key(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"));
  BC_CHECK(key != nullptr);
  return owned(std::move(key));
}

base::Result<base::Bytes> encrypt_key(const PrivateKey& key, const base::SecretBytes& passphrase) {
  if (passphrase.empty())
    return base::fail(base::Code::KeyFile, "a key cannot be stored with an empty passphrase");
  const Pkcs8Ptr info(EVP_PKEY2PKCS8(key.impl().key.get()));
  if (info == nullptr) return fail_openssl(base::Code::Internal, "the key cannot be encoded");
  AlgorithmPtr scheme(
      PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, 0, nullptr, kScryptN, kScryptR, kScryptP));
  if (scheme == nullptr) return fail_openssl(base::Code::Internal, "scrypt cannot be set up");
  const X509SigPtr sealed(PKCS8_set0_pbe(chars_of(passphrase), static_cast<int>(passphrase.view().size()),
                                         info.get(), scheme.get()));
  if (sealed == nullptr) return fail_openssl(base::Code::Internal, "the key cannot be encrypted");
  static_cast<void>(scheme.release());  // PKCS8_set0_pbe has taken it over
  const BioPtr out(BIO_new(BIO_s_mem()));
  if (out == nullptr || PEM_write_bio_PKCS8(out.get(), sealed.get()) != 1)
    return fail_openssl(base::Code::Internal, "the key cannot be written");
  return bytes_of(out.get());
}

base::Result<PrivateKey> decrypt_key(base::BytesView pem, const base::SecretBytes& passphrase,
                                     const std::string& file_name) {
  if (pem.size() > kKeyFileBytesMax)
    return base::fail(base::Code::KeyFile, base::visible(file_name) + " is larger than any key file");
  const BioPtr in = bio_of(pem);
  // Only "ENCRYPTED PRIVATE KEY" is read: a key that lies open is refused, not used.
  const X509SigPtr sealed(PEM_read_bio_PKCS8(in.get(), nullptr, nullptr, nullptr));
  if (sealed == nullptr) {
    ERR_clear_error();
    return base::fail(base::Code::KeyFile, base::visible(file_name) + " holds no encrypted private key");
  }
  BC_TRY(key, from_pkcs8(*sealed, passphrase, file_name));
  return owned(std::move(key));
}

base::Result<PrivateKey> load_key(const std::string& path, const base::SecretBytes& passphrase) {
  BC_TRY(pem, read_private_file(path));
  return decrypt_key(pem.view(), passphrase, path);
}

base::Result<base::SecretBytes> load_passphrase(const std::string& path) {
  BC_TRY(content, read_private_file(path));
  std::string_view line = content.text();
  line = line.substr(0, line.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) return base::fail(base::Code::KeyFile, base::visible(path) + " has an empty first line");
  return base::SecretBytes(line);
}

base::SecretBytes curve_secret(const PrivateKey& key) {
  base::Bytes raw(kRawKeyBytes);
  std::size_t size = raw.size();
  BC_CHECK(EVP_PKEY_get_raw_private_key(key.impl().key.get(), raw.data(), &size) == 1 && size == raw.size());
  return base::SecretBytes(std::move(raw));
}

base::Bytes curve_public(const PrivateKey& key) {
  base::Bytes raw(kRawKeyBytes);
  std::size_t size = raw.size();
  BC_CHECK(EVP_PKEY_get_raw_public_key(key.impl().key.get(), raw.data(), &size) == 1 && size == raw.size());
  return raw;
}

}  // namespace backchannel::seal
