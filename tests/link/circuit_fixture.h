#pragma once
// Links and bare ZeroMQ clients on loopback, and a record of what a link told, to wait for.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>
#include <zmq.hpp>

#include "backchannel/link/link.h"

namespace backchannel::link {

struct CurvePair {
  base::Bytes public_key;
  base::Bytes secret_key;
  static CurvePair make();
};

// Everything a link told. Any thread.
class Record {
 public:
  using Frames = std::vector<std::pair<std::string, std::string>>;  // peer, text

  LinkEvents events();
  // Waits until the condition holds, checked after each event. False after a deadline that only a fault
  // reaches.
  [[nodiscard]] bool await(const std::function<bool(const Record&)>& condition);
  [[nodiscard]] bool await_up(const std::string& peer, int times = 1);
  [[nodiscard]] bool await_down(const std::string& peer, int times = 1);
  [[nodiscard]] bool await_frames(std::size_t count);
  [[nodiscard]] bool await_note(const std::string& part_of_line);

  // What follows is read inside a condition, or when the link has gone.
  Frames frames;
  std::vector<std::string> changes;  // "up A", "down A"
  std::vector<std::string> notes;    // "event detail"

  [[nodiscard]] Frames frames_now();
  [[nodiscard]] std::vector<std::string> changes_now();

 private:
  void tell(const std::function<void()>& change);

  std::mutex mutex_;
  std::condition_variable changed_;
};

// A peer of the allow list without Backchannel's link: says and claims what a test wants.
class BareClient {
 public:
  // The server's key decides CURVE; empty: the NULL mechanism.
  BareClient(const std::string& address, const CurvePair& own, const base::Bytes& server_key,
             const std::string& routing_id = {});
  void send(const std::string& frame) { send_parts({frame}); }
  void send_parts(const std::vector<std::string>& parts);
  // The next frame that is not empty, or "" after the timeout.
  [[nodiscard]] std::string receive(std::chrono::milliseconds timeout);

 private:
  zmq::context_t context_;
  zmq::socket_t dealer_;
};

// A server that holds the right key and misbehaves.
class BareServer {
 public:
  explicit BareServer(const CurvePair& own);
  [[nodiscard]] std::string address() { return router_.get(zmq::sockopt::last_endpoint); }
  // Waits for a client's first frame and answers it with one frame in these parts.
  void answer_first(const std::vector<std::string>& parts);

 private:
  zmq::context_t context_;
  zmq::socket_t router_;
};

constexpr std::chrono::milliseconds kDeadline{20'000};

[[nodiscard]] base::Bytes bytes_of(std::string_view text);
[[nodiscard]] LinkConfig config_of(const std::string& self, const CurvePair& keys);
[[nodiscard]] Peer accepted(const std::string& name, const CurvePair& keys);
[[nodiscard]] Peer dialled(const std::string& name, const CurvePair& keys,
                           std::function<std::string()> address);

// A relay on a free port that lets ALICE and BOB in.
struct Relay {
  explicit Relay(std::size_t frame_bytes_max = 0);
  void start();
  void stop() { link.reset(); }
  [[nodiscard]] std::string address() const { return link->bound_address(); }

  CurvePair keys = CurvePair::make();
  CurvePair alice = CurvePair::make();
  CurvePair bob = CurvePair::make();
  std::size_t frame_bytes_max;
  Record record;
  std::unique_ptr<ZmqLink> link;
};

// A station that dials the relay.
struct Station {
  Station(const std::string& name, const CurvePair& keys, const base::Bytes& relay_key,
          std::function<std::string()> address);
  void send(const std::string& text) { link->send(base::NodeName("RELAY"), bytes_of(text)); }

  Record record;
  std::unique_ptr<ZmqLink> link;
};

}  // namespace backchannel::link
