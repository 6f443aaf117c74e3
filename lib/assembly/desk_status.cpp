// How far each leg of each message of this person has come: what the agent did with it, and what others have
// signed about it. Nothing unsigned moves a leg beyond this station.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/custody/engine.h"
#include "backchannel/message/time_group.h"
#include "backchannel/policy/copies.h"
#include "backchannel/policy/delivery.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;
using message::Statement;
using message::StatementKind;

void advance(LegStatus& leg, Progress progress, base::HandlingTime at, std::string words) {
  if (progress < leg.progress) return;
  // The first of a kind says when; a later acknowledgement says more.
  if (progress == leg.progress && progress != Progress::Acknowledged && leg.progress != Progress::Waiting)
    return;
  leg.progress = progress;
  leg.at = at;
  leg.words = std::move(words);
}

std::string code_words(std::uint16_t number) {
  const auto code = base::code_from_number(number);
  return code ? std::string(base::row_of(*code).text) : "a reason with the number " + std::to_string(number);
}

// Whether this person may speak as reader of the leg: the person named, or the staff of the station it is
// sealed to.
bool reads(const DeskState& desk, const message::Recipient& leg, const std::string& person,
           base::HandlingTime at, base::HandlingTime now) {
  if (leg.person.value == person) return true;
  const netplan::Person* row = person_named(desk.plan(), person);
  const auto key = desk.trust->key_of(leg.station.value, netplan::KeyUse::Agree, now);
  return row != nullptr && desk.plan().station_of(*row, at) == leg.station && key && key->key == leg.key;
}

// Whether this station may say that the leg is in its mailbox: the one addressed, or the one that the reader
// had moved to.
bool delivers(const DeskState& desk, const message::Recipient& leg, const Statement& said) {
  const netplan::Person* reader = desk.plan().person(leg.person);
  return said.author_node == leg.station.value ||
         (reader != nullptr && said.author_node == desk.plan().station_of(*reader, said.at).value);
}

// What stands in the author's own copy of the text, so that it is known only to an unlocked desk.
struct NextReader {
  bool known = false;
  std::string name;  // the next reader whom the author named
  bool acknowledge = false;
  std::optional<base::HandlingTime> deadline;
};

base::Result<NextReader> next_reader(DeskState& desk, const store::SubmissionRow& sent) {
  if (!desk.keys || sent.file_copy.empty()) return NextReader{};
  auto text = seal::open_own(*desk.trust, desk.person->name.value, desk.keys->agreement, sent.file_copy);
  // Sealed to a key of the author's that was made anew since: nobody can look.
  if (!text && text.error().code == Code::Revoked) return NextReader{};
  if (!text) return std::unexpected(std::move(text).error());
  BC_TRY(form, parse_form(text->text(), "the file copy"));
  NextReader out{true, form.pass_on ? form.pass_on->to : std::string(), form.acknowledge, form.deadline};
  if (!form.pass_on || out.deadline || form.pass_on->local_time.empty()) return out;
  if (const auto by = message::next_local(sent.header.created, form.pass_on->local_time, form.pass_on->zone))
    out.deadline = *by;
  return out;
}

// By a reader, or by the next one: nobody hands on what no reader has opened, nor what was not passed on to
// him.
void hear_delivery(const Statement& said, bool reader, const NextReader& next, LegStatus& leg) {
  const std::string words = base::visible(said.text);
  if (reader) return advance(leg, Progress::HandedOver, said.at, said.author_person + ": " + words);
  if (leg.progress < Progress::Opened) return;
  if (!next.known) return advance(leg, Progress::HandedOver, said.at, said.author_person + " says: " + words);
  if (base::upper(base::trim(next.name)) != base::upper(said.author_person)) return;
  advance(leg, Progress::HandedOver, said.at, said.author_person + ": " + words);
}

