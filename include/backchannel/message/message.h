#pragma once
// What a person writes. It exists in the clear only at its originator and in its readers' own commands.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backchannel/base/names.h"
#include "backchannel/base/time.h"
#include "backchannel/message/header.h"
#include "backchannel/message/label.h"

namespace backchannel::message {

// Leave to hand the enclosure on: stands with the text, so that only the reader learns of it.
struct PassOn {
  std::string to;        // next reader, as written: "GUAY"
  std::string for_whom;  // outsider to whom it is handed by hand; empty: none
  std::string occasion;  // "his 1500 meeting today"
  std::optional<base::HandlingTime> deadline;
  std::string zone;          // zone of the deadline as written
  std::string on_behalf_of;  // in whose name
  std::string as_written;    // the sentence itself
  friend bool operator==(const PassOn&, const PassOn&) = default;
};

// A place where what arrived cannot be right. A correction is only ever the originator's.
struct Garble {
  std::string arrived;        // what stood there; empty: unreadable
  std::string editors_guess;  // empty: none
  std::uint32_t offset = 0;   // byte offset in the enclosure, or in the text when there is no enclosure
  friend bool operator==(const Garble&, const Garble&) = default;
};

// Where a quoted enclosure came from.
struct Provenance {
  Number number;
  base::MessageId message;
  base::PersonName originator;
  base::NodeName originator_node;
  Label label;                 // of the message quoted
  base::Digest enclosure;      // SHA-256 of the enclosure as received
  bool changed = false;        // the quoting hand edited it
  std::string authority = {};  // the whole message was passed on: on whose word; empty: quoted
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

struct Message {
  std::string subject;
  std::string text;       // words to the first reader
  std::string enclosure;  // set apart from the text: "Begin text" to "End text"
  std::optional<PassOn> pass_on;
  std::optional<Provenance> provenance;
  std::vector<std::string> references;  // "HAKTO 050", as written
  std::vector<Garble> garbles;
  std::vector<std::string> markings_as_written;  // printed words kept: "STRICTLY EYES ONLY"
  std::vector<std::string> source_notes;         // editors' apparatus of an import; not part of the text
  bool acknowledge = false;                      // an acknowledgement by the reader is asked for
  friend bool operator==(const Message&, const Message&) = default;
};

}  // namespace backchannel::message
