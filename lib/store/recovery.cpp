#include "recovery.h"

#include <algorithm>
#include <limits>
#include <set>

#include "backchannel/base/limits.h"
#include "backchannel/wire/codec.h"
#include "encoding.h"

namespace backchannel::store {

namespace {

base::Error unreadable(std::string_view what) {
  return {base::Code::StoreCorrupt,
          "a " + std::string(what) + " in the database cannot be read",
          std::nullopt,
          {}};
}

base::Result<std::vector<message::SignedStatement>> all_signed(Query query) {
  std::vector<message::SignedStatement> stamps;
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return stamps;
    auto stamp = wire::decode_signed_statement(query.view(0));
    if (!stamp) return std::unexpected(unreadable("stamp"));
    stamps.push_back(std::move(*stamp));
  }
}

base::Result<std::vector<message::SignedStatement>> read_leg_stamps(Database& database,
                                                                    const custody::LegKey& key) {
  return all_signed(database.query(
      "SELECT signed FROM leg_stamp WHERE transfer = ? AND leg = ? AND copy = ? ORDER BY position",
      key.transfer, key.leg, key.copy));
}

base::Result<custody::TransferRow> transfer_at(Database& database, const Query& query) {
  custody::TransferRow row;
  row.transfer = query.id<base::TransferId>(0);
  row.header_bytes = query.bytes(1);
  auto header = wire::decode_header(row.header_bytes);
  if (!header) return std::unexpected(unreadable("header"));
  row.header = std::move(*header);
  BC_TRY(label, decode_label(query.view(2)));
  row.label = std::move(label);
  row.label_bytes = query.bytes(3);
  row.originator_key = query.id<base::KeyId>(4);
  row.size = static_cast<std::uint64_t>(query.integer(5));
  row.from = query.name<base::NodeName>(6);
  row.accepted_at = query.time(7);
  row.sequence = query.integer(8);
  BC_TRY(stamps, read_stamps(database, row.transfer));
  row.stamps = std::move(stamps);
  return row;
}

// The legs that the query gives, with their transfers; after `limit` of them none of a further transfer.
base::Result<> read_legs(Database& database, Query query, std::size_t limit, custody::Page& page) {
  std::size_t count = 0;
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return {};
    BC_TRY(row, leg_at(query, 0));
    const bool same = !page.legs.empty() && page.legs.back().key.transfer == row.key.transfer;
    if (count >= limit && !same) {
      page.more = true;
      return {};
    }
    BC_TRY(refusals, read_refusals(database, row.key));
    row.refused_by = std::move(refusals);
    BC_TRY(stamps, read_leg_stamps(database, row.key));
    row.stamps = std::move(stamps);
    page.legs.push_back(std::move(row));
    ++count;
  }
}

base::Result<> read_transfers(Database& database, custody::Page& page) {
  std::set<base::TransferId> seen;
  for (const auto& leg : page.legs) {
    if (!seen.insert(leg.key.transfer).second) continue;
    BC_TRY(row, read_transfer(database, leg.key.transfer));
    page.transfers.push_back(std::move(row));
  }
  std::ranges::stable_sort(page.transfers, {}, &custody::TransferRow::sequence);
  return {};
}

Query legs_where(Database& database, const char* condition) {
  return database.query("SELECT " + std::string(kLegColumns) + " FROM leg l WHERE " + condition);
}

base::Result<> read_lane(Database& database, const custody::LaneKey& lane, std::int64_t after,
                         std::size_t limit, custody::Page& page) {
  return read_legs(
      database,
      database.query("SELECT " + std::string(kLegColumns) +
                         " FROM leg l WHERE destination = ? AND precedence = ? AND sequence > ? AND state = 1"
                         " ORDER BY sequence, transfer, leg, copy LIMIT ?",
                     lane.destination, lane.precedence, after, limit + base::kRecipientsMax),
      limit, page);
}

base::Result<std::vector<custody::LaneKey>> read_lanes(Database& database) {
  std::vector<custody::LaneKey> lanes;
  auto query = database.query("SELECT DISTINCT destination, precedence FROM leg");
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return lanes;
    BC_TRY(precedence, precedence_at(query, 1));
    lanes.push_back({query.name<base::NodeName>(0), precedence});
  }
}

base::Result<std::vector<custody::HeldBy>> read_amounts(Database& database) {
  std::vector<custody::HeldBy> amounts;
  auto query = database.query(
      "SELECT t.header, count(*), sum(t.size) FROM leg l JOIN transfer t ON t.transfer = l.transfer"
      " GROUP BY t.originator_key");
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return amounts;
    auto header = wire::decode_header(query.view(0));
    if (!header) return std::unexpected(unreadable("header"));
    amounts.push_back({std::move(*header), custody::Amount{static_cast<std::uint64_t>(query.integer(1)),
                                                           static_cast<std::uint64_t>(query.integer(2))}});
  }
}

// Every leg that is bound, then the beginning of each lane.
base::Result<> read_beginnings(Database& database, custody::Recovered& recovered) {
  custody::Page page;
  BC_TRY_VOID(read_legs(database, legs_where(database, "state = 2"), base::kQueueMessagesMax, page));
  BC_TRY(lanes, read_lanes(database));
  for (const custody::LaneKey& lane : lanes) {
    custody::Page beginning;
    BC_TRY_VOID(
        read_lane(database, lane, std::numeric_limits<std::int64_t>::min(), base::kLaneLegsMax, beginning));
    if (beginning.more) recovered.longer.push_back(lane);
    std::ranges::move(beginning.legs, std::back_inserter(page.legs));
  }
  std::ranges::stable_sort(page.legs, {}, &custody::LegRow::sequence);
  BC_TRY_VOID(read_transfers(database, page));
  recovered.transfers = std::move(page.transfers);
  recovered.legs = std::move(page.legs);
  return {};
}

}  // namespace

