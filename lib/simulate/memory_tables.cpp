#include "backchannel/simulate/memory_tables.h"

#include <algorithm>
#include <limits>

#include "backchannel/base/limits.h"

namespace backchannel::simulate {

namespace {

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

}  // namespace

void MemoryTables::apply(const custody::Batch& batch) {
  released_.clear();
  for (const custody::Change& change : batch.changes) apply_change(change);
  for (const base::TransferId& transfer : released_) drop_payload_if_unused(transfer);
}

void MemoryTables::apply_change(const custody::Change& change) {
  std::visit(Overloaded{
                 [&](const custody::PutTransfer& c) {
                   transfers.try_emplace(c.row.transfer, c.row, c.sealed);
                   next_sequence_ = std::max(next_sequence_, c.row.sequence + 1);
                 },
                 [&](const custody::PutLeg& c) { legs.insert_or_assign(c.row.key, c.row); },
                 [&](const custody::BindLeg& c) {
                   const auto it = legs.find(c.key);
                   if (it == legs.end()) return;
                   it->second.state = custody::LegState::Await;
                   it->second.bound_to = c.peer;
                   it->second.bound_uuid = c.uuid;
                   it->second.circuit_number = c.circuit_number;
                 },
                 [&](const custody::UnbindLeg& c) {
                   const auto it = legs.find(c.key);
                   if (it == legs.end()) return;
                   it->second.state = custody::LegState::Queued;
                   it->second.bound_to = {};
                   it->second.bound_uuid = {};
                   auto& refused = it->second.refused_by;
                   if (!c.refused_by.empty() &&
                       std::find(refused.begin(), refused.end(), c.refused_by) == refused.end())
                     refused.push_back(c.refused_by);
                 },
                 [&](const custody::MoveLeg& c) {
                   legs.erase(c.key);
                   released_.insert(c.key.transfer);
                   moved_to[c.key] = c.to;
                 },
                 [&](const custody::EndLeg& c) {
                   legs.erase(c.key);
                   released_.insert(c.key.transfer);
                 },
                 [&](const custody::PutTombstone& c) { tombstones.insert_or_assign(c.key, c); },
                 [&](const custody::PutFence& c) {
                   fences.insert_or_assign({c.key, c.peer}, c);
                 },
                 [&](const custody::PutMailbox& c) {
                   const auto it = transfers.find(c.key.transfer);
                   if (it == transfers.end()) return;
                   const message::Header& header = it->second.first.header;
                   const message::Recipient& to = header.recipients.at(c.key.leg);
                   const MailboxKey unique{it->second.first.originator_key, header.message, to.person.value,
                                           to.station.value};
                   if (mailbox_unique.insert(unique).second)
                     mailbox.emplace(c.key, c.received_at);
                   else
                     released_.insert(c.key.transfer);  // the same message sealed anew: filed once
                 },
                 [&](const custody::PutStatement& c) {
                   if (std::find(statements.begin(), statements.end(), c.statement) == statements.end())
                     statements.push_back(c.statement);
                   settle_receipts(c.statement.transfer);
                 },
                 [&](const custody::TakeSubmission& c) { submissions[c.submission] = std::nullopt; },
                 [&](const custody::WatchReceipts& c) {
                   if (c.at)
                     watched[c.transfer] = *c.at;
                   else
                     unwatch(c.transfer);
                 },
                 [&](const custody::RejectSubmission& c) { submissions[c.submission] = c; },
                 [&](const custody::SetCounter& c) {
                   std::int64_t& value = counters[c.name];
                   value = std::max(value, c.value);
                 },
                 [&](const custody::SetClockMark& c) { clock_mark_ = std::max(clock_mark_, c.at); },
                 [&](const custody::PutAudit& c) { audit.push_back(c); },
             },
             change);
}

void MemoryTables::unwatch(const base::TransferId& transfer) {
  if (watched.erase(transfer) > 0) released_.insert(transfer);
}

// With the last station receipt the originator's own copy has done its service.
void MemoryTables::settle_receipts(const base::TransferId& transfer) {
  if (!watched.contains(transfer)) return;
  std::set<std::uint16_t> receipted;
  for (const message::Statement& said : statements)
    if (said.transfer == transfer && said.kind == message::StatementKind::StationReceipt)
      receipted.insert(said.leg);
  if (receipted.size() >= transfers.at(transfer).first.header.recipients.size()) unwatch(transfer);
}

void MemoryTables::drop_payload_if_unused(const base::TransferId& transfer) {
  if (watched.contains(transfer)) return;
  const custody::LegKey first{transfer, 0, 0};
  const auto leg = legs.lower_bound(first);
  if (leg != legs.end() && leg->first.transfer == transfer) return;
  const auto box = mailbox.lower_bound(first);
  if (box != mailbox.end() && box->first.transfer == transfer) return;
  transfers.erase(transfer);
}

custody::FoundFacts MemoryTables::find(const base::TransferId& transfer) const {
  custody::FoundFacts facts;
  const custody::LegKey first{transfer, 0, 0};
  for (auto it = tombstones.lower_bound(first); it != tombstones.end() && it->first.transfer == transfer;
       ++it)
    facts.tombstones.push_back({it->first.leg, it->first.copy, it->second.from});
  for (auto it = fences.lower_bound({first, {}}); it != fences.end() && it->first.first.transfer == transfer;
       ++it)
    facts.fences.push_back({it->first.first.leg, it->first.first.copy, it->first.second, it->second.code});
  return facts;
}

base::Bytes MemoryTables::read(const base::TransferId& transfer, std::uint64_t offset,
                               std::uint64_t size) const {
  const auto it = transfers.find(transfer);
  if (it == transfers.end()) return {};
  const base::Bytes& sealed = *it->second.second;
  const std::uint64_t from = std::min<std::uint64_t>(offset, sealed.size());
  const std::uint64_t to = from + std::min<std::uint64_t>(size, sealed.size() - from);
  return {sealed.begin() + static_cast<std::ptrdiff_t>(from),
          sealed.begin() + static_cast<std::ptrdiff_t>(to)};
}

// The first `limit` of these, and all of the last one's transfer.
custody::Page MemoryTables::page_of(std::vector<custody::LegRow> wanted, std::size_t limit) const {
  custody::Page page;
  for (custody::LegRow& leg : wanted) {
    const bool same = !page.legs.empty() && page.legs.back().key.transfer == leg.key.transfer;
    if (page.legs.size() >= limit && !same) {
      page.more = true;
      break;
    }
    if (!same) page.transfers.push_back(transfers.at(leg.key.transfer).first);
    page.legs.push_back(std::move(leg));
  }
  const auto by_sequence = [](const auto& a, const auto& b) { return a.sequence < b.sequence; };
  std::stable_sort(page.transfers.begin(), page.transfers.end(), by_sequence);
  page.transfers.erase(std::unique(page.transfers.begin(), page.transfers.end(),
                                   [](const auto& a, const auto& b) { return a.transfer == b.transfer; }),
                       page.transfers.end());
  return page;
}

custody::Page MemoryTables::page(const custody::ReadPage& wanted) const {
  const auto* next = std::get_if<custody::AfterInLane>(&wanted.of);
  std::vector<custody::LegRow> found;
  for (const auto& [key, leg] : legs) {
    if (leg.state != custody::LegState::Queued) continue;
    const bool here = next != nullptr ? custody::LaneKey{leg.destination, leg.precedence} == next->lane &&
                                            leg.sequence > next->sequence
                                      : leg.expires < std::get<custody::ExpiredBefore>(wanted.of).at;
    if (here) found.push_back(leg);
  }
  std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
    return next != nullptr ? a.sequence < b.sequence : a.expires < b.expires;
  });
  return page_of(std::move(found), wanted.limit);
}

