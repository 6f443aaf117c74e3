#pragma once
// A simulated node's disk: tables in memory behind a group commit in virtual time. A crash loses what is not
// synced, or what comes after some batch of it; a full disk takes in no messages; a failing one answers
// nobody any more.

#include <deque>
#include <functional>

#include "backchannel/custody/ports.h"
#include "backchannel/simulate/drive.h"
#include "backchannel/simulate/memory_tables.h"
#include "checker.h"
#include "stage.h"

namespace backchannel::simulate {

// Few, so that most queues are longer than memory.
constexpr std::size_t kLaneLegs = 4;

class Disk final : public custody::Store {
 public:
  using Answer = std::function<void(custody::Input input, std::int64_t delay_us)>;
  // drive: nullptr when the tables in memory are all there is.
  Disk(Stage& stage, Checker& checker, base::NodeName self, base::StoreUuid uuid,
       std::unique_ptr<Drive> drive, Answer answer);

  void commit(custody::Batch batch) override;
  void find(const custody::Find& request) override;
  void read(const custody::ReadChunk& request) override;
  void page(const custody::ReadPage& request) override;
  void overdue(const custody::ReadOverdue& request) override;

  void crash();
  [[nodiscard]] custody::Recovered recover();
  // Calls it instead of the next sync; it has to end in crash(), or nothing is written any more.
  void interrupt(std::function<void()> instead) { interrupt_ = std::move(instead); }
  void set_full(bool full) { full_ = full; }
  void fail() { failing_ = true; }  // at the next sync; until the crash that follows
  [[nodiscard]] bool has_failed() const noexcept { return dead_; }
  [[nodiscard]] const MemoryTables& tables() const noexcept { return tables_; }

 private:
  void sync();
  void apply(custody::Batch& batch);
  void agree(bool same, const char* on);

  Stage& stage_;
  Checker& checker_;
  base::NodeName self_;
  std::unique_ptr<Drive> drive_;
  Answer answer_;
  MemoryTables tables_;
  std::deque<custody::Batch> unsynced_;
  std::int64_t sync_at_us_ = -1;
  std::set<custody::RequestId> refused_;  // for want of room
  std::function<void()> interrupt_;
  bool full_ = false, failing_ = false, dead_ = false;
};

}  // namespace backchannel::simulate
