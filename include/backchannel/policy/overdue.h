#pragma once
// The alarms of a message that was sent: what should have been signed by now and was not. The five
// acknowledgements are five questions (docs/HANDLING.md, 6), and each has its alarm. Pure; any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backchannel/base/time.h"
#include "backchannel/message/header.h"
#include "backchannel/message/statement.h"

namespace backchannel::policy {

enum class Awaited : std::uint8_t { Accept, StationReceipt, Opening, Acknowledgement, DeliveryReport };
[[nodiscard]] std::string_view to_string(Awaited awaited) noexcept;  // "station receipt"

struct Overdue {
  Awaited what = Awaited::Accept;
  std::uint16_t leg = 0;
  base::HandlingTime due;
  bool alarm = false;  // past its time; else a warning before
  friend bool operator==(const Overdue&, const Overdue&) = default;
};

// What stands in the text, or follows from a delivery instruction.
struct Expectation {
  bool acknowledgement = false;                  // was asked for
  std::optional<base::HandlingTime> handed_by;   // deadline of the pass-on instruction
  std::optional<base::HandlingTime> not_before;  // the reader may not have it earlier
  bool awaits_go_ahead = false;                  // no time counts for the reader before it
};

// ACCEPT of the first neighbour is due after a quarter of the station receipt's time (chosen); while it is
// wanting nothing later is awaited. The station receipt is due after the precedence's own time, short for
// FLASH; the opening after its objective, writer to reader; the acknowledgement as long again after the
// opening (chosen); the delivery report at the deadline, with a warning in the hour before (chosen). `heard`:
// statements about this message that hold and whose authors may give them; a stamp stands for ACCEPT, and so
// does whatever comes later. A leg that was reported as ended awaits nothing; of a reader and his alternate
// one opens.
[[nodiscard]] std::vector<Overdue> overdue(const message::Header& header,
                                           const std::vector<message::Statement>& heard,
                                           const Expectation& expected, base::HandlingTime now);

}  // namespace backchannel::policy
