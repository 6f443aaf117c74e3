// Neighbours: HELLO, and what is not heard without it.

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

TEST(Session, FramesBeforeHelloAreNotHeard) {
  Bench r("R");
  r.start();
  const Letter l = letter({});
  r.know(l);
  r.give(PeerUp{node("S1")});
  r.sent.clear();
  r.frame("S1", offer(l));
  EXPECT_TRUE(r.sent.empty());
  r.frame("NOBODY", offer(l));
  EXPECT_TRUE(r.sent.empty());
}

TEST(Session, HelloOfAnotherRosterIsNotAnswered) {
  Bench r("R");
  r.start();
  const Letter l = letter({});
  r.know(l);
  wire::Hello stranger;
  stranger.roster.value[0] = 1;
  r.give(PeerUp{node("S1")});
  r.frame("S1", stranger);
  r.sent.clear();
  r.frame("S1", offer(l));
  EXPECT_EQ(r.count<wire::Accept>("S1"), 0U);
  EXPECT_TRUE(r.noted("hello-refused"));
}

TEST(Session, AHelloOfAnotherRosterEndsTheSession) {
  Relay r;
  wire::Hello stranger;
  stranger.version = 2;
  r.frame("S1", stranger);
  const Letter l = letter({});
  r.know(l);
  r.frame("S1", offer(l));
  EXPECT_EQ(r.count<wire::Accept>("S1"), 0U);
}

TEST(Session, ASilenceIsOneFailureHoweverManyOffersItHasCaught) {
  Relay r;
  r.down("B");
  for (int i = 0; i < 8; ++i) {
    LetterWords words;
    words.precedence = message::Precedence::Flash;
    const Letter l = letter(words);
    r.know(l);
    r.frame("S1", offer(l));
  }
  EXPECT_EQ(r.count<wire::Offer>("A"), 8U);
  r.advance_ms(500 + 625 + 50);
  EXPECT_EQ(r.count<wire::Offer>("A"), 16U) << "the first retry, not the longest backoff";
}

TEST(Session, ClocksTooFarApartAreAudited) {
  Relay r;
  wire::Hello hello;
  hello.handling = kBegins + (kSkewMs + 1'000);
  r.frame("S1", hello);
  EXPECT_TRUE(r.noted("clock-apart"));
}

}  // namespace
}  // namespace backchannel::custody
