// The k-th write, sync, open, rename, link or truncation of a relay fails, once for each k of a run of twenty
// messages: nothing is promised that is not on the disk, the process ends with its own code or goes on, and
// the next start delivers what it held. BACKCHANNEL_IO_ERRORS=long: every k, with EIO and with ENOSPC.

#include <gtest/gtest.h>

#include <cerrno>
#include <iostream>

#include "e2e/line.h"
#include "faults.h"
#include "ledger.h"
#include "storm.h"

namespace backchannel::fault {
namespace {

using e2e::eventually;

constexpr std::size_t kMessages = 20;
constexpr int kIoExit = 74;
constexpr double kEndsWithinMs = 1'000;

// The relay dials both stations: a net whose relay has just started need not wait for their next attempt.
std::string plan_of_dialling_relay() {
  std::string plan = support::line_plan(1);
  for (const std::string station : {"A", "B"}) {
    const std::string ends = "[\"" + station + "\", \"R0\"]";
    plan.replace(plan.find(ends), ends.size(), "[\"R0\", \"" + station + "\"]");
  }
  return plan;
}

class IoErrors : public testing::Test {
 protected:
  e2e::Line line{e2e::Line::Plan{plan_of_dialling_relay()}};
  Faults faults{line.net.scratch() / "faults", line.net.home("R0")};
  Books books;
  std::map<std::string, std::size_t> seen;  // how often what happened
  double slowest_end_ms = 0;
  store::ClientStore sent_from = line.net.store("A");
  std::vector<support::LiveNet::Ready> waiting;  // of this round

  void SetUp() override {
    BC_NEEDS_PRELOAD();
    for (const char* node : {"A", "B"}) line.net.start(node);
  }

  void submit_some(int error) {
    for (std::size_t i = 0; i < kMessages; ++i) {
      // What a full disk has put off is offered again soonest.
      const auto precedence = error == ENOSPC ? message::Precedence::Flash : message::kPrecedences[i % 4];
      line.submit(precedence, i % 7 == 3 ? 40'000 : 300);
      books.attempts.push_back({line.sent.back().row.message, line.sent.back().row.transfer});
    }
    waiting.assign(line.sent.end() - kMessages, line.sent.end());
  }

  // Everything of this round lies at B, and A knows it.
  bool all_receipted() {
    while (!waiting.empty()) {
      const auto said = sent_from.statements(waiting.back().row.message);
      if (!said || said->empty()) return false;
      waiting.pop_back();
    }
    return true;
  }

  // Twenty messages, while the k-th call fails. False: there was no k-th.
  bool strike(std::uint64_t k, int error) {
    submit_some(error);
    faults.arm(kAllCalls, error, k);
    line.net.start("R0", faults.environment());
    std::optional<e2e::Ended> ended;
    while (!ended && !all_receipted()) ended = line.net.end_of("R0", std::chrono::milliseconds(2));
    const double took = faults.ms_since_struck();
    const bool by_itself = ended.has_value();
    if (!by_itself) ended = line.net.stop("R0");
    if (by_itself) {
      slowest_end_ms = std::max(slowest_end_ms, took);
      EXPECT_TRUE(faults.struck()) << e2e::what_happened(*ended);
      EXPECT_EQ(ended->exit_code, kIoExit) << context(k, error) << e2e::what_happened(*ended);
      EXPECT_LE(took, kEndsWithinMs) << context(k, error);
    } else {
      EXPECT_TRUE(ended->exit_code == 0 || ended->exit_code == kIoExit)
          << context(k, error) << e2e::what_happened(*ended);
    }
    const bool struck = faults.struck();
    const std::string which = faults.which();
    const bool was_promised_on = which.find(" node.db") != std::string::npos && !which.starts_with("open") &&
                                 !which.starts_with("ftruncate");
    if (struck && error == EIO && was_promised_on) {
      EXPECT_EQ(ended->exit_code, kIoExit) << which;
    }
    if (struck)
      ++seen[which + (error == EIO ? ", EIO: " : ", ENOSPC: ") + (by_itself ? "exit " : "goes on, exit ") +
             std::to_string(ended->exit_code)];
    recover();
    return struck;
  }

  void recover() {
    if (!all_receipted()) {
      line.net.start("R0");
      EXPECT_TRUE(eventually([&] { return all_receipted(); })) << waiting.size() << " are missing";
      line.net.kill("R0");
    }
    // The next round makes its store anew: nothing is under way.
    for (const auto& file : std::filesystem::directory_iterator(line.net.home("R0")))
      if (const std::string name = file.path().filename().string();
          name.starts_with("node.db") || name == "reserve" || name == "lock")
        std::filesystem::remove(file.path());
  }

  static std::string context(std::uint64_t k, int error) {
    return "call " + std::to_string(k) + (error == EIO ? ", EIO: " : ", ENOSPC: ");
  }

  Verdict verdict() {
    books.arrivals = arrivals(line.net.store("B"));
    books.ends = ends(line.net.store("A"), {});
    books.records = books.attempts.size();
    return judge(books);
  }

  void report() {
    for (const auto& [what, count] : seen) std::cout << count << " x " << what << "\n";
    std::cout << verdict() << "slowest end " << static_cast<int>(slowest_end_ms) << " ms\n";
  }

  // Each k, or some of them.
  void sweep(int error) {
    Storm storm;
    const bool all = is_long("BACKCHANNEL_IO_ERRORS");
    std::size_t rounds = 0;
    for (std::uint64_t k = all ? 1 : storm.pick(1, 40); strike(k, error); k += all ? 1 : storm.pick(30, 60))
      ++rounds;
    std::cout << rounds << " calls failed, each in a run of its own\n";
    report();
    EXPECT_TRUE(verdict().sound());
    EXPECT_EQ(verdict().arrived, books.attempts.size());
  }
};

TEST_F(IoErrors, AtAnyCallLoseNothingAndEndTheProcessWithItsOwnCode) { sweep(EIO); }

TEST_F(IoErrors, ForWantOfRoomAtAnyCallLoseNothing) { sweep(ENOSPC); }

TEST_F(IoErrors, WhileStoppingAreToldByTheExitCode) {
  faults.arm(kWrites, EIO, 0);
  line.net.start("R0", faults.environment());
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(line.net.home("R0") / "ready"); }));
  faults.arm(kWrites, EIO, 1);
  const e2e::Ended ended = line.net.stop("R0");
  EXPECT_TRUE(faults.struck());
  EXPECT_EQ(ended.exit_code, kIoExit) << e2e::what_happened(ended);
  EXPECT_NE(ended.err.find("node.db"), std::string::npos) << ended.err;
}

