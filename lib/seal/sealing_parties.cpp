#include "sealing_parties.h"

#include <algorithm>
#include <ctime>
#include <set>
#include <string>

#include "backchannel/base/format.h"
#include "sealing_layers.h"

namespace backchannel::seal {
namespace {

using base::Code;

std::unexpected<base::Error> not_the_key_of(const message::Recipient& recipient, const Owner& owner) {
  return base::fail(Code::Recipients, "the key named for " +
                                          base::visible(recipient.person.empty() ? recipient.station.value
                                                                                 : recipient.person.value) +
                                          " is the one of " + owner.name);
}

base::Result<> check_reader(const Trust& trust, const message::Recipient& recipient, const Owner& owner,
                            base::HandlingTime created) {
  const bool to_person = owner.kind == netplan::OwnerKind::Person && !recipient.person.empty() &&
                         owner.name == recipient.person.value;
  const bool to_station = owner.kind == netplan::OwnerKind::Node;
  if ((to_person || to_station) && trust.station_of(owner, created) == recipient.station) return {};
  return not_the_key_of(recipient, owner);
}

}  // namespace

const std::string& originator_of(const message::Header& header) {
  return header.originator.empty() ? header.originator_node.value : header.originator.value;
}

base::Result<const Certified*> signer_of(const Trust& trust, const base::KeyId& key,
                                         base::HandlingTime created, const CheckTime& when) {
  BC_TRY(signer, trust.impl().signer(key, created, when));
  const auto time = static_cast<std::time_t>(seconds_of(created));
  if (ASN1_TIME_cmp_time_t(X509_get0_notBefore(signer->x509), time) > 0 ||
      ASN1_TIME_cmp_time_t(X509_get0_notAfter(signer->x509), time) < 0)
    return base::fail(Code::Chain, "the signing certificate of " + signer->owner.name +
                                       " was not valid when this was signed");
  return signer;
}

base::Result<> check_originator(const Trust& trust, const message::Header& header, const Owner& owner) {
  const auto kind = header.originator.empty() ? netplan::OwnerKind::Node : netplan::OwnerKind::Person;
  if (owner.kind == kind && owner.name == originator_of(header) &&
      trust.station_of(owner, header.created) == header.originator_node)
    return {};
  return base::fail(Code::Binding, "the heading names " + base::visible(originator_of(header)) + " at " +
                                       base::visible(header.originator_node.value) + " as originator, and " +
                                       owner.name + " has signed");
}

base::Result<std::vector<X509*>> readers_of(const Trust& trust, const message::Header& header,
                                            base::HandlingTime now) {
  if (header.recipients.empty()) return base::fail(Code::Recipients, "the message has no readers");
  std::vector<X509*> readers;
  std::set<base::KeyId> keys;
  for (const auto& recipient : header.recipients) {
    BC_TRY(reader, trust.impl().certified(recipient.key, netplan::KeyUse::Agree, now));
    BC_TRY_VOID(check_reader(trust, recipient, reader->owner, header.created));
    if (keys.insert(recipient.key).second) readers.push_back(reader->x509);
  }
  return readers;
}

base::Result<> check_readers(const Trust& trust, const message::Header& header, const message::Label& label) {
  BC_TRY(demands, doctrine::demands_of(trust.catalogue(), label));
  // A correction carries its message's label and goes to the station; its words are sealed once more.
  const bool to_persons =
      header.kind == message::Kind::Message && demands.seal_to == doctrine::SealTo::Person;
  for (const auto& recipient : header.recipients) {
    const Owner* owner = trust.impl().listed_owner(recipient.key);
    if (owner == nullptr) continue;
    // Not where its owner is by now: a reader may have moved since.
    const bool fits = owner->kind == netplan::OwnerKind::Person ? owner->name == recipient.person.value
                                                                : owner->name == recipient.station.value;
    if (!fits) return not_the_key_of(recipient, *owner);
    if (to_persons && owner->kind != netplan::OwnerKind::Person)
      return base::fail(
          Code::Recipients,
          "its markings want it sealed to its readers' own keys, and the copy for " +
              base::visible(recipient.person.empty() ? recipient.station.value : recipient.person.value) +
              " is sealed to the station's");
  }
  return {};
}

base::Result<> check_recipients(const message::Header& header, const EnvelopeLayer& envelope) {
  std::set<base::KeyId> named;
  for (const auto& recipient : header.recipients) named.insert(recipient.key);
  const std::set<base::KeyId> sealed_to(envelope.recipients.begin(), envelope.recipients.end());
  if (sealed_to.size() != envelope.recipients.size())
    return base::fail(Code::Recipients, "the envelope is sealed to one key twice");
  if (named != sealed_to)
    return base::fail(Code::Recipients, "the heading names " + std::to_string(named.size()) +
                                            " keys, and the envelope is not sealed to exactly these");
  return {};
}

}  // namespace backchannel::seal
