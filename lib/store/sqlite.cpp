#include "sqlite.h"

#include <thread>
#include <utility>

#include "backchannel/base/check.h"

namespace backchannel::store {

namespace {

base::Code code_of(int sqlite_code) noexcept {
  switch (sqlite_code & 0xff) {
    case SQLITE_FULL:
      return base::Code::StoreFull;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return base::Code::StoreCorrupt;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return base::Code::Io;
    case SQLITE_NOMEM:
      return base::Code::Memory;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return base::Code::Unavailable;
    default:
      return base::Code::Internal;
  }
}

constexpr std::chrono::microseconds kLookAgainAfter{500};

int note_wal_size(void* frames, sqlite3*, const char*, int pages) {
  *static_cast<int*>(frames) = pages;
  return SQLITE_OK;
}

// Extended codes tell a failed sync from a failed read. A damaged file must not run code through its schema.
base::Result<> configure(Database& database, sqlite3* handle) {
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return database.script(
      "PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
      "PRAGMA cell_size_check=ON; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-8192;"
      "PRAGMA journal_size_limit=16777216;");
}

}  // namespace

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

base::Result<bool> Query::step() {
  if (statement_ == nullptr) return std::unexpected(database_->error(database_->prepare_code_));
  if (bind_code_ != SQLITE_OK) return std::unexpected(database_->error(bind_code_));
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(database_->error(code));
}

base::BytesView Query::view(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (data == nullptr) return {};
  return {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)};
}

base::Bytes Query::bytes(int column) const {
  const auto all = view(column);
  return {all.begin(), all.end()};
}

std::string Query::text(int column) const { return base::to_text(view(column)); }

void Query::bind_at(int index, std::string_view value) {
  // An empty view may carry a null pointer, which SQLite would take for NULL.
  bound(sqlite3_bind_text64(statement_, index, value.empty() ? "" : value.data(), value.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Query::bind_at(int index, base::BytesView value) {
  if (value.empty()) {
    bound(sqlite3_bind_zeroblob(statement_, index, 0));
  } else {
    bound(sqlite3_bind_blob64(statement_, index, value.data(), value.size(), SQLITE_TRANSIENT));
  }
}

base::Result<std::unique_ptr<Database>> Database::open_as(const std::filesystem::path& path,
                                                          const OpenOptions& options, int flags) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                                   options.vfs.empty() ? nullptr : options.vfs.c_str());
  std::unique_ptr<Database> database(new Database(handle, path, options.busy_ms));
  if (code != SQLITE_OK) return std::unexpected(database->error(code));
  database->checkpoint_on_close(false);
  database->be_patient();
  sqlite3_wal_hook(handle, note_wal_size, &database->wal_frames_);
  if (auto configured = configure(*database, handle); !configured) return std::unexpected(configured.error());
  // wal_autocheckpoint=0 takes the hook away.
  sqlite3_wal_hook(handle, note_wal_size, &database->wal_frames_);
  return database;
}

// SQLite's own wait grows to 100 ms: a command that submits a FLASH would miss every pause that a busy agent
// makes.
int Database::wait_a_moment(void* database, int waits) noexcept {
  auto& self = *static_cast<Database*>(database);
  const auto now = std::chrono::steady_clock::now();
  if (waits == 0) self.busy_since_ = now;
  if (now - self.busy_since_ >= std::chrono::milliseconds(self.busy_ms_)) return 0;
  std::this_thread::sleep_for(kLookAgainAfter);
  return 1;
}

base::Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& path,
                                                       const OpenOptions& options) {
  return open_as(path, options, SQLITE_OPEN_READWRITE);
}

base::Result<std::unique_ptr<Database>> Database::create(const std::filesystem::path& path,
                                                         const OpenOptions& options) {
  return open_as(path, options, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

Database::~Database() {
  for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(handle_);
}

sqlite3_stmt* Database::prepare(std::string_view sql) {
  if (auto known = statements_.find(sql); known != statements_.end()) {
    BC_CHECK(sqlite3_stmt_busy(known->second) == 0);
    return known->second;
  }
  sqlite3_stmt* statement = nullptr;
  prepare_code_ = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                     SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (prepare_code_ != SQLITE_OK) return nullptr;
  statements_.emplace(sql, statement);
  return statement;
}

base::Result<> Database::script(const char* sql) {
  if (const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK)
    return std::unexpected(error(code));
  return {};
}

void Database::roll_back() noexcept {
  // After some errors SQLite has rolled back by itself.
  if (sqlite3_get_autocommit(handle_) == 0) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

void Database::checkpoint_on_close(bool on) noexcept {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on ? 0 : 1, nullptr);
}

base::Result<bool> Database::checkpoint(bool truncate) {
  int frames = 0;
  int copied = 0;
  // Not worth waiting for: the writer has better to do, and tries again.
  sqlite3_busy_handler(handle_, nullptr, nullptr);
  const int code = sqlite3_wal_checkpoint_v2(
      handle_, nullptr, truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, &frames, &copied);
  be_patient();
  if ((code & 0xff) == SQLITE_BUSY) return false;
  if (code != SQLITE_OK) return std::unexpected(error(code));
  return frames == copied;
}

base::Result<base::Bytes> Database::slice(const char* table, const char* column, std::int64_t row,
                                          std::uint64_t offset, std::uint64_t size) {
  sqlite3_blob* blob = nullptr;
  int code = sqlite3_blob_open(handle_, "main", table, column, row, 0, &blob);
  if (code == SQLITE_ERROR) return base::Bytes{};  // no such row: deleted since it was looked up
  if (code != SQLITE_OK) return std::unexpected(error(code));
  const auto whole = static_cast<std::uint64_t>(sqlite3_blob_bytes(blob));
  const auto begin = std::min(offset, whole);
  base::Bytes out(static_cast<std::size_t>(std::min(size, whole - begin)));
  if (!out.empty())
    code = sqlite3_blob_read(blob, out.data(), static_cast<int>(out.size()), static_cast<int>(begin));
  sqlite3_blob_close(blob);
  if (code != SQLITE_OK) return std::unexpected(error(code));
  return out;
}

base::Error Database::error(int code) const {
  std::string detail = path_.string() + ": " + sqlite3_errstr(code);
  if (const char* words = handle_ != nullptr ? sqlite3_errmsg(handle_) : nullptr;
      words != nullptr && std::string_view(words) != sqlite3_errstr(code))
    detail += std::string(" (") + words + ")";
  return {code_of(code), std::move(detail), std::nullopt, {}};
}

}  // namespace backchannel::store
