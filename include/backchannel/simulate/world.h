#pragma once
// A whole net in one deterministic process: virtual clocks, a net that loses, doubles, delays and reorders,
// stores that lose what is not synced when their node crashes, token signatures. Invariants are checked after
// every step. The same seed gives the same trace hash.

#include <cstdint>
#include <string>
#include <vector>

namespace backchannel::simulate {

// A planted fault: shows that the checkers bite.
enum class Planted : std::uint8_t {
  None,
  AnswerBeforeSync,  // the store says "committed" before it has synced
  ForgetTombstones,  // the store never finds a tombstone
  WrongOrder,        // what was meant as FLASH is handled as ROUTINE, and the other way round
};

struct WorldConfig {
  std::uint64_t seed = 1;
  unsigned messages = 30;
  Planted planted = Planted::None;
};

struct WorldReport {
  std::vector<std::string> broken;  // invariants, one sentence each; empty: all held
  std::uint64_t trace_hash = 0;
  std::uint64_t steps = 0;
  unsigned legs_submitted = 0;
  unsigned delivered = 0;
  unsigned not_delivered = 0;
  unsigned unknown = 0;
  unsigned rejected = 0;
  unsigned crashes = 0;
  unsigned frames_lost = 0;
  unsigned frames_doubled = 0;
  unsigned halts = 0;  // lower precedence halted in transmission
};

[[nodiscard]] WorldReport run_world(const WorldConfig& config);

// The one command that replays it.
[[nodiscard]] std::string replay_command(std::uint64_t seed);

}  // namespace backchannel::simulate
