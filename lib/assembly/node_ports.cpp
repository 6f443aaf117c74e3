#include "node_ports.h"

#include "backchannel/wire/codec.h"

namespace backchannel::assembly {

void FrameLink::send(const base::NodeName& peer, const wire::Frame& frame, bool urgent) {
  // Before the sockets are there nothing is lost: what is not answered is sent again.
  if (link::ZmqLink* sockets = sockets_.load()) sockets->send(peer, wire::encode(frame), urgent);
}

void LogAudit::note(const custody::Note& note) {
  // Peers can provoke each of these at will; only the node's own life is worth a line at info.
  const bool own = note.event == "started" || note.event == "peer-ready" || note.event == "peer-down";
  const bool alarm = note.event == "not-delivered" || note.event == "unknown" || note.event == "store-full" ||
                     note.event == "clock-apart" || note.event == "answer-ignored" || note.event == "late";
  log_.write(alarm ? observe::Level::Warn
             : own ? observe::Level::Info
                   : observe::Level::Debug,
             note.event, note.detail);
}

}  // namespace backchannel::assembly
