#pragma once
// Statement: a small signed record about a message by somebody other than its originator.
// Five different acknowledgements, five words.

#include <cstdint>
#include <string>
#include <vector>

#include "backchannel/base/bytes.h"
#include "backchannel/base/names.h"
#include "backchannel/base/time.h"

namespace backchannel::message {

// The numbers are signed and permanent.
enum class StatementKind : std::uint8_t {
  Stamp = 1,            // a relay or station: I have accepted custody; the first carries the bearer serial
  StationReceipt = 2,   // the receiving station: it is in the mailbox
  Report = 3,           // a relay or station: this copy ended here undelivered, with code
  Unknown = 4,          // the fate cannot be known, with code
  OpeningReceipt = 5,   // the person: I have opened it (carries an RFC 2634 receipt in `data`)
  Acknowledgement = 6,  // the person: understood / will comply / cannot
  DeliveryReport = 7,   // the carrier: handed over by hand, to whom, where, when
  Leave = 8,            // the originator, to the reader: the further reader `reader` may have it
  Admission = 9,        // the reader, to the originator: the whole message goes on to `reader`
  GoAhead = 10,         // the originator: what was held until now may be opened
  Release = 11,         // a second person: this message may go; `data` is the digest of what was released
  Correction = 12,      // the originator: the words that a garble hides, beside the original
  Service = 13,         // operators' traffic about the message: a request or an answer, in `text`
  Departure = 14,       // a person who moves: these papers are mine; `data` is their digest
};

struct Statement {
  StatementKind kind = StatementKind::Stamp;
  base::MessageId message;
  base::TransferId transfer;
  std::uint16_t leg = 0;
  std::uint8_t copy = 1;
  base::HandlingTime at;
  std::string author_node;    // who says it: a relay or station ...
  std::string author_person;  // ... or a person there; empty: the node itself
  std::uint16_t code = 0;     // report: base::Code; correction: which garble, from 1; service: signal row
  std::string bearer;         // stamp of the first relay: "SAIGON"; service: the series spoken of
  std::uint32_t bearer_serial = 0;  // ... and 231: "CITE SAIGON 0231"; ... and the serial
  std::string reader;               // leave and admission: the further reader
  std::string text;                 // acknowledgement's, report's, service message's words
  base::Bytes data;  // opening receipt: RFC 2634 Receipt in its SignedData; release, departure: digest;
                     // correction: words
  friend bool operator==(const Statement&, const Statement&) = default;
};

// The statement as signed, verbatim. `signature` is ECDSA P-256 with SHA-256 (DER) over
// "backchannel statement v1\0" followed by `statement`; `key` is the signing certificate's key identifier.
struct SignedStatement {
  base::Bytes statement;
  base::KeyId key;
  base::Bytes signature;
  friend bool operator==(const SignedStatement&, const SignedStatement&) = default;
};

[[nodiscard]] std::string_view name_of(StatementKind kind) noexcept;  // "station receipt"

}  // namespace backchannel::message
