#pragma once
// The changes of a batch as statements. Inside the caller's transaction; every function is the writer
// thread's.

#include <set>

#include "audit_chain.h"
#include "backchannel/custody/rows.h"
#include "payloads.h"

namespace backchannel::store {

class Changes {
 public:
  Changes(Database& database, AuditChain& audit, const base::AtRest* at_rest)
      : database_(database), audit_(audit), payloads_(database, at_rest) {}

  // Reads what is kept in memory. Again after a rollback.
  [[nodiscard]] base::Result<> load();
  // Internal: the batch speaks of a transfer or leg that is not there.
  [[nodiscard]] base::Result<> apply(const custody::Batch& batch);
  // Before the commit.
  [[nodiscard]] base::Result<> finish();

 private:
  using Done = base::Result<>;
  Done make(const custody::PutTransfer& change);
  Done make(const custody::PutLeg& change);
  Done make(const custody::BindLeg& change);
  Done make(const custody::UnbindLeg& change);
  Done make(const custody::MoveLeg& change);
  Done make(const custody::EndLeg& change);
  Done make(const custody::PutTombstone& change);
  Done make(const custody::PutFence& change);
  Done make(const custody::PutMailbox& change);
  Done make(const custody::PutStatement& change);
  Done make(const custody::TakeSubmission& change);
  Done make(const custody::WatchReceipts& change);
  Done make(const custody::RejectSubmission& change);
  Done make(const custody::SetCounter& change);
  Done make(const custody::SetClockMark& change);
  Done make(const custody::PutAudit& change);

  Done put_transfer_row(const custody::TransferRow& row);
  Done put_refusals(const custody::LegRow& row);
  Done put_leg_stamps(const custody::LegRow& row);
  Done delete_leg(const custody::LegKey& key);
  Done answer_submission(std::int64_t submission, std::int64_t state, base::Code code,
                         std::string_view detail, base::HandlingTime at);
  Done settle_receipts(const base::TransferId& transfer);

  Database& database_;
  AuditChain& audit_;
  Payloads payloads_;
  std::int64_t next_sequence_ = 1;
  bool sequence_moved_ = false;
  std::set<base::TransferId> released_;  // lost a reference in this batch
};

// Deletes the payload unless a leg, a message in the mailbox or a submission still needs it. A submission
// needs it while it waits, and once taken until every leg has a station receipt or the message has expired,
// because only the originator's node may send a further copy.
[[nodiscard]] base::Result<> release_payload(Database& database, const base::TransferId& transfer);

}  // namespace backchannel::store
