#include "faulty_relay.h"

#include <ostream>

namespace backchannel::fault {

namespace {

// The relay dials both stations: a net whose relay has just started need not wait for their next attempt.
std::string plan_of_dialling_relay() {
  std::string plan = support::line_plan(1);
  for (const std::string station : {"A", "B"}) {
    const std::string ends = "[\"" + station + "\", \"R0\"]";
    plan.replace(plan.find(ends), ends.size(), "[\"R0\", \"" + station + "\"]");
  }
  return plan;
}

}  // namespace

FaultyRelay::FaultyRelay()
    : line(e2e::Line::Plan{plan_of_dialling_relay()}),
      faults(line.net.scratch() / "faults", line.net.home("R0")),
      sent_from_(line.net.store("A")) {}

void FaultyRelay::SetUp() {
  BC_NEEDS_PRELOAD();
  for (const char* node : {"A", "B"}) line.net.start(node);
}

void FaultyRelay::submit(message::Precedence precedence, std::size_t bytes) {
  line.submit(precedence, bytes);
  const store::SubmissionRow& row = line.sent.back().row;
  books.attempts.push_back({row.message, row.transfer});
  waiting_.push_back(row.message);
}

void FaultyRelay::submit_some(std::optional<message::Precedence> precedence) {
  for (std::size_t i = 0; i < kRunMessages; ++i)
    submit(precedence.value_or(message::kPrecedences[i % 4]), i % 7 == 3 ? 40'000 : 300);
}

bool FaultyRelay::all_receipted() {
  while (!waiting_.empty()) {
    const auto said = sent_from_.statements(waiting_.back());
    if (!said || said->empty()) return false;
    waiting_.pop_back();
  }
  return true;
}

void FaultyRelay::start_armed() { line.net.start("R0", faults.environment()); }

void FaultyRelay::wait_ready() {
  ASSERT_TRUE(e2e::eventually([&] { return std::filesystem::exists(line.net.home("R0") / "ready"); }));
}

std::optional<e2e::Ended> FaultyRelay::run_until_receipted() {
  std::optional<e2e::Ended> ended;
  while (!ended && !all_receipted()) ended = line.net.end_of("R0", std::chrono::milliseconds(2));
  return ended;
}

void FaultyRelay::expect_recovery() {
  if (all_receipted()) return;
  line.net.start("R0");
  EXPECT_TRUE(e2e::eventually([&] { return all_receipted(); })) << waiting_.size() << " are missing";
  line.net.kill("R0");
}

Verdict FaultyRelay::verdict() {
  books.arrivals = arrivals(line.net.store("B"));
  books.ends = ends(sent_from_, {});
  books.records = books.attempts.size();
  return judge(books);
}

std::ostream& operator<<(std::ostream& out, const std::map<std::string, std::size_t>& seen) {
  for (const auto& [what, count] : seen) out << count << " x " << what << "\n";
  return out;
}

}  // namespace backchannel::fault
