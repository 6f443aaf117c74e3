// What should have come and has not, from the signed headers in this station's mailbox. The seed's own
// numbers came in the wrong order (Hakto 50 before 49): a hole is shown at once, asked for after a time, and
// closes by itself.

#include <algorithm>
#include <map>
#include <tuple>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/series.h"
#include "backchannel/message/time_group.h"
#include "backchannel/netplan/path.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

// One asks for so many numbers of a hole at a time: whoever claims a huge number draws no flood.
constexpr std::uint64_t kAskedAtOnceMax = 20;

// One run of numbers: a series from one station, or one person's messages to one reader here.
struct Run {
  std::string series;  // empty: of a pair
  std::string trip;
  std::string pair;  // "KISSINGER to HAIG"
  base::NodeName station;
  std::uint64_t begins = 0;
  std::vector<message::NumberSeen> seen;
  std::optional<message::LastNumber> last;
  std::string channel;
  message::Precedence lowest = message::Precedence::EmergencyCommand;
};

using RunKey = std::tuple<std::string, std::string, std::string>;

class Runs {
 public:
  Runs(const DeskState& desk, base::HandlingTime now) : desk_(desk), now_(now) {}

  void add(const store::MailboxRow& row) {
    const message::Header& header = row.header;
    const message::Recipient& leg = row.recipient();
    if (!header.number.series.empty())
      see(series_run(here_now(header), header.number.series, header.number.trip), header.number.serial, row);
    // To stations statements go in the same numbers, and they leave no header here.
    if (leg.person.empty() || leg.pair_sequence == 0) return;
    Run& run = pairs_[{header.originator.empty() ? header.originator_node.value : std::string(),
                       header.originator.value, leg.person.value}];
    run.pair = origin_name(header) + " to " + leg.person.value;
    run.station = here_now(header);
    run.begins = 1;
    see(run, leg.pair_sequence, row);
  }

  void add(const message::Statement& report, base::HandlingTime received) {
    Run& run = series_run(base::NodeName(report.author_node), report.bearer, desk_.plan().trip);
    if (!run.last || run.last->number < report.bearer_serial)
      run.last = message::LastNumber{report.bearer_serial, received};
    run.lowest = std::min(run.lowest, message::Precedence::Routine);
  }

  [[nodiscard]] std::vector<const Run*> all() const {
    std::vector<const Run*> out;
    for (const auto& [key, run] : series_) out.push_back(&run);
    for (const auto& [key, run] : pairs_) out.push_back(&run);
    return out;
  }

 private:
  static std::string origin_name(const message::Header& header) {
    return header.originator.empty() ? header.originator_node.value : header.originator.value;
  }

  // Where its writer is to be asked now.
  base::NodeName here_now(const message::Header& header) const {
    return netplan::origin(desk_.plan(), header, now_);
  }

  static void see(Run& run, std::uint64_t number, const store::MailboxRow& row) {
    run.seen.push_back({number, row.received_at, row.recipient().precedence});
    run.lowest = std::min(run.lowest, row.recipient().precedence);
    run.channel = row.header.channel;
  }

  Run& series_run(const base::NodeName& station, const std::string& series, const std::string& trip) {
    // A trip's numbers go with the party, a post's stay at the post.
    const doctrine::SeriesRow* row = desk_.catalogue().find_series(series);
    const bool of_party = row != nullptr && row->kind == doctrine::SeriesKind::Trip;
    Run& run = series_[{of_party ? std::string() : station.value, series, trip}];
    run.series = series;
    run.trip = trip;
    run.station = station;
    if (trip == desk_.plan().trip) run.begins = first_number(desk_.plan(), series);
    return run;
  }

  const DeskState& desk_;
  base::HandlingTime now_;
  std::map<RunKey, Run> series_, pairs_;
};

base::Result<Runs> runs_here(DeskState& desk, const std::vector<Received>& all) {
  Runs runs(desk, desk.now());
  for (const Received& each : all) runs.add(each.row);
  BC_TRY(last_number, signal_of(desk.catalogue(), "LAST NUMBER USED"));
  BC_TRY(said, service_statements(desk));
  for (const store::StatementRow& row : said)
    if (row.statement.code == last_number->number) runs.add(row.statement, row.received_at);
  return runs;
}

std::string words_of(const Run& run, std::uint64_t first, std::uint64_t last) {
  if (run.series.empty())
    return base::visible(run.pair) + ", no. " + std::to_string(first) +
           (last == first ? "" : " to " + std::to_string(last));
  const auto printed = [&](std::uint64_t serial) {
    message::Number number{base::visible(run.series), run.trip, static_cast<std::uint32_t>(serial)};
    return message::slip_number(number);
  };
  if (last == first) return printed(first);
  return printed(first) + " to " + printed(last).substr(base::visible(run.series).size() + 1);
}

