// What is known here about one message, in order of time, one plain sentence each: of one sent from this
// desk, or of one that lies in this station's mailbox. Headers and statements only: no key is needed.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/time_group.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;
using message::Statement;
using message::StatementKind;

std::string code_words(std::uint16_t number) {
  const auto code = base::code_from_number(number);
  return code ? std::string(base::row_of(*code).text) : "reason " + std::to_string(number);
}

std::string leg_words(const message::Header& header, std::uint16_t leg) {
  return leg < header.recipients.size() ? name_of(header.recipients[leg]) : "leg " + std::to_string(leg);
}

std::string all_readers(const message::Header& header) {
  std::string out;
  for (const message::Recipient& leg : header.recipients) out += (out.empty() ? "" : ", ") + name_of(leg);
  return out;
}

std::string sentence_of(const DeskState& desk, const Statement& said, const message::Header& header) {
  const std::string to = leg_words(header, said.leg);
  const std::string words = base::visible(said.text);
  switch (said.kind) {
    case StatementKind::Stamp:
      if (said.bearer.empty()) return "accepted custody";
      return "accepted custody as " + message::cite(base::visible(said.bearer), said.bearer_serial).substr(5);
    case StatementKind::StationReceipt:
      return "put it in the mailbox for " + to;
    case StatementKind::Report:
      return "could not deliver it to " + to + ": " + code_words(said.code);
    case StatementKind::Unknown:
      return "cannot know whether it reached " + to + ": " + code_words(said.code);
    case StatementKind::OpeningReceipt:
      return "opened it and signed the receipt";
    case StatementKind::Acknowledgement:
      return words.empty() ? "acknowledged it" : "acknowledged it: " + words;
    case StatementKind::DeliveryReport:
      return "handed the enclosure over " + words;
    case StatementKind::Leave:
      return "gave leave for a further reader: " + base::visible(said.reader);
    case StatementKind::Admission:
      return "admitted a further reader: " + base::visible(said.reader);
    case StatementKind::GoAhead:
      return "gave the go-ahead: it may be opened";
    case StatementKind::Release:
      return "released it";
    case StatementKind::Correction:
      return "corrected garble " + std::to_string(said.code) + "; the words are sealed to " + to;
    case StatementKind::Service:
      return "sent a service message: " + service_words(desk, said);
    case StatementKind::Departure:
      return "left with its papers";
  }
  return {};
}

class Trace {
 public:
  explicit Trace(DeskState& desk) : desk_(desk), now_(desk.now()) {}

  base::Result<> add_sent(const store::SubmissionRow& sent) {
    note_once(sent.created, desk_.person->name.value,
              (repeats(sent.header) ? "sealed it once more for " + all_readers(sent.header) : "sealed it") +
                  " and handed it to " + sent.header.originator_node.value);
    if (sent.state == store::SubmissionState::Taken)
      note_once(sent.answered_at, sent.header.originator_node.value, "took it into custody");
    if (sent.state == store::SubmissionState::Rejected)
      note_once(sent.answered_at, sent.header.originator_node.value,
                "refused it: " + base::visible(sent.detail));
    BC_TRY_VOID(add_fates(sent.transfer, sent.header));
    BC_TRY(rows, desk_.store.statements(sent.message));
    for (const store::StatementRow& row : rows)
      add_statement(row.signed_statement, row.statement, sent.header, &sent);
    return add_said(sent.header);
  }

  base::Result<> add_received(const Received& what) {
    const message::Header& header = what.row.header;
    note_once(header.created, origin_of(header),
              repeats(header) ? "sealed it once more for " + all_readers(header) : "sealed it");
    for (const message::SignedStatement& stamp : what.row.stamps) add_stamp(stamp, header);
    note_once(what.row.received_at, desk_.station->name.value,
              "received it for " + leg_words(header, what.row.key.leg));
    BC_TRY_VOID(add_duplicates(what));
    BC_TRY(events, desk_.store.events(what.row.key.transfer));
    for (const store::PersonEvent& event : events) add_event_line(event, what);
    BC_TRY(rows, desk_.store.statements(header.message));
    for (const store::StatementRow& row : rows)
      add_statement(row.signed_statement, row.statement, header, nullptr);
    return add_said(header);
  }

  // What this person himself has said about it to its other end.
  base::Result<> add_said(const message::Header& header) {
    BC_TRY(rows, desk_.store.submissions(desk_.person->name));
    for (const store::SubmissionRow& row : rows) {
      if (row.header.kind != message::Kind::Statement || row.file_copy.empty()) continue;
      BC_TRY(given, wire::decode_signed_statement(row.file_copy));
      BC_TRY(said, wire::decode_statement(given.statement));
      if (said.message == header.message) add_statement(given, said, header, nullptr);
    }
    return {};
  }

  std::vector<TraceLine> take() {
    std::ranges::stable_sort(lines_, {}, &TraceLine::at);
    return std::move(lines_);
  }

 private:
  // From this station's own store.
  void note_once(base::HandlingTime at, std::string who, std::string sentence) {
    push({at, std::move(who), std::move(sentence), true});
  }

  void push(TraceLine line) {
    const auto same = [&](const TraceLine& each) {
      return each.at == line.at && each.who == line.who && each.sentence == line.sentence;
    };
    if (std::ranges::none_of(lines_, same)) lines_.push_back(std::move(line));
  }

