// Many worlds, and how to find one of them again.

#include <atomic>
#include <thread>

#include "backchannel/simulate/world.h"

namespace backchannel::simulate {

std::vector<WorldReport> run_worlds(const WorldConfig& config, std::uint64_t first, std::uint64_t seeds,
                                    unsigned threads) {
  std::vector<WorldReport> reports(seeds);
  std::atomic<std::uint64_t> next = 0;
  const auto work = [&] {
    WorldConfig one = config;
    for (std::uint64_t i = next++; i < seeds; i = next++) {
      one.seed = first + i;
      reports[i] = run_world(one);
    }
  };
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back(work);
  work();
  others.clear();
  return reports;
}

std::string replay_command(const WorldConfig& config) {
  std::string command = "./run sim --seed " + std::to_string(config.seed);
  if (config.workload != nullptr && !config.workload->file.empty())
    command += " --workload " + config.workload->file;
  if (config.messages > 0) command += " --messages " + std::to_string(config.messages);
  return command;
}

}  // namespace backchannel::simulate
