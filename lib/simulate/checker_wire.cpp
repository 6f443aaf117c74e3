#include <algorithm>

#include "checker.h"

namespace backchannel::simulate {

namespace {

constexpr std::int64_t kSkewMs = 5 * base::kMinuteMs;  // at rate 1

}  // namespace

void Checker::taint(const wire::Consignment& consignment) {
  for (const std::uint16_t leg : consignment.legs) tainted_.insert({consignment.transfer, leg});
  const auto header = headers_.find(consignment.transfer);
  if (header != headers_.end() && header->second.kind == message::Kind::Statement)
    words_astray_.insert(header->second.recipients.front().station);
}

void Checker::leaves(const base::NodeName& from, const base::NodeName& to, const wire::Frame& frame) {
  if (hostile(from)) {
    if (const auto* offer = std::get_if<wire::Offer>(&frame)) taint(offer->consignment);
    return;
  }
  std::visit([&](const auto& each) { says(from, to, each); }, frame);
}

void Checker::says(const base::NodeName&, const base::NodeName&, const wire::Hello&) {}
void Checker::says(const base::NodeName&, const base::NodeName&, const wire::Credit&) {}

void Checker::says(const base::NodeName& from, const base::NodeName& to, const wire::Offer& frame) {
  if (hostile(to)) taint(frame.consignment);
  check_held(from, to, frame.consignment, frame.body.has_value());
  order_.leaves(from, to, frame.consignment.transfer);
}

void Checker::says(const base::NodeName& from, const base::NodeName& to, const wire::Chunk& frame) {
  if (!frame.last_legs.empty()) check_held(from, to, {frame.transfer, frame.copy, frame.last_legs}, true);
  order_.leaves(from, to, frame.transfer);
}

void Checker::says(const base::NodeName& from, const base::NodeName&, const wire::Go& frame) {
  receiving_[from].insert(frame.consignment.transfer);
  if (frame.offset > 0) stage_.mark(Mark::ReceptionResumed);
}

void Checker::says(const base::NodeName& from, const base::NodeName&, const wire::Busy&) {
  stage_.mark(Mark::BusySaid);
  const auto full = full_at_us_.find(from);
  if (full != full_at_us_.end() && full->second == stage_.now_us()) stage_.mark(Mark::DiskFullBusy);
}

void Checker::says(const base::NodeName& from, const base::NodeName& to, const wire::Query& frame) {
  stage_.mark(Mark::QueryAsked);
  check_held(from, to, frame.consignment, true);
}

void Checker::says(const base::NodeName& from, const base::NodeName& to, const wire::Accept& frame) {
  check_accepted_from(from, to, frame.consignment, "says ACCEPT of");
  receiving_[from].erase(frame.consignment.transfer);
}

void Checker::says(const base::NodeName& from, const base::NodeName& to, const wire::Have& frame) {
  check_accepted_from(from, to, frame.consignment, "says HAVE of");
  stage_.mark(Mark::HaveSaid);
  for (const std::uint16_t leg : frame.consignment.legs) {
    const auto it = accepted_in_.find({from, {frame.consignment.transfer, leg, frame.consignment.copy}});
    if (it != accepted_in_.end() && it->second < stores_.at(from).life) stage_.mark(Mark::HaveAfterRestart);
  }
}

void Checker::says(const base::NodeName& from, const base::NodeName& to, const wire::Status& frame) {
  switch (frame.fate) {
    case wire::Fate::Accepted:
      stage_.mark(Mark::StatusAccepted);
      check_accepted_from(from, to, frame.consignment, "says STATUS ACCEPTED of");
      return;
    case wire::Fate::Never:
      stage_.mark(Mark::StatusNever);
      check_behind_fence(from, to, frame.consignment, base::Code::Expired, "says STATUS NEVER of");
      return;
    case wire::Fate::UnknownYet:
      stage_.mark(Mark::StatusUnknownYet);
      return;
  }
}

void Checker::says(const base::NodeName& from, const base::NodeName& to, const wire::Refuse& frame) {
  if (!frame.stable) {
    stage_.mark(Mark::RefusedForNow);
    return;
  }
  check_behind_fence(from, to, frame.consignment, frame.code, "refuses for good");
  mark_refusal(frame.code);
  for (const std::uint16_t leg : frame.consignment.legs) {
    const custody::LegKey key{frame.consignment.transfer, leg, frame.consignment.copy};
    const auto it = fenced_in_.find({from, key, to});
    if (it == fenced_in_.end()) continue;
    stage_.mark(it->second < stores_.at(from).life ? Mark::FenceRepeated : Mark::FenceSaid);
  }
}

void Checker::mark_refusal(base::Code said) {
  constexpr std::pair<base::Code, Mark> kMarksOf[] = {
      {base::Code::Elsewhere, Mark::RefusedElsewhere}, {base::Code::Loop, Mark::RefusedLoop},
      {base::Code::Expired, Mark::RefusedExpired},     {base::Code::Time, Mark::RefusedTime},
      {base::Code::NoPath, Mark::RefusedNoPath},       {base::Code::Conflict, Mark::RefusedConflict},
      {base::Code::Role, Mark::RefusedRole},           {base::Code::Integrity, Mark::RefusedIntegrity},
  };
  for (const auto& [code, mark] : kMarksOf)
    if (said == code) stage_.mark(mark);
}

// ACCEPT, HAVE and STATUS ACCEPTED: only of what is committed, and only to the peer from whom it came.
void Checker::check_accepted_from(const base::NodeName& from, const base::NodeName& to,
                                  const wire::Consignment& consignment, const char* words) {
  for (const std::uint16_t leg : consignment.legs) {
    const custody::LegKey key{consignment.transfer, leg, consignment.copy};
    const auto it = tables(from).tombstones.find(key);
    if (it == tables(from).tombstones.end())
      broken(from, words, consignment.transfer, " to " + to.value + " and has not committed it");
    else if (it->second.from != to)
      broken(from, words, consignment.transfer,
             " to " + to.value + " and has it from " + it->second.from.value);
  }
}

// What is offered is held; what leaves for the last time is bound to the neighbour, durably.
void Checker::check_held(const base::NodeName& from, const base::NodeName& to,
                         const wire::Consignment& consignment, bool bound) {
  for (const std::uint16_t leg : consignment.legs) {
    const auto it = tables(from).legs.find({consignment.transfer, leg, consignment.copy});
    if (it == tables(from).legs.end())
      broken(from, "offers to " + to.value + " what it does not hold:", consignment.transfer);
    else if (bound && (it->second.state != custody::LegState::Await || it->second.bound_to != to))
      broken(from, "sends " + to.value + " all of", consignment.transfer,
             " and has not committed that it is bound to it");
  }
}

// Said for good: behind a fence, behind a tombstone, or behind the clock mark once it has expired everywhere.
void Checker::check_behind_fence(const base::NodeName& from, const base::NodeName& to,
                                 const wire::Consignment& consignment, base::Code code, const char* words) {
  const MemoryTables& store = tables(from);
  const auto header = headers_.find(consignment.transfer);
  // Of what only a liar has announced nobody knows when it expires.
  const bool marked = code == base::Code::Expired && (header == headers_.end() || hostile(to) ||
                                                      store.clock_mark() > header->second.expires + kSkewMs);
  for (const std::uint16_t leg : consignment.legs) {
    const custody::LegKey key{consignment.transfer, leg, consignment.copy};
    const auto tombstone = store.tombstones.find(key);
    const bool elsewhere = tombstone != store.tombstones.end() && tombstone->second.from != to;
    if (marked || elsewhere || store.fences.contains({key, to})) continue;
    broken(from, words, consignment.transfer, " to " + to.value + " without a fence");
  }
}

// Events as the engine tells them.
void Checker::noted(const base::NodeName& at, const custody::Note& note) {
  constexpr std::pair<std::string_view, Mark> kMarksOf[] = {
      {"halted", Mark::Halted},
      {"resumed", Mark::Resumed},
      {"late", Mark::Late},
      {"answer-ignored", Mark::AnswerIgnored},
      {"offer-unsound", Mark::OfferUnsound},
      {"hello-refused", Mark::HelloRefused},
      {"clock-apart", Mark::ClocksApart},
      {"submitted-again", Mark::SubmittedAgain},
      {"alarm", Mark::AlarmElsewhere},
  };
  if (hostile(at)) return;
  for (const auto& [event, mark] : kMarksOf)
    if (note.event == event) stage_.mark(mark);
  if (note.event == "store-full") full_at_us_[at] = stage_.now_us();
  if (note.event != "moved") return;
  if (note.detail.ends_with("by=HAVE")) stage_.mark(Mark::MovedByHave);
  if (note.detail.ends_with("by=STATUS")) stage_.mark(Mark::MovedByStatus);
}

}  // namespace backchannel::simulate
