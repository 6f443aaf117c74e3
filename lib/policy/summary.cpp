#include "backchannel/policy/summary.h"

#include <algorithm>

namespace backchannel::policy {

namespace {

using base::HandlingTime;

constexpr std::int64_t kDayMs = 24 * base::kHourMs;

HandlingTime midnight_before(HandlingTime time) {
  const std::int64_t into_day = ((time.ms % kDayMs) + kDayMs) % kDayMs;
  return time + -into_day;
}

// Every due time from the last before `first` to the first at or after `end`: the neighbours are where the
// windows of the outermost begin and end.
std::vector<HandlingTime> due_times(const SummaryOrder& order, HandlingTime first, HandlingTime end) {
  std::vector<HandlingTime> out;
  for (HandlingTime day = midnight_before(first) + -kDayMs; day < end + kDayMs; day = day + kDayMs)
    for (const int minutes : order.due_minutes) out.push_back(day + minutes * base::kMinuteMs);
  const auto begin = std::ranges::lower_bound(out, first);
  const auto after = std::ranges::lower_bound(out, end);
  return {begin - 1, after + 1};
}

}  // namespace

std::vector<MissingSummary> missing_summaries(const SummaryOrder& order, HandlingTime begins,
                                              HandlingTime ends, std::vector<HandlingTime> written,
                                              HandlingTime now) {
  const HandlingTime end = std::min(ends, now + 1);
  if (end <= begins) return {};
  const std::vector<HandlingTime> due = due_times(order, begins, end);
  std::vector<bool> come(due.size(), false);
  come.front() = come.back() = true;  // outside: whatever would answer them answers nothing here
  std::ranges::sort(written);
  for (const HandlingTime at : written) {
    const auto next = static_cast<std::size_t>(std::ranges::upper_bound(due, at) - due.begin());
    if (next == 0 || next == due.size()) continue;
    if (!come[next - 1])
      come[next - 1] = true;
    else
      come[next] = true;
  }
  std::vector<MissingSummary> missing;
  for (std::size_t i = 0; i < due.size(); ++i)
    if (!come[i]) missing.push_back({due[i], due[i] + order.wait_ms});
  return missing;
}

}  // namespace backchannel::policy
