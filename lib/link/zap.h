#pragma once
// The door: ZeroMQ asks here about every CURVE key (ZAP, ZeroMQ RFC 27). Bind it before any other socket of
// the context and keep it as long: with no handler bound libzmq 4.3 admits everyone.

#include <functional>
#include <string>
#include <zmq.hpp>

#include "backchannel/base/bytes.h"
#include "notes.h"

namespace backchannel::link {

class ZapDoor {
 public:
  // The User-Id for a public key; empty: refused.
  using Admit = std::function<std::string(base::BytesView curve_public)>;

  ZapDoor(zmq::context_t& context, Admit admit, Notes& notes);
  void step();  // answers what has been asked
  [[nodiscard]] void* handle() { return socket_.handle(); }

 private:
  void answer_one(zmq::message_t& first);

  zmq::socket_t socket_;
  Admit admit_;
  Notes& notes_;
};

}  // namespace backchannel::link
