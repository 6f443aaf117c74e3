#include "node_seals.h"

#include "backchannel/seal/crypto.h"

namespace backchannel::assembly {

NodeSeals::NodeSeals(std::shared_ptr<const seal::Trust> trust, base::NodeName self, netplan::NodeRole role,
                     seal::PrivateKey signing, seal::PrivateKey agreement)
    : trust_(std::move(trust)),
      self_(std::move(self)),
      role_(role),
      signing_(std::move(signing)),
      agreement_(std::move(agreement)) {}

base::Result<custody::Verified> NodeSeals::check(const custody::Verify& request,
                                                 base::HandlingTime now) const {
  if (!request.expected.is_zero() &&
      base::TransferId::from_bytes(seal::OpensslDigester().sha256(*request.sealed).view()) !=
          request.expected)
    return base::fail(base::Code::Hash);
  seal::CheckTime when(now);
  auto checked = seal::check_outer(*trust_, *request.sealed, when);
  if (!checked && checked.error().code == base::Code::Revoked) {
    // Under way before the key was superseded? Only then are the stamps worth the work.
    when.witnessed = seal::witnessed_at(*trust_, request.stamps, request.expected, now);
    if (when.witnessed) checked = seal::check_outer(*trust_, *request.sealed, when);
  }
  if (!checked) return std::unexpected(std::move(checked).error());
  const seal::Outer& outer = *checked;
  custody::Verified verified{
      outer.transfer,       outer.header, outer.header_bytes, outer.label, outer.label_bytes,
      outer.originator.key, {},           outer.releaser};
  const message::Header& header = verified.header;
  const bool for_us = header.kind == message::Kind::Statement && role_ == netplan::NodeRole::Station &&
                      header.recipients.size() == 1 && header.recipients[0].station == self_;
  if (!for_us) return verified;
  // A statement message for this station: its agent holds the station's key and reads it at once.
  BC_TRY(opened, seal::open(*trust_, *request.sealed, self_.value, agreement_, when));
  base::wipe(opened.inner.data(), opened.inner.size());
  for (const message::SignedStatement& each : opened.content.statements) {
    BC_TRY(statement, seal::verify(*trust_, each, when));
    verified.statements.emplace_back(each, std::move(statement));
  }
  return verified;
}

base::Result<custody::Testimony> NodeSeals::speak(const custody::Testify& request,
                                                  base::HandlingTime now) const {
  custody::Testimony testimony;
  if (request.stamp) {
    BC_TRY(stamp, seal::sign(*trust_, *request.stamp, self_.value, signing_));
    testimony.stamp = std::move(stamp);
  }
  for (const message::Statement& subject : request.subjects) {
    BC_TRY(said, seal::sign(*trust_, subject, self_.value, signing_));
    testimony.subjects.emplace_back(std::move(said), subject);
  }
  if (!request.to.empty()) {
    BC_TRY(carriage, carry(request, testimony, now));
    testimony.carriage = std::move(carriage);
  }
  return testimony;
}

base::Result<custody::SealedOut> NodeSeals::carry(const custody::Testify& request,
                                                  const custody::Testimony& testimony,
                                                  base::HandlingTime now) const {
  wire::Content content;
  message::Header& header = content.header;
  seal::OpensslRandom().fill(header.message.value);
  header.kind = message::Kind::Statement;
  header.created = request.created;
  header.expires = request.expires;
  header.originator_node = self_;
  header.channel = request.channel;
  BC_TRY(reader, trust_->key_of(request.to.value, netplan::KeyUse::Agree, now));
  message::Recipient to;
  to.person = request.whose;
  to.station = request.to;
  to.key = reader.key;
  to.precedence = request.precedence;
  header.recipients.push_back(std::move(to));
  for (const auto& [said, statement] : testimony.subjects) content.statements.push_back(said);
  content.statements.insert(content.statements.end(), request.evidence.begin(), request.evidence.end());
  BC_TRY(sealed, seal::seal(*trust_, content, request.label, signing_, now));
  // What was sealed is what relays will read: take the row from the bytes, not from our intentions.
  auto payload = std::make_shared<const base::Bytes>(std::move(sealed.bytes));
  BC_TRY(outer, seal::check_outer(*trust_, *payload, now));
  custody::SealedOut out;
  out.row = custody::TransferRow{outer.transfer,
                                 outer.header,
                                 outer.header_bytes,
                                 outer.label,
                                 outer.label_bytes,
                                 outer.originator.key,
                                 payload->size(),
                                 {},
                                 {},
                                 now,
                                 0};
  out.sealed = std::move(payload);
  return out;
}

}  // namespace backchannel::assembly
