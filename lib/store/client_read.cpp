#include "audit_chain.h"
#include "backchannel/base/format.h"
#include "backchannel/wire/codec.h"
#include "client_state.h"
#include "encoding.h"
#include "recovery.h"

namespace backchannel::store {

namespace {

base::Error unreadable(std::string_view what) {
  return {base::Code::StoreCorrupt,
          "a " + std::string(what) + " in the database cannot be read",
          std::nullopt,
          {}};
}

base::Error gone(std::string_view what, base::BytesView id) {
  return {base::Code::NotFound, std::string(what) + " " + base::to_hex(id), std::nullopt, {}};
}

base::Result<message::Header> header_at(const Query& query, int column) {
  auto header = wire::decode_header(query.view(column));
  if (!header) return std::unexpected(unreadable("header"));
  return std::move(*header);
}

// Every row of a query as `read` makes it.
template <class Row, class Read>
base::Result<std::vector<Row>> all_rows(Query query, Read read) {
  std::vector<Row> rows;
  while (true) {
    BC_TRY(there, query.step());
    if (!there) return rows;
    base::Result<Row> row = read(query);
    if (!row) return std::unexpected(row.error());
    rows.push_back(std::move(*row));
  }
}

template <class Row>
base::Result<Row> one_row(base::Result<std::vector<Row>> rows, const base::Error& otherwise) {
  if (!rows) return std::unexpected(rows.error());
  if (rows->empty()) return std::unexpected(otherwise);
  return std::move(rows->front());
}

constexpr std::string_view kDraftColumns =
    "SELECT id, author, saved_at, sealed, message, series, trip, serial FROM draft ";

base::Result<DraftRow> draft_at(const Query& query) {
  DraftRow row;
  row.id = query.integer(0);
  row.author = query.name<base::PersonName>(1);
  row.saved_at = query.time(2);
  row.sealed = query.bytes(3);
  if (!query.is_null(4)) row.message = query.id<base::MessageId>(4);
  row.number = {query.text(5), query.text(6), static_cast<std::uint32_t>(query.integer(7))};
  return row;
}

constexpr std::string_view kSubmissionColumns =
    "SELECT id, message, transfer, author, created, header, label_der, receipt_expectation, file_copy, "
    "draft, state,"
    " code, detail, answered_at FROM submission ";

base::Result<SubmissionRow> submission_at(const Query& query) {
  SubmissionRow row;
  row.id = query.integer(0);
  row.message = query.id<base::MessageId>(1);
  row.transfer = query.id<base::TransferId>(2);
  row.author = query.name<base::PersonName>(3);
  row.created = query.time(4);
  row.header_bytes = query.bytes(5);
  BC_TRY(header, header_at(query, 5));
  row.header = std::move(header);
  row.label_bytes = query.bytes(6);
  row.receipt_expectation = query.bytes(7);
  row.file_copy = query.bytes(8);
  row.draft = query.integer(9);
  row.state = static_cast<SubmissionState>(query.integer(10));
  row.code =
      base::code_from_number(static_cast<std::uint16_t>(query.integer(11))).value_or(base::Code::Internal);
  row.detail = query.text(12);
  row.answered_at = query.time(13);
  return row;
}

constexpr std::string_view kMailboxColumns =
    "SELECT m.transfer, m.leg, m.copy, t.originator_key, t.header, t.label_der, t.label, m.received_at, "
    "t.size,"
    " m.state FROM mailbox m JOIN transfer t ON t.transfer = m.transfer ";

base::Result<MailboxRow> mailbox_at(Database& database, const Query& query) {
  MailboxRow row;
  row.key = key_at(query, 0);
  row.originator_key = query.id<base::KeyId>(3);
  row.header_bytes = query.bytes(4);
  BC_TRY(header, header_at(query, 4));
  if (row.key.leg >= header.recipients.size()) return std::unexpected(unreadable("mailbox row"));
  row.header = std::move(header);
  row.label_bytes = query.bytes(5);
  BC_TRY(label, decode_label(query.view(6)));
  row.label = std::move(label);
  row.received_at = query.time(7);
  row.size = static_cast<std::uint64_t>(query.integer(8));
  row.state = static_cast<MailboxState>(query.integer(9));
  BC_TRY(stamps, read_stamps(database, row.key.transfer));
  row.stamps = std::move(stamps);
  return row;
}

base::Result<PersonEvent> event_at(const Query& query) {
  PersonEvent event;
  event.id = query.integer(0);
  event.key = key_at(query, 1);
  event.person = query.name<base::PersonName>(4);
  event.kind = static_cast<EventKind>(query.integer(5));
  event.at = query.time(6);
  event.data = query.bytes(7);
  return event;
}

base::Result<StatementRow> statement_at(const Query& query) {
  auto given = wire::decode_signed_statement(query.view(0));
  if (!given) return std::unexpected(unreadable("statement"));
  auto statement = wire::decode_statement(given->statement);
  if (!statement) return std::unexpected(unreadable("statement"));
  return StatementRow{std::move(*given), std::move(*statement), query.time(1)};
}

base::Result<QueueRow> queue_at(Database& database, const Query& query) {
  QueueRow row;
  BC_TRY(leg, leg_at(query, 0));
  row.leg = std::move(leg);
  BC_TRY(refusals, read_refusals(database, row.leg.key));
  row.leg.refused_by = std::move(refusals);
  BC_TRY(header, header_at(query, 11));
  row.header = std::move(header);
  BC_TRY(label, decode_label(query.view(12)));
  row.label = std::move(label);
  row.from = query.name<base::NodeName>(13);
  row.accepted_at = query.time(14);
  row.size = static_cast<std::uint64_t>(query.integer(15));
  return row;
}

base::Result<FateRow> fate_at(const Query& query) {
  FateRow row;
  row.key = key_at(query, 0);
  row.from = query.name<base::NodeName>(3);
  row.accepted_at = query.time(4);
  row.moved_to = query.name<base::NodeName>(5);
  if (!query.is_null(6))
    row.ended =
        base::code_from_number(static_cast<std::uint16_t>(query.integer(6))).value_or(base::Code::Internal);
  row.unknown = query.integer(7) != 0;
  row.at = query.time(8);
  return row;
}

base::Result<AuditRow> audit_at(const Query& query) {
  return AuditRow{query.integer(0), query.time(1), query.text(2), query.text(3), query.id<base::Digest>(4)};
}

// The lowest and the highest identifier that begin with the digits.
struct Range {
  base::Bytes low;
  base::Bytes high;
};

base::Result<Range> range_of(std::string_view digits) {
  constexpr std::size_t kShortest = 4;
  std::string low(digits);
  std::string high(digits);
  if (digits.size() % 2 != 0) {
    low.push_back('0');
    high.push_back('f');
  }
  Range range;
  if (digits.size() < kShortest || !base::from_hex(low, range.low) || !base::from_hex(high, range.high))
    return base::fail(base::Code::Usage,
                      "\"" + base::visible(digits) +
                          "\" is not the beginning of an identifier: give at least 4 hexadecimal digits");
  range.high.resize(base::TransferId::kSize, 0xff);
  return range;
}

}  // namespace

base::Result<DraftRow> ClientStore::draft(std::int64_t id) const {
  auto& database = *state_->database;
  return one_row(
      all_rows<DraftRow>(database.query(std::string(kDraftColumns) + "WHERE id = ?", id), draft_at),
      {base::Code::NotFound, "draft " + std::to_string(id), std::nullopt,
       "see yours with: backchannel drafts"});
}

base::Result<std::vector<DraftRow>> ClientStore::drafts(const base::PersonName& author) const {
  auto& database = *state_->database;
  return all_rows<DraftRow>(
      database.query(std::string(kDraftColumns) + "WHERE author = ? ORDER BY id", author), draft_at);
}

base::Result<std::vector<SubmissionRow>> ClientStore::submissions(
    const std::optional<base::PersonName>& author) const {
  auto& database = *state_->database;
  const std::string columns(kSubmissionColumns);
  if (!author) return all_rows<SubmissionRow>(database.query(columns + "ORDER BY id"), submission_at);
  return all_rows<SubmissionRow>(database.query(columns + "WHERE author = ? ORDER BY id", *author),
                                 submission_at);
}

base::Result<SubmissionRow> ClientStore::submission(const base::MessageId& message) const {
  auto& database = *state_->database;
  return one_row(
      all_rows<SubmissionRow>(database.query(std::string(kSubmissionColumns) + "WHERE message = ?", message),
                              submission_at),
      gone("no submission of message", message.view()));
}

base::Result<std::vector<MailboxRow>> ClientStore::mailbox() const {
  auto& database = *state_->database;
  return database.snapshot([&] {
    return all_rows<MailboxRow>(database.query(std::string(kMailboxColumns) + "ORDER BY m.id"),
                                [&](const Query& query) { return mailbox_at(database, query); });
  });
}

base::Result<MailboxRow> ClientStore::mailbox(const custody::LegKey& key) const {
  auto& database = *state_->database;
  const auto sql = std::string(kMailboxColumns) + "WHERE m.transfer = ? AND m.leg = ?";
  return database.snapshot([&] {
    return one_row(all_rows<MailboxRow>(database.query(sql, key.transfer, key.leg),
                                        [&](const Query& query) { return mailbox_at(database, query); }),
                   gone("no message in the mailbox with transfer", key.transfer.view()));
  });
}

base::Result<base::Bytes> ClientStore::sealed(const base::TransferId& transfer) const {
  BC_TRY(sealed, state_->payloads.read(transfer, 0, std::numeric_limits<std::uint32_t>::max()));
  if (!sealed) return std::unexpected(gone("no sealed bytes here of transfer", transfer.view()));
  return std::move(*sealed);
}

base::Result<std::vector<PersonEvent>> ClientStore::events(const base::TransferId& transfer) const {
  auto& database = *state_->database;
  return all_rows<PersonEvent>(
      database.query("SELECT id, transfer, leg, copy, person, kind, at, data FROM person_event"
                     " WHERE transfer = ? ORDER BY id",
                     transfer),
      event_at);
}

base::Result<std::vector<StatementRow>> ClientStore::statements(const base::MessageId& message) const {
  auto& database = *state_->database;
  return all_rows<StatementRow>(
      database.query("SELECT signed, received_at FROM statement WHERE message = ? ORDER BY id", message),
      statement_at);
}

base::Result<std::vector<StatementRow>> ClientStore::statements(message::StatementKind kind) const {
  auto& database = *state_->database;
  return all_rows<StatementRow>(
      database.query("SELECT signed, received_at FROM statement WHERE kind = ? ORDER BY id", kind),
      statement_at);
}

base::Result<std::vector<QueueRow>> ClientStore::queue() const {
  auto& database = *state_->database;
  const auto sql = "SELECT " + std::string(kLegColumns) +
                   ", t.header, t.label, t.from_node, t.accepted_at, t.size FROM leg l"
                   " JOIN transfer t ON t.transfer = l.transfer"
                   " ORDER BY l.precedence DESC, t.sequence, l.leg, l.copy";
  return database.snapshot([&] {
    return all_rows<QueueRow>(database.query(sql),
                              [&](const Query& query) { return queue_at(database, query); });
  });
}

base::Result<std::vector<FateRow>> ClientStore::fates(const base::TransferId& transfer) const {
  auto& database = *state_->database;
  return all_rows<FateRow>(
      database.query("SELECT transfer, leg, copy, from_node, at, moved_to, ended_code, ended_unknown, done_at"
                     " FROM tombstone WHERE transfer = ? ORDER BY leg, copy",
                     transfer),
      fate_at);
}

base::Result<std::vector<message::SignedStatement>> ClientStore::stamps(
    const base::TransferId& transfer) const {
  return read_stamps(*state_->database, transfer);
}

base::Result<std::vector<AuditRow>> ClientStore::audit(const AuditQuery& query) const {
  auto& database = *state_->database;
  return all_rows<AuditRow>(
      database.query("SELECT number, at, event, detail, hash FROM audit WHERE number >= ?1"
                     " AND (?2 = 0 OR number <= ?2) AND (?3 = '' OR event = ?3) ORDER BY number",
                     query.first, query.last, query.event),
      audit_at);
}

base::Result<AuditCheck> ClientStore::verify_audit(const base::Digester& digester,
                                                   const std::optional<AuditMark>& witness) const {
  auto& database = *state_->database;
  return database.snapshot([&] { return check_audit(database, digester, witness); });
}

base::Result<Reference> ClientStore::resolve(std::string_view hex_prefix) const {
  const auto digits = base::trim(hex_prefix);
  BC_TRY(range, range_of(digits));
  auto& database = *state_->database;
  // A message is named by its own identifier (16 bytes) or by that of one of its transfers (32).
  auto found = all_rows<std::pair<base::MessageId, base::TransferId>>(
      database.query("SELECT message, transfer FROM transfer WHERE message BETWEEN ?1 AND ?2 OR transfer "
                     "BETWEEN ?1 AND ?2"
                     " UNION SELECT message, transfer FROM submission"
                     " WHERE message BETWEEN ?1 AND ?2 OR transfer BETWEEN ?1 AND ?2"
                     " UNION SELECT message, transfer FROM statement"
                     " WHERE message BETWEEN ?1 AND ?2 OR transfer BETWEEN ?1 AND ?2 ORDER BY 1, 2",
                     range.low, range.high),
      [](const Query& query) -> base::Result<std::pair<base::MessageId, base::TransferId>> {
        return std::pair(query.id<base::MessageId>(0), query.id<base::TransferId>(1));
      });
  if (!found) return std::unexpected(found.error());
  if (found->empty())
    return base::fail(base::Code::NotFound, "no message or transfer begins with " + std::string(digits));
  Reference reference{found->front().first, {}};
  for (const auto& [message, transfer] : *found) {
    if (message != reference.message)
      return base::fail(base::Code::Usage,
                        "more than one message begins with " + std::string(digits) + ": give more digits");
    reference.transfers.push_back(transfer);
  }
  return reference;
}

base::Result<base::StoreUuid> ClientStore::uuid() const { return read_uuid(*state_->database); }
base::Result<base::HandlingTime> ClientStore::clock_mark() const {
  return read_clock_mark(*state_->database);
}
base::Result<std::vector<std::pair<std::string, std::int64_t>>> ClientStore::counters() const {
  return read_counters(*state_->database);
}
base::Result<std::int64_t> ClientStore::version() const {
  return state_->database->number(0, "PRAGMA data_version");
}

}  // namespace backchannel::store
