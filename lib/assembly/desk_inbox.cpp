#include <algorithm>
#include <charconv>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/time_group.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;
using store::EventKind;

std::string state_words(const Received& what) {
  if (what.row.state != store::MailboxState::Present || what.event(EventKind::SignedOff) != nullptr)
    return "signed off";
  if (what.event(EventKind::HandedOver) != nullptr) return "handed over";
  if (what.event(EventKind::Acknowledged) != nullptr) return "acknowledged";
  if (what.event(EventKind::Opening) != nullptr) return "opened";
  return "new";
}

// Of as many as the originator allotted.
std::string copy_words(const message::Header& header, const message::Recipient& leg) {
  const auto rights = std::ranges::count(header.recipients, 0U, &message::Recipient::alternate_of);
  return "copy " + std::to_string(leg.copy_number) + " of " +
         std::to_string(header.copies != 0 ? header.copies : static_cast<std::uint32_t>(rights));
}

// Decided from the signed label and header as they stand in the store; opening asks again, from the seal
// itself.
void decide(DeskState& desk, const policy::Party& reader, Received& what) {
  const message::Recipient& leg = what.row.recipient();
  const policy::Verdict verdict =
      policy::may_open(desk.catalogue(), what.row.label, what.row.header, reader, desk.station->name.value);
  if (!verdict.allowed()) {
    what.line.why_not = verdict.against.front().sentence;
    return;
  }
  if (leg.person == desk.person->name) what.withdrawn = withdrawn_key(desk, leg);
  if (what.withdrawn) {
    const std::string writer = what.row.header.originator.empty() ? what.row.header.originator_node.value
                                                                  : what.row.header.originator.value;
    what.line.old_key = true;
    what.line.why_not = "It is sealed to a key that was withdrawn " + seal::words_of(*what.withdrawn) +
                        "; ask " + writer + " to send it again.";
    return;
  }
  const auto station_key = desk.trust->key_of(desk.station->name.value, netplan::KeyUse::Agree, desk.now());
  if (leg.person.empty() || leg.person == desk.person->name || (station_key && station_key->key == leg.key)) {
    what.line.mine = true;
    return;
  }
  what.line.why_not = "This copy is sealed to " + leg.person.value + "; " + desk.person->name.value +
                      " has a copy of his own, listed beside it.";
}

Received describe(DeskState& desk, const policy::Party& reader, store::MailboxRow row,
                  const std::vector<store::PersonEvent>& events) {
  Received out;
  const message::Header& header = row.header;
  for (const store::PersonEvent& event : events)
    if (event.key == row.key && event.person == desk.person->name) out.mine.push_back(event);
  InboxLine& line = out.line;
  line.key = row.key;
  line.message = header.message;
  line.number = printed_number(header, bearer_of(desk, header.message, row.stamps, desk.now()));
  line.precedence = row.recipient().precedence;
  line.markings = marking_words(desk.catalogue(), row.label);
  line.from = origin_of(header);
  line.to = name_of(row.recipient());
  line.copy = copy_words(header, row.recipient());
  line.service_line = base::visible(own_service_line(header));
  for (const std::string& instruction : header.delivery) line.delivery.push_back(base::visible(instruction));
  line.created = header.created;
  line.received = row.received_at;
  out.row = std::move(row);
  line.state = state_words(out);
  line.duties = delivery_here(desk, out.row).duties;
  decide(desk, reader, out);
  const policy::Verdict yet =
      policy::may_open_yet(desk.catalogue(), out.row.header, at_station(desk, out.row, events, desk.now()));
  if (!yet.allowed()) line.not_yet = yet.against.front().sentence;
  return out;
}

// Whether `other` was sealed later; in the store they stand in the order of arrival.
bool later(const Received& other, const Received& each) {
  return std::pair(other.line.created, &other) > std::pair(each.line.created, &each);
}

// What repeats what: of the sealings of one message to one reader the newest stands, and nobody need act on
// the others.
void link_sealings(std::vector<Received>& all) {
  for (Received& each : all) {
    const message::Recipient& leg = each.row.recipient();
    const Received* newest = nullptr;
    for (const Received& other : all) {
      const message::Header& header = other.row.header;
      if (header.message == each.line.message || !same_message(header, each.row.header)) continue;
      if (repeats(each.row.header) == header.message) each.line.repeats = other.line.number;
      const message::Recipient& theirs = other.row.recipient();
      const bool same_reader = theirs.person == leg.person && theirs.station == leg.station;
      if (!same_reader || !later(other, each)) continue;
      if (newest == nullptr || later(other, *newest)) newest = &other;
    }
    if (each.line.repeats.empty() && repeats(each.row.header)) each.line.repeats = "an earlier message";
    if (newest == nullptr) continue;
    each.line.replaced_by = newest->line.number;
    each.line.duties.clear();
    if (each.line.state == "new") each.line.state = "replaced";
  }
}

