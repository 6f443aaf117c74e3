#include "backchannel/message/series.h"

#include <algorithm>

namespace backchannel::message {

namespace {

std::int64_t waiting_time(const std::vector<NumberSeen>& seen) {
  if (seen.empty()) return 0;
  return timers_of(std::ranges::min(seen, {}, &NumberSeen::precedence).precedence).objective_ms;
}

}  // namespace

std::vector<Hole> holes_in(std::vector<NumberSeen> seen, std::uint64_t begins,
                           const std::optional<LastNumber>& last) {
  const std::int64_t wait = waiting_time(seen);
  std::ranges::sort(seen, {}, &NumberSeen::number);
  std::vector<Hole> holes;
  // From the highest number down: `later` is when the first of those above arrived.
  std::optional<base::HandlingTime> later;
  std::uint64_t above = seen.empty() ? 0 : seen.back().number;
  const auto add = [&](std::uint64_t first, std::uint64_t end, base::HandlingTime since,
                       base::HandlingTime ask_from) {
    if (last && end <= last->number) ask_from = std::min(ask_from, last->at);
    holes.push_back({first, end, since, ask_from});
  };
  if (last && last->number > above) {
    const std::uint64_t first = seen.empty() ? (begins == 0 ? last->number : begins) : above + 1;
    if (first <= last->number) add(first, last->number, last->at, last->at);
  }
  for (auto each = seen.rbegin(); each != seen.rend(); ++each) {
    if (later && above - each->number > 1) add(each->number + 1, above - 1, *later, *later + wait);
    later = later ? std::min(*later, each->at) : each->at;
    above = each->number;
  }
  if (later && begins != 0 && begins < above) add(begins, above - 1, *later, *later + wait);
  std::ranges::reverse(holes);
  return holes;
}

bool crossed(const Written& one, const Written& other) {
  const bool one_unread = !one.opened || other.at < *one.opened;
  const bool other_unread = !other.opened || one.at < *other.opened;
  return one_unread && other_unread;
}

}  // namespace backchannel::message
