#include "zap.h"

#include <vector>

#include "peers.h"
#include "sockets.h"

namespace backchannel::link {
namespace {

// version, request id, domain, address, routing id, mechanism, key
enum RequestPart : std::size_t {
  Version,
  RequestId,
  Domain,
  Address,
  RoutingId,
  Mechanism,
  Key,
  kRequestParts
};

constexpr std::size_t kKeyShownBytes = 8;

std::string text_of(const zmq::message_t& message) { return base::to_text(view_of(message)); }

}  // namespace

ZapDoor::ZapDoor(zmq::context_t& context, Admit admit, Notes& notes)
    : socket_(context, zmq::socket_type::rep), admit_(std::move(admit)), notes_(notes) {
  socket_.set(zmq::sockopt::linger, 0);
  socket_.bind("inproc://zeromq.zap.01");
}

void ZapDoor::step() {
  for (zmq::message_t first; socket_.recv(first, zmq::recv_flags::dontwait);) answer_one(first);
}

void ZapDoor::answer_one(zmq::message_t& first) {
  std::vector<zmq::message_t> parts;
  bool more = first.more();
  parts.push_back(std::move(first));
  while (more) {
    zmq::message_t part;
    if (!socket_.recv(part, zmq::recv_flags::dontwait)) break;
    more = part.more();
    parts.push_back(std::move(part));
  }
  std::string user;
  if (parts.size() == kRequestParts && text_of(parts[Version]) == "1.0" &&
      text_of(parts[Domain]) == kZapDomain && text_of(parts[Mechanism]) == "CURVE" &&
      parts[Key].size() == kCurveKeyBytes) {
    const auto key = view_of(parts[Key]);
    user = admit_(key);
    if (user.empty())
      notes_.note("refused_key",
                  "key=" + base::to_hex(key.first(kKeyShownBytes)) + " from=" + text_of(parts[Address]));
  } else {
    notes_.note("refused_key", "reason=mechanism");
  }
  const std::string request = parts.size() > RequestId ? text_of(parts[RequestId]) : std::string();
  const std::string code = user.empty() ? "400" : "200";
  const std::string none;
  const std::string version = "1.0";
  for (const std::string* part :
       std::initializer_list<const std::string*>{&version, &request, &code, &none /* status text */, &user})
    socket_.send(zmq::buffer(*part), zmq::send_flags::sndmore);
  socket_.send(zmq::buffer(none), zmq::send_flags::none);  // metadata
}

}  // namespace backchannel::link
