// Precedence where there is little: a slow circuit, a circuit that is always full, and one who floods.

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string_view>
#include <thread>

#include "backchannel/base/check.h"
#include "backchannel/base/format.h"
#include "figures.h"
#include "latency.h"

namespace backchannel::bench {

namespace {

constexpr double kSlowFlashMs = 500;
constexpr double kFairShare = 0.05;
constexpr double kRelayMebibytes = 256;
constexpr unsigned kBurst = 5, kPerMinute = 10;

// A to R0 carries 1 Mbit/s; R0 to B is as quick as the machine.
std::string slow_plan(const std::string& more) {
  std::string plan = support::line_plan(1);
  const std::string ends = "ends = [\"A\", \"R0\"]\n";
  const auto place = plan.find(ends);
  BC_CHECK(place != std::string::npos);
  return plan.insert(place + ends.size(), "bits_per_second = 1000000\n" + more);
}

void submit_all(support::LiveNet& net, const std::string& station,
                const std::vector<support::LiveNet::Ready>& all) {
  auto outbox = net.store(station);
  for (const auto& ready : all) net.submit(ready, outbox);
}

// Long enough bodies wait that one is on the circuit until the last FLASH has arrived.
void beside_a_long_body(unsigned flashes) {
  heading("FLASH beside ROUTINE of 1 MB on a circuit of 1 Mbit/s (" + base::grouped(flashes) + ")");
  support::LiveNet net(slow_plan({}));
  net.start_all();
  static_cast<void>(flash_ms(net, "ALFA", 3));
  const unsigned bodies = flashes / 20 + 2;
  submit_all(net, "A", seal_many(net, "ALFA", message::Precedence::Routine, bodies, 1'000'000));
  std::this_thread::sleep_for(std::chrono::seconds(1));
  const auto samples = flash_ms(net, "ALFA", flashes, true);
  print_latency("FLASH", samples);
  goal("p99", fixed(quantile(samples, 0.99), 0) + " ms", "at most " + fixed(kSlowFlashMs, 0) + " ms",
       quantile(samples, 0.99) <= kSlowFlashMs);
  BC_CHECK(arrived(net.store("B")) < flashes + 3 + bodies);  // else the circuit was free at the end
}

std::size_t arrived_of(const store::ClientStore& inbox, message::Precedence precedence) {
  const auto rows = inbox.mailbox();
  BC_CHECK(rows.has_value());
  return static_cast<std::size_t>(std::count_if(rows->begin(), rows->end(), [&](const auto& each) {
    return message::precedence_of(each.header) == precedence;
  }));
}

void under_more_flash_than_it_carries(unsigned flashes) {
  heading("ROUTINE on a full circuit of 1 Mbit/s with the fairness slot (" + base::grouped(flashes) +
          " FLASH)");
  support::LiveNet net(slow_plan("fairness = true\n"));
  submit_all(net, "A", seal_many(net, "ALFA", message::Precedence::Routine, flashes / 4));
  submit_all(net, "A", seal_many(net, "ALFA", message::Precedence::Flash, flashes));
  net.start_all();
  const auto inbox = net.store("B");
  // While a fifth of the FLASH still waits.
  while (arrived_of(inbox, message::Precedence::Flash) < flashes * 4 / 5)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto flash = static_cast<double>(arrived_of(inbox, message::Precedence::Flash));
  const auto routine = static_cast<double>(arrived_of(inbox, message::Precedence::Routine));
  const double share = routine / (routine + flash);
  // All are of one size; the last one on its way is not counted yet.
  goal("ROUTINE's share", fixed(100 * share, 1) + " %", "at least " + fixed(100 * kFairShare, 0) + " %",
       (routine + 1) / (routine + flash + 1) >= kFairShare);
}

double own_mebibytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0, resident = 0;
  file >> all >> resident;
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

// Two stations at one relay; what ALFA may send is bounded.
std::string flood_plan() {
  return support::line_plan(1) +
         "[[station]]\nname = \"C\"\nclearance = \"SECRET\"\nzone = \"UTC\"\nbasis = \"exercise\"\n"
         "[[person]]\nname = \"CHARLIE\"\ntitle = \"Clerk\"\nstation = \"C\"\nclearance = \"SECRET\"\n"
         "highest = \"FLASH\"\nbasis = \"exercise\"\n"
         "[[circuit]]\nends = [\"C\", \"R0\"]\naccreditation = \"SECRET\"\nbasis = \"exercise\"\n"
         "[[admission]]\nwho = \"ALFA\"\nprecedence = \"FLASH\"\nburst = " +
         std::to_string(kBurst) + "\nper_minute = " + std::to_string(kPerMinute) + "\nbasis = \"exercise\"\n";
}

std::size_t of_author(const store::ClientStore& inbox, std::string_view author) {
  const auto rows = inbox.mailbox();
  BC_CHECK(rows.has_value());
  return static_cast<std::size_t>(std::count_if(
      rows->begin(), rows->end(), [&](const auto& each) { return each.header.originator.value == author; }));
}

void beside_a_flood(unsigned flood, unsigned flashes) {
  heading("FLASH of one station while another's writer floods (" + base::grouped(flood) + " FLASH at once)");
  support::LiveNet net(flood_plan());
  net.start_all();
  static_cast<void>(flash_ms(net, "CHARLIE", 3));
  const auto idle = flash_ms(net, "CHARLIE", flashes);
  print_latency("idle", idle);
  const auto all = seal_many(net, "ALFA", message::Precedence::Flash, flood);
  const auto start = SteadyClock::now();
  std::thread hostile([&] { submit_all(net, "A", all); });
  const auto beside = flash_ms(net, "CHARLIE", flashes);
  const double resident = own_mebibytes();
  hostile.join();
  const double took_s = Millis(SteadyClock::now() - start).count() / 1'000;
  print_latency("beside the flood", beside);
  const double p99 = quantile(beside, 0.99), idle_p99 = quantile(idle, 0.99);
  goal("p99 beside the flood", fixed(p99 / idle_p99, 2) + " x idle", "at most 2 x", p99 <= 2 * idle_p99);
  row("written by the flood", fixed(flood / took_s, 0) + " /s");
  const std::size_t admitted = of_author(net.store("B"), "ALFA");
  const double bucket = kBurst + kPerMinute * took_s / 60 + 1;
  goal("admitted of the flood", base::grouped(admitted), "at most " + fixed(bucket, 0),
       static_cast<double>(admitted) <= bucket);
  goal("memory of relay and stations together", fixed(resident, 0) + " MiB",
       "relay at most " + fixed(kRelayMebibytes, 0) + " MiB", resident <= kRelayMebibytes);
}

}  // namespace

}  // namespace backchannel::bench

int main(int argc, char** argv) {
  namespace bench = backchannel::bench;
  const bool quick = argc == 2 && std::string_view(argv[1]) == "--quick";
  if (argc > 1 && !quick) {
    std::fputs("usage: bench_precedence [--quick]\n\n--quick: a tenth of the messages.\n", stderr);
    return 64;
  }
  bench::beside_a_long_body(quick ? 30 : 300);
  bench::under_more_flash_than_it_carries(quick ? 100 : 1'000);
  bench::beside_a_flood(quick ? 500 : 5'000, quick ? 50 : 300);
  return bench::all_goals_hold() ? 0 : 1;
}
