#include "overdue.h"

#include "recovery.h"

namespace backchannel::store {

namespace {

// A tombstone says that the copy was made, its leg that it is here still.
base::Result<std::vector<custody::SentCopy>> read_copies(Database& database,
                                                         const base::TransferId& transfer) {
  std::vector<custody::SentCopy> copies;
  auto query = database.query(
      "SELECT t.leg, t.copy, t.at, l.transfer IS NOT NULL, coalesce(l.bound_to, t.moved_to, '')"
      " FROM tombstone t LEFT JOIN leg l ON l.transfer = t.transfer AND l.leg = t.leg AND l.copy = t.copy"
      " WHERE t.transfer = ? AND t.from_node = '' ORDER BY t.leg, t.copy",
      transfer);
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return copies;
    copies.push_back({static_cast<std::uint16_t>(query.integer(0)),
                      static_cast<std::uint8_t>(query.integer(1)), query.time(2), query.integer(3) != 0,
                      query.name<base::NodeName>(4)});
  }
}

base::Result<wire::Legs> read_answered(Database& database, const base::TransferId& transfer) {
  using message::StatementKind;
  wire::Legs legs;
  auto query =
      database.query("SELECT DISTINCT leg FROM statement WHERE transfer = ? AND kind IN (?, ?, ?) ORDER BY leg",
                     transfer, StatementKind::StationReceipt, StatementKind::Report, StatementKind::Unknown);
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return legs;
    legs.push_back(static_cast<std::uint16_t>(query.integer(0)));
  }
}

base::Result<std::vector<base::TransferId>> read_due(Database& database, const custody::ReadOverdue& wanted) {
  std::vector<base::TransferId> due;
  auto query = database.query(
      "SELECT transfer FROM submission WHERE overdue_at <= ? ORDER BY overdue_at, id LIMIT ?", wanted.at,
      wanted.limit);
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return due;
    due.push_back(query.id<base::TransferId>(0));
  }
}

}  // namespace

base::Result<custody::OverduePage> read_overdue(Database& database, const custody::ReadOverdue& wanted) {
  custody::OverduePage page;
  BC_TRY(due, read_due(database, wanted));
  for (const base::TransferId& transfer : due) {
    BC_TRY(row, read_transfer(database, transfer));
    BC_TRY(copies, read_copies(database, transfer));
    BC_TRY(answered, read_answered(database, transfer));
    page.messages.push_back({std::move(row), std::move(copies), std::move(answered)});
  }
  auto next = database.query(
      "SELECT overdue_at FROM submission WHERE overdue_at IS NOT NULL ORDER BY overdue_at, id LIMIT 1 OFFSET ?",
      due.size());
  BC_TRY(there, next.step());
  if (there) page.next = next.time(0);
  return page;
}

}  // namespace backchannel::store
