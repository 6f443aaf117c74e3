#pragma once
// One circuit that this node dials: attempts, the session, and what follows it. The link's thread.

#include <memory>
#include <random>
#include <string>
#include <vector>
#include <zmq.hpp>

#include "intake.h"
#include "notes.h"
#include "peers.h"
#include "sockets.h"
#include "timing.h"

namespace backchannel::link {

class Dialer {
 public:
  Dialer(zmq::context_t& context, const LinkConfig& config, PeerEntry& peer, const LinkEvents& events,
         Notes& notes);

  // Takes what has come, sends what waits, dials when it is time. True: there may be more at once.
  [[nodiscard]] bool step(Instant now);
  void add_poll_items(std::vector<zmq::pollitem_t>& items);
  [[nodiscard]] Instant next_wake() const;

 private:
  // One connection from its first packet to its end, and never a second one: see make_dealer.
  struct Attempt {
    Attempt(zmq::context_t& context, const LinkConfig& config, const Peer& peer, const std::string& endpoint);
    zmq::socket_t dealer;
    Monitor monitor;
    Intake intake;
  };

  void dial_if_due(Instant now);
  void dial(Instant now);
  [[nodiscard]] bool read_events(Instant now);  // false: the connection is over
  int read_frames(Instant now);
  void go_up(Instant now);
  void hang_up(Instant now);
  [[nodiscard]] bool takes_too_much(Instant now);
  void beat(Instant now);
  void flush();
  void note_failure(std::string_view reason);

  zmq::context_t& context_;
  const LinkConfig& config_;
  PeerEntry& peer_;
  const LinkEvents& events_;
  Notes& notes_;
  std::unique_ptr<Attempt> attempt_;
  std::string address_;  // of the last attempt
  bool up_ = false;
  bool answered_ = false;  // the peer has sent something in this session
  Instant give_up_at_{};   // while not up
  Instant heard_{};
  Instant beat_at_{};
  Instant intake_check_at_{};
  Instant retry_at_{};
  Instant ask_at_{};
  Milliseconds backoff_ = kBackoffFirst;
  std::minstd_rand jitter_;  // spreads the dialling of many nodes after a restart: no secret
};

}  // namespace backchannel::link
