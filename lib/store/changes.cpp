#include "changes.h"

#include "backchannel/store/rows.h"
#include "backchannel/wire/codec.h"
#include "encoding.h"

namespace backchannel::store {

namespace {

base::Error not_there(std::string_view what, const base::TransferId& transfer) {
  return {base::Code::Internal,
          "a change to a " + std::string(what) + " that is not there: " + base::to_hex(transfer.view()),
          std::nullopt,
          {}};
}

}  // namespace

base::Result<> release_payload(Database& database, const base::TransferId& transfer) {
  BC_TRY(needed, database.number(0,
                                 "SELECT EXISTS(SELECT 1 FROM leg WHERE transfer = ?1)"
                                 " OR EXISTS(SELECT 1 FROM mailbox WHERE transfer = ?1 AND state = 1)"
                                 " OR EXISTS(SELECT 1 FROM submission WHERE transfer = ?1 AND keeps = 1)",
                                 transfer));
  if (needed != 0) return {};
  return delete_payload(database, transfer);
}

base::Result<> Changes::load() {
  BC_TRY(next, database_.number(1, "SELECT value FROM meta WHERE name = 'next_sequence'"));
  next_sequence_ = next;
  sequence_moved_ = false;
  return audit_.load();
}

base::Result<> Changes::apply(const custody::Batch& batch) {
  released_.clear();
  for (const auto& change : batch.changes)
    BC_TRY_VOID(std::visit([this](const auto& each) { return make(each); }, change));
  for (const auto& transfer : released_) BC_TRY_VOID(release_payload(database_, transfer));
  return {};
}

base::Result<> Changes::finish() {
  if (!sequence_moved_) return {};
  sequence_moved_ = false;
  return database_.run("UPDATE meta SET value = ? WHERE name = 'next_sequence'", next_sequence_);
}

base::Result<> Changes::make(const custody::PutTransfer& change) {
  const auto& transfer = change.row.transfer;
  // A row without its payload is the filler of a transfer that has left: another of its legs now comes.
  BC_TRY(held, database_.number(0,
                                "SELECT 1 FROM transfer t JOIN payload p ON p.transfer = t.transfer"
                                " WHERE t.transfer = ?",
                                transfer));
  if (held != 0) return {};
  BC_TRY_VOID(put_transfer_row(change.row));
  if (change.sealed == nullptr) return {};
  return payloads_.put(transfer, *change.sealed);
}

base::Result<> Changes::put_transfer_row(const custody::TransferRow& row) {
  BC_TRY_VOID(database_.run(
      "INSERT INTO transfer(transfer, message, header, label, label_der, originator_key, size, from_node,"
      " accepted_at, sequence) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT(transfer) DO UPDATE SET from_node = excluded.from_node, accepted_at = "
      "excluded.accepted_at,"
      " sequence = excluded.sequence",
      row.transfer, row.header.message, row.header_bytes, encode_label(row.label), row.label_bytes,
      row.originator_key, row.size, row.from, row.accepted_at, row.sequence));
  BC_TRY_VOID(database_.run("DELETE FROM stamp WHERE transfer = ?", row.transfer));
  std::int64_t position = 0;
  for (const auto& stamp : row.stamps)
    BC_TRY_VOID(
        database_.run("INSERT INTO stamp VALUES(?, ?, ?)", row.transfer, position++, wire::encode(stamp)));
  if (row.sequence >= next_sequence_) {
    next_sequence_ = row.sequence + 1;
    sequence_moved_ = true;
  }
  return {};
}

base::Result<> Changes::make(const custody::PutLeg& change) {
  const auto& row = change.row;
  BC_TRY_VOID(database_.run(
      "INSERT INTO leg VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
      " precedence = excluded.precedence, destination = excluded.destination, state = excluded.state,"
      " bound_to = excluded.bound_to, bound_uuid = excluded.bound_uuid, circuit_number = "
      "excluded.circuit_number",
      row.key.transfer, row.key.leg, row.key.copy, row.precedence, row.destination, row.state, row.bound_to,
      row.bound_uuid, row.circuit_number, row.sequence, row.expires));
  BC_TRY_VOID(put_leg_stamps(row));
  return put_refusals(row);
}

base::Result<> Changes::put_leg_stamps(const custody::LegRow& row) {
  const auto& key = row.key;
  BC_TRY_VOID(database_.run("DELETE FROM leg_stamp WHERE transfer = ? AND leg = ? AND copy = ?", key.transfer,
                            key.leg, key.copy));
  std::int64_t position = 0;
  for (const auto& stamp : row.stamps)
    BC_TRY_VOID(database_.run("INSERT INTO leg_stamp VALUES(?, ?, ?, ?, ?)", key.transfer, key.leg, key.copy,
                              position++, wire::encode(stamp)));
  return {};
}

base::Result<> Changes::put_refusals(const custody::LegRow& row) {
  const auto& key = row.key;
  BC_TRY_VOID(database_.run("DELETE FROM refusal WHERE transfer = ? AND leg = ? AND copy = ?", key.transfer,
                            key.leg, key.copy));
  std::int64_t position = 0;
  for (const auto& node : row.refused_by)
    BC_TRY_VOID(database_.run("INSERT OR IGNORE INTO refusal VALUES(?, ?, ?, ?, ?)", key.transfer, key.leg,
                              key.copy, node, position++));
  return {};
}

base::Result<> Changes::make(const custody::BindLeg& change) {
  return database_.run(
      "UPDATE leg SET state = ?, bound_to = ?, bound_uuid = ?, circuit_number = ?"
      " WHERE transfer = ? AND leg = ? AND copy = ?",
      custody::LegState::Await, change.peer, change.uuid, change.circuit_number, change.key.transfer,
      change.key.leg, change.key.copy);
}

base::Result<> Changes::make(const custody::UnbindLeg& change) {
  const auto& key = change.key;
  BC_TRY_VOID(
      database_.run("UPDATE leg SET state = ?, bound_to = '', bound_uuid = zeroblob(16), circuit_number = 0"
                    " WHERE transfer = ? AND leg = ? AND copy = ?",
                    custody::LegState::Queued, key.transfer, key.leg, key.copy));
  if (database_.changes() == 0 || change.refused_by.empty()) return {};
  return database_.run(
      "INSERT OR IGNORE INTO refusal SELECT ?1, ?2, ?3, ?4, count(*) FROM refusal"
      " WHERE transfer = ?1 AND leg = ?2 AND copy = ?3",
      key.transfer, key.leg, key.copy, change.refused_by);
}

base::Result<> Changes::delete_leg(const custody::LegKey& key) {
  released_.insert(key.transfer);
  return database_.run("DELETE FROM leg WHERE transfer = ? AND leg = ? AND copy = ?", key.transfer, key.leg,
                       key.copy);
}

base::Result<> Changes::make(const custody::MoveLeg& change) {
  BC_TRY_VOID(database_.run(
      "UPDATE tombstone SET moved_to = ?, done_at = ? WHERE transfer = ? AND leg = ? AND copy = ?", change.to,
      change.at, change.key.transfer, change.key.leg, change.key.copy));
  return delete_leg(change.key);
}

base::Result<> Changes::make(const custody::EndLeg& change) {
  BC_TRY_VOID(database_.run(
      "UPDATE tombstone SET ended_code = ?, ended_unknown = ?, done_at = ?"
      " WHERE transfer = ? AND leg = ? AND copy = ?",
      change.code, change.unknown, change.at, change.key.transfer, change.key.leg, change.key.copy));
  return delete_leg(change.key);
}

base::Result<> Changes::make(const custody::PutTombstone& change) {
  return database_.run(
      "INSERT INTO tombstone(transfer, leg, copy, from_node, at, keep_until) VALUES(?, ?, ?, ?, ?, ?)"
      " ON CONFLICT DO UPDATE SET from_node = excluded.from_node, at = excluded.at,"
      " keep_until = excluded.keep_until",
      change.key.transfer, change.key.leg, change.key.copy, change.from, change.at, change.keep_until);
}

base::Result<> Changes::make(const custody::PutFence& change) {
  return database_.run(
      "INSERT INTO fence VALUES(?, ?, ?, ?, ?, ?)"
      " ON CONFLICT DO UPDATE SET code = excluded.code, keep_until = excluded.keep_until",
      change.key.transfer, change.key.leg, change.key.copy, change.peer, change.code, change.keep_until);
}

base::Result<> Changes::make(const custody::PutMailbox& change) {
  const auto& key = change.key;
  auto transfer =
      database_.query("SELECT header, originator_key FROM transfer WHERE transfer = ?", key.transfer);
  BC_TRY(row, transfer.step());
  if (!row) return std::unexpected(not_there("transfer", key.transfer));
  BC_TRY(header, wire::decode_header(transfer.view(0)));
  if (key.leg >= header.recipients.size()) return std::unexpected(not_there("leg", key.transfer));
  const auto& recipient = header.recipients[key.leg];
  released_.insert(key.transfer);  // goes at once if this one is the second
  return database_.run(
      "INSERT OR IGNORE INTO mailbox(transfer, leg, copy, originator_key, message, person, station, "
      "received_at)"
      " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
      key.transfer, key.leg, key.copy, transfer.id<base::KeyId>(1), header.message, recipient.person,
      recipient.station, change.received_at);
}

base::Result<> Changes::make(const custody::PutStatement& change) {
  const auto& statement = change.statement;
  const auto& given = change.signed_statement;
  // By what was signed, not by the signature, which has more than one valid form.
  BC_TRY_VOID(database_.run(
      "INSERT OR IGNORE INTO statement(message, transfer, leg, kind, signer, body, signed, received_at)"
      " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
      statement.message, statement.transfer, statement.leg, statement.kind, given.key, given.statement,
      wire::encode(given), change.received_at));
  if (statement.kind != message::StatementKind::StationReceipt) return {};
  return settle_receipts(statement.transfer);
}

base::Result<> Changes::settle_receipts(const base::TransferId& transfer) {
  released_.insert(transfer);
  return database_.run(
      "UPDATE submission SET keeps = 0, overdue_at = NULL WHERE transfer = ?1 AND state = 2 AND keeps = 1 AND legs <="
      " (SELECT count(DISTINCT leg) FROM statement WHERE transfer = ?1 AND kind = ?2)",
      transfer, message::StatementKind::StationReceipt);
}

base::Result<> Changes::answer_submission(std::int64_t submission, std::int64_t state, base::Code code,
                                          std::string_view detail, base::HandlingTime at) {
  auto row = database_.query("SELECT transfer FROM submission WHERE id = ? AND state = 1", submission);
  BC_TRY(waiting, row.step());
  if (!waiting) return {};
  released_.insert(row.id<base::TransferId>(0));
  return database_.run(
      "UPDATE submission SET state = ?1, keeps = (?1 = 2), code = ?2, detail = ?3, answered_at = ?4 WHERE id "
      "= ?5",
      state, code, detail, at, submission);
}

base::Result<> Changes::make(const custody::TakeSubmission& change) {
  BC_TRY_VOID(answer_submission(change.submission, static_cast<std::int64_t>(SubmissionState::Taken),
                                base::Code::Internal, {}, change.at));
  // Receipts of readers at this very station may stand in the batch already.
  auto row = database_.query("SELECT transfer FROM submission WHERE id = ?", change.submission);
  BC_TRY(there, row.step());
  if (!there) return {};
  return settle_receipts(row.id<base::TransferId>(0));
}

base::Result<> Changes::make(const custody::WatchReceipts& change) {
  return database_.run("UPDATE submission SET overdue_at = ? WHERE transfer = ? AND state = 2 AND keeps = 1",
                       change.at, change.transfer);
}

base::Result<> Changes::make(const custody::RejectSubmission& change) {
  return answer_submission(change.submission, static_cast<std::int64_t>(SubmissionState::Rejected),
                           change.code, change.detail, change.at);
}

base::Result<> Changes::make(const custody::SetCounter& change) {
  return database_.run(
      "INSERT INTO counter VALUES(?, ?) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)",
      change.name, change.value);
}

base::Result<> Changes::make(const custody::SetClockMark& change) {
  return database_.run("UPDATE meta SET value = max(value, ?) WHERE name = 'clock_mark'", change.at);
}

base::Result<> Changes::make(const custody::PutAudit& change) {
  return audit_.append(change.at, change.event, change.detail);
}

}  // namespace backchannel::store
