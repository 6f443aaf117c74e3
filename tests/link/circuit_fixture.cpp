#include "circuit_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace backchannel::link {

namespace {

void send_all(zmq::socket_t& socket, const std::vector<std::string>& parts) {
  for (std::size_t i = 0; i < parts.size(); ++i)
    socket.send(zmq::buffer(parts[i]),
                i + 1 < parts.size() ? zmq::send_flags::sndmore : zmq::send_flags::none);
}

}  // namespace

CurvePair CurvePair::make() {
  char public_text[41];
  char secret_text[41];
  CurvePair pair{base::Bytes(32), base::Bytes(32)};
  EXPECT_EQ(zmq_curve_keypair(public_text, secret_text), 0);
  EXPECT_NE(zmq_z85_decode(pair.public_key.data(), public_text), nullptr);
  EXPECT_NE(zmq_z85_decode(pair.secret_key.data(), secret_text), nullptr);
  return pair;
}

LinkEvents Record::events() {
  return {
      .on_up = [this](const base::NodeName& peer) { tell([&] { changes.push_back("up " + peer.value); }); },
      .on_down =
          [this](const base::NodeName& peer) { tell([&] { changes.push_back("down " + peer.value); }); },
      .on_frame =
          [this](const base::NodeName& peer, base::Bytes frame) {
            tell([&] { frames.emplace_back(peer.value, std::string(frame.begin(), frame.end())); });
          },
      .on_note =
          [this](std::string_view event, std::string_view detail) {
            tell([&] { notes.push_back(std::string(event) + " " + std::string(detail)); });
          }};
}

void Record::tell(const std::function<void()>& change) {
  const std::lock_guard lock(mutex_);
  change();
  changed_.notify_all();
}

bool Record::await(const std::function<bool(const Record&)>& condition) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, kDeadline, [&] { return condition(*this); });
}

bool Record::await_up(const std::string& peer, int times) {
  return await([&](const Record& r) { return std::ranges::count(r.changes, "up " + peer) >= times; });
}

bool Record::await_down(const std::string& peer, int times) {
  return await([&](const Record& r) { return std::ranges::count(r.changes, "down " + peer) >= times; });
}

bool Record::await_frames(std::size_t count) {
  return await([&](const Record& r) { return r.frames.size() >= count; });
}

bool Record::await_note(const std::string& part_of_line) {
  return await([&](const Record& r) {
    return std::ranges::any_of(r.notes,
                               [&](const auto& note) { return note.find(part_of_line) != note.npos; });
  });
}

Record::Frames Record::frames_now() {
  const std::lock_guard lock(mutex_);
  return frames;
}

std::vector<std::string> Record::changes_now() {
  const std::lock_guard lock(mutex_);
  return changes;
}

BareClient::BareClient(const std::string& address, const CurvePair& own, const base::Bytes& server_key,
                       const std::string& routing_id)
    : dealer_(context_, zmq::socket_type::dealer) {
  const auto buffer = [](const base::Bytes& bytes) { return zmq::const_buffer(bytes.data(), bytes.size()); };
  dealer_.set(zmq::sockopt::linger, 0);
  dealer_.set(zmq::sockopt::rcvhwm, 1);
  dealer_.set(zmq::sockopt::rcvbuf, 64 << 10);
  if (!routing_id.empty()) dealer_.set(zmq::sockopt::routing_id, routing_id);
  if (!server_key.empty()) {
    dealer_.set(zmq::sockopt::curve_serverkey, buffer(server_key));
    dealer_.set(zmq::sockopt::curve_publickey, buffer(own.public_key));
    dealer_.set(zmq::sockopt::curve_secretkey, buffer(own.secret_key));
  }
  dealer_.connect(address);
}

void BareClient::send_parts(const std::vector<std::string>& parts) { send_all(dealer_, parts); }

BareServer::BareServer(const CurvePair& own) : router_(context_, zmq::socket_type::router) {
  router_.set(zmq::sockopt::linger, 0);
  router_.set(zmq::sockopt::rcvtimeo, static_cast<int>(kDeadline.count()));
  router_.set(zmq::sockopt::curve_server, true);
  router_.set(zmq::sockopt::curve_secretkey, zmq::const_buffer(own.secret_key.data(), own.secret_key.size()));
  router_.bind("tcp://127.0.0.1:*");
}

void BareServer::answer_first(const std::vector<std::string>& parts) {
  zmq::message_t routing_id;
  zmq::message_t frame;
  ASSERT_TRUE(router_.recv(routing_id, zmq::recv_flags::none).has_value());
  ASSERT_TRUE(router_.recv(frame, zmq::recv_flags::none).has_value());
  router_.send(routing_id, zmq::send_flags::sndmore);
  send_all(router_, parts);
}

std::string BareClient::receive(std::chrono::milliseconds timeout) {
  const auto end = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    dealer_.set(zmq::sockopt::rcvtimeo, std::max(0, static_cast<int>(left.count())));
    zmq::message_t frame;
    if (!dealer_.recv(frame, zmq::recv_flags::none)) return {};
    if (!frame.empty()) return frame.to_string();
  }
}

base::Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

LinkConfig config_of(const std::string& self, const CurvePair& keys) {
  LinkConfig config;
  config.self = base::NodeName(self);
  config.curve_public = keys.public_key;
  config.curve_secret = base::SecretBytes(keys.secret_key);
  return config;
}

Peer accepted(const std::string& name, const CurvePair& keys) {
  return {.name = base::NodeName(name), .curve_public = keys.public_key, .we_dial = false, .address = {}};
}

Peer dialled(const std::string& name, const CurvePair& keys, std::function<std::string()> address) {
  return {.name = base::NodeName(name),
          .curve_public = keys.public_key,
          .we_dial = true,
          .address = std::move(address)};
}

Relay::Relay(std::size_t limit) : frame_bytes_max(limit) { start(); }

void Relay::start() {
  auto config = config_of("RELAY", keys);
  config.listen = "tcp://127.0.0.1:*";
  config.peers = {accepted("ALICE", alice), accepted("BOB", bob)};
  config.frame_bytes_max = frame_bytes_max;
  auto started = ZmqLink::start(std::move(config), record.events());
  ASSERT_TRUE(started.has_value()) << to_sentence(started.error());
  link = std::move(*started);
}

Station::Station(const std::string& name, const CurvePair& keys, const base::Bytes& relay_key,
                 std::function<std::string()> address) {
  auto config = config_of(name, keys);
  config.peers = {dialled("RELAY", {relay_key, {}}, std::move(address))};
  auto started = ZmqLink::start(std::move(config), record.events());
  EXPECT_TRUE(started.has_value());
  if (started) link = std::move(*started);
}

}  // namespace backchannel::link