TEST_F(IoErrors, ADiskThatOnlySaysItHasSyncedIsSeenInTheBooks) {
  ASSERT_FALSE(line.net.stop("B").timed_out);
  faults.arm(kSyncs, EIO, 0);
  line.net.start("R0", faults.environment());
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(line.net.home("R0") / "ready"); }));
  faults.lie();
  submit_some(EIO);
  ASSERT_TRUE(eventually([&] { return line.audit_rows("A", "moved") >= kMessages; }));
  faults.cut_power();
  line.submit(message::Precedence::Routine, 100);
  books.attempts.push_back({line.sent.back().row.message, line.sent.back().row.transfer});
  ASSERT_TRUE(line.net.end_of("R0", tests::kProgramPatience));
  for (const char* node : {"R0", "B"}) line.net.start(node);
  ASSERT_TRUE(eventually([&] { return line.arrived(line.sent.back()); }));
  EXPECT_EQ(verdict().lost, kMessages) << verdict();
}

// The same with a disk that tells the truth.
TEST_F(IoErrors, APowerCutLosesNothing) {
  ASSERT_FALSE(line.net.stop("B").timed_out);
  faults.arm(kSyncs, EIO, 0);
  line.net.start("R0", faults.environment());
  submit_some(EIO);
  ASSERT_TRUE(eventually([&] { return line.audit_rows("A", "moved") >= kMessages; }));
  faults.cut_power();
  line.submit(message::Precedence::Routine, 100);
  books.attempts.push_back({line.sent.back().row.message, line.sent.back().row.transfer});
  ASSERT_TRUE(line.net.end_of("R0", tests::kProgramPatience));
  for (const char* node : {"R0", "B"}) line.net.start(node);
  waiting.push_back(line.sent.back());
  ASSERT_TRUE(eventually([&] { return all_receipted(); }));
  EXPECT_TRUE(verdict().sound()) << verdict();
  EXPECT_EQ(verdict().arrived, books.attempts.size());
}

}  // namespace
}  // namespace backchannel::fault
