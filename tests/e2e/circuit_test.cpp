// Neighbours that are not who they say, or say what they may not. Numbers in brackets are those of the attack
// matrix.

#include <gtest/gtest.h>

#include <random>
#include <zmq.hpp>

#include "backchannel/base/format.h"
#include "impostor.h"

namespace backchannel::e2e {
namespace {

using message::Precedence;

std::size_t count(const std::string& text, const std::string& words) {
  std::size_t found = 0;
  for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + words.size()))
    ++found;
  return found;
}

bool logs(const Net& net, const std::string& node, const std::string& words) {
  return eventually([&] { return net.log(node).find(words) != std::string::npos; });
}

// Relays and B run; A's place is free for an impostor.
class Circuit : public testing::Test {
 protected:
  Line line;

  void SetUp() override {
    for (const char* node : {"R0", "R1", "B"}) line.net.start(node);
    for (const char* node : {"R0", "R1", "B"})
      ASSERT_TRUE(eventually([&] { return std::filesystem::exists(line.net.home(node) / "ready"); }));
  }

  // The relay still works for those who may use it, and nothing else has come in.
  void expect_serving_only_the_real_one() {
    EXPECT_EQ(line.audit_rows("R0", "accepted"), 0U);
    line.net.start("A");
    line.submit(Precedence::Flash, 300);
    line.expect_all_arrived_once();
  }
};

TEST_F(Circuit, AFreshKeyGetsNothingIn) {
  const auto ready = line.keys.seal("ALFA", "B", Precedence::Flash, 300);
  Impostor intruder(line, "A", seal::generate_x25519(), "R0");
  ASSERT_TRUE(intruder.is_noted("circuit_failed"));
  intruder.greet();
  intruder.say(offer_of(ready));
  EXPECT_TRUE(logs(line.net, "R0", "refused_key"));
  EXPECT_FALSE(intruder.is_up());
  expect_serving_only_the_real_one();
}

TEST_F(Circuit, AClientWithoutCurveGetsNothingIn) {
  zmq::context_t context;
  zmq::socket_t plain(context, zmq::socket_type::dealer);
  plain.set(zmq::sockopt::linger, 0);
  plain.connect(std::string(base::trim(content_of(line.net.home("R0") / "endpoint"))));
  const auto ready = line.keys.seal("ALFA", "B", Precedence::Flash, 300);
  const base::Bytes frame = wire::encode(wire::Frame(offer_of(ready)));
  plain.send(zmq::buffer(frame), zmq::send_flags::dontwait);
  EXPECT_TRUE(logs(line.net, "R0", "handshake_failed"));
  expect_serving_only_the_real_one();
}

TEST_F(Circuit, ARelaysKeyIsNoStationsKey) {
  line.net.kill("R1");
  Impostor intruder(line, "A", transport_key_of(line.net, "R1"), "R0");
  ASSERT_TRUE(intruder.is_noted("circuit_failed"));
  EXPECT_FALSE(intruder.is_up());
  line.net.start("R1");
  expect_serving_only_the_real_one();
}

TEST_F(Circuit, AStationCannotSubmitWhatSomebodyAtAnotherStationHasSigned) {
  Impostor a(line, "A", transport_key_of(line.net, "A"), "R0");
  ASSERT_TRUE(a.comes_up());
  a.greet();
  ASSERT_NE(a.hears<wire::Hello>(), nullptr);
  const auto foreign = line.keys.seal("BRAVO", "B", Precedence::Flash, 300);
  a.say(offer_of(foreign));
  const auto* refusal = a.hears<wire::Refuse>();
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->code, base::Code::Role);
  EXPECT_TRUE(refusal->stable);
  EXPECT_TRUE(eventually([&] { return line.audit_rows("R0", "refused") == 1; }));
  EXPECT_EQ(line.in_mailbox(), 0U);
}

TEST_F(Circuit, WhatTheClaimSaysMustBeWhatWasSigned) {
  Impostor a(line, "A", transport_key_of(line.net, "A"), "R0");
  ASSERT_TRUE(a.comes_up());
  a.greet();
  ASSERT_NE(a.hears<wire::Hello>(), nullptr);
  const auto ready = line.keys.seal("ALFA", "B", Precedence::Routine, 300);
  const auto other = line.keys.seal("ALFA", "B", Precedence::Flash, 300);
  wire::Offer offer = offer_of(ready);
  offer.header = other.row.header_bytes;
  a.say(offer);
  const auto* refusal = a.hears<wire::Refuse>();
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->code, base::Code::Conflict);
  EXPECT_EQ(line.in_mailbox(), 0U);
}

TEST_F(Circuit, AReplayedOfferIsAnsweredAndMakesNoSecondCopy) {
  Impostor a(line, "A", transport_key_of(line.net, "A"), "R0");
  ASSERT_TRUE(a.comes_up());
  a.greet();
  ASSERT_NE(a.hears<wire::Hello>(), nullptr);
  const auto ready = line.keys.seal("ALFA", "B", Precedence::Flash, 300);
  a.say(offer_of(ready));
  ASSERT_NE(a.hears<wire::Accept>(), nullptr);
  ASSERT_TRUE(eventually([&] { return line.in_mailbox() == 1; }));
  for (int again = 0; again < 3; ++again) {
    a.say(offer_of(ready));
    const auto* have = a.hears<wire::Have>();
    ASSERT_NE(have, nullptr);
    EXPECT_EQ(have->consignment.transfer, ready.row.transfer);
  }
  // What a replay had set free would have come before this.
  const auto last = line.keys.seal("ALFA", "B", Precedence::Flash, 300);
  a.say(offer_of(last));
  ASSERT_TRUE(eventually([&] { return line.in_mailbox() >= 2; }));
  EXPECT_EQ(line.in_mailbox(), 2U);
  EXPECT_EQ(line.audit_rows("B", "delivered"), 2U);
}

TEST_F(Circuit, GarbageOfANeighbourIsOneLineInTheLog) {
  Impostor a(line, "A", transport_key_of(line.net, "A"), "R0");
  ASSERT_TRUE(a.comes_up());
  a.greet();
  ASSERT_NE(a.hears<wire::Hello>(), nullptr);
  std::mt19937 random(49);
  base::Bytes garbage(5'000);
  for (auto& byte : garbage) byte = static_cast<std::uint8_t>(random());
  garbage[0] = 0xff;
  a.say_bytes(garbage);
  EXPECT_TRUE(logs(line.net, "R0", "frame-refused"));
  // The same session goes on.
  a.say(offer_of(line.keys.seal("ALFA", "B", Precedence::Flash, 300)));
  ASSERT_NE(a.hears<wire::Accept>(), nullptr);
  EXPECT_TRUE(eventually([&] { return line.in_mailbox() == 1; }));
  EXPECT_EQ(count(line.net.log("R0"), "frame-refused"), 1U);
}

TEST(Submission, TheSameTwiceIsOneMessage) {
  Line line;
  line.net.start_all();
  line.submit(Precedence::Priority, 300);
  auto store = line.net.store("A");
  line.keys.submit(line.sent[0], store);
  line.expect_all_arrived_once();
  line.keys.submit(line.sent[0], store);
  line.submit(Precedence::Priority, 300);
  line.expect_all_arrived_once();
}

}  // namespace
}  // namespace backchannel::e2e
