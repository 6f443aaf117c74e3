// What a stranger, a neighbour and a broken peer may try at the sockets.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "acceptor.h"
#include "backchannel/base/limits.h"
#include "circuit_fixture.h"
#include "intake.h"
#include "outbox.h"
#include "stalling_proxy.h"

namespace backchannel::link {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kLimit = 64 << 10;

std::function<std::string()> at(const Relay& relay) {
  return [address = relay.address()] { return address; };
}

// The relay still serves its peers.
void expect_serving(Relay& relay, Station& station, const std::string& text) {
  station.send(text);
  EXPECT_TRUE(relay.record.await([&](const Record& r) {
    return !r.frames.empty() && r.frames.back().second == text;
  })) << "the relay does not serve its peers any more";
}

TEST(Attacks, AnUnknownKeyIsRefusedAndNoted) {
  Relay relay;
  Station intruder("ALICE", CurvePair::make(), relay.keys.public_key, at(relay));
  ASSERT_TRUE(intruder.record.await_note("circuit_failed peer=RELAY reason=refused_by_peer"));
  ASSERT_TRUE(relay.record.await_note("refused_key key="));
  intruder.send("let me in");
  Station alice("ALICE", relay.alice, relay.keys.public_key, at(relay));
  ASSERT_TRUE(alice.record.await_up("RELAY"));
  expect_serving(relay, alice, "the real one");
  EXPECT_EQ(relay.record.frames_now().size(), 1U);
  EXPECT_TRUE(intruder.record.changes_now().empty());
}

TEST(Attacks, APlainClientGetsNothingIn) {
  Relay relay;
  BareClient plain(relay.address(), {}, {});
  plain.send("plain");
  ASSERT_TRUE(relay.record.await_note("handshake_failed"));
  Station alice("ALICE", relay.alice, relay.keys.public_key, at(relay));
  ASSERT_TRUE(alice.record.await_up("RELAY"));
  expect_serving(relay, alice, "sealed");
  EXPECT_EQ(relay.record.frames_now().size(), 1U);
}

TEST(Attacks, WithoutTheDoorNothingIsAccepted) {  // libzmq itself would admit anyone here
  const auto keys = CurvePair::make();
  const auto alice = CurvePair::make();
  auto config = config_of("RELAY", keys);
  config.listen = "tcp://127.0.0.1:*";
  config.frame_bytes_max = kLimit;
  config.peers = {accepted("ALICE", alice)};
  auto peers = PeerTable::of(config);
  ASSERT_TRUE(peers.has_value());
  Record record;
  const auto events = record.events();
  bool noted = false;
  Notes notes([&](std::string_view event, std::string_view detail) {
    noted = noted || (event == "dropped_frame" && detail == "reason=no_user_id");
  });
  zmq::context_t context;
  Acceptor acceptor(context, config, *peers, events, notes);
  BareClient client(acceptor.bound_address(), alice, keys.public_key);
  client.send("nobody checked me");
  const auto deadline = std::chrono::steady_clock::now() + kDeadline;
  while (!noted && std::chrono::steady_clock::now() < deadline) {
    std::vector<zmq::pollitem_t> items;
    acceptor.add_poll_items(items);
    zmq::poll(items, 100ms);
    static_cast<void>(acceptor.step(std::chrono::steady_clock::now()));
  }
  EXPECT_TRUE(noted);
  EXPECT_TRUE(record.frames_now().empty());
  EXPECT_TRUE(record.changes_now().empty());
}

TEST(Attacks, AClaimedRoutingIdStealsNothing) {
  Relay relay;
  BareClient bob(relay.address(), relay.bob, relay.keys.public_key, "BOB");
  bob.send("from bob");
  ASSERT_TRUE(relay.record.await_up("BOB"));
  BareClient alice(relay.address(), relay.alice, relay.keys.public_key, "BOB");
  alice.send("I am bob");
  BareClient honest_alice(relay.address(), relay.alice, relay.keys.public_key);
  honest_alice.send("from alice");
  ASSERT_TRUE(relay.record.await_up("ALICE"));
  relay.link->send(base::NodeName("BOB"), bytes_of("for bob alone"));
  EXPECT_EQ(bob.receive(kDeadline), "for bob alone");
  EXPECT_EQ(alice.receive(50ms), "");
  for (const auto& [peer, text] : relay.record.frames_now()) {
    EXPECT_EQ(text == "from bob", peer == "BOB") << text;
  }
}

TEST(Attacks, AFrameIsTheKeyHoldersWhateverItClaims) {
  Relay relay;
  BareClient alice(relay.address(), relay.alice, relay.keys.public_key, "BOB");
  alice.send("I am bob");
  ASSERT_TRUE(relay.record.await_frames(1));
  EXPECT_EQ(relay.record.frames_now()[0].first, "ALICE");
  EXPECT_EQ(relay.record.changes_now(), std::vector<std::string>{"up ALICE"});
}

TEST(Attacks, AServerWithAnotherKeyNeverComesUp) {
  Relay relay;
  Station alice("ALICE", relay.alice, CurvePair::make().public_key, at(relay));
  ASSERT_TRUE(alice.record.await_note("circuit_failed peer=RELAY reason=not_the_peer_we_know"));
  EXPECT_TRUE(alice.record.changes_now().empty());
  EXPECT_TRUE(relay.record.changes_now().empty());
}

TEST(Attacks, APeerThatThisNodeDialsMayNotDialIt) {  // the plan says which end dials
  const auto carol = CurvePair::make();
  const auto dave = CurvePair::make();
  auto config = config_of("DAVE", dave);
  config.listen = "tcp://127.0.0.1:*";
  config.peers = {dialled("CAROL", carol, [] { return std::string(); })};
  Record record;
  auto link = ZmqLink::start(std::move(config), record.events());
  ASSERT_TRUE(link.has_value());
  BareClient backwards((*link)->bound_address(), carol, dave.public_key);
  backwards.send("from the wrong side");
  ASSERT_TRUE(record.await_note("refused_key"));
  EXPECT_TRUE(record.frames_now().empty());
}

TEST(Attacks, AnOversizeFrameEndsItsSendersConnectionOnly) {
  Relay relay(kLimit);
  Station bob("BOB", relay.bob, relay.keys.public_key, at(relay));
  ASSERT_TRUE(bob.record.await_up("RELAY"));
  BareClient alice(relay.address(), relay.alice, relay.keys.public_key);
  alice.send("");
  ASSERT_TRUE(relay.record.await_up("ALICE"));
  alice.send(std::string(kLimit + 1, 'x'));
  ASSERT_TRUE(relay.record.await_down("ALICE"));
  expect_serving(relay, bob, "unaffected");
  EXPECT_EQ(relay.record.frames_now().size(), 1U);
  EXPECT_EQ(bob.record.changes_now(), std::vector<std::string>{"up RELAY"});
}

TEST(Attacks, AFrameInPartsIsDroppedAndEndsItsSendersConnection) {
  Relay relay(kLimit);
  Station bob("BOB", relay.bob, relay.keys.public_key, at(relay));
  ASSERT_TRUE(bob.record.await_up("RELAY"));
  BareClient alice(relay.address(), relay.alice, relay.keys.public_key);
  alice.send("");
  ASSERT_TRUE(relay.record.await_up("ALICE"));
  alice.send_parts(std::vector<std::string>(10'000, "part"));
  ASSERT_TRUE(relay.record.await_note("dropped_frame reason=parts parts=10000"));
  ASSERT_TRUE(relay.record.await_down("ALICE"));
  expect_serving(relay, bob, "unaffected");
  EXPECT_EQ(relay.record.frames_now().size(), 1U);
}

// libzmq as a sender keeps an unfinished frame to itself, so the wire cuts it short.
std::vector<std::string> parts_over(std::size_t bytes) {
  return std::vector<std::string>(bytes / kLimit + 1, std::string(kLimit, 'p'));
}

TEST(Attacks, AFrameInPartsThatNeverEndsIsCutBeforeItFillsTheMemory) {
  Relay relay(kLimit);
  Station bob("BOB", relay.bob, relay.keys.public_key, at(relay));
  ASSERT_TRUE(bob.record.await_up("RELAY"));
  const std::size_t endless = 2 * intake_limit(kLimit);
  StallingProxy wire(relay.address(), endless, endless);
  BareClient alice(wire.address(), relay.alice, relay.keys.public_key);
  alice.send("");
  ASSERT_TRUE(relay.record.await_up("ALICE"));
  alice.send_parts(parts_over(2 * endless));
  ASSERT_TRUE(relay.record.await_note("dropped_frame reason=endless"));
  ASSERT_TRUE(relay.record.await_down("ALICE"));
  expect_serving(relay, bob, "unaffected");
  EXPECT_EQ(relay.record.frames_now().size(), 1U);
}

TEST(Attacks, AServerWhoseFrameNeverEndsIsLeft) {
  const auto relay_keys = CurvePair::make();
  const std::size_t endless = 2 * intake_limit(base::kFrameBytesMax);
  BareServer server(relay_keys);
  StallingProxy wire(server.address(), endless, endless);
  Station alice("ALICE", CurvePair::make(), relay_keys.public_key, [&] { return wire.address(); });
  server.answer_first(parts_over(2 * endless));
  ASSERT_TRUE(alice.record.await_note("dropped_frame reason=endless peer=RELAY"));
  ASSERT_TRUE(alice.record.await_down("RELAY"));
  EXPECT_TRUE(alice.record.frames_now().empty());
}

TEST(Attacks, TheNewestConnectionOfAPeerIsItsSession) {
  Relay relay;
  BareClient before(relay.address(), relay.alice, relay.keys.public_key);
  before.send("one");
  ASSERT_TRUE(relay.record.await_frames(1));
  BareClient after(relay.address(), relay.alice, relay.keys.public_key);
  after.send("two");
  ASSERT_TRUE(relay.record.await_frames(2));
  before.send("too late");
  after.send("three");
  ASSERT_TRUE(relay.record.await_frames(3));
  relay.link->send(base::NodeName("ALICE"), bytes_of("answer"));
  EXPECT_EQ(after.receive(kDeadline), "answer");
  EXPECT_EQ(before.receive(50ms), "");
  EXPECT_EQ(relay.record.changes_now(), (std::vector<std::string>{"up ALICE", "down ALICE", "up ALICE"}));
  for (const auto& [peer, text] : relay.record.frames_now()) EXPECT_NE(text, "too late");
}

TEST(Attacks, APeerThatStopsReadingCostsABoundedAmountAndNobodyElse) {
  Relay relay(kLimit);
  Station bob("BOB", relay.bob, relay.keys.public_key, at(relay));
  BareClient alice(relay.address(), relay.alice, relay.keys.public_key);
  alice.send("");
  ASSERT_TRUE(relay.record.await_up("ALICE"));
  ASSERT_TRUE(relay.record.await_up("BOB"));
  constexpr std::size_t kFrameBytes = 16 << 10;
  constexpr std::size_t kFrames = 4'000;  // 62 MiB
  for (std::size_t i = 0; i < kFrames; ++i)
    relay.link->send(base::NodeName("ALICE"), base::Bytes(kFrameBytes, 'a'));
  relay.link->send(base::NodeName("BOB"), bytes_of("for bob"));
  ASSERT_TRUE(bob.record.await_frames(1));
  std::size_t kept = 0;
  while (!alice.receive(200ms).empty()) kept += kFrameBytes;
  // The outbox, four frames in ZeroMQ at each end, and the buffers of the kernel.
  EXPECT_LT(kept, kOutboxBytesMax + (std::size_t{12} << 20));
  EXPECT_GT(kept, kFrameBytes);
}

class IdleConnections {
 public:
  IdleConnections(const std::string& address, int count) {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    where.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    for (int i = 0; i < count; ++i) {
      const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
      if (descriptor < 0) break;
      descriptors_.push_back(descriptor);
      if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 0) break;
    }
  }
  ~IdleConnections() {
    for (const int descriptor : descriptors_) ::close(descriptor);
  }
  IdleConnections(const IdleConnections&) = delete;
  IdleConnections& operator=(const IdleConnections&) = delete;
  void write_all(std::string_view bytes) {
    for (const int descriptor : descriptors_)
      static_cast<void>(!::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }
  // The other end has hung up on all of them.
  [[nodiscard]] bool all_ended() {
    const timeval deadline{.tv_sec = std::chrono::duration_cast<std::chrono::seconds>(kDeadline).count(),
                           .tv_usec = 0};
    for (const int descriptor : descriptors_) {
      ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
      char byte = 0;
      ssize_t got = 1;
      while (got > 0) got = ::recv(descriptor, &byte, sizeof byte, 0);
      if (got < 0 && errno != ECONNRESET) return false;
    }
    return true;
  }

 private:
  std::vector<int> descriptors_;
};

// With ZeroMQ's own heartbeats libzmq 4.3.4 ends the process here (its issue 4364): the connection is gone,
// what it has sent is not read yet, and the next heartbeat is due.
TEST(Attacks, APeerThatFloodsAndGoesWhileWeAreHeldUpEndsNothing) {
  Relay relay;
  Station bob("BOB", relay.bob, relay.keys.public_key, at(relay));
  ASSERT_TRUE(relay.record.await_up("BOB"));
  // The relay's link waits for this record, which looks at nothing else meanwhile.
  ASSERT_TRUE(relay.record.await([&](const Record&) {
    {
      BareClient alice(relay.address(), relay.alice, relay.keys.public_key);
      for (int i = 0; i < 500; ++i) alice.send(std::string(1'000, 'a'));
      static_cast<void>(alice.receive(500ms));
    }
    static_cast<void>(bob.record.await_down("RELAY"));  // three beats later
    return true;
  }));
  ASSERT_TRUE(bob.record.await_up("RELAY", 2));
  bob.send("still here");
  ASSERT_TRUE(relay.record.await([](const Record& record) {
    return std::ranges::find(record.frames, std::pair<std::string, std::string>("BOB", "still here")) !=
           record.frames.end();
  }));
}

TEST(Attacks, IdleHandshakesAreLimitedAndOthersUnaffected) {
  Relay relay;
  Station bob("BOB", relay.bob, relay.keys.public_key, at(relay));
  ASSERT_TRUE(bob.record.await_up("RELAY"));
  IdleConnections idle(relay.address(), 300);
  ASSERT_TRUE(relay.record.await_note("too_many_connections"));
  expect_serving(relay, bob, "unaffected");
  EXPECT_EQ(bob.record.changes_now(), std::vector<std::string>{"up RELAY"});
}

TEST(Attacks, NoiseInsteadOfAHandshakeEndsItsConnectionOnly) {  // 2 GiB announced in a ZMTP frame
  Relay relay;
  Station bob("BOB", relay.bob, relay.keys.public_key, at(relay));
  ASSERT_TRUE(bob.record.await_up("RELAY"));
  std::string greeting("\xff\0\0\0\0\0\0\0\x01\x7f\x03\0CURVE", 17);
  greeting.resize(64, '\0');
  IdleConnections noise(relay.address(), 3);
  noise.write_all(greeting + std::string("\x06\0\0\0\0\x7f\xff\xff\xff", 9) + std::string(4'096, 'n'));
  EXPECT_TRUE(noise.all_ended());
  expect_serving(relay, bob, "unaffected");
}

}  // namespace
}  // namespace backchannel::link
