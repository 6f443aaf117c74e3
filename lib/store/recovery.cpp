#include "recovery.h"

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

base::Result<std::vector<custody::TransferRow>> read_transfers(Database& database) {
  std::vector<custody::TransferRow> rows;
  auto query = database.query(
      "SELECT t.transfer, t.header, t.label, t.label_der, t.originator_key, t.size, t.from_node, "
      "t.accepted_at,"
      " t.sequence FROM transfer t WHERE EXISTS(SELECT 1 FROM leg l WHERE l.transfer = t.transfer)"
      " ORDER BY t.sequence, t.id");
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return rows;
    BC_TRY(row, transfer_at(database, query));
    rows.push_back(std::move(row));
  }
}

base::Result<std::vector<custody::LegRow>> read_legs(Database& database) {
  std::vector<custody::LegRow> rows;
  auto query = database.query("SELECT " + std::string(kLegColumns) +
                              " FROM leg l JOIN transfer t ON t.transfer = l.transfer"
                              " ORDER BY t.sequence, t.id, l.leg, l.copy");
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return rows;
    BC_TRY(row, leg_at(query, 0));
    BC_TRY(refusals, read_refusals(database, row.key));
    row.refused_by = std::move(refusals);
    BC_TRY(stamps, read_leg_stamps(database, row.key));
    row.stamps = std::move(stamps);
    rows.push_back(std::move(row));
  }
}

}  // namespace

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

base::Result<custody::Recovered> read_recovered(Database& database) {
  return database.snapshot([&]() -> base::Result<custody::Recovered> {
    custody::Recovered recovered;
    BC_TRY(uuid, read_uuid(database));
    recovered.uuid = uuid;
    BC_TRY(transfers, read_transfers(database));
    recovered.transfers = std::move(transfers);
    BC_TRY(legs, read_legs(database));
    recovered.legs = std::move(legs);
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
