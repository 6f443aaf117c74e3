#pragma once
// Stations A and B with relays R0 and R1 between them, real daemons, and messages sealed by the test.

#include <optional>
#include <set>

#include "net.h"
#include "support/live_net.h"

namespace backchannel::e2e {

struct Line {
  // slow: the circuit between these two has `rate`; the others are not limited.
  explicit Line(const std::string& slow_a = {}, const std::string& slow_b = {}, const std::string& rate = {});

  // Any plan with stations A and B and a person ALFA at A.
  struct Plan {
    std::string toml;
  };
  explicit Line(const Plan& plan);

  void submit(const support::LiveNet::Ready& ready);
  void submit(message::Precedence precedence, std::size_t bytes);
  // Everything submitted lies at B, once, byte for byte; its receipts are at A; nobody holds anything.
  void expect_all_arrived_once();
  [[nodiscard]] std::size_t audit_rows(const std::string& node, const std::string& event = {}) const;
  [[nodiscard]] std::size_t in_mailbox() const;
  [[nodiscard]] bool arrived(const support::LiveNet::Ready& ready) const;
  // Bytes of it that had left the node when something higher overtook it last; nullopt: never halted there.
  [[nodiscard]] std::optional<std::size_t> halted_at(const std::string& node,
                                                     const support::LiveNet::Ready& ready) const;

  support::LiveNet keys;  // mints, seals and keeps the clock; none of its own nodes run
  Net net;
  std::vector<support::LiveNet::Ready> sent;
};

}  // namespace backchannel::e2e
