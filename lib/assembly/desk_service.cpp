// Operators' traffic about messages: signed, to the other end's station, readable by whoever may see there
// that the message exists. It names numbers and times, never what a message says.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/netplan/path.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;
using message::Statement;
using message::StatementKind;

bool has_word_beginning(std::string_view words, std::string_view begin) {
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find(' ', at), words.size());
    if (words.substr(at, end - at).starts_with(begin)) return true;
    at = end + 1;
  }
  return false;
}

// The other end of a message: where words about it go, and as what.
struct OtherEnd {
  Statement statement;
  About about;
};
struct Subject {
  std::string number;
  std::vector<OtherEnd> ends;
};

Statement service_statement(const message::Header& header, const base::TransferId& transfer,
                            std::size_t leg) {
  Statement statement;
  statement.kind = StatementKind::Service;
  statement.message = header.message;
  statement.transfer = transfer;
  statement.leg = static_cast<std::uint16_t>(leg);
  statement.bearer = header.number.series;
  statement.bearer_serial = header.number.serial;
  return statement;
}

base::Result<Subject> subject_received(DeskState& desk, const std::string& which) {
  BC_TRY(what, received(desk, which));
  const message::Header& header = what.row.header;
  Subject out;
  out.number = what.line.number;
  out.ends.push_back({service_statement(header, what.row.key.transfer, what.row.key.leg), back(desk, what)});
  return out;
}

Subject subject_sent(const store::SubmissionRow& sent, std::string number) {
  Subject out;
  out.number = std::move(number);
  for (std::size_t leg = 0; leg < sent.header.recipients.size(); ++leg) {
    const message::Recipient& recipient = sent.header.recipients[leg];
    const auto same = [&](const OtherEnd& end) { return end.about.to == recipient.station; };
    if (std::ranges::any_of(out.ends, same)) continue;
    out.ends.push_back({service_statement(sent.header, sent.transfer, leg),
                        {recipient.station, sent.header.channel, recipient.precedence, recipient.person}});
  }
  return out;
}

base::Result<Subject> subject_of(DeskState& desk, const std::string& which) {
  BC_TRY(sent, sealings_of(desk, which));
  if (sent.empty()) return subject_received(desk, which);
  const auto here = received(desk, which);
  if (here && !same_message(here->row.header, sent.front().header))
    return std::unexpected(
        base::Error{Code::Usage, "\"" + base::visible(which) + "\" fits several messages", std::nullopt,
                    "give the series with the number, or the beginning of the message id"});
  return subject_sent(sent.back(), printed_number(sent.back().header, std::nullopt));
}

base::Result<> submit_all(DeskState& desk, const Subject& subject, const doctrine::SignalRow& signal,
                          const std::string& words, ServiceSent& out) {
  for (const OtherEnd& end : subject.ends) {
    Statement statement = end.statement;
    statement.at = desk.now();
    statement.code = static_cast<std::uint16_t>(signal.number);
    statement.text = words;
    const custody::LegKey key{statement.transfer, statement.leg, statement.copy};
    BC_TRY_VOID(submit_statement(desk, std::move(statement), end.about,
                                 derived_id("service message", key,
                                            desk.person->name.value + "\n" + end.about.to.value + "\n" +
                                                signal.function + "\n" + words)));
    out.to.push_back(end.about.to.value);
  }
  return {};
}

// Whoever the plan has write a summary in that series is concerned before he has written the first.
bool owes_summary(const DeskState& desk, const std::string& series) {
  return std::ranges::any_of(desk.plan().summaries, [&](const netplan::Summary& summary) {
    return summary.order.series == series &&
           (summary.order.from == desk.person->name.value || summary.order.from == desk.station->name.value);
  });
}

// Whether this desk is concerned: it wrote the message, or the message lies here for all to see. A request
// for a number is for whoever writes in that series, and for the watch.
bool concerns(const DeskState& desk, const Statement& said, const std::vector<store::SubmissionRow>& mine,
              const std::vector<Received>& here) {
  if (!said.message.is_zero())
    return std::ranges::any_of(mine, [&](const auto& row) { return row.message == said.message; }) ||
           std::ranges::any_of(here, [&](const auto& each) { return each.line.message == said.message; });
  if (desk.person->watch_officer || owes_summary(desk, said.bearer)) return true;
  const auto in_series = [&](const message::Header& header) { return header.number.series == said.bearer; };
  return !said.bearer.empty() &&
         (std::ranges::any_of(mine, [&](const auto& row) { return in_series(row.header); }) ||
          std::ranges::any_of(here, [&](const auto& each) { return in_series(each.row.header); }));
}

// The report may go where the series itself does not.
std::string channel_to(const DeskState& desk, const netplan::Node& station, const std::string& channel) {
  const message::Label label;
  const bool reaches =
      station.name == desk.station->name ||
      !netplan::path(desk.plan(), desk.catalogue(), desk.station->name, station.name, label, channel).empty();
  return reaches ? channel : std::string();
}

std::string about_words(const Statement& said) {
  if (!said.bearer.empty() && said.bearer_serial == 0) return base::visible(said.bearer);
  if (!said.bearer.empty()) return message::slip_number({base::visible(said.bearer), {}, said.bearer_serial});
  return said.message.is_zero() ? "" : base::to_hex(said.message.view()).substr(0, 8);
}

}  // namespace

