// The handling rules that every holder asks of a verified message: relay, receiving station, and the station
// where it was submitted.

#include "backchannel/policy/decision.h"
#include "state.h"

namespace backchannel::custody {

namespace {

[[nodiscard]] std::optional<base::Error> error_of(const policy::Verdict& verdict) {
  return verdict.allowed() ? std::nullopt : std::optional(verdict.error());
}

}  // namespace

std::optional<base::Error> Engine::State::objection_by_handling(const Verified& checked) const {
  const netplan::Node* self = node(config_.self);
  if (self == nullptr) return base::Error{base::Code::Internal, "not in the plan", std::nullopt, {}};
  if (auto against = error_of(policy::may_carry(*config_.catalogue, checked.label, netplan::party_of(*self))))
    return against;
  const netplan::Person* writer = config_.plan->person(checked.header.originator);
  if (checked.header.kind != message::Kind::Message || writer == nullptr) return std::nullopt;
  const policy::Party originator = netplan::party_of(*writer);
  if (auto against =
          error_of(policy::may_originate(*config_.catalogue, checked.label, checked.header, &originator)))
    return against;
  const netplan::Person* releaser = config_.plan->person(base::PersonName(checked.releaser));
  const policy::Party by = releaser == nullptr ? policy::Party{} : netplan::party_of(*releaser);
  return error_of(policy::may_release(originator, releaser == nullptr ? nullptr : &by));
}

std::optional<base::Error> Engine::State::objection_by_handling(const Verified& checked,
                                                                std::uint16_t leg) const {
  const message::Header& header = checked.header;
  if (header.kind != message::Kind::Message) return std::nullopt;
  const message::Recipient& recipient = header.recipients[leg];
  const std::string& releaser = checked.releaser.empty() ? header.originator.value : checked.releaser;
  if (auto against = error_of(policy::may_pass_minimize(config_.plan->minimizes, recipient.station.value,
                                                        recipient.precedence, releaser,
                                                        header.minimize_reason, header.created)))
    return against;
  if (!for_mailbox(checked, leg)) return std::nullopt;
  const netplan::Node* self = node(config_.self);
  return error_of(policy::may_deliver(*config_.catalogue, checked.label, header, leg,
                                      netplan::party_of(*self),
                                      destination(header, checked.label, leg).value));
}

}  // namespace backchannel::custody
