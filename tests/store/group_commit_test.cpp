#include "group.h"

#include "node_home.h"

namespace backchannel::store::test {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;

void expect_committed(CollectingSink& sink, custody::RequestId first, custody::RequestId last) {
  for (auto id = first; id <= last; ++id) {
    const auto answer = sink.next();
    ASSERT_TRUE(answer) << "no answer to batch " << id;
    const auto* committed = std::get_if<custody::Committed>(&*answer);
    ASSERT_NE(committed, nullptr);
    EXPECT_EQ(committed->id, id);
  }
}

TEST(GroupCommit, BatchesThatComeWithinTheWindowShareOneTransaction) {
  Node node([](NodeStoreOptions& options) { options.group_window = hours(1); });
  for (std::uint8_t n = 1; n <= 20; ++n) node.store->commit(accept(n, n));
  node.store->settle();
  expect_committed(node.sink, 1, 20);
  EXPECT_EQ(node.store->stats().groups, 1U);
  EXPECT_EQ(node.store->stats().largest_group, 20U);
}

TEST(GroupCommit, AnUrgentBatchWaitsForNoneOfTheOpenGroup) {
  Node node([](NodeStoreOptions& options) { options.group_window = hours(1); });
  for (std::uint8_t n = 1; n <= 5; ++n) node.store->commit(accept(n, n));
  node.store->commit(batch(6, {custody::SetCounter{"flash", 1}}, true));
  expect_committed(node.sink, 6, 6);
  EXPECT_EQ(node.store->stats().batches, 1U);
  node.store->settle();
  expect_committed(node.sink, 1, 5);
}

TEST(GroupCommit, AnUrgentBatchTakesAlongWhatItMayNotOvertake) {
  Node node([](NodeStoreOptions& options) { options.group_window = hours(1); });
  for (std::uint8_t n = 1; n <= 5; ++n) node.store->commit(accept(n, n));
  node.store->commit(batch(6, {custody::UnbindLeg{leg_key(3), {}}}, true));
  expect_committed(node.sink, 1, 3);
  expect_committed(node.sink, 6, 6);
  EXPECT_EQ(node.store->stats().groups, 1U);
}

TEST(GroupCommit, AFilledGroupDoesNotWaitForItsTime) {
  Node node([](NodeStoreOptions& options) {
    options.group_window = hours(1);
    options.group_bytes = 2'000;
  });
  auto big = put_transfer(1);
  big.sealed = payload(1, 2'000);
  node.store->commit(batch(1, {big, custody::PutLeg{leg_row(1)}}));
  expect_committed(node.sink, 1, 1);
}

TEST(GroupCommit, ALoneBatchIsCommittedWhenItsWindowIsOver) {
  Node node;
  node.store->commit(accept(1, 1));
  expect_committed(node.sink, 1, 1);
}

TEST(GroupCommit, CloseCommitsWhatIsStillOpen) {
  Node node([](NodeStoreOptions& options) { options.group_window = hours(1); });
  node.store->commit(accept(1, 1));
  must(node.store->close());
  expect_committed(node.sink, 1, 1);
  node.reopen();
  EXPECT_EQ(must(node.store->recover()).transfers.size(), 1U);
}

TEST(GroupCommit, AStopWithoutCloseDropsTheOpenGroupWhole) {
  Node node([](NodeStoreOptions& options) { options.group_window = hours(1); });
  node.store->commit(accept(1, 1));
  node.reopen();
  EXPECT_TRUE(must(node.store->recover()).transfers.empty());
  EXPECT_TRUE(node.sink.take_all().empty());
}

TEST(GroupPolicy, TheWindowFollowsTheTimeOfACommitWithinItsLimits) {
  GroupPolicy policy(microseconds(3'000), 1'000);
  policy.committed(microseconds(9'000), 500);
  EXPECT_EQ(policy.window(), microseconds(9'000));
  policy.committed(microseconds(900'000), 500);
  EXPECT_EQ(policy.window(), GroupPolicy::kWindowMax);
  policy.committed(microseconds(200), 500);
  EXPECT_EQ(policy.window(), microseconds(3'000));
}

TEST(GroupPolicy, TheSizeGrowsWhileGroupsAreFilledAndShrinksAfterwards) {
  GroupPolicy policy(microseconds(3'000), 1'000);
  policy.committed(microseconds(0), 1'000);
  EXPECT_EQ(policy.bytes(), 2'000U);
  policy.committed(microseconds(0), 2'500);
  EXPECT_EQ(policy.bytes(), 4'000U);
  policy.committed(microseconds(0), 2'000);
  EXPECT_EQ(policy.bytes(), 4'000U);
  for (int i = 0; i < 5; ++i) policy.committed(microseconds(0), 10);
  EXPECT_EQ(policy.bytes(), 1'000U);
  for (int i = 0; i < 40; ++i) policy.committed(microseconds(0), std::uint64_t{1} << 40);
  EXPECT_EQ(policy.bytes(), GroupPolicy::kBytesMax);
  for (int i = 0; i < 40; ++i)
    policy.committed(GroupPolicy::kTookMax + microseconds(1), std::uint64_t{1} << 40);
  EXPECT_EQ(policy.bytes(), 1'000U) << "a commit that takes long is not made longer";
}

}  // namespace
}  // namespace backchannel::store::test
