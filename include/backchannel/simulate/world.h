#pragma once
// A whole net in one deterministic process: virtual clocks, a net that loses, doubles, delays, reorders and
// falls apart, stores that lose what is not synced when their node crashes, disks that are full or fail,
// nodes that lie, persons who move; token signatures, unless it is given others. Invariants are checked after
// every step. The same seed and workload give the same trace hash (with signatures that hold chance: not).
// Worlds share nothing: any number of threads may run one each.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "backchannel/simulate/drive.h"
#include "backchannel/simulate/marks.h"
#include "backchannel/simulate/seals.h"
#include "backchannel/simulate/workload.h"

namespace backchannel::simulate {

// A planted fault: shows that the checkers bite.
enum class Planted : std::uint8_t {
  None,
  AnswerBeforeSync,    // the store says "committed" before it has synced
  ForgetTombstones,    // the store never finds a tombstone
  ForgetFences,        // the store does not keep fences
  ForgetStatements,    // the store does not keep statements
  DropPayloadEarly,    // the payload goes with the first leg, not with the last
  LateBinding,         // a binding is answered before it is synced
  HaveForStrangers,    // Elsewhere is said as HAVE
  RefuseWithoutFence,  // BUSY is said as a refusal for good
  RefuseAfterAccept,   // ACCEPT is said as a refusal for good
  ReportDelivered,     // a station that files a receipt files a report beside it
  WrongOrder,          // what was meant as FLASH is handled as ROUTINE, and the other way round
};

struct WorldConfig {
  std::uint64_t seed = 1;
  const Workload* workload = nullptr;  // outlives the world; nullptr: the seed's built-in one
  unsigned messages = 0;               // 0: as many as the workload says
  Planted planted = Planted::None;
  MakeDrive make_drive = {};                               // empty: tables in memory alone
  MakeSeals make_seals = {};                               // empty: tokens; else no Trouble::Hostile
  std::function<void(const std::string& line)> tell = {};  // what befalls, what is sent, what is noted
};

struct WorldReport {
  std::vector<std::string> broken;  // invariants, one sentence each; empty: all held
  std::uint64_t trace_hash = 0;
  std::uint64_t steps = 0;
  Marks marks;
  // Legs: submitted = delivered + not delivered + unknown + refused + held.
  unsigned submitted = 0;
  unsigned delivered = 0;
  unsigned not_delivered = 0;
  unsigned unknown = 0;
  unsigned refused = 0;  // by the station to which they were handed
  unsigned held = 0;     // in a hostile node's hands
  unsigned crashes = 0;
};

[[nodiscard]] WorldReport run_world(const WorldConfig& config);

// Runs `seeds` worlds from `first` on, on so many threads. Reports in the order of the seeds.
[[nodiscard]] std::vector<WorldReport> run_worlds(const WorldConfig& config, std::uint64_t first,
                                                  std::uint64_t seeds, unsigned threads);

// The one command that replays it.
[[nodiscard]] std::string replay_command(const WorldConfig& config);

}  // namespace backchannel::simulate
