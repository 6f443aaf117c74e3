#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "live_net.h"

namespace backchannel {
namespace {

using message::Precedence;
using SteadyClock = std::chrono::steady_clock;

// Looks again whenever something may have changed, until it holds; the deadline only ends a failing test.
template <class Condition>
bool eventually(Condition holds, std::chrono::seconds deadline = std::chrono::seconds(60)) {
  const auto end = SteadyClock::now() + deadline;
  while (!holds()) {
    if (SteadyClock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

std::size_t delivered(support::LiveNet& net, const std::string& station) {
  const auto rows = net.store(station).mailbox();
  return rows ? rows->size() : 0;
}

TEST(RunningNet, CarriesAMessageOverThreeRelaysAndBringsTheReceiptBack) {
  support::LiveNet net(support::line_plan(3));
  net.start_all();
  auto store = net.store("A");
  const auto ready = net.seal("ALFA", "B", Precedence::Flash, 2'000);
  net.submit(ready, store);
  ASSERT_TRUE(eventually([&] { return delivered(net, "B") == 1; }));
  const auto row = net.store("B").mailbox();
  ASSERT_TRUE(row);
  EXPECT_EQ(row->front().header.message, ready.row.message);
  EXPECT_EQ(row->front().stamps.size(), 3U);
  ASSERT_TRUE(eventually([&] {
    const auto said = net.store("A").statements(ready.row.message);
    return said && std::any_of(said->begin(), said->end(), [](const auto& each) {
             return each.statement.kind == message::StatementKind::StationReceipt;
           });
  }));
}

TEST(RunningNet, ContinuesWhenARelayStartsLate) {
  support::LiveNet net(support::line_plan(2));
  net.start("A");
  net.start("R0");
  auto store = net.store("A");
  for (int i = 0; i < 20; ++i) net.submit(net.seal("ALFA", "B", Precedence::Priority, 500), store);
  net.start("R1");
  net.start("B");
  EXPECT_TRUE(eventually([&] { return delivered(net, "B") == 20; }));
}

TEST(RunningNet, ContinuesWhenARelayIsStoppedInTheMiddle) {
  support::LiveNet net(support::line_plan(2));
  net.start_all();
  auto store = net.store("A");
  for (int i = 0; i < 60; ++i) {
    net.submit(net.seal("ALFA", "B", Precedence::Immediate, 3'000), store);
    if (i % 20 == 10) {
      net.stop("R0");
      net.start("R0");
    }
  }
  EXPECT_TRUE(eventually([&] { return delivered(net, "B") == 60; }));
}

TEST(RunningNet, AShortMessageDoesNotOvertakeALongOneOfItsOwnPrecedence) {
  support::LiveNet net(support::line_plan(1));
  auto store = net.store("A");
  std::vector<base::TransferId> written;
  for (int round = 0; round < 4; ++round)
    for (const std::size_t bytes : {std::size_t{400'000}, std::size_t{500}, std::size_t{500}}) {
      const auto ready = net.seal("ALFA", "B", Precedence::Routine, bytes);
      written.push_back(ready.row.transfer);
      net.submit(ready, store);
    }
  net.start("A");
  net.start("R0");
  std::vector<base::TransferId> held;
  ASSERT_TRUE(eventually([&] {
    const auto queue = net.store("R0").queue();
    if (!queue || queue->size() < written.size()) return false;
    for (const store::QueueRow& row : *queue) held.push_back(row.leg.key.transfer);
    return true;
  }));
  EXPECT_EQ(held, written);
}

TEST(RunningNet, ASecondProcessInAHomeIsRefusedAndDisturbsNothing) {
  support::LiveNet net(support::line_plan(1));
  net.start("R0");
  const auto home = net.folder().node_home(base::NodeName("R0"));
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(home / "ready"); }));
  assembly::RunningNodeOptions again{net.folder(), base::NodeName("R0"), netplan::NodeRole::Relay, {}, {},
                                     {},           observe::Level::Warn};
  auto passphrase = seal::load_passphrase((home / "passphrase").string());
  ASSERT_TRUE(passphrase);
  again.passphrase = std::move(*passphrase);
  const auto second = assembly::RunningNode::start(std::move(again));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::Code::Locked);
  EXPECT_TRUE(std::filesystem::exists(home / "ready"));
}

TEST(RunningNet, CarriesABodyOfManyChunks) {
  support::LiveNet net(support::line_plan(1));
  net.start_all();
  auto store = net.store("A");
  const auto ready = net.seal("ALFA", "B", Precedence::Routine, 1'000'000);
  net.submit(ready, store);
  ASSERT_TRUE(eventually([&] { return delivered(net, "B") == 1; }));
  const auto sealed = net.store("B").sealed(ready.row.transfer);
  ASSERT_TRUE(sealed);
  EXPECT_EQ(*sealed, ready.sealed);
}

}  // namespace
}  // namespace backchannel
