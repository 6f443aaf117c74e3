#pragma once
// Stations A and B, agents running, and between them one relay R0 into which faults are put.

#include <map>
#include <string>

#include "clients.h"
#include "faults.h"

namespace backchannel::fault {

constexpr std::size_t kRunMessages = 20;

// One relay that dials both stations: a net whose relay has just started need not wait for their next
// attempt.
[[nodiscard]] std::string plan_of_dialling_relay();

class FaultyRelay : public testing::Test {
 protected:
  void SetUp() override;

  // The next twenty, of all four precedences or of one.
  void submit_some(std::optional<message::Precedence> precedence = std::nullopt);
  void start_armed();
  void wait_ready();
  // Runs until it ends by itself or all is receipted; nullopt: it runs still.
  [[nodiscard]] std::optional<e2e::Ended> run_until_receipted();
  // Starts it without faults, and waits for everything.
  void expect_recovery();

  Clients clients{plan_of_dialling_relay()};
  e2e::Net& net = clients.line.net;
  Faults faults{net.scratch() / "faults", net.home("R0")};
  std::map<std::string, std::size_t> seen;  // how often what happened
};

std::ostream& operator<<(std::ostream& out, const std::map<std::string, std::size_t>& seen);

}  // namespace backchannel::fault
