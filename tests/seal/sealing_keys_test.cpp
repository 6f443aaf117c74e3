// Key files and the start of the crypto library.

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <openssl/crypto.h>
#include <openssl/pem.h>

#include "backchannel/base/digest.h"
#include "backchannel/seal/crypto.h"
#include "crypto.h"
#include "keys.h"
#include "sealing_fixture.h"

namespace backchannel::seal::testing {
namespace {

class SealingKeys : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "/backchannel-keys-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string file(const std::string& name, base::BytesView content, mode_t mode = 0600) const {
    const std::string path = folder_ / name;
    std::ofstream(path, std::ios::binary) << base::to_text(content);
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }

  std::filesystem::path folder_;
  base::SecretBytes passphrase_{std::string_view("five words make a passphrase")};
};

TEST_F(SealingKeys, AKeyComesBackFromItsFile) {
  const auto key = generate_p256();
  const auto pem = value_of(encrypt_key(key, passphrase_));
  EXPECT_TRUE(base::to_text(pem).starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
  const auto again = value_of(load_key(file("sign.pem", pem), passphrase_));
  EXPECT_EQ(EVP_PKEY_eq(key.impl().key.get(), again.impl().key.get()), 1);
}

TEST_F(SealingKeys, ACurveKeyComesBackWithItsRawBytes) {
  const auto key = generate_x25519();
  const auto again =
      value_of(load_key(file("transport.pem", value_of(encrypt_key(key, passphrase_))), passphrase_));
  EXPECT_EQ(curve_public(key), curve_public(again));
  EXPECT_TRUE(std::ranges::equal(curve_secret(key).view(), curve_secret(again).view()));
  EXPECT_EQ(curve_secret(key).view().size(), 32U);
}

TEST_F(SealingKeys, AWrongPassphraseIsSaidToBeOne) {
  const auto path = file("sign.pem", value_of(encrypt_key(generate_p256(), passphrase_)));
  EXPECT_EQ(code_of(load_key(path, base::SecretBytes(std::string_view("five other words")))), "Passphrase");
  EXPECT_EQ(code_of(load_key(path, base::SecretBytes())), "Passphrase");
}

TEST_F(SealingKeys, AFileThatOthersMayReadIsRefused) {
  const auto pem = value_of(encrypt_key(generate_p256(), passphrase_));
  for (const mode_t mode : std::initializer_list<mode_t>{0644U, 0640U, 0660U, 0700U, 04600U}) {
    const auto refused = load_key(file("sign.pem", pem, mode), passphrase_);
    EXPECT_EQ(code_of(refused), "KeyFile");
  }
}

TEST_F(SealingKeys, AnUnencryptedKeyIsRefused) {
  const auto key = generate_p256();
  const BioPtr out(BIO_new(BIO_s_mem()));
  ASSERT_EQ(
      PEM_write_bio_PKCS8PrivateKey(out.get(), key.impl().key.get(), nullptr, nullptr, 0, nullptr, nullptr),
      1);
  EXPECT_EQ(code_of(load_key(file("sign.pem", bytes_of(out.get())), passphrase_)), "KeyFile");
}

TEST_F(SealingKeys, WhatIsNoKeyIsRefused) {
  EXPECT_EQ(code_of(load_key(folder_ / "none.pem", passphrase_)), "NotFound");
  EXPECT_EQ(code_of(load_key(file("text.pem", base::as_bytes("hello")), passphrase_)), "KeyFile");
  EXPECT_EQ(code_of(load_key(file("big.pem", base::Bytes(100'000, 'x')), passphrase_)), "KeyFile");
  EXPECT_EQ(code_of(load_key(folder_, passphrase_)), "KeyFile");
  const auto real = file("sign.pem", value_of(encrypt_key(generate_p256(), passphrase_)));
  std::filesystem::create_symlink(real, folder_ / "link.pem");
  EXPECT_EQ(code_of(load_key(folder_ / "link.pem", passphrase_)), "KeyFile");
}

TEST_F(SealingKeys, AKeyOfAnotherKindIsRefused) {
  const PkeyPtr other(EVP_EC_gen("P-384"));
  const Pkcs8Ptr info(EVP_PKEY2PKCS8(other.get()));
  const X509SigPtr sealed(PKCS8_encrypt(-1, EVP_aes_256_cbc(), passphrase_.text().data(),
                                        static_cast<int>(passphrase_.text().size()), nullptr, 0, 0,
                                        info.get()));
  const BioPtr out(BIO_new(BIO_s_mem()));
  ASSERT_EQ(PEM_write_bio_PKCS8(out.get(), sealed.get()), 1);
  EXPECT_EQ(code_of(load_key(file("p384.pem", bytes_of(out.get())), passphrase_)), "KeyFile");
}

TEST_F(SealingKeys, NoKeyIsStoredUnderAnEmptyPassphrase) {
  EXPECT_EQ(code_of(encrypt_key(generate_p256(), base::SecretBytes())), "KeyFile");
}

TEST_F(SealingKeys, APassphraseIsTheFirstLineOfItsFile) {
  EXPECT_EQ(value_of(load_passphrase(file("passphrase", base::as_bytes("one two\nthree\n")))).text(),
            "one two");
  EXPECT_EQ(value_of(load_passphrase(file("crlf", base::as_bytes("one two\r\n")))).text(), "one two");
  EXPECT_EQ(code_of(load_passphrase(file("empty", base::as_bytes("\nsecond")))), "KeyFile");
  EXPECT_EQ(code_of(load_passphrase(file("open", base::as_bytes("one two\n"), 0644))), "KeyFile");
}

TEST(SealingStart, MayBeCalledTwiceAndForbidsCoreDumps) {
  EXPECT_EQ(code_of(start_crypto()), "accepted");
  EXPECT_EQ(code_of(start_crypto()), "accepted");
  EXPECT_EQ(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
  rlimit limit{1, 1};
  ASSERT_EQ(getrlimit(RLIMIT_CORE, &limit), 0);
  EXPECT_EQ(limit.rlim_max, 0U);
  EXPECT_EQ(CRYPTO_secure_malloc_initialized(), 1);
  const auto before = CRYPTO_secure_used();
  const auto key = generate_p256();
  EXPECT_GT(CRYPTO_secure_used(), before) << "a private key lies outside the secure heap";
}

TEST(SealingStart, RefusesTheLibrariesThatAreNotSafe) {
  EXPECT_FALSE(accepts_library(1, 1, 1));
  EXPECT_FALSE(accepts_library(3, 0, 19));
  EXPECT_FALSE(accepts_library(3, 0, 21));
  EXPECT_TRUE(accepts_library(3, 0, 22));
  EXPECT_TRUE(accepts_library(3, 1, 0));
  EXPECT_TRUE(accepts_library(4, 0, 0));
}

TEST(SealingStart, DigestsAsTheStandardSays) {
  // FIPS 180-4, "abc"
  EXPECT_EQ(base::to_hex(OpensslDigester().sha256(base::as_bytes("abc")).view()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(base::to_hex(OpensslDigester().sha256({}).view()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace backchannel::seal::testing
