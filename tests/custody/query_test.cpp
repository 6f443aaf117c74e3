// What is said to a holder that asks.

#include <gtest/gtest.h>

#include "bench.h"

namespace backchannel::custody {
namespace {

struct Relay : Bench {
  Relay() : Bench("R") {
    start();
    for (const char* peer : {"S1", "S2", "A", "B"}) up(peer);
    sent.clear();
  }
};

TEST(Query, IsAnsweredNeverBehindAFence) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.hold_commits = true;
  r.frame("S1", wire::Query{about(l)});
  EXPECT_EQ(r.count<wire::Status>("S1"), 0U);
  r.hold_commits = false;
  r.settle();
  const auto status = r.take<wire::Status>("S1");
  ASSERT_TRUE(status);
  EXPECT_EQ(status->fate, wire::Fate::Never);
  EXPECT_EQ(r.committed<PutFence>().size(), 1U);
  r.frame("S1", offer(l));
  EXPECT_FALSE(r.take<wire::Accept>("S1")) << "what was said never to be accepted is not";
  EXPECT_TRUE(r.must<wire::Refuse>("S1").stable);
}

TEST(Query, OfferThatOvertakesTheFenceOfAQueryIsNotAccepted) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.hold_commits = true;
  r.frame("S1", wire::Query{about(l)});
  r.frame("S1", offer(l));
  r.hold_commits = false;
  r.settle();
  EXPECT_EQ(r.must<wire::Status>("S1").fate, wire::Fate::Never);
  EXPECT_FALSE(r.take<wire::Accept>("S1"));
  EXPECT_TRUE(r.committed<PutTombstone>().empty());
}

TEST(Query, WithPendingCommitIsAnsweredUnknownYet) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.hold_commits = true;
  r.frame("S1", offer(l));
  r.frame("S1", wire::Query{about(l)});
  EXPECT_EQ(r.must<wire::Status>("S1").fate, wire::Fate::UnknownYet);
  r.hold_commits = false;
  r.settle();
  r.frame("S1", wire::Query{about(l)});
  EXPECT_EQ(r.must<wire::Status>("S1").fate, wire::Fate::Accepted);
}

TEST(Query, EndsATransferThatIsHalfReceived) {
  Relay r;
  const Letter l = letter({.size = 20'000});
  r.know(l);
  r.frame("S1", offer(l, {0}, false));
  r.frame("S1", chunk(l, 0, 10'000));
  r.frame("S1", wire::Query{about(l)});
  EXPECT_EQ(r.must<wire::Status>("S1").fate, wire::Fate::Never);
  r.frame("S1", chunk(l, 10'000, 20'000, {0}));
  EXPECT_FALSE(r.take<wire::Accept>("S1"));
}

TEST(Query, FromAnotherPeerIsAnsweredElsewhere) {
  Relay r;
  const Letter l = letter({});
  r.know(l);
  r.frame("S1", offer(l));
  r.frame("A", wire::Query{about(l)});
  EXPECT_EQ(r.must<wire::Refuse>("A").code, base::Code::Elsewhere);
  EXPECT_FALSE(r.take<wire::Status>("A"));
}

}  // namespace
}  // namespace backchannel::custody
