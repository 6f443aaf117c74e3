#include "node_home.h"

namespace backchannel::store::test {
namespace {

// Accepts transfers of 20 KB until there is no room; how many there was room for.
std::uint8_t fill(Node& node) {
  for (std::uint8_t n = 1; n < 250; ++n) {
    auto put = put_transfer(n, 1);
    put.sealed = payload(n, 20'000);
    node.store->commit(batch(n, {put, put_tombstone(n), custody::PutLeg{leg_row(n)}}));
    node.store->settle();
    const auto answers = node.sink.take_all();
    EXPECT_EQ(answers.size(), 1U);
    if (std::holds_alternative<custody::Committed>(answers.front())) continue;
    const auto* failed = std::get_if<custody::StoreFailed>(&answers.front());
    EXPECT_NE(failed, nullptr);
    EXPECT_EQ(failed->error.code, base::Code::StoreFull);
    EXPECT_EQ(failed->id, n);
    return static_cast<std::uint8_t>(n - 1);
  }
  ADD_FAILURE() << "the store never became full";
  return 0;
}

void limit(NodeStoreOptions& options) { options.page_limit = 200; }

TEST(FullDisk, WhatDoesNotFitIsRolledBackWhole) {
  Node node(limit);
  const auto held = fill(node);
  ASSERT_GT(held, 5);
  EXPECT_TRUE(node.store->stats().full);
  const auto recovered = must(node.store->recover());
  EXPECT_EQ(recovered.transfers.size(), held);
  EXPECT_EQ(recovered.legs.size(), held);
  EXPECT_EQ(recovered.next_sequence, held + 1);
}

TEST(FullDisk, MovesEndsAndReportsStillCommit) {
  Node node(limit);
  fill(node);
  auto report = put_transfer(251, 1);
  report.row.from = {};
  report.row.header.kind = message::Kind::Statement;
  node.commit({custody::EndLeg{leg_key(1), base::Code::Expired, false, kNow}, report,
               custody::PutLeg{leg_row(251)}, custody::PutAudit{kNow, "ended", "transfer=1"}});
  node.commit({custody::MoveLeg{leg_key(2), base::NodeName("BUNKER"), kNow}});
  EXPECT_FALSE(must(node.store->verify_audit()).fault);
}

TEST(FullDisk, OneBatchTooManyDoesNotFailTheOthersOfItsGroup) {
  Node node([](NodeStoreOptions& options) {
    limit(options);
    options.group_window = std::chrono::hours(1);
  });
  fill(node);
  node.store->commit(batch(300, {custody::SetCounter{"before", 1}}));
  auto put = put_transfer(252, 1);
  put.sealed = payload(252, 20'000);
  node.store->commit(batch(301, {put, custody::PutLeg{leg_row(252)}}));
  node.store->commit(batch(302, {custody::SetCounter{"after", 1}}));
  node.store->settle();
  const auto answers = node.sink.take_all();
  ASSERT_EQ(answers.size(), 3U);
  EXPECT_EQ(std::get<custody::Committed>(answers[0]).id, 300U);
  EXPECT_EQ(std::get<custody::StoreFailed>(answers[1]).id, 301U);
  EXPECT_EQ(std::get<custody::Committed>(answers[2]).id, 302U);
}

TEST(FullDisk, AcceptsAgainWhenRoomIsBack) {
  Node node(limit);
  const auto held = fill(node);
  for (std::uint8_t n = 1; n <= held; ++n)
    node.commit({custody::MoveLeg{leg_key(n), base::NodeName("BUNKER"), kNow}});
  node.store->collect(kNow);
  node.store->settle();
  EXPECT_FALSE(node.store->stats().full);
  node.commit({put_transfer(200), custody::PutLeg{leg_row(200)}});
}

TEST(FullDisk, ASubmissionThatDidNotFitIsNotPostedTwiceAndIsTakenByTheSameBatchLater) {
  Node node(limit);
  const auto held = fill(node);
  auto client = node.client();
  SubmissionRow row;
  row.message = message_id(240);
  row.transfer = transfer_id(240);
  row.header_bytes = wire::encode(header(240));
  must(client.submit(row, *payload(240)));  // the limit is the agent's
  node.store->poll_submissions();
  node.store->settle();
  auto answers = node.sink.take_all();
  ASSERT_EQ(answers.size(), 1U);
  const auto id = std::get<custody::Submitted>(answers.front()).submission;
  const auto take = batch(500, {custody::TakeSubmission{id, kNow}});
  node.store->commit(take);
  node.store->settle();
  answers = node.sink.take_all();
  ASSERT_EQ(answers.size(), 1U);
  ASSERT_TRUE(std::holds_alternative<custody::StoreFailed>(answers.front()));
  EXPECT_EQ(must(client.submission(row.message)).state, SubmissionState::Waiting);
  for (std::uint8_t n = 1; n <= held; ++n)
    node.commit({custody::MoveLeg{leg_key(n), base::NodeName("BUNKER"), kNow}});
  node.store->collect(kNow);
  node.store->poll_submissions();
  node.store->settle();
  EXPECT_TRUE(node.sink.take_all().empty());
  node.commit(take.changes);
  EXPECT_EQ(must(client.submission(row.message)).state, SubmissionState::Taken);
}

}  // namespace
}  // namespace backchannel::store::test
