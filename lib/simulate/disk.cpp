#include "disk.h"

#include <algorithm>
#include <utility>

namespace backchannel::simulate {

namespace {

constexpr std::int64_t kGroupUs = 3'000;
constexpr std::int64_t kSyncUs = 400;
constexpr std::int64_t kReadUs = 50;

template <class Kind>
[[nodiscard]] bool has(const custody::Batch& batch) {
  return std::any_of(batch.changes.begin(), batch.changes.end(),
                     [](const custody::Change& change) { return std::holds_alternative<Kind>(change); });
}

// What is on its way out still goes; of what comes in, statements do.
[[nodiscard]] bool brings_in(const custody::Batch& batch) {
  return std::any_of(batch.changes.begin(), batch.changes.end(), [](const custody::Change& change) {
    const auto* put = std::get_if<custody::PutTransfer>(&change);
    return put != nullptr && put->row.header.kind == message::Kind::Message;
  });
}

template <class Kind>
void drop(custody::Batch& batch) {
  std::erase_if(batch.changes,
                [](const custody::Change& change) { return std::holds_alternative<Kind>(change); });
}

// In whose hands a leg is.
using Place = std::tuple<custody::LegState, base::NodeName, base::NodeName>;
[[nodiscard]] Place place_of(const custody::LegRow& leg) {
  return {leg.state, leg.bound_to, leg.destination};
}

// A report beside each receipt, by the same station.
void report_what_arrived(custody::Batch& batch) {
  std::vector<custody::Change> reports;
  for (const custody::Change& change : batch.changes)
    if (const auto* put = std::get_if<custody::PutStatement>(&change);
        put != nullptr && put->statement.kind == message::StatementKind::StationReceipt) {
      custody::PutStatement report = *put;
      report.statement.kind = message::StatementKind::Report;
      reports.push_back(std::move(report));
    }
  batch.changes.insert(batch.changes.end(), reports.begin(), reports.end());
}

}  // namespace

Disk::Disk(Stage& stage, Checker& checker, base::NodeName self, base::StoreUuid uuid,
           std::unique_ptr<Drive> drive, Answer answer)
    : stage_(stage),
      checker_(checker),
      self_(std::move(self)),
      drive_(std::move(drive)),
      answer_(std::move(answer)),
      tables_(uuid, kLaneLegs) {
  checker_.watch(self_, tables_);
}

void Disk::commit(custody::Batch batch) {
  if (dead_) return;
  const bool early = stage_.planted(Planted::AnswerBeforeSync) ||
                     (stage_.planted(Planted::LateBinding) && has<custody::BindLeg>(batch));
  if (early) answer_(custody::Committed{batch.id}, 1);
  const std::int64_t wanted = stage_.now_us() + (batch.urgent ? kSyncUs : kGroupUs);
  auto place = unsynced_.end();
  while (place != unsynced_.begin() && custody::may_overtake(batch, *std::prev(place))) --place;
  unsynced_.insert(place, std::move(batch));
  if (sync_at_us_ >= 0 && sync_at_us_ <= wanted) return;
  sync_at_us_ = wanted;
  stage_.schedule.at(wanted, [this, wanted] {
    if (sync_at_us_ == wanted) sync();
  });
}

void Disk::sync() {
  sync_at_us_ = -1;
  if (interrupt_) {
    const auto interrupt = std::exchange(interrupt_, nullptr);  // a crash forgets it while it runs
    return interrupt();
  }
  if (failing_) {
    dead_ = true;
    answer_(custody::StoreFailed{{base::Code::Io, "simulated", std::nullopt, {}}, unsynced_.front().id}, 0);
    return;
  }
  for (custody::Batch& batch : unsynced_) {
    if (full_ && brings_in(batch)) {
      stage_.mark(Mark::DiskFull);
      refused_.insert(batch.id);
      answer_(custody::StoreFailed{{base::Code::StoreFull, "simulated", std::nullopt, {}}, batch.id}, 0);
      continue;
    }
    apply(batch);
    answer_(custody::Committed{batch.id}, 0);
  }
  unsynced_.clear();
}

void Disk::apply(custody::Batch& batch) {
  if (refused_.erase(batch.id) > 0) stage_.mark(Mark::DiskFullGivenAgain);
  if (stage_.planted(Planted::ReportDelivered)) report_what_arrived(batch);
  checker_.before(self_, batch);
  if (stage_.planted(Planted::ForgetFences)) drop<custody::PutFence>(batch);
  if (stage_.planted(Planted::ForgetStatements)) drop<custody::PutStatement>(batch);
  tables_.apply(batch);
  if (drive_) drive_->write(batch);
  if (stage_.planted(Planted::DropPayloadEarly))
    for (const custody::Change& change : batch.changes)
      if (const auto* moved = std::get_if<custody::MoveLeg>(&change))
        tables_.transfers.erase(moved->key.transfer);
  checker_.after(self_, batch);
}

// The last group may have reached the disk whole, in part or not at all.
void Disk::crash() {
  std::size_t kept = failing_ || unsynced_.empty() ? 0 : stage_.below(unsynced_.size() + 1);
  if (kept > 0) stage_.mark(Mark::CrashBeforeAnswer);
  if (kept < unsynced_.size()) stage_.mark(Mark::CrashLosesUnsynced);
  for (custody::Batch& batch : unsynced_) {
    if (kept == 0 || (full_ && brings_in(batch))) break;
    --kept;
    apply(batch);
  }
  unsynced_.clear();
  refused_.clear();
  sync_at_us_ = -1;
  failing_ = dead_ = false;
  interrupt_ = {};
}

void Disk::agree(bool same, const char* on) {
  if (!same) stage_.broken("the store of " + self_.value + " and the tables in memory disagree on " + on);
}

// What is recovered is compared whole, and given to the engine as the tables in memory give it: so much of
// each lane, and a store uuid that is not drawn by chance.
custody::Recovered Disk::recover() {
  if (drive_) {
    const custody::Recovered found = drive_->reopen();
    std::map<custody::LegKey, Place> legs, expected;
    for (const custody::LegRow& each : found.legs) legs[each.key] = place_of(each);
    for (const auto& [key, each] : tables_.legs) expected[key] = place_of(each);
    agree(legs == expected, "the legs held");
    agree(found.clock_mark == tables_.clock_mark(), "the clock mark");
  }
  return tables_.recover();
}

void Disk::find(const custody::Find& request) {
  if (dead_) return;
  custody::FoundFacts facts = tables_.find(request.transfer);
  if (drive_) {
    const custody::FoundFacts found = drive_->find(request.transfer);
    agree(found.tombstones.size() == facts.tombstones.size(), "the tombstones of a transfer");
    agree(found.fences.size() == facts.fences.size(), "the fences of a transfer");
  }
  if (stage_.planted(Planted::ForgetTombstones)) facts.tombstones.clear();
  answer_(custody::Found{request.id, std::move(facts)}, kReadUs);
}

void Disk::read(const custody::ReadChunk& request) {
  if (dead_) return;
  base::Bytes data = tables_.read(request.transfer, request.offset, request.size);
  if (drive_) agree(drive_->read(request.transfer, request.offset, request.size) == data, "sealed bytes");
  answer_(custody::ChunkRead{request.id, std::move(data)}, kReadUs);
}

void Disk::page(const custody::ReadPage& request) {
  if (dead_) return;
  stage_.mark(Mark::PageRead);
  custody::Page page = tables_.page(request);
  if (drive_) {
    const custody::Page found = drive_->page(request);
    const auto same = [](const custody::LegRow& a, const custody::LegRow& b) { return a.key == b.key; };
    agree(std::ranges::equal(found.legs, page.legs, same), "a page of legs");
    agree(found.more == page.more, "the end of a lane");
  }
  answer_(custody::PageRead{request.id, std::move(page)}, kReadUs);
}

void Disk::overdue(const custody::ReadOverdue& request) {
  if (dead_) return;
  custody::OverduePage page = tables_.overdue(request);
  if (drive_) {
    const custody::OverduePage found = drive_->overdue(request);
    agree(found.messages.size() == page.messages.size(), "how many receipts are overdue");
    agree(found.next == page.next, "when a receipt is overdue next");
  }
  answer_(custody::OverdueRead{request.id, std::move(page)}, kReadUs);
}

}  // namespace backchannel::simulate
