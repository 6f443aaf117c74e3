#pragma once
// Scheduled summaries: what must come at fixed hours, so that a silence shows by itself. Where one fails to
// come the supervisor sends an Immediate service message (State Department telegram 1973STATE237171: at about
// 0500 and 1600). Pure; any thread.

#include <cstdint>
#include <string>
#include <vector>

#include "backchannel/base/time.h"

namespace backchannel::policy {

struct SummaryOrder {
  std::string series;
  std::string from;              // who writes it: a person, or anybody at a station
  std::string to;                // the station that awaits it
  std::vector<int> due_minutes;  // after midnight UTC, of every day; ascending, each once, at least one
  std::int64_t wait_ms = base::kHourMs;  // "about": before it nobody asks
};

struct MissingSummary {
  base::HandlingTime due;
  base::HandlingTime ask_from;  // due and the waiting time
  friend bool operator==(const MissingSummary&, const MissingSummary&) = default;
};

// Of the summaries due from `begins` until before `ends` those that should be there at `now` and are not,
// earliest first. `written`: when each message of the series by that writer was sealed, in any order. One
// message is one summary: the earliest that is still wanting of the one due last before it and the one due
// next, so that it may be early, and late until the next is due (chosen).
[[nodiscard]] std::vector<MissingSummary> missing_summaries(const SummaryOrder& order,
                                                            base::HandlingTime begins,
                                                            base::HandlingTime ends,
                                                            std::vector<base::HandlingTime> written,
                                                            base::HandlingTime now);

}  // namespace backchannel::policy
