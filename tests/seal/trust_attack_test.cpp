// Rosters that somebody has tampered with, or that a dishonest authority has signed.

#include <gtest/gtest.h>
#include <openssl/cms.h>

#include "certificate.h"
#include "keys.h"
#include "net_fixture.h"
#include "oids.h"
#include "trust_forge.h"

namespace backchannel::seal {
namespace {

using base::Code;
using netplan::KeyUse;
using netplan::OwnerKind;
using testing::Forge;
using testing::parsed;
using testing::small_key;
using testing::small_net;

Code code_of(const base::Result<std::shared_ptr<const Trust>>& loaded) {
  EXPECT_FALSE(loaded) << "loaded although it must not";
  return loaded ? Code::Internal : loaded.error().code;
}

// The net loads, and the one certificate is refused when it is used.
Code code_of_use(const Forge& forge, const std::string& owner, KeyUse use) {
  const auto trust = forge.load();
  if (!trust) {
    ADD_FAILURE() << base::to_sentence(trust.error());
    return Code::Internal;
  }
  EXPECT_TRUE((*trust)->key_of("BURNS", KeyUse::Sign, forge.net().now));
  const auto found = (*trust)->key_of(owner, use, forge.net().now);
  EXPECT_FALSE(found) << "accepted although it must not";
  return found ? Code::Internal : found.error().code;
}

TEST(TrustAttack, AnUnchangedForgeLoads) { EXPECT_TRUE(Forge().load()); }

// authorities
TEST(TrustAttack, AnotherRootPinnedIsRefused) {
  const auto other = testing::mint_net();
  EXPECT_EQ(code_of(Trust::load(small_net().file("roster.cms"), other.file("root.der"), small_net().now)),
            Code::Chain);
}

TEST(TrustAttack, ARootThatIsNoCertificateIsRefused) {
  EXPECT_EQ(code_of(Trust::load(small_net().file("roster.cms"), base::as_bytes("root"), small_net().now)),
            Code::Der);
}

TEST(TrustAttack, ARosterSignedWithAPersonsKeyIsRefused) {
  Forge forge;
  const auto adams = parsed(forge.entry("ADAMS", KeyUse::Sign).der);
  EXPECT_EQ(code_of(testing::load(small_net(), forge.sign_as(adams.get(), small_key("ADAMS", KeyUse::Sign)))),
            Code::Chain);
}

TEST(TrustAttack, ARosterSignedByTheIssuingAuthorityItselfIsRefused) {
  const Forge forge;
  EXPECT_EQ(
      code_of(testing::load(small_net(), forge.sign_as(forge.issuing.certificate.get(), forge.issuing.key))),
      Code::Chain);
}

TEST(TrustAttack, ARosterCertificateMadeByAPersonIsRefused) {
  Forge forge;
  const auto adams = parsed(forge.entry("ADAMS", KeyUse::Sign).der);
  const PrivateKey key = generate_p256();
  const auto made = forge.issue(forge.profiles.at("roster-sign"), "ROSTER", key,
                                {adams.get(), small_key("ADAMS", KeyUse::Sign).impl().key.get()});
  const auto signed_roster = sign_roster(netplan::to_json(forge.roster),
                                         {made.get(), key.impl().key.get(), adams.get()}, small_net().now);
  ASSERT_TRUE(signed_roster);
  EXPECT_EQ(code_of(testing::load(small_net(), *signed_roster)), Code::Chain);
}

TEST(TrustAttack, ARevokedRosterCertificateIsRefused) {
  Forge forge;
  forge.roster.crls.pop_back();
  forge.add_list(forge.issuing.issuer(), {forge.signer.certificate.get()});
  EXPECT_EQ(code_of(forge.load()), Code::Revoked);
}

TEST(TrustAttack, APersonsCertificateCannotIssue) {
  Forge forge;
  const auto adams = parsed(forge.entry("ADAMS", KeyUse::Sign).der);
  const Issuer issuer{adams.get(), small_key("ADAMS", KeyUse::Sign).impl().key.get()};
  forge.add_authority("ADAMS", adams.get());
  forge.add_list(issuer);
  forge.replace("BAKER", KeyUse::Sign, forge.profiles.at("person-sign"), issuer);
  EXPECT_EQ(code_of_use(forge, "BAKER", KeyUse::Sign), Code::Chain);
}

TEST(TrustAttack, AnAuthorityBelowTheIssuingAuthorityIsRefused) {
  Forge forge;
  const Authority below{generate_p256(), nullptr};
  const auto certificate =
      forge.issue(forge.profiles.at("issuing"), "BELOW", below.key, forge.issuing.issuer());
  const Issuer issuer{certificate.get(), below.issuer().key};
  forge.add_authority("BELOW", certificate.get());
  forge.add_list(issuer);
  forge.replace("BAKER", KeyUse::Sign, forge.profiles.at("person-sign"), issuer);
  EXPECT_EQ(code_of_use(forge, "BAKER", KeyUse::Sign), Code::Chain);
}

TEST(TrustAttack, AnAuthorityThatTheRootDoesNotKnowIsRefused) {
  Forge forge;
  const Authority stranger{generate_p256(), nullptr};
  const auto certificate =
      forge.issue(forge.profiles.at("root"), "STRANGER", stranger.key, {nullptr, stranger.issuer().key});
  const Issuer issuer{certificate.get(), stranger.issuer().key};
  forge.add_authority("STRANGER", certificate.get());
  forge.add_list(issuer);
  forge.replace("BAKER", KeyUse::Sign, forge.profiles.at("person-sign"), issuer);
  EXPECT_EQ(code_of_use(forge, "BAKER", KeyUse::Sign), Code::Chain);
}

TEST(TrustAttack, ASelfSignedCertificateIsRefused) {
  Forge forge;
  const PrivateKey key = generate_p256();
  forge.entry("BAKER", KeyUse::Sign).der = to_der(
      forge.issue(forge.profiles.at("person-sign"), "BAKER", key, {nullptr, key.impl().key.get()}).get());
  EXPECT_EQ(code_of_use(forge, "BAKER", KeyUse::Sign), Code::Chain);
}

// usages
TEST(TrustAttack, EveryOtherUsageIsRefused) {
  const Forge honest;
  std::vector<CertificateProfile> wrong;
  const auto vary = [&](auto change) {
    CertificateProfile profile = honest.profiles.at("person-sign");
    change(profile);
    wrong.push_back(std::move(profile));
  };
  vary([](auto& p) { p.extended_key_usage = {"1.3.6.1.5.5.7.3.1"}; });  // serverAuth
  vary([](auto& p) { p.extended_key_usage = {oids::kEkuNodeSign.dotted()}; });
  vary([](auto& p) { p.extended_key_usage = {oids::kEkuRosterSign.dotted()}; });
  vary([](auto& p) { p.extended_key_usage.emplace_back(oids::kEkuNodeSign.dotted()); });
  vary([](auto& p) { p.extended_key_usage = {"2.5.29.37.0"}; });  // anyExtendedKeyUsage
  vary([](auto& p) { p.extended_key_usage.clear(); });
  vary([](auto& p) { p.key_usage = {"digitalSignature"}; });
  vary([](auto& p) { p.key_usage = {"keyAgreement"}; });
  vary([](auto& p) { p.key_usage = {"digitalSignature", "nonRepudiation", "keyCertSign"}; });
  vary([](auto& p) { p.path_length = 0; });
  vary([](auto& p) { p.key = KeyKind::X25519; });
  for (const auto& profile : wrong) {
    Forge forge;
    forge.replace("BAKER", KeyUse::Sign, profile, forge.issuing.issuer());
    EXPECT_EQ(code_of_use(forge, "BAKER", KeyUse::Sign), Code::Chain);
  }
}

TEST(TrustAttack, AnotherCurveIsRefused) {
  Forge forge;
  const PkeyPtr p384(EVP_EC_gen("P-384"));
  const auto certificate = issue_certificate({.profile = forge.profiles.at("person-sign"),
                                              .common_name = "BAKER",
                                              .public_key = p384.get(),
                                              .validity = forge.validity(),
                                              .clearance = {}},
                                             forge.issuing.issuer(), small_net().catalogue);
  ASSERT_TRUE(certificate);
  forge.entry("BAKER", KeyUse::Sign).der = to_der(certificate->get());
  EXPECT_EQ(code_of_use(forge, "BAKER", KeyUse::Sign), Code::Chain);
}

// revocation lists
TEST(TrustAttack, WithoutRevocationListsNothingLoads) {
  Forge forge;
  forge.roster.crls.clear();
  EXPECT_EQ(code_of(forge.load()), Code::StatusUnknown);
}

TEST(TrustAttack, TheListOfEachAuthorityIsNeeded) {
  for (const std::size_t missing : {0U, 1U}) {
    Forge forge;
    forge.roster.crls.erase(forge.roster.crls.begin() + static_cast<std::ptrdiff_t>(missing));
    EXPECT_EQ(code_of(forge.load()), Code::StatusUnknown);
  }
}

TEST(TrustAttack, AListSignedBySomebodyElseDoesNotCount) {
  Forge forge;
  forge.roster.crls.pop_back();
  const PrivateKey other = generate_p256();
  forge.add_list({forge.issuing.certificate.get(), other.impl().key.get()});
  EXPECT_EQ(code_of(forge.load()), Code::StatusUnknown);
}

// who holds what
TEST(TrustAttack, SwappedCertificatesAreRefused) {
  Forge forge;
  std::swap(forge.entry("ADAMS", KeyUse::Sign).der, forge.entry("BAKER", KeyUse::Sign).der);
  EXPECT_EQ(code_of(forge.load()), Code::Binding);
}

TEST(TrustAttack, SwappedTransportCertificatesAreRefused) {
  Forge forge;
  std::swap(forge.entry("ALPHA", KeyUse::Transport).der, forge.entry("BRAVO", KeyUse::Transport).der);
  EXPECT_EQ(code_of(forge.load()), Code::Binding);
}

TEST(TrustAttack, OneKeyUnderTwoNamesIsRefused) {
  Forge forge;
  forge.entry("BAKER", KeyUse::Sign).der =
      to_der(forge
                 .issue(forge.profiles.at("person-sign"), "BAKER", small_key("ADAMS", KeyUse::Sign),
                        forge.issuing.issuer())
                 .get());
  EXPECT_EQ(code_of(forge.load()), Code::Binding);
}

TEST(TrustAttack, OneKeyForTwoUsesIsRefused) {
  Forge forge;
  forge.entry("BAKER", KeyUse::Agree).der =
      to_der(forge
                 .issue(forge.profiles.at("person-agree"), "BAKER", small_key("BAKER", KeyUse::Sign),
                        forge.issuing.issuer())
                 .get());
  EXPECT_EQ(code_of(forge.load()), Code::Binding);
}

TEST(TrustAttack, ASecondCertificateForTheSameNameIsRefused) {
  Forge forge;
  const PrivateKey key = generate_p256();
  netplan::CertificateEntry second = forge.entry("ADAMS", KeyUse::Sign);
  second.der =
      to_der(forge.issue(forge.profiles.at("person-sign"), "ADAMS", key, forge.issuing.issuer()).get());
  forge.roster.certificates.push_back(second);
  EXPECT_EQ(code_of(forge.load()), Code::Binding);
}

TEST(TrustAttack, AKeyIdentifierOfSomebodyElsesKeyIsRefused) {
  Forge forge;
  auto certificate = parsed(forge.entry("BAKER", KeyUse::Sign).der);
  const auto adams = parsed(forge.entry("ADAMS", KeyUse::Sign).der);
  const Asn1OctetStringPtr stolen(ASN1_OCTET_STRING_dup(X509_get0_subject_key_id(adams.get())));
  ASSERT_EQ(
      X509_add1_ext_i2d(certificate.get(), NID_subject_key_identifier, stolen.get(), 0, X509V3_ADD_REPLACE),
      1);
  ASSERT_GT(X509_sign(certificate.get(), forge.issuing.issuer().key, EVP_sha256()), 0);
  forge.entry("BAKER", KeyUse::Sign).der = to_der(certificate.get());
  EXPECT_EQ(code_of_use(forge, "BAKER", KeyUse::Sign), Code::Binding);
}

TEST(TrustAttack, ANodesCertificateDoesNotServeAPerson) {
  Forge forge;
  forge.replace("ALPHA", KeyUse::Sign, forge.profiles.at("person-sign"), forge.issuing.issuer());
  EXPECT_EQ(code_of_use(forge, "ALPHA", KeyUse::Sign), Code::Chain);
}

TEST(TrustAttack, APersonWithATransportCertificateIsRefused) {
  Forge forge;
  const PrivateKey key = generate_x25519();
  forge.roster.certificates.push_back(
      {OwnerKind::Person, "ADAMS", KeyUse::Transport,
       to_der(forge.issue(forge.profiles.at("node-transport"), "ADAMS", key, forge.issuing.issuer()).get())});
  EXPECT_EQ(code_of(forge.load()), Code::Binding);
}

TEST(TrustAttack, ACertificateForAStrangerIsRefused) {
  Forge forge;
  const PrivateKey key = generate_p256();
  forge.roster.certificates.push_back(
      {OwnerKind::Person, "STRANGER", KeyUse::Sign,
       to_der(forge.issue(forge.profiles.at("person-sign"), "STRANGER", key, forge.issuing.issuer()).get())});
  EXPECT_EQ(code_of(forge.load()), Code::UnknownName);
}

TEST(TrustAttack, EveryCertificateOfThePlanIsNeeded) {
  const std::size_t count = Forge().roster.certificates.size();
  for (std::size_t missing = 0; missing < count; ++missing) {
    Forge forge;
    const auto place = forge.roster.certificates.begin() + static_cast<std::ptrdiff_t>(missing);
    if (place->kind == OwnerKind::Authority) continue;
    forge.roster.certificates.erase(place);
    EXPECT_EQ(code_of(forge.load()), Code::Chain);
  }
}

// The roster's own signature
TEST(TrustAttack, EveryChangedByteIsNoticed) {
  const base::Bytes& good = small_net().file("roster.cms");
  ASSERT_TRUE(testing::load(small_net(), good));
  const std::size_t step = good.size() / 400 + 1;
  for (std::size_t place = 0; place < good.size(); place += step) {
    base::Bytes changed = good;
    changed[place] ^= 0x01;
    EXPECT_FALSE(testing::load(small_net(), changed)) << "byte " << place;
  }
}

TEST(TrustAttack, ChangedTextBreaksTheSeal) {
  base::Bytes changed = small_net().file("roster.cms");
  const std::string_view word = "watch_officer";
  const auto place = std::search(changed.begin(), changed.end(), word.begin(), word.end());
  ASSERT_NE(place, changed.end());
  *place = 'W';
  EXPECT_EQ(code_of(testing::load(small_net(), changed)), Code::Integrity);
}

TEST(TrustAttack, BytesAfterTheRosterAreRefused) {
  base::Bytes longer = small_net().file("roster.cms");
  longer.push_back(0);
  EXPECT_EQ(code_of(testing::load(small_net(), longer)), Code::Der);
}

// Signed as it should be: a mistake of whoever made it, not an attack.
TEST(TrustAttack, ADoctrineOtherThanTheOneWhoseDigestTheRosterNamesIsRefused) {
  EXPECT_TRUE(Forge().load());
  Forge file;
  file.roster.doctrine_files.front().second += "# one comment more\n";
  EXPECT_EQ(code_of(file.load()), Code::Doctrine);
  Forge name;
  name.roster.doctrine_files.front().first += "2";
  EXPECT_EQ(code_of(name.load()), Code::Doctrine);
  Forge plan;
  plan.roster.plan_toml +=
      "[[series]]\nnumber = 5001\nname = \"OURTO\"\nsource = \"us\"\nbasis = \"chosen\"\nexplanation = "
      "\"Ours.\"\n";
  EXPECT_EQ(code_of(plan.load()), Code::Doctrine);
  plan.roster.doctrine_sha256 = doctrine_digest(
      netplan::load(plan.roster.plan_toml, "net.toml", small_net().catalogue).value().catalogue);
  const auto trust = plan.load();
  ASSERT_TRUE(trust) << base::to_sentence(trust.error());
  EXPECT_NE((*trust)->catalogue().find_series("OURTO"), nullptr);
}

TEST(TrustAttack, EveryCutRosterIsRefused) {
  const base::Bytes& good = small_net().file("roster.cms");
  for (std::size_t size = 0; size < good.size(); size += good.size() / 100 + 1)
    EXPECT_EQ(code_of(testing::load(small_net(), base::BytesView(good).first(size))), Code::Der);
}

// Signed by the right key, in other shapes than the one permitted.
base::Bytes signed_otherwise(const Forge& forge, const char* content_type, unsigned flags, int signers,
                             bool stream) {
  const std::string json = netplan::to_json(forge.roster);
  const CmsPtr cms(
      CMS_sign(nullptr, nullptr, nullptr, nullptr, flags | CMS_PARTIAL | (stream ? CMS_STREAM : 0)));
  const Asn1ObjectPtr type(OBJ_txt2obj(content_type, 1));
  CMS_set1_eContentType(cms.get(), type.get());
  CMS_add1_cert(cms.get(), forge.issuing.certificate.get());
  const auto adams = parsed(small_net().file("persons/ADAMS/certificates/sign.der"));
  if (signers > 0)
    CMS_add1_signer(cms.get(), forge.signer.certificate.get(), forge.signer.issuer().key, EVP_sha256(),
                    flags);
  if (signers > 1)
    CMS_add1_signer(cms.get(), adams.get(), small_key("ADAMS", KeyUse::Sign).impl().key.get(), EVP_sha256(),
                    flags);
  const BioPtr in = bio_of(base::as_bytes(json));
  const BioPtr out(BIO_new(BIO_s_mem()));
  if (stream) {
    i2d_CMS_bio_stream(out.get(), cms.get(), in.get(), static_cast<int>(flags | CMS_STREAM));
  } else {
    CMS_final(cms.get(), in.get(), nullptr, flags);
    i2d_CMS_bio(out.get(), cms.get());
  }
  return bytes_of(out.get());
}

constexpr unsigned kPlain = CMS_BINARY | CMS_NOSMIMECAP | CMS_USE_KEYID;

TEST(TrustAttack, TheShapeThatTheseTestsVaryIsAccepted) {
  const Forge forge;
  const auto trust =
      testing::load(small_net(), signed_otherwise(forge, oids::kContentRoster.dotted(), kPlain, 1, false));
  EXPECT_TRUE(trust) << base::to_sentence(trust.error());
}

TEST(TrustAttack, AnotherContentTypeIsRefused) {
  EXPECT_EQ(code_of(testing::load(small_net(),
                                  signed_otherwise(Forge(), "1.2.840.113549.1.7.1", kPlain, 1, false))),
            Code::Type);
}

TEST(TrustAttack, ASignatureWithoutSignedAttributesIsRefused) {
  EXPECT_EQ(code_of(testing::load(small_net(), signed_otherwise(Forge(), oids::kContentRoster.dotted(),
                                                                kPlain | CMS_NOATTR, 1, false))),
            Code::SignedAttributes);
}

TEST(TrustAttack, UnknownSignedAttributesAreRefused) {
  EXPECT_EQ(
      code_of(testing::load(small_net(), signed_otherwise(Forge(), oids::kContentRoster.dotted(),
                                                          kPlain & ~unsigned{CMS_NOSMIMECAP}, 1, false))),
      Code::SignedAttributes);
}

TEST(TrustAttack, TwoSignaturesAndNoneAreRefused) {
  for (const int signers : {0, 2})
    EXPECT_EQ(code_of(testing::load(small_net(), signed_otherwise(Forge(), oids::kContentRoster.dotted(),
                                                                  kPlain, signers, false))),
              Code::Signers);
}

TEST(TrustAttack, IndefiniteLengthIsRefused) {
  EXPECT_EQ(code_of(testing::load(small_net(),
                                  signed_otherwise(Forge(), oids::kContentRoster.dotted(), kPlain, 1, true))),
            Code::Der);
}

}  // namespace
}  // namespace backchannel::seal
