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
#include "live_net.h"

namespace backchannel::bench {

namespace {

using SteadyClock = std::chrono::steady_clock;
using Millis = std::chrono::duration<double, std::milli>;

std::vector<support::LiveNet::Ready> seal_many(support::LiveNet& net, message::Precedence precedence,
                                               unsigned count) {
  std::vector<support::LiveNet::Ready> ready;
  for (unsigned i = 0; i < count; ++i) ready.push_back(net.seal("ALFA", "B", precedence, 2'048));
  return ready;
}

std::size_t arrived(const store::ClientStore& store) {
  const auto rows = store.mailbox();
  BC_CHECK(rows.has_value());
  return rows->size();
}

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
  for (const auto& ready : seal_many(net, message::Precedence::Routine, messages)) net.submit(ready, outbox);
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

// Submit to mailbox commit, one at a time.
std::vector<double> flash_ms(support::LiveNet& net, unsigned flashes) {
  auto outbox = net.store("A");
  const auto inbox = net.store("B");
  std::vector<double> samples;
  for (const auto& ready : seal_many(net, message::Precedence::Flash, flashes)) {
    const auto start = SteadyClock::now();
    net.submit(ready, outbox);
    while (!inbox.mailbox({ready.row.transfer, 0, 1}))
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    samples.push_back(Millis(SteadyClock::now() - start).count());
  }
  return samples;
}

void print_latency(const std::string& name, const std::vector<double>& samples, double idle_p99) {
  row(name + ", p50", fixed(quantile(samples, 0.5), 1) + " ms");
  row(name + ", p99", fixed(quantile(samples, 0.99), 1) + " ms",
      idle_p99 > 0 ? fixed(quantile(samples, 0.99) / idle_p99, 2) + " x idle" : std::string());
}

void bench_carrying(unsigned messages, unsigned flashes, unsigned backlog) {
  heading("Sealed messages of 2,048 bytes, committed at every hop (" + base::grouped(messages) + " each)");
  rate_through(1, messages);
  rate_through(3, messages);

  heading("FLASH over three relays, submitted to mailbox commit (" + base::grouped(flashes) + " each)");
  support::LiveNet net(support::line_plan(3));
  net.start_all();
  static_cast<void>(flash_ms(net, 3));  // sessions up, chains cached
  const auto idle = flash_ms(net, flashes);
  print_latency("idle", idle, 0);
  net.stop("A");
  auto outbox = net.store("A");
  for (const auto& ready : seal_many(net, message::Precedence::Routine, backlog)) net.submit(ready, outbox);
  net.start("A");
  const auto behind = flash_ms(net, flashes);
  const std::size_t still = backlog - std::min<std::size_t>(backlog, arrived(net.store("B")));
  print_latency("behind " + base::grouped(backlog) + " ROUTINE", behind, quantile(idle, 0.99));
  row("of these not yet delivered at the end", base::grouped(still));
}

}  // namespace

}  // namespace backchannel::bench

int main(int argc, char** argv) {
  const bool quick = argc == 2 && std::string_view(argv[1]) == "--quick";
  if (argc > 1 && !quick) {
    std::fputs("usage: bench_carrying [--quick]\n\n--quick: a tenth of the messages.\n", stderr);
    return 64;
  }
  backchannel::bench::bench_carrying(quick ? 300 : 3'000, quick ? 50 : 300, quick ? 1'000 : 10'000);
}