void hear(const DeskState& desk, const Statement& said, const message::Recipient& recipient,
          const NextReader& next, base::HandlingTime now, LegStatus& leg) {
  const std::string by = said.author_person.empty() ? said.author_node : said.author_person;
  const bool reader = !said.author_person.empty() && reads(desk, recipient, said.author_person, said.at, now);
  switch (said.kind) {
    case StatementKind::Stamp:
      advance(leg, Progress::InCustody, said.at, by + " has it");
      break;
    case StatementKind::StationReceipt:
      if (delivers(desk, recipient, said))
        advance(leg, Progress::Delivered, said.at, "in the mailbox of " + by);
      break;
    case StatementKind::OpeningReceipt:
      if (reader) advance(leg, Progress::Opened, said.at, "by " + by);
      break;
    case StatementKind::Acknowledgement:
      if (reader) advance(leg, Progress::Acknowledged, said.at, by + ": " + base::visible(said.text));
      break;
    case StatementKind::DeliveryReport:
      hear_delivery(said, reader, next, leg);
      break;
    case StatementKind::Report:  // of one copy: see end_legs
    case StatementKind::Unknown:
    case StatementKind::Leave:
    case StatementKind::Admission:
    case StatementKind::GoAhead:
    case StatementKind::Release:
    case StatementKind::Correction:
    case StatementKind::Service:
    case StatementKind::Departure:
      break;  // no progress of the leg: trace tells them
  }
}

std::vector<LegStatus> legs_of(const store::SubmissionRow& sent) {
  std::vector<LegStatus> legs;
  for (const message::Recipient& recipient : sent.header.recipients) {
    LegStatus leg;
    leg.to = name_of(recipient);
    leg.at = sent.created;
    switch (sent.state) {
      case store::SubmissionState::Waiting:
        leg.words = "the station's agent has not taken it yet";
        break;
      case store::SubmissionState::Taken:
        advance(leg, Progress::InCustody, sent.answered_at, sent.header.originator_node.value + " has it");
        break;
      case store::SubmissionState::Rejected:
        advance(leg, Progress::Rejected, sent.answered_at, base::visible(sent.detail));
        break;
    }
    legs.push_back(std::move(leg));
  }
  return legs;
}

// Somebody's last word about one copy.
struct Ending {
  policy::CopyEnd what;
  base::HandlingTime at;
  std::string words;
};

std::vector<Ending> endings_of(const DeskState& desk, std::uint16_t leg,
                               const std::vector<Statement>& checked,
                               const std::vector<store::FateRow>& fates) {
  std::vector<Ending> out;
  for (const store::FateRow& fate : fates)
    if (fate.key.leg == leg && fate.ended)
      out.push_back({{fate.key.copy, fate.unknown},
                     fate.at,
                     desk.station->name.value + ": " + std::string(base::row_of(*fate.ended).text)});
  for (const Statement& said : checked) {
    const bool unknown = said.kind == StatementKind::Unknown;
    if (said.leg != leg || (said.kind != StatementKind::Report && !unknown)) continue;
    out.push_back({{said.copy, unknown}, said.at, said.author_node + ": " + code_words(said.code)});
  }
  return out;
}

// Every copy that this station has sent has come to an end, or nothing is to be expected any more.
void end_legs(const DeskState& desk, const store::SubmissionRow& sent, const std::vector<Statement>& checked,
              const std::vector<store::FateRow>& fates, base::HandlingTime now,
              std::vector<LegStatus>& legs) {
  if (sent.state != store::SubmissionState::Taken) return;
  const base::HandlingTime silent_from = custody::silent_from(sent.header.expires, desk.plan().rate);
  for (std::uint16_t leg = 0; leg < legs.size(); ++leg) {
    for (const store::FateRow& fate : fates)
      if (fate.key.leg == leg) legs[leg].copies = std::max(legs[leg].copies, fate.key.copy);
    std::vector<Ending> endings = endings_of(desk, leg, checked, fates);
    std::vector<policy::CopyEnd> heard;
    for (const Ending& each : endings) heard.push_back(each.what);
    if (endings.empty())
      endings.push_back({{}, silent_from, "nothing was heard until " + message::to_short_dtg(silent_from)});
    const auto last = std::ranges::max_element(endings, {}, &Ending::at);
    switch (policy::end_of_leg(legs[leg].copies, heard, now > silent_from)) {
      case policy::LegEnd::Open:
        break;
      case policy::LegEnd::NotDelivered:
        advance(legs[leg], Progress::NotDelivered, last->at, last->words);
        break;
      case policy::LegEnd::Unknown:
        advance(legs[leg], Progress::Unknown, last->at, last->words);
        break;
    }
  }
}

