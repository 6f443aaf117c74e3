#pragma once
// What is written in a world, and what may befall it: a small TOML file (tests/simulate/workloads). Plain
// values.

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/message/precedence.h"

namespace backchannel::simulate {

// What may befall a world; each seed draws from those that its workload allows.
enum class Trouble : std::uint8_t {
  Loss,         // frames are lost
  Doubling,     // ... arrive twice
  Reordering,   // ... overtake each other
  Delay,        // a circuit is slow in one direction
  Partition,    // the net falls in two for a while
  OneWayCut,    // a circuit carries nothing in one direction for a while
  Crash,        // nodes lose what is not synced, and come back
  Outage,       // a node is away for hours
  FullDisk,     // a disk has no room for messages for a while
  FailingDisk,  // a disk fails: its node ends, and comes back
  ClockJump,    // a clock leaps ahead, or comes back behind after a restart
  Pause,        // a node does nothing for a while, then everything at once
  SlowPeer,     // a node reads nothing for a minute
  Hostile,      // a node lies, replays and floods
  PersonsMove,  // readers and writers leave their stations
};
constexpr std::size_t kTroubles = 15;
using Troubles = std::bitset<kTroubles>;
[[nodiscard]] std::string_view name_of(Trouble trouble) noexcept;  // "one-way cut"

struct Workload {
  struct Precedence {
    message::Precedence precedence;
    unsigned share;
  };
  struct Size {  // of the text, in bytes
    std::int64_t least, most;
    unsigned share;
  };
  struct Lifetime {
    std::int64_t seconds;
    unsigned share;
  };
  std::string file;  // it was read from; empty: built in
  unsigned messages = 50;
  std::int64_t window_s = 20;  // in which they are written
  unsigned legs = 2;           // at most
  unsigned calm_one_in = 4;    // so many worlds have one without any trouble; 0: none
  Troubles troubles;
  std::vector<Precedence> precedences;
  std::vector<Size> sizes;
  std::vector<Lifetime> lifetimes;

  [[nodiscard]] bool allows(Trouble trouble) const {
    return troubles.test(static_cast<std::size_t>(trouble));
  }
};

// Of the built-in ones, the seed's.
[[nodiscard]] const Workload& built_in_workload(std::uint64_t seed);

// Syntax, with file, line and column. What the file does not say is as in the first built-in one.
[[nodiscard]] base::Result<Workload> load_workload(std::string_view toml, std::string_view file);

}  // namespace backchannel::simulate
