// Scheduled summaries: what this station awaits by the net plan, and the Immediate service message for what
// fails to come.

#include <map>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

// One message counts once, to however many readers here it came.
std::vector<base::HandlingTime> written(const policy::SummaryOrder& order,
                                        const std::vector<Received>& here) {
  std::map<base::MessageId, base::HandlingTime> sealed;
  for (const Received& each : here) {
    const message::Header& header = each.row.header;
    if (header.number.series == order.series &&
        (header.originator.value == order.from || header.originator_node.value == order.from))
      sealed[header.message] = header.created;
  }
  std::vector<base::HandlingTime> out;
  for (const auto& [message, at] : sealed) out.push_back(at);
  return out;
}

// The same for everybody at this station: one asks for all.
base::MessageId request_id(const OutstandingLine& line, const DeskState& desk) {
  return derived_id("summary request", {},
                    desk.station->name.value + "\n" + line.series + "\n" + line.writer + "\n" +
                        std::to_string(line.since.ms));
}

OutstandingLine line_of(DeskState& desk, const policy::SummaryOrder& order,
                        const policy::MissingSummary& missing, base::HandlingTime now) {
  OutstandingLine line;
  line.what = order.series + " summary due " + message::to_short_dtg(missing.due);
  line.series = order.series;
  line.writer = order.from;
  if (const netplan::Node* station = station_of(desk.plan(), order.from, now))
    line.station = station->name.value;
  line.since = missing.due;
  line.ask_from = missing.ask_from;
  if (now >= missing.ask_from) line.state = Missing::AskForIt;
  if (const auto asked = desk.store.submission(request_id(line, desk))) {
    line.state = Missing::Asked;
    line.asked = asked->created;
  }
  return line;
}

base::Result<> ask(DeskState& desk, const OutstandingLine& line) {
  BC_TRY(signal, signal_of(desk.catalogue(), "SUMMARY NOT RECEIVED"));
  message::Statement statement;
  statement.kind = message::StatementKind::Service;
  statement.at = desk.now();
  statement.code = static_cast<std::uint16_t>(signal->number);
  statement.bearer = line.series;
  statement.text = "the summary of " + line.writer + " due at " + message::to_dtg(line.since) +
                   " has not come to " + desk.station->name.value;
  const About about{base::NodeName(line.station), {}, message::Precedence::Immediate};
  return submit_statement(desk, std::move(statement), about, request_id(line, desk));
}

}  // namespace

std::vector<OutstandingLine> missing_summaries_here(DeskState& desk, const std::vector<Received>& here) {
  const netplan::Plan& plan = desk.plan();
  const base::HandlingTime now = desk.now();
  std::vector<OutstandingLine> lines;
  for (const netplan::Summary& summary : plan.summaries) {
    if (summary.order.to != desk.station->name.value) continue;
    for (const policy::MissingSummary& missing :
         policy::missing_summaries(summary.order, plan.begins, plan.ends, written(summary.order, here), now))
      lines.push_back(line_of(desk, summary.order, missing, now));
  }
  return lines;
}

base::Result<std::vector<OutstandingLine>> ask_for_summaries(DeskState& desk,
                                                             const std::vector<Received>& here) {
  std::vector<OutstandingLine> asked;
  for (OutstandingLine& line : missing_summaries_here(desk, here)) {
    if (line.state != Missing::AskForIt) continue;
    BC_TRY_VOID(ask(desk, line));
    line.state = Missing::Asked;
    line.asked = desk.now();
    asked.push_back(std::move(line));
  }
  return asked;
}

}  // namespace backchannel::assembly
