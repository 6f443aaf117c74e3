#include "migration.h"

#include <algorithm>
#include <array>
#include <optional>

#include "backchannel/wire/codec.h"
#include "payloads.h"
#include "schema.h"

namespace backchannel::store {

namespace {

// What waits to be sent gets the precedence that its header claims; what has been answered is not looked at
// any more.
base::Result<> fill_precedence(Database& database, const base::AtRest* /*at_rest*/) {
  std::vector<std::pair<std::int64_t, message::Precedence>> waiting;
  {
    auto query = database.query("SELECT id, header FROM submission WHERE state = 1");
    while (true) {
      BC_TRY(there, query.step());
      if (!there) break;
      if (const auto header = wire::decode_header(query.view(1)))
        waiting.emplace_back(query.integer(0), message::precedence_of(*header));
    }
  }
  for (const auto& [id, precedence] : waiting)
    BC_TRY_VOID(database.run("UPDATE submission SET precedence = ? WHERE id = ?", precedence, id));
  return {};
}

base::Result<> fill_expiry(Database& database, const base::AtRest* /*at_rest*/) {
  std::vector<std::pair<base::TransferId, base::HandlingTime>> found;
  {
    auto query = database.query(
        "SELECT transfer, header FROM transfer t WHERE EXISTS"
        "(SELECT 1 FROM leg l WHERE l.transfer = t.transfer)");
    while (true) {
      BC_TRY(there, query.step());
      if (!there) break;
      if (const auto header = wire::decode_header(query.view(1)))
        found.emplace_back(query.id<base::TransferId>(0), header->expires);
    }
  }
  for (const auto& [transfer, expires] : found)
    BC_TRY_VOID(database.run("UPDATE leg SET expires = ? WHERE transfer = ?", expires, transfer));
  return {};
}

base::Result<> encrypt_payloads(Database& database, const base::AtRest* at_rest) {
  return Payloads(database, at_rest).encrypt_all();
}

struct Step {
  const char* tables = nullptr;
  base::Result<> (*rows)(Database& database,
                         const base::AtRest* at_rest) = nullptr;  // what SQL cannot say, after the tables
};

// Element n - 1 leads from format n to n + 1. What stands here is not changed any more: stores of that format
// are on people's disks. A new format is a new element, the same text in kSchema, and kSchemaVersion.
constexpr std::array<Step, kSchemaVersion - 1> kSteps{{
    {R"sql(
CREATE TABLE leg_stamp(
  transfer BLOB NOT NULL, leg INTEGER NOT NULL, copy INTEGER NOT NULL,
  position INTEGER NOT NULL,
  signed BLOB NOT NULL,
  PRIMARY KEY(transfer, leg, copy, position),
  FOREIGN KEY(transfer, leg, copy) REFERENCES leg(transfer, leg, copy) ON DELETE CASCADE) STRICT, WITHOUT ROWID;
)sql"},
    // Some stores of format 2 have these already.
    {R"sql(
CREATE TABLE IF NOT EXISTS departure(
  person TEXT NOT NULL, series TEXT NOT NULL, trip TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(person, series, trip)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS arrival(person TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
)sql"},
    {R"sql(
ALTER TABLE submission ADD COLUMN precedence INTEGER NOT NULL DEFAULT 1 CHECK(precedence BETWEEN 1 AND 5);
DROP INDEX submission_waiting;
CREATE INDEX submission_waiting ON submission(precedence, id) WHERE state = 1;
)sql",
     fill_precedence},
    {R"sql(
ALTER TABLE leg ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE leg ADD COLUMN expires INTEGER NOT NULL DEFAULT 9223372036854775807;
UPDATE leg SET sequence = (SELECT t.sequence FROM transfer t WHERE t.transfer = leg.transfer);
CREATE INDEX leg_lane ON leg(destination, precedence, sequence);
)sql",
     fill_expiry},
    {R"sql(
CREATE TABLE payload_key(
  transfer BLOB PRIMARY KEY CHECK(length(transfer) = 32),
  key BLOB NOT NULL CHECK(length(key) = 32)) STRICT, WITHOUT ROWID;
)sql",
     encrypt_payloads},
    // Whatever has no receipt yet is looked at once.
    {R"sql(
ALTER TABLE submission ADD COLUMN overdue_at INTEGER;
UPDATE submission SET overdue_at = created WHERE state = 2 AND keeps = 1;
CREATE INDEX submission_overdue ON submission(overdue_at) WHERE overdue_at IS NOT NULL;
)sql"},
}};
static_assert(std::ranges::find(kSteps, nullptr, &Step::tables) == kSteps.end(),
              "every older format has its step");

// What the database says, not the first page of its file: that may be behind the WAL.
base::Result<std::uint32_t> format_of(Database& database) {
  BC_TRY(format, database.number(0, "PRAGMA user_version"));
  return static_cast<std::uint32_t>(format);
}

base::Result<> take_steps(Database& database, const base::AtRest* at_rest) {
  return database.transaction([&]() -> base::Result<> {
    BC_TRY(found, format_of(database));
    if (found >= kSchemaVersion) return {};
    for (std::uint32_t format = found; format < kSchemaVersion; ++format) {
      const Step& step = kSteps[format - 1];
      BC_TRY_VOID(database.script(step.tables));
      if (step.rows != nullptr) BC_TRY_VOID(step.rows(database, at_rest));
    }
    return database.script(("PRAGMA user_version=" + std::to_string(kSchemaVersion)).c_str());
  });
}

base::Error not_migrated(base::Error error, const std::filesystem::path& path, std::uint32_t found) {
  if (error.code == base::Code::Internal) error.code = base::Code::StoreForeign;
  error.detail = path.string() + " stays in format " + std::to_string(found) +
                 ", it cannot be brought to format " + std::to_string(kSchemaVersion) + ": " + error.detail;
  return error;
}

// The home, or nothing if meanwhile another process has taken the steps.
base::Result<std::optional<HomeLock>> take_for_steps(Database& database, const std::filesystem::path& path,
                                                     int patience_ms) {
  Patience patience(patience_ms);
  while (true) {
    BC_TRY(found, format_of(database));
    if (found >= kSchemaVersion) return std::nullopt;
    auto lock = HomeLock::take(path.parent_path());
    if (lock) return std::optional<HomeLock>(std::move(*lock));
    if (lock.error().code != base::Code::Locked || patience.is_over())
      return std::unexpected(not_migrated(lock.error(), path, found));
    patience.wait();
  }
}

}  // namespace

base::Result<> migrate(const std::filesystem::path& path, const OpenOptions& options, const HomeLock* held) {
  BC_TRY(database, Database::open(path, options));
  BC_TRY(found, format_of(*database));
  if (found < kSchemaVersion) {
    std::optional<HomeLock> mine;
    if (held == nullptr) {
      BC_TRY(taken, take_for_steps(*database, path, options.busy_ms));
      if (taken) mine.emplace(std::move(*taken));
    }
    BC_TRY_VOID(check_content(*database, path));
    if (auto taken = take_steps(*database, options.at_rest); !taken)
      return std::unexpected(not_migrated(taken.error(), path, found));
  }
  BC_TRY(now, format_of(*database));
  if (now > kSchemaVersion) return std::unexpected(newer_format(path, now));
  // Without the home again, so that whoever sees the new format in the file finds the home free.
  BC_TRY(copied, database->checkpoint(true));
  static_cast<void>(copied);  // a reader held it up: the next to open does it
  return {};
}

}  // namespace backchannel::store
