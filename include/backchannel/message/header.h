#pragma once
// What relays and stations act on. Signed by the originator in the outer layer (attribute) and again inside:
// nobody acts on anything that this signature does not cover.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backchannel/base/names.h"
#include "backchannel/base/time.h"
#include "backchannel/message/precedence.h"
#include "backchannel/message/statement.h"

namespace backchannel::message {

// What the sealed body is. Statements are records about other messages; they are never receipted or reported
// on.
enum class Kind : std::uint8_t { Message = 1, Statement = 2 };

// One leg. A person's key when the markings name readers, else the station's.
struct Recipient {
  base::PersonName person;  // empty: to the station
  base::NodeName station;
  base::KeyId key;     // key-agreement certificate sealed to
  bool action = true;  // else information
  Precedence precedence = Precedence::Routine;
  std::uint32_t copy_number = 1;    // numbered right to open: "copy n of m"
  std::uint64_t pair_sequence = 0;  // per originator and recipient: a gap shows suppression
  std::uint32_t alternate_of = 0;   // 1 + index of the leg whose reader this one stands in for; 0: of none
  std::string collective = {};      // the collective address that brought it in; empty: named by itself
  friend bool operator==(const Recipient&, const Recipient&) = default;
};

struct Number {        // the trip serial; independent of the bearer's serial, which stands in the first stamp
  std::string series;  // "HAKTO"; empty: none
  std::string trip;    // "1972-10": serials restart, the key is (series, trip, serial)
  std::uint32_t serial = 0;
  friend bool operator==(const Number&, const Number&) = default;
};

struct Header {
  base::MessageId message;
  Kind kind = Kind::Message;
  base::HandlingTime created;  // filing time: sealed and handed to the station
  base::HandlingTime expires;
  base::HandlingTime date_time_group;  // when it was released: what every print shows as its time
  base::PersonName originator;         // empty: the station or relay itself (statements)
  base::NodeName originator_node;
  std::vector<Recipient> recipients;  // leg i is recipients[i]
  Number number;
  std::string channel;                     // bearer that must carry it ("CAS"); empty: any
  std::vector<std::string> delivery;       // delivery instructions, canonical doctrine names, as given
  std::string service_line;                // to the watch officers; seen by relays and stations
  std::string minimize_reason;             // why it goes though MINIMIZE is on; empty: none given
  std::optional<SignedStatement> release;  // a second person's signature on it; nullopt: the originator's own
  std::uint32_t copies = 0;                // m of "copy n of m"; 0: not limited
  std::uint32_t size_class = 0;            // padded size of the body in bytes
  friend bool operator==(const Header&, const Header&) = default;
};

// The highest precedence among the given legs (a holder handles a transfer at the highest it still carries).
[[nodiscard]] Precedence precedence_of(const Header& header);
[[nodiscard]] Precedence precedence_of(const Header& header, const std::vector<std::uint16_t>& legs);

}  // namespace backchannel::message
