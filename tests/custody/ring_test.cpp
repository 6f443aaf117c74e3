// Rings of relays: no way on leads through who has had the message.

#include <gtest/gtest.h>

#include "bench.h"

namespace backchannel::custody {
namespace {

struct Relay : Bench {
  Relay() : Bench("R") {
    start();
    for (const char* peer : {"S1", "A", "B"}) up(peer);
    sent.clear();
  }
};

// A and B are the only ways on to T: one has had it, the other sends it.
TEST(Ring, AWayThroughWhoHasHadItIsNone) {
  for (const bool has_had_it : {false, true}) {
    Relay r;
    const Letter l = letter({.from = "U"});
    r.know(l);
    wire::Offer round = offer(l);
    round.stamps = {stamp_by(has_had_it ? "A" : "X"), stamp_by("B")};
    r.frame("B", round);
    if (has_had_it) {
      const auto refuse = r.must<wire::Refuse>("B");
      EXPECT_EQ(refuse.code, base::Code::NoPath);
      EXPECT_TRUE(refuse.stable);
    } else {
      EXPECT_TRUE(r.take<wire::Accept>("B"));
    }
  }
}

TEST(Ring, AWayThroughWhoWroteItIsNone) {
  Relay r;
  const Letter l = letter({.from = "A", .kind = message::Kind::Statement});
  r.know(l);
  wire::Offer round = offer(l);
  round.stamps = {stamp_by("B")};
  r.frame("B", round);
  EXPECT_EQ(r.must<wire::Refuse>("B").code, base::Code::NoPath);
}

// The leg waits for B, which is away: A has had it and would refuse it.
TEST(Ring, WhatHasGoneRoundARingWaitsForTheWayThatIsLeft) {
  Bench r("R");
  r.start();
  for (const char* peer : {"S1", "A"}) r.up(peer);
  const Letter l = letter({});
  r.know(l);
  wire::Offer come = offer(l);
  come.stamps = {stamp_by("A")};
  r.frame("S1", come);
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
  EXPECT_EQ(r.count<wire::Offer>("A"), 0U);
  r.up("B");
  EXPECT_EQ(r.count<wire::Offer>("B"), 1U);
}

}  // namespace
}  // namespace backchannel::custody
