// What the ceremony makes, in front of the openssl command line: the tools of a lesson.

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "net_fixture.h"

namespace backchannel::seal {
namespace {

using testing::mint_net;
using testing::Net;

struct Outcome {
  int status;
  std::string output;
};

Outcome shell(const std::string& command) {
  FILE* pipe = popen(("exec 2>&1\n" + command).c_str(), "r");
  if (pipe == nullptr) return {-1, "popen failed"};
  std::string output;
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    output.append(buffer.data(), got);
  return {pclose(pipe), output};
}

// A net's folder as assembly would write it; gone at the end.
class Folder {
 public:
  explicit Folder(const Net& net) {
    std::string pattern = ::testing::TempDir() + "/bc-net-XXXXXX";
    root_ = mkdtemp(pattern.data());
    for (const auto& file : net.minted.files) {
      const auto path = root_ / file.path;
      std::filesystem::create_directories(path.parent_path());
      std::ofstream(path, std::ios::binary)
          .write(reinterpret_cast<const char*>(file.content.data()),
                 static_cast<std::streamsize>(file.content.size()));
    }
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(root_); }

  [[nodiscard]] Outcome run(const std::string& command) const {
    return shell("cd '" + root_.string() + "'\n" + command);
  }
  [[nodiscard]] Outcome verify(const std::string& certificate, base::HandlingTime at) const {
    return run("openssl verify -attime " + std::to_string(at.ms / 1000) +
               " -x509_strict -crl_check_all -trusted root.der -untrusted authority/issuing.der"
               " -CRLfile authority/root.crl -CRLfile authority/issuing.crl " +
               certificate);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return root_; }

 private:
  std::filesystem::path root_;
};

class CertificateInterop : public ::testing::Test {
 protected:
  void SetUp() override {
    if (shell("openssl version").status != 0) GTEST_SKIP() << "the openssl program is not installed";
  }
};

TEST_F(CertificateInterop, OpensslAcceptsEveryChainWithItsRevocationLists) {
  const Net net = mint_net();
  const Folder folder(net);
  int count = 0;
  for (const auto& file : net.minted.files) {
    if (file.path.find("/certificates/") == std::string::npos) continue;
    const auto outcome = folder.verify(file.path, net.now);
    EXPECT_EQ(outcome.status, 0) << file.path << ": " << outcome.output;
    ++count;
  }
  EXPECT_EQ(count, 3 * 3 + 4 * 2);
}

TEST_F(CertificateInterop, OpensslRefusesRevokedAndExpired) {
  const Net net = mint_net({.revoked = {"BAKER"}});
  const Folder folder(net);
  const std::string baker = "persons/BAKER/certificates/sign.der";
  const auto revoked = folder.verify(baker, net.now);
  EXPECT_NE(revoked.status, 0);
  EXPECT_NE(revoked.output.find("certificate revoked"), std::string::npos) << revoked.output;
  EXPECT_NE(folder.verify("persons/BURNS/certificates/sign.der", net.now + 1000 * base::kHourMs).status, 0);
  EXPECT_EQ(folder.verify("persons/BURNS/certificates/sign.der", net.now).status, 0);
}

TEST_F(CertificateInterop, OpensslPrintsTheRosterAgainstThePinnedRoot) {
  const Net net = mint_net();
  const Folder folder(net);
  const auto outcome = folder.run(
      "openssl cms -verify -inform DER -in roster.cms -binary -purpose any -CAstore root.der -attime " +
      std::to_string(net.now.ms / 1000) + " -out roster.json");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  std::ifstream in(folder.path() / "roster.json");
  const std::string json{std::istreambuf_iterator<char>(in), {}};
  const auto roster = netplan::roster_from_json(json, "roster.json");
  ASSERT_TRUE(roster) << base::to_sentence(roster.error());
  EXPECT_EQ(roster->plan_toml, net.plan.source);
}

TEST_F(CertificateInterop, AKeyFileOpensWithItsPassphraseAndFitsItsCertificate) {
  const Net net = mint_net();
  const Folder folder(net);
  for (const std::string use : {"sign", "agree"}) {
    const auto outcome =
        folder.run("cd persons/ADAMS && openssl pkey -in keys/" + use +
                   ".pem -passin file:passphrase -pubout > a && openssl x509 -inform DER -in certificates/" +
                   use + ".der -noout -pubkey > b && cmp a b");
    EXPECT_EQ(outcome.status, 0) << outcome.output;
  }
}

TEST_F(CertificateInterop, OpensslShowsWhatTheProfilesPromise) {
  const Net net = mint_net();
  const Folder folder(net);
  const auto text =
      folder.run("openssl x509 -inform DER -in persons/ADAMS/certificates/sign.der -noout -text");
  ASSERT_EQ(text.status, 0);
  for (const std::string promised :
       {"Subject: O = EXERCISE - TRAINING MATERIAL, OU = PERSON, CN = ADAMS",
        "Issuer: O = EXERCISE - TRAINING MATERIAL, OU = ISSUING AUTHORITY, CN = ISSUING",
        "Not Before: Oct 21 05:25:00 1972 GMT", "Not After : Oct 26 05:25:00 1972 GMT",
        "X509v3 Key Usage: critical", "X509v3 Extended Key Usage: critical", "1.3.6.1.4.1.99999.5.1",
        "CA:FALSE"})
    EXPECT_NE(text.output.find(promised), std::string::npos) << promised << "\n" << text.output;
  const auto parse = folder.run(
      "openssl asn1parse -inform DER -in authority/issuing.der | grep -A1 'OBJECT "
      "*:1.3.6.1.5.5.7.1.21\\|Clearance'");
  EXPECT_EQ(parse.status, 0) << parse.output;
}

// The shell blocks of certs/README.md, one text each.
std::vector<std::string> commands_of(const std::string& page) {
  const std::string opening = "```sh\n";
  std::vector<std::string> blocks;
  for (std::size_t from = 0; (from = page.find(opening, from)) != std::string::npos;) {
    from += opening.size();
    blocks.push_back(page.substr(from, page.find("```", from) - from));
  }
  return blocks;
}

TEST_F(CertificateInterop, EveryCommandOfTheReadmeWorks) {
  const Net net =
      mint_net({}, testing::shipped_profiles(), testing::source_file("scenarios/hakto-49/net.toml"));
  const Folder folder(net);
  const auto blocks = commands_of(testing::source_file("certs/README.md"));
  EXPECT_GE(blocks.size(), 7U);
  for (const auto& block : blocks) {
    const auto outcome = folder.run("set -e\n" + block);
    EXPECT_EQ(outcome.status, 0) << block << outcome.output;
    EXPECT_FALSE(outcome.output.empty() && block.find("-out ") == std::string::npos) << block;
    const bool shows_clearance = block.find("-strparse") != std::string::npos;
    EXPECT_TRUE(!shows_clearance || outcome.output.find("02 7c") != std::string::npos) << outcome.output;
  }
}

}  // namespace
}  // namespace backchannel::seal
