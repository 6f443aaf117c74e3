// A neighbour that is there and does not read: stopped by SIGSTOP while messages pass, then let go on.
// Nothing is lost, and whoever sends to it does not grow. BACKCHANNEL_STOPPED_PEER=long: 60 s, 5,000
// messages.

#include <signal.h>

#include <iostream>

#include "clients.h"
#include "storm.h"
#include "support/facilities.h"
#include "support/sanitizer.h"
#include "watch.h"

namespace backchannel::fault {
namespace {

using e2e::eventually;

constexpr std::int64_t kGrowthMaxKib = 64 << 10;

class StoppedPeer : public testing::TestWithParam<const char*> {
 protected:
  Clients clients{3};
  Storm storm;
};

TEST_P(StoppedPeer, LosesNothingAndItsNeighbourDoesNotGrow) {
  BC_NEEDS_PROC();
  const bool all = is_long("BACKCHANNEL_STOPPED_PEER");
  const std::string stopped = GetParam();
  const std::string sender = stopped == "B" ? "R2" : "R0";
  e2e::Net& net = clients.line.net;
  net.start_all();
  clients.seal_and_submit(storm, 20);
  ASSERT_TRUE(eventually([&] { return clients.all_receipted(); }));
  const std::int64_t before = resident_kib(net.pid(sender));

  net.signal(stopped, SIGSTOP);
  clients.seal_and_submit(storm, all ? 5'000 : 200);
  ASSERT_TRUE(eventually([&] { return net.log(sender).find("event=peer-down") != std::string::npos; }))
      << "silence ends the session";
  const auto ended = net.end_of(sender, std::chrono::seconds(all ? 60 : 1));
  ASSERT_FALSE(ended) << e2e::what_happened(*ended);
  ASSERT_TRUE(eventually([&] { return clients.held_at(sender) >= (all ? 5'000U : 200U); }))
      << "the rest has come as far as the stopped one's neighbour: " << clients.held_at(sender);
  const std::int64_t grown = resident_peak_kib(net.pid(sender)) - before;

  net.signal(stopped, SIGCONT);
  const bool done = eventually([&] { return clients.all_receipted(); }, std::chrono::seconds(all ? 240 : 30));
  const auto died = net.end_of(stopped, std::chrono::milliseconds(0));
  ASSERT_FALSE(died) << e2e::what_happened(*died);
  ASSERT_TRUE(done) << clients.waiting() << " are missing; held: " << clients.held();
  const Verdict verdict = clients.verdict();
  std::cout << sender << " grew by at most " << grown << " KiB from " << before << " KiB while " << stopped
            << " did not read\n"
            << verdict;
  EXPECT_TRUE(verdict.sound());
  EXPECT_EQ(verdict.arrived, clients.books.attempts.size());
  if (!tests::under_sanitizer()) {  // it keeps what was freed
    EXPECT_LE(grown, kGrowthMaxKib);
  }
}

INSTANTIATE_TEST_SUITE_P(Of, StoppedPeer, testing::Values("R1", "B"),
                         [](const auto& each) { return std::string(each.param); });

// Shorter than it takes for the silence to be noticed, and longer.
TEST(StoppedPeers, AtAnyMomentLoseNothing) {
  BC_NEEDS_PROC();
  Clients clients(3);
  Storm storm;
  e2e::Net& net = clients.line.net;
  net.start_all();
  const std::vector<std::string> nodes = {"A", "R0", "R1", "R2", "B"};
  for (int round = 0; round < 4; ++round) {
    clients.seal_and_submit(storm, 10);
    const std::string& stopped = nodes[storm.pick(0, nodes.size() - 1)];
    net.signal(stopped, SIGSTOP);
    const auto ended = net.end_of(stopped, std::chrono::milliseconds(storm.pick(1, 1'500)));
    net.signal(stopped, SIGCONT);
    ASSERT_FALSE(ended) << e2e::what_happened(*ended);
  }
  ASSERT_TRUE(eventually([&] { return clients.all_receipted(); }));
  EXPECT_TRUE(clients.verdict().sound()) << clients.verdict();
}

}  // namespace
}  // namespace backchannel::fault
