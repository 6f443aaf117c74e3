// What the station knows of a message beside what was signed: its own clock, the go-ahead, who opened it.

#include <algorithm>

#include "desk_state.h"

namespace backchannel::assembly {

namespace {

policy::LocalClock clock_of(const DeskState& desk) { return {desk.station->zone, desk.station->opens}; }

bool has_go_ahead(DeskState& desk, const message::Header& header, base::HandlingTime now) {
  const auto rows = desk.store.statements(header.message);
  return rows && std::ranges::any_of(*rows, [&](const store::StatementRow& row) {
           if (row.statement.kind != message::StatementKind::GoAhead) return false;
           const auto said = seal::verify(*desk.trust, row.signed_statement, as_kept(now));
           return said && said->message == header.message && said->author_person == header.originator.value;
         });
}

// Who else has opened another sealing of the same message: the right of two alternates is one right, however
// often it was sealed.
std::string opened_elsewhere(DeskState& desk, const store::MailboxRow& row, const base::PersonName& other) {
  const auto rows = desk.store.mailbox();
  if (!rows) return {};
  for (const store::MailboxRow& each : *rows) {
    const bool another = each.key.transfer != row.key.transfer && each.recipient().person == other &&
                         same_message(each.header, row.header);
    if (!another) continue;
    const auto events = desk.store.events(each.key.transfer);
    const auto opens = [&](const store::PersonEvent& event) {
      return event.key == each.key && event.kind == store::EventKind::Opening;
    };
    if (events && std::ranges::any_of(*events, opens)) return other.value;
  }
  return {};
}

}  // namespace

policy::Delivery delivery_here(const DeskState& desk, const store::MailboxRow& row) {
  return policy::delivery_of(desk.catalogue(), row.header, row.received_at, clock_of(desk));
}

std::optional<custody::LegKey> other_alternate(const store::MailboxRow& row) {
  const auto& legs = row.header.recipients;
  custody::LegKey other = row.key;
  if (const std::uint32_t of = row.recipient().alternate_of; of != 0) {
    if (of > legs.size()) return std::nullopt;
    other.leg = static_cast<std::uint16_t>(of - 1);
    return other;
  }
  const auto found = std::ranges::find(legs, row.key.leg + 1U, &message::Recipient::alternate_of);
  if (found == legs.end()) return std::nullopt;
  other.leg = static_cast<std::uint16_t>(found - legs.begin());
  return other;
}

policy::AtStation at_station(DeskState& desk, const store::MailboxRow& row,
                             const std::vector<store::PersonEvent>& events, base::HandlingTime now) {
  policy::AtStation here{row.received_at, now, clock_of(desk), false, {}};
  if (delivery_here(desk, row).awaits_go_ahead) here.go_ahead = has_go_ahead(desk, row.header, now);
  const auto other = other_alternate(row);
  for (const store::PersonEvent& event : events)
    if (other && event.key == *other && event.kind == store::EventKind::Opening)
      here.opened_by = event.person.value;
  if (other && here.opened_by.empty())
    here.opened_by = opened_elsewhere(desk, row, row.header.recipients[other->leg].person);
  return here;
}

}  // namespace backchannel::assembly
