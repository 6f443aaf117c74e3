#pragma once
// Holes in a run of numbers, and messages that crossed. A hole is not yet a loss: higher precedences overtake
// by design, and Hakto 50 left half an hour before Hakto 49 (CIA loc-hak-505-3-30-4, loc-hak-490-8-26-1).
// Pure; any thread.

#include <cstdint>
#include <optional>
#include <vector>

#include "backchannel/base/time.h"
#include "backchannel/message/precedence.h"

namespace backchannel::message {

struct NumberSeen {
  std::uint64_t number = 0;
  base::HandlingTime at;  // when it arrived
  Precedence precedence = Precedence::Routine;
};

// What a sender said on leaving a post: no number above this one was used (State Department telegram
// 1974STATE041961).
struct LastNumber {
  std::uint64_t number = 0;
  base::HandlingTime at;  // when the report arrived
};

// Missing numbers that stand together.
struct Hole {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  base::HandlingTime since;     // arrival of the first later number, or of the last-number report
  base::HandlingTime ask_from;  // before it: not yet a loss
  friend bool operator==(const Hole&, const Hole&) = default;
};

// `begins`: the first number of the run; 0: not known, the lowest one seen. A number that comes twice is seen
// at its first arrival. A hole is asked for after the objective of the lowest precedence in use in the run,
// or as soon as a last-number report covers it. In the order of the numbers, at most one more than were seen.
[[nodiscard]] std::vector<Hole> holes_in(std::vector<NumberSeen> seen, std::uint64_t begins,
                                         const std::optional<LastNumber>& last);

// One message of two that two persons wrote each other.
struct Written {
  base::HandlingTime at;                     // its date-time group
  std::optional<base::HandlingTime> opened;  // by the writer of the other; nullopt: not yet
};
// Each was written before its writer had opened the other's.
[[nodiscard]] bool crossed(const Written& one, const Written& other);

}  // namespace backchannel::message
