#include "certificate.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "clearance.h"
#include "keys.h"
#include "net_fixture.h"
#include "trust_forge.h"

namespace backchannel::seal {
namespace {

using base::Code;
using message::Clearance;
using testing::Forge;
using testing::shipped_doctrine;

const doctrine::Catalogue& catalogue() {
  static const doctrine::Catalogue loaded = shipped_doctrine();
  return loaded;
}

// A certificate with nothing but these extensions.
X509Ptr carrying(std::vector<X509ExtensionPtr> extensions) {
  X509Ptr certificate(X509_new());
  for (const auto& extension : extensions) X509_add_ext(certificate.get(), extension.get(), -1);
  return certificate;
}

X509Ptr carrying_raw(const char* dotted, const base::Bytes& der) {
  const Asn1ObjectPtr type(OBJ_txt2obj(dotted, 1));
  const Asn1OctetStringPtr value(ASN1_OCTET_STRING_new());
  ASN1_OCTET_STRING_set(value.get(), der.data(), static_cast<int>(der.size()));
  std::vector<X509ExtensionPtr> extensions;
  extensions.emplace_back(X509_EXTENSION_create_by_OBJ(nullptr, type.get(), 0, value.get()));
  return carrying(std::move(extensions));
}

base::Bytes value_of(const X509ExtensionPtr& extension) {
  const ASN1_OCTET_STRING* data = X509_EXTENSION_get_data(extension.get());
  return {ASN1_STRING_get0_data(data), ASN1_STRING_get0_data(data) + ASN1_STRING_length(data)};
}

template <class Put>
X509Ptr with_one(Put put, const Clearance& clearance) {
  std::vector<X509ExtensionPtr> extensions;
  auto made = put(clearance, catalogue());
  if (!made) return nullptr;
  extensions.push_back(std::move(*made));
  return carrying(std::move(extensions));
}

constexpr const char* kDirectoryAttributes = "2.5.29.9";
constexpr const char* kConstraints = "1.3.6.1.5.5.7.1.21";

RC_GTEST_PROP(CertificateClearance, EveryClearanceComesBackAsItWentIn, ()) {
  Clearance clearance;
  for (const int number : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 6)))
    clearance.classifications.insert(static_cast<message::ClassificationNumber>(number));
  for (const auto& row : catalogue().caveats)
    if (*rc::gen::arbitrary<bool>()) clearance.categories.insert(row.number);
  const auto subject = with_one(clearance_extension, clearance);
  RC_ASSERT(static_cast<bool>(subject));
  const auto granted = clearance_in(subject.get());
  RC_ASSERT(granted.has_value());
  RC_ASSERT(*granted == clearance);
  const auto authority = with_one(constraint_extension, clearance);
  const auto most = constraint_in(authority.get());
  RC_ASSERT(most.has_value() && most->has_value());
  RC_ASSERT(**most == clearance);
}

RC_GTEST_PROP(CertificateClearance, ArbitraryBytesAreRefusedOrReadWithoutHarm, (const base::Bytes& bytes)) {
  static_cast<void>(clearance_in(carrying_raw(kDirectoryAttributes, bytes).get()));
  static_cast<void>(constraint_in(carrying_raw(kConstraints, bytes).get()));
}

RC_GTEST_PROP(CertificateClearance, AChangedEncodingIsRefusedOrReadWithoutHarm, ()) {
  for (const auto& [dotted, put] : {std::pair(kDirectoryAttributes, &clearance_extension),
                                    std::pair(kConstraints, &constraint_extension)}) {
    base::Bytes der = value_of(*put({{2, 3, 4}, {catalogue().caveats[3].number}}, catalogue()));
    der[*rc::gen::inRange<std::size_t>(0, der.size())] = *rc::gen::arbitrary<std::uint8_t>();
    const auto certificate = carrying_raw(dotted, der);
    static_cast<void>(clearance_in(certificate.get()));
    static_cast<void>(constraint_in(certificate.get()));
  }
}

TEST(CertificateClearance, IsEncodedAsRfc5913Says) {
  // SEQUENCE { Attribute { 2.5.4.55, SET { SEQUENCE { policy, BIT STRING '000010'B, SET { } absent } } } }
  const auto extension = clearance_extension({{4}, {}}, catalogue());
  ASSERT_TRUE(extension);
  EXPECT_EQ(base::to_hex(value_of(*extension)),
            "301a"
            "3018"
            "0603550437"
            "3111"
            "300f"
            "06092b06010401868d1f01"
            "03020308");
}