  void add_statement(const message::SignedStatement& given, const Statement& claimed,
                     const message::Header& header, const store::SubmissionRow* sent) {
    const auto checked = checked_statement(desk_, given, sent, now_);
    const std::string node = base::visible(claimed.author_node),
                      person = base::visible(claimed.author_person);
    std::string sentence = sentence_of(desk_, claimed, header);
    if (!checked) sentence += " (not proved: " + base::to_sentence(checked.error()) + ")";
    push(
        {claimed.at, person.empty() ? node : person + ", " + node, std::move(sentence), checked.has_value()});
  }

  void add_stamp(const message::SignedStatement& stamp, const message::Header& header) {
    const auto said = seal::verify(*desk_.trust, stamp, now_);
    if (said && said->message == header.message)
      push({said->at, said->author_node, sentence_of(desk_, *said, header), true});
    else
      push({header.created, "a relay", "left a stamp that does not hold", false});
  }

  void add_event_line(const store::PersonEvent& event, const Received& what) {
    if (event.key != what.row.key) return;
    const std::string data = base::visible(base::to_text(event.data));
    switch (event.kind) {
      case store::EventKind::Opening:
        return note_once(event.at, event.person.value, data.empty() ? "opened it" : "opened it " + data);
      case store::EventKind::OpeningReceiptSent:
        return note_once(event.at, event.person.value,
                         "sent the opening receipt to " + what.row.header.originator_node.value);
      case store::EventKind::Acknowledged:
        return note_once(event.at, event.person.value,
                         data.empty() ? "acknowledged it" : "acknowledged it: " + data);
      case store::EventKind::Quoted:
        return note_once(event.at, event.person.value, "quoted it: " + data);
      case store::EventKind::HandedOver:
        return note_once(event.at, event.person.value,
                         "handed the enclosure over to " + base::visible(handed_over_words(event)));
      case store::EventKind::SignedOff:
        return note_once(event.at, event.person.value, "signed it off; the copy is purged");
      case store::EventKind::Refused:
        return note_once(event.at, event.person.value, "was refused: " + data);
    }
  }

  static std::string handed_over_words(const store::PersonEvent& event) {
    std::string words = base::to_text(event.data);
    if (const auto line = words.find('\n'); line != std::string::npos) words.replace(line, 1, " at ");
    return words;
  }

  base::Result<> add_duplicates(const Received& what) {
    BC_TRY(came, desk_.store.fates(what.row.key.transfer));
    for (const store::FateRow& each : came)
      if (each.key.leg == what.row.key.leg && each.key.copy != what.row.key.copy)
        note_once(each.accepted_at, desk_.station->name.value,
                  "received transmission " + std::to_string(each.key.copy) +
                      " of it, SUSPECTED DUPLICATE, and filed it no second time");
    return {};
  }

  base::Result<> add_fates(const base::TransferId& transfer, const message::Header& header) {
    BC_TRY(fates, desk_.store.fates(transfer));
    for (const store::FateRow& fate : fates) {
      std::string to = leg_words(header, fate.key.leg);
      if (fate.key.copy > 1) {
        note_once(fate.accepted_at, desk_.station->name.value,
                  "heard nothing of the leg for " + to + " in time, and made transmission " +
                      std::to_string(fate.key.copy) + " of it, SUSPECTED DUPLICATE");
        to += ", transmission " + std::to_string(fate.key.copy) + ",";
      }
      if (!fate.moved_to.empty())
        note_once(fate.at, desk_.station->name.value,
                  "passed the leg for " + to + " to " + fate.moved_to.value);
      if (fate.ended)
        note_once(fate.at, desk_.station->name.value,
                  (fate.unknown ? "cannot know whether it reached " : "could not deliver it to ") + to +
                      ": " + std::string(base::row_of(*fate.ended).text));
    }
    return {};
  }

  DeskState& desk_;
  base::HandlingTime now_;
  std::vector<TraceLine> lines_;
};

}  // namespace

base::Result<std::vector<store::SubmissionRow>> sent_as(DeskState& desk, const std::string& which, By by) {
  const auto author = by == By::Person ? std::optional(desk.person->name) : std::nullopt;
  BC_TRY(rows, desk.store.submissions(author));
  std::vector<store::SubmissionRow> out;
  for (store::SubmissionRow& row : rows) {
    if (row.header.kind != message::Kind::Message) continue;
    BC_TRY(statements, desk.store.statements(row.message));
    std::vector<message::SignedStatement> stamps;
    for (store::StatementRow& statement : statements) stamps.push_back(std::move(statement.signed_statement));
    if (means(which, row.header, bearer_of(desk, row.message, stamps, desk.now())))
      out.push_back(std::move(row));
  }
  return out;
}

base::Result<std::vector<TraceLine>> trace_message(DeskState& desk, const std::string& which) {
  BC_TRY(sent, sealings_of(desk, which));
  BC_TRY(here, received_as(desk, which));
  if (sent.empty() && here.empty())
    return std::unexpected(base::Error{Code::NotFound,
                                       "neither sent from this desk nor in the mailbox of " +
                                           desk.station->name.value + ": \"" + base::visible(which) + "\"",
                                       std::nullopt,
                                       "see what you sent with: backchannel status, and what has come with: "
                                       "backchannel inbox"});
  if (!sent.empty() && !here.empty() && !same_message(sent.front().header, here.front().row.header))
    return std::unexpected(
        base::Error{Code::Usage, "\"" + base::visible(which) + "\" fits several messages", std::nullopt,
                    "give the series with the number, or the beginning of the message id"});
  Trace trace(desk);
  for (const store::SubmissionRow& row : sent) BC_TRY_VOID(trace.add_sent(row));
  for (const Received& each : here) BC_TRY_VOID(trace.add_received(each));
  return trace.take();
}

}  // namespace backchannel::assembly
