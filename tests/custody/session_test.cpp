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

// A neighbour that greets in a running session has restarted and is answered once: on a circuit that takes
// longer than a greeting waits, each answer would call forth the next for ever, and break off what is being
// sent.
TEST(Session, AnAnswerToAGreetingIsNotAnswered) {
  Relay r;
  const Letter l = letter({.size = 40'000});
  r.know(l);
  r.frame("S1", offer(l, {0}, false));
  ASSERT_TRUE(r.take<wire::Go>("S1"));
  r.frame("S1", chunk(l, 0, 10'000));
  r.advance_ms(1'500);
  r.greeting("S1");
  EXPECT_TRUE(r.must<wire::Hello>("S1").answer);
  r.frame("S1", offer(l, {0}, false));
  EXPECT_EQ(r.must<wire::Go>("S1").offset, 0U) << "it knows nothing of what it sent before";
  r.frame("S1", chunk(l, 0, 10'000));
  r.advance_ms(1'500);
  r.greeting("S1", 0, true);
  EXPECT_FALSE(r.take<wire::Hello>("S1"));
  r.frame("S1", offer(l, {0}, false));
  EXPECT_EQ(r.must<wire::Go>("S1").offset, 10'000U);
}

// On a circuit that takes longer than the holder waits, every answer is late.
TEST(Session, ALateGoIsHeardAndNothingIsOfferedAgain) {
  Relay r;
  const Letter l = letter({.precedence = message::Precedence::Flash, .size = 40'000});
  r.know(l);
  r.frame("S1", offer(l, {0}, false));
  for (std::size_t at = 0; at < 40'000; at += 10'000)
    r.frame("S1", chunk(l, at, at + 10'000, at == 30'000 ? wire::Legs{0} : wire::Legs{}));
  ASSERT_TRUE(r.take<wire::Offer>("A"));
  r.advance_ms(600);  // given up, and not yet offered again
  ASSERT_EQ(r.count<wire::Offer>("A"), 0U);
  r.frame("A", wire::Go{about(l), 0, base::kWindowBytes});
  EXPECT_EQ(r.count<wire::Offer>("A"), 0U);
  ASSERT_EQ(r.count<wire::Chunk>("A"), 3U);
  ASSERT_EQ(r.committed<BindLeg>().size(), 1U);
  EXPECT_NE(r.committed<BindLeg>()[0].circuit_number, 0U);
}

// One leg's ACCEPT may come while the second offer of both waits behind what was accepted before them.
TEST(Session, NoFrameNamesALegThatHasMoved) {
  for (std::int64_t ms = 0; ms < 3'000; ms += 100) {
    Bench r("R", 8'000);
    r.start();
    for (const char* peer : {"S1", "A"}) r.up(peer);
    const Letter beside = letter({.precedence = message::Precedence::Flash, .size = 240});
    r.know(beside);
    r.frame("S1", offer(beside));
    const Letter two = letter({.to = {"T", "T"}, .precedence = message::Precedence::Flash, .size = 200});
    r.know(two);
    r.frame("S1", offer(two, {0, 1}));
    r.advance_ms(ms);
    if (r.count<wire::Offer>("A") == 0) continue;
    r.frame("A", wire::Accept{about(two, {1}), std::nullopt});
    r.sent.clear();
    r.advance_ms(10'000);
    while (const auto again = r.take<wire::Offer>("A"))
      if (again->consignment.transfer == two.transfer()) {
        EXPECT_EQ(again->consignment.legs, wire::Legs{0});
      }
  }
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
