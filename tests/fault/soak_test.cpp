// Messages pass over three relays at an even pace for a long time: memory, open files and the files of the
// stores do not grow with what has passed, and what is kept only for answering duplicates goes when its time
// is over. BACKCHANNEL_SOAK=long: 8 minutes, 50,000 messages.

#include <array>
#include <iostream>

#include "clients.h"
#include "sqlite.h"
#include "support/facilities.h"
#include "support/sanitizer.h"
#include "watch.h"

namespace backchannel::fault {
namespace {

using e2e::eventually;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t kWalMaxBytes = std::int64_t{64} << 20;
constexpr std::array kNodes = {"A", "R0", "R1", "R2", "B"};
constexpr std::array kRelays = {"R0", "R1", "R2"};

// An hour of the exercise passes in a second: a FLASH lives for 24 s, and its tombstone for about 100 s.
std::string plan_of_fast_line() {
  std::string plan = support::line_plan(3);
  const auto put = [&](const std::string& was, const std::string& is) {
    plan.replace(plan.find(was), was.size(), is);
  };
  put("ends = \"240525Z OCT 72\"", "ends = \"221200Z DEC 72\"");
  put("rate = 1\n", "rate = 3600\n");
  return plan;
}

struct Sample {
  std::int64_t resident_kib = 0;
  std::size_t files = 0;
};

class Soak : public testing::Test {
 protected:
  Clients clients{plan_of_fast_line()};
  e2e::Net& net = clients.line.net;
  Storm storm;
  std::int64_t longest_wal = 0;

  // Hands in `count` messages evenly, over so long; looks at the WALs meanwhile.
  void run(std::size_t count, std::chrono::milliseconds span) {
    const auto begin = Clock::now();
    for (std::size_t i = 0; i < count; ++i) {
      clients.submit(message::kPrecedences[i % 4], storm.one_in(50) ? 40'000 : storm.pick(50, 1'500));
      if (i % 100 == 0)
        for (const char* node : kNodes)
          longest_wal = std::max(longest_wal, size_of(net.home(node) / "node.db-wal"));
      const auto due = begin + span * static_cast<std::int64_t>(i + 1) / static_cast<std::int64_t>(count);
      if (const auto left = due - Clock::now(); left.count() > 0)
        Storm::wait_at_most(std::chrono::duration_cast<std::chrono::microseconds>(left));
    }
    EXPECT_TRUE(eventually([&] { return clients.all_receipted(); }, std::chrono::seconds(120)))
        << clients.waiting() << " are missing; held: " << clients.held();
  }

  [[nodiscard]] std::map<std::string, Sample> sample() const {
    std::map<std::string, Sample> all;
    for (const char* node : kNodes) all[node] = {resident_kib(net.pid(node)), open_files(net.pid(node))};
    return all;
  }

  [[nodiscard]] std::int64_t tombstones(const std::string& node) const {
    const auto database = store::Database::open(net.home(node) / "node.db", {});
    if (!database) return -1;
    return (*database)->number(-1, "SELECT count(*) FROM tombstone").value_or(-1);
  }
};

TEST_F(Soak, NothingGrowsWithWhatHasPassed) {
  BC_NEEDS_PROC();
  const bool all = is_long("BACKCHANNEL_SOAK");
  const std::size_t count = all ? 51'000 : 1'500;
  // In the short form the caches are still filling.
  const std::int64_t drift_max_kib = all ? 5 << 10 : 16 << 10;
  const auto span = std::chrono::seconds(all ? 450 : 12);
  net.start_all();
  // A third to warm up: caches fill, and in the long form the first tombstones reach their end.
  run(count / 3, span / 3);
  const auto warm = sample();
  run(count - count / 3, span - span / 3);
  const auto after = sample();

  const Verdict verdict = clients.verdict();
  std::cout << verdict;
  for (const char* node : kNodes) {
    const Sample& before = warm.at(node);
    const Sample& now = after.at(node);
    const std::int64_t drift = now.resident_kib - before.resident_kib;
    std::cout << node << ": resident " << before.resident_kib << " KiB, drift " << drift << " KiB; files "
              << before.files << ", then " << now.files << "; tombstones " << tombstones(node) << "\n";
    // A sanitizer keeps what was freed and a history of what was done.
    if (!tests::under_sanitizer()) {
      EXPECT_LE(drift, drift_max_kib) << node;
    }
    EXPECT_EQ(now.files, before.files) << node;
  }
  std::cout << "longest WAL " << longest_wal / 1'024 << " KiB\n";
  EXPECT_LE(longest_wal, kWalMaxBytes);
  EXPECT_TRUE(verdict.sound());
  EXPECT_EQ(verdict.arrived, count);
  // Two for each message have passed: it and its receipt.
  for (const char* node : kRelays) {
    const auto most = static_cast<std::int64_t>(all ? count : 2 * count);
    EXPECT_LE(tombstones(node), most) << node;
    EXPECT_GT(tombstones(node), 0) << node;
  }
}

}  // namespace
}  // namespace backchannel::fault
