#pragma once
// One node or person and what the ceremony gives it: at minting, and when a person's keys are made anew.

#include <string>
#include <vector>

#include "backchannel/base/random.h"
#include "backchannel/netplan/roster.h"
#include "backchannel/seal/ceremony.h"
#include "backchannel/seal/keys.h"
#include "certificate_issue.h"
#include "certificate_profile.h"

namespace backchannel::seal {

struct Holder {
  netplan::OwnerKind kind;
  std::string name;
  std::string role;    // OU: what the plan says it is
  std::string folder;  // "nodes/CAS-HQ/"
  message::Clearance clearance;
  std::vector<netplan::KeyUse> uses;
};

[[nodiscard]] Holder holder_of(const netplan::Node& node);
[[nodiscard]] Holder holder_of(const netplan::Person& person);

// Who certifies, by which rules and for how long.
struct Office {
  Issuer issuer;
  const CertificateProfiles& profiles;
  const doctrine::Catalogue& catalogue;
  Validity validity;
};

struct Equipment {
  std::vector<MintedFile> files;  // keys, certificates, passphrase
  std::vector<netplan::CertificateEntry> entries;
  std::string step;
};

// New keys, their certificates and one new passphrase. LabelUnknown, Internal.
[[nodiscard]] base::Result<Equipment> equip(const Holder& holder, const Office& office, base::Random& random);

[[nodiscard]] PrivateKey generate(KeyKind kind);
[[nodiscard]] base::Result<MintedFile> key_file(const std::string& path, const PrivateKey& key,
                                                const base::SecretBytes& passphrase);
[[nodiscard]] MintedFile passphrase_file(const std::string& path, const base::SecretBytes& passphrase);

}  // namespace backchannel::seal
