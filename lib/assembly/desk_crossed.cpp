// Messages that crossed: two persons wrote each other, and neither had opened the other's when he wrote. What
// is known of the other desk comes from its signed opening receipts.

#include <algorithm>

#include "backchannel/message/series.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using message::StatementKind;

// When `reader` opened it, as he signed; nullopt: no receipt that holds.
base::Result<std::optional<base::HandlingTime>> opened_by(DeskState& desk, const store::SubmissionRow& sent,
                                                          const std::string& reader) {
  BC_TRY(rows, desk.store.statements(sent.message));
  std::optional<base::HandlingTime> first;
  for (const store::StatementRow& row : rows) {
    if (row.statement.kind != StatementKind::OpeningReceipt || row.statement.author_person != reader)
      continue;
    const auto said = checked_statement(desk, row.signed_statement, &sent, desk.now());
    if (said && (!first || said->at < *first)) first = said->at;
  }
  return first;
}

bool goes_to(const message::Header& header, const message::Header& other) {
  return std::ranges::any_of(header.recipients, [&](const message::Recipient& leg) {
    return leg.person.empty() ? leg.station == other.originator_node : leg.person == other.originator;
  });
}

}  // namespace

base::Result<Crossed> crossed_messages(DeskState& desk, const std::vector<Received>& all) {
  BC_TRY(mine, desk.store.submissions(desk.person->name));
  Crossed out;
  for (const Received& each : all) {
    const message::Header& theirs = each.row.header;
    const bool for_me =
        each.line.mine && !theirs.originator.empty() && theirs.originator != desk.person->name;
    if (!for_me || out.contains(theirs.message)) continue;
    const store::PersonEvent* opening = each.event(store::EventKind::Opening);
    const message::Written received{theirs.date_time_group,
                                    opening == nullptr ? std::nullopt : std::optional(opening->at)};
    for (const store::SubmissionRow& sent : mine) {
      if (sent.header.kind != message::Kind::Message || !goes_to(sent.header, theirs)) continue;
      BC_TRY(opened, opened_by(desk, sent, theirs.originator.value));
      if (!message::crossed(received, {sent.header.date_time_group, opened})) continue;
      std::vector<std::string>& numbers = out[theirs.message];
      const std::string number = printed_number(sent.header, std::nullopt);
      // A message that was sealed twice crossed once.
      if (std::ranges::find(numbers, number) == numbers.end()) numbers.push_back(number);
    }
  }
  return out;
}

}  // namespace backchannel::assembly
