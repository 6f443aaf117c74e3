#include "backchannel/seal/trust.h"

#include <algorithm>
#include <set>

#include "backchannel/base/check.h"
#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "certificate.h"
#include "roster_signature.h"
#include "trust_chain.h"
#include "trust_impl.h"

namespace backchannel::seal {
namespace {

using base::Code;
using base::fail;
using netplan::KeyUse;
using netplan::OwnerKind;

constexpr const char* kRosterSigner = "the certificate that signs the roster";

std::vector<X509Ptr> shared(const std::vector<X509Ptr>& certificates) {
  std::vector<X509Ptr> copies;
  for (const auto& certificate : certificates) {
    X509_up_ref(certificate.get());
    copies.emplace_back(certificate.get());
  }
  return copies;
}

X509Ptr shared(const X509Ptr& certificate) {
  X509_up_ref(certificate.get());
  return X509Ptr(certificate.get());
}

// The roster's text, once its signer is known to be of this net; whether the signer was revoked only the
// roster says.
base::Result<OpenedRoster> open_vouched(base::BytesView signed_roster, const X509Ptr& root,
                                        base::HandlingTime now) {
  BC_TRY(opened, open_roster(signed_roster));
  BC_TRY_VOID(check_roster_signer(opened.signer.get()));
  const ChainCheck chains(shared(root), shared(opened.authorities), {});
  BC_TRY(chain, chains.check_without_lists(opened.signer.get(), now, kRosterSigner));
  (void)chain;
  return std::move(opened);
}

base::Result<std::vector<X509Ptr>> authorities_of(const netplan::Roster& roster, base::BytesView root_der) {
  std::vector<X509Ptr> authorities;
  for (const auto& entry : roster.certificates) {
    if (entry.kind != OwnerKind::Authority) continue;
    BC_TRY(certificate, certificate_from_der(entry.der));
    if (common_name_of(certificate.get()) != entry.owner)
      return fail(Code::Binding,
                  "the certificate of the authority " + base::visible(entry.owner) +
                      " names another subject: " + base::visible(common_name_of(certificate.get())));
    // The root is trusted because it is pinned, never because the roster lists it.
    if (std::ranges::equal(entry.der, root_der)) continue;
    authorities.push_back(std::move(certificate));
  }
  return authorities;
}

base::Result<ChainCheck> chains_of(const netplan::Roster& roster, X509Ptr root, base::BytesView root_der) {
  BC_TRY(authorities, authorities_of(roster, root_der));
  std::vector<X509CrlPtr> lists;
  for (const auto& der : roster.crls) {
    BC_TRY(list, crl_from_der(der));
    lists.push_back(std::move(list));
  }
  return ChainCheck(std::move(root), std::move(authorities), std::move(lists));
}

// by_name_ holds nodes and persons together.
base::Result<> check_names(const netplan::Plan& plan) {
  std::set<std::string> names;
  for (const auto& node : plan.nodes) names.insert(node.name.value);
  for (const auto& person : plan.persons) {
    if (names.contains(person.name.value))
      return fail(Code::Binding,
                  base::visible(person.name.value) + " is a node and a person in this net plan");
  }
  return {};
}

}  // namespace

base::Result<std::shared_ptr<const Trust>> Trust::load(base::BytesView signed_roster,
                                                       base::BytesView root_der, base::HandlingTime now) {
  BC_TRY(root, certificate_from_der(root_der));
  BC_TRY(opened, open_vouched(signed_roster, root, now));
  BC_TRY(roster, netplan::roster_from_json(opened.json, "roster"));
  BC_TRY(chains, chains_of(roster, std::move(root), root_der));
  BC_TRY(signer_chain, chains.check(opened.signer.get(), now, kRosterSigner));
  (void)signer_chain;
  BC_TRY(doctrine, doctrine::load(roster.doctrine_files));
  BC_TRY(plan, netplan::load(roster.plan_toml, roster.plan_file, doctrine));
  if (doctrine_digest(plan.catalogue) != roster.doctrine_sha256)
    return fail(Code::Doctrine,
                "the roster's doctrine is not the one whose SHA-256 the roster names: its files or the "
                "plan's own rows "
                "were exchanged");
  BC_TRY_VOID(check_names(plan));

  auto impl = std::make_unique<Impl>(std::move(plan), sha256_of(signed_roster), std::move(chains));
  for (const auto& entry : roster.certificates) {
    if (entry.kind != OwnerKind::Authority) BC_TRY_VOID(impl->add(entry));
  }
  BC_TRY_VOID(impl->check_complete());
  return std::make_shared<const Trust>(std::move(impl));
}

std::string doctrine_digest(const doctrine::Catalogue& catalogue) {
  return base::to_hex(sha256_of(base::as_bytes(doctrine::canonical(catalogue))).view());
}

std::string words_of(const Withdrawal& withdrawal) {
  const std::string at = message::to_dtg(withdrawal.at);
  switch (withdrawal.reason) {
    case WithdrawalReason::Unspecified:
      return at;
    case WithdrawalReason::Superseded:
      return at + " (superseded by a new one)";
    case WithdrawalReason::KeyCompromise:
      return at + " (its key was compromised)";
  }
  BC_CHECK(false);
}

Trust::Trust(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
Trust::~Trust() = default;

const netplan::Plan& Trust::plan() const noexcept { return impl_->plan; }
const doctrine::Catalogue& Trust::catalogue() const noexcept { return impl_->plan.catalogue; }
base::Digest Trust::digest() const noexcept { return impl_->digest; }

base::Result<Owner> Trust::owner_of(const base::KeyId& key, KeyUse use, base::HandlingTime at) const {
  BC_TRY(found, impl_->certified(key, use, at));
  return found->owner;
}

base::Result<Owner> Trust::key_of(const std::string& name, KeyUse use, base::HandlingTime at) const {
  BC_TRY(found, impl_->certified(name, use, at));
  return found->owner;
}

std::optional<Withdrawal> Trust::withdrawal_of(const base::KeyId& key) const {
  return impl_->withdrawal_of(key);
}

base::Result<message::Clearance> Trust::clearance_of(const std::string& name, base::HandlingTime at) const {
  BC_TRY(sign, impl_->certified(name, KeyUse::Sign, at));
  BC_TRY(agree, impl_->certified(name, KeyUse::Agree, at));
  // Both carry it; should they differ, what only one grants is not granted.
  return message::intersection(sign->effective, agree->effective);
}

base::Result<policy::Party> Trust::party(const std::string& name, base::HandlingTime at) const {
  BC_TRY(clearance, clearance_of(name, at));
  const auto* person = impl_->plan.person(base::PersonName(name));
  policy::Party party = person != nullptr ? netplan::party_of(*person)
                                          : netplan::party_of(*impl_->plan.node(base::NodeName(name)));
  party.clearance = clearance;
  return party;
}

base::NodeName Trust::station_of(const Owner& owner, base::HandlingTime at) const {
  const auto* person =
      owner.kind == OwnerKind::Person ? impl_->plan.person(base::PersonName(owner.name)) : nullptr;
  return person != nullptr ? impl_->plan.station_of(*person, at) : base::NodeName(owner.name);
}

base::Result<base::Bytes> Trust::curve_public(const base::NodeName& node, base::HandlingTime at) const {
  BC_TRY(certificate, impl_->certificate(node.value, KeyUse::Transport, at));
  base::Bytes raw(32);
  std::size_t size = raw.size();
  if (EVP_PKEY_get_raw_public_key(X509_get0_pubkey(certificate), raw.data(), &size) != 1 ||
      size != raw.size())
    return fail_openssl(Code::Chain,
                        "the transport certificate of " + base::visible(node.value) + " holds no CURVE key");
  return raw;
}

}  // namespace backchannel::seal
