#pragma once
// The custody engine: a pure state machine. No I/O, no clock, no thread of its own; the same inputs give the
// same effects. One thread at a time. See docs/WIRE.md for the state table.

#include <memory>

#include "backchannel/base/limits.h"
#include "backchannel/custody/ports.h"
#include "backchannel/netplan/plan.h"

namespace backchannel::custody {

struct EngineConfig {
  base::NodeName self;
  netplan::NodeRole role = netplan::NodeRole::Relay;
  const netplan::Plan* plan = nullptr;             // outlives the engine
  const doctrine::Catalogue* catalogue = nullptr;  // outlives the engine
  base::Digest roster;
  std::uint64_t seed = 0;                      // jitter of the backoff
  std::size_t lane_legs = base::kLaneLegsMax;  // of each lane in memory
};

// From when on no holder of a message will say anything about it any more that is not on its way already:
// whoever held a leg in doubt has asked for as long as it asks. rate: exercise seconds for each real one.
[[nodiscard]] base::HandlingTime silent_from(base::HandlingTime expires, std::int64_t rate);

class Engine {
 public:
  explicit Engine(EngineConfig config);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine();

  // Takes one input and gives the effects, in the order in which they are to be carried out.
  [[nodiscard]] Effects step(const base::Now& now, Input input);

  [[nodiscard]] std::size_t legs_held() const noexcept;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace backchannel::custody
