#include "housekeeping.h"

#include <algorithm>

#include "backchannel/wire/codec.h"
#include "changes.h"
#include "recovery.h"

namespace backchannel::store {

namespace {

constexpr std::int64_t kRowsPerStep = 32;
constexpr int kTryAgainFrames = 64;

base::Result<> drop_filler(Database& database, const base::TransferId& transfer) {
  return database.run(
      "DELETE FROM transfer WHERE transfer = ?1"
      " AND NOT EXISTS(SELECT 1 FROM leg WHERE transfer = ?1)"
      " AND NOT EXISTS(SELECT 1 FROM mailbox WHERE transfer = ?1)"
      " AND NOT EXISTS(SELECT 1 FROM submission WHERE transfer = ?1)"
      " AND NOT EXISTS(SELECT 1 FROM tombstone WHERE transfer = ?1)",
      transfer);
}

struct SignOff {
  std::int64_t event;
  std::int64_t mailbox;
  custody::LegKey key;
  std::string person;
  base::HandlingTime at;
};

base::Result<std::vector<SignOff>> read_sign_offs(Database& database, std::int64_t after) {
  std::vector<SignOff> found;
  auto query = database.query(
      "SELECT e.id, m.id, m.transfer, m.leg, m.copy, e.person, e.at FROM person_event e"
      " JOIN mailbox m ON m.transfer = e.transfer AND m.leg = e.leg"
      " WHERE e.kind = 6 AND e.id > ? AND m.state = 1 AND m.person IN ('', e.person) ORDER BY e.id LIMIT ?",
      after, kRowsPerStep);
  while (true) {
    BC_TRY(row, query.step());
    if (!row) return found;
    found.push_back({query.integer(0), query.integer(1), key_at(query, 2), query.text(5), query.time(6)});
  }
}

// Of a reader and his alternate one opens; the other's right has lapsed, and his copy goes with the first.
base::Result<std::vector<std::uint16_t>> lapsed_with(Database& database, const custody::LegKey& key) {
  std::vector<std::uint16_t> out;
  auto query = database.query("SELECT header FROM transfer WHERE transfer = ?", key.transfer);
  BC_TRY(row, query.step());
  if (!row) return out;
  BC_TRY(header, wire::decode_header(query.view(0)));
  const auto& legs = header.recipients;
  const auto stands_in = [&](std::size_t one, std::size_t other) {
    return one < legs.size() && legs[one].alternate_of == other + 1;
  };
  for (std::size_t leg = 0; leg < legs.size(); ++leg)
    if (leg != key.leg && (stands_in(leg, key.leg) || stands_in(key.leg, leg)))
      out.push_back(static_cast<std::uint16_t>(leg));
  return out;
}

base::Result<> purge(Database& database, AuditChain& audit, const SignOff& sign_off) {
  BC_TRY_VOID(database.run("UPDATE mailbox SET state = 2 WHERE id = ?", sign_off.mailbox));
  BC_TRY(lapsed, lapsed_with(database, sign_off.key));
  for (const std::uint16_t leg : lapsed)
    BC_TRY_VOID(
        database.run("UPDATE mailbox SET state = 2 WHERE transfer = ? AND leg = ? AND copy = ? AND state = 1",
                     sign_off.key.transfer, std::int64_t{leg}, std::int64_t{sign_off.key.copy}));
  BC_TRY_VOID(release_payload(database, sign_off.key.transfer));
  return audit.append(sign_off.at, "signed-off",
                      "transfer=" + base::to_hex(sign_off.key.transfer.view()) +
                          " leg=" + std::to_string(sign_off.key.leg) + " person=" + sign_off.person);
}

}  // namespace

base::Result<bool> Housekeeping::collect_some(base::HandlingTime now) {
  return database_.transaction([&]() -> base::Result<bool> {
    BC_TRY(tombstones, collect_tombstones(now));
    BC_TRY(fences, collect_fences(now));
    BC_TRY(submissions, collect_submissions(now));
    return tombstones || fences || submissions;
  });
}

base::Result<bool> Housekeeping::collect_tombstones(base::HandlingTime now) {
  std::vector<custody::LegKey> keys;
  {
    // Of a further copy of this station's own the record stays: what the originator may say of the leg hangs
    // on how many there were.
    auto query = database_.query(
        "SELECT transfer, leg, copy FROM tombstone WHERE keep_until < ? AND (copy = 1 OR from_node <> '')"
        " LIMIT ?",
        now, kRowsPerStep);
    while (true) {
      BC_TRY(row, query.step());
      if (!row) break;
      keys.push_back(key_at(query, 0));
    }
  }
  for (const auto& key : keys) {
    BC_TRY_VOID(database_.run("DELETE FROM tombstone WHERE transfer = ? AND leg = ? AND copy = ?",
                              key.transfer, key.leg, key.copy));
    BC_TRY_VOID(drop_filler(database_, key.transfer));
  }
  return keys.size() == static_cast<std::size_t>(kRowsPerStep);
}

base::Result<bool> Housekeeping::collect_fences(base::HandlingTime now) {
  BC_TRY_VOID(
      database_.run("DELETE FROM fence WHERE (transfer, leg, copy, peer) IN"
                    " (SELECT transfer, leg, copy, peer FROM fence WHERE keep_until < ? LIMIT ?)",
                    now, kRowsPerStep));
  return database_.changes() == kRowsPerStep;
}

base::Result<bool> Housekeeping::collect_submissions(base::HandlingTime now) {
  std::vector<std::pair<std::int64_t, base::TransferId>> found;
  {
    auto query = database_.query(
        "SELECT id, transfer FROM submission WHERE keeps = 1 AND state = 2 AND expires < ? LIMIT ?", now,
        kRowsPerStep);
    while (true) {
      BC_TRY(row, query.step());
      if (!row) break;
      found.emplace_back(query.integer(0), query.id<base::TransferId>(1));
    }
  }
  for (const auto& [id, transfer] : found) {
    BC_TRY_VOID(database_.run("UPDATE submission SET keeps = 0, overdue_at = NULL WHERE id = ?", id));
    BC_TRY_VOID(release_payload(database_, transfer));
  }
  return found.size() == static_cast<std::size_t>(kRowsPerStep);
}

base::Result<bool> Housekeeping::purge_some() {
  BC_TRY(found, read_sign_offs(database_, last_sign_off_));
  if (found.empty()) return false;
  const auto purge_each = [&]() -> base::Result<> {
    for (const auto& sign_off : found) BC_TRY_VOID(purge(database_, audit_, sign_off));
    return {};
  };
  BC_TRY_VOID(database_.transaction(purge_each));
  // One event can free the copies of two legs: only those before the last are surely done.
  const bool more = found.size() == static_cast<std::size_t>(kRowsPerStep);
  last_sign_off_ = found.back().event - (more ? 1 : 0);
  return more;
}

base::Result<> Housekeeping::finish_purge() {
  // "Purged" is not said while the sealed bytes are here for another reader or a leg still held.
  BC_TRY(pending, database_.number(0,
                                   "SELECT count(*) FROM mailbox m WHERE state = 2"
                                   " AND NOT EXISTS(SELECT 1 FROM payload p WHERE p.transfer = m.transfer)"));
  if (pending == 0) return {};
  {
    const auto held = checkpointer_.hold();
    BC_TRY(emptied, database_.checkpoint(true));
    if (!emptied) return {};
  }
  checkpointer_.note(0);
  return database_.run(
      "UPDATE mailbox SET state = 3 WHERE state = 2"
      " AND NOT EXISTS(SELECT 1 FROM payload p WHERE p.transfer = mailbox.transfer)");
}

base::Result<> Housekeeping::checkpoint_if_due() {
  const int frames = database_.wal_frames();
  if (frames < tried_) tried_ = 0;  // the WAL was begun anew
  checkpointer_.note(frames);
  if (frames < std::max(wal_frames_, tried_ + kTryAgainFrames)) return {};
  const auto held = checkpointer_.hold();
  BC_TRY(all, database_.checkpoint(false));
  static_cast<void>(all);  // what a reader held up is copied next time
  tried_ = frames;
  ++checkpoints_;
  return {};
}

}  // namespace backchannel::store
