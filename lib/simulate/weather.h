#pragma once
// What befalls a world, all of it drawn from the seed before anything happens.

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "backchannel/simulate/workload.h"
#include "net.h"
#include "stage.h"

namespace backchannel::simulate {

constexpr std::int64_t kSecondUs = base::kSecondUs;
constexpr std::int64_t kHealsUs = 60 * kSecondUs;  // from then on nothing new befalls anybody

using Way = std::pair<base::NodeName, base::NodeName>;  // from, to

struct Weather {
  bool calm = false;  // nothing of all this: the order of departure is checked
  double loss = 0, doubling = 0;
  std::int64_t jitter_us = 0;
  std::map<Way, std::int64_t> delay_us;

  struct Spell {
    std::int64_t from_us = 0, until_us = 0;
  };
  struct Cut : Spell {
    std::vector<Way> ways;
    bool both_ways = false;
  };
  struct Crash : Spell {  // down until then
    base::NodeName node;
    std::int64_t clock_step_ms = 0;  // what its clock has moved by when it comes back
    bool in_commit = false;          // not before its disk has something to sync
  };
  struct Leap {
    std::int64_t at_us = 0;
    base::NodeName node;
    std::int64_t step_ms = 0;
  };
  struct OfNode : Spell {
    base::NodeName node;
  };
  std::vector<Cut> cuts;
  std::vector<Crash> crashes;
  std::vector<Leap> leaps;
  std::vector<OfNode> pauses;   // does nothing, then everything
  std::vector<OfNode> deaf;     // reads nothing, then what was kept for it
  std::vector<OfNode> full;     // no room on its disk
  std::vector<OfNode> failing;  // its disk fails at the next sync; `until`: it is back
  std::optional<base::NodeName> hostile;
  bool hostile_goes_silent = false;  // at the end; else it is honest from then on
  bool short_lives = false;          // a third of the messages: what befalls the world outlasts them
};

// One line for each thing that will befall it.
[[nodiscard]] std::vector<std::string> describe(const Weather& weather);

[[nodiscard]] Weather draw_weather(Stage& stage, const Workload& workload, const netplan::Plan& plan,
                                   bool calm);

}  // namespace backchannel::simulate
