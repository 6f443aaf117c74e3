#include "ceremony_holder.h"

#include "certificate.h"
#include "keys.h"
#include "passphrase.h"

namespace backchannel::seal {

using netplan::KeyUse;
using netplan::OwnerKind;

namespace {

std::string profile_name(OwnerKind kind, KeyUse use) {
  return std::string(kind == OwnerKind::Person ? "person-" : "node-") + std::string(to_string(use));
}

base::Result<> certify(const Holder& holder, KeyUse use, const base::SecretBytes& passphrase,
                       const Office& office, Equipment& out) {
  CertificateProfile profile = office.profiles.at(profile_name(holder.kind, use));
  if (profile.role.empty()) profile.role = holder.role;
  const PrivateKey key = generate(profile.key);
  BC_TRY(certificate, issue_certificate({.profile = profile,
                                         .common_name = holder.name,
                                         .public_key = key.impl().key.get(),
                                         .validity = office.validity,
                                         .clearance = holder.clearance},
                                        office.issuer, office.catalogue));
  const std::string word(to_string(use));
  base::Bytes der = to_der(certificate.get());
  BC_TRY(file, key_file(holder.folder + "keys/" + word + ".pem", key, passphrase));
  out.files.push_back(std::move(file));
  out.files.push_back({holder.folder + "certificates/" + word + ".der", der, false});
  out.entries.push_back({holder.kind, holder.name, use, std::move(der)});
  return {};
}

}  // namespace

Holder holder_of(const netplan::Node& node) {
  return {OwnerKind::Node,
          node.name.value,
          node.role == netplan::NodeRole::Relay ? "RELAY" : "STATION",
          "nodes/" + folder_of(node.name.value) + "/",
          node.clearance,
          {KeyUse::Sign, KeyUse::Agree, KeyUse::Transport}};
}

Holder holder_of(const netplan::Person& person) {
  return {OwnerKind::Person, person.name.value,
          "PERSON",          "persons/" + folder_of(person.name.value) + "/",
          person.clearance,  {KeyUse::Sign, KeyUse::Agree}};
}

PrivateKey generate(KeyKind kind) { return kind == KeyKind::P256 ? generate_p256() : generate_x25519(); }

base::Result<MintedFile> key_file(const std::string& path, const PrivateKey& key,
                                  const base::SecretBytes& passphrase) {
  BC_TRY(pem, encrypt_key(key, passphrase));
  return MintedFile{path, std::move(pem), true};
}

MintedFile passphrase_file(const std::string& path, const base::SecretBytes& passphrase) {
  base::Bytes line(passphrase.view().begin(), passphrase.view().end());
  line.push_back('\n');
  return {path, std::move(line), true};
}

base::Result<Equipment> equip(const Holder& holder, const Office& office, base::Random& random) {
  const base::SecretBytes passphrase = make_passphrase(random);
  Equipment out;
  std::string uses;
  for (const auto use : holder.uses) {
    BC_TRY_VOID(certify(holder, use, passphrase, office, out));
    uses += (uses.empty() ? "" : ", ") + std::string(to_words(use));
  }
  out.files.push_back(passphrase_file(holder.folder + "passphrase", passphrase));
  out.step = holder.name + ": " + uses + ", signed by the issuing authority";
  return out;
}

}  // namespace backchannel::seal
