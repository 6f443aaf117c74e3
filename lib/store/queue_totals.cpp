#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "backchannel/store/queue.h"
#include "backchannel/wire/codec.h"
#include "client_state.h"
#include "encoding.h"
#include "recovery.h"

namespace backchannel::store {

namespace {

// Adds up, and keeps of each way one.
class Totals {
 public:
  QueueTotal& of(const base::NodeName& destination, message::Precedence precedence) {
    QueueTotal& total = totals_[{-static_cast<int>(precedence), destination}];
    total.destination = destination;
    total.precedence = precedence;
    return total;
  }
  // `label` as its column: each is decoded once.
  base::Result<> add_way(QueueTotal& total, QueueWay way, base::BytesView label) {
    auto key = std::tuple(&total, way.station, way.channel, way.from, way.refused_by,
                          base::Bytes(label.begin(), label.end()));
    if (!ways_.insert(std::move(key)).second) return {};
    BC_TRY(decoded, decode_label(label));
    way.label = std::move(decoded);
    total.ways.push_back(std::move(way));
    return {};
  }
  std::vector<QueueTotal> take() {
    std::vector<QueueTotal> all;
    for (auto& [key, total] : totals_) all.push_back(std::move(total));
    return all;
  }

 private:
  std::map<std::pair<int, base::NodeName>, QueueTotal> totals_;
  std::set<std::tuple<const QueueTotal*, base::NodeName, std::string, base::NodeName,
                      std::vector<base::NodeName>, base::Bytes>>
      ways_;
};

base::Error unreadable(const char* what) {
  return {base::Code::StoreCorrupt,
          std::string("a ") + what + " in the database cannot be read",
          std::nullopt,
          {}};
}

// A transfer counts with the first of its legs there.
base::Result<> add_amounts(Database& database, Totals& totals) {
  auto query = database.query(
      "SELECT l.destination, l.precedence, sum(l.state = 1), sum(l.state = 2), min(t.accepted_at),"
      " sum(CASE WHEN EXISTS(SELECT 1 FROM leg o WHERE o.transfer = l.transfer AND"
      " (o.leg, o.copy) < (l.leg, l.copy) AND o.destination = l.destination AND o.precedence = l.precedence)"
      " THEN 0 ELSE t.size END)"
      " FROM leg l JOIN transfer t ON t.transfer = l.transfer GROUP BY l.destination, l.precedence");
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return {};
    BC_TRY(precedence, precedence_at(query, 1));
    QueueTotal& total = totals.of(query.name<base::NodeName>(0), precedence);
    total.waiting = static_cast<std::uint64_t>(query.integer(2));
    total.bound = static_cast<std::uint64_t>(query.integer(3));
    total.oldest = query.time(4);
    total.bytes = static_cast<std::uint64_t>(query.integer(5));
  }
}

base::Result<> add_bound(Database& database, Totals& totals) {
  auto query =
      database.query("SELECT DISTINCT destination, precedence, bound_to FROM leg WHERE state = 2 ORDER BY 3");
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return {};
    BC_TRY(precedence, precedence_at(query, 1));
    totals.of(query.name<base::NodeName>(0), precedence).bound_to.push_back(query.name<base::NodeName>(2));
  }
}

// Channel and station stand in the header alone, so that those of the legs that wait are looked at one by
// one; none is kept.
base::Result<> add_ways(Database& database, Totals& totals) {
  auto query = database.query(
      "SELECT l.transfer, l.leg, l.copy, l.destination, l.precedence, t.from_node, t.label, t.header,"
      " EXISTS(SELECT 1 FROM refusal r WHERE r.transfer = l.transfer AND r.leg = l.leg AND r.copy = l.copy)"
      " FROM leg l JOIN transfer t ON t.transfer = l.transfer WHERE l.state = 1");
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return {};
    BC_TRY(precedence, precedence_at(query, 4));
    const custody::LegKey key = key_at(query, 0);
    auto header = wire::decode_header(query.view(7));
    if (!header || key.leg >= header->recipients.size()) return std::unexpected(unreadable("header"));
    QueueWay way;
    way.station = std::move(header->recipients[key.leg].station);
    way.channel = std::move(header->channel);
    way.from = query.name<base::NodeName>(5);
    if (query.integer(8) != 0) {
      BC_TRY(refusals, read_refusals(database, key));
      way.refused_by = std::move(refusals);
    }
    QueueTotal& total = totals.of(query.name<base::NodeName>(3), precedence);
    BC_TRY_VOID(totals.add_way(total, std::move(way), query.view(6)));
  }
}

}  // namespace

base::Result<std::vector<QueueTotal>> ClientStore::queue_totals() const {
  auto& database = *state_->database;
  return database.snapshot([&]() -> base::Result<std::vector<QueueTotal>> {
    Totals totals;
    BC_TRY_VOID(add_amounts(database, totals));
    BC_TRY_VOID(add_bound(database, totals));
    BC_TRY_VOID(add_ways(database, totals));
    return totals.take();
  });
}

std::vector<QueueTotal> totals_of(const std::vector<QueueRow>& rows) {
  std::map<std::pair<int, base::NodeName>, QueueTotal> totals;
  std::set<std::tuple<base::NodeName, message::Precedence, base::TransferId>> counted;
  for (const QueueRow& row : rows) {
    const auto& [destination, precedence] = std::tie(row.leg.destination, row.leg.precedence);
    QueueTotal& total = totals[{-static_cast<int>(precedence), destination}];
    if (total.waiting + total.bound == 0 || row.accepted_at < total.oldest) total.oldest = row.accepted_at;
    total.destination = destination;
    total.precedence = precedence;
    if (counted.insert({destination, precedence, row.leg.key.transfer}).second) total.bytes += row.size;
    if (row.leg.state == custody::LegState::Await) {
      ++total.bound;
      const auto place = std::ranges::lower_bound(total.bound_to, row.leg.bound_to);
      if (place == total.bound_to.end() || *place != row.leg.bound_to)
        total.bound_to.insert(place, row.leg.bound_to);
      continue;
    }
    ++total.waiting;
    QueueWay way{row.header.recipients[row.leg.key.leg].station, row.header.channel, row.label, row.from,
                 row.leg.refused_by};
    if (std::ranges::find(total.ways, way) == total.ways.end()) total.ways.push_back(std::move(way));
  }
  std::vector<QueueTotal> all;
  for (auto& [key, total] : totals) all.push_back(std::move(total));
  return all;
}

}  // namespace backchannel::store
