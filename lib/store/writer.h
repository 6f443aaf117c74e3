#pragma once
// The one thread that writes. Batches are gathered into groups, and each group is one transaction.

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

#include "answers.h"
#include "backchannel/store/node_store.h"
#include "changes.h"
#include "group.h"
#include "housekeeping.h"
#include "reserve.h"
#include "submission_feed.h"

namespace backchannel::store {

class Writer {
 public:
  // `more_wanted` is called from the writer's thread when the next submissions may be posted.
  Writer(std::unique_ptr<Database> database, std::unique_ptr<Database> for_checkpoints,
         const NodeStoreOptions& options, Answers& answers, SubmissionFeed& feed,
         std::function<void()> more_wanted);
  ~Writer();  // stops after the group in hand; what is queued is dropped

  [[nodiscard]] base::Result<> start();
  void commit(custody::Batch batch);
  void purge();
  void collect(base::HandlingTime now);
  void settle();
  [[nodiscard]] base::Result<> close();  // everything queued is committed first
  [[nodiscard]] NodeStoreStats stats() const;

 private:
  struct Waiting {
    custody::Batch batch;
    std::uint64_t bytes;
    std::chrono::steady_clock::time_point arrived;
  };
  using Group = std::list<Waiting>;

  void run();
  void wait_for_group(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] bool join(Group& group, std::uint64_t& bytes);
  void commit_group();
  void commit_singly(const Group& group);
  [[nodiscard]] base::Result<> transact(const std::function<base::Result<>()>& body);
  [[nodiscard]] base::Result<> transact_in_little_room(const custody::Batch& batch);
  void answer(const custody::Batch& batch);
  void refuse(const custody::Batch& batch, base::Error error);
  void after_group();
  [[nodiscard]] bool has_chore() const { return collect_.has_value() || purge_; }
  void do_chore(std::unique_lock<std::mutex>& lock);
  [[nodiscard]] base::Result<bool> chore_step(const std::optional<base::HandlingTime>& collect, bool purge);
  void survive(const base::Error& error);
  void stop_thread(bool drain);
  void note_stats(std::size_t batches);

  Answers& answers_;
  SubmissionFeed& feed_;
  std::function<void()> more_wanted_;
  std::unique_ptr<Database> database_;
  AuditChain audit_;
  Changes changes_;
  Checkpointer checkpointer_;
  Housekeeping housekeeping_;
  Reserve reserve_;
  GroupPolicy policy_;
  std::chrono::steady_clock::time_point restored_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  Group queue_;  // urgent ones before those that they may overtake
  std::uint64_t queued_bytes_ = 0;
  std::size_t urgent_ = 0;  // of them
  std::optional<base::HandlingTime> collect_;
  bool purge_ = false;
  int settling_ = 0;
  bool working_ = false;
  bool drain_ = false;
  bool stop_ = false;
  bool over_ = false;
  NodeStoreStats stats_;
  std::thread thread_;
};

}  // namespace backchannel::store
