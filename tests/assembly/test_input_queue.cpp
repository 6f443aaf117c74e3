#include <gtest/gtest.h>

#include "backchannel/wire/codec.h"
#include "input_queue.h"

namespace backchannel::assembly {
namespace {

const base::NodeName kPeer("R0"), kOther("R1");
constexpr std::size_t kFrameBytes = 1'000;

std::size_t fill(InputQueue& queue) {
  std::size_t taken = 0;
  while (queue.put_frame({kPeer, wire::Credit{}}, kFrameBytes)) ++taken;
  return taken;
}

std::size_t take_all(InputQueue& queue) {
  std::size_t taken = 0;
  for (auto some = queue.take(0); !some->empty(); some = queue.take(0)) taken += some->size();
  return taken;
}

custody::FrameArrived offer(message::Precedence precedence, std::uint64_t size = 1) {
  message::Header header;
  header.expires = header.created + 1;
  header.originator_node = kPeer;
  header.recipients.resize(1);
  header.recipients[0].station = kOther;
  header.recipients[0].precedence = precedence;
  wire::Offer frame;
  frame.consignment.legs = {0};
  frame.size = size;
  frame.header = wire::encode(header);
  return {kPeer, std::move(frame)};
}

TEST(InputQueue, AFlashGoesBeforeWhatWaits) {
  using enum message::Precedence;
  InputQueue queue;
  ASSERT_TRUE(queue.put_frame(offer(Routine), 10));
  queue.put(custody::Committed{1});
  queue.put(custody::Committed{2 | custody::kUrgentRequest});
  ASSERT_TRUE(queue.put_frame(offer(Flash), 10));
  queue.put(custody::Submitted{7, nullptr, EmergencyCommand});
  const auto taken = queue.take(0);
  ASSERT_EQ(taken->size(), 5U);
  EXPECT_EQ(std::get<custody::Committed>((*taken)[0]).id, 2 | custody::kUrgentRequest);
  EXPECT_TRUE(std::holds_alternative<custody::FrameArrived>((*taken)[1]));
  EXPECT_EQ(std::get<custody::Submitted>((*taken)[2]).submission, 7);
  EXPECT_TRUE(std::holds_alternative<custody::FrameArrived>((*taken)[3]));
  EXPECT_EQ(std::get<custody::Committed>((*taken)[4]).id, 1U);
}

TEST(InputQueue, NoOfferGoesBeforeTheWordThatItsNeighbourIsThere) {
  InputQueue queue;
  queue.put(custody::PeerUp{kPeer});
  ASSERT_TRUE(queue.put_frame({kPeer, wire::Hello{}}, 10));
  ASSERT_TRUE(queue.put_frame(offer(message::Precedence::Flash, 1), 10));
  auto taken = queue.take(0);
  ASSERT_EQ(taken->size(), 3U);
  EXPECT_TRUE(std::holds_alternative<custody::PeerUp>((*taken)[0]));
  EXPECT_TRUE(std::holds_alternative<wire::Offer>(std::get<custody::FrameArrived>((*taken)[2]).frame));
  ASSERT_TRUE(queue.put_frame(offer(message::Precedence::Routine), 10));
  ASSERT_TRUE(queue.put_frame(offer(message::Precedence::Flash, 2), 10));
  taken = queue.take(0);
  EXPECT_EQ(std::get<wire::Offer>(std::get<custody::FrameArrived>(taken->front()).frame).size, 2U);
}

TEST(InputQueue, GivesAFewAtATimeSoThatAFlashWaitsForFew) {
  InputQueue queue;
  for (custody::RequestId id = 1; id <= 100; ++id) queue.put(custody::Committed{id});
  EXPECT_EQ(queue.take(0)->size(), InputQueue::kTakenAtOnce);
  EXPECT_EQ(take_all(queue), 100 - InputQueue::kTakenAtOnce);
}

TEST(InputQueue, OneNeighbourCannotFillItWithoutEnd) {
  InputQueue queue;
  EXPECT_EQ(fill(queue), InputQueue::kFrameBytesPerPeerMax / (kFrameBytes + InputQueue::kFrameOverhead));
  EXPECT_TRUE(queue.put_frame({kOther, wire::Credit{}}, kFrameBytes));
}

TEST(InputQueue, WhatWasTakenCountsNoMore) {
  InputQueue queue;
  const std::size_t first = fill(queue);
  EXPECT_EQ(take_all(queue), first);
  EXPECT_EQ(fill(queue), first);
}

TEST(InputQueue, AnswersOfOurOwnArePutWhateverNeighboursDo) {
  InputQueue queue;
  const std::size_t frames = fill(queue);
  queue.put(custody::Tick{});
  EXPECT_EQ(take_all(queue), frames + 1);
}

TEST(InputQueue, GivesNothingAfterTheStop) {
  InputQueue queue;
  queue.put(custody::Tick{});
  queue.stop();
  EXPECT_FALSE(queue.take({}));
}

TEST(InputQueue, DoesNotWaitWhenTheTimeIsOver) {
  InputQueue queue;
  EXPECT_TRUE(queue.take(0)->empty());
}

}  // namespace
}  // namespace backchannel::assembly
