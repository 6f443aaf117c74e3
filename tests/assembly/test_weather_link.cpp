// Frames that leave a node over circuits with a rate, delay, loss and outages.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "weather_link.h"

namespace backchannel::assembly {
namespace {

struct HandClock final : base::Clock {
  base::Now at{{1'000}, {0}};
  base::Now now() override { return at; }
  void advance_ms(std::int64_t ms) {
    at.protocol = at.protocol + ms * base::kMillisecondUs;
    at.handling = at.handling + ms;
  }
};

struct Sockets final : custody::Link {
  std::vector<std::pair<std::string, std::uint64_t>> sent;  // to whom, and the frame's mark
  void send(const base::NodeName& peer, const wire::Frame& frame, bool /*urgent*/) override {
    const auto* chunk = std::get_if<wire::Chunk>(&frame);
    sent.emplace_back(peer.value, chunk != nullptr ? chunk->offset : std::get<wire::Credit>(frame).bytes);
  }
};

using Sent = std::vector<std::pair<std::string, std::uint64_t>>;

wire::Frame marked(std::uint64_t mark) { return wire::Credit{{}, 1, mark}; }

// On a circuit of 8,000 bit/s this takes a second.
wire::Frame paced(std::uint64_t mark) {
  wire::Chunk chunk;
  chunk.offset = mark;
  chunk.data.resize(1'000 - wire::paced_bytes(chunk));
  return chunk;
}

class Weather : public testing::Test {
 protected:
  Weather() {
    plan.name = "weather";
    for (const char* to : {"B", "C"}) {
      netplan::Circuit circuit;
      circuit.a = base::NodeName("A");
      circuit.b = base::NodeName(to);
      plan.circuits.push_back(circuit);
    }
  }
  netplan::Circuit& to_b() { return plan.circuits[0]; }
  WeatherLink link(const char* self = "A") { return {plan, base::NodeName(self), clock, sockets}; }
  std::vector<bool> lost(WeatherLink& from, const char* to, int frames) {
    std::vector<bool> out;
    for (int i = 0; i < frames; ++i) {
      const std::size_t before = sockets.sent.size();
      from.send(base::NodeName(to), marked(0), false);
      out.push_back(sockets.sent.size() == before);
    }
    return out;
  }

  netplan::Plan plan;
  HandClock clock;
  Sockets sockets;
};

TEST_F(Weather, AFairCircuitIsPassedAtOnce) {
  WeatherLink a = link();
  a.send(base::NodeName("B"), marked(1), false);
  EXPECT_EQ(sockets.sent.size(), 1U);
  EXPECT_FALSE(a.deliver());
}

TEST_F(Weather, ADelayedFrameArrivesAfterItAndNoneOvertakes) {
  to_b().delay_ms = 250;
  WeatherLink a = link();
  a.send(base::NodeName("B"), marked(1), false);
  clock.advance_ms(100);
  a.send(base::NodeName("B"), marked(2), false);
  a.send(base::NodeName("C"), marked(3), false);
  ASSERT_EQ(sockets.sent.size(), 1U) << "the other circuit is fair";
  EXPECT_EQ(a.deliver(), base::ProtocolTime{251'000});
  clock.advance_ms(150);
  EXPECT_EQ(a.deliver(), base::ProtocolTime{351'000});
  clock.advance_ms(100);
  EXPECT_FALSE(a.deliver());
  EXPECT_EQ(sockets.sent, (Sent{{"C", 3}, {"B", 1}, {"B", 2}}));
}

TEST_F(Weather, AFrameArrivesWithItsLastBitAndAnAnswerGoesBeside) {
  to_b().bits_per_second = 8'000;
  WeatherLink a = link();
  a.send(base::NodeName("B"), paced(1), false);
  a.send(base::NodeName("B"), paced(2), false);
  a.send(base::NodeName("B"), marked(3), false);
  EXPECT_EQ(sockets.sent, (Sent{{"B", 3}}));
  EXPECT_EQ(a.deliver(), base::ProtocolTime{1'001'000});
  clock.advance_ms(999);
  EXPECT_EQ(a.deliver(), base::ProtocolTime{1'001'000});
  EXPECT_EQ(sockets.sent.size(), 1U);
  clock.advance_ms(1);
  EXPECT_EQ(a.deliver(), base::ProtocolTime{2'001'000});
  clock.advance_ms(1'000);
  EXPECT_FALSE(a.deliver());
  EXPECT_EQ(sockets.sent, (Sent{{"B", 3}, {"B", 1}, {"B", 2}}));
}

TEST_F(Weather, ALineThatWasFreeBeginsAtOnceAndTheDelayComesAfterTheLastBit) {
  to_b().bits_per_second = 8'000;
  to_b().delay_ms = 250;
  WeatherLink a = link();
  a.send(base::NodeName("B"), paced(1), false);
  clock.advance_ms(5'000);
  EXPECT_FALSE(a.deliver());
  a.send(base::NodeName("B"), paced(2), false);
  EXPECT_EQ(a.deliver(), base::ProtocolTime{6'251'000});
}

TEST_F(Weather, WhatIsLostHasTakenItsTimeAllTheSame) {
  to_b().bits_per_second = 8'000;
  to_b().outages = {{{0}, {500}, {}}};
  WeatherLink a = link();
  a.send(base::NodeName("B"), paced(1), false);
  EXPECT_FALSE(a.deliver());
  clock.advance_ms(500);
  a.send(base::NodeName("B"), paced(2), false);
  EXPECT_EQ(a.deliver(), base::ProtocolTime{2'001'000});
}

TEST_F(Weather, WhatWasOnItsWayIsLostWithTheSession) {
  to_b().delay_ms = 250;
  WeatherLink a = link();
  a.send(base::NodeName("B"), marked(1), false);
  a.saw(custody::PeerDown{base::NodeName("B")});
  clock.advance_ms(300);
  EXPECT_FALSE(a.deliver());
  EXPECT_TRUE(sockets.sent.empty());
}

TEST_F(Weather, ANewSessionFindsTheLineFree) {
  to_b().bits_per_second = 8'000;
  WeatherLink a = link();
  a.send(base::NodeName("B"), paced(1), false);
  a.saw(custody::PeerUp{base::NodeName("B")});
  a.send(base::NodeName("B"), paced(2), false);
  EXPECT_EQ(a.deliver(), base::ProtocolTime{1'001'000});
}

TEST_F(Weather, SoManyAreLostByChanceAndTheSameAgain) {
  to_b().loss_permille = 200;
  WeatherLink a = link(), again = link();
  const auto first = lost(a, "B", 10'000);
  const auto count = std::count(first.begin(), first.end(), true);
  EXPECT_GT(count, 1'800);
  EXPECT_LT(count, 2'200);
  EXPECT_EQ(lost(again, "B", 10'000), first);
  WeatherLink b = link("B");
  EXPECT_NE(lost(b, "A", 10'000), first) << "each direction has its own chances";
}

TEST_F(Weather, AnOutageLosesAllAndOnlyWhileItLasts) {
  to_b().outages = {{{1'000}, {2'000}, {}}};
  WeatherLink a = link(), b = link("B");
  const auto passes = [&](WeatherLink& from, const char* to) { return !lost(from, to, 1).front(); };
  clock.advance_ms(999);
  EXPECT_TRUE(passes(a, "B"));
  clock.advance_ms(1);
  EXPECT_FALSE(passes(a, "B"));
  EXPECT_FALSE(passes(b, "A"));
  EXPECT_TRUE(passes(a, "C"));
  clock.advance_ms(999);
  EXPECT_FALSE(passes(a, "B"));
  clock.advance_ms(1);
  EXPECT_TRUE(passes(a, "B"));
  EXPECT_TRUE(passes(b, "A"));
}

TEST_F(Weather, ACutOneWayLosesWhatThatEndSends) {
  to_b().outages = {{{0}, {1'000}, base::NodeName("A")}};
  WeatherLink a = link(), b = link("B");
  EXPECT_TRUE(lost(a, "B", 1).front());
  EXPECT_FALSE(lost(b, "A", 1).front());
}

TEST_F(Weather, AnOutageDoesNotShiftTheChancesAfterIt) {
  to_b().loss_permille = 200;
  WeatherLink a = link();
  const auto without = lost(a, "B", 200);
  to_b().outages = {{{1'000}, {2'000}, {}}};
  WeatherLink again = link();
  auto with = lost(again, "B", 100);
  clock.advance_ms(1'000);
  for (const bool each : lost(again, "B", 50)) EXPECT_TRUE(each);
  clock.advance_ms(1'000);
  for (const bool each : lost(again, "B", 50)) with.push_back(each);
  EXPECT_TRUE(std::equal(without.begin() + 150, without.end(), with.begin() + 100));
}

}  // namespace
}  // namespace backchannel::assembly
