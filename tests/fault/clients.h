#pragma once
// The clients of a line of relays: what was handed in at A, and whether A has been told of it since.

#include <gtest/gtest.h>

#include <vector>

#include "e2e/line.h"
#include "ledger.h"
#include "storm.h"

namespace backchannel::fault {

struct Clients {
  explicit Clients(unsigned relays);
  explicit Clients(const std::string& plan);

  // Seals for B and hands in at A.
  void submit(message::Precedence precedence, std::size_t bytes);
  void seal_and_submit(Storm& storm,
                       std::size_t count);  // of all precedences; every eighth in several chunks
  // Everything that was handed in lies at B, and A knows it.
  [[nodiscard]] bool all_receipted();
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  [[nodiscard]] std::size_t held_at(const std::string& node) const;
  [[nodiscard]] std::string held() const;  // by each node: "A 0, R0 3, B 0"
  [[nodiscard]] Verdict verdict();

  e2e::Line line;
  Books books;

 private:
  store::ClientStore at_a_;
  std::vector<base::MessageId> waiting_;
};

}  // namespace backchannel::fault
