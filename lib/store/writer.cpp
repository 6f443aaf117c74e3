#include "writer.h"

#include <type_traits>

namespace backchannel::store {

namespace {

constexpr std::uint64_t kBytesPerChange = 256;
constexpr int kBusyRounds = 6;  // of the busy timeout: half a minute
constexpr auto kRestoreEvery = std::chrono::seconds(1);

std::uint64_t bytes_of(const custody::Batch& batch) {
  std::uint64_t bytes = kBytesPerChange * batch.changes.size();
  for (const auto& change : batch.changes)
    if (const auto* put = std::get_if<custody::PutTransfer>(&change);
        put != nullptr && put->sealed != nullptr)
      bytes += put->sealed->size();
  return bytes;
}

// While the reserve is in use: what comes from outside has to wait, what is on its way out has not.
bool brings_in(const custody::Batch& batch) {
  for (const auto& change : batch.changes) {
    if (const auto* put = std::get_if<custody::PutTransfer>(&change);
        put != nullptr && !put->row.from.empty())
      return true;
    if (std::holds_alternative<custody::TakeSubmission>(change)) return true;
  }
  return false;
}

template <class Visit>
void for_each_submission(const custody::Batch& batch, Visit visit) {
  for (const auto& change : batch.changes) {
    if (const auto* take = std::get_if<custody::TakeSubmission>(&change)) visit(take->submission);
    if (const auto* reject = std::get_if<custody::RejectSubmission>(&change)) visit(reject->submission);
  }
}

}  // namespace

Writer::Writer(std::unique_ptr<Database> database, std::unique_ptr<Database> for_checkpoints,
               const NodeStoreOptions& options, Answers& answers, SubmissionFeed& feed,
               std::function<void()> more_wanted)
    : answers_(answers),
      feed_(feed),
      more_wanted_(std::move(more_wanted)),
      database_(std::move(database)),
      audit_(*database_, *options.digester),
      changes_(*database_, audit_, options.at_rest),
      // The syncs are the same for few pages and for many, and a page written twice since is copied once.
      checkpointer_(std::move(for_checkpoints), options.wal_frames / 3,
                    [this](base::Error error) { answers_.fail(std::move(error), 0); }),
      housekeeping_(*database_, audit_, checkpointer_, options.wal_frames),
      reserve_(*database_, options.home / "reserve", options.reserve_bytes, options.page_limit),
      policy_(options.group_window, options.group_bytes) {}

Writer::~Writer() { stop_thread(false); }

base::Result<> Writer::start() {
  BC_TRY_VOID(changes_.load());
  BC_TRY_VOID(database_->run("UPDATE meta SET value = 0 WHERE name = 'clean'"));
  BC_TRY_VOID(reserve_.restore());
  if (reserve_.in_use()) BC_TRY_VOID(reserve_.use());
  stats_.full = reserve_.in_use();
  thread_ = std::thread([this] { run(); });
  return {};
}

void Writer::commit(custody::Batch batch) {
  const auto bytes = bytes_of(batch);
  {
    const std::lock_guard guard(mutex_);
    if (batch.urgent) ++urgent_;
    queued_bytes_ += bytes;
    auto place = queue_.end();
    while (place != queue_.begin() && custody::may_overtake(batch, std::prev(place)->batch)) --place;
    queue_.insert(place, {std::move(batch), bytes, std::chrono::steady_clock::now()});
  }
  wake_.notify_one();
}

void Writer::purge() {
  const std::lock_guard guard(mutex_);
  purge_ = true;
  wake_.notify_one();
}

void Writer::collect(base::HandlingTime now) {
  const std::lock_guard guard(mutex_);
  collect_ = now;
  purge_ = true;
  wake_.notify_one();
}

void Writer::settle() {
  std::unique_lock lock(mutex_);
  ++settling_;
  wake_.notify_one();
  idle_.wait(lock, [this] { return over_ || (queue_.empty() && !has_chore() && !working_); });
  --settling_;
}

NodeStoreStats Writer::stats() const {
  const std::lock_guard guard(mutex_);
  return stats_;
}

void Writer::stop_thread(bool drain) {
  {
    const std::lock_guard guard(mutex_);
    (drain ? drain_ : stop_) = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

base::Result<> Writer::close() {
  stop_thread(true);
  // Said already, but perhaps to a node that had stopped listening. The next start checks the file.
  if (auto failure = answers_.failure()) return std::unexpected(std::move(*failure));
  BC_TRY_VOID(housekeeping_.finish_purge());
  BC_TRY_VOID(database_->run("UPDATE meta SET value = 1 WHERE name = 'clean'"));
  const auto held = checkpointer_.hold();
  BC_TRY(emptied, database_->checkpoint(true));
  static_cast<void>(emptied);  // a command that is still reading leaves it to the next start
  database_->checkpoint_on_close(true);
  return {};
}

void Writer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stop_ || drain_ || !queue_.empty() || has_chore(); });
    if (stop_) break;
    if (queue_.empty() && !has_chore()) break;  // drained
    working_ = true;
    if (!queue_.empty()) {
      wait_for_group(lock);
      if (stop_) break;
      lock.unlock();
      commit_group();
      lock.lock();
    }
    // One step between two groups: under a steady load deletions must get on too. None ahead of a FLASH.
    if (!answers_.dead() && has_chore() && urgent_ == 0) do_chore(lock);
    working_ = false;
    if (answers_.dead()) break;
    if (queue_.empty() && !has_chore()) idle_.notify_all();
  }
  working_ = false;
  over_ = true;
  idle_.notify_all();
}

