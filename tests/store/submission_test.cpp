#include "node_home.h"
#include "submission_feed.h"

namespace backchannel::store::test {
namespace {

SubmissionRow submission(std::uint8_t n, message::Precedence precedence = message::Precedence::Priority) {
  auto claimed = header(n);
  for (auto& recipient : claimed.recipients) recipient.precedence = precedence;
  SubmissionRow row;
  row.message = message_id(n);
  row.transfer = transfer_id(n);
  row.author = base::PersonName("KISSINGER");
  row.created = kNow;
  row.header_bytes = wire::encode(claimed);
  row.label_bytes = {0x31, 0x00};
  row.receipt_expectation = {7, 7};
  return row;
}

std::vector<custody::Submitted> polled(Node& node) {
  node.store->poll_submissions();
  node.store->settle();
  std::vector<custody::Submitted> posted;
  for (auto& input : node.sink.take_all())
    if (auto* submitted = std::get_if<custody::Submitted>(&input)) posted.push_back(std::move(*submitted));
  return posted;
}

// As an engine does: the transfer and its legs with the answer to the submission.
void take(Node& node, std::uint8_t n, std::int64_t id) {
  auto put = put_transfer(n);
  put.row.from = {};
  node.commit({put, custody::PutLeg{leg_row(n, 0)}, custody::PutLeg{leg_row(n, 1)},
               custody::TakeSubmission{id, kNow + 1}});
}

custody::PutStatement receipt(std::uint8_t n, std::uint16_t leg) {
  message::Statement statement;
  statement.kind = message::StatementKind::StationReceipt;
  statement.message = message_id(n);
  statement.transfer = transfer_id(n);
  statement.leg = leg;
  statement.at = kNow;
  statement.author_node = "CAS-HQ";
  return {{wire::encode(statement), key_id(8), {0x30, 0x00}}, statement, kNow};
}

TEST(Submissions, ComeBackAsTheyWereSubmitted) {
  TemporaryHome home;
  auto client = open_client(home.path());
  auto given = submission(1);
  given.file_copy = {5, 5};
  const auto id = must(client.submit(given, *payload(1)));
  const auto row = must(client.submission(message_id(1)));
  EXPECT_EQ(row.id, id);
  EXPECT_EQ(row.transfer, given.transfer);
  EXPECT_EQ(row.author, given.author);
  EXPECT_EQ(row.created, given.created);
  EXPECT_EQ(row.header_bytes, given.header_bytes);
  EXPECT_EQ(row.header, header(1));
  EXPECT_EQ(row.label_bytes, given.label_bytes);
  EXPECT_EQ(row.receipt_expectation, given.receipt_expectation);
  EXPECT_EQ(row.file_copy, given.file_copy);
  EXPECT_EQ(row.state, SubmissionState::Waiting);
  EXPECT_EQ(must(client.sealed(transfer_id(1))), *payload(1));
  EXPECT_EQ(client.submission(message_id(2)).error().code, base::Code::NotFound);
}

TEST(Submissions, TheSameMessageAgainChangesNothing) {
  TemporaryHome home;
  auto client = open_client(home.path());
  const auto id = must(client.submit(submission(1), *payload(1)));
  EXPECT_EQ(must(client.submit(submission(1), *payload(1))), id);
  EXPECT_EQ(must(client.submissions()).size(), 1U);
}

TEST(Submissions, TheSameMessageSealedOtherwiseIsAConflict) {
  TemporaryHome home;
  auto client = open_client(home.path());
  must(client.submit(submission(1), *payload(1)));
  auto other = submission(1);
  other.transfer = transfer_id(2);
  EXPECT_EQ(client.submit(other, *payload(2)).error().code, base::Code::Conflict);
  EXPECT_EQ(client.sealed(transfer_id(2)).error().code, base::Code::NotFound);
}

TEST(Submissions, ADraftGoesWithItsMessageAndLeavesTheFileCopy) {
  TemporaryHome home;
  auto client = open_client(home.path());
  auto row = submission(1);
  row.draft = must(client.put_draft({0, row.author, kNow, {4, 2}, {}, {}}));
  must(client.submit(row, *payload(1)));
  EXPECT_EQ(client.draft(row.draft).error().code, base::Code::NotFound);
  EXPECT_EQ(must(client.submission(message_id(1))).file_copy, (base::Bytes{4, 2}));
}

TEST(Submissions, AHeaderThatCannotBeReadIsRefusedAndTheDraftStays) {
  TemporaryHome home;
  auto client = open_client(home.path());
  auto row = submission(1);
  row.header_bytes = {0xff, 0xff};
  row.draft = must(client.put_draft({0, row.author, kNow, {4, 2}, {}, {}}));
  EXPECT_FALSE(client.submit(row, *payload(1)));
  EXPECT_TRUE(client.draft(row.draft));
}

TEST(Submissions, AreListedByAuthor) {
  TemporaryHome home;
  auto client = open_client(home.path());
  must(client.submit(submission(1), *payload(1)));
  auto other = submission(2);
  other.author = base::PersonName("HAIG");
  must(client.submit(other, *payload(2)));
  EXPECT_EQ(must(client.submissions()).size(), 2U);
  const auto haigs = must(client.submissions(base::PersonName("HAIG")));
  ASSERT_EQ(haigs.size(), 1U);
  EXPECT_EQ(haigs.front().message, message_id(2));
}

TEST(Submissions, ArePostedOnceEachInTheirOrder) {
  Node node;
  auto client = node.client();
  for (std::uint8_t n = 1; n <= 3; ++n) must(client.submit(submission(n), *payload(n)));
  const auto posted = polled(node);
  ASSERT_EQ(posted.size(), 3U);
  for (std::uint8_t n = 1; n <= 3; ++n) EXPECT_EQ(*posted[n - 1].sealed, *payload(n));
  EXPECT_TRUE(polled(node).empty());
  must(client.submit(submission(4), *payload(4)));
  EXPECT_EQ(polled(node).size(), 1U);
}

TEST(Submissions, ThoseStillWaitingArePostedAgainAfterARestart) {
  Node node;
  must(node.client().submit(submission(1), *payload(1)));
  must(node.client().submit(submission(2), *payload(2)));
  const auto first = polled(node);
  take(node, 1, first.front().submission);
  node.reopen();
  const auto again = polled(node);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(*again.front().sealed, *payload(2));
}

TEST(Submissions, TheHighestPrecedenceIsPostedFirst) {
  Node node;
  auto client = node.client();
  using enum message::Precedence;
  std::uint8_t n = 0;
  for (const auto precedence : {Routine, Priority, Flash, Routine, EmergencyCommand, Flash, Immediate}) {
    ++n;
    must(client.submit(submission(n, precedence), *payload(n)));
  }
  std::vector<message::Precedence> precedences;
  std::vector<std::int64_t> order;
  for (const auto& each : polled(node)) {
    order.push_back(each.submission);
    precedences.push_back(each.precedence);
  }
  EXPECT_EQ(order, (std::vector<std::int64_t>{5, 3, 6, 7, 2, 1, 4}));
  EXPECT_EQ(precedences,
            (std::vector{EmergencyCommand, Flash, Flash, Immediate, Priority, Routine, Routine}));
}

constexpr std::size_t kHalfAShare = SubmissionFeed::kBytesOut / 2;

TEST(Submissions, AFlashHasRoomWhenTheShareOfRoutineIsFull) {
  Node node;
  auto client = node.client();
  using enum message::Precedence;
  for (std::uint8_t n = 1; n <= 5; ++n) must(client.submit(submission(n, Routine), *payload(n, kHalfAShare)));
  ASSERT_EQ(polled(node).size(), 2U);
  must(client.submit(submission(6, Flash), *payload(6)));
  const auto posted = polled(node);
  ASSERT_EQ(posted.size(), 1U);
  EXPECT_EQ(posted.front().precedence, Flash);
}

TEST(Submissions, BigOnesFollowOnlyWhenTheEarlierAreAnswered) {
  Node node;
  auto client = node.client();
  for (std::uint8_t n = 1; n <= 5; ++n) must(client.submit(submission(n), *payload(n, kHalfAShare)));
  const auto first = polled(node);
  ASSERT_EQ(first.size(), 2U);
  node.store->commit(
      batch(900, {custody::RejectSubmission{first.front().submission, base::Code::NoPath, "", kNow}}));
  node.store->settle();
  std::size_t more = 0;
  for (const auto& input : node.sink.take_all())
    more += std::holds_alternative<custody::Submitted>(input) ? 1 : 0;
  EXPECT_EQ(more, 1U);
}

TEST(Submissions, ARejectionIsKeptWithItsReason) {
  Node node;
  auto client = node.client();
  must(client.submit(submission(1), *payload(1)));
  const auto id = polled(node).front().submission;
  node.commit({custody::RejectSubmission{id, base::Code::NoPath, "no accredited path to CAS-HQ", kNow + 5}});
  const auto row = must(client.submission(message_id(1)));
  EXPECT_EQ(row.state, SubmissionState::Rejected);
  EXPECT_EQ(row.code, base::Code::NoPath);
  EXPECT_EQ(row.detail, "no accredited path to CAS-HQ");
  EXPECT_EQ(row.answered_at, kNow + 5);
  EXPECT_FALSE(client.sealed(transfer_id(1)));
}

TEST(Submissions, AnAnswerIsNotChangedByASecondOne) {
  Node node;
  auto client = node.client();
  must(client.submit(submission(1), *payload(1)));
  const auto id = polled(node).front().submission;
  take(node, 1, id);
  node.commit({custody::RejectSubmission{id, base::Code::NoPath, "", kNow}});
  EXPECT_EQ(must(client.submission(message_id(1))).state, SubmissionState::Taken);
}

TEST(Submissions, TheSealedBytesStayForAFurtherCopyUntilEveryLegHasItsReceipt) {
  Node node;
  auto client = node.client();
  must(client.submit(submission(1), *payload(1)));
  take(node, 1, polled(node).front().submission);
  EXPECT_EQ(must(client.submission(message_id(1))).state, SubmissionState::Taken);
  for (const std::uint16_t leg : {std::uint16_t{0}, std::uint16_t{1}})
    node.commit({custody::MoveLeg{leg_key(1, leg), base::NodeName("BUNKER"), kNow}});
  node.commit({receipt(1, 0)});
  node.commit({receipt(1, 0)});
  EXPECT_TRUE(client.sealed(transfer_id(1)));
  node.commit({receipt(1, 1)});
  EXPECT_FALSE(client.sealed(transfer_id(1)));
  EXPECT_TRUE(client.submission(message_id(1)));
}

TEST(Submissions, ReceiptsInTheBatchThatTakesItCount) {
  Node node;
  auto client = node.client();
  must(client.submit(submission(1), *payload(1)));
  const auto id = polled(node).front().submission;
  auto put = put_transfer(1);
  put.row.from = {};
  node.commit({receipt(1, 0), receipt(1, 1), put, custody::TakeSubmission{id, kNow}});
  EXPECT_FALSE(client.sealed(transfer_id(1)));
}

TEST(Submissions, TheSealedBytesGoWhenTheMessageHasExpired) {
  Node node;
  auto client = node.client();
  must(client.submit(submission(1), *payload(1)));
  take(node, 1, polled(node).front().submission);
  for (const std::uint16_t leg : {std::uint16_t{0}, std::uint16_t{1}})
    node.commit({custody::MoveLeg{leg_key(1, leg), base::NodeName("BUNKER"), kNow}});
  node.store->collect(kNow + base::kHourMs);
  node.store->settle();
  EXPECT_TRUE(client.sealed(transfer_id(1)));
  node.store->collect(kNow + base::kHourMs + 1);
  node.store->settle();
  EXPECT_FALSE(client.sealed(transfer_id(1)));
}

TEST(Submissions, ARepeatedReceiptIsKeptOnce) {
  Node node;
  auto again = receipt(1, 0);
  again.signed_statement.signature = {0x30, 0x01};  // ECDSA has more than one valid form
  node.commit({receipt(1, 0), again, receipt(1, 1)});
  const auto rows = must(node.client().statements(message_id(1)));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows.front().statement, receipt(1, 0).statement);
  EXPECT_EQ(rows.front().signed_statement, receipt(1, 0).signed_statement);
  EXPECT_EQ(rows.front().received_at, kNow);
}

}  // namespace
}  // namespace backchannel::store::test
