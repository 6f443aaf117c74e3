#pragma once
// The tables of format 1, as the program of that time made them. Not to be changed.

namespace backchannel::store::test {

inline constexpr const char* kFormat1 = R"sql(
PRAGMA application_id=1112228680;
PRAGMA user_version=1;
CREATE TABLE meta(name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE payload(
  id INTEGER PRIMARY KEY,
  transfer BLOB NOT NULL UNIQUE CHECK(length(transfer) = 32),
  sealed BLOB NOT NULL) STRICT;
CREATE TABLE transfer(
  id INTEGER PRIMARY KEY,
  transfer BLOB NOT NULL UNIQUE CHECK(length(transfer) = 32),
  message BLOB NOT NULL CHECK(length(message) = 16),
  header BLOB NOT NULL,
  label BLOB NOT NULL,
  label_der BLOB NOT NULL,
  originator_key BLOB NOT NULL CHECK(length(originator_key) = 20),
  size INTEGER NOT NULL,
  from_node TEXT NOT NULL,
  accepted_at INTEGER NOT NULL,
  sequence INTEGER NOT NULL) STRICT;
CREATE INDEX transfer_message ON transfer(message);
CREATE TABLE stamp(
  transfer BLOB NOT NULL REFERENCES transfer(transfer) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  signed BLOB NOT NULL,
  PRIMARY KEY(transfer, position)) STRICT, WITHOUT ROWID;

CREATE TABLE leg(
  transfer BLOB NOT NULL REFERENCES transfer(transfer),
  leg INTEGER NOT NULL CHECK(leg BETWEEN 0 AND 65535),
  copy INTEGER NOT NULL CHECK(copy BETWEEN 1 AND 255),
  precedence INTEGER NOT NULL CHECK(precedence BETWEEN 1 AND 5),
  destination TEXT NOT NULL,
  state INTEGER NOT NULL CHECK(state IN (1, 2)),
  bound_to TEXT NOT NULL,
  bound_uuid BLOB NOT NULL CHECK(length(bound_uuid) = 16),
  circuit_number INTEGER NOT NULL,
  PRIMARY KEY(transfer, leg, copy)) STRICT, WITHOUT ROWID;
CREATE TABLE refusal(
  transfer BLOB NOT NULL, leg INTEGER NOT NULL, copy INTEGER NOT NULL,
  node TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY(transfer, leg, copy, node),
  FOREIGN KEY(transfer, leg, copy) REFERENCES leg(transfer, leg, copy) ON DELETE CASCADE) STRICT, WITHOUT ROWID;

CREATE TABLE tombstone(
  transfer BLOB NOT NULL CHECK(length(transfer) = 32),
  leg INTEGER NOT NULL, copy INTEGER NOT NULL,
  from_node TEXT NOT NULL,
  at INTEGER NOT NULL,
  keep_until INTEGER NOT NULL,
  moved_to TEXT,
  ended_code INTEGER,
  ended_unknown INTEGER,
  done_at INTEGER,
  PRIMARY KEY(transfer, leg, copy)) STRICT, WITHOUT ROWID;
CREATE INDEX tombstone_keep ON tombstone(keep_until);
CREATE TABLE fence(
  transfer BLOB NOT NULL CHECK(length(transfer) = 32),
  leg INTEGER NOT NULL, copy INTEGER NOT NULL,
  peer TEXT NOT NULL,
  code INTEGER NOT NULL,
  keep_until INTEGER NOT NULL,
  PRIMARY KEY(transfer, leg, copy, peer)) STRICT, WITHOUT ROWID;
CREATE INDEX fence_keep ON fence(keep_until);

CREATE TABLE mailbox(
  id INTEGER PRIMARY KEY,
  transfer BLOB NOT NULL REFERENCES transfer(transfer),
  leg INTEGER NOT NULL, copy INTEGER NOT NULL,
  originator_key BLOB NOT NULL, message BLOB NOT NULL, person TEXT NOT NULL, station TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 1 CHECK(state BETWEEN 1 AND 3),
  UNIQUE(originator_key, message, person, station)) STRICT;
CREATE INDEX mailbox_transfer ON mailbox(transfer, leg);
CREATE INDEX mailbox_purge_pending ON mailbox(id) WHERE state = 2;

CREATE TABLE statement(
  id INTEGER PRIMARY KEY,
  message BLOB NOT NULL CHECK(length(message) = 16),
  transfer BLOB NOT NULL CHECK(length(transfer) = 32),
  leg INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  signer BLOB NOT NULL,
  body BLOB NOT NULL,
  signed BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  UNIQUE(message, signer, body)) STRICT;
CREATE INDEX statement_transfer ON statement(transfer);

CREATE TABLE submission(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message BLOB NOT NULL UNIQUE CHECK(length(message) = 16),
  transfer BLOB NOT NULL CHECK(length(transfer) = 32),
  author TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  legs INTEGER NOT NULL,
  header BLOB NOT NULL,
  label_der BLOB NOT NULL,
  receipt_expectation BLOB NOT NULL,
  file_copy BLOB NOT NULL,
  draft INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 1 CHECK(state BETWEEN 1 AND 3),
  keeps INTEGER NOT NULL DEFAULT 1,
  code INTEGER NOT NULL DEFAULT 0,
  detail TEXT NOT NULL DEFAULT '',
  answered_at INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX submission_transfer ON submission(transfer);
CREATE INDEX submission_waiting ON submission(id) WHERE state = 1;
CREATE INDEX submission_keeps ON submission(expires) WHERE keeps = 1;

CREATE TABLE person_event(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  transfer BLOB NOT NULL CHECK(length(transfer) = 32),
  leg INTEGER NOT NULL, copy INTEGER NOT NULL,
  person TEXT NOT NULL,
  kind INTEGER NOT NULL CHECK(kind BETWEEN 1 AND 7),
  at INTEGER NOT NULL,
  data BLOB NOT NULL) STRICT;
CREATE INDEX person_event_transfer ON person_event(transfer);
CREATE INDEX person_event_signed_off ON person_event(id) WHERE kind = 6;

CREATE TABLE draft(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  author TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  message BLOB CHECK(message IS NULL OR length(message) = 16),
  series TEXT NOT NULL DEFAULT '', trip TEXT NOT NULL DEFAULT '', serial INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE number(
  series TEXT NOT NULL, trip TEXT NOT NULL, serial INTEGER NOT NULL,
  draft INTEGER NOT NULL,
  PRIMARY KEY(series, trip, serial)) STRICT, WITHOUT ROWID;
CREATE INDEX number_draft ON number(draft);
CREATE TABLE pair_sequence(
  originator TEXT NOT NULL, recipient TEXT NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY(originator, recipient)) STRICT, WITHOUT ROWID;

CREATE TABLE audit(
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash BLOB NOT NULL CHECK(length(hash) = 32)) STRICT;

-- A clock never marked reads earlier than any exercise, with room to reckon from it.
INSERT INTO meta VALUES('uuid', randomblob(16)), ('clean', 1), ('clock_mark', -4611686018427387904),
                       ('next_sequence', 1);
)sql";

}  // namespace backchannel::store::test