// A further copy came where another was filed, or instead of it; empty: neither.
std::string duplicate_words(const custody::LegKey& filed, const std::vector<store::FateRow>& came) {
  std::string words;
  for (const store::FateRow& each : came)
    if (each.key.leg == filed.leg && each.key.copy != filed.copy)
      words += (words.empty() ? "SUSPECTED DUPLICATE: transmission " : "; transmission ") +
               std::to_string(each.key.copy) + " came " + message::to_short_dtg(each.accepted_at) +
               " and was not filed";
  if (words.empty() && filed.copy > 1)
    words = "SUSPECTED DUPLICATE: transmission " + std::to_string(filed.copy) +
            ", sent because no receipt of an earlier one had come";
  return words;
}

std::optional<std::uint32_t> all_digits(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_prefix_of_id(std::string_view which, const base::MessageId& id) {
  constexpr std::size_t kShortest = 4;
  if (which.size() < kShortest) return false;
  return base::upper(base::to_hex(id.view())).starts_with(base::upper(which));
}

}  // namespace

const store::PersonEvent* Received::event(EventKind kind) const {
  const auto found = std::ranges::find(mine, kind, &store::PersonEvent::kind);
  return found == mine.end() ? nullptr : &*found;
}

bool means(std::string_view which, const message::Header& header, const std::optional<Bearer>& bearer) {
  const std::string_view words = base::trim(which);
  if (is_prefix_of_id(words, header.message)) return true;
  if (header.number.series.empty()) return false;
  if (const auto serial = all_digits(words)) return *serial == header.number.serial;
  const auto number = message::parse_number(words);
  if (!number || number->series != base::upper(header.number.series) ||
      number->serial != header.number.serial)
    return false;
  return !number->bearer_serial || (bearer && bearer->serial == *number->bearer_serial);
}

base::Result<std::vector<Received>> all_received(DeskState& desk) {
  BC_TRY(rows, desk.store.mailbox());
  BC_TRY(reader, desk.trust->party(desk.person->name.value, desk.now()));
  std::vector<Received> out;
  for (store::MailboxRow& row : rows) {
    if (row.header.kind != message::Kind::Message) continue;
    BC_TRY(events, desk.store.events(row.key.transfer));
    BC_TRY(came, desk.store.fates(row.key.transfer));
    out.push_back(describe(desk, reader, std::move(row), events));
    out.back().line.duplicate = duplicate_words(out.back().row.key, came);
  }
  link_sealings(out);
  return out;
}

base::Result<std::vector<InboxLine>> list_inbox(DeskState& desk) {
  if (desk.keys) send_receipts_owed(desk);
  BC_TRY(all, all_received(desk));
  BC_TRY(crossed, crossed_messages(desk, all));
  BC_TRY(service, service_statements(desk));
  std::vector<InboxLine> lines;
  for (Received& each : all) {
    if (each.line.mine) each.line.crossed_with = crossed[each.line.message];
    for (const store::StatementRow& row : service)
      if (row.statement.message == each.line.message)
        each.line.service.push_back(author_of(row.statement) + ": " + service_words(desk, row.statement));
    lines.push_back(std::move(each.line));
  }
  return lines;
}

base::Result<std::vector<Received>> received_as(DeskState& desk, const std::string& which) {
  BC_TRY(all, all_received(desk));
  std::vector<Received> fitting;
  for (Received& each : all) {
    const auto bearer = bearer_of(desk, each.row.header.message, each.row.stamps, desk.now());
    if (!means(which, each.row.header, bearer)) continue;
    // One message for two persons of this station is one message: this person's own leg stands for it.
    const auto same =
        std::ranges::find(fitting, each.line.message, [](const Received& it) { return it.line.message; });
    if (same == fitting.end())
      fitting.push_back(std::move(each));
    else if (each.row.recipient().person == desk.person->name || (!same->line.mine && each.line.mine))
      *same = std::move(each);
  }
  const auto of_another = [&](const Received& each) {
    return !same_message(each.row.header, fitting.front().row.header);
  };
  if (std::ranges::none_of(fitting, of_another)) return fitting;
  std::string list;
  for (const Received& each : fitting)
    list += (list.empty() ? "" : ", ") + each.line.number + " (" +
            base::to_hex(each.line.message.view()).substr(0, 8) + ")";
  return std::unexpected(
      base::Error{Code::Usage, "\"" + base::visible(which) + "\" fits several messages: " + list,
                  std::nullopt, "give the series with the number, or the digits in brackets"});
}

base::Result<Received> received(DeskState& desk, const std::string& which) {
  BC_TRY(sealings, received_as(desk, which));
  if (sealings.empty())
    return std::unexpected(base::Error{
        Code::NotFound,
        "no message in the mailbox of " + desk.station->name.value + " is \"" + base::visible(which) + "\"",
        std::nullopt, "see what has come with: backchannel inbox"});
  // The newest that is this person's; a repetition may have gone to others alone.
  Received* best = &sealings.front();
  for (Received& each : sealings) {
    const bool mine = each.line.mine;
    if (mine != best->line.mine ? mine : later(each, *best)) best = &each;
  }
  return std::move(*best);
}

base::Result<InboxLine> find_in_inbox(DeskState& desk, const std::string& which) {
  BC_TRY(found, received(desk, which));
  return std::move(found.line);
}

}  // namespace backchannel::assembly
