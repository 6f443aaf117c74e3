#include "sockets.h"

#include <cstring>

#include "backchannel/base/limits.h"
#include "timing.h"

namespace backchannel::link {
namespace {

constexpr int kSendBufferBytes = 64 << 10;
constexpr int kReceiveBufferBytes = 256 << 10;
// ZMQ_MAXMSGSIZE counts the encrypted frame: 8 bytes of command, 8 of nonce, 16 of authenticator, 1 of flags.
constexpr std::int64_t kCurveOverheadBytes = 33;
// Of a connection that has become nobody's: a session is ended by its own silence, long before.
constexpr int kKeepAliveIdleSeconds = 10;
constexpr int kKeepAliveEverySeconds = 5;
constexpr int kKeepAliveTries = 3;

int milliseconds(Milliseconds duration) { return static_cast<int>(duration.count()); }

void set_common(zmq::socket_t& socket, const LinkConfig& config) {
  socket.set(zmq::sockopt::linger, 0);
  socket.set(zmq::sockopt::sndhwm, kSendHighWaterMark);
  socket.set(zmq::sockopt::rcvhwm, kReceiveHighWaterMark);
  socket.set(zmq::sockopt::sndbuf, kSendBufferBytes);
  socket.set(zmq::sockopt::rcvbuf, kReceiveBufferBytes);
  socket.set(zmq::sockopt::maxmsgsize,
             static_cast<std::int64_t>(config.frame_bytes_max) + kCurveOverheadBytes);
  socket.set(zmq::sockopt::handshake_ivl, milliseconds(kHandshakeMax));
  // Not ZeroMQ's heartbeats: libzmq 4.3.4 aborts the process when one is due on a connection that has gone
  // while frames from it still wait (zeromq/libzmq issue 4364). The link's own beats tell the same.
  socket.set(zmq::sockopt::tcp_keepalive, 1);
  socket.set(zmq::sockopt::tcp_keepalive_idle, kKeepAliveIdleSeconds);
  socket.set(zmq::sockopt::tcp_keepalive_intvl, kKeepAliveEverySeconds);
  socket.set(zmq::sockopt::tcp_keepalive_cnt, kKeepAliveTries);
  socket.set(zmq::sockopt::curve_publickey, buffer_of(config.curve_public));
  socket.set(zmq::sockopt::curve_secretkey, buffer_of(config.curve_secret.view()));
}

}  // namespace

zmq::socket_t make_router(zmq::context_t& context, const LinkConfig& config) {
  zmq::socket_t router(context, zmq::socket_type::router);
  set_common(router, config);
  router.set(zmq::sockopt::curve_server, true);
  router.set(zmq::sockopt::zap_domain, std::string_view(kZapDomain));
  router.set(zmq::sockopt::router_mandatory, true);
  // With handover a second connection that claims a routing id takes the first one's replies.
  router.set(zmq::sockopt::router_handover, false);
  return router;
}

zmq::socket_t make_dealer(zmq::context_t& context, const LinkConfig& config, base::BytesView server_key) {
  zmq::socket_t dealer(context, zmq::socket_type::dealer);
  set_common(dealer, config);
  dealer.set(zmq::sockopt::curve_serverkey, buffer_of(server_key));
  dealer.set(zmq::sockopt::immediate, true);
  dealer.set(zmq::sockopt::connect_timeout, milliseconds(kHandshakeMax));
  // One socket is one attempt: ZeroMQ's own reconnection would keep the old address, and gives up for good
  // when a peer has refused the key once.
  dealer.set(zmq::sockopt::reconnect_ivl, -1);
  return dealer;
}

zmq::const_buffer buffer_of(base::BytesView bytes) { return {bytes.data(), bytes.size()}; }

base::BytesView view_of(const zmq::message_t& message) {
  return {static_cast<const std::uint8_t*>(message.data()), message.size()};
}

std::size_t drop_rest(zmq::socket_t& socket, const zmq::message_t& last) {
  std::size_t dropped = 0;
  bool more = last.more();
  while (more) {
    zmq::message_t part;
    // The parts of a message arrive together, so a missing one cannot be waited for.
    if (!socket.recv(part, zmq::recv_flags::dontwait)) break;
    more = part.more();
    ++dropped;
  }
  return dropped;
}

Monitor::Monitor(zmq::context_t& context, zmq::socket_t& watched, const std::string& endpoint, int events)
    : watched_(watched), events_(context, zmq::socket_type::pair) {
  events_.set(zmq::sockopt::linger, 0);
  events_.set(zmq::sockopt::rcvhwm, 0);  // a full pipe here would block the I/O thread
  if (zmq_socket_monitor(watched.handle(), endpoint.c_str(), events) != 0) throw zmq::error_t();
  try {
    events_.connect(endpoint);
  } catch (...) {
    zmq_socket_monitor(watched.handle(), nullptr, 0);
    throw;
  }
}

Monitor::~Monitor() { zmq_socket_monitor(watched_.handle(), nullptr, 0); }

std::optional<SocketEvent> Monitor::next() {
  zmq::message_t message;
  if (!events_.recv(message, zmq::recv_flags::dontwait)) return std::nullopt;
  drop_rest(events_, message);  // the address: told by the endpoint already
  std::uint16_t event = 0;
  std::int32_t value = 0;
  if (message.size() < sizeof event + sizeof value) return SocketEvent{};
  const auto* bytes = static_cast<const std::uint8_t*>(message.data());
  std::memcpy(&event, bytes, sizeof event);
  std::memcpy(&value, bytes + sizeof event, sizeof value);
  return SocketEvent{event, value};
}

}  // namespace backchannel::link
