#pragma once
// Deletions and checkpoints in small steps, so that a batch never waits long behind them. The writer
// thread's.

#include <chrono>

#include "audit_chain.h"
#include "checkpointer.h"

namespace backchannel::store {

class Housekeeping {
 public:
  Housekeeping(Database& database, AuditChain& audit, Checkpointer& checkpointer, int wal_frames)
      : database_(database), audit_(audit), checkpointer_(checkpointer), wal_frames_(wal_frames) {}

  // One transaction of a few rows. true: more is left.
  [[nodiscard]] base::Result<bool> collect_some(base::HandlingTime now);
  // Deletes what readers have signed off since the last call: some of it. true: more is left.
  [[nodiscard]] base::Result<bool> purge_some();
  // Empties the WAL if purged bytes may stand in it, and then says "purged". Later again if a reader holds it
  // up.
  [[nodiscard]] base::Result<> finish_purge();
  // Tells the checkpointer how the WAL has grown. While batches keep coming it never copies the last of them:
  // when the WAL is long, the writer waits for all to be copied, so that it begins anew.
  [[nodiscard]] base::Result<> checkpoint_if_due();
  [[nodiscard]] std::uint64_t checkpoints() const { return checkpoints_ + checkpointer_.checkpoints(); }

 private:
  [[nodiscard]] base::Result<bool> collect_tombstones(base::HandlingTime now);
  [[nodiscard]] base::Result<bool> collect_fences(base::HandlingTime now);
  [[nodiscard]] base::Result<bool> collect_submissions(base::HandlingTime now);

  Database& database_;
  AuditChain& audit_;
  std::int64_t last_sign_off_ = 0;  // the person_event up to which everything is purged
  Checkpointer& checkpointer_;
  int wal_frames_;
  int tried_ = 0;  // frames when the writer last copied them itself
  std::uint64_t checkpoints_ = 0;
};

}  // namespace backchannel::store
