#include "spin.h"

#include <array>
#include <regex>
#include <string_view>

#include "support/process.h"

namespace backchannel::model {

namespace {

constexpr std::chrono::milliseconds kLargePatience{60 * 60'000};
constexpr int kNotFound = 127;  // of env

[[nodiscard]] Outcome trouble(std::string sentence) {
  Outcome none;
  none.trouble = std::move(sentence);
  return none;
}

// Each says that the verifier has not seen all there is.
constexpr std::array<std::string_view, 6> kCutShort{"Search not completed",  "max search depth too small",
                                                    "out of memory",         "DMEMLIM bound",
                                                    "Bit statespace search", "VECTORSZ is too small"};

[[nodiscard]] tests::Ended run_in(const std::filesystem::path& folder, std::vector<std::string> words,
                                  std::chrono::milliseconds patience = tests::kProgramPatience) {
  tests::Command command;
  command.program = "/usr/bin/env";
  command.arguments = std::move(words);
  command.folder = folder;
  return tests::run(command, patience);
}

// Empty: it went well.
[[nodiscard]] std::string why_not(const std::string& name, const tests::Ended& ended) {
  if (ended.timed_out) return name + " did not end in time";
  if (ended.exit_code == kNotFound)
    return name + " is not installed; ./run test installs it (Debian packages spin and gcc)";
  if (ended.exit_code != 0) return name + " failed: " + ended.out + ended.err;
  return {};
}

}  // namespace

Outcome read_report(const std::string& report) {
  static const std::regex result(R"(State-vector \d+ byte, depth reached (\d+), errors: (\d+)\n)");
  static const std::regex stored(R"(\n *([0-9.e+]+) states, stored)");
  static const std::regex first(R"((?:^|\n)pan:1: ([^\n]*?)(?: \(at depth \d+\))?\n)");
  std::smatch numbers, states, error;
  if (!std::regex_search(report, numbers, result) || !std::regex_search(report, states, stored))
    return trouble("the verifier gave no result: " + report);
  Outcome outcome;
  outcome.depth = static_cast<unsigned>(std::stoul(numbers[1]));
  outcome.errors = static_cast<unsigned>(std::stoul(numbers[2]));
  outcome.states = std::stod(states[1]);
  if (std::regex_search(report, error, first)) outcome.error = error[1];
  if (outcome.errors == 0 && !outcome.error.empty())
    return trouble("the verifier contradicts itself: " + report);
  outcome.whole = report.find("\nFull statespace search for:\n") != std::string::npos;
  for (const std::string_view words : kCutShort)
    if (report.find(words) != std::string::npos) outcome.whole = false;
  return outcome;
}

Outcome search(const Search& wanted) {
  const tests::TemporaryFolder folder;
  std::vector<std::string> generate{"spin", "-a"};
  for (const std::string& define : wanted.defines) generate.push_back("-D" + define);
  generate.emplace_back(BACKCHANNEL_SOURCE_DIR "/tests/model/custody.pml");
  if (auto why = why_not("spin", run_in(folder.path(), generate)); !why.empty())
    return trouble(std::move(why));

  // What is small is searched sooner than it would be compiled with care.
  const std::string care = wanted.large ? "-O2" : wanted.shortest ? "-O0" : "-O1";
  std::vector<std::string> compile{"gcc", care, "-w", "-DNOREDUCE"};
  if (!wanted.liveness) compile.emplace_back("-DSAFETY");
  if (wanted.shortest) compile.emplace_back("-DBFS");
  if (wanted.large) compile.emplace_back("-DCOLLAPSE");
  compile.emplace_back(wanted.large ? "-DMEMLIM=16000" : "-DMEMLIM=1500");
  compile.insert(compile.end(), {"-o", "pan", "pan.c"});
  if (auto why = why_not("gcc", run_in(folder.path(), compile)); !why.empty()) return trouble(std::move(why));

  std::vector<std::string> verify{"./pan", "-m100000", wanted.large ? "-w27" : "-w22"};
  if (wanted.liveness) verify.emplace_back("-a");
  const auto begun = std::chrono::steady_clock::now();
  const tests::Ended ended =
      run_in(folder.path(), verify, wanted.large ? kLargePatience : tests::kProgramPatience);
  if (ended.timed_out) return trouble("the search did not end in time");
  Outcome outcome = read_report(ended.out + ended.err);
  outcome.took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
  return outcome;
}

}  // namespace backchannel::model
