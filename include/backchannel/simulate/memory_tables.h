#pragma once
// What a store holds, in memory: the semantics of every Change without any I/O. The simulated store adds
// time, and loss of what is not synced. One thread.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "backchannel/base/limits.h"
#include "backchannel/custody/ports.h"

namespace backchannel::simulate {

class MemoryTables {
 public:
  explicit MemoryTables(base::StoreUuid uuid, std::size_t lane_legs = base::kLaneLegsMax)
      : uuid_(uuid), lane_legs_(lane_legs) {}

  void apply(const custody::Batch& batch);
  [[nodiscard]] custody::FoundFacts find(const base::TransferId& transfer) const;
  [[nodiscard]] base::Bytes read(const base::TransferId& transfer, std::uint64_t offset,
                                 std::uint64_t size) const;
  [[nodiscard]] custody::Page page(const custody::ReadPage& wanted) const;
  [[nodiscard]] custody::OverduePage overdue(const custody::ReadOverdue& wanted) const;
  [[nodiscard]] custody::Recovered recover() const;
  [[nodiscard]] base::HandlingTime clock_mark() const noexcept { return clock_mark_; }

  // For checkers. Mailbox uniqueness: originator's key, message, person, station.
  using MailboxKey = std::tuple<base::KeyId, base::MessageId, std::string, std::string>;
  std::map<base::TransferId, std::pair<custody::TransferRow, custody::Payload>> transfers;
  std::map<custody::LegKey, custody::LegRow> legs;
  std::map<custody::LegKey, custody::PutTombstone> tombstones;
  std::map<custody::LegKey, base::NodeName> moved_to;  // as long as the tombstone
  std::map<std::pair<custody::LegKey, base::NodeName>, custody::PutFence> fences;
  std::map<custody::LegKey, base::HandlingTime> mailbox;
  std::set<MailboxKey> mailbox_unique;
  std::vector<message::Statement> statements;
  std::map<std::int64_t, std::optional<custody::RejectSubmission>> submissions;  // taken, or rejected
  std::map<base::TransferId, base::HandlingTime> watched;  // by WatchReceipts
  std::map<std::string, std::int64_t> counters;
  std::vector<custody::PutAudit> audit;

 private:
  void apply_change(const custody::Change& change);
  [[nodiscard]] custody::Page page_of(std::vector<custody::LegRow> wanted, std::size_t limit) const;
  void drop_payload_if_unused(const base::TransferId& transfer);
  void unwatch(const base::TransferId& transfer);
  void settle_receipts(const base::TransferId& transfer);
  [[nodiscard]] custody::Outstanding outstanding(const base::TransferId& transfer) const;

  base::StoreUuid uuid_;
  std::size_t lane_legs_;                         // of each lane, recovered
  std::set<base::TransferId> released_;           // that the batch in hand may have let go
  base::HandlingTime clock_mark_{INT64_MIN / 2};  // before every time
  std::int64_t next_sequence_ = 1;
};

}  // namespace backchannel::simulate
