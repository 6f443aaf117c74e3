// Opening receipts (RFC 2634), and attempts to forge them.

#include <gtest/gtest.h>

#include <openssl/cms.h>

#include "receipt.h"
#include "sealing_forge.h"

namespace backchannel::seal::testing {
namespace {

base::Bytes receipt_by(const std::string& reader, const Opened& opened) {
  return value_of(make_receipt(small_trust(), opened, reader, small_key(reader, netplan::KeyUse::Sign),
                               small_net().now + base::kHourMs));
}

std::string checked(base::BytesView receipt, const Sealed& sealed, const std::string& reader = "BAKER") {
  return code_of(check_receipt(small_trust(), receipt, sealed.receipt_expectation, reader,
                               small_net().now + 2 * base::kHourMs));
}

const Opened& opened_by_baker() {
  static const Opened opened = value_of(open_as("BAKER", sealed_to_baker().bytes));
  return opened;
}

TEST(Receipt, TheReadersReceiptIsKnownAgain) {
  const auto receipt = receipt_by("BAKER", opened_by_baker());
  EXPECT_EQ(checked(receipt, sealed_to_baker()), "accepted");
  EXPECT_LT(receipt.size(), 1024U);
}

TEST(Receipt, NeitherReceiptNorExpectationHoldsText) {
  const auto receipt = receipt_by("BAKER", opened_by_baker());
  EXPECT_EQ(base::to_text(receipt).find(kText), std::string::npos);
  EXPECT_EQ(base::to_text(sealed_to_baker().receipt_expectation).find(kText), std::string::npos);
}

TEST(Receipt, TheLibraryTakesItForAReceiptOfTheInnerLayer) {
  const auto receipt = receipt_by("BAKER", opened_by_baker());
  const auto read = [](const base::Bytes& bytes) {
    const unsigned char* cursor = bytes.data();
    return CmsPtr(d2i_CMS_ContentInfo(nullptr, &cursor, static_cast<long>(bytes.size())));
  };
  const auto original = read(opened_by_baker().inner);
  const auto signed_receipt = read(receipt);
  const X509StackPtr certificates(sk_X509_new_null());
  for (const std::string owner : {"ADAMS", "BAKER"})
    sk_X509_push(certificates.get(), certified(owner, netplan::KeyUse::Sign).x509);
  constexpr unsigned kFlags = CMS_NO_SIGNER_CERT_VERIFY | CMS_NOINTERN | CMS_BINARY;
  ASSERT_EQ(CMS_verify(original.get(), certificates.get(), nullptr, nullptr, nullptr, kFlags), 1);
  EXPECT_EQ(CMS_verify_receipt(signed_receipt.get(), original.get(), certificates.get(), nullptr, kFlags), 1)
      << drain_errors();
}

TEST(Receipt, E1AReceiptByAnotherUserOfTheNetIsRefused) {
  const auto receipt = receipt_by("ALLEN", opened_by_baker());
  EXPECT_EQ(checked(receipt, sealed_to_baker()), "ReceiptSigner");
  EXPECT_EQ(checked(receipt, sealed_to_baker(), "ALLEN"), "accepted");
}

TEST(Receipt, E2AReceiptForAnotherMessageIsRefused) {
  const auto other = sealed_by("ADAMS", message_to({{"BAKER", "BRAVO"}}));
  EXPECT_EQ(checked(receipt_by("BAKER", opened_by_baker()), other), "Integrity");
}

TEST(Receipt, NoSingleBitCanBeChanged) {
  auto receipt = receipt_by("BAKER", opened_by_baker());
  for (std::size_t i = 0; i < receipt.size(); ++i) {
    receipt[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
    EXPECT_NE(checked(receipt, sealed_to_baker()), "accepted") << "byte " << i;
    receipt[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
  }
}

TEST(Receipt, ALayerOfAMessageIsNoReceipt) {
  EXPECT_EQ(checked(opened_by_baker().inner, sealed_to_baker()), "Layers");
  EXPECT_EQ(checked(sealed_to_baker().bytes, sealed_to_baker()), "Layers");
}

TEST(Receipt, StatementsAskForNone) {
  const auto sealed = sealed_by("HUB", statements_to_station());
  const auto opened = value_of(open_as("ALPHA", sealed.bytes));
  EXPECT_EQ(code_of(make_receipt(small_trust(), opened, "ALPHA", small_key("ALPHA", netplan::KeyUse::Sign),
                                 small_net().now)),
            "Layers");
}

TEST(Receipt, TheKeyMustBeTheReaders) {
  EXPECT_EQ(code_of(make_receipt(small_trust(), opened_by_baker(), "BAKER",
                                 small_key("ALLEN", netplan::KeyUse::Sign), small_net().now)),
            "Binding");
}

TEST(Receipt, ABrokenExpectationIsRefused) {
  const auto receipt = receipt_by("BAKER", opened_by_baker());
  EXPECT_EQ(code_of(check_receipt(small_trust(), receipt, {}, "BAKER", small_net().now + 2 * base::kHourMs)),
            "Integrity");
}

}  // namespace
}  // namespace backchannel::seal::testing