void Writer::wait_for_group(std::unique_lock<std::mutex>& lock) {
  const auto deadline = queue_.front().arrived + policy_.window();
  wake_.wait_until(lock, deadline, [this] {
    return stop_ || drain_ || settling_ > 0 || urgent_ > 0 || queued_bytes_ >= policy_.bytes();
  });
}

// The next batch joins the group in hand, also one that came meanwhile. false: the group is to be committed.
// A FLASH in it waits for nobody behind it.
bool Writer::join(Group& group, std::uint64_t& bytes) {
  const std::lock_guard guard(mutex_);
  if (queue_.empty()) return false;
  const Waiting& next = queue_.front();
  const bool flash_in_hand = !group.empty() && group.back().batch.urgent;
  if (next.batch.urgent ? flash_in_hand && bytes >= policy_.bytes()
                        : flash_in_hand || bytes >= policy_.bytes())
    return false;
  bytes += next.bytes;
  queued_bytes_ -= next.bytes;
  if (next.batch.urgent) --urgent_;
  group.splice(group.end(), queue_, queue_.begin());
  return true;
}

base::Result<> Writer::transact(const std::function<base::Result<>()>& body) {
  auto result = database_->transaction(body);
  for (int round = 1; !result && result.error().code == base::Code::Unavailable && round < kBusyRounds;
       ++round)
    result = database_->transaction(body);
  if (result) return {};
  if (result.error().code == base::Code::Unavailable) result.error().code = base::Code::Locked;
  if (auto loaded = changes_.load(); !loaded) return loaded;
  return result;
}

// Perhaps only the WAL cannot grow: once it is copied into the file, it begins anew.
base::Result<> Writer::transact_in_little_room(const custody::Batch& batch) {
  const auto body = [&]() -> base::Result<> {
    BC_TRY_VOID(changes_.apply(batch));
    return changes_.finish();
  };
  auto result = transact(body);
  if (result || result.error().code != base::Code::StoreFull) return result;
  const auto held = checkpointer_.hold();
  const auto copied = database_->checkpoint(false);
  if (!copied && copied.error().code != base::Code::StoreFull) return std::unexpected(copied.error());
  return transact(body);
}

