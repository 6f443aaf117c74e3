#pragma once
// When and how the receiving station puts a message before its reader: the delivery instructions of the
// signed header in the station's local time. Independent of precedence: FLASH traffic may wait for opening of
// business (CIA loc-hak-490-9-16-1). Pure; any thread.

#include <string>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/base/time.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/message/header.h"
#include "backchannel/policy/decision.h"

namespace backchannel::policy {

struct LocalClock {
  std::string zone;   // IANA
  std::string opens;  // "0800": opening of business; it lasts ten hours, every day (chosen)
};

struct Delivery {
  base::HandlingTime not_before;  // the reader may have it from then on
  bool awaits_go_ahead = false;   // the originator's, whatever the time
  bool wake_duty_officer = false;
  bool wake_reader = false;
  bool find_reader = false;
  bool phone = false;
  bool orally_only = false;
  std::vector<std::string> duties;  // one sentence each for the watch, in the order of the header
};

// What is written as a delivery instruction and cannot be obeyed: MarkingUnknown, or Syntax for a time that
// cannot be read. The verdict allows what delivery_of can act on.
[[nodiscard]] Verdict may_instruct(const doctrine::Catalogue& catalogue, const std::string& instruction);

// received: when the leg came into the mailbox. An instruction that this catalogue does not know is handed to
// the watch in its own words.
[[nodiscard]] Delivery delivery_of(const doctrine::Catalogue& catalogue, const message::Header& header,
                                   base::HandlingTime received, const LocalClock& clock);

// What the station knows beside the message when a reader asks for it.
struct AtStation {
  base::HandlingTime received;
  base::HandlingTime now;
  LocalClock clock;
  bool go_ahead = false;  // the originator has given it
  std::string opened_by;  // the other of two alternate readers, if he has opened it; empty: nobody
};

// Whether a leg that its reader may open may be opened already, and still: Held, Lapsed.
[[nodiscard]] Verdict may_open_yet(const doctrine::Catalogue& catalogue, const message::Header& header,
                                   const AtStation& here);

}  // namespace backchannel::policy
