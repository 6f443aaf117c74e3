// After a power cut at any point the store opens, is whole, and holds every batch that was answered.
// BACKCHANNEL_POWER_CUT=long: 10,000 disks.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "old_store.h"
#include "power_run.h"

namespace backchannel::store::test {
namespace {

namespace fs = std::filesystem;

bool long_form() {
  const char* wish = std::getenv("BACKCHANNEL_POWER_CUT");
  return wish != nullptr && std::string(wish) == "long";
}

// In memory where there is a file system in memory: what a sync costs there is not the question here.
class QuickHome {
 public:
  QuickHome() {
    std::string pattern = "/dev/shm/backchannel-power-XXXXXX";
    const char* made = ::mkdtemp(pattern.data());
    if (made != nullptr) in_memory_ = made;
  }
  QuickHome(const QuickHome&) = delete;
  QuickHome& operator=(const QuickHome&) = delete;
  ~QuickHome() {
    std::error_code ignored;
    if (!in_memory_.empty()) fs::remove_all(in_memory_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return in_memory_.empty() ? on_disk_.path() : in_memory_; }

 private:
  fs::path in_memory_;
  TemporaryHome on_disk_;
};

// ---- the batches, numbered from 1: accepts, and every third moves what an earlier one accepted

bool moves(std::uint8_t n) { return n % 3 == 0; }
// Some so big that a few fill the WAL up to a checkpoint.
std::size_t size_of(std::uint8_t n) {
  return 200 + std::size_t{n} * 577 % 7'000 + (n % 4 == 0 && n < 40 ? 250'000 : 0);
}

custody::Batch batch_of(std::uint8_t n) {
  std::vector<custody::Change> changes;
  if (moves(n)) {
    for (std::uint16_t leg = 0; leg < 2; ++leg)
      changes.push_back(
          custody::MoveLeg{leg_key(static_cast<std::uint8_t>(n - 2), leg), base::NodeName("BUNKER"), kNow});
  } else {
    changes = accept(n, n).changes;
    std::get<custody::PutTransfer>(changes[0]).sealed = payload(n, size_of(n));
  }
  changes.push_back(custody::PutAudit{kNow, "batch", std::to_string(n)});
  return batch(n, std::move(changes));  // urgent ones would not keep the order by which they are counted
}

// What is there of one transfer.
struct Held {
  int legs = 0, tombstones = 0, moved = 0;
  bool sealed = false;
  bool operator==(const Held&) const = default;
};
using Holdings = std::map<std::uint8_t, Held>;

Holdings holdings_after(std::int64_t batches) {
  Holdings all;
  for (std::uint8_t n = 1; n <= batches; ++n) {
    if (moves(n))
      all[static_cast<std::uint8_t>(n - 2)] = {0, 2, 2, false};
    else
      all[n] = {2, 2, 0, true};
  }
  return all;
}

Holdings holdings_in(Database& database) {
  Holdings all;
  const auto each = [&](const char* sql, const auto& add) {
    auto query = database.query(sql);
    while (must(query.step())) add(all[query.view(0)[0]], query);
  };
  each("SELECT transfer FROM leg", [](Held& held, const Query&) { ++held.legs; });
  each("SELECT transfer, moved_to FROM tombstone", [](Held& held, const Query& query) {
    ++held.tombstones;
    if (!query.is_null(1)) ++held.moved;
  });
  each("SELECT transfer, sealed FROM payload", [](Held& held, const Query& query) {
    const std::uint8_t n = query.view(0)[0];
    held.sealed = query.bytes(1) == *payload(n, size_of(n));
  });
  return all;
}

// ---- the run

// Notes each answer at its place among the writes.
class NotingSink final : public custody::Sink {
 public:
  explicit NotingSink(PowerVfs& power) : power_(power) {}
  void post(custody::Input input) override {
    const auto* committed = std::get_if<custody::Committed>(&input);
    ASSERT_NE(committed, nullptr);
    power_.note({DiskEvent::Kind::Answer, {}, committed->id, {}});
  }

