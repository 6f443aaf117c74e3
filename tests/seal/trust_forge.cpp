#include "trust_forge.h"

#include <stdexcept>

#include "certificate.h"
#include "keys.h"

namespace backchannel::seal::testing {
namespace {

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::to_sentence(result.error()));
  return std::move(*result);
}

Authority authority_of(const Net& net, const std::string& word) {
  return {net.authority_key(word), parsed(net.file("authority/" + word + ".der"))};
}

}  // namespace

X509Ptr parsed(base::BytesView der) { return must(certificate_from_der(der)); }

base::Result<std::shared_ptr<const Trust>> load(const Net& net, base::BytesView roster) {
  return Trust::load(roster, net.file("root.der"), net.now);
}

Forge::Forge(const Net& net)
    : roster(must(netplan::roster_from_json(must(open_roster(net.file("roster.cms"))).json, "roster"))),
      profiles(must(load_profiles(shipped_profiles()))),
      root(authority_of(net, "root")),
      issuing(authority_of(net, "issuing")),
      signer(authority_of(net, "roster")),
      net_(net) {}

netplan::CertificateEntry& Forge::entry(const std::string& owner, netplan::KeyUse use) {
  for (auto& each : roster.certificates)
    if (each.owner == owner && each.use == use) return each;
  throw std::runtime_error("no such entry: " + owner);
}

Validity Forge::validity() const {
  return validity_of(profiles.certificates, net_.plan.begins, net_.plan.ends);
}

X509Ptr Forge::issue(const CertificateProfile& profile, const std::string& name, const PrivateKey& key,
                     const Issuer& issuer, const message::Clearance& clearance) const {
  return must(issue_certificate({.profile = profile,
                                 .common_name = name,
                                 .public_key = key.impl().key.get(),
                                 .validity = validity(),
                                 .clearance = clearance},
                                issuer, net_.catalogue));
}

void Forge::replace(const std::string& owner, netplan::KeyUse use, const CertificateProfile& profile,
                    const Issuer& issuer) {
  const PrivateKey key = profile.key == KeyKind::P256 ? generate_p256() : generate_x25519();
  const auto* person = net_.plan.person(base::PersonName(owner));
  const auto clearance =
      person != nullptr ? person->clearance : net_.plan.node(base::NodeName(owner))->clearance;
  entry(owner, use).der = to_der(issue(profile, owner, key, issuer, clearance).get());
}

void Forge::add_authority(const std::string& name, const X509* certificate) {
  roster.certificates.push_back(
      {netplan::OwnerKind::Authority, name, netplan::KeyUse::Sign, to_der(certificate)});
}

void Forge::add_list(const Issuer& issuer, std::vector<X509*> revoked) {
  roster.crls.push_back(to_der(must(issue_crl(issuer, validity(), revoked)).get()));
}

base::Bytes Forge::sign() const { return sign_as(signer.certificate.get(), signer.key); }

base::Bytes Forge::sign_as(X509* certificate, const PrivateKey& key) const {
  X509* other = certificate == issuing.certificate.get() ? root.certificate.get() : issuing.certificate.get();
  return must(sign_roster(netplan::to_json(roster),
                          {.certificate = certificate, .key = key.impl().key.get(), .issuing = other},
                          net_.now));
}

base::Result<std::shared_ptr<const Trust>> Forge::load() const { return testing::load(net_, sign()); }

}  // namespace backchannel::seal::testing
