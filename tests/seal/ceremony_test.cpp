#include "backchannel/seal/ceremony.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "ceremony.h"
#include "certificate.h"
#include "net_fixture.h"
#include "trust_forge.h"

namespace backchannel::seal {
namespace {

using base::Code;
using netplan::KeyUse;
using testing::mint_net;
using testing::shipped_doctrine;
using testing::shipped_profiles;
using testing::small_net;
using testing::small_plan_toml;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto place = text.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  return place == std::string::npos ? text : text.replace(place, from.size(), to);
}

base::Error error_of(const std::string& profiles, const MintOptions& options = {}) {
  const auto minted = mint(small_net().plan, profiles, options);
  EXPECT_FALSE(minted);
  return minted ? base::Error{Code::Internal, "", {}, {}} : minted.error();
}

TEST(Ceremony, LaysOutEveryFileOnce) {
  std::set<std::string> paths;
  for (const auto& file : small_net().minted.files) {
    EXPECT_TRUE(paths.insert(file.path).second) << file.path;
    EXPECT_FALSE(file.content.empty()) << file.path;
  }
  std::set<std::string> expected = {"root.der", "roster.cms", "authority/passphrase", "authority/root.crl",
                                    "authority/issuing.crl"};
  for (const std::string word : {"root", "issuing", "roster"})
    expected.insert({"authority/" + word + ".pem", "authority/" + word + ".der"});
  const auto add_owner = [&](const std::string& folder, const std::vector<std::string>& uses) {
    expected.insert(folder + "passphrase");
    for (const auto& use : uses)
      expected.insert({folder + "keys/" + use + ".pem", folder + "certificates/" + use + ".der"});
  };
  for (const std::string name : {"HUB", "ALPHA", "BRAVO"})
    add_owner("nodes/" + name + "/", {"sign", "agree", "transport"});
  for (const std::string name : {"ADAMS", "ALLEN", "BAKER", "BURNS"})
    add_owner("persons/" + name + "/", {"sign", "agree"});
  EXPECT_EQ(paths, expected);
}

TEST(Ceremony, KeysAndPassphrasesAreSecretAndNothingElse) {
  for (const auto& file : small_net().minted.files) {
    const bool secret = file.path.ends_with(".pem") || file.path.ends_with("passphrase");
    EXPECT_EQ(file.secret, secret) << file.path;
    if (!file.path.ends_with(".pem")) continue;
    EXPECT_TRUE(base::to_text(file.content).starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"))
        << file.path;
  }
}

TEST(Ceremony, EveryOwnerHasItsOwnPassphrase) {
  std::set<std::string> passphrases;
  int owners = 0;
  for (const auto& file : small_net().minted.files) {
    if (!file.path.ends_with("passphrase")) continue;
    const std::string line = base::to_text(file.content);
    EXPECT_EQ(line.size(), 5 * 5 + 4 + 1) << line;
    EXPECT_EQ(line.find_first_not_of("abcdefghijkmnprstuvwz-\n"), std::string::npos) << line;
    passphrases.insert(line);
    ++owners;
  }
  EXPECT_EQ(passphrases.size(), 8U);
  EXPECT_EQ(owners, 8);
  EXPECT_FALSE(
      decrypt_key(small_net().file("persons/ADAMS/keys/sign.pem"), base::SecretBytes("wrong"), "sign.pem"));
}

TEST(Ceremony, TwoNetsOfOnePlanShareNothingSecret) {
  const auto other = mint_net();
  EXPECT_NE(other.file("root.der"), small_net().file("root.der"));
  EXPECT_NE(other.file("persons/ADAMS/passphrase"), small_net().file("persons/ADAMS/passphrase"));
  EXPECT_FALSE(Trust::load(other.file("roster.cms"), small_net().file("root.der"), other.now));
}

TEST(Ceremony, SerialNumbersArePositiveRandomAndLong) {
  std::set<base::Bytes> serials;
  for (const auto& file : small_net().minted.files) {
    if (!file.path.ends_with(".der") || file.path == "root.der") continue;
    const auto certificate = testing::parsed(file.content);
    const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate.get());
    EXPECT_EQ(ASN1_STRING_type(serial), V_ASN1_INTEGER) << file.path;
    EXPECT_EQ(ASN1_STRING_length(serial), 8) << file.path;
    const auto* data = ASN1_STRING_get0_data(serial);
    serials.insert(base::Bytes(data, data + ASN1_STRING_length(serial)));
  }
  EXPECT_EQ(serials.size(), 3U + 9U + 8U);
}

TEST(Ceremony, SaysWhatItDid) {
  const auto& steps = small_net().minted.steps;
  EXPECT_GE(steps.size(), 3U + 7U + 2U);
  EXPECT_TRUE(
      std::ranges::any_of(steps, [](const auto& step) { return step.find("BAKER") != std::string::npos; }));
  EXPECT_TRUE(std::ranges::any_of(
      steps, [](const auto& step) { return step.find("210525Z OCT 72") != std::string::npos; }));
}

TEST(Ceremony, NamesBecomeFolders) {
  EXPECT_EQ(folder_of("WHITE HOUSE SITUATION ROOM"), "WHITE-HOUSE-SITUATION-ROOM");
  EXPECT_EQ(folder_of("CAS-HQ"), "CAS-HQ");
  EXPECT_EQ(folder_of("../etc/passwd"), "---ETC-PASSWD");
  EXPECT_EQ(folder_of("Haig"), "HAIG");
}

TEST(Ceremony, TwoNamesWithOneFolderAreRefused) {
  auto plan = small_net().plan;
  plan.nodes[0].name = base::NodeName("A B");
  plan.nodes[1].name = base::NodeName("A-B");
  const auto minted = mint(plan, shipped_profiles());
  ASSERT_FALSE(minted);
  EXPECT_EQ(minted.error().code, Code::PlanInvalid);
}

TEST(Ceremony, AnExerciseBefore1970IsMintedToo) {
  const auto net = mint_net({}, shipped_profiles(),
                            replaced(replaced(replaced(small_plan_toml(), "230525Z OCT 72", "230525Z OCT 62"),
                                              "231200Z OCT 72", "231200Z OCT 62"),
                                     "240525Z OCT 72", "240525Z OCT 62"));
  ASSERT_LT(net.now.ms, 0);
  const auto trust = Trust::load(net.file("roster.cms"), net.file("root.der"), net.now);
  ASSERT_TRUE(trust) << base::to_sentence(trust.error());
  EXPECT_TRUE((*trust)->key_of("ADAMS", KeyUse::Sign, net.now));
  EXPECT_FALSE((*trust)->key_of("ADAMS", KeyUse::Sign, small_net().now));
}

TEST(Ceremony, TheScenarioIsMintedAndTrusted) {
  const auto catalogue = shipped_doctrine();
  const auto plan = netplan::load(testing::source_file("scenarios/hakto-49/net.toml"), "net.toml", catalogue);
  ASSERT_TRUE(plan) << base::to_sentence(plan.error());
  const auto minted = mint(*plan, shipped_profiles());
  ASSERT_TRUE(minted) << base::to_sentence(minted.error());
  const testing::Net net{catalogue, *plan, *minted, plan->begins};
  const auto trust = net.load_trust();
  for (const auto& person : plan->persons) {
    const auto clearance = trust->clearance_of(person.name.value, net.now);
    ASSERT_TRUE(clearance) << base::to_sentence(clearance.error());
    EXPECT_EQ(*clearance, person.clearance) << person.name.value;
  }
  for (const auto& node : plan->nodes)
    EXPECT_TRUE(trust->curve_public(node.name, net.now)) << node.name.value;
}

TEST(Ceremony, WhoIsRevokedMustBeInTheNet) {
  EXPECT_EQ(error_of(shipped_profiles(), {.revoked = {"NOBODY"}}).code, Code::UnknownName);
}

TEST(Ceremony, ProfilesAreReadWithThePlaceOfEveryMistake) {
  const auto expect_refused = [](const std::string& from, const std::string& to) {
    const auto error = error_of(replaced(shipped_profiles(), from, to));
    EXPECT_EQ(error.code, Code::Syntax) << to;
    EXPECT_FALSE(base::to_sentence(error).empty());
  };
  expect_refused("name = \"issuing\"", "name = \"issueing\"");
  expect_refused("name = \"issuing\"", "name = \"root\"");
  expect_refused("key = \"X25519\"", "key = \"RSA\"");
  expect_refused("\"keyCertSign\", \"cRLSign\"", "\"keyCertSing\"");
  expect_refused("1.3.6.1.4.1.99999.5.5", "roster");
  expect_refused("clearance = \"constraint\"", "clearance = \"most\"");
  expect_refused("path_length = 1", "path_lenght = 1");
  expect_refused("lengths = 1", "lengths = -1");
  expect_refused("[revocation_lists]", "[crl]");
  expect_refused("critical = [\"basicConstraints\", \"keyUsage\"]", "critical = [\"everything\"]");
  EXPECT_EQ(error_of("").code, Code::Syntax);
  EXPECT_EQ(error_of("[").code, Code::Syntax);
}

TEST(Ceremony, AnotherProfileMakesAnotherNetThatIsRefused) {
  const auto net = mint_net({}, replaced(shipped_profiles(), "1.3.6.1.4.1.99999.5.1", "1.3.6.1.5.5.7.3.4"));
  const auto trust = net.load_trust();
  EXPECT_EQ(trust->key_of("ADAMS", KeyUse::Sign, net.now).error().code, Code::Chain);
  EXPECT_TRUE(trust->key_of("ADAMS", KeyUse::Agree, net.now));
}

}  // namespace
}  // namespace backchannel::seal
