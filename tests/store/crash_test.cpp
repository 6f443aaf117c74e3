#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>
#include <set>

#include "node_home.h"

namespace backchannel::store::test {
namespace {

constexpr std::uint32_t kOutstanding = 40;

base::TransferId numbered(std::uint32_t n) {
  auto id = transfer_id(0);
  for (std::size_t i = 0; i < 4; ++i) id.value[i] = static_cast<std::uint8_t>(n >> (8 * (3 - i)));
  return id;
}

std::uint32_t number_of(const base::TransferId& id) {
  std::uint32_t n = 0;
  for (std::size_t i = 0; i < 4; ++i) n = n << 8 | id.value[i];
  return n;
}

custody::Batch accept_numbered(std::uint32_t n) {
  auto put = put_transfer(1);
  put.row.transfer = numbered(n);
  put.row.sequence = n;
  put.sealed = payload(static_cast<std::uint8_t>(n), 3'000);
  auto leg = leg_row(1);
  leg.key.transfer = put.row.transfer;
  leg.destination = base::NodeName("POST " + std::to_string(n % 8));  // no lane longer than what is recovered
  auto tombstone = put_tombstone(1);
  tombstone.key.transfer = put.row.transfer;
  return batch(n,
               {put, tombstone, custody::PutLeg{leg}, custody::PutAudit{kNow, "accepted", std::to_string(n)}},
               n % 7 == 0);
}

// Commits without end, and writes the number of each batch answered to the pipe.
[[noreturn]] void commit_until_killed(const std::filesystem::path& home, std::uint32_t first, int pipe) {
  CollectingSink sink;
  auto store = NodeStore::open(options_for(home), sink);
  if (!store) ::_exit(70);
  std::uint32_t next = first;
  while (next < first + kOutstanding) (*store)->commit(accept_numbered(next++));
  while (true) {
    const auto answer = sink.next();
    const auto* committed = answer ? std::get_if<custody::Committed>(&*answer) : nullptr;
    if (committed == nullptr) ::_exit(71);
    const auto number = static_cast<std::uint32_t>(committed->id);
    if (::write(pipe, &number, sizeof number) != sizeof number) ::_exit(72);
    (*store)->commit(accept_numbered(next++));
  }
}

// Reads answers until `enough`, kills, and reads what was still written. The highest batch asked for is one
// more than these and those outstanding.
std::vector<std::uint32_t> run_and_kill(const std::filesystem::path& home, std::uint32_t first,
                                        std::size_t enough) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const auto child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    commit_until_killed(home, first, ends[1]);
  }
  ::close(ends[1]);
  std::vector<std::uint32_t> answered;
  std::uint32_t number = 0;
  while (::read(ends[0], &number, sizeof number) == sizeof number) {
    answered.push_back(number);
    if (answered.size() == enough) ::kill(child, SIGKILL);
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself with " << WEXITSTATUS(status);
  return answered;
}

TEST(Crash, EveryBatchAnsweredBeforeAKillIsThereAfterIt) {
  TemporaryHome home;
  std::set<std::uint32_t> promised;
  std::uint32_t next = 1;
  for (std::size_t round = 1; round <= 8; ++round) {
    const auto answered = run_and_kill(home.path(), next, 17 * round);
    ASSERT_GE(answered.size(), 17 * round);
    promised.insert(answered.begin(), answered.end());

    CollectingSink sink;
    auto store = open_node(options_for(home.path()), sink);
    ASSERT_NE(store, nullptr);
    const auto recovered = must(store->recover());
    std::set<std::uint32_t> held;
    for (const auto& leg : recovered.legs) held.insert(number_of(leg.key.transfer));
    for (const auto number : promised) EXPECT_TRUE(held.contains(number)) << "lost " << number;
    EXPECT_EQ(held.size(), recovered.transfers.size()) << "a transfer without its leg";
    EXPECT_FALSE(must(store->verify_audit()).fault);
    EXPECT_EQ(must(store->verify_audit()).mark.rows, static_cast<std::int64_t>(held.size()));
    next = static_cast<std::uint32_t>(recovered.next_sequence);
    for (const auto number : held) EXPECT_LT(number, next);
  }
}

TEST(Crash, ThePayloadsAreWholeAfterAKill) {
  TemporaryHome home;
  const auto answered = run_and_kill(home.path(), 1, 100);
  const auto client = open_client(home.path());
  for (const auto number : answered)
    EXPECT_EQ(must(client.sealed(numbered(number))), *payload(static_cast<std::uint8_t>(number), 3'000));
}

}  // namespace
}  // namespace backchannel::store::test
