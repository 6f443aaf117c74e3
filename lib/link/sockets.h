#pragma once
// How every socket of this node is set up: the one place for ZeroMQ's options.

#include <optional>
#include <string>
#include <zmq.hpp>

#include "backchannel/link/link.h"

namespace backchannel::link {

// ROUTER and ZAP agree on one domain: which peers may speak is decided by key, not by door.
constexpr const char* kZapDomain = "circuit";

// The queue belongs to the engine, where FLASH can overtake; ZeroMQ and the kernel get little to hold.
constexpr int kSendHighWaterMark = 4;
constexpr int kReceiveHighWaterMark = 16;

[[nodiscard]] zmq::socket_t make_router(zmq::context_t& context, const LinkConfig& config);
[[nodiscard]] zmq::socket_t make_dealer(zmq::context_t& context, const LinkConfig& config,
                                        base::BytesView server_key);

[[nodiscard]] zmq::const_buffer buffer_of(base::BytesView bytes);
[[nodiscard]] base::BytesView view_of(const zmq::message_t& message);

// Takes the further parts of a message whose last received part said that more follow. Returns how many.
std::size_t drop_rest(zmq::socket_t& socket, const zmq::message_t& last);

struct SocketEvent {
  int event = 0;  // ZMQ_EVENT_...
  int value = 0;  // a file descriptor or an errno
};

// What ZeroMQ says about the connections of one socket. Declare it after the socket, so that it goes first:
// a monitor whose reading end is closed before the watching is stopped blocks the I/O thread for ever.
class Monitor {
 public:
  Monitor(zmq::context_t& context, zmq::socket_t& watched, const std::string& endpoint, int events);
  ~Monitor();
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  [[nodiscard]] std::optional<SocketEvent> next();
  [[nodiscard]] void* handle() { return events_.handle(); }

 private:
  zmq::socket_t& watched_;
  zmq::socket_t events_;
};

}  // namespace backchannel::link