// The same for everybody at this station: one asks for all.
base::MessageId request_id(const DeskState& desk, const Run& run, std::uint64_t number) {
  return derived_id("repeat request", {},
                    desk.station->name.value + "\n" + run.station.value + "\n" + run.series + "\n" +
                        run.trip + "\n" + run.pair + "\n" + std::to_string(number));
}

OutstandingLine line_of(DeskState& desk, const Run& run, const message::Hole& hole, base::HandlingTime now) {
  OutstandingLine line;
  line.what = words_of(run, hole.first, hole.last);
  line.series = run.series;
  line.first = hole.first;
  line.last = hole.last;
  line.station = run.station.value;
  line.since = hole.since;
  line.ask_from = hole.ask_from;
  if (now >= hole.ask_from) line.state = Missing::AskForIt;
  const std::uint64_t asked_to = std::min(hole.last, hole.first + kAskedAtOnceMax - 1);
  if (const auto asked = desk.store.submission(request_id(desk, run, asked_to))) {
    line.state = Missing::Asked;
    line.asked = asked->created;
  }
  return line;
}

base::Result<> ask(DeskState& desk, const Run& run, const OutstandingLine& line) {
  BC_TRY(repeat, signal_of(desk.catalogue(), "REPEAT"));
  const About about{run.station, run.channel, run.lowest};
  const std::uint64_t end = std::min(line.last, line.first + kAskedAtOnceMax - 1);
  for (std::uint64_t number = line.first; number <= end; ++number) {
    message::Statement statement;
    statement.kind = message::StatementKind::Service;
    statement.at = desk.now();
    statement.code = static_cast<std::uint16_t>(repeat->number);
    if (!run.series.empty()) {
      statement.bearer = run.series;
      statement.bearer_serial = static_cast<std::uint32_t>(number);
    }
    statement.text = words_of(run, number, number) + " has not come to " + desk.station->name.value +
                     ", where later numbers are since " + message::to_dtg(line.since);
    BC_TRY_VOID(submit_statement(desk, std::move(statement), about, request_id(desk, run, number)));
  }
  return {};
}

// A message that a series misses is missing in its pair too: one request is enough.
bool series_misses_from(const std::vector<OutstandingLine>& lines, const base::NodeName& station) {
  return std::ranges::any_of(lines, [&](const OutstandingLine& line) {
    return !line.series.empty() && line.station == station.value;
  });
}

}  // namespace

std::string_view to_string(Missing missing) noexcept {
  switch (missing) {
    case Missing::NotYetALoss:
      return "not yet a loss";
    case Missing::AskForIt:
      return "ask for it";
    case Missing::Asked:
      return "asked for";
  }
  return {};
}

base::Result<std::vector<OutstandingLine>> list_outstanding(DeskState& desk) {
  BC_TRY(here, all_received(desk));
  BC_TRY(runs, runs_here(desk, here));
  const base::HandlingTime now = desk.now();
  std::vector<OutstandingLine> lines;
  for (const Run* run : runs.all())
    for (const message::Hole& hole : message::holes_in(run->seen, run->begins, run->last))
      lines.push_back(line_of(desk, *run, hole, now));
  for (OutstandingLine& line : missing_summaries_here(desk, here)) lines.push_back(std::move(line));
  return lines;
}

base::Result<std::vector<OutstandingLine>> ask_outstanding(DeskState& desk) {
  BC_TRY_VOID(desk.unlocked());
  BC_TRY(here, all_received(desk));
  BC_TRY(runs, runs_here(desk, here));
  const base::HandlingTime now = desk.now();
  std::vector<OutstandingLine> all, asked;
  for (const Run* run : runs.all())
    for (const message::Hole& hole : message::holes_in(run->seen, run->begins, run->last)) {
      const OutstandingLine line = line_of(desk, *run, hole, now);
      all.push_back(line);
      if (line.state != Missing::AskForIt) continue;
      if (run->series.empty() && series_misses_from(all, run->station)) continue;
      BC_TRY_VOID(ask(desk, *run, line));
      asked.push_back(line_of(desk, *run, hole, now));
    }
  BC_TRY(summaries, ask_for_summaries(desk, here));
  for (OutstandingLine& line : summaries) asked.push_back(std::move(line));
  return asked;
}

}  // namespace backchannel::assembly
