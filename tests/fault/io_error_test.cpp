// The k-th write, sync, open, rename, link or truncation of a relay fails, once for each k of a run of twenty
// messages: nothing is promised that is not on the disk, the process ends with its own code or goes on, and
// the next start delivers what it held. BACKCHANNEL_IO_ERRORS=long: every k.

#include <cerrno>
#include <iostream>

#include "faulty_relay.h"

namespace backchannel::fault {
namespace {

using e2e::eventually;

constexpr int kIoExit = 74;
constexpr double kEndsWithinMs = 1'000;

const char* name_of(int error) { return error == EIO ? ", EIO: " : ", ENOSPC: "; }

// Of temporary files: they are named after the process.
std::string without_numbers(std::string words) {
  std::erase_if(words, [](char c) { return c >= '0' && c <= '9'; });
  return words;
}

class IoErrors : public FaultyRelay {
 protected:
  double slowest_end_ms = 0;

  // Twenty messages, while the k-th call fails. False: there was no k-th.
  bool strike(std::uint64_t k, int error) {
    // What a full disk has put off is offered again soonest if it is a FLASH.
    submit_some(error == ENOSPC ? std::optional(message::Precedence::Flash) : std::nullopt);
    faults.arm(kAllCalls, error, k);
    start_armed();
    auto ended = run_until_receipted();
    const double took = faults.ms_since_struck();
    const bool by_itself = ended.has_value();
    if (!by_itself) ended = net.stop("R0");
    const std::string which = without_numbers(faults.which()) + name_of(error);
    SCOPED_TRACE("call " + std::to_string(k) + " " + which + e2e::what_happened(*ended));
    EXPECT_TRUE(ended->exit_code == kIoExit || (!by_itself && ended->exit_code == 0));
    if (by_itself) {
      slowest_end_ms = std::max(slowest_end_ms, took);
      EXPECT_TRUE(faults.struck());
      EXPECT_LE(took, kEndsWithinMs);
    }
    const bool is_promised_on = which.find(" node.db") != std::string::npos && !which.starts_with("open") &&
                                !which.starts_with("ftruncate");
    if (error == EIO && is_promised_on) {
      EXPECT_EQ(ended->exit_code, kIoExit);
    }
    const bool struck = faults.struck();
    if (struck) ++seen[which + (by_itself ? "exit " : "goes on, exit ") + std::to_string(ended->exit_code)];
    expect_recovery();
    begin_anew();
    return struck;
  }

  // Nothing is under way: the next round makes its store again.
  void begin_anew() {
    for (const auto& file : std::filesystem::directory_iterator(net.home("R0")))
      if (const std::string name = file.path().filename().string();
          name.starts_with("node.db") || name == "reserve" || name == "lock")
        std::filesystem::remove(file.path());
  }

  // Each k, or some of them.
  void sweep(int error) {
    Storm storm;
    const bool all = is_long("BACKCHANNEL_IO_ERRORS");
    std::size_t rounds = 0;
    for (std::uint64_t k = all ? 1 : storm.pick(1, 40); strike(k, error); k += all ? 1 : storm.pick(30, 60))
      ++rounds;
    const Verdict result = clients.verdict();
    std::cout << seen << rounds << " calls failed, each in a run of its own\n"
              << result << "slowest end " << static_cast<int>(slowest_end_ms) << " ms\n";
    EXPECT_TRUE(result.sound());
    EXPECT_EQ(result.arrived, clients.books.attempts.size());
  }

  // B does not run: what the relay has accepted stays there. Then the power fails at its next write.
  void cut_power_while_holding(bool disk_lies) {
    ASSERT_FALSE(net.stop("B").timed_out);
    faults.arm(0, 0, 0);
    start_armed();
    ASSERT_NO_FATAL_FAILURE(wait_ready());
    if (disk_lies) faults.lie();
    submit_some();
    ASSERT_TRUE(eventually([&] { return clients.line.audit_rows("A", "moved") >= kRunMessages; }));
    faults.cut_power();
    clients.submit(message::Precedence::Routine, 100);
    ASSERT_TRUE(net.end_of("R0", tests::kProgramPatience));
    for (const char* node : {"R0", "B"}) net.start(node);
    const base::MessageId last = clients.books.attempts.back().message;
    ASSERT_TRUE(eventually([&] {
      const auto said = net.store("A").statements(last);
      return said && !said->empty();
    }));
  }
};

TEST_F(IoErrors, AtAnyCallLoseNothingAndEndTheProcessWithItsOwnCode) { sweep(EIO); }

TEST_F(IoErrors, ForWantOfRoomAtAnyCallLoseNothing) { sweep(ENOSPC); }

TEST_F(IoErrors, WhileStoppingAreToldByTheExitCode) {
  faults.arm(0, 0, 0);
  start_armed();
  ASSERT_NO_FATAL_FAILURE(wait_ready());
  faults.arm(kWrites, EIO, 1);
  const e2e::Ended ended = net.stop("R0");
  EXPECT_TRUE(faults.struck());
  EXPECT_EQ(ended.exit_code, kIoExit) << e2e::what_happened(ended);
  EXPECT_NE(ended.err.find("node.db"), std::string::npos) << ended.err;
}

TEST_F(IoErrors, ADiskThatOnlySaysItHasSyncedIsSeenInTheBooks) {
  ASSERT_NO_FATAL_FAILURE(cut_power_while_holding(true));
  EXPECT_EQ(clients.verdict().lost, kRunMessages) << clients.verdict();
}

TEST_F(IoErrors, APowerCutLosesNothing) {
  ASSERT_NO_FATAL_FAILURE(cut_power_while_holding(false));
  ASSERT_TRUE(eventually([&] { return clients.all_receipted(); }));
  EXPECT_TRUE(clients.verdict().sound()) << clients.verdict();
  EXPECT_EQ(clients.verdict().arrived, clients.books.attempts.size());
}

}  // namespace
}  // namespace backchannel::fault
