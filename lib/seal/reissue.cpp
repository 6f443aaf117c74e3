// One person's keys made anew in a net that exists: what the ceremony does for a holder, and a list and a
// roster that say so.

#include <algorithm>
#include <iterator>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "backchannel/seal/crypto.h"
#include "ceremony_holder.h"
#include "certificate.h"
#include "keys.h"
#include "roster_signature.h"

namespace backchannel::seal {
namespace {

using base::Code;
using base::fail;
using netplan::OwnerKind;

base::Result<X509Ptr> certificate_for(base::BytesView der, const PrivateKey& key, const std::string& what) {
  BC_TRY(certificate, certificate_from_der(der));
  if (X509_check_private_key(certificate.get(), key.impl().key.get()) == 1) return std::move(certificate);
  ERR_clear_error();
  return fail(Code::Binding, "the key of the " + what + " is not the one of its certificate");
}

// The certificates in force, which are withdrawn now: those that no list names yet.
base::Result<std::vector<X509Ptr>> in_force(const netplan::Roster& roster, const Trust& trust,
                                            const std::string& person) {
  std::vector<X509Ptr> out;
  for (const auto& entry : roster.certificates) {
    if (entry.kind != OwnerKind::Person || entry.owner != person) continue;
    BC_TRY(certificate, certificate_from_der(entry.der));
    if (!trust.withdrawal_of(key_id_of(certificate.get()))) out.push_back(std::move(certificate));
  }
  return out;
}

base::Bytes* list_of(netplan::Roster& roster, const X509* issuing) {
  const auto found = std::ranges::find_if(roster.crls, [&](const base::Bytes& der) {
    const auto list = crl_from_der(der);
    return list && X509_NAME_cmp(X509_CRL_get_issuer(list->get()), X509_get_subject_name(issuing)) == 0;
  });
  return found == roster.crls.end() ? nullptr : &*found;
}

base::Result<> check_authority(const netplan::Roster& roster, const ReissueAuthority& authority) {
  const bool ours = std::ranges::any_of(roster.certificates, [&](const auto& entry) {
    return entry.kind == OwnerKind::Authority && std::ranges::equal(entry.der, authority.issuing_certificate);
  });
  if (ours) return {};
  return fail(Code::Binding, "the folder authority/ belongs to another net");
}

base::Result<> withdraw(netplan::Roster& roster, const Trust& trust, const Issuer& issuer,
                        const ReissueOrder& order) {
  BC_TRY(old, in_force(roster, trust, order.person));
  std::vector<X509*> withdrawn;
  for (const auto& certificate : old) withdrawn.push_back(certificate.get());
  base::Bytes* list = list_of(roster, issuer.certificate);
  if (list == nullptr)
    return fail(Code::StatusUnknown, "the roster has no revocation list of the issuing authority");
  BC_TRY(previous, crl_from_der(*list));
  BC_TRY(next, continue_crl(issuer, previous.get(), withdrawn, order.at, order.reason));
  *list = to_der(next.get());
  return {};
}

}  // namespace

base::Result<Minted> reissue(base::BytesView signed_roster, base::BytesView root_der,
                             std::string_view profiles_toml, const ReissueAuthority& authority,
                             const ReissueOrder& order) {
  BC_TRY(trust, Trust::load(signed_roster, root_der, order.at));
  const netplan::Person* person = trust->plan().person(base::PersonName(order.person));
  if (person == nullptr)
    return fail(Code::UnknownName, base::visible(order.person) + " is no person of this net");
  BC_TRY(opened, open_roster(signed_roster));
  BC_TRY(roster, netplan::roster_from_json(opened.json, "roster"));
  BC_TRY_VOID(check_authority(roster, authority));
  BC_TRY(issuing, certificate_for(authority.issuing_certificate, authority.issuing, "issuing authority"));
  BC_TRY(signer, certificate_for(authority.roster_certificate, authority.roster, "roster certificate"));
  BC_TRY(profiles, load_profiles(profiles_toml));

  const Issuer issuer{issuing.get(), authority.issuing.impl().key.get()};
  BC_TRY_VOID(withdraw(roster, *trust, issuer, order));
  // From now on only: the new key speaks for nothing that was done before.
  Validity validity = validity_of(profiles.certificates, trust->plan().begins, trust->plan().ends);
  validity.from = order.at;
  OpensslRandom random;
  BC_TRY(equipment, equip(holder_of(*person), {issuer, profiles, trust->catalogue(), validity}, random));

  Minted out{std::move(equipment.files), {std::move(equipment.step)}};
  std::ranges::move(equipment.entries, std::back_inserter(roster.certificates));
  out.files.push_back({"authority/issuing.crl", *list_of(roster, issuing.get()), false});
  BC_TRY(bytes, sign_roster(netplan::to_json(roster),
                            {signer.get(), authority.roster.impl().key.get(), issuing.get()}, order.at));
  // What nobody would believe is not handed out.
  BC_TRY_VOID(Trust::load(bytes, root_der, order.at));
  out.files.push_back({"roster.cms", std::move(bytes), false});
  return out;
}

}  // namespace backchannel::seal
