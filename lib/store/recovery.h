#pragma once
// Rows of the database as custody's values, for recovery and for the command line.

#include "backchannel/custody/ports.h"
#include "sqlite.h"

namespace backchannel::store {

[[nodiscard]] base::Result<custody::Recovered> read_recovered(Database& database);
[[nodiscard]] base::Result<custody::Page> read_page(Database& database, const custody::ReadPage& wanted);
[[nodiscard]] base::Result<custody::TransferRow> read_transfer(Database& database,
                                                               const base::TransferId& transfer);
[[nodiscard]] base::Result<std::vector<message::SignedStatement>> read_stamps(
    Database& database, const base::TransferId& transfer);
[[nodiscard]] base::Result<std::vector<base::NodeName>> read_refusals(Database& database,
                                                                      const custody::LegKey& key);
[[nodiscard]] base::Result<std::vector<std::pair<std::string, std::int64_t>>> read_counters(
    Database& database);
[[nodiscard]] base::Result<base::StoreUuid> read_uuid(Database& database);
[[nodiscard]] base::Result<base::HandlingTime> read_clock_mark(Database& database);

// Columns transfer, leg, copy from `first` on.
[[nodiscard]] custody::LegKey key_at(const Query& query, int first);
[[nodiscard]] base::Result<message::Precedence> precedence_at(const Query& query, int column);
// Columns of kLegColumns from `first` on; without refused_by.
inline constexpr std::string_view kLegColumns =
    "l.transfer, l.leg, l.copy, l.precedence, l.destination, l.state, l.bound_to, l.bound_uuid, "
    "l.circuit_number, l.sequence, l.expires";
[[nodiscard]] base::Result<custody::LegRow> leg_at(const Query& query, int first);

}  // namespace backchannel::store
