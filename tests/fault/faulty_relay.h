#pragma once
// Stations A and B, agents running, and between them one relay R0 into which faults are put.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "e2e/line.h"
#include "faults.h"
#include "ledger.h"
#include "storm.h"

namespace backchannel::fault {

constexpr std::size_t kRunMessages = 20;

class FaultyRelay : public testing::Test {
 protected:
  FaultyRelay();
  void SetUp() override;

  // Seals and submits the next twenty at A, of all four precedences or of one.
  void submit_some(std::optional<message::Precedence> precedence = std::nullopt);
  void submit(message::Precedence precedence, std::size_t bytes);
  // Everything that was submitted lies at B, and A knows it.
  [[nodiscard]] bool all_receipted();
  void start_armed();
  void wait_ready();
  // Runs until it ends by itself or all is receipted; nullopt: it runs still.
  [[nodiscard]] std::optional<e2e::Ended> run_until_receipted();
  // Starts it without faults, and waits for everything.
  void expect_recovery();
  [[nodiscard]] Verdict verdict();

  e2e::Line line;
  Faults faults;
  Books books;
  std::map<std::string, std::size_t> seen;  // how often what happened

 private:
  store::ClientStore sent_from_;
  std::vector<base::MessageId> waiting_;
};

std::ostream& operator<<(std::ostream& out, const std::map<std::string, std::size_t>& seen);

}  // namespace backchannel::fault
