#include "ceremony.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "backchannel/netplan/roster.h"
#include "backchannel/seal/crypto.h"
#include "backchannel/seal/trust.h"
#include "ceremony_holder.h"
#include "certificate.h"
#include "keys.h"
#include "passphrase.h"
#include "roster_signature.h"

namespace backchannel::seal {
namespace {

using base::Code;
using base::fail;
using netplan::KeyUse;
using netplan::OwnerKind;

constexpr const char* kRootName = "ROOT";
constexpr const char* kIssuingName = "ISSUING";
constexpr const char* kRosterName = "ROSTER";

std::vector<Holder> holders_of(const netplan::Plan& plan) {
  std::vector<Holder> holders;
  for (const auto& node : plan.nodes) holders.push_back(holder_of(node));
  for (const auto& person : plan.persons) holders.push_back(holder_of(person));
  return holders;
}

base::Result<> check_plan(const netplan::Plan& plan, const std::vector<Holder>& holders) {
  if (plan.ends <= plan.begins) return fail(Code::PlanInvalid, "the exercise ends before it begins");
  std::set<std::string> folders;
  for (const auto& holder : holders) {
    if (!folders.insert(holder.folder).second)
      return fail(Code::PlanInvalid, "two names would share the folder " + holder.folder + "; rename " +
                                         base::visible(holder.name));
  }
  return {};
}

// Collects what the ceremony makes.
class Ceremony {
 public:
  Ceremony(const netplan::Plan& plan, const CertificateProfiles& profiles, const MintOptions& options)
      : plan_(plan), catalogue_(plan.catalogue), profiles_(profiles), options_(options) {}

  base::Result<Minted> run(const std::vector<Holder>& holders);

 private:
  base::Result<> keep_authorities();
  base::Result<> equip(const Holder& holder);
  base::Result<> publish_lists();
  base::Result<> publish_roster();
  void keep(std::string path, base::Bytes content) {
    minted_.files.push_back({std::move(path), std::move(content), false});
  }
  void say(std::string step) { minted_.steps.push_back(std::move(step)); }
  [[nodiscard]] bool is_revoked(std::string_view name) const {
    return std::ranges::find(options_.revoked, name) != options_.revoked.end();
  }