custody::Outstanding MemoryTables::outstanding(const base::TransferId& transfer) const {
  using message::StatementKind;
  custody::Outstanding out;
  out.transfer = transfers.at(transfer).first;
  for (auto it = tombstones.lower_bound({transfer, 0, 0});
       it != tombstones.end() && it->first.transfer == transfer; ++it) {
    if (!it->second.from.empty()) continue;
    const auto leg = legs.find(it->first);
    const auto moved = moved_to.find(it->first);
    custody::SentCopy copy{it->first.leg, it->first.copy, it->second.at, leg != legs.end(), {}};
    if (copy.held)
      copy.to = leg->second.bound_to;
    else if (moved != moved_to.end())
      copy.to = moved->second;
    out.copies.push_back(std::move(copy));
  }
  std::set<std::uint16_t> answered;
  for (const message::Statement& said : statements)
    if (said.transfer == transfer &&
        (said.kind == StatementKind::StationReceipt || said.kind == StatementKind::Report ||
         said.kind == StatementKind::Unknown))
      answered.insert(said.leg);
  out.answered.assign(answered.begin(), answered.end());
  return out;
}

custody::OverduePage MemoryTables::overdue(const custody::ReadOverdue& wanted) const {
  std::set<std::pair<base::HandlingTime, base::TransferId>> by_time;
  for (const auto& [transfer, at] : watched) by_time.emplace(at, transfer);
  custody::OverduePage page;
  for (const auto& [at, transfer] : by_time) {
    if (at > wanted.at || page.messages.size() == wanted.limit) {
      page.next = at;
      break;
    }
    page.messages.push_back(outstanding(transfer));
  }
  return page;
}

custody::Recovered MemoryTables::recover() const {
  custody::Recovered recovered;
  recovered.uuid = uuid_;
  std::vector<custody::LegRow> wanted;
  std::set<custody::LaneKey> lanes;
  std::map<base::KeyId, custody::HeldBy> held;
  for (const auto& [key, leg] : legs) {
    const custody::TransferRow& row = transfers.at(key.transfer).first;
    custody::HeldBy& by = held[row.originator_key];
    by.one_of_them = row.header;
    ++by.amount.legs;
    by.amount.bytes += row.size;
    if (leg.state == custody::LegState::Await)
      wanted.push_back(leg);
    else
      lanes.emplace(leg.destination, leg.precedence);
  }
  for (const custody::LaneKey& lane : lanes) {
    custody::Page beginning =
        page({0, custody::AfterInLane{lane, std::numeric_limits<std::int64_t>::min()}, lane_legs_});
    if (beginning.more) recovered.longer.push_back(lane);
    std::move(beginning.legs.begin(), beginning.legs.end(), std::back_inserter(wanted));
  }
  std::stable_sort(wanted.begin(), wanted.end(),
                   [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  custody::Page all = page_of(std::move(wanted), std::numeric_limits<std::size_t>::max());
  recovered.transfers = std::move(all.transfers);
  recovered.legs = std::move(all.legs);
  for (auto& [key, by] : held) recovered.held.push_back(std::move(by));
  recovered.counters.assign(counters.begin(), counters.end());
  recovered.clock_mark = clock_mark_;
  recovered.next_sequence = next_sequence_;
  return recovered;
}

}  // namespace backchannel::simulate
