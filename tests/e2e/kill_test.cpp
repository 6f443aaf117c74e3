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

// The circuit is slow enough for a long message to lie on it for two seconds, and quick enough for the FLASH
// messages of this test to leave it free between them: strict precedence would starve the long one.
constexpr const char* kRate = "2 Mbit/s";
constexpr std::size_t kLong = 500'000;
constexpr std::size_t kShort = 400;

TEST_P(InTheMiddle, AKillLosesNothingAndDoublesNothing) {
  const Kill kill = GetParam();
  Line line(kill.holder, kill.next, kRate);
  line.net.start_all();
  line.submit(Precedence::Routine, kLong);
  support::LiveNet::Ready long_one = line.sent.back();
  for (int i = 0; i < 4; ++i) line.submit(Precedence::Routine, kShort);
  line.submit(Precedence::Flash, kShort);
  support::LiveNet::Ready flash = line.sent.back();
  // The record of what a FLASH overtook shows that the long message lies half sent. A FLASH that came before
  // its first chunk, or after its half, is followed by another; so is a long message that has passed.
  ASSERT_TRUE(eventually([&] {
    const auto offset = line.halted_at(kill.holder, long_one);
    if (offset && *offset <= long_one.sealed.size() / 2) return true;
    if (line.arrived(long_one)) {
      line.submit(Precedence::Routine, kLong);
      long_one = line.sent.back();
    }
    if (line.arrived(flash)) {
      line.submit(Precedence::Flash, kShort);
      flash = line.sent.back();
    }
    return false;
  }));
  line.net.kill(kill.victim);
  const auto held = line.net.store(kill.holder).queue();
  ASSERT_TRUE(held);
  EXPECT_TRUE(std::ranges::any_of(
      *held, [&](const store::QueueRow& row) { return row.leg.key.transfer == long_one.row.transfer; }));
  EXPECT_FALSE(line.arrived(long_one));
  line.net.start(kill.victim);
  line.expect_all_arrived_once();
}

INSTANTIATE_TEST_SUITE_P(OfEach, InTheMiddle,
                         testing::Values(Kill{"A", "R0", "A"}, Kill{"R0", "R1", "R0"}, Kill{"R0", "R1", "R1"},
                                         Kill{"R1", "B", "B"}),
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
