#pragma once
// Sockets: one ROUTER for circuits that others dial, one DEALER for each that this node dials, CURVE on all,
// ZAP bound before any socket. Runs its own thread. ZeroMQ stays behind this header.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/base/names.h"

namespace backchannel::link {

struct Peer {
  base::NodeName name;
  base::Bytes curve_public;  // 32 bytes
  bool we_dial = false;
  // When we dial: the address now ("tcp://127.0.0.1:40123"), asked again before each attempt; empty: not
  // known yet.
  std::function<std::string()> address;
};

struct LinkConfig {
  base::NodeName self;
  base::SecretBytes curve_secret;  // 32 bytes
  base::Bytes curve_public;
  std::string listen;               // "tcp://127.0.0.1:*" or a fixed one; empty: nobody dials this node
  std::vector<Peer> peers;          // the allow list: identity is the CURVE key and nothing else
  std::size_t frame_bytes_max = 0;  // 0: base::kFrameBytesMax
};

// Called on the link's thread; they must return soon and not destroy the link. on_frame gets one whole ZMTP
// message of an authenticated peer, never an empty one: the link uses those itself, as greeting and beat.
// Frames of one session come in the order of sending, urgent ones before others; on_down and on_up lie
// between two sessions of a peer.
struct LinkEvents {
  std::function<void(const base::NodeName& peer)> on_up;  // connected and authenticated
  std::function<void(const base::NodeName& peer)> on_down;
  std::function<void(const base::NodeName& peer, base::Bytes frame)> on_frame;
  // Something an operator should see: refused key, bad frame part. One line, no text from peers.
  std::function<void(std::string_view event, std::string_view detail)> on_note;
};

class ZmqLink {
 public:
  // Binds and starts the thread. Network if the address cannot be used.
  [[nodiscard]] static base::Result<std::unique_ptr<ZmqLink>> start(LinkConfig config, LinkEvents events);
  ~ZmqLink();  // stops the thread; pending frames are dropped (custody sends them again)
  ZmqLink(const ZmqLink&) = delete;
  ZmqLink& operator=(const ZmqLink&) = delete;

  // Queues one frame; any thread. Never blocks. Dropped, because custody sends again: a frame for a peer that
  // is not up, over the bytes that may wait for one peer, empty or over frame_bytes_max. When a peer goes
  // down, what still waits for it is dropped too. Urgent frames go before others that wait here, each kind in
  // the order of sending.
  void send(const base::NodeName& peer, base::Bytes frame, bool urgent = false);

  // Ends the peer's session and refuses its key from now on. Any thread.
  void revoke(const base::NodeName& peer);

  // Where the ROUTER is bound really: "tcp://127.0.0.1:40123"; empty when nobody dials this node.
  [[nodiscard]] std::string bound_address() const;

 private:
  struct Impl;
  explicit ZmqLink(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace backchannel::link