const doctrine::SignalRow* signal_numbered(const doctrine::Catalogue& catalogue, std::uint32_t number) {
  const auto found = std::ranges::find(catalogue.signals, number, &doctrine::SignalRow::number);
  return found == catalogue.signals.end() ? nullptr : &*found;
}

base::Result<const doctrine::SignalRow*> signal_of(const doctrine::Catalogue& catalogue,
                                                   std::string_view kind) {
  if (const doctrine::SignalRow* row = catalogue.signal(kind)) return row;
  const std::string wanted = base::upper(base::trim(kind));
  std::vector<const doctrine::SignalRow*> fitting;
  std::vector<std::string> functions;
  for (const doctrine::SignalRow& row : catalogue.signals) {
    functions.push_back(row.function);
    if (!wanted.empty() && has_word_beginning(row.function, wanted)) fitting.push_back(&row);
  }
  if (fitting.size() == 1) return fitting.front();
  std::string several;
  for (const doctrine::SignalRow* row : fitting) several += (several.empty() ? "" : ", ") + row->function;
  const std::string quoted = "\"" + base::visible(kind) + "\"";
  return std::unexpected(base::Error{
      Code::UnknownName,
      several.empty() ? quoted + " is no operating signal of the doctrine" + or_nearest(kind, functions)
                      : quoted + " fits several operating signals: " + several,
      std::nullopt, "see them with: backchannel catalog"});
}

std::string service_words(const DeskState& desk, const Statement& said) {
  const doctrine::SignalRow* signal = signal_numbered(desk.catalogue(), said.code);
  const std::string function =
      signal == nullptr ? "SERVICE, signal " + std::to_string(said.code) : signal->function;
  return said.text.empty() ? function : function + ": " + base::visible(said.text);
}

base::Result<std::vector<store::StatementRow>> service_statements(DeskState& desk) {
  BC_TRY(rows, desk.store.statements(StatementKind::Service));
  const base::HandlingTime now = desk.now();
  std::erase_if(rows, [&](const store::StatementRow& row) {
    return !seal::verify(*desk.trust, row.signed_statement, as_kept(now));
  });
  return rows;
}

base::Result<std::vector<ServiceLine>> list_service(DeskState& desk) {
  BC_TRY(said, service_statements(desk));
  BC_TRY(mine, desk.store.submissions(desk.person->name));
  BC_TRY(here, all_received(desk));
  std::vector<ServiceLine> lines;
  for (const store::StatementRow& row : said) {
    const Statement& statement = row.statement;
    if (!concerns(desk, statement, mine, here)) continue;
    const doctrine::SignalRow* signal = signal_numbered(desk.catalogue(), statement.code);
    ServiceLine line;
    line.at = statement.at;
    line.received = row.received_at;
    line.from = author_of(statement);
    line.signal = signal == nullptr ? "signal " + std::to_string(statement.code) : signal->function;
    line.printed = signal == nullptr ? "" : signal->printed;
    line.about = about_words(statement);
    line.words = base::visible(statement.text);
    lines.push_back(std::move(line));
  }
  return lines;
}

base::Result<ServiceSent> send_service(DeskState& desk, const ServiceOrder& order) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(signal, signal_of(desk.catalogue(), order.kind));
  BC_TRY_VOID(words_fit(order.words, "a service message"));
  BC_TRY(subject, subject_of(desk, order.which));
  ServiceSent out{subject.number, signal->function, {}};
  BC_TRY_VOID(submit_all(desk, subject, *signal, order.words, out));
  return out;
}

base::Result<ServiceSent> report_last_number(DeskState& desk, const std::string& series,
                                             const std::string& to) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(signal, signal_of(desk.catalogue(), "LAST NUMBER USED"));
  const netplan::Node* station = station_of(desk.plan(), to, desk.now());
  if (station == nullptr)
    return base::fail(Code::UnknownName, "\"" + base::visible(to) + "\" is no station or person of this net" +
                                             or_nearest(to, addressee_names(desk.plan())));
  const auto* row = desk.catalogue().find_series(series);
  const std::string name = row == nullptr ? base::upper(base::trim(series)) : row->name;
  BC_TRY(mine, desk.store.submissions(desk.person->name));
  const store::SubmissionRow* last = nullptr;
  for (const store::SubmissionRow& sent : mine)
    if (sent.header.number.series == name && sent.header.number.trip == desk.plan().trip &&
        (last == nullptr || last->header.number.serial < sent.header.number.serial))
      last = &sent;
  if (last == nullptr)
    return base::fail(Code::NotFound, desk.person->name.value + " has sent nothing in the series \"" +
                                          base::visible(name) + "\"");
  Subject subject;
  subject.number = message::slip_number(last->header.number);
  Statement statement;
  statement.kind = StatementKind::Service;
  statement.bearer = name;
  statement.bearer_serial = last->header.number.serial;
  subject.ends.push_back({statement,
                          {station->name, channel_to(desk, *station, last->header.channel),
                           message::precedence_of(last->header)}});
  ServiceSent out{subject.number, signal->function, {}};
  BC_TRY_VOID(submit_all(desk, subject, *signal, "the last number used here is " + subject.number, out));
  return out;
}

}  // namespace backchannel::assembly
