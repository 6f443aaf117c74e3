// The invariants. They look at what was written, what is durable and what leaves, never at the engine's own
// view.

#include <algorithm>

#include "actors.h"
#include "backchannel/netplan/path.h"

namespace backchannel::simulate {

namespace {

// Binding and reading ahead take this long at most; what has waited longer was ready.
constexpr std::int64_t kReadyUs = 15'000;

[[nodiscard]] std::string short_id(const base::TransferId& transfer) {
  return base::to_hex(transfer.view()).substr(0, 12);
}

}  // namespace

void World::trace(base::BytesView bytes) { report_.trace_hash = token_fold(report_.trace_hash, bytes); }

void World::trace(std::string_view words) { trace(base::as_bytes(words)); }

void World::broken(std::string sentence) {
  report_.broken.push_back("at " + std::to_string(schedule_.now_us()) + " us: " + std::move(sentence));
}

void World::synced(const base::NodeName& at, const custody::Batch& batch) {
  for (const custody::Change& change : batch.changes) {
    if (const auto* moved = std::get_if<custody::MoveLeg>(&change)) {
      holdings_[at].erase(moved->key.transfer);
      const auto& tombstones = nodes_.at(moved->to).store->tables.tombstones;
      const auto it = tombstones.find(moved->key);
      if (it == tombstones.end() || it->second.from != at)
        broken(at.value + " let go of " + short_id(moved->key.transfer) + " to " + moved->to.value +
               ", which has not committed it: an accepted message is lost");
    }
    if (const auto* arrived = std::get_if<custody::PutMailbox>(&change)) {
      const auto it = by_transfer_.find(arrived->key.transfer);
      if (it == by_transfer_.end()) continue;
      Written& written = written_[it->second];
      if (++written.arrivals.at(arrived->key.leg) > 1)
        broken(short_id(arrived->key.transfer) + " reached the mailbox of " + at.value + " twice");
    }
    if (const auto* leg = std::get_if<custody::PutLeg>(&change)) {
      const auto it = by_transfer_.find(leg->row.key.transfer);
      if (it == by_transfer_.end()) continue;
      const auto hops = netplan::next_hops(plan_, catalogue_, at, leg->row.destination, {}, {});
      if (hops.empty()) continue;
      holdings_[at][leg->row.key.transfer] = {schedule_.now_us(), false, hops.front(),
                                              written_[it->second].meant.front()};
    }
  }
}

// No lower precedence leaves while a higher one that was ready waits. Only in calm weather: after a loss a
// higher one may rightly be waiting for its retry.
void World::check_order(const base::NodeName& from, const base::NodeName& to,
                        const base::TransferId& leaving) {
  auto& holdings = holdings_[from];
  const auto own = holdings.find(leaving);
  if (own == holdings.end()) return;
  own->second.offered = true;
  if (!weather_.calm) return;
  const auto in_flight = [&](message::Precedence meant) {
    return std::any_of(holdings.begin(), holdings.end(), [&](const auto& entry) {
      return entry.second.next == to && entry.second.offered && entry.second.meant == meant;
    });
  };
  for (const auto& [transfer, other] : holdings) {
    if (other.next != to || other.offered || other.meant <= own->second.meant) continue;
    if (schedule_.now_us() - other.since_us < kReadyUs || in_flight(other.meant)) continue;
    broken(from.value + " sends " + std::string(message::name_of(own->second.meant)) + " " +
           short_id(leaving) + " to " + to.value + " while " + std::string(message::name_of(other.meant)) +
           " " + short_id(transfer) + " is ready and waits");
  }
}

bool World::quiet() const {
  return std::all_of(nodes_.begin(), nodes_.end(), [](const auto& entry) {
    const SimulatedNode& each = entry.second;
    return each.node && each.node->engine().legs_held() == 0 && each.store->tables.legs.empty() &&
           each.store->tables.submissions.size() == each.outbox.size();
  });
}

// Submitted = delivered + not delivered + unknown + rejected, and each end is the true one.
void World::check_ends() {
  for (const Written& written : written_) {
    const MemoryTables& origin = nodes_.at(written.station).store->tables;
    const auto taken = origin.submissions.find(written.submission);
    if (taken != origin.submissions.end() && taken->second) {
      report_.rejected += static_cast<unsigned>(written.meant.size());
      continue;
    }
    for (std::uint16_t leg = 0; leg < written.meant.size(); ++leg) {
      const auto said = [&](message::StatementKind kind) {
        return std::any_of(origin.statements.begin(), origin.statements.end(), [&](const auto& statement) {
          return statement.kind == kind && statement.message == written.header.message &&
                 statement.leg == leg;
        });
      };
      const bool arrived = written.arrivals[leg] > 0;
      const bool reported = said(message::StatementKind::Report);
      if (arrived && reported)
        broken(short_id(written.transfer) + " was delivered and reported as not delivered");
      if (arrived && !said(message::StatementKind::StationReceipt))
        broken(short_id(written.transfer) + " was delivered, but its originator has no station receipt");
      if (arrived) {
        ++report_.delivered;
        const auto& box = nodes_.at(written.header.recipients[leg].station).store->tables.transfers;
        const auto copy = box.find(written.transfer);
        if (copy == box.end() || *copy->second.second != *written.sealed)
          broken(short_id(written.transfer) + " arrived with other bytes than were sent");
      } else if (reported) {
        ++report_.not_delivered;
      } else if (said(message::StatementKind::Unknown)) {
        ++report_.unknown;
      } else {
        broken(short_id(written.transfer) + " leg " + std::to_string(leg) +
               " has no end: it is lost or stuck");
      }
    }
  }
}

}  // namespace backchannel::simulate
