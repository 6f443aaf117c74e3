#pragma once
// What a holder keeps, and the changes to it that one transaction makes. Plain values.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/base/names.h"
#include "backchannel/base/time.h"
#include "backchannel/message/header.h"
#include "backchannel/message/label.h"
#include "backchannel/message/statement.h"
#include "backchannel/wire/frames.h"

namespace backchannel::custody {

// Sealed bytes, shared between the engine and the store's queue; never changed.
using Payload = std::shared_ptr<const base::Bytes>;

// The key of custody: one copy of one recipient's share of one transfer.
struct LegKey {
  base::TransferId transfer;
  std::uint16_t leg = 0;
  std::uint8_t copy = 1;
  friend auto operator<=>(const LegKey&, const LegKey&) = default;
};

// Durable states. OFFERED and SENDING exist in memory only: after a restart they are QUEUED again. AWAIT past
// expiry and skew is ASKING.
enum class LegState : std::uint8_t { Queued = 1, Await = 2 };

struct TransferRow {
  base::TransferId transfer;
  message::Header header;
  base::Bytes header_bytes;  // verbatim, as signed
  message::Label label;
  base::Bytes label_bytes;     // verbatim, as signed
  base::KeyId originator_key;  // signing certificate
  std::uint64_t size = 0;
  std::vector<message::SignedStatement> stamps;  // earlier holders' and our own, oldest first
  base::NodeName from;                           // neighbour; empty: submitted here
  base::HandlingTime accepted_at;
  std::int64_t sequence = 0;  // order of acceptance at this node
};

struct LegRow {
  LegKey key;
  message::Precedence precedence = message::Precedence::Routine;
  base::NodeName destination;
  LegState state = LegState::Queued;
  base::NodeName bound_to;     // Await: the neighbour ...
  base::StoreUuid bound_uuid;  // ... and its store: an answer from another uuid never ends the binding
  std::uint32_t circuit_number = 0;
  std::int64_t sequence = 0;               // order of acceptance at this node
  base::HandlingTime expires;              // of its message
  std::vector<base::NodeName> refused_by;  // gave a stable REFUSE, or this leg; not offered it
  // Earlier holders' and our own, when another leg of its transfer was here before it and may have come
  // another way; empty: its transfer's.
  std::vector<message::SignedStatement> stamps;
};

// Changes. A batch is applied whole or not at all.
struct PutTransfer {
  TransferRow row;
  Payload sealed;
};  // ignored if the transfer is there already
struct PutLeg {
  LegRow row;
};
struct BindLeg {
  LegKey key;
  base::NodeName peer;
  base::StoreUuid uuid;
  std::uint32_t circuit_number = 0;
};
struct UnbindLeg {
  LegKey key;
  base::NodeName refused_by;
};  // back to Queued; the neighbour is remembered
struct MoveLeg {
  LegKey key;
  base::NodeName to;
  base::HandlingTime at;
};  // deletes the leg; its tombstone keeps to whom
struct EndLeg {
  LegKey key;
  base::Code code = base::Code::Expired;
  bool unknown = false;
  base::HandlingTime at;
};
struct PutTombstone {
  LegKey key;
  base::NodeName from;
  base::HandlingTime at;
  base::HandlingTime keep_until;
};
struct PutFence {
  LegKey key;
  base::NodeName peer;
  base::Code code = base::Code::Expired;
  base::HandlingTime keep_until;
};
// Mailbox: unique by (originator key, message, person, station); a second one is ignored.
struct PutMailbox {
  LegKey key;
  base::HandlingTime received_at;
};
struct PutStatement {
  message::SignedStatement signed_statement;
  message::Statement statement;
  base::HandlingTime received_at;
};
struct TakeSubmission {
  std::int64_t submission = 0;
  base::HandlingTime at;
};
// When the originator looks for the receipts of its message next (ReadOverdue). Ends by itself with the last
// receipt, and with the expiry.
struct WatchReceipts {
  base::TransferId transfer;
  std::optional<base::HandlingTime> at;  // nullopt: no more
};
struct RejectSubmission {
  std::int64_t submission = 0;
  base::Code code = base::Code::Internal;
  std::string detail;
  base::HandlingTime at;
};
struct SetCounter {
  std::string name;
  std::int64_t value = 0;
};  // never goes back
struct SetClockMark {
  base::HandlingTime at;
};  // handling time never reads earlier after a restart
struct PutAudit {
  base::HandlingTime at;
  std::string event;
  std::string detail;
};  // detail: key=value words

// A payload row is deleted when no leg, no mailbox row and no submission refers to its transfer any more. A
// submission does until every leg has its station receipt, or the message has expired.
using Change = std::variant<PutTransfer, PutLeg, BindLeg, UnbindLeg, MoveLeg, EndLeg, PutTombstone, PutFence,
                            PutMailbox, PutStatement, TakeSubmission, WatchReceipts, RejectSubmission,
                            SetCounter, SetClockMark, PutAudit>;

using RequestId = std::uint64_t;  // chosen by the engine, echoed by the port
// Set in requests for the sake of a FLASH or above: they and their answers go before others that wait.
constexpr RequestId kUrgentRequest = RequestId{1} << 63;
[[nodiscard]] constexpr bool is_urgent(RequestId id) noexcept { return (id & kUrgentRequest) != 0; }

struct Batch {
  RequestId id = 0;
  bool urgent = false;  // closes an open group commit, and goes before those that may_overtake() names
  std::vector<Change> changes;
};

// Whether an urgent batch may be committed before one that was given earlier: they speak of no transfer in
// common. What is common to all (counters, the clock mark) only grows, so its order does not matter.
[[nodiscard]] bool may_overtake(const Batch& batch, const Batch& earlier);

// Answers of the store.
struct FoundTombstone {
  std::uint16_t leg;
  std::uint8_t copy;
  base::NodeName from;
};
struct FoundFence {
  std::uint16_t leg;
  std::uint8_t copy;
  base::NodeName peer;
  base::Code code;
};
struct FoundFacts {
  std::vector<FoundTombstone> tombstones;
  std::vector<FoundFence> fences;
};

// What waits for one destination at one precedence, in order of acceptance. Of each lane the engine holds the
// beginning; the rest stays in the store until its turn comes near.
struct LaneKey {
  base::NodeName destination;
  message::Precedence precedence = message::Precedence::Routine;
  friend auto operator<=>(const LaneKey&, const LaneKey&) = default;
};

// Some legs with their transfers, each once.
struct Page {
  std::vector<TransferRow> transfers;  // by sequence
  std::vector<LegRow> legs;            // by sequence
  bool more = false;                   // there are others behind the last
};

struct Amount {
  std::uint64_t legs = 0;
  std::uint64_t bytes = 0;  // of their transfers, counted for each leg
};
// What is held of one signer.
struct HeldBy {
  message::Header one_of_them;  // says who it is
  Amount amount;
};

// One copy of a leg of a message submitted here, as far as this station knows.
struct SentCopy {
  std::uint16_t leg = 0;
  std::uint8_t copy = 1;
  base::HandlingTime at;  // when it was put into the queue
  bool held = false;      // it is here still ...
  base::NodeName to;  // ... bound to this neighbour, or has moved there; empty: in the queue, or ended here
};
struct Outstanding {
  TransferRow transfer;
  std::vector<SentCopy> copies;  // by leg and copy
  wire::Legs answered;           // by a station receipt, a report, or as unknown
};
struct OverduePage {
  std::vector<Outstanding> messages;
  std::optional<base::HandlingTime> next;  // of those that are not among them
};

struct Recovered {
  base::StoreUuid uuid;
  // Every leg that is bound, and of each lane the first base::kLaneLegsMax that are not.
  std::vector<TransferRow> transfers;  // by sequence
  std::vector<LegRow> legs;            // by sequence
  std::vector<LaneKey> longer;         // lanes of which there are more
  std::vector<HeldBy> held;            // of all legs
  std::vector<std::pair<std::string, std::int64_t>> counters;
  base::HandlingTime clock_mark;
  std::int64_t next_sequence = 1;
};

}  // namespace backchannel::custody