TEST(CertificateClearance, TheDefaultIsLeftOut) {
  const auto extension = clearance_extension({{1}, {}}, catalogue());
  ASSERT_TRUE(extension);
  EXPECT_EQ(base::to_hex(value_of(*extension)), "301630140603550437310d300b06092b06010401868d1f01");
  const auto read = clearance_in(with_one(clearance_extension, {{1}, {}}).get());
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, (Clearance{{1}, {}}));
}

TEST(CertificateClearance, ACategoryWithoutRowIsNotWritten) {
  EXPECT_EQ(clearance_extension({{4}, {4'000'000'000}}, catalogue()).error().code, Code::LabelUnknown);
}

TEST(CertificateClearance, NoneMeansNothingForAHolderAndNoBoundForAnAuthority) {
  const auto bare = carrying({});
  EXPECT_EQ(*clearance_in(bare.get()), Clearance{});
  EXPECT_FALSE(constraint_in(bare.get())->has_value());
}

TEST(CertificateClearance, AnotherPolicyGrantsNothing) {
  base::Bytes other;
  ASSERT_TRUE(
      base::from_hex("301a3018"
                     "0603550437"
                     "3111300f"
                     "06092b06010401868d1f02"
                     "03020308",
                     other));
  const auto read = clearance_in(carrying_raw(kDirectoryAttributes, other).get());
  ASSERT_TRUE(read) << base::to_sentence(read.error());
  EXPECT_EQ(*read, Clearance{});
}

TEST(CertificateClearance, OtherEncodingsAndDoublesAreRefused) {
  const auto der = value_of(*clearance_extension({{4}, {}}, catalogue()));
  auto longer = der;
  longer.push_back(0);
  EXPECT_EQ(clearance_in(carrying_raw(kDirectoryAttributes, longer).get()).error().code, Code::Der);
  auto unused_bits_set = der;
  unused_bits_set.back() |= 1;
  EXPECT_EQ(clearance_in(carrying_raw(kDirectoryAttributes, unused_bits_set).get()).error().code, Code::Der);
  std::vector<X509ExtensionPtr> twice;
  twice.push_back(*clearance_extension({{4}, {}}, catalogue()));
  twice.push_back(*clearance_extension({{5}, {}}, catalogue()));
  EXPECT_EQ(clearance_in(carrying(std::move(twice)).get()).error().code, Code::Der);
}

TEST(Certificate, TimesRoundDownToTheSecondOnBothSidesOf1970) {
  EXPECT_EQ(to_seconds({1'999}), 1);
  EXPECT_EQ(to_seconds({0}), 0);
  EXPECT_EQ(to_seconds({-1}), -1);
  EXPECT_EQ(to_seconds({-1'000}), -1);
  EXPECT_EQ(to_seconds({-1'001}), -2);
}

RC_GTEST_PROP(Certificate, TimesComeBackFromTheLibrary, ()) {
  const std::int64_t seconds = *rc::gen::inRange<std::int64_t>(-631'152'000, 4'102'444'800);  // 1950 to 2100
  const Asn1TimePtr time(ASN1_TIME_set(nullptr, seconds));
  const auto back = to_handling_time(time.get());
  RC_ASSERT(back.has_value());
  RC_ASSERT(back->ms == seconds * 1000);
}

TEST(Certificate, TrailingBytesAreRefused) {
  base::Bytes der = testing::small_net().file("root.der");
  EXPECT_TRUE(certificate_from_der(der));
  der.push_back(0);
  EXPECT_EQ(certificate_from_der(der).error().code, Code::Der);
  EXPECT_EQ(certificate_from_der({}).error().code, Code::Der);
  EXPECT_EQ(crl_from_der(testing::small_net().file("root.der")).error().code, Code::Der);
}

TEST(Certificate, TheKeyIdentifierDependsOnTheKeyAlone) {
  const Forge forge;
  const PrivateKey key = generate_p256();
  const auto one = forge.issue(forge.profiles.at("person-sign"), "ADAMS", key, forge.issuing.issuer());
  const auto two = forge.issue(forge.profiles.at("person-agree"), "BAKER", key, forge.root.issuer());
  const auto other =
      forge.issue(forge.profiles.at("person-sign"), "ADAMS", generate_p256(), forge.issuing.issuer());
  EXPECT_EQ(key_id_of(one.get()), key_id_of(two.get()));
  EXPECT_NE(key_id_of(one.get()), key_id_of(other.get()));
}

TEST(Certificate, TwoCommonNamesAreNone) {
  const Forge forge;
  const auto certificate =
      forge.issue(forge.profiles.at("person-sign"), "ADAMS", generate_p256(), forge.issuing.issuer());
  EXPECT_EQ(common_name_of(certificate.get()), "ADAMS");
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>("BAKER"), -1, -1, 0);
  EXPECT_EQ(common_name_of(certificate.get()), "");
}

}  // namespace
}  // namespace backchannel::seal
