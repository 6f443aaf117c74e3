// Daemons killed by SIGKILL at the worst moments, and started again.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "line.h"

namespace backchannel::e2e {
namespace {

using message::Precedence;

struct Kill {
  const char* holder;  // sends the long message ...
  const char* next;    // ... to this neighbour over the slow circuit
  const char* victim;
};

void PrintTo(const Kill& kill, std::ostream* out) {
  *out << kill.victim << " between " << kill.holder << " and " << kill.next;
}

class InTheMiddle : public testing::TestWithParam<Kill> {};

TEST_P(InTheMiddle, AKillLosesNothingAndDoublesNothing) {
  const Kill kill = GetParam();
  Line line(kill.holder, kill.next, "256 kbit/s");
  line.net.start_all();
  line.submit(Precedence::Routine, 60'000);  // more than ten chunks there, some two seconds
  for (int i = 0; i < 4; ++i) line.submit(Precedence::Routine, 400);
  ASSERT_TRUE(
      eventually([&] { return line.net.store(kill.holder).fates(line.sent[0].row.transfer)->size() == 1; }));
  // The record of what a FLASH overtook shows that the long message lies half sent, with others behind it.
  std::size_t flashes = 0;
  ASSERT_TRUE(eventually([&] {
    if (line.audit_rows(kill.holder, "halted") > 0) return true;
    // One that came between two chunks' departures leaves no such record: another.
    if (line.in_mailbox() == flashes && ++flashes > 0) line.submit(Precedence::Flash, 400);
    return false;
  }));
  const auto held = line.net.store(kill.holder).queue();
  ASSERT_TRUE(held);
  EXPECT_GE(held->size(), 3U);
  const auto is_long = [&](const store::QueueRow& row) {
    return row.leg.key.transfer == line.sent[0].row.transfer;
  };
  EXPECT_TRUE(std::ranges::any_of(*held, is_long));
  line.net.kill(kill.victim);
  line.net.start(kill.victim);
  line.expect_all_arrived_once();
}

INSTANTIATE_TEST_SUITE_P(OfEach, InTheMiddle,
                         testing::Values(Kill{"A", "R0", "A"}, Kill{"R0", "R1", "R0"}, Kill{"R0", "R1", "R1"}),
                         [](const auto& each) {
                           return std::string(each.param.victim == std::string(each.param.holder) ? "Holder"
                                                                                                  : "Next") +
                                  each.param.victim;
                         });

TEST(Kills, TenAtRandomPointsLoseNothingAndDoubleNothing) {
  const char* given = std::getenv("BACKCHANNEL_TEST_SEED");
  const unsigned seed =
      given != nullptr ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : std::random_device{}();
  std::cout << "seed " << seed << " (again with BACKCHANNEL_TEST_SEED=" << seed << ")\n";
  std::mt19937 random(seed);
  const auto pick = [&](std::size_t from, std::size_t to) {
    return std::uniform_int_distribution<std::size_t>(from, to)(random);
  };
  Line line;
  line.net.start_all();
  const std::vector<std::string> nodes = {"A", "R0", "R1", "B"};
  const auto all_rows = [&] {
    std::size_t rows = 0;
    for (const std::string& node : nodes) rows += line.audit_rows(node);
    return rows;
  };
  for (int round = 0; round < 10; ++round) {
    const std::size_t before = all_rows();
    for (int i = 0; i < 6; ++i)
      line.submit(message::kPrecedences[pick(0, 3)],
                  pick(0, 3) == 0 ? pick(40'000, 90'000) : pick(50, 3'000));
    // So many events of the net later; six messages make at least 36.
    const std::size_t point = before + pick(1, 30);
    const std::string victim = nodes[pick(0, nodes.size() - 1)];
    ASSERT_TRUE(eventually([&] { return all_rows() >= point; })) << "round " << round;
    line.net.kill(victim);
    line.net.start(victim);
  }
  line.expect_all_arrived_once();
}

}  // namespace
}  // namespace backchannel::e2e
