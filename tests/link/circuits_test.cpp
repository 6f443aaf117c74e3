#include <gtest/gtest.h>

#include <atomic>

#include "backchannel/base/limits.h"
#include "circuit_fixture.h"

namespace backchannel::link {
namespace {

std::function<std::string()> at(const Relay& relay) {
  return [address = relay.address()] { return address; };
}

// Where a peer is now; a test moves it.
class MovingAddress {
 public:
  void set(std::string address) {
    const std::lock_guard lock(mutex_);
    address_ = std::move(address);
  }
  std::function<std::string()> asker() {
    return [this] {
      const std::lock_guard lock(mutex_);
      return address_;
    };
  }

 private:
  std::mutex mutex_;
  std::string address_;
};

TEST(Circuits, FramesPassBothWaysInOrder) {
  Relay relay;
  Station alice("ALICE", relay.alice, relay.keys.public_key, at(relay));
  ASSERT_TRUE(alice.record.await_up("RELAY"));
  ASSERT_TRUE(relay.record.await_up("ALICE"));
  constexpr std::size_t kFrames = 500;
  for (std::size_t i = 0; i < kFrames; ++i) {
    alice.send("there " + std::to_string(i));
    relay.link->send(base::NodeName("ALICE"), bytes_of("back " + std::to_string(i)));
  }
  ASSERT_TRUE(relay.record.await_frames(kFrames));
  ASSERT_TRUE(alice.record.await_frames(kFrames));
  for (std::size_t i = 0; i < kFrames; ++i) {
    EXPECT_EQ(relay.record.frames_now()[i], std::pair(std::string("ALICE"), "there " + std::to_string(i)));
    EXPECT_EQ(alice.record.frames_now()[i], std::pair(std::string("RELAY"), "back " + std::to_string(i)));
  }
}

TEST(Circuits, TheLargestFramePasses) {
  Relay relay;
  Station alice("ALICE", relay.alice, relay.keys.public_key, at(relay));
  ASSERT_TRUE(alice.record.await_up("RELAY"));
  const std::string largest(base::kFrameBytesMax, 'x');
  alice.send(largest + "x");  // over the limit: dropped here already
  alice.send(largest);
  ASSERT_TRUE(relay.record.await_frames(1));
  EXPECT_EQ(relay.record.frames_now()[0].second, largest);
}

TEST(Circuits, TwoStationsAreToldApart) {
  Relay relay;
  Station alice("ALICE", relay.alice, relay.keys.public_key, at(relay));
  Station bob("BOB", relay.bob, relay.keys.public_key, at(relay));
  ASSERT_TRUE(relay.record.await_up("ALICE"));
  ASSERT_TRUE(relay.record.await_up("BOB"));
  relay.link->send(base::NodeName("BOB"), bytes_of("for bob"));
  relay.link->send(base::NodeName("ALICE"), bytes_of("for alice"));
  ASSERT_TRUE(bob.record.await_frames(1));
  ASSERT_TRUE(alice.record.await_frames(1));
  EXPECT_EQ(bob.record.frames_now()[0].second, "for bob");
  EXPECT_EQ(alice.record.frames_now()[0].second, "for alice");
}

TEST(Circuits, APeerThatStartsAgainElsewhereIsFound) {
  Relay relay;
  MovingAddress address;
  address.set(relay.address());
  Station alice("ALICE", relay.alice, relay.keys.public_key, address.asker());
  ASSERT_TRUE(alice.record.await_up("RELAY"));
  relay.stop();
  ASSERT_TRUE(alice.record.await_down("RELAY"));
  relay.start();
  address.set(relay.address());
  ASSERT_TRUE(alice.record.await_up("RELAY", 2));
  alice.send("again");
  ASSERT_TRUE(relay.record.await_frames(1));
  EXPECT_EQ(relay.record.frames_now()[0].second, "again");
}

TEST(Circuits, APeerThatGoesIsDownAtTheOtherEnd) {
  Relay relay;
  {
    Station alice("ALICE", relay.alice, relay.keys.public_key, at(relay));
    ASSERT_TRUE(relay.record.await_up("ALICE"));
  }
  ASSERT_TRUE(relay.record.await_down("ALICE"));
  Station again("ALICE", relay.alice, relay.keys.public_key, at(relay));
  ASSERT_TRUE(relay.record.await_up("ALICE", 2));
}

TEST(Circuits, AFrameSentBeforeThePeerIsUpIsDropped) {
  Relay relay;
  MovingAddress address;
  Station alice("ALICE", relay.alice, relay.keys.public_key, address.asker());
  alice.send("too early");
  address.set(relay.address());
  ASSERT_TRUE(alice.record.await_up("RELAY"));
  alice.send("in time");
  ASSERT_TRUE(relay.record.await_frames(1));
  EXPECT_EQ(relay.record.frames_now()[0].second, "in time");
}

TEST(Circuits, AnIdleCircuitStaysUp) {
  Relay relay;
  Station alice("ALICE", relay.alice, relay.keys.public_key, at(relay));
  BareClient bob(relay.address(), relay.bob, relay.keys.public_key);
  bob.send("");
  ASSERT_TRUE(relay.record.await_up("BOB"));
  ASSERT_TRUE(relay.record.await_up("ALICE"));
  // Bob greets once and is then silent for as long as it takes to be given up; Alice's beats go on meanwhile.
  ASSERT_TRUE(relay.record.await_down("BOB"));
  const std::vector<std::string> expected{"up ALICE"};
  auto of_alice = relay.record.changes_now();
  std::erase_if(of_alice, [](const auto& change) { return change.ends_with("BOB"); });
  EXPECT_EQ(of_alice, expected);
  EXPECT_EQ(alice.record.changes_now(), std::vector<std::string>{"up RELAY"});
}

TEST(Circuits, ARevokedPeerIsCutAndStaysOut) {
  Relay relay;
  Station alice("ALICE", relay.alice, relay.keys.public_key, at(relay));
  Station bob("BOB", relay.bob, relay.keys.public_key, at(relay));
  ASSERT_TRUE(relay.record.await_up("ALICE"));
  ASSERT_TRUE(relay.record.await_up("BOB"));
  relay.link->revoke(base::NodeName("ALICE"));
  ASSERT_TRUE(relay.record.await_down("ALICE"));
  ASSERT_TRUE(relay.record.await_note("refused_key"));
  bob.send("still here");
  ASSERT_TRUE(relay.record.await_frames(1));
}

TEST(Circuits, ADialledPeerThatIsRevokedIsNotDialledAgain) {
  Relay relay;
  Station alice("ALICE", relay.alice, relay.keys.public_key, at(relay));
  ASSERT_TRUE(alice.record.await_up("RELAY"));
  alice.link->revoke(base::NodeName("RELAY"));
  ASSERT_TRUE(alice.record.await_down("RELAY"));
  ASSERT_TRUE(relay.record.await_down("ALICE"));
}

TEST(Circuits, AnAddressThatCannotBeUsedIsAnError) {
  const auto keys = CurvePair::make();
  Relay relay;
  for (const auto& listen : {std::string("tcp://no such host:1"), std::string("nonsense"), relay.address()}) {
    auto config = config_of("OTHER", keys);
    config.listen = listen;
    const auto started = ZmqLink::start(std::move(config), {});
    ASSERT_FALSE(started.has_value()) << listen;
    EXPECT_EQ(started.error().code, base::Code::Network);
    EXPECT_NE(started.error().detail.find(listen), std::string::npos);
  }
}

TEST(Circuits, AnAddressThatCannotBeDialledIsNotedAndAskedAgain) {
  Relay relay;
  MovingAddress address;
  address.set("nonsense");
  Station alice("ALICE", relay.alice, relay.keys.public_key, address.asker());
  ASSERT_TRUE(alice.record.await_note("circuit_failed peer=RELAY"));
  address.set(relay.address());
  ASSERT_TRUE(alice.record.await_up("RELAY"));
}

TEST(Circuits, AFaultyAllowListIsRefused) {
  const auto own = CurvePair::make();
  const auto other = CurvePair::make();
  const CurvePair short_key{{1, 2, 3}, {}};
  const std::vector<std::vector<Peer>> kFaulty{
      {accepted("OTHER", short_key)},
      {accepted("SELF", other)},
      {accepted("OTHER", own)},
      {accepted("", other)},
      {accepted("OTHER", other), accepted("OTHER", CurvePair::make())},
      {accepted("OTHER", other), accepted("THIRD", other)},
  };
  for (const auto& peers : kFaulty) {
    auto config = config_of("SELF", own);
    config.peers = peers;
    const auto started = ZmqLink::start(std::move(config), {});
    ASSERT_FALSE(started.has_value());
    EXPECT_EQ(started.error().code, base::Code::PlanInvalid);
  }
  auto keyless = config_of("SELF", short_key);
  const auto started = ZmqLink::start(std::move(keyless), {});
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, base::Code::KeyFile);
}

}  // namespace
}  // namespace backchannel::link
