// A whole net started and stopped: by two people at once, by another way to its folder, after its time.

#include <gtest/gtest.h>

#include <future>

#include "backchannel/assembly/exercise_clock.h"
#include "net.h"
#include "support/facilities.h"

namespace backchannel::e2e {
namespace {

constexpr const char* kPlan = "hakto-49";

void expect_nothing_runs(const Net& net) {
  EXPECT_TRUE(processes_naming(net.root().string() + "/nodes").empty());
}

TEST(UpAndDown, TwoCallsAtOnceStartEachNodeOnce) {
  BC_NEEDS_PROC();
  Net net(kPlan);
  auto other = std::async(std::launch::async, [&] { return net.here({"net", "up"}); });
  const Ended first = net.up();
  const Ended second = other.get();
  EXPECT_EQ(first.exit_code, 0) << what_happened(first);
  EXPECT_EQ(second.exit_code, 0) << what_happened(second);
  EXPECT_EQ(processes_naming(net.root().string() + "/nodes").size(), net.nodes().size());
  const Ended down = net.down();
  EXPECT_EQ(down.exit_code, 0) << what_happened(down);
  expect_nothing_runs(net);
}

TEST(UpAndDown, ANetIsStoppedByWhateverNameItsFolderHas) {
  Net net(kPlan);
  ASSERT_EQ(net.up().exit_code, 0);
  const auto link = net.scratch() / "link";
  std::filesystem::create_directory_symlink(net.root(), link);
  const Ended again = net.call({"net", "up", "--net", link.string()});
  EXPECT_EQ(again.exit_code, 0) << what_happened(again);
  const Ended down = net.call({"net", "down", "--net", link.string()});
  EXPECT_EQ(down.exit_code, 0) << what_happened(down);
  expect_nothing_runs(net);
}

TEST(UpAndDown, ANetWhoseCertificatesHaveRunOutCanStillBeStopped) {
  Net net(kPlan);
  ASSERT_EQ(net.up().exit_code, 0);
  // As it was left by a clock without a last moment.
  ASSERT_TRUE(assembly::write_clock(assembly::NetFolder(net.root()), {0, {88'665'900'000}, 20}));
  ASSERT_NE(net.here({"net", "status"}).exit_code, 0) << "the certificates still hold";
  const Ended down = net.down();
  EXPECT_EQ(down.exit_code, 0) << what_happened(down);
  expect_nothing_runs(net);
}

}  // namespace
}  // namespace backchannel::e2e
