#pragma once
// Deletions and checkpoints in small steps, so that a batch never waits long behind them. The writer
// thread's.

#include <chrono>

#include "audit_chain.h"

namespace backchannel::store {

class Housekeeping {
 public:
  Housekeeping(Database& database, AuditChain& audit) : database_(database), audit_(audit) {}

  // One transaction of a few rows. true: more is left.
  [[nodiscard]] base::Result<bool> collect_some(base::HandlingTime now);
  // Deletes what readers have signed off since the last call: some of it. true: more is left.
  [[nodiscard]] base::Result<bool> purge_some();
  // Empties the WAL if purged bytes may stand in it, and then says "purged". Later again if a reader holds it
  // up.
  [[nodiscard]] base::Result<> finish_purge();
  // Copies the WAL into the file when it has grown; each time few enough pages for about 5 ms.
  [[nodiscard]] base::Result<> checkpoint_if_due();
  [[nodiscard]] std::uint64_t checkpoints() const noexcept { return checkpoints_; }

 private:
  [[nodiscard]] base::Result<bool> collect_tombstones(base::HandlingTime now);
  [[nodiscard]] base::Result<bool> collect_fences(base::HandlingTime now);
  [[nodiscard]] base::Result<bool> collect_submissions(base::HandlingTime now);

  Database& database_;
  AuditChain& audit_;
  std::int64_t last_sign_off_ = 0;  // the person_event up to which everything is purged
  int copied_frames_ = 0;           // of the WAL as it is
  int frames_per_step_ = 256;
  std::uint64_t checkpoints_ = 0;
};

}  // namespace backchannel::store