void Writer::commit_group() {
  Group group;
  std::uint64_t bytes = 0;
  if (reserve_.in_use()) {
    while (join(group, bytes)) {
    }
    return commit_singly(group);
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto result = transact([&]() -> base::Result<> {
    for (const auto& waiting : group) BC_TRY_VOID(changes_.apply(waiting.batch));  // again after a rollback
    while (join(group, bytes)) BC_TRY_VOID(changes_.apply(group.back().batch));
    return changes_.finish();
  });
  if (!result && result.error().code == base::Code::StoreFull) return commit_singly(group);
  if (!result) return answers_.fail(result.error(), group.empty() ? 0 : group.front().batch.id);
  const auto took = std::chrono::steady_clock::now() - begin;
  policy_.committed(std::chrono::duration_cast<std::chrono::microseconds>(took), bytes);
  note_stats(group.size());
  for (const auto& waiting : group) answer(waiting.batch);
  after_group();
}

// On a full disk: each batch stands and falls alone, in the same order.
void Writer::commit_singly(const Group& group) {
  if (auto used = reserve_.use(); !used) return answers_.fail(used.error(), group.front().batch.id);
  for (const auto& [batch, bytes, arrived] : group) {
    if (answers_.dead()) return;
    if (brings_in(batch)) {
      refuse(batch,
             {base::Code::StoreFull, "only deletions and reports are still written", std::nullopt, {}});
      continue;
    }
    const auto result = transact_in_little_room(batch);
    if (result) {
      note_stats(1);
      answer(batch);
    } else if (result.error().code == base::Code::StoreFull) {
      refuse(batch, result.error());
    } else {
      answers_.fail(result.error(), batch.id);
    }
  }
  if (!answers_.dead()) after_group();
}

void Writer::answer(const custody::Batch& batch) {
  answers_.post(custody::Committed{batch.id});
  bool more = false;
  for_each_submission(batch, [&](std::int64_t id) { more = feed_.answered(id) || more; });
  if (more) more_wanted_();
}

void Writer::refuse(const custody::Batch& batch, base::Error error) {
  answers_.post(custody::StoreFailed{std::move(error), batch.id});
}

void Writer::after_group() {
  if (auto done = housekeeping_.checkpoint_if_due(); !done) survive(done.error());
  const auto now = std::chrono::steady_clock::now();
  if (reserve_.in_use() && now - restored_ >= kRestoreEvery) {
    restored_ = now;
    if (auto done = reserve_.restore(); !done) survive(done.error());
  }
  const std::lock_guard guard(mutex_);
  stats_.checkpoints = housekeeping_.checkpoints();
  stats_.full = reserve_.in_use();
}

void Writer::note_stats(std::size_t batches) {
  const std::lock_guard guard(mutex_);
  ++stats_.groups;
  stats_.batches += batches;
  stats_.largest_group = std::max<std::uint64_t>(stats_.largest_group, batches);
}

// Chores may fail for want of room or because a command is writing: they come again.
void Writer::survive(const base::Error& error) {
  if (error.code == base::Code::Unavailable) return;
  if (error.code != base::Code::StoreFull) return answers_.fail(error, 0);
  if (auto used = reserve_.use(); !used) answers_.fail(used.error(), 0);
}

base::Result<bool> Writer::chore_step(const std::optional<base::HandlingTime>& collect, bool purge) {
  if (collect) {
    BC_TRY(more, housekeeping_.collect_some(*collect));
    if (more) return true;
  }
  if (purge) {
    BC_TRY(more, housekeeping_.purge_some());
    if (more) return true;
    BC_TRY_VOID(housekeeping_.finish_purge());
  }
  if (collect && reserve_.in_use()) BC_TRY_VOID(reserve_.restore());
  return false;
}

void Writer::do_chore(std::unique_lock<std::mutex>& lock) {
  const auto collect = std::exchange(collect_, std::nullopt);
  const bool purge = std::exchange(purge_, false);
  lock.unlock();
  const auto more = chore_step(collect, purge);
  if (!more) {
    survive(more.error());
    if (auto loaded = changes_.load(); !loaded) survive(loaded.error());
  }
  after_group();
  lock.lock();
  if (!more || !*more) return;
  if (collect && !collect_) collect_ = collect;
  purge_ = purge_ || purge;
}

}  // namespace backchannel::store
