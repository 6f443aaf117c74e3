#include "schema.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "migration.h"

namespace backchannel::store {

namespace {

// Identifiers are checked for length here, so that reading a row need not. Tables that grow with traffic are
// keyed by the leg and carry no second index unless a query needs it: each index is a page more per commit.
constexpr const char* kSchema = R"sql(
CREATE TABLE meta(name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE payload(
  id INTEGER PRIMARY KEY,
  transfer BLOB NOT NULL UNIQUE CHECK(length(transfer) = 32),
  sealed BLOB NOT NULL) STRICT;
CREATE TABLE payload_key(
  transfer BLOB PRIMARY KEY CHECK(length(transfer) = 32),
  key BLOB NOT NULL CHECK(length(key) = 32)) STRICT, WITHOUT ROWID;
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
  sequence INTEGER NOT NULL DEFAULT 0,
  expires INTEGER NOT NULL DEFAULT 9223372036854775807,
  PRIMARY KEY(transfer, leg, copy)) STRICT, WITHOUT ROWID;
CREATE INDEX leg_lane ON leg(destination, precedence, sequence);
CREATE TABLE refusal(
  transfer BLOB NOT NULL, leg INTEGER NOT NULL, copy INTEGER NOT NULL,
  node TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY(transfer, leg, copy, node),
  FOREIGN KEY(transfer, leg, copy) REFERENCES leg(transfer, leg, copy) ON DELETE CASCADE) STRICT, WITHOUT ROWID;
CREATE TABLE leg_stamp(
  transfer BLOB NOT NULL, leg INTEGER NOT NULL, copy INTEGER NOT NULL,
  position INTEGER NOT NULL,
  signed BLOB NOT NULL,
  PRIMARY KEY(transfer, leg, copy, position),
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
  answered_at INTEGER NOT NULL DEFAULT 0, precedence INTEGER NOT NULL DEFAULT 1 CHECK(precedence BETWEEN 1 AND 5), overdue_at INTEGER) STRICT;
CREATE INDEX submission_transfer ON submission(transfer);
CREATE INDEX submission_waiting ON submission(precedence, id) WHERE state = 1;
CREATE INDEX submission_keeps ON submission(expires) WHERE keeps = 1;
CREATE INDEX submission_overdue ON submission(overdue_at) WHERE overdue_at IS NOT NULL;

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

-- Persons who move between stations: what left with them, and what came.
CREATE TABLE departure(
  person TEXT NOT NULL, series TEXT NOT NULL, trip TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(person, series, trip)) STRICT, WITHOUT ROWID;
CREATE TABLE arrival(person TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

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

base::Error io_error(const std::filesystem::path& path, std::string_view what, int number) {
  return {base::Code::Io,
          path.string() + ": " + std::string(what) + ": " + std::strerror(number),
          std::nullopt,
          {}};
}

base::Result<> sync_path(const std::filesystem::path& path, int flags) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) return std::unexpected(io_error(path, "cannot be opened", errno));
  const int failed = ::fsync(file) != 0 ? errno : 0;
  ::close(file);
  if (failed != 0) return std::unexpected(io_error(path, "cannot be written to the disk", failed));
  return {};
}

base::Result<> fill_new(const std::filesystem::path& path, const OpenOptions& options) {
  BC_TRY(database, Database::create(path, options));
  database->checkpoint_on_close(true);
  const std::string numbers = "PRAGMA application_id=" + std::to_string(kApplicationId) +
                              "; PRAGMA user_version=" + std::to_string(kSchemaVersion) + ";";
  const auto fill = [&]() -> base::Result<> {
    BC_TRY_VOID(database->script(numbers.c_str()));
    return database->script(kSchema);
  };
  BC_TRY_VOID(database->transaction(fill));
  // Last, so that the numbers stand in the file itself and not only in a WAL beside it.
  return database->script("PRAGMA journal_mode=WAL");
}

// A file of another name is filled first and then linked: the store is there whole or not at all, and when
// two processes try at once one link fails and both use the other's file.
base::Result<> create_file(const std::filesystem::path& path, const OpenOptions& options) {
  auto draft = path;
  draft += ".new." + std::to_string(::getpid());
  ::unlink(draft.c_str());
  const int file = ::open(draft.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) return std::unexpected(io_error(draft, "cannot be made", errno));
  ::close(file);
  auto made = fill_new(draft, options);
  if (made) made = sync_path(draft, O_RDONLY);
  if (made && ::link(draft.c_str(), path.c_str()) != 0 && errno != EEXIST)
    made = std::unexpected(io_error(path, "cannot be made", errno));
  ::unlink(draft.c_str());
  if (!made) return made;
  return sync_path(path.parent_path(), O_RDONLY | O_DIRECTORY);
}

std::uint32_t number_at(const std::array<unsigned char, 100>& header, std::size_t offset) {
  return std::uint32_t{header[offset]} << 24 | std::uint32_t{header[offset + 1]} << 16 |
         std::uint32_t{header[offset + 2]} << 8 | std::uint32_t{header[offset + 3]};
}

base::Result<std::uint32_t> check_numbers(const std::filesystem::path& path,
                                          const std::array<unsigned char, 100>& header) {
  if (std::memcmp(header.data(), "SQLite format 3", 16) != 0)
    return base::fail(base::Code::StoreCorrupt, path.string() + " does not begin as a database does");
  const auto format = number_at(header, 60);
  if (number_at(header, 68) != kApplicationId || format == 0)
    return base::fail(base::Code::StoreForeign, path.string() + " belongs to another program");
  if (format > kSchemaVersion) return std::unexpected(newer_format(path, format));
  return format;
}

// Looks at the file as bytes (file format, section 1.3): SQLite itself might already write beside a foreign
// file. The format that stands in the file itself.
base::Result<std::uint32_t> check_file(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return std::unexpected(io_error(path, "cannot be opened for reading and writing", errno));
  std::array<unsigned char, 100> header{};
  const auto got = ::pread(file, header.data(), header.size(), 0);
  const int failed = errno;
  struct ::stat facts {};
  const bool known = ::fstat(file, &facts) == 0;
  ::close(file);
  if (got < 0 || !known) return std::unexpected(io_error(path, "cannot be read", failed));
  if (got < static_cast<ssize_t>(header.size()))
    return base::fail(base::Code::StoreCorrupt,
                      path.string() + " is cut off after " + std::to_string(got) + " bytes");
  BC_TRY(format, check_numbers(path, header));
  const std::uint64_t page = std::uint64_t{header[16]} << 8 | header[17];
  const std::uint64_t size = (page == 1 ? 65'536 : page) * number_at(header, 28);
  // With a WAL beside it the file may rightly be behind its own header.
  if (!has_wal(path) && static_cast<std::uint64_t>(facts.st_size) < size)
    return base::fail(base::Code::StoreCorrupt, path.string() +
                                                    " is cut off: " + std::to_string(facts.st_size) + " of " +
                                                    std::to_string(size) + " bytes are there");
  return format;
}

}  // namespace

std::filesystem::path database_path(const std::filesystem::path& home) { return home / "node.db"; }

bool has_wal(const std::filesystem::path& path) {
  auto wal = path;
  wal += "-wal";
  struct ::stat facts {};
  return ::stat(wal.c_str(), &facts) == 0 && facts.st_size > 0;
}

base::Result<> check_home(const std::filesystem::path& home) {
  struct ::stat facts {};
  if (::stat(home.c_str(), &facts) != 0)
    return std::unexpected(io_error(home, "the home cannot be used", errno));
  if (!S_ISDIR(facts.st_mode)) return std::unexpected(io_error(home, "the home cannot be used", ENOTDIR));
  if (::access(home.c_str(), R_OK | W_OK | X_OK) != 0)
    return std::unexpected(io_error(home, "no files can be written in this home", errno));
  return {};
}

base::Result<> prepare_file(const std::filesystem::path& home, const OpenOptions& options,
                            const HomeLock* held) {
  BC_TRY_VOID(check_home(home));
  const auto path = database_path(home);
  struct ::stat facts {};
  if (::stat(path.c_str(), &facts) != 0) {
    if (errno != ENOENT) return std::unexpected(io_error(path, "cannot be used", errno));
    BC_TRY_VOID(create_file(path, options));
  }
  BC_TRY(format, check_file(path));
  if (format == kSchemaVersion) return {};
  return migrate(path, options, held);
}

base::Result<HomeLock> take_home(const std::filesystem::path& home, int busy_ms) {
  const Patience patience(busy_ms);
  while (true) {
    // Asked first: whoever finds the new format finds the home free of the command that brought it.
    const auto format = check_file(database_path(home));
    const bool older = format && *format < kSchemaVersion;
    auto lock = HomeLock::take(home);
    if (lock || lock.error().code != base::Code::Locked || !older || patience.is_over()) return lock;
    Patience::wait();
  }
}

base::Error newer_format(const std::filesystem::path& path, std::uint32_t format) {
  return {base::Code::StoreForeign,
          path.string() + " has format " + std::to_string(format) + ", this program writes format " +
              std::to_string(kSchemaVersion),
          std::nullopt,
          {}};
}

base::Result<> check_content(Database& database, const std::filesystem::path& path) {
  auto check = database.query("PRAGMA quick_check(1)");
  BC_TRY(row, check.step());
  if (row && check.text(0) == "ok") return {};
  return base::fail(base::Code::StoreCorrupt,
                    path.string() + ": " + (row ? check.text(0) : std::string("it cannot be checked")));
}

}  // namespace backchannel::store
