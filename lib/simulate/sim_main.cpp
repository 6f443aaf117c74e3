// backchannel-sim: runs simulated worlds, one for each seed.

#include <sysexits.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>

#include "backchannel/base/format.h"
#include "backchannel/simulate/world.h"

namespace {

using namespace backchannel::simulate;
namespace base = backchannel::base;

constexpr std::string_view kHelp =
    "usage: backchannel-sim [--seeds N] [--first S] [--twice] |\n"
    "                       --seed S [--tell]\n"
    "                       [--workload FILE] [--messages N] [--jobs N]\n"
    "\n"
    "Runs whole nets in virtual time, one for each seed: a few relays, stations and\n"
    "persons, and what befalls them. After every step it checks that nothing accepted\n"
    "is lost, that nothing reaches a mailbox twice, that no neighbour is told what is\n"
    "not committed, and that no lower precedence leaves while a higher one that is\n"
    "ready waits. At the end every message has its one true end. The same seed gives\n"
    "the same hash of everything that happened.\n"
    "\n"
    "  --seeds N        run N seeds (default 100)\n"
    "  --first S        from this seed on (default 1)\n"
    "  --seed S         run one seed and print its figures\n"
    "  --tell           tell everything that happens in it, one line each\n"
    "  --twice          run each seed twice: both hashes must be the same\n"
    "  --workload FILE  what is written, and what may befall it; without: the seed\n"
    "                   chooses among the built-in ones (tests/simulate/workloads)\n"
    "  --messages N     messages in each world (default: as the workload says)\n"
    "  --jobs N         worlds at a time (default: one for each core)\n"
    "\n"
    "The rare paths that a world should walk are listed at the end, with the number\n"
    "of seeds that walked them.\n"
    "\n"
    "exit: 0 all held; 1 an invariant is broken, two hashes differ, or in a run of\n"
    "1,000 seeds or more a rare path was walked by none; 64 bad usage; 65 a workload\n"
    "that cannot be used; 66 no such file\n";

constexpr std::uint64_t kSeedsForAllMarks = 1'000;

struct Options {
  std::uint64_t seeds = 100, first = 1, one = 0, messages = 0, jobs = 0;
  bool twice = false, tell = false, help = false;
  std::string workload;
};

std::nullopt_t complain(std::string_view word, const char* why) {
  std::fprintf(stderr, "backchannel-sim: %s %s. See --help.\n", base::visible(word).c_str(), why);
  return std::nullopt;
}

// A number above 0, at most `most`.
std::optional<std::uint64_t> number_of(std::string_view word, std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || value == 0 || value > most)
    return std::nullopt;
  return value;
}

std::optional<Options> read_options(int count, char** words) {
  Options options;
  struct Row {
    std::string_view name;
    std::uint64_t* target;
    std::uint64_t most;
    const char* complaint;
  };
  const std::array rows = {
      Row{"--seeds", &options.seeds, 100'000'000, "needs a whole number from 1 to 100000000"},
      Row{"--first", &options.first, UINT64_MAX / 2, "needs a whole number above 0"},
      Row{"--seed", &options.one, UINT64_MAX / 2, "needs a whole number above 0"},
      Row{"--messages", &options.messages, 10'000, "needs a whole number from 1 to 10000"},
      Row{"--jobs", &options.jobs, 256, "needs a whole number from 1 to 256"},
  };
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    if (word == "--help" || word == "-h") {
      options.help = true;
      return options;
    }
    if (word == "--twice" || word == "--tell") {
      (word == "--twice" ? options.twice : options.tell) = true;
      continue;
    }
    const std::string_view value = i + 1 < count ? words[i + 1] : "";
    ++i;
    if (word == "--workload") {
      if (value.empty()) return complain(word, "needs a file");
      options.workload = value;
      continue;
    }
    const auto row =
        std::find_if(rows.begin(), rows.end(), [&](const Row& each) { return each.name == word; });
    if (row == rows.end()) return complain(word, "is not an option");
    const auto number = number_of(value, row->most);
    if (!number) return complain(word, row->complaint);
    *row->target = *number;
  }
  if (options.tell && options.one == 0) return complain("--tell", "needs --seed");
  return options;
}

void print_figures(const WorldReport& r) {
  std::printf("hash %016" PRIx64 "  steps %" PRIu64 "  crashes %u\n", r.trace_hash, r.steps, r.crashes);
  std::printf("legs %u = delivered %u + not delivered %u + unknown %u\n", r.submitted, r.delivered,
              r.not_delivered, r.unknown);
  std::printf("     + refused at once %u + held by a hostile node %u\n", r.refused, r.held);
}

