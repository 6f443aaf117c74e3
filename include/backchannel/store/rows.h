#pragma once
// What the command line reads and appends in a node's store. Plain values; nothing here holds text in the
// clear.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backchannel/custody/rows.h"

namespace backchannel::store {

// Sealed to its author's own key from the first save.
struct DraftRow {
  std::int64_t id = 0;  // 0: new
  base::PersonName author;
  base::HandlingTime saved_at;
  base::Bytes sealed;
  message::Number number;                  // given by take_number; serial 0: not numbered yet
  std::optional<base::MessageId> message;  // chosen when the message is made ready
};

enum class SubmissionState : std::uint8_t { Waiting = 1, Taken = 2, Rejected = 3 };

// The originator's record of a message sent. Kept for good; the sealed bytes are not (see NodeStore).
struct SubmissionRow {
  std::int64_t id = 0;  // given by the store
  base::MessageId message;
  base::TransferId transfer;
  base::PersonName author;
  base::HandlingTime created;
  base::Bytes header_bytes;
  message::Header header;  // filled by the store from header_bytes
  base::Bytes label_bytes;
  base::Bytes receipt_expectation;  // digests against which receipts are checked
  base::Bytes file_copy;            // sealed to the author (empty: the draft's); a statement: as signed
  std::int64_t draft = 0;           // 0: none
  // Given by the agent.
  SubmissionState state = SubmissionState::Waiting;
  base::Code code = base::Code::Internal;  // of a rejection
  std::string detail;                      // of a rejection
  base::HandlingTime answered_at;
};

// PurgePending: signed off, but the sealed bytes are still on the disk, because another leg of the same
// transfer needs them or somebody was reading when they were to go. Purged: no byte of them is left; the row
// is the filler.
enum class MailboxState : std::uint8_t { Present = 1, PurgePending = 2, Purged = 3 };

// One message for one reader here. Unique by (originator key, message, person, station).
struct MailboxRow {
  custody::LegKey key;
  base::KeyId originator_key;
  base::Bytes header_bytes;
  message::Header header;
  base::Bytes label_bytes;
  message::Label label;
  base::HandlingTime received_at;
  std::vector<message::SignedStatement> stamps;  // oldest first
  std::uint64_t size = 0;
  MailboxState state = MailboxState::Present;

  // Precondition: the row comes from the store, which has checked that the leg exists.
  [[nodiscard]] const message::Recipient& recipient() const { return header.recipients[key.leg]; }
};

// The numbers are stored.
enum class EventKind : std::uint8_t {
  Opening = 1,
  OpeningReceiptSent = 2,
  Acknowledged = 3,
  Quoted = 4,
  HandedOver = 5,
  SignedOff = 6,  // the agent purges the reader's copy at its next poll
  Refused = 7,
};

struct PersonEvent {
  std::int64_t id = 0;  // given by the store
  custody::LegKey key;
  base::PersonName person;
  EventKind kind = EventKind::Opening;
  base::HandlingTime at;
  base::Bytes data;
};

struct StatementRow {
  message::SignedStatement signed_statement;
  message::Statement statement;
  base::HandlingTime received_at;
};

// A leg that this node holds.
struct QueueRow {
  custody::LegRow leg;
  message::Header header;
  message::Label label;
  base::NodeName from;  // empty: submitted here
  base::HandlingTime accepted_at;
  std::uint64_t size = 0;
};

// What became of a leg that was accepted here, kept as long as its tombstone.
struct FateRow {
  custody::LegKey key;
  base::NodeName from;  // empty: submitted here
  base::HandlingTime accepted_at;
  base::NodeName moved_to;          // empty: not moved
  std::optional<base::Code> ended;  // ended here, undelivered ...
  bool unknown = false;             // ... or its fate cannot be known
  base::HandlingTime at;            // of the move or the end
};

// What a person takes along from one station to another: his sent messages with what was said about them, his
// drafts, and the numbers that he goes on with. What he received stays in the files of the station.
struct Pouch {
  base::PersonName person;
  base::HandlingTime at;  // of leaving
  std::vector<SubmissionRow> sent;
  std::vector<message::SignedStatement> heard;
  std::vector<DraftRow> drafts;
  std::vector<message::Number> numbers;                      // of each series, the last that was given
  std::vector<std::pair<std::string, std::uint64_t>> pairs;  // the last pair sequence for each recipient
};

// What a hexadecimal prefix stands for.
struct Reference {
  base::MessageId message;
  std::vector<base::TransferId> transfers;  // of that message; the one asked for alone if the prefix named it
};

}  // namespace backchannel::store