 private:
  PowerVfs& power_;
};

NodeStoreOptions power_options(const fs::path& home) {
  auto options = options_for(home);
  options.reserve_bytes = 0;
  options.wal_frames = 150;
  return options;
}

// Twice the store is opened again: after a close, and after a stop without one.
Recording run_batches(std::uint8_t batches, Synchronous synchronous = Synchronous::Full) {
  const QuickHome home;
  auto options = power_options(home.path());
  CollectingSink nobody;
  must(open_node(options, nobody)->close());
  Recording recording{files_in(home.path()), {}};
  PowerVfs power(synchronous);
  NotingSink sink(power);
  options.vfs = PowerVfs::kName;
  auto store = open_node(options, sink);
  for (std::uint8_t n = 1; n <= batches; ++n) {
    store->commit(batch_of(n));
    if (n % 4 != 1 || n == batches) store->settle();
    if (n == batches / 3 / 3 * 3) must(store->close());
    if (n == batches / 3 / 3 * 3 || n == batches * 2 / 3 / 3 * 3) {
      store.reset();
      store = open_node(options, sink);
    }
  }
  store.reset();
  recording.events = power.record();
  return recording;
}

// ---- the checks

struct Verdict {
  std::string damage;  // empty: whole
  std::int64_t batches = 0;
};

std::string sentence_in(Database& database, const char* pragma) {
  auto query = database.query(pragma);
  const auto row = query.step();
  if (!row) return base::to_sentence(row.error());
  return *row ? query.text(0) : std::string();
}

Verdict look_at(const fs::path& home) {
  CollectingSink sink;
  {
    const auto store = NodeStore::open(power_options(home), sink);
    if (!store) return {"it does not open: " + base::to_sentence(store.error())};
    if (const auto recovered = (*store)->recover(); !recovered)
      return {"it is not recovered: " + base::to_sentence(recovered.error())};
    const auto audit = (*store)->verify_audit();
    if (!audit || audit->fault) return {"the audit chain is broken"};
  }
  const auto database = must(Database::open(database_path(home), {}));
  if (const auto says = sentence_in(*database, "PRAGMA integrity_check(1)"); says != "ok") return {says};
  if (const auto says = sentence_in(*database, "PRAGMA foreign_key_check"); !says.empty())
    return {"a reference of " + says};
  const auto batches = must(database->number(0, "SELECT count(*) FROM audit"));
  if (holdings_in(*database) != holdings_after(batches))
    return {"it holds something else than " + std::to_string(batches) + " batches"};
  return {{}, batches};
}

struct Tally {
  int images = 0, damaged = 0, lost = 0;
  std::string first;  // of these
};

Tally look_at_all(const Recording& recording, const std::vector<Cut>& cuts) {
  const QuickHome home;
  Tally tally;
  for_each_image(recording, cuts, home.path(), [&](const Cut& cut, std::uint64_t answered) {
    const auto verdict = look_at(home.path());
    const bool lost = verdict.damage.empty() && std::cmp_less(verdict.batches, answered);
    ++tally.images;
    if (!verdict.damage.empty()) ++tally.damaged;
    if (lost) ++tally.lost;
    if (tally.first.empty() && (lost || !verdict.damage.empty()))
      tally.first = to_string(cut) + ": " +
                    (lost ? std::to_string(answered) + " batches were answered, " +
                                std::to_string(verdict.batches) + " are there"
                          : verdict.damage);
  });
  return tally;
}

TEST(PowerCut, EveryAnsweredBatchIsThereWholeAndNoneInPart) {
  const auto recording = run_batches(long_form() ? 200 : 36);
  auto cuts = cuts_at_syncs(recording, long_form() ? 3 : 1);
  const auto at_syncs = cuts.size();
  const auto others =
      cuts_anywhere(recording, long_form() ? 10'000 - std::min<std::size_t>(at_syncs, 9'000) : 100, 7);
  cuts.insert(cuts.end(), others.begin(), others.end());
  const auto tally = look_at_all(recording, cuts);
  std::cout << tally.images << " disks, " << at_syncs << " of them at syncs, of a run of "
            << recording.events.size() << " events\n";
  EXPECT_EQ(tally.damaged, 0) << tally.first;
  EXPECT_EQ(tally.lost, 0) << tally.first;
}

TEST(PowerCut, TheRunWritesSyncsAndTruncatesTheDatabaseAndItsWal) {
  const auto recording = run_batches(36);
  const auto seen = [&](DiskEvent::Kind kind, const std::string& file) {
    return std::ranges::count_if(recording.events,
                                 [&](const auto& event) { return event.kind == kind && event.file == file; });
  };
  for (const auto* file : {"node.db", "node.db-wal"}) {
    EXPECT_GT(seen(DiskEvent::Kind::Write, file), 100) << file;
    EXPECT_GT(seen(DiskEvent::Kind::Sync, file), 2) << file;
  }
  EXPECT_GT(seen(DiskEvent::Kind::Truncate, "node.db-wal"), 0);
  // A second time at its beginning: it was begun anew after a checkpoint.
  const auto begun = std::ranges::count_if(recording.events, [](const auto& event) {
    return event.kind == DiskEvent::Kind::Write && event.file == "node.db-wal" && event.value == 0;
  });
  EXPECT_GT(begun, 2);
  EXPECT_EQ(seen(DiskEvent::Kind::Answer, ""), 36);
}

// What follows shows that the check bites.

TEST(PowerCut, WithSynchronousNormalAnAnsweredBatchCanBeLost) {
  const auto recording = run_batches(20, Synchronous::Normal);
  const auto tally = look_at_all(recording, cuts_anywhere(recording, 100, 1));
  EXPECT_GT(tally.lost, 0);
  EXPECT_EQ(tally.damaged, 0) << tally.first;
}

TEST(PowerCut, WithSynchronousOffTheStoreCanBeDamaged) {
  const auto recording = run_batches(30, Synchronous::Off);
  const auto tally = look_at_all(recording, cuts_anywhere(recording, 100, 1));
  EXPECT_GT(tally.damaged, 0);
}

TEST(PowerCut, AnAnswerThatDoesNotWaitForTheSyncIsFound) {
  auto recording = run_batches(20);
  std::size_t last_sync = 0;
  for (std::size_t i = 0; i < recording.events.size(); ++i) {
    const auto kind = recording.events[i].kind;
    if (kind == DiskEvent::Kind::Sync) last_sync = i;
    if (kind == DiskEvent::Kind::Answer)
      std::rotate(recording.events.begin() + static_cast<std::ptrdiff_t>(last_sync),
                  recording.events.begin() + static_cast<std::ptrdiff_t>(i),
                  recording.events.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    if (kind == DiskEvent::Kind::Answer) ++last_sync;
  }
  auto cuts = cuts_at_syncs(recording, 0);
  std::erase_if(cuts, [](const Cut& cut) { return cut.unsynced != Unsynced::Lost; });
  const auto tally = look_at_all(recording, cuts);
  EXPECT_GT(tally.lost, 5) << "of " << tally.images;
  EXPECT_EQ(tally.damaged, 0) << tally.first;
}

TEST(PowerCut, ABatchInPartIsFound) {
  const QuickHome home;
  CollectingSink sink;
  {
    const auto store = open_node(power_options(home.path()), sink);
    for (std::uint8_t n = 1; n <= 4; ++n) store->commit(batch_of(n));
    must(store->close());
  }
  EXPECT_EQ(look_at(home.path()).damage, "");
  EXPECT_EQ(look_at(home.path()).batches, 4);
  must(must(Database::open(database_path(home.path()), {}))->script("DELETE FROM leg WHERE leg = 1"));
  EXPECT_EQ(look_at(home.path()).damage, "it holds something else than 4 batches");
}

TEST(PowerCut, AnOldStoreIsWholeOldOrWholeNewWhenTheStepsAreCutOff) {
  const QuickHome home;
  make_old_store(home.path());
  Recording recording{files_in(home.path()), {}};
  const auto before = shape_of(home.path());
  CollectingSink sink;
  {
    PowerVfs power;
    auto options = power_options(home.path());
    options.vfs = PowerVfs::kName;
    open_node(options, sink);
    recording.events = power.record();
  }
  const auto after = shape_of(home.path());
  int old_ones = 0, new_ones = 0;
  std::vector<Cut> cuts;
  for (std::size_t at = 0; at <= recording.events.size(); ++at)
    for (const auto kind : {Unsynced::Lost, Unsynced::Kept, Unsynced::Pieces, Unsynced::LastTorn})
      cuts.push_back({at, kind, at});
  for_each_image(recording, cuts, home.path(), [&](const Cut& cut, std::uint64_t) {
    const auto found = shape_of(home.path());
    ++(found == before ? old_ones : new_ones);
    EXPECT_TRUE(found == before || found == after) << to_string(cut) << ": format " << found.format;
    expect_old_rows(*open_node(power_options(home.path()), sink));
  });
  EXPECT_GT(old_ones, 10);
  EXPECT_GT(new_ones, 10);
}

}  // namespace
}  // namespace backchannel::store::test
