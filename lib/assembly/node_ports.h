#pragma once
// custody's Link and Audit ports over ZeroMQ and the log.

#include <atomic>

#include "backchannel/custody/ports.h"
#include "backchannel/link/link.h"
#include "backchannel/observe/log.h"

namespace backchannel::assembly {

class FrameLink final : public custody::Link {
 public:
  void attach(link::ZmqLink& sockets) noexcept { sockets_ = &sockets; }
  void detach() noexcept { sockets_ = nullptr; }
  void send(const base::NodeName& peer, const wire::Frame& frame, bool urgent) override;

 private:
  std::atomic<link::ZmqLink*> sockets_ = nullptr;
};

class LogAudit final : public custody::Audit {
 public:
  explicit LogAudit(observe::Log& log) : log_(log) {}
  void note(const custody::Note& note) override;

 private:
  observe::Log& log_;
};

}  // namespace backchannel::assembly
