#include "faulty_relay.h"

#include <ostream>

namespace backchannel::fault {

std::string plan_of_dialling_relay() {
  std::string plan = support::line_plan(1);
  for (const std::string station : {"A", "B"}) {
    const std::string ends = "[\"" + station + "\", \"R0\"]";
    plan.replace(plan.find(ends), ends.size(), "[\"R0\", \"" + station + "\"]");
  }
  return plan;
}

void FaultyRelay::SetUp() {
  BC_NEEDS_PRELOAD();
  for (const char* node : {"A", "B"}) net.start(node);
}

void FaultyRelay::submit_some(std::optional<message::Precedence> precedence) {
  for (std::size_t i = 0; i < kRunMessages; ++i)
    clients.submit(precedence.value_or(message::kPrecedences[i % 4]), i % 7 == 3 ? 40'000 : 300);
}

void FaultyRelay::start_armed() { net.start("R0", faults.environment()); }

void FaultyRelay::wait_ready() {
  ASSERT_TRUE(e2e::eventually([&] { return std::filesystem::exists(net.home("R0") / "ready"); }));
}

std::optional<e2e::Ended> FaultyRelay::run_until_receipted() {
  std::optional<e2e::Ended> ended;
  while (!ended && !clients.all_receipted()) ended = net.end_of("R0", std::chrono::milliseconds(2));
  return ended;
}

void FaultyRelay::expect_recovery() {
  if (clients.all_receipted()) return;
  net.start("R0");
  EXPECT_TRUE(e2e::eventually([&] { return clients.all_receipted(); }))
      << clients.waiting() << " are missing";
  net.kill("R0");
}

std::ostream& operator<<(std::ostream& out, const std::map<std::string, std::size_t>& seen) {
  for (const auto& [what, count] : seen) out << count << " x " << what << "\n";
  return out;
}

}  // namespace backchannel::fault