// Of these a leg's reader may sign the second and third, and the station the first.
bool counts(const DeskState& desk, const Statement& said, const message::Recipient& leg,
            base::HandlingTime now) {
  switch (said.kind) {
    case StatementKind::StationReceipt:
      return delivers(desk, leg, said);
    case StatementKind::OpeningReceipt:
    case StatementKind::Acknowledgement:
      return !said.author_person.empty() && reads(desk, leg, said.author_person, said.at, now);
    case StatementKind::Report:  // these are the leg's progress
    case StatementKind::Unknown:
    case StatementKind::DeliveryReport:
    case StatementKind::Stamp:
    case StatementKind::Leave:
    case StatementKind::Admission:
    case StatementKind::GoAhead:
    case StatementKind::Release:
    case StatementKind::Correction:
    case StatementKind::Service:
    case StatementKind::Departure:
      return false;
  }
  return false;
}

// What this station's own store knows of ACCEPT: a neighbour has the leg, or there is no neighbour on its
// way.
std::vector<Statement> accepted(const DeskState& desk, const store::SubmissionRow& sent,
                                const std::vector<store::FateRow>& fates) {
  std::vector<Statement> out;
  for (std::uint16_t leg = 0; leg < sent.header.recipients.size(); ++leg) {
    const bool here = sent.state == store::SubmissionState::Taken &&
                      sent.header.recipients[leg].station == desk.station->name;
    const bool moved = std::ranges::any_of(
        fates, [&](const store::FateRow& fate) { return fate.key.leg == leg && !fate.moved_to.empty(); });
    if (!here && !moved) continue;
    Statement stamp;
    stamp.leg = leg;
    stamp.at = sent.created;
    out.push_back(std::move(stamp));
  }
  return out;
}

void add_overdue(const DeskState& desk, const store::SubmissionRow& sent, const NextReader& next,
                 const std::vector<Statement>& checked, std::vector<Statement> heard, base::HandlingTime now,
                 StatusLine& line) {
  if (sent.state == store::SubmissionState::Rejected) return;
  const message::Header& header = sent.header;
  for (const Statement& said : checked)
    if (said.leg < header.recipients.size() && counts(desk, said, header.recipients[said.leg], now))
      heard.push_back(said);
  for (std::uint16_t leg = 0; leg < line.legs.size(); ++leg) {
    const Progress progress = line.legs[leg].progress;
    Statement known;
    known.leg = leg;
    known.at = line.legs[leg].at;
    if (progress == Progress::HandedOver) known.kind = StatementKind::DeliveryReport;
    if (progress == Progress::NotDelivered || progress == Progress::Unknown)
      known.kind = StatementKind::Unknown;
    if (known.kind != StatementKind::Stamp) heard.push_back(known);
  }
  for (std::uint16_t leg = 0; leg < line.legs.size(); ++leg) {
    const netplan::Node* station = desk.plan().node(header.recipients[leg].station);
    policy::Expectation expected{next.acknowledge, next.deadline, std::nullopt, false};
    if (station != nullptr) {
      const policy::Delivery delivery =
          policy::delivery_of(desk.catalogue(), header, header.created, {station->zone, station->opens});
      expected.not_before = delivery.not_before;
      expected.awaits_go_ahead = delivery.awaits_go_ahead;
    }
    for (const policy::Overdue& each : policy::overdue(header, heard, expected, now))
      if (each.leg == leg) line.overdue.push_back({line.legs[leg].to, each.what, each.due, each.alarm});
  }
}

