// backchannel-sim: runs simulated worlds, one for each seed.

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "backchannel/simulate/world.h"

namespace {

constexpr std::string_view kHelp =
    "usage: backchannel-sim [--seeds N] [--first S] | --seed S [--messages N]\n"
    "\n"
    "Runs whole nets in virtual time, one for each seed, and checks after every step\n"
    "that nothing accepted is lost, that nothing reaches a mailbox twice, and that no\n"
    "lower precedence leaves while a higher one that is ready waits. Prints a hash of\n"
    "everything that happened: the same seed gives the same hash.\n"
    "\n"
    "  --seeds N      run N seeds (default 100)\n"
    "  --first S      from this seed on (default 1)\n"
    "  --seed S       run one seed and print its figures\n"
    "  --messages N   messages in each world (default 30)\n";

void print(const backchannel::simulate::WorldReport& r, std::uint64_t seed) {
  std::printf("seed %" PRIu64 "  hash %016" PRIx64 "  steps %" PRIu64
              "\n  legs %u = delivered %u + not delivered %u + unknown %u + rejected %u\n"
              "  crashes %u, frames lost %u, doubled %u, halts %u\n",
              seed, r.trace_hash, r.steps, r.legs_submitted, r.delivered, r.not_delivered, r.unknown,
              r.rejected, r.crashes, r.frames_lost, r.frames_doubled, r.halts);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace backchannel::simulate;
  std::uint64_t seeds = 100, first = 1, one = 0;
  WorldConfig config;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--help" || word == "-h") {
      std::fputs(kHelp.data(), stdout);
      return 0;
    }
    char* end = nullptr;
    const std::uint64_t value = i + 1 < argc ? std::strtoull(argv[i + 1], &end, 10) : 0;
    const bool number = end != nullptr && *end == '\0' && end != argv[i + 1] && value > 0;
    std::uint64_t* target = word == "--seeds"   ? &seeds
                            : word == "--first" ? &first
                            : word == "--seed"  ? &one
                                                : nullptr;
    if (!number || (target == nullptr && word != "--messages") || (word == "--messages" && value > 10'000)) {
      std::fprintf(
          stderr,
          "backchannel-sim: cannot use \"%s\"; every option takes a whole number above 0. See --help.\n",
          argv[i]);
      return 64;
    }
    if (target != nullptr)
      *target = value;
    else
      config.messages = static_cast<unsigned>(value);
    ++i;
  }
  if (one != 0) {
    first = one;
    seeds = 1;
  }
  WorldReport sum;
  unsigned failures = 0;
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    config.seed = seed;
    const WorldReport report = run_world(config);
    if (one != 0 || !report.broken.empty()) print(report, seed);
    for (const std::string& sentence : report.broken) std::printf("  BROKEN %s\n", sentence.c_str());
    if (!report.broken.empty()) {
      ++failures;
      std::printf("  replay: %s --messages %u\n", replay_command(seed).c_str(), config.messages);
    }
    sum.trace_hash = sum.trace_hash * 31 + report.trace_hash;
    sum.steps += report.steps;
    sum.legs_submitted += report.legs_submitted;
    sum.delivered += report.delivered;
    sum.not_delivered += report.not_delivered;
    sum.unknown += report.unknown;
    sum.rejected += report.rejected;
    sum.crashes += report.crashes;
    sum.frames_lost += report.frames_lost;
    sum.frames_doubled += report.frames_doubled;
    sum.halts += report.halts;
  }
  if (one == 0) {
    std::printf("%" PRIu64 " seeds, %u with a broken invariant\n", seeds, failures);
    std::printf("hash %016" PRIx64 "  steps %" PRIu64
                "\nlegs %u = delivered %u + not delivered %u + unknown %u + rejected %u\n"
                "crashes %u, frames lost %u, doubled %u, halts %u\n",
                sum.trace_hash, sum.steps, sum.legs_submitted, sum.delivered, sum.not_delivered, sum.unknown,
                sum.rejected, sum.crashes, sum.frames_lost, sum.frames_doubled, sum.halts);
  }
  return failures == 0 ? 0 : 1;
}
