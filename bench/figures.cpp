#include "figures.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace backchannel::bench {

double median_us(unsigned calls, const std::function<void()>& call) {
  std::vector<double> rounds;
  for (int round = 0; round < 7; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (unsigned i = 0; i < calls; ++i) call();
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    rounds.push_back(took.count() / calls);
  }
  return quantile(rounds, 0.5);
}

double quantile(std::vector<double> samples, double share) {
  if (samples.empty()) return 0;
  std::sort(samples.begin(), samples.end());
  const auto index = static_cast<std::size_t>(share * static_cast<double>(samples.size() - 1) + 0.5);
  return samples[std::min(index, samples.size() - 1)];
}

std::string fixed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

void heading(const std::string& text) { std::printf("\n%s\n", text.c_str()); }

void row(const std::string& name, const std::string& value, const std::string& reference) {
  std::printf("  %-38s %12s  %s\n", name.c_str(), value.c_str(), reference.c_str());
  std::fflush(stdout);
}

namespace {
bool all_hold = true;
}  // namespace

void goal(const std::string& name, const std::string& value, const std::string& limit, bool holds) {
  row(name, value, limit + (holds ? ": holds" : ": does not hold"));
  all_hold = all_hold && holds;
}

bool all_goals_hold() { return all_hold; }

}  // namespace backchannel::bench
