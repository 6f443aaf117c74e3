// A circuit that delays, loses and fails for a while, under real programs: custody mends it.

#include <gtest/gtest.h>

#include <algorithm>

#include "backchannel/assembly/exercise_clock.h"
#include "line.h"

namespace backchannel::e2e {
namespace {

constexpr std::int64_t kOutageBeginsMs = 2 * base::kMinuteMs, kOutageEndsMs = 3 * base::kMinuteMs;

// Exercise time runs 40 times as fast: the outage lasts a second and a half.
Line::Plan bad_weather() {
  std::string plan = support::line_plan(2);
  const auto replace = [&](const std::string& from, const std::string& to) {
    const std::size_t at = plan.find(from);
    if (at == std::string::npos) throw std::runtime_error("not in the plan: " + from);
    plan.replace(at, from.size(), to);
  };
  replace("rate = 1\n", "rate = 40\n");
  const std::string ends = "ends = [\"R0\", \"R1\"]\n";
  replace(ends, ends +
                    "delay = \"50 ms\"\nloss = \"20 %\"\n"
                    "outages = [{ from = \"230527Z OCT 72\", until = \"230528Z OCT 72\" }]\n");
  return {plan};
}

TEST(Weather, MessagesArriveOverACircuitThatLosesAFifthOfItsFramesAndFailsForAWhile) {
  Line line(bad_weather());
  const auto trust = line.keys.folder().trust();
  ASSERT_TRUE(trust);
  const base::HandlingTime begins = (*trust)->plan().begins;
  auto clock = assembly::ExerciseClock::open(line.keys.folder());
  ASSERT_TRUE(clock);
  line.net.start_all();
  for (int i = 0; i < 5; ++i) line.submit(message::Precedence::Flash, 500);
  ASSERT_TRUE(eventually([&] { return clock->now().handling >= begins + kOutageBeginsMs; }));
  const std::size_t before = line.sent.size();
  for (int i = 0; i < 3; ++i) line.submit(message::Precedence::Flash, 500);
  line.expect_all_arrived_once();
  const auto mailbox = line.net.store("B").mailbox();
  ASSERT_TRUE(mailbox);
  for (std::size_t i = before; i < line.sent.size(); ++i) {
    const auto row = std::ranges::find(*mailbox, line.sent[i].row.transfer,
                                       [](const store::MailboxRow& each) { return each.key.transfer; });
    ASSERT_NE(row, mailbox->end());
    EXPECT_GE(row->received_at, begins + kOutageEndsMs) << "nothing passed while the circuit was out";
  }
}

}  // namespace
}  // namespace backchannel::e2e