void add(WorldReport& sum, const WorldReport& r) {
  sum.trace_hash = sum.trace_hash * 31 + r.trace_hash;
  sum.steps += r.steps;
  sum.submitted += r.submitted;
  sum.delivered += r.delivered;
  sum.not_delivered += r.not_delivered;
  sum.unknown += r.unknown;
  sum.refused += r.refused;
  sum.held += r.held;
  sum.crashes += r.crashes;
}

// How many seeds walked each path; the number of paths that none walked.
std::size_t print_marks(const std::vector<WorldReport>& reports) {
  std::array<std::size_t, kMarks> seeds{};
  for (const WorldReport& report : reports)
    for (std::size_t i = 0; i < kMarks; ++i) seeds[i] += report.marks.test(i) ? 1 : 0;
  std::size_t missed = 0;
  std::printf("rare paths, and how many seeds walked them:\n");
  for (std::size_t i = 0; i < kMarks; ++i) {
    if (seeds[i] > 0 || reports.size() > 1)
      std::printf("%8zu  %s\n", seeds[i], std::string(sentence_of(static_cast<Mark>(i))).c_str());
    if (seeds[i] == 0) ++missed;
  }
  std::printf("%zu of %zu rare paths walked\n", kMarks - missed, kMarks);
  return missed;
}

unsigned print_broken(const std::vector<WorldReport>& reports, WorldConfig config, std::uint64_t first) {
  unsigned failures = 0;
  for (std::uint64_t i = 0; i < reports.size(); ++i) {
    if (reports[i].broken.empty()) continue;
    ++failures;
    config.seed = first + i;
    for (const std::string& sentence : reports[i].broken)
      std::printf("BROKEN seed %" PRIu64 " %s\n", config.seed, sentence.c_str());
    std::printf("  replay: %s\n", replay_command(config).c_str());
  }
  return failures;
}

unsigned print_differences(const std::vector<WorldReport>& a, const std::vector<WorldReport>& b,
                           std::uint64_t first) {
  unsigned failures = 0;
  for (std::uint64_t i = 0; i < a.size(); ++i) {
    if (a[i].trace_hash == b[i].trace_hash) continue;
    ++failures;
    std::printf("DIFFERENT seed %" PRIu64 ": %016" PRIx64 " and %016" PRIx64 "\n", first + i, a[i].trace_hash,
                b[i].trace_hash);
  }
  std::printf("%zu seeds run twice, %u with two hashes\n", a.size(), failures);
  return failures;
}

int run(const Options& options, const Workload* workload) {
  WorldConfig config;
  config.workload = workload;
  config.messages = static_cast<unsigned>(options.messages);
  const std::uint64_t first = options.one != 0 ? options.one : options.first;
  const std::uint64_t seeds = options.one != 0 ? 1 : options.seeds;
  const unsigned threads = options.jobs != 0 ? static_cast<unsigned>(options.jobs)
                                             : std::max(1U, std::thread::hardware_concurrency());
  if (options.tell) config.tell = [](const std::string& line) { std::printf("%s\n", line.c_str()); };
  const auto reports = run_worlds(config, first, seeds, threads);
  unsigned failures = print_broken(reports, config, first);
  std::printf("%" PRIu64 " seeds, %u with a broken invariant\n", seeds, failures);
  WorldReport sum;
  for (const WorldReport& report : reports) add(sum, report);
  if (options.one != 0) sum = reports.front();
  print_figures(sum);
  if (options.twice) failures += print_differences(reports, run_worlds(config, first, seeds, threads), first);
  const std::size_t missed = print_marks(reports);
  return failures == 0 && (missed == 0 || seeds < kSeedsForAllMarks) ? EX_OK : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = read_options(argc, argv);
  if (!options) return EX_USAGE;
  if (options->help) {
    std::fwrite(kHelp.data(), 1, kHelp.size(), stdout);
    return EX_OK;
  }
  if (options->workload.empty()) return run(*options, nullptr);
  std::ifstream file(options->workload, std::ios::binary);
  if (!file || std::filesystem::is_directory(options->workload)) {
    std::fprintf(stderr, "backchannel-sim: %s cannot be read\n", base::visible(options->workload).c_str());
    return EX_NOINPUT;
  }
  std::ostringstream content;
  content << file.rdbuf();
  const auto workload = load_workload(content.str(), options->workload);
  if (!workload) {
    std::fprintf(stderr, "backchannel-sim: %s\n", base::to_sentence(workload.error()).c_str());
    if (const std::string hint = base::hint_of(workload.error()); !hint.empty())
      std::fprintf(stderr, "hint: %s\n", hint.c_str());
    return EX_DATAERR;
  }
  return run(*options, &*workload);
}