  const netplan::Plan& plan_;
  const doctrine::Catalogue& catalogue_;
  const CertificateProfiles& profiles_;
  const MintOptions& options_;
  std::optional<Authorities> authorities_;
  netplan::Roster roster_;
  std::vector<X509Ptr> withdrawn_;
  OpensslRandom random_;
  Minted minted_;
};

base::Result<> Ceremony::keep_authorities() {
  const base::SecretBytes passphrase = make_passphrase(random_);
  const auto keep_one = [&](const char* word, const Authority& authority) -> base::Result<> {
    keep(std::string("authority/") + word + ".der", to_der(authority.certificate.get()));
    BC_TRY(key, key_file(std::string("authority/") + word + ".pem", authority.key, passphrase));
    minted_.files.push_back(std::move(key));
    return {};
  };
  BC_TRY_VOID(keep_one("root", authorities_->root));
  BC_TRY_VOID(keep_one("issuing", authorities_->issuing));
  BC_TRY_VOID(keep_one("roster", authorities_->roster));
  minted_.files.push_back(passphrase_file("authority/passphrase", passphrase));
  keep("root.der", to_der(authorities_->root.certificate.get()));

  const Validity validity = validity_of(profiles_.certificates, plan_.begins, plan_.ends);
  say("root authority: signed by itself, holds " + message::to_dtg(validity.from) + " to " +
      message::to_dtg(validity.until));
  say("issuing authority: signed by the root authority");
  say("roster certificate: signed by the issuing authority");
  for (const auto& [name, authority] :
       {std::pair(kRootName, &authorities_->root), std::pair(kIssuingName, &authorities_->issuing)})
    roster_.certificates.push_back(
        {OwnerKind::Authority, name, KeyUse::Sign, to_der(authority->certificate.get())});
  return {};
}

base::Result<> Ceremony::equip(const Holder& holder) {
  const Office office{authorities_->issuing.issuer(), profiles_, catalogue_,
                      validity_of(profiles_.certificates, plan_.begins, plan_.ends)};
  BC_TRY(equipment, seal::equip(holder, office, random_));
  for (auto& entry : equipment.entries) {
    if (is_revoked(holder.name)) {
      BC_TRY(certificate, certificate_from_der(entry.der));
      withdrawn_.push_back(std::move(certificate));
    }
    roster_.certificates.push_back(std::move(entry));
  }
  std::ranges::move(equipment.files, std::back_inserter(minted_.files));
  say(std::move(equipment.step));
  return {};
}

base::Result<> Ceremony::publish_lists() {
  const Validity validity = validity_of(profiles_.revocation_lists, plan_.begins, plan_.ends);
  std::vector<X509*> by_root;
  if (is_revoked(kIssuingName)) by_root.push_back(authorities_->issuing.certificate.get());
  std::vector<X509*> by_issuing;
  for (const auto& certificate : withdrawn_) by_issuing.push_back(certificate.get());
  BC_TRY(root_list, issue_crl(authorities_->root.issuer(), validity, by_root));
  BC_TRY(issuing_list, issue_crl(authorities_->issuing.issuer(), validity, by_issuing));
  roster_.crls = {to_der(root_list.get()), to_der(issuing_list.get())};
  keep("authority/root.crl", roster_.crls[0]);
  keep("authority/issuing.crl", roster_.crls[1]);
  say("revocation lists: " + std::to_string(by_root.size() + by_issuing.size()) +
      " certificates withdrawn, next lists due " + message::to_dtg(validity.until));
  return {};
}

base::Result<> Ceremony::publish_roster() {
  roster_.plan_file = plan_.source_file;
  roster_.plan_toml = plan_.source;
  roster_.doctrine_files = catalogue_.files;
  roster_.doctrine_sha256 = doctrine_digest(catalogue_);
  BC_TRY(bytes, sign_roster(netplan::to_json(roster_),
                            {.certificate = authorities_->roster.certificate.get(),
                             .key = authorities_->roster.key.impl().key.get(),
                             .issuing = authorities_->issuing.certificate.get()},
                            plan_.begins));
  keep("roster.cms", std::move(bytes));
  say("roster: " + std::to_string(roster_.certificates.size()) +
      " certificates, signed with the roster certificate");
  return {};
}

base::Result<Minted> Ceremony::run(const std::vector<Holder>& holders) {
  BC_TRY(founded, found_authorities(plan_, catalogue_, profiles_));
  authorities_ = std::move(founded);
  BC_TRY_VOID(keep_authorities());
  for (const auto& holder : holders) BC_TRY_VOID(equip(holder));
  BC_TRY_VOID(publish_lists());
  BC_TRY_VOID(publish_roster());
  return std::move(minted_);
}

base::Result<> check_revoked(const std::vector<Holder>& holders, const MintOptions& options) {
  for (const auto& name : options.revoked) {
    if (name != kIssuingName && std::ranges::find(holders, name, &Holder::name) == holders.end())
      return fail(Code::UnknownName, "nobody in this net is called " + base::visible(name));
  }
  return {};
}

}  // namespace

Issuer Authority::issuer() const { return {certificate.get(), key.impl().key.get()}; }

message::Clearance everything_in(const netplan::Plan& plan) {
  message::Clearance all;
  const auto add = [&all](const message::Clearance& some) {
    all.classifications.insert(some.classifications.begin(), some.classifications.end());
    all.categories.insert(some.categories.begin(), some.categories.end());
  };
  for (const auto& node : plan.nodes) add(node.clearance);
  for (const auto& person : plan.persons) add(person.clearance);
  for (const auto& circuit : plan.circuits) add(circuit.accreditation);
  return all;
}

base::Result<Authorities> found_authorities(const netplan::Plan& plan, const doctrine::Catalogue& catalogue,
                                            const CertificateProfiles& profiles) {
  const Validity validity = validity_of(profiles.certificates, plan.begins, plan.ends);
  const auto found = [&](const char* profile, const char* name,
                         const Authority* by) -> base::Result<Authority> {
    Authority made{generate(profiles.at(profile).key), nullptr};
    EVP_PKEY* own_key = made.key.impl().key.get();
    BC_TRY(certificate,
           issue_certificate({.profile = profiles.at(profile),
                              .common_name = name,
                              .public_key = own_key,
                              .validity = validity,
                              .clearance = everything_in(plan)},
                             by != nullptr ? by->issuer() : Issuer{nullptr, own_key}, catalogue));
    made.certificate = std::move(certificate);
    return made;
  };
  BC_TRY(root, found("root", kRootName, nullptr));
  BC_TRY(issuing, found("issuing", kIssuingName, &root));
  BC_TRY(roster, found("roster-sign", kRosterName, &issuing));
  return Authorities{std::move(root), std::move(issuing), std::move(roster)};
}

std::string folder_of(std::string_view name) {
  std::string folder = base::upper(name);
  for (char& c : folder) {
    const bool kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    if (!kept) c = '-';
  }
  return folder;
}

base::Result<Minted> mint(const netplan::Plan& plan, std::string_view profiles_toml,
                          const MintOptions& options) {
  BC_TRY(profiles, load_profiles(profiles_toml));
  const std::vector<Holder> holders = holders_of(plan);
  BC_TRY_VOID(check_plan(plan, holders));
  BC_TRY_VOID(check_revoked(holders, options));
  BC_TRY(minted, Ceremony(plan, profiles, options).run(holders));
  return std::move(minted);
}

}  // namespace backchannel::seal
