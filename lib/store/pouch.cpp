// A person who moves: what leaves one station's store with him, and enters another's.

#include <optional>

#include "backchannel/wire/codec.h"
#include "client_state.h"

namespace backchannel::store {

namespace {

base::Result<std::vector<message::Number>> last_numbers(Database& database,
                                                        const std::vector<message::Number>& series) {
  std::vector<message::Number> out;
  for (const message::Number& each : series) {
    BC_TRY(last,
           database.number(
               0, "SELECT serial FROM number WHERE series = ? AND trip = ? ORDER BY serial DESC LIMIT 1",
               each.series, each.trip));
    if (last > 0) out.push_back({each.series, each.trip, static_cast<std::uint32_t>(last)});
  }
  return out;
}

base::Result<std::optional<base::HandlingTime>> time_of(Database& database, std::string_view sql,
                                                        const base::PersonName& person) {
  auto query = database.query(sql, person);
  BC_TRY(there, query.step());
  return there ? std::optional(query.time(0)) : std::nullopt;
}

base::Result<> put_sent(Database& database, const SubmissionRow& row) {
  BC_TRY(header, wire::decode_header(row.header_bytes));
  return database.run(
      "INSERT OR IGNORE INTO submission(message, transfer, author, created, expires, legs, header, label_der,"
      " receipt_expectation, file_copy, draft, state, keeps, code, detail, answered_at)"
      " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, ?, ?, ?)",
      row.message, row.transfer, row.author, row.created, header.expires, header.recipients.size(),
      row.header_bytes, row.label_bytes, row.receipt_expectation, row.file_copy, row.state, row.code,
      row.detail, row.answered_at);
}

base::Result<> put_heard(Database& database, const message::SignedStatement& given, base::HandlingTime at) {
  BC_TRY(statement, wire::decode_statement(given.statement));
  return database.run(
      "INSERT OR IGNORE INTO statement(message, transfer, leg, kind, signer, body, signed, received_at)"
      " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
      statement.message, statement.transfer, statement.leg, statement.kind, given.key, given.statement,
      wire::encode(given), at);
}

base::Result<> put_brought(Database& database, const DraftRow& draft) {
  BC_TRY_VOID(
      database.run("INSERT INTO draft(author, saved_at, sealed, message, series, trip, serial) VALUES(?, ?, "
                   "?, NULL, ?, ?, ?)",
                   draft.author, draft.saved_at, draft.sealed, draft.number.series, draft.number.trip,
                   draft.number.serial));
  const std::int64_t id = database.last_id();
  if (draft.message)
    BC_TRY_VOID(database.run("UPDATE draft SET message = ? WHERE id = ?", *draft.message, id));
  if (draft.number.serial == 0) return {};
  return database.run("INSERT OR REPLACE INTO number VALUES(?, ?, ?, ?)", draft.number.series,
                      draft.number.trip, draft.number.serial, id);
}

}  // namespace

base::Result<Pouch> ClientStore::pack(const base::PersonName& person,
                                      const std::vector<message::Number>& series, base::HandlingTime at) {
  auto& database = *state_->database;
  const auto leave = [&]() -> base::Result<> {
    BC_TRY(waiting,
           database.number(
               0, "SELECT count(*) FROM submission WHERE author = ? AND state = 1 AND length(file_copy) > 0",
               person));
    if (waiting > 0)
      return base::fail(base::Code::Unavailable, std::to_string(waiting) + " of the messages that " +
                                                     person.value + " has sent wait for the station's agent");
    // The row without a series is the person himself.
    BC_TRY_VOID(database.run("INSERT OR REPLACE INTO departure VALUES(?, '', '', ?)", person, at));
    for (const message::Number& each : series)
      BC_TRY_VOID(database.run("INSERT OR REPLACE INTO departure VALUES(?, ?, ?, ?)", person, each.series,
                               each.trip, at));
    return {};
  };
  // First, so that what is read below does not grow behind it.
  BC_TRY_VOID(database.transaction(leave));
  Pouch out;
  out.person = person;
  out.at = at;
  BC_TRY(numbers, last_numbers(database, series));
  out.numbers = std::move(numbers);
  BC_TRY(all, submissions(person));
  for (SubmissionRow& row : all) {
    if (row.file_copy.empty()) continue;  // receipts and the like: nothing of them is ever shown here
    BC_TRY(said, statements(row.message));
    for (StatementRow& each : said) out.heard.push_back(std::move(each.signed_statement));
    out.sent.push_back(std::move(row));
  }
  BC_TRY(own_drafts, drafts(person));
  out.drafts = std::move(own_drafts);
  auto pairs = database.query("SELECT recipient, last FROM pair_sequence WHERE originator = ?", person);
  while (true) {
    BC_TRY(there, pairs.step());
    if (!there) return out;
    out.pairs.emplace_back(pairs.text(0), static_cast<std::uint64_t>(pairs.integer(1)));
  }
}

base::Result<bool> ClientStore::unpack(const Pouch& pouch) {
  auto& database = *state_->database;
  return database.transaction([&]() -> base::Result<bool> {
    BC_TRY(earlier, time_of(database, "SELECT at FROM arrival WHERE person = ?", pouch.person));
    if (earlier && *earlier >= pouch.at) return false;
    BC_TRY(left,
           time_of(database, "SELECT at FROM departure WHERE person = ? AND series = ''", pouch.person));
    if (left) {  // he comes back: what he left lying here went with him then
      BC_TRY_VOID(database.run("DELETE FROM draft WHERE author = ? AND saved_at <= ?", pouch.person, *left));
      BC_TRY_VOID(database.run("DELETE FROM departure WHERE person = ? AND at < ?", pouch.person, pouch.at));
    }
    BC_TRY_VOID(database.run("INSERT OR REPLACE INTO arrival VALUES(?, ?)", pouch.person, pouch.at));
    for (const message::Number& last : pouch.numbers)
      BC_TRY_VOID(database.run("INSERT OR IGNORE INTO number VALUES(?, ?, ?, 0)", last.series, last.trip,
                               last.serial));
    for (const auto& [recipient, last] : pouch.pairs)
      BC_TRY_VOID(database.run(
          "INSERT INTO pair_sequence VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET last = max(last, ?3)",
          pouch.person, recipient, last));
    for (const SubmissionRow& row : pouch.sent) BC_TRY_VOID(put_sent(database, row));
    for (const message::SignedStatement& each : pouch.heard) BC_TRY_VOID(put_heard(database, each, pouch.at));
    // What an earlier pouch of this journey brought has been kept, changed or sent since.
    for (const DraftRow& draft : pouch.drafts)
      if (left || !earlier || draft.saved_at > *earlier) BC_TRY_VOID(put_brought(database, draft));
    return true;
  });
}

base::Result<std::optional<base::HandlingTime>> ClientStore::arrival(const base::PersonName& person) const {
  return time_of(*state_->database, "SELECT at FROM arrival WHERE person = ?", person);
}

}  // namespace backchannel::store