base::Result<custody::TransferRow> read_transfer(Database& database, const base::TransferId& transfer) {
  auto query = database.query(
      "SELECT transfer, header, label, label_der, originator_key, size, from_node, accepted_at, sequence"
      " FROM transfer WHERE transfer = ?",
      transfer);
  BC_TRY(there, query.step());
  if (!there) return std::unexpected(unreadable("transfer of a leg"));
  return transfer_at(database, query);
}

custody::LegKey key_at(const Query& query, int first) {
  return {query.id<base::TransferId>(first), static_cast<std::uint16_t>(query.integer(first + 1)),
          static_cast<std::uint8_t>(query.integer(first + 2))};
}

base::Result<message::Precedence> precedence_at(const Query& query, int column) {
  if (const auto precedence =
          message::precedence_from_number(static_cast<std::uint32_t>(query.integer(column))))
    return *precedence;
  return std::unexpected(unreadable("precedence"));
}

base::Result<custody::LegRow> leg_at(const Query& query, int first) {
  custody::LegRow row;
  row.key = key_at(query, first);
  BC_TRY(precedence, precedence_at(query, first + 3));
  row.precedence = precedence;
  row.destination = query.name<base::NodeName>(first + 4);
  row.state = query.integer(first + 5) == static_cast<std::int64_t>(custody::LegState::Await)
                  ? custody::LegState::Await
                  : custody::LegState::Queued;
  row.bound_to = query.name<base::NodeName>(first + 6);
  row.bound_uuid = query.id<base::StoreUuid>(first + 7);
  row.circuit_number = static_cast<std::uint32_t>(query.integer(first + 8));
  row.sequence = query.integer(first + 9);
  row.expires = query.time(first + 10);
  return row;
}

base::Result<std::vector<message::SignedStatement>> read_stamps(Database& database,
                                                                const base::TransferId& transfer) {
  return all_signed(
      database.query("SELECT signed FROM stamp WHERE transfer = ? ORDER BY position", transfer));
}

base::Result<std::vector<base::NodeName>> read_refusals(Database& database, const custody::LegKey& key) {
  std::vector<base::NodeName> nodes;
  auto query =
      database.query("SELECT node FROM refusal WHERE transfer = ? AND leg = ? AND copy = ? ORDER BY position",
                     key.transfer, key.leg, key.copy);
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return nodes;
    nodes.push_back(query.name<base::NodeName>(0));
  }
}

base::Result<std::vector<std::pair<std::string, std::int64_t>>> read_counters(Database& database) {
  std::vector<std::pair<std::string, std::int64_t>> counters;
  auto query = database.query("SELECT name, value FROM counter ORDER BY name");
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return counters;
    counters.emplace_back(query.text(0), query.integer(1));
  }
}

base::Result<base::StoreUuid> read_uuid(Database& database) {
  auto query = database.query("SELECT value FROM meta WHERE name = 'uuid'");
  BC_TRY(there, query.step());
  if (!there || query.view(0).size() != base::StoreUuid::kSize) return std::unexpected(unreadable("uuid"));
  return query.id<base::StoreUuid>(0);
}

base::Result<base::HandlingTime> read_clock_mark(Database& database) {
  BC_TRY(mark, database.number(0, "SELECT value FROM meta WHERE name = 'clock_mark'"));
  return base::HandlingTime{mark};
}

base::Result<custody::Page> read_page(Database& database, const custody::ReadPage& wanted) {
  return database.snapshot([&]() -> base::Result<custody::Page> {
    custody::Page page;
    if (const auto* next = std::get_if<custody::AfterInLane>(&wanted.of)) {
      BC_TRY_VOID(read_lane(database, next->lane, next->sequence, wanted.limit, page));
    } else {
      const auto before = std::get<custody::ExpiredBefore>(wanted.of).at;
      BC_TRY_VOID(read_legs(database,
                            database.query("SELECT " + std::string(kLegColumns) +
                                               " FROM leg l WHERE expires < ? AND state = 1"
                                               " ORDER BY expires, transfer, leg, copy LIMIT ?",
                                           before, wanted.limit + base::kRecipientsMax),
                            wanted.limit, page));
    }
    BC_TRY_VOID(read_transfers(database, page));
    return page;
  });
}

base::Result<custody::Recovered> read_recovered(Database& database) {
  return database.snapshot([&]() -> base::Result<custody::Recovered> {
    custody::Recovered recovered;
    BC_TRY(uuid, read_uuid(database));
    recovered.uuid = uuid;
    BC_TRY_VOID(read_beginnings(database, recovered));
    BC_TRY(amounts, read_amounts(database));
    recovered.held = std::move(amounts);
    BC_TRY(counters, read_counters(database));
    recovered.counters = std::move(counters);
    BC_TRY(mark, read_clock_mark(database));
    recovered.clock_mark = mark;
    BC_TRY(next, database.number(1, "SELECT value FROM meta WHERE name = 'next_sequence'"));
    recovered.next_sequence = next;
    return recovered;
  });
}

}  // namespace backchannel::store
