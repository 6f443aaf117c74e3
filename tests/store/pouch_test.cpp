// What a person who moves takes from one store to another.

#include "node_home.h"

namespace backchannel::store::test {
namespace {

const base::PersonName kWriter("KISSINGER");
const std::vector<message::Number> kTrip = {{"HAKTO", "1972-10", 0}};

DraftRow draft_at(base::HandlingTime saved, base::Bytes sealed) {
  return {0, kWriter, saved, std::move(sealed), {}, {}};
}

std::int64_t put(ClientStore& store, base::HandlingTime saved, base::Bytes sealed) {
  return must(store.put_draft(draft_at(saved, std::move(sealed))));
}

SubmissionRow sent(std::uint8_t n) {
  SubmissionRow row;
  row.message = message_id(n);
  row.transfer = transfer_id(n);
  row.author = kWriter;
  row.created = kNow;
  row.header_bytes = wire::encode(header(n));
  row.label_bytes = {0x31, 0x00};
  row.receipt_expectation = {7, 7};
  row.file_copy = {5, 5, 5};
  return row;
}

struct Two {
  TemporaryHome left_home, right_home;
  ClientStore left = open_client(left_home.path());
  ClientStore right = open_client(right_home.path());
};

TEST(Pouch, TheNumbersGoAlongAndAreGivenNoMoreWhereTheyWere) {
  Two at;
  const auto first = put(at.left, kNow, {1});
  EXPECT_EQ(must(at.left.take_number(first, "HAKTO", "1972-10", 49)), 49U);
  const Pouch pouch = must(at.left.pack(kWriter, kTrip, kNow + 1));
  const auto refused = at.left.take_number(put(at.left, kNow, {2}), "HAKTO", "1972-10", 49);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::Permission);
  EXPECT_EQ(must(at.left.take_number(put(at.left, kNow, {2}), "SAIGON", "1972-10", 1)), 1U)
      << "the post's own";
  EXPECT_FALSE(must(at.right.arrival(kWriter)));
  EXPECT_TRUE(must(at.right.unpack(pouch)));
  EXPECT_EQ(must(at.right.arrival(kWriter)), pouch.at);
  EXPECT_EQ(must(at.right.take_number(put(at.right, kNow, {3}), "HAKTO", "1972-10", 49)), 50U);
}

TEST(Pouch, AnUnfinishedDraftKeepsItsNumberAndComesOnce) {
  Two at;
  const auto draft = put(at.left, kNow, {1});
  EXPECT_EQ(must(at.left.take_number(draft, "HAKTO", "1972-10", 49)), 49U);
  const Pouch pouch = must(at.left.pack(kWriter, kTrip, kNow + 1));
  EXPECT_TRUE(must(at.right.unpack(pouch)));
  const auto there = must(at.right.drafts(kWriter));
  ASSERT_EQ(there.size(), 1U);
  EXPECT_EQ(must(at.right.take_number(there[0].id, "HAKTO", "1972-10", 49)), 49U);
  must(at.right.delete_draft(there[0].id));
  EXPECT_FALSE(must(at.right.unpack(pouch))) << "unpacked twice";
  EXPECT_TRUE(must(at.right.drafts(kWriter)).empty()) << "a draft came back from the dead";
}

TEST(Pouch, HoldsWhatHeSentAndWhatWasSaidAboutIt) {
  Node node;
  ClientStore left = node.client();
  TemporaryHome right_home;
  ClientStore right = open_client(right_home.path());
  const auto id = must(left.submit(sent(1), *payload(1)));
  const auto waiting = left.pack(kWriter, kTrip, kNow + 1);
  ASSERT_FALSE(waiting) << "the agent has not taken it";
  EXPECT_EQ(waiting.error().code, base::Code::Unavailable);
  auto put_row = put_transfer(1);
  put_row.row.from = {};
  message::Statement receipt;
  receipt.kind = message::StatementKind::StationReceipt;
  receipt.message = message_id(1);
  receipt.transfer = transfer_id(1);
  receipt.at = kNow;
  receipt.author_node = "CAS-HQ";
  node.commit({put_row, custody::PutLeg{leg_row(1, 0)}, custody::TakeSubmission{id, kNow + 1},
               custody::PutStatement{{wire::encode(receipt), key_id(8), {0x30, 0x00}}, receipt, kNow}});
  EXPECT_TRUE(must(right.unpack(must(left.pack(kWriter, kTrip, kNow + 2)))));
  const auto row = must(right.submission(message_id(1)));
  EXPECT_EQ(row.state, SubmissionState::Taken);
  EXPECT_EQ(row.file_copy, sent(1).file_copy);
  EXPECT_EQ(row.receipt_expectation, sent(1).receipt_expectation);
  ASSERT_EQ(must(right.statements(message_id(1))).size(), 1U);
}

TEST(Pouch, PairSequencesGoOn) {
  Two at;
  EXPECT_EQ(must(at.left.next_pair_sequence("KISSINGER", "HAIG")), 1U);
  EXPECT_EQ(must(at.left.next_pair_sequence("KISSINGER", "HAIG")), 2U);
  EXPECT_TRUE(must(at.right.unpack(must(at.left.pack(kWriter, kTrip, kNow)))));
  EXPECT_EQ(must(at.right.next_pair_sequence("KISSINGER", "HAIG")), 3U);
}

TEST(Pouch, ThereAndBackAgainLosesAndDoublesNothing) {
  Two at;
  const auto draft = put(at.left, kNow, {1});
  EXPECT_EQ(must(at.left.take_number(draft, "HAKTO", "1972-10", 49)), 49U);
  EXPECT_TRUE(must(at.right.unpack(must(at.left.pack(kWriter, kTrip, kNow + 10)))));
  EXPECT_EQ(must(at.right.take_number(put(at.right, kNow + 20, {2}), "HAKTO", "1972-10", 49)), 50U);
  EXPECT_TRUE(must(at.left.unpack(must(at.right.pack(kWriter, kTrip, kNow + 30)))));
  const auto back = must(at.left.drafts(kWriter));
  ASSERT_EQ(back.size(), 2U) << "the draft that lay here went with him and came back";
  EXPECT_EQ(back[0].number.serial, 49U);
  EXPECT_EQ(back[1].number.serial, 50U);
  EXPECT_EQ(must(at.left.take_number(put(at.left, kNow + 40, {3}), "HAKTO", "1972-10", 49)), 51U);
  EXPECT_FALSE(at.right.take_number(put(at.right, kNow + 40, {3}), "HAKTO", "1972-10", 49))
      << "they left again";
}

}  // namespace
}  // namespace backchannel::store::test