base::Result<StatusLine> status_of(DeskState& desk, const store::SubmissionRow& sent,
                                   base::HandlingTime now) {
  StatusLine line;
  line.message = sent.message;
  line.precedence = message::precedence_of(sent.header);
  line.created = sent.created;
  line.legs = legs_of(sent);
  BC_TRY(rows, desk.store.statements(sent.message));
  BC_TRY(next, next_reader(desk, sent));
  std::vector<message::SignedStatement> stamps;
  std::vector<Statement> checked;
  for (const store::StatementRow& row : rows) {
    auto said = checked_statement(desk, row.signed_statement, &sent, now);
    if (!said) continue;
    if (said->kind == StatementKind::Stamp) stamps.push_back(row.signed_statement);
    checked.push_back(std::move(*said));
  }
  // In the order of progress, whatever the order of arrival: a delivery report needs an opening before it.
  std::ranges::stable_sort(checked, {}, [](const Statement& said) { return static_cast<int>(said.kind); });
  for (const Statement& said : checked)
    if (said.leg < line.legs.size())
      hear(desk, said, sent.header.recipients[said.leg], next, now, line.legs[said.leg]);
  line.number = printed_number(sent.header, bearer_of(desk, sent.message, stamps, now));
  BC_TRY(fates, desk.store.fates(sent.transfer));
  end_legs(desk, sent, checked, fates, now, line.legs);
  add_overdue(desk, sent, next, checked, accepted(desk, sent, fates), now, line);
  return line;
}

// One message sealed several times: whoever was sent a later sealing is waited for there alone.
void link_sealings(const std::vector<store::SubmissionRow>& rows, std::vector<StatusLine>& lines) {
  const auto row_of = [&](const StatusLine& line) -> const message::Header& {
    return std::ranges::find(rows, line.message, &store::SubmissionRow::message)->header;
  };
  for (StatusLine& line : lines) {  // in the order of sealing
    for (const StatusLine& other : lines) {
      if (&other == &line || !same_message(row_of(line), row_of(other))) continue;
      if (repeats(row_of(line)) == other.message) line.repeats = other.number;
      if (&other < &line) continue;
      for (LegStatus& leg : line.legs) {
        if (std::ranges::find(other.legs, leg.to, &LegStatus::to) == other.legs.end()) continue;
        leg.replaced_by = other.number;
        std::erase_if(line.overdue, [&](const OverdueLine& due) { return due.to == leg.to; });
      }
    }
  }
}

}  // namespace

base::Result<Statement> checked_statement(const DeskState& desk, const message::SignedStatement& given,
                                          const store::SubmissionRow* sent, base::HandlingTime now) {
  BC_TRY(said, seal::verify(*desk.trust, given, as_kept(now)));
  if (sent == nullptr) return std::move(said);
  // A report of a quotation's fate does not know the transfer of the message quoted.
  if (said.transfer != sent->transfer &&
      !(said.kind == StatementKind::DeliveryReport && said.transfer.is_zero()))
    return base::fail(Code::Integrity, "a statement about another transfer of this message");
  if (said.kind == StatementKind::OpeningReceipt)
    BC_TRY_VOID(seal::check_receipt(*desk.trust, said.data, sent->receipt_expectation, said.author_person,
                                    as_kept(now)));
  return std::move(said);
}

base::Result<std::vector<StatusLine>> list_status(DeskState& desk) {
  BC_TRY(rows, desk.store.submissions(desk.person->name));
  const base::HandlingTime now = desk.now();
  std::vector<StatusLine> out;
  for (const store::SubmissionRow& row : rows) {
    if (row.header.kind != message::Kind::Message) continue;
    BC_TRY(line, status_of(desk, row, now));
    out.push_back(std::move(line));
  }
  link_sealings(rows, out);
  return out;
}

}  // namespace backchannel::assembly
