// Steps that count and compare: copies, who could know, how long a way took; and a person who moves.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/time_group.h"
#include "knowledge_table.h"
#include "scenario_play.h"
#include "screen.h"
#include "words.h"

namespace backchannel::client {

namespace {

constexpr int kCopiesMs = 60'000, kReceiptsMs = 30'000, kPackMs = 30'000;
constexpr std::size_t kTitleColumns = 36, kCountColumns = 8;
constexpr std::string_view kIndent = "    ";

[[nodiscard]] std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

// As an inbox names it that it crossed with.
[[nodiscard]] std::string inbox_number(const assembly::Sent& sent) {
  constexpr std::size_t kDigits = 8;
  if (sent.number.series.empty()) return base::to_hex(sent.message.view()).substr(0, kDigits);
  return message::summary_number(sent.number, std::nullopt);
}

}  // namespace

base::Result<> ScenarioPlay::act(const assembly::CopiesStep& step) {
  stage_.show(std::string(kIndent) + padded("", kTitleColumns) + padded("copies", kCountColumns) +
                  padded("readers", kCountColumns + 1) + "observed",
              true);
  for (const assembly::CopiesRow& row : step.rows) BC_TRY_VOID(count_copies(row));
  return {};
}

base::Result<> ScenarioPlay::count_copies(const assembly::CopiesRow& row) {
  BC_TRY(sent, header(row.message));
  std::int64_t copies = 0;
  for (const message::Recipient& recipient : sent.recipients) {
    const std::string& to = recipient.person.empty() ? recipient.station.value : recipient.person.value;
    BC_TRY_VOID(checks_.until("the copy for " + to, kCopiesMs, [&]() -> base::Result<bool> {
      BC_TRY(there, arrived(row.message, to));
      return there.has_value();
    }));
    ++copies;
  }
  const base::MessageId& id = messages_.at(row.message).sent.message;
  std::int64_t readers = 0;
  for (const netplan::Person& person : net_.plan().persons) {
    BC_TRY(reader, desk(person.name.value));
    BC_TRY(inbox, reader->inbox());
    readers += std::ranges::any_of(
        inbox, [&](const assembly::InboxLine& line) { return line.message == id && line.mine; });
  }
  BC_TRY_VOID(checks_.verify(copies == row.copies, std::to_string(row.copies) + " copies of " + row.title,
                             std::to_string(copies)));
  BC_TRY_VOID(checks_.verify(readers == row.readers,
                             std::to_string(row.readers) + " people who may open " + row.title,
                             std::to_string(readers)));
  stage_.show(std::string(kIndent) + padded(row.title, kTitleColumns) +
              padded(std::to_string(copies), kCountColumns) +
              padded(std::to_string(readers), kCountColumns + 1) + row.observed);
  return {};
}

base::Result<> ScenarioPlay::act(const assembly::KnowsStep& step) {
  stage_.move(std::string(kIndent) + "every key is tried on every sealed message ...");
  BC_TRY(trial, assembly::KnowledgeTrial::open(net_.folder(), messages_.at(step.message).sent.message));
  std::vector<assembly::KnowledgeRow> rows;
  for (const std::string& party : step.parties) {
    BC_TRY(row, trial.party(party));
    rows.push_back(row);
  }
  for (const assembly::ExpectedCell& cell : step.expected) {
    const auto row = std::ranges::find(rows, cell.party, &assembly::KnowledgeRow::party);
    const std::string_view found = to_string(row->cell(cell.fact).knows);
    const std::string wanted(to_string(cell.knows));
    BC_TRY_VOID(checks_.verify(row->cell(cell.fact).knows == cell.knows,
                               cell.party + ", " + std::string(to_string(cell.fact)) + ": " + wanted, found));
  }
  stage_.show(std::string(kIndent) + knowledge_heading(), true);
  for (const assembly::KnowledgeRow& row : rows) stage_.show(knowledge_line(stage_, row));
  for (const assembly::KnowledgeRow& row : rows)
    for (const std::string& reason : knowledge_reasons(row)) detail(reason);
  tell("Found by trying " + std::to_string(trial.keys()) + " keys on " +
       std::to_string(trial.sealed_messages()) + " sealed messages.");
  return {};
}

base::Result<std::int64_t> ScenarioPlay::way_ms(const std::string& name) const {
  BC_TRY(sent, header(name));
  const message::Recipient& first = sent.recipients.front();
  BC_TRY(row, arrived(name, first.person.empty() ? first.station.value : first.person.value));
  if (!row) return base::fail(base::Code::Internal, "expected " + name + " to have arrived, found that not");
  return row->received_at - sent.created;
}

base::Result<> ScenarioPlay::act(const assembly::SlowerStep& step) {
  BC_TRY(slow, way_ms(step.message));
  BC_TRY(quick, way_ms(step.than));
  BC_TRY_VOID(checks_.verify(
      slow >= step.times * quick,
      step.message + " at least " + std::to_string(step.times) + " times as long on its way as " + step.than,
      way_words(slow) + " against " + way_words(quick)));
  tell(step.than + ": " + way_words(quick) + "; " + step.message + ": " + way_words(slow) + ", " +
       std::to_string(quick == 0 ? 0 : slow / quick) + " times as long.");
  return {};
}

// The marks change until the other desk's opening receipts are here.
base::Result<> ScenarioPlay::act(const assembly::CrossedStep& step) {
  std::vector<std::string> wanted, names;
  for (const std::string& other : step.with) {
    wanted.push_back(inbox_number(messages_.at(other).sent));
    names.push_back(called(other));
  }
  std::ranges::sort(wanted);
  BC_TRY(reader, desk(step.as));
  const base::MessageId& id = messages_.at(step.message).sent.message;
  const std::string what = names.empty() ? "no message" : join(names, ", ");
  BC_TRY_VOID(checks_.until(step.message + " in the inbox of " + step.as + ", marked as crossed with " + what,
                            kReceiptsMs, [&]() -> base::Result<bool> {
                              BC_TRY(inbox, reader->inbox());
                              const auto found =
                                  std::ranges::find_if(inbox, [&](const assembly::InboxLine& line) {
                                    return line.mine && line.message == id;
                                  });
                              if (found == inbox.end()) return false;
                              std::ranges::sort(found->crossed_with);
                              return found->crossed_with == wanted;
                            }));
  tell("In " + step.as + "'s inbox: " + called(step.message) + " crossed " + (names.empty() ? "" : "with ") +
       what + ".");
  return {};
}

base::Result<> ScenarioPlay::act(const assembly::MoveStep& step) {
  BC_TRY(now, net_.now());
  const auto& moves = net_.plan().moves;
  const auto next = std::ranges::find_if(
      moves, [&](const netplan::Move& move) { return move.person.value == step.person && move.at > now; });
  if (next == moves.end())
    return checks_.verify(false, "a move of " + step.person + " that is still to come",
                          "none after " + message::to_dtg(now));
  BC_TRY(leaving, net_.desk_to_leave(step.person));
  base::Bytes pouch;
  const auto pack = [&]() -> base::Result<bool> {
    auto departed = leaving.depart();
    if (!departed && departed.error().code == base::Code::Unavailable) return false;  // until all is sent
    if (!departed) return std::unexpected(departed.error());
    pouch = std::move(departed->pouch);
    return true;
  };
  BC_TRY_VOID(checks_.until("the papers of " + step.person, kPackMs, pack));
  desks_.clear();
  BC_TRY(stopped, net_.down());
  static_cast<void>(stopped);
  BC_TRY_VOID(net_.put_clock(next->at));
  BC_TRY_VOID(net_.up());
  BC_TRY(there, desk(step.person));
  BC_TRY(arrived, there->arrive(pouch));
  BC_TRY_VOID(checks_.verify(arrived.fresh, "papers that arrive for the first time", "that they were there"));
  tell("The clock goes to " + message::to_dtg(next->at) + ": " + step.person + " moves to " + next->to.value +
       ", with " + std::to_string(arrived.sent) + (arrived.sent == 1 ? " message" : " messages") +
       " sent, and goes on after " + join(arrived.numbers, ", ") + ".");
  return {};
}

base::Result<> ScenarioPlay::act(const assembly::MissingStep& step) {
  BC_TRY(reader, desk(step.as));
  BC_TRY(lines, reader->outstanding());
  std::vector<std::string> there;
  for (const assembly::OutstandingLine& line : lines) there.push_back(line.what);
  const auto found = std::ranges::find(lines, step.numbers, &assembly::OutstandingLine::what);
  BC_TRY_VOID(checks_.verify(found != lines.end(), step.numbers + " outstanding at " + step.as,
                             there.empty() ? "nothing outstanding" : join(there, "; ")));
  tell("Outstanding at " + step.as + ": " + found->what + ", " + std::string(to_string(found->state)) + ".");
  return {};
}

}  // namespace backchannel::client
