#include <gtest/gtest.h>

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

TEST(InputQueue, OneNeighbourCannotFillItWithoutEnd) {
  InputQueue queue;
  EXPECT_EQ(fill(queue), InputQueue::kFrameBytesPerPeerMax / (kFrameBytes + InputQueue::kFrameOverhead));
  EXPECT_TRUE(queue.put_frame({kOther, wire::Credit{}}, kFrameBytes));
}

TEST(InputQueue, WhatWasTakenCountsNoMore) {
  InputQueue queue;
  const std::size_t first = fill(queue);
  EXPECT_EQ(queue.take({})->size(), first);
  EXPECT_EQ(fill(queue), first);
}

TEST(InputQueue, AnswersOfOurOwnArePutWhateverNeighboursDo) {
  InputQueue queue;
  const std::size_t frames = fill(queue);
  queue.put(custody::Tick{});
  EXPECT_EQ(queue.take({})->size(), frames + 1);
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
