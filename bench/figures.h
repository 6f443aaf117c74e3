#pragma once
// What a benchmark prints: figures with their reference from the same run. Times are wall clock.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace backchannel::bench {

// Median microseconds of one call: seven rounds, each of `calls` calls.
[[nodiscard]] double median_us(unsigned calls, const std::function<void()>& call);

// Value at the given share (0.5, 0.99) of the sorted samples.
[[nodiscard]] double quantile(std::vector<double> samples, double share);

void heading(const std::string& text);
void row(const std::string& name, const std::string& value, const std::string& reference = {});
// A row with its verdict: "holds" or "does not hold".
void goal(const std::string& name, const std::string& value, const std::string& limit, bool holds);
// Of this process, so far.
[[nodiscard]] bool all_goals_hold();
[[nodiscard]] std::string fixed(double value, int decimals);
}  // namespace backchannel::bench
