#pragma once
// The ROUTER: sessions of the peers that dial this node. A session belongs to a User-Id, that is to a CURVE
// key; routing ids are only the way back. The link's thread.

#include <deque>
#include <map>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "intake.h"
#include "notes.h"
#include "peers.h"
#include "sockets.h"
#include "timing.h"

namespace backchannel::link {

class Acceptor {
 public:
  // Binds. Throws zmq::error_t when the address cannot be used. A ZapDoor must be bound before.
  Acceptor(zmq::context_t& context, const LinkConfig& config, const PeerTable& peers,
           const LinkEvents& events, Notes& notes);

  // Takes what has come, sends what waits. True: there may be more at once.
  [[nodiscard]] bool step(Instant now);
  void add_poll_items(std::vector<zmq::pollitem_t>& items);
  [[nodiscard]] Instant next_wake() const;
  [[nodiscard]] std::string bound_address();

 private:
  struct Session {
    std::string routing_id;
    int descriptor = -1;
    bool up = false;
    Instant heard{};
    // Earlier connections of the same peer: what they still deliver is too late.
    std::deque<std::string> superseded;
    Instant retry_at{};  // after the socket was full
    Milliseconds retry_delay{0};
  };
  enum class Sent : std::uint8_t { Yes, Full, Gone };

  void read_events();
  bool read_one(Instant now);
  void on_message(const std::string& routing_id, zmq::message_t& frame, Instant now);
  [[nodiscard]] bool enter(PeerEntry& peer, Session& session, const std::string& routing_id, int descriptor);
  void leave(PeerEntry& peer, Session& session);
  void flush(PeerEntry& peer, Session& session, Instant now);
  static void back_off(Session& session, Instant now);
  [[nodiscard]] Sent send(const Session& session, base::BytesView frame);
  void end_silent_sessions(Instant now);
  void end_endless_frames(Instant now);

  const LinkConfig& config_;
  const PeerTable& peers_;
  const LinkEvents& events_;
  Notes& notes_;
  zmq::socket_t router_;
  Monitor monitor_;
  std::map<std::string, Session, std::less<>> sessions_;  // by peer name
  std::map<int, Intake> connections_;                     // by descriptor, authenticated or not
  Instant intake_check_at_{};
};

}  // namespace backchannel::link
