#pragma once
// A dishonest authority: takes a minted net's roster apart, changes it, signs it again with the real keys.

#include <memory>
#include <string>
#include <vector>

#include "backchannel/netplan/roster.h"
#include "backchannel/seal/trust.h"
#include "ceremony.h"
#include "certificate_issue.h"
#include "certificate_profile.h"
#include "net_fixture.h"
#include "roster_signature.h"

namespace backchannel::seal::testing {

class Forge {
 public:
  explicit Forge(const Net& net = small_net());

  netplan::Roster roster;
  CertificateProfiles profiles;
  Authority root, issuing, signer;

  [[nodiscard]] netplan::CertificateEntry& entry(const std::string& owner, netplan::KeyUse use);
  // By a profile of certs/profiles.toml, possibly changed.
  [[nodiscard]] X509Ptr issue(const CertificateProfile& profile, const std::string& name,
                              const PrivateKey& key, const Issuer& issuer,
                              const message::Clearance& clearance = {}) const;
  // A new key pair and certificate in place of the owner's.
  void replace(const std::string& owner, netplan::KeyUse use, const CertificateProfile& profile,
               const Issuer& issuer);
  void add_authority(const std::string& name, const X509* certificate);
  void add_list(const Issuer& issuer, std::vector<X509*> revoked = {});

  [[nodiscard]] base::Bytes sign() const;
  [[nodiscard]] base::Bytes sign_as(X509* certificate, const PrivateKey& key) const;
  [[nodiscard]] base::Result<std::shared_ptr<const Trust>> load() const;

  [[nodiscard]] Validity validity() const;
  [[nodiscard]] const Net& net() const { return net_; }

 private:
  const Net& net_;
};

[[nodiscard]] X509Ptr parsed(base::BytesView der);
[[nodiscard]] base::Result<std::shared_ptr<const Trust>> load(const Net& net, base::BytesView roster);

}  // namespace backchannel::seal::testing
