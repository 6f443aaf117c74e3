// The k-th allocation of a relay fails: the process ends with one line and code 71, or goes on where the C
// library or a library behind it can do without; whatever was accepted is delivered, once.
// BACKCHANNEL_ALLOCATIONS=long: 2,000 values of k.

#include <cerrno>
#include <cstdint>
#include <iostream>
#include <limits>

#include "faulty_relay.h"

namespace backchannel::fault {
namespace {

constexpr int kMemoryExit = 71;
constexpr int kAborted = 128 + 6;

class Allocations : public FaultyRelay {
 protected:
  // How many a run of twenty messages makes, start and stop included.
  std::uint64_t count_of_run() {
    submit_some();
    faults.arm(kAllocations, ENOMEM, std::numeric_limits<std::uint64_t>::max());
    start_armed();
    EXPECT_FALSE(run_until_receipted());
    EXPECT_EQ(net.stop("R0").exit_code, 0);
    return faults.counted();
  }

  void strike(std::uint64_t k) {
    if (clients.all_receipted()) submit_some();
    faults.arm(kAllocations, ENOMEM, k);
    start_armed();
    auto ended = run_until_receipted();
    const bool by_itself = ended.has_value();
    if (!by_itself) ended = net.stop("R0");
    ASSERT_FALSE(ended->timed_out) << "allocation " << k << ": it hangs";
    const std::string what = by_itself ? how(*ended) : "goes on";
    ++seen[what];
    EXPECT_TRUE(!by_itself || ended->exit_code == kMemoryExit || what.starts_with("libzmq"))
        << "allocation " << k << ": " << e2e::what_happened(*ended);
  }

  static std::string how(const e2e::Ended& ended) {
    if (ended.exit_code == kAborted && ended.err.find("OUT OF MEMORY") != std::string::npos)
      return "libzmq aborts";
    return "exit " + std::to_string(ended.exit_code);
  }
};

TEST_F(Allocations, ThatFailEndTheProcessAndLoseNothing) {
  Storm storm;
  const std::size_t rounds = is_long("BACKCHANNEL_ALLOCATIONS") ? 2'000 : 40;
  const std::uint64_t all = count_of_run();
  ASSERT_GT(all, rounds);
  // One by chance in each part of the run.
  for (std::size_t i = 0; i < rounds; ++i)
    ASSERT_NO_FATAL_FAILURE(strike(storm.pick(all * i / rounds + 1, all * (i + 1) / rounds)));
  expect_recovery();
  const Verdict result = clients.verdict();
  std::cout << rounds << " of " << all << " allocations failed\n" << seen << result;
  EXPECT_TRUE(result.sound());
  EXPECT_EQ(result.arrived, clients.books.attempts.size());
}

}  // namespace
}  // namespace backchannel::fault
