// Whole nets with real keys, stores and sockets: the rate through one relay and three, and how long a FLASH
// takes.

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string_view>
#include <thread>

#include "backchannel/base/check.h"
#include "backchannel/base/format.h"
#include "figures.h"
#include "latency.h"

namespace backchannel::bench {

namespace {

double commits_per_second(const std::filesystem::path& folder) {
  const std::string path = (folder / "sync-probe").string();
  const int fd = ::open(path.c_str(), O_CREAT | O_WRONLY, 0600);
  BC_CHECK(fd >= 0);
  const std::vector<char> block(4'096, 'x');
  const double us = median_us(50, [&] {
    BC_CHECK(::pwrite(fd, block.data(), block.size(), 0) == static_cast<ssize_t>(block.size()));
    ::fdatasync(fd);
  });
  ::close(fd);
  ::unlink(path.c_str());
  return 1e6 / us;
}

void rate_through(unsigned relays, unsigned messages) {
  support::LiveNet net(support::line_plan(relays));
  auto outbox = net.store("A");
  for (const auto& ready : seal_many(net, "ALFA", message::Precedence::Routine, messages))
    net.submit(ready, outbox);
  for (unsigned i = 0; i < relays; ++i) net.start("R" + std::to_string(i));
  net.start("B");
  const auto inbox = net.store("B");
  const auto start = SteadyClock::now();
  net.start("A");
  while (arrived(inbox) < messages) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const Millis took = SteadyClock::now() - start;
  row("through " + std::to_string(relays) + (relays == 1 ? " relay" : " relays"),
      base::grouped(static_cast<std::uint64_t>(messages / took.count() * 1'000)) + " /s",
      fixed(commits_per_second(net.folder().root()), 0) + " fdatasync/s on this disk");
}

// A line of three relays whose circuits all carry so much; 0: as much as the machine does.
std::string line_of(std::int64_t bits_per_second) {
  std::string plan = support::line_plan(3);
  const std::string row = "[[circuit]]\n";
  const std::string rate = "bits_per_second = " + std::to_string(bits_per_second) + "\n";
  for (auto at = plan.find(row); bits_per_second > 0 && at != std::string::npos; at = plan.find(row, at + 1))
    plan.insert(at + row.size(), rate);
  return plan;
}

void flash_behind(std::int64_t bits_per_second, unsigned flashes, unsigned backlog) {
  heading("FLASH over three relays, submitted to mailbox commit, circuits of " +
          (bits_per_second == 0 ? "no given rate"
                                : base::grouped(static_cast<std::uint64_t>(bits_per_second)) + " bit/s") +
          " (" + base::grouped(flashes) + " each)");
  support::LiveNet net(line_of(bits_per_second));
  net.start_all();
  static_cast<void>(flash_ms(net, "ALFA", 3));  // sessions up, chains cached
  const auto idle = flash_ms(net, "ALFA", flashes);
  print_latency("idle", idle);
  net.stop("A");
  auto outbox = net.store("A");
  for (const auto& ready : seal_many(net, "ALFA", message::Precedence::Routine, backlog))
    net.submit(ready, outbox);
  net.start("A");
  static_cast<void>(flash_ms(net, "ALFA", 1));  // the circuit is up again
  const auto behind = flash_ms(net, "ALFA", flashes);
  const std::size_t here = arrived(net.store("B")) - 2 * flashes - 4;
  print_latency("behind " + base::grouped(backlog) + " ROUTINE", behind);
  const double p99 = quantile(behind, 0.99), idle_p99 = quantile(idle, 0.99);
  goal("p99 behind them", fixed(p99 / idle_p99, 2) + " x idle", "at most 2 x", p99 <= 2 * idle_p99);
  row("of these not yet delivered at the end", base::grouped(backlog - std::min<std::size_t>(backlog, here)));
}

void bench_carrying(unsigned messages, unsigned flashes, unsigned backlog) {
  heading("Sealed messages of 2,048 bytes, committed at every hop (" + base::grouped(messages) + " each)");
  rate_through(1, messages);
  rate_through(3, messages);
  flash_behind(0, flashes, backlog);
  flash_behind(10'000'000, flashes, backlog);
}

}  // namespace

}  // namespace backchannel::bench

int main(int argc, char** argv) {
  const bool quick = argc == 2 && std::string_view(argv[1]) == "--quick";
  if (argc > 1 && !quick) {
    std::fputs("usage: bench_carrying [--quick]\n\n--quick: some of the messages.\n", stderr);
    return 64;
  }
  backchannel::bench::bench_carrying(quick ? 300 : 3'000, quick ? 100 : 300, quick ? 3'000 : 10'000);
  return backchannel::bench::all_goals_hold() ? 0 : 1;
}
