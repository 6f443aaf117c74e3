#include <algorithm>

#include "checker.h"
#include "overloaded.h"

namespace backchannel::simulate {

void Checker::broken(const base::NodeName& at, const std::string& words, const base::TransferId& transfer,
                     const std::string& more) {
  stage_.broken(at.value + " " + words + " " + base::to_hex(transfer.view()).substr(0, 12) + more);
}

void Checker::before(const base::NodeName& at, const custody::Batch& batch) {
  const bool honest = !hostile(at);
  for (const custody::Change& change : batch.changes)
    std::visit(Overloaded{
                   [&](const custody::PutTransfer& c) { taken(at, c); },
                   [&](const custody::PutLeg& c) { queued(at, c); },
                   [](const custody::BindLeg&) {},
                   [&](const custody::UnbindLeg& c) {
                     if (honest) unbound(at, c);
                   },
                   [&](const custody::MoveLeg& c) { moved(at, c); },
                   [&](const custody::EndLeg& c) {
                     if (honest) ended(at, c);
                   },
                   [&](const custody::PutTombstone& c) { accepted(at, c); },
                   [&](const custody::PutFence& c) { fenced(at, c); },
                   [&](const custody::PutMailbox& c) { filed(at, c); },
                   [](const custody::PutStatement&) {},
                   [](const custody::TakeSubmission&) {},
                   [](const custody::WatchReceipts&) {},
                   [&](const custody::RejectSubmission&) { stage_.mark(Mark::SubmissionRefused); },
                   [](const custody::SetCounter&) {},
                   [&](const custody::SetClockMark&) { stage_.mark(Mark::ClockMarkSet); },
                   [](const custody::PutAudit&) {},
               },
               change);
}

void Checker::after(const base::NodeName& at, const custody::Batch& batch) {
  for (const custody::Change& change : batch.changes) {
    if (const auto* put = std::get_if<custody::PutLeg>(&change)) check_payload(at, put->row.key.transfer);
    if (const auto* moved = std::get_if<custody::MoveLeg>(&change)) check_payload(at, moved->key.transfer);
    if (const auto* ended = std::get_if<custody::EndLeg>(&change)) check_payload(at, ended->key.transfer);
    if (const auto* put = std::get_if<custody::PutStatement>(&change)) told(at, *put);
  }
}

void Checker::check_payload(const base::NodeName& at, const base::TransferId& transfer) {
  const MemoryTables& store = tables(at);
  const auto leg = store.legs.lower_bound({transfer, 0, 0});
  if (leg == store.legs.end() || leg->first.transfer != transfer) return;
  if (!store.transfers.contains(transfer)) broken(at, "holds a leg without the text of", transfer);
}

void Checker::taken(const base::NodeName& at, const custody::PutTransfer& change) {
  const message::Header& header = change.row.header;
  headers_.try_emplace(change.row.transfer, header);
  if (header.kind != message::Kind::Statement) return;
  const netplan::Person* whose = net_.plan.person(header.recipients.front().person);
  if (whose == nullptr || header.originator_node != at || !change.row.from.empty()) return;
  const bool station = net_.plan.node(at)->role == netplan::NodeRole::Station;
  if (header.recipients.front().station == whose->station) return;
  // His old station sends them after him; all others send them there at once.
  stage_.mark(station && whose->station == at ? Mark::WordsSentAfter : Mark::WordsToNewStation);
}

void Checker::queued(const base::NodeName& at, const custody::PutLeg& change) {
  order_.queued(at, change.row);
  if (change.row.key.copy > 1 && !hostile(at) && tables(at).watched.contains(change.row.key.transfer))
    stage_.mark(Mark::CopySent);
}

// Whatever a holder takes back or ends as not delivered, nobody may have accepted from it.
void Checker::check_not_accepted(const base::NodeName& at, const custody::LegKey& key, const char* words) {
  for (const auto& [node, seen] : stores_) {
    if (hostile(node)) continue;
    const auto it = seen.tables->tombstones.find(key);
    if (it != seen.tables->tombstones.end() && it->second.from == at && node != at)
      broken(at, words, key.transfer, ", which " + node.value + " has accepted from it");
  }
}

void Checker::unbound(const base::NodeName& at, const custody::UnbindLeg& change) {
  const auto leg = tables(at).legs.find(change.key);
  if (leg == tables(at).legs.end() || leg->second.state != custody::LegState::Await) return;
  stage_.mark(Mark::Unbound);
  check_not_accepted(at, change.key, "takes back");
}

void Checker::moved(const base::NodeName& at, const custody::MoveLeg& change) {
  order_.moved(at, change.key.transfer);
  if (hostile(at) || hostile(change.to)) {
    tainted_.insert({change.key.transfer, change.key.leg});
    return;
  }
  const auto leg = tables(at).legs.find(change.key);
  if (leg == tables(at).legs.end() || leg->second.state != custody::LegState::Await ||
      leg->second.bound_to != change.to)
    broken(at, "lets go of", change.key.transfer, " to " + change.to.value + ", to whom it is not bound");
  const auto& tombstones = tables(change.to).tombstones;
  const auto it = tombstones.find(change.key);
  if (it == tombstones.end() || it->second.from != at)
    broken(at, "lets go of", change.key.transfer,
           " to " + change.to.value + ", which has not committed it: an accepted message is lost");
}

void Checker::ended(const base::NodeName& at, const custody::EndLeg& change) {
  const auto leg = tables(at).legs.find(change.key);
  if (leg == tables(at).legs.end()) return;
  const bool bound = leg->second.state == custody::LegState::Await;
  if (change.unknown) {
    stage_.mark(Mark::EndedUnknown);
    return;
  }
  stage_.mark(change.code == base::Code::Undelivered ? Mark::EndedRefused
              : bound                                ? Mark::EndedByNever
                                                     : Mark::EndedUnbound);
  check_not_accepted(at, change.key, "reports as not delivered");
}

void Checker::accepted(const base::NodeName& at, const custody::PutTombstone& change) {
  accepted_in_.try_emplace({at, change.key}, stores_.at(at).life);
  if (hostile(at)) return;
  if (tables(at).tombstones.contains(change.key))
    broken(at, "accepts for the second time", change.key.transfer);
  if (tables(at).fences.contains({change.key, change.from}))
    broken(at,
           "accepts from " + change.from.value + " what it has refused it for good:", change.key.transfer);
}

void Checker::fenced(const base::NodeName& at, const custody::PutFence& change) {
  fenced_in_.try_emplace({at, change.key, change.peer}, stores_.at(at).life);
}

void Checker::filed(const base::NodeName& at, const custody::PutMailbox& change) {
  if (letters_.find(change.key.transfer) == nullptr) return;
  std::vector<base::NodeName>& boxes = arrived_[{change.key.transfer, change.key.leg}];
  if (change.key.copy > 1 && !hostile(at) && !tainted(change.key))
    stage_.mark(boxes.empty() ? Mark::CopyCameFirst : Mark::CopyCameAfter);
  boxes.push_back(at);
  std::vector<base::NodeName>& of_this_copy = filed_[change.key];
  of_this_copy.push_back(at);
  if (hostile(at)) return;
  const bool here = std::count(of_this_copy.begin(), of_this_copy.end(), at) > 1;
  // Each copy arrives once, and the mailbox shows one row of them.
  if (here || (of_this_copy.size() > 1 && !tainted(change.key)))
    broken(at, "files for the second time", change.key.transfer);
}

void Checker::told(const base::NodeName& at, const custody::PutStatement& change) {
  using message::StatementKind;
  const message::Statement& now = change.statement;
  if (hostile(at) || tainted_.contains({now.transfer, now.leg})) return;
  for (const message::Statement& earlier : tables(at).statements) {
    if (earlier.message != now.message || earlier.leg != now.leg || earlier.copy != now.copy) continue;
    const auto both = [&](StatementKind a, StatementKind b) {
      return (earlier.kind == a && now.kind == b) || (earlier.kind == b && now.kind == a);
    };
    if (both(StatementKind::StationReceipt, StatementKind::Report))
      broken(at, "is told both that it was delivered and that it was not:", now.transfer);
    if (earlier.kind == StatementKind::Unknown && now.kind == StatementKind::StationReceipt)
      stage_.mark(Mark::UnknownThenReceipt);
  }
}

void Checker::crashed(const base::NodeName& node) {
  Seen& seen = stores_.at(node);
  ++seen.life;
  if (!receiving_[node].empty()) stage_.mark(Mark::CrashInReception);
  receiving_[node].clear();
  for (const auto& [key, leg] : seen.tables->legs)
    if (leg.state == custody::LegState::Await) {
      stage_.mark(Mark::CrashInAwait);
      break;
    }
}

}  // namespace backchannel::simulate
