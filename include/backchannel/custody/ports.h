#pragma once
// The ports of the custody engine: inputs that come in, effects that go out, and the interfaces that carry
// the effects out. Every port answers by posting an Input; none answers in the call. post() may be called
// from any thread; the ports' other functions are called from the node's one thread.

#include "backchannel/custody/rows.h"

namespace backchannel::custody {

// ---- inputs
struct Started {
  Recovered recovered;
};
struct PeerUp {
  base::NodeName peer;
};
struct PeerDown {
  base::NodeName peer;
};
struct FrameArrived {
  base::NodeName peer;
  wire::Frame frame;
};
struct Submitted {
  std::int64_t submission = 0;
  Payload sealed;
  message::Precedence precedence = message::Precedence::Routine;  // as its row claims: what it may overtake
};

// What a checked outer layer says. `statements` is filled when the transfer is a statement message addressed
// to this station (opened with the station's key and verified).
struct Verified {
  base::TransferId transfer;
  message::Header header;
  base::Bytes header_bytes;
  message::Label label;
  base::Bytes label_bytes;
  base::KeyId originator_key;
  std::vector<std::pair<message::SignedStatement, message::Statement>> statements;
  std::string releaser;  // the second person whose release the header carries; empty: none
};
struct VerifyDone {
  RequestId id = 0;
  base::Result<Verified> result;
};

// A statement message ready for the queue.
struct SealedOut {
  TransferRow row;
  Payload sealed;
};
struct Testimony {
  std::optional<message::SignedStatement> stamp;
  std::vector<std::pair<message::SignedStatement, message::Statement>> subjects;
  std::optional<SealedOut> carriage;  // when `to` was given
};
struct Testified {
  RequestId id = 0;
  base::Result<Testimony> result;
};
struct Found {
  RequestId id = 0;
  FoundFacts facts;
};
struct ChunkRead {
  RequestId id = 0;
  base::Bytes data;
};
struct PageRead {
  RequestId id = 0;
  Page page;
};
struct OverdueRead {
  RequestId id = 0;
  OverduePage page;
};
struct Committed {
  RequestId id = 0;
};
struct StoreFailed {
  base::Error error;
  RequestId id = 0;
};  // StoreFull: batch rolled back; others are fatal
struct Tick {};

using Input = std::variant<Started, PeerUp, PeerDown, FrameArrived, Submitted, VerifyDone, Testified, Found,
                           ChunkRead, PageRead, OverdueRead, Committed, StoreFailed, Tick>;

// ---- effects
struct Verify {
  RequestId id = 0;
  Payload sealed;
  base::TransferId expected;  // zero: a submission, not announced by anybody
  base::NodeName peer;        // empty: a submission
  std::vector<message::SignedStatement>
      stamps;  // of the holders before us: since when it has been on its way
  message::Precedence precedence = message::Precedence::Routine;  // as claimed: what it may overtake
};
// Sign `stamp` and `subjects`; when `to` is not empty, seal the subjects with `evidence` to station `to`. Our
// own statements are UNCLASSIFIED: they carry identifiers and codes only.
struct Testify {
  RequestId id = 0;
  std::optional<message::Statement> stamp;
  base::NodeName to;
  base::PersonName whose;  // of the originator, who may have left `to` when it arrives; empty: nobody's
  std::vector<message::Statement> subjects;
  std::vector<message::SignedStatement> evidence;  // stamps of the holders before us
  message::Precedence precedence = message::Precedence::Routine;
  std::string channel;
  base::HandlingTime created, expires;
  message::Label label = {};  // of words that are sent on: theirs
};
struct Find {
  RequestId id = 0;
  base::TransferId transfer;
};
struct ReadChunk {
  RequestId id = 0;
  base::TransferId transfer;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};
// Legs that are not bound: the next of a lane after a place in the order, or those of any lane that expired
// before a moment, oldest first. At most `limit`, and all of the last one's transfer.
struct AfterInLane {
  LaneKey lane;
  std::int64_t sequence = 0;
};
struct ExpiredBefore {
  base::HandlingTime at;
};
struct ReadPage {
  RequestId id = 0;
  std::variant<AfterInLane, ExpiredBefore> of;
  std::size_t limit = 0;
};
// Messages of this station whose WatchReceipts is at `at` or before, the longest overdue first.
struct ReadOverdue {
  RequestId id = 0;
  base::HandlingTime at;
  std::size_t limit = 0;
};
struct Commit {
  Batch batch;
};
struct Send {
  base::NodeName peer;
  wire::Frame frame;
  bool urgent = false;  // for the sake of a FLASH or above: goes before what waits
};
struct WakeAt {
  base::ProtocolTime at;
};  // replaces the earlier wish
struct Exit {
  base::Error error;
};
struct Note {
  std::string event;
  std::string detail;
};  // one log line, key=value words; no text, no keys

using Effect =
    std::variant<Verify, Testify, Find, ReadChunk, ReadPage, ReadOverdue, Commit, Send, WakeAt, Exit, Note>;
using Effects = std::vector<Effect>;

// ---- interfaces
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void post(Input input) = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  // -> Committed or StoreFailed; in order of call, but for urgent batches (see may_overtake)
  virtual void commit(Batch batch) = 0;
  virtual void find(const Find& request) = 0;       // -> Found, seeing every batch whose Committed was posted
  virtual void read(const ReadChunk& request) = 0;  // -> ChunkRead
  virtual void page(const ReadPage& request) = 0;   // -> PageRead, as find()
  virtual void overdue(const ReadOverdue& request) = 0;  // -> OverdueRead, as find()
};

class Link {
 public:
  virtual ~Link() = default;
  // -> nothing: sent means nothing. Urgent frames of one peer go before its others, each kind in order.
  virtual void send(const base::NodeName& peer, const wire::Frame& frame, bool urgent) = 0;
};

// A higher precedence is answered before a lower one that still waits; inside one, answers come in the order
// of the requests.
class Sealer {
 public:
  virtual ~Sealer() = default;
  virtual void verify(const Verify& request) = 0;    // -> VerifyDone
  virtual void testify(const Testify& request) = 0;  // -> Testified
};

class Audit {
 public:
  virtual ~Audit() = default;
  virtual void note(const Note& note) = 0;
};

}  // namespace backchannel::custody
