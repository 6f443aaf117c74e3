#include "trust_impl.h"

#include <algorithm>

#include "backchannel/base/format.h"
#include "certificate.h"

namespace backchannel::seal {
namespace {

using base::Code;
using base::fail;
using netplan::KeyUse;
using netplan::OwnerKind;

std::string described(const std::string& owner, KeyUse use) {
  return std::string("the ") + to_words(use) + " certificate of " + base::visible(owner);
}

}  // namespace

Trust::Impl::Impl(netplan::Plan net_plan, base::Digest roster_digest, ChainCheck checked_by)
    : plan(std::move(net_plan)), digest(roster_digest), chains_(std::move(checked_by)) {}

base::Result<Owner> Trust::Impl::owner_for(const netplan::CertificateEntry& listed) const {
  const Owner owner{.kind = listed.kind, .name = listed.owner, .use = listed.use, .key = {}};
  switch (listed.kind) {
    case OwnerKind::Node: {
      if (plan.node(base::NodeName(listed.owner)) != nullptr) return owner;
      break;
    }
    case OwnerKind::Person: {
      if (listed.use == KeyUse::Transport)
        return fail(Code::Binding,
                    described(listed.owner, listed.use) + " belongs to a person; only nodes have one");
      if (plan.person(base::PersonName(listed.owner)) != nullptr) return owner;
      break;
    }
    case OwnerKind::Authority:
      return fail(Code::Binding, described(listed.owner, listed.use) + " belongs to an authority");
  }
  return fail(Code::UnknownName, "the roster lists " + described(listed.owner, listed.use) +
                                     ", whom the net plan does not know");
}

base::Result<> Trust::Impl::add(const netplan::CertificateEntry& listed) {
  const std::string what = described(listed.owner, listed.use);
  BC_TRY(owner, owner_for(listed));
  BC_TRY(certificate, certificate_from_der(listed.der));
  if (common_name_of(certificate.get()) != listed.owner)
    return fail(Code::Binding,
                what + " names another subject: " + base::visible(common_name_of(certificate.get())));
  auto entry = std::make_unique<Entry>();
  owner.key = key_id_of(certificate.get());
  entry->certified = {
      .owner = owner, .x509 = certificate.get(), .sha256 = sha256_of(listed.der), .effective = {}};
  entry->x509 = std::move(certificate);
  if (const auto [other, fresh] = by_key_.emplace(owner.key, entry.get()); !fresh)
    return fail(Code::Binding,
                what + " holds the same key as " +
                    described(other->second->certified.owner.name, other->second->certified.owner.use));
  if (const auto on_list = chains_.listed(entry->x509.get()))
    entry->withdrawn = Withdrawal{owner, on_list->at, on_list->reason};
  Entry*& by_name = by_name_[{owner.name, owner.use}];
  if (by_name == nullptr || by_name->withdrawn)
    by_name = entry.get();
  else if (!entry->withdrawn)
    return fail(Code::Binding, "the roster lists " + what + " twice");
  entries_.push_back(std::move(entry));
  return {};
}

base::Result<> Trust::Impl::check_complete() const {
  const auto demand = [this](const std::string& name, KeyUse use) -> base::Result<> {
    if (by_name_.contains({name, use})) return {};
    return fail(Code::Chain, "the roster lacks " + described(name, use));
  };
  for (const auto& node : plan.nodes) {
    for (const auto use : {KeyUse::Sign, KeyUse::Agree, KeyUse::Transport})
      BC_TRY_VOID(demand(node.name.value, use));
  }
  for (const auto& person : plan.persons) {
    for (const auto use : {KeyUse::Sign, KeyUse::Agree}) BC_TRY_VOID(demand(person.name.value, use));
  }
  return {};
}

base::Result<const Certified*> Trust::Impl::verified(Entry& entry, base::HandlingTime at) const {
  const std::lock_guard lock(mutex_);
  if (entry.verified && entry.verified->from <= at && at < entry.verified->until) return &entry.certified;
  const Owner& owner = entry.certified.owner;
  const std::string what = described(owner.name, owner.use);
  BC_TRY_VOID(check_use(entry.x509.get(), owner.kind, owner.use, what));
  auto chain = chains_.check(entry.x509.get(), at, what);
  if (!chain) {
    if (chain.error().code == Code::Revoked && entry.withdrawn)
      chain.error().detail = what + " was withdrawn " + words_of(*entry.withdrawn);
    return std::unexpected(std::move(chain).error());
  }
  BC_TRY_VOID(note(entry, *chain, entry.verified));
  return &entry.certified;
}

base::Result<const Certified*> Trust::Impl::verified_as_earlier(Entry& entry, base::HandlingTime at) const {
  const std::lock_guard lock(mutex_);
  auto& held = entry.held_as_earlier;
  if (held && held->from <= at && at < held->until) return &entry.certified;
  const Owner& owner = entry.certified.owner;
  const std::string what = described(owner.name, owner.use);
  BC_TRY_VOID(check_use(entry.x509.get(), owner.kind, owner.use, what));
  BC_TRY(chain, chains_.check_superseded(entry.x509.get(), at, what));
  BC_TRY_VOID(note(entry, chain, held));
  return &entry.certified;
}

base::Result<> Trust::Impl::note(Entry& entry, const VerifiedChain& chain,
                                 std::optional<Validity>& holds) const {
  if (!entry.verified && !entry.held_as_earlier) {
    BC_TRY(clearance, effective_clearance(entry.x509.get(), chain));
    entry.certified.effective = clearance;
  }
  holds = chain.holds;
  return {};
}

base::Result<const Certified*> Trust::Impl::signer(const base::KeyId& key, base::HandlingTime signed_at,
                                                   const CheckTime& when) const {
  auto holds = certified(key, KeyUse::Sign, when.now);
  if (holds || holds.error().code != Code::Revoked || !when.witnessed) return holds;
  Entry& entry = *by_key_.at(key);
  const bool before = entry.withdrawn && entry.withdrawn->reason == WithdrawalReason::Superseded &&
                      signed_at < entry.withdrawn->at && *when.witnessed < entry.withdrawn->at;
  return before ? verified_as_earlier(entry, when.now) : std::move(holds);
}

std::optional<Withdrawal> Trust::Impl::withdrawal_of(const base::KeyId& key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? std::nullopt : found->second->withdrawn;
}

const Owner* Trust::Impl::listed_owner(const base::KeyId& key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &found->second->certified.owner;
}

base::Result<const Certified*> Trust::Impl::certified(const base::KeyId& key, KeyUse use,
                                                      base::HandlingTime at) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end())
    return fail(Code::UnknownName,
                "no certificate of this net has the key identifier " + base::to_hex(key.view()));
  const Owner& owner = found->second->certified.owner;
  if (owner.use != use)
    return fail(Code::Chain,
                described(owner.name, owner.use) + " is used as a " + to_words(use) + " certificate");
  return verified(*found->second, at);
}

base::Result<const Certified*> Trust::Impl::certified(const std::string& owner, KeyUse use,
                                                      base::HandlingTime at) const {
  const auto found = by_name_.find({owner, use});
  if (found != by_name_.end()) return verified(*found->second, at);
  return fail(Code::UnknownName,
              "this net has no " + std::string(to_words(use)) + " certificate of " + base::visible(owner));
}

base::Result<X509*> Trust::Impl::certificate(const base::KeyId& key, KeyUse use,
                                             base::HandlingTime at) const {
  BC_TRY(found, certified(key, use, at));
  return found->x509;
}

base::Result<X509*> Trust::Impl::certificate(const std::string& owner, KeyUse use,
                                             base::HandlingTime at) const {
  BC_TRY(found, certified(owner, use, at));
  return found->x509;
}

}  // namespace backchannel::seal
