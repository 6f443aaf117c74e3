#pragma once
// The engine's state and its parts. Each .cpp beside this header is one subject:
//   engine.cpp     inputs to handlers, recovery, batches
//   session.cpp    neighbours: up, down, HELLO
//   receiver.cpp   OFFER to ACCEPT, as the next holder
//   admission.cpp  what the next holder decides about a verified transfer
//   quota.cpp      who may take how many turns and how much room
//   query.cpp      what is said to a holder that asks
//   holder.cpp     QUEUED to MOVED, as the holder: which legs go where
//   answers.cpp    what the neighbour's answers do to them
//   scheduler.cpp  which frame leaves next on a circuit
//   paging.cpp     what is in memory, and what waits in the store for its turn
//   ends.cpp       expiry, asking, reports to the originator
//   submission.cpp from the outbox into the queue
//   copies.cpp     further copies of a message whose receipt is overdue

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <unordered_map>

#include "backchannel/base/limits.h"
#include "backchannel/custody/engine.h"
#include "backchannel/netplan/path.h"
#include "buckets.h"
#include "precedence_queue.h"
#include "transfer_window.h"

namespace backchannel::custody {

// Handling time that clocks of one net may differ by (docs/WIRE.md, Timers).
[[nodiscard]] std::int64_t skew_ms(std::int64_t rate);
// How long past expiry and skew a bound holder asks before it says UNKNOWN.
[[nodiscard]] std::int64_t asking_ms(std::int64_t rate);
constexpr std::int64_t kLifetimeMaxMs = base::kLifetimeDaysMax * 24 * base::kHourMs;

// A leg that was just accepted: in nobody's hands yet.
[[nodiscard]] inline LegRow queued_leg(const TransferRow& of, std::uint16_t leg, std::uint8_t copy,
                                       const base::NodeName& destination) {
  LegRow row;
  row.key = {of.transfer, leg, copy};
  row.precedence = of.header.recipients[leg].precedence;
  row.destination = destination;
  row.sequence = of.sequence;
  row.expires = of.header.expires;
  return row;
}

[[nodiscard]] constexpr bool is_urgent(message::Precedence precedence) noexcept {
  return precedence >= message::Precedence::Flash;
}

template <class T>
[[nodiscard]] bool contains(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

enum class Phase : std::uint8_t {
  Waiting,    // in the neighbour's queue
  Preparing,  // waits for its binding's commit or for a chunk from the store
  Prepared,   // `frame` may leave
  Offered,    // OFFER without body left: waits for GO
  Sending,    // between two chunks: waits for credit
  Await,      // the last chunk left: waits for ACCEPT
};

// One OFFER's worth: legs of one transfer that go to one neighbour together.
struct Shipment {
  ShipmentId id = 0;
  base::TransferId transfer;
  std::uint8_t copy = 1;
  wire::Legs legs;
  base::NodeName neighbour;
  message::Precedence precedence = message::Precedence::Routine;
  std::int64_t sequence = 0;
  std::uint64_t size = 0;
  Phase phase = Phase::Waiting;
  bool bound = false;  // legs are bound durably to the neighbour
  bool bind_pending = false;
  bool offering = true;  // the next frame is the OFFER; false: a CHUNK
  bool asking = false;   // past expiry and skew: QUERY instead of OFFER
  bool halted = false;   // a higher precedence went past it in transmission
  bool broken = false;   // the store gave other bytes than were asked for
  std::uint32_t circuit_number = 0;
  std::uint64_t offset = 0;  // next byte to send
  std::uint64_t credit = 0;  // bytes that may still leave
  base::Bytes chunk;         // read ahead, belongs at `offset`
  std::optional<wire::Frame> frame;
  RequestId request = 0;                         // outstanding ReadChunk or bind
  base::ProtocolTime deadline{};                 // of the phases that wait for the neighbour
  std::optional<base::ProtocolTime> all_left{};  // its last byte
};

struct Neighbour {
  base::NodeName name;
  const netplan::Circuit* circuit = nullptr;
  netplan::NodeRole role = netplan::NodeRole::Relay;
  bool up = false;
  bool ready = false;  // HELLOs agree
  base::StoreUuid uuid;
  base::ProtocolTime hello_sent{};
  std::optional<base::ProtocolTime> away_since;  // its last session ended
  base::ProtocolTime back_since{};               // this one began ...
  std::int64_t away_us = 0;                      // ... after so long
  base::ProtocolTime line_free{};                // pacing by the circuit's rate
  std::int64_t slot = 0;  // above 0: the lowest that waits is owed bytes (scheduler.cpp)
  unsigned failures = 0;  // since the last sign of life
  unsigned refusals = 0;  // for now only, since the last leg that moved
  std::map<message::Precedence, base::ProtocolTime> retry_at;
  TransferWindow window;        // of each precedence below FLASH
  PrecedenceQueue queue;        // shipments in phase Waiting
  std::set<ShipmentId> active;  // all others
};

struct HeldTransfer {
  TransferRow row;
  std::map<std::pair<std::uint16_t, std::uint8_t>, LegRow> legs;       // by leg and copy
  std::map<std::pair<std::uint16_t, std::uint8_t>, ShipmentId> taken;  // in a shipment; 0: set aside
  Payload payload;                                          // cached while small; the store has it always
  std::map<base::NodeName, std::uint32_t> circuit_numbers;  // given on each circuit, kept on retry
  base::HandlingTime due{};                                 // its entry in `expiries_`
};

// Of the legs in one lane, those up to `last` are in memory, or gone; behind it there may be more in the
// store.
struct Lane {
  std::size_t in_memory = 0;
  std::int64_t last = 0;
  bool more = false;
  bool left_out = false;  // one since the page was asked for
  bool reading = false;
};

// A transfer being received from one neighbour.
struct Incoming {
  enum class Phase : std::uint8_t { Finding, Receiving, Verifying, Testifying, Committing };
  wire::Offer offer;  // its claim
  message::Header claim;
  message::Precedence precedence = message::Precedence::Routine;  // as claimed
  bool whole = false;                                             // the OFFER brought the body
  bool known = false;                                             // other legs of it have been here
  wire::Legs legs;                                                // to be committed
  wire::Legs again;                                               // of the legs: another copy has been here
  bool turn_taken = false;                                        // given back if it comes to nothing
  Phase phase = Phase::Finding;
  RequestId request = 0;       // the answer of a port that it waits for
  base::ProtocolTime heard{};  // the last bytes
  base::Bytes buffer;
  std::uint64_t credited = 0;  // upper end of the credit given
  Payload payload;
  std::optional<Verified> verified;
  std::vector<std::pair<std::uint16_t, base::Code>> refused;  // legs, with the reason
  std::uint32_t bearer_serial = 0;
  std::optional<message::SignedStatement> stamp;
};

struct IncomingKey {
  base::NodeName peer;
  base::TransferId transfer;
  std::uint8_t copy = 1;
  friend auto operator<=>(const IncomingKey&, const IncomingKey&) = default;
};

class Engine::State {
 public:
  explicit State(EngineConfig config);
  Effects step(const base::Now& now, Input input);
  [[nodiscard]] std::size_t legs_held() const noexcept { return held_in_all_.legs; }

 private:
  // engine.cpp
  void on(Started input);
  void on(PeerUp input);
  void on(PeerDown input);
  void on(FrameArrived input);
  void on(Submitted input);
  void on(VerifyDone input);
  void on(Testified input);
  void on(Found input);
  void on(ChunkRead input);
  void on(PageRead input);
  void on(OverdueRead input);
  void on(Committed input);
  void on(StoreFailed input);
  void on(Tick input);
  void wake();
  [[nodiscard]] RequestId next_request(bool urgent = false) {
    return ++last_request_ | (urgent ? kUrgentRequest : 0);
  }
  void emit(Effect effect) { effects_.push_back(std::move(effect)); }
  void note(std::string event, std::string detail) { emit(Note{std::move(event), std::move(detail)}); }
  void audit(std::string event, std::string detail);
  // What a peer can make happen at will: the first of each kind in a second, then a count.
  void audit_of(const Neighbour& peer, const std::string& event, std::string_view kind, std::string detail);
  void tell_counts();
  void send(Neighbour& neighbour, wire::Frame frame, bool urgent = false);
  // Emits the batch with pending audit rows; `then` runs when it is committed. A batch that met a full disk
  // is given again later, unless `on_full` says what to do instead.
  void commit(std::vector<Change> changes, bool urgent, std::function<void()> then,
              std::function<void()> on_full = {});
  [[nodiscard]] base::HandlingTime keep_until(const message::Header& header) const;
  [[nodiscard]] std::int64_t skew() const;

  // paging.cpp
  void hold(HeldTransfer held);  // after its commit: counted, and into memory if its lanes have room there
  void load(HeldTransfer held, bool in_order);
  void read_on(const LaneKey& key);
  void look_for_expired();
  [[nodiscard]] std::optional<base::ProtocolTime> expired_look_at() const;
  void take_page(const std::optional<LaneKey>& lane, Page page, bool in_order);
  void recover(Recovered recovered);
  void left_lane(const LegRow& leg);

  // session.cpp
  void greet(Neighbour& neighbour, bool answer = false);
  void on_frame(Neighbour& from, wire::Hello frame);
  void lose(Neighbour& neighbour);
  void part(Neighbour& neighbour);
  void sign_of_life(Neighbour& neighbour);
  void check_clock(const Neighbour& neighbour, base::HandlingTime theirs);

  // receiver.cpp
  void on_frame(Neighbour& from, wire::Offer frame);
  void on_frame(Neighbour& from, wire::Chunk frame);
  [[nodiscard]] bool admit(const base::NodeName& peer, std::uint64_t size, message::Precedence precedence);
  [[nodiscard]] bool make_room(Neighbour& peer, const IncomingKey& key, Incoming& incoming,
                               const FoundFacts& facts);
  void ask_store(const IncomingKey& key, Incoming& incoming);
  void ask_store_for_others(const IncomingKey& accepted);
  [[nodiscard]] Incoming* expecting(const IncomingKey& key, RequestId request);
  void found(const IncomingKey& key, const FoundFacts& facts);
  void go_on(Neighbour& peer, const IncomingKey& key, Incoming& incoming);
  void received_all(const IncomingKey& key, Incoming& incoming);
  [[nodiscard]] bool pending_elsewhere(const IncomingKey& key, std::uint16_t leg) const;
  [[nodiscard]] bool commits_of_it_pend(const base::TransferId& transfer) const;
  [[nodiscard]] static bool stamped_by(const base::NodeName& node,
                                       const std::vector<message::SignedStatement>& stamps);
  void refuse(const base::NodeName& peer, const wire::Consignment& consignment, base::Code code, bool stable);
  void fence_and_refuse(const IncomingKey& key, const std::string& detail, base::Code code);
  void drop_incoming(const IncomingKey& key);

  // quota.cpp
  [[nodiscard]] std::string identity_of(const message::Header& header, const base::NodeName& node) const;
  void account(const TransferRow& row, int legs);  // 1: it has come; -1: it has gone
  void account_recovered(const HeldBy& held);
  // Why there is no room for one more of this precedence: Quota, the originator's share is used up;
  // Unavailable, the queue is too full.
  [[nodiscard]] std::optional<base::Error> objection_to_room(const message::Header& header,
                                                             message::Precedence precedence) const;
  // The bucket of the originator, who writes at `station`; nullptr: no row of the plan bounds him.
  [[nodiscard]] const netplan::Admission* bucket_of(const message::Header& header,
                                                    const base::NodeName& station, BucketKey& key) const;
  // Since when nobody at that station could give us anything; now: nothing stood in his way.
  [[nodiscard]] base::ProtocolTime cut_off_since(const base::NodeName& station) const;
  [[nodiscard]] std::optional<base::Error> objection_to_turn(const message::Header& header,
                                                             const base::NodeName& station) const;
  [[nodiscard]] bool take_turn(const message::Header& header, const base::NodeName& station);
  void give_turn_back(const message::Header& header, const base::NodeName& station);
  [[nodiscard]] bool refused_by_quota(Neighbour& peer, const wire::Consignment& consignment,
                                      const message::Header& claim);
  // Fences stay in the store for long: a neighbour makes us write so many at once and a minute.
  [[nodiscard]] bool take_fences(const base::NodeName& peer, std::size_t legs);
  void refuse_over_quota(Neighbour& peer, const wire::Consignment& consignment, const message::Header& claim);

  // query.cpp
  void on_frame(Neighbour& from, wire::Query frame);
  void answer_query(const IncomingKey& own, const wire::Legs& legs, const FoundFacts& facts);

  // admission.cpp
  void verified(const IncomingKey& key, base::Result<Verified> result);
  [[nodiscard]] std::optional<base::Error> objection(const IncomingKey& key, const Incoming& incoming,
                                                     const Verified& verified) const;
  // What the handling rules say against it, and against one leg of it.
  [[nodiscard]] std::optional<base::Error> objection_by_handling(const Verified& checked) const;
  [[nodiscard]] std::optional<base::Error> objection_by_handling(const Verified& checked,
                                                                 std::uint16_t leg) const;
  [[nodiscard]] std::optional<base::Error> objection_to_times(const message::Header& header) const;
  [[nodiscard]] bool from_the_future(const message::Header& header) const;
  void refuse_for_now(const IncomingKey& key, base::Code code);
  [[nodiscard]] std::optional<base::Error> objection_to_leg(const IncomingKey& key, const Verified& verified,
                                                            std::uint16_t leg) const;
  void testify_to(const IncomingKey& key);
  void testified(const IncomingKey& key, Testimony testimony);
  void accepted(const IncomingKey& key, HeldTransfer held, std::optional<HeldTransfer> carriage);
  void answer(Neighbour& peer, const IncomingKey& key, const Incoming& incoming);
  [[nodiscard]] bool for_mailbox(const Verified& checked, std::uint16_t leg) const;
  void put_carriage(const SealedOut& carriage, std::vector<Change>& changes,
                    std::optional<HeldTransfer>& held);
  [[nodiscard]] Testify receipts(const Verified& verified, const wire::Legs& mailbox_legs, std::uint8_t copy,
                                 const std::vector<message::SignedStatement>& evidence);
  [[nodiscard]] Testify sent_after(const Verified& checked, const netplan::Person& whose);

  // submission.cpp
  void take_up_submissions();
  void submission_answered(std::int64_t submission);
  void check(Submitted input);
  void submission_verified(std::int64_t submission, Payload sealed, base::Result<Verified> result);
  [[nodiscard]] std::optional<base::Error> objection_to_submission(const message::Header& header);
  void submission_found(std::int64_t submission, Payload sealed, Verified verified, const FoundFacts& facts);
  void submission_testified(std::int64_t submission, Payload sealed, Verified verified, Testimony testimony);
  void reject(std::int64_t submission, const base::Error& error);

  // copies.cpp
  void watch_receipts(const message::Header& header, const base::TransferId& transfer,
                      std::vector<Change>& changes);
  void look_for_overdue();
  [[nodiscard]] bool overdue_waits();
  [[nodiscard]] std::optional<base::HandlingTime> copy_overdue(const Outstanding& message,
                                                               std::vector<Change>& changes,
                                                               HeldTransfer& added);
  [[nodiscard]] std::optional<LegRow> further_copy(const HeldTransfer& of, std::uint16_t leg,
                                                   const std::vector<SentCopy>& sent) const;

  // holder.cpp
  void queue_legs(const base::TransferId& transfer);
  // Neighbours towards where the leg goes now, else towards the station that it was addressed to.
  [[nodiscard]] std::vector<base::NodeName> hops_to(
      const message::Header& header, const message::Label& label, std::uint16_t leg,
      const std::vector<message::SignedStatement>& stamps,
      const std::function<bool(const base::NodeName&)>& excepted) const;
  [[nodiscard]] std::vector<base::NodeName> routes(const HeldTransfer& held, const LegRow& leg) const;
  [[nodiscard]] static const std::vector<message::SignedStatement>& stamps_of(const HeldTransfer& held,
                                                                              const LegRow& leg);
  [[nodiscard]] const std::vector<message::SignedStatement>& stamps_of(const Shipment& shipment);
  [[nodiscard]] base::NodeName choose(const std::vector<base::NodeName>& candidates) const;
  void take_legs(Shipment& shipment, const wire::Legs& legs);
  void requeue(Shipment& shipment);
  void dissolve(Shipment& shipment);
  void back_off(Neighbour& neighbour, message::Precedence precedence);
  void time_out(Shipment& shipment);
  void reroute_waiting(const std::function<bool(const Neighbour&)>& which);

  // answers.cpp
  void on_frame(Neighbour& from, wire::Go frame);
  void on_frame(Neighbour& from, wire::Have frame);
  void on_frame(Neighbour& from, wire::Refuse frame);
  void on_frame(Neighbour& from, wire::Busy frame);
  void on_frame(Neighbour& from, wire::Accept frame);
  void on_frame(Neighbour& from, wire::Status frame);
  void on_frame(Neighbour& from, wire::Credit frame);
  [[nodiscard]] Shipment* shipment_of(const Neighbour& from, const base::TransferId& transfer,
                                      std::uint8_t copy, const wire::Legs& legs);
  [[nodiscard]] LegRow* bound_leg(const Neighbour& from, const wire::Consignment& consignment,
                                  std::uint16_t leg);
  void moved(Neighbour& from, const wire::Consignment& consignment, std::string_view by);
  void refused_for_good(Neighbour& from, Shipment& shipment, const wire::Refuse& frame);
  void take_up_again(const base::TransferId& transfer, const wire::Legs& legs, std::uint8_t copy);

  // scheduler.cpp
  void pump(Neighbour& neighbour);
  void activate(Neighbour& neighbour);
  [[nodiscard]] bool flash_about() const { return now_.protocol < flash_until_; }
  [[nodiscard]] bool window_open(const Neighbour& neighbour, const Shipment& next) const;
  [[nodiscard]] bool take_up(Neighbour& neighbour, Shipment& shipment);
  [[nodiscard]] std::uint32_t next_circuit_number(const Neighbour& neighbour);
  void give_number(const Neighbour& neighbour, Shipment& shipment);
  void prepare(Shipment& shipment);
  void prepare_chunk(Shipment& shipment);
  void bind(Shipment& shipment);
  void bind_at_once(HeldTransfer& added, std::vector<Change>& changes);
  [[nodiscard]] bool leaves_at_once(const Neighbour& to, const LegRow& leg, std::uint64_t size) const;
  void make_frame(Shipment& shipment);
  static void name_legs_anew(Shipment& shipment);
  void chunk_read(ShipmentId id, std::uint64_t wanted, base::Bytes data);
  [[nodiscard]] Shipment* first_prepared(const Neighbour& neighbour);
  [[nodiscard]] Shipment* owed_the_slot(const Neighbour& neighbour, const Shipment& first);
  [[nodiscard]] bool lower_waits(const Neighbour& neighbour, message::Precedence than) const;
  void reckon_slot(Neighbour& neighbour, const Shipment& leaving, std::size_t bytes, bool by_slot);
  void depart(Neighbour& neighbour, Shipment& shipment, bool by_slot);
  void mark_passed(Neighbour& neighbour, const Shipment& leaving);
  [[nodiscard]] std::size_t chunk_bytes(const Neighbour& neighbour) const;
  [[nodiscard]] bool is_inline(const Neighbour& neighbour, const Shipment& shipment) const;

  // ends.cpp
  void check_ends();
  void end_transfer(HeldTransfer& held);
  void end_legs(const base::TransferId& transfer, std::uint8_t copy, const wire::Legs& legs, base::Code code,
                bool unknown);
  void drop_leg(const base::TransferId& transfer, std::uint16_t leg, std::uint8_t copy);
  void watch(HeldTransfer& held, base::HandlingTime due);
  void unwatch(const HeldTransfer& held);
  [[nodiscard]] static base::HandlingTime objective(const HeldTransfer& held, const LegRow& leg);

  Neighbour* neighbour(const base::NodeName& name);
  HeldTransfer* held(const base::TransferId& transfer);
  const netplan::Node* node(const base::NodeName& name) const { return config_.plan->node(name); }
  [[nodiscard]] bool at_originator(const message::Header& header) const {
    return header.originator_node == config_.self;
  }
  // Where the leg goes, and where words about the message go back, at this moment: persons move.
  [[nodiscard]] base::NodeName destination(const message::Header& header, const message::Label& label,
                                           std::uint16_t leg) const {
    return netplan::destination(*config_.plan, *config_.catalogue, header, label, leg, now_.handling);
  }
  [[nodiscard]] base::NodeName origin(const message::Header& header) const {
    return netplan::origin(*config_.plan, header, now_.handling);
  }

  EngineConfig config_;
  base::Now now_{};
  Effects effects_;
  std::mt19937_64 jitter_;
  base::StoreUuid uuid_;
  bool started_ = false;
  bool exiting_ = false;
  base::HandlingTime clock_floor_{};
  RequestId last_request_ = 0;
  ShipmentId last_shipment_ = 0;
  std::int64_t next_sequence_ = 1;
  Amount held_in_all_;
  std::map<std::string, Amount> held_of_;  // by identity; those who have something here
  Buckets buckets_;
  std::uint64_t bytes_cached_ = 0;

  std::map<base::NodeName, Neighbour> neighbours_;
  std::unordered_map<base::TransferId, HeldTransfer> held_;
  std::map<LaneKey, Lane> lanes_;
  base::ProtocolTime flash_until_{};        // they come in groups: until then one ROUTINE at a time
  base::ProtocolTime expired_looked_at_{};  // for what expires while it is not in memory
  bool looking_for_expired_ = false;
  std::optional<base::HandlingTime> overdue_look_;  // none: no message of this station is outstanding
  RequestId looking_for_overdue_ = 0;               // until what comes of it is committed; 0: not looking
  std::map<RequestId, std::set<base::TransferId>> telling_;  // statements about these are being committed
  std::set<base::TransferId> overheard_;                     // ... or came since ReadOverdue left
  std::set<base::TransferId> overdue_waits_;                 // ... and it is looked at when they are
  std::unordered_map<ShipmentId, Shipment> shipments_;
  std::map<IncomingKey, Incoming> incoming_;
  std::set<IncomingKey> fencing_;          // a QUERY for it is being answered
  std::set<base::TransferId> submitting_;  // from this station's outbox
  std::map<std::string, std::int64_t> counters_;

  // What an answer of a port belongs to.
  std::unordered_map<RequestId, std::function<void(VerifyDone)>> verifying_;
  std::unordered_map<RequestId, std::function<void(Testified)>> testifying_;
  std::unordered_map<RequestId, std::function<void(const FoundFacts&)>> finding_;
  struct Reading {
    ShipmentId shipment = 0;
    std::uint64_t size = 0;
  };
  std::unordered_map<RequestId, Reading> reading_;
  std::unordered_map<RequestId, std::optional<LaneKey>> paging_;  // none: what has expired
  std::set<LegKey> gone_;  // from memory while a page is being read: it may still show them
  struct PendingBatch {
    Batch batch;
    std::function<void()> then, on_full;
  };
  std::map<RequestId, PendingBatch> committing_;
  std::deque<RequestId> full_;  // met a full disk: given again at full_retry_
  base::ProtocolTime full_retry_{};
  std::vector<Change> audit_rows_;  // go with the next batch
  base::ProtocolTime audit_since_{};

  struct Repeated {
    base::ProtocolTime since{};
    std::uint64_t more = 0;
  };                                                                     // since the last one told in full
  std::map<std::pair<base::NodeName, std::string>, Repeated> repeated_;  // for audit_of, by event and kind
  std::optional<base::ProtocolTime> counts_due_;  // a count that nothing has told since

  std::set<std::pair<base::HandlingTime, base::TransferId>> expiries_;  // one for each transfer held
  std::set<std::pair<base::HandlingTime, LegKey>> objectives_;          // those that are not late yet
  std::deque<Submitted> submissions_;       // waiting for the engine to be started, or to give way to FLASH
  std::set<std::int64_t> routine_in_hand_;  // submissions that have not been answered
};

}  // namespace backchannel::custody
