#pragma once
// SQLite behind values that close themselves and errors that are Results. The only includer of sqlite3.h.

#include <sqlite3.h>

#include <chrono>
#include <concepts>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "backchannel/base/at_rest.h"
#include "backchannel/base/error.h"
#include "backchannel/base/names.h"
#include "backchannel/base/time.h"

namespace backchannel::store {

class Database;

// One run of a prepared statement. The statement itself is kept by the Database and made ready again when
// this goes.
class Query {
 public:
  Query(Database& database, sqlite3_stmt* statement) : database_(&database), statement_(statement) {}
  Query(Query&& other) noexcept
      : database_(other.database_),
        statement_(std::exchange(other.statement_, nullptr)),
        bind_code_(other.bind_code_) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  Query& operator=(Query&&) = delete;
  ~Query();

  // true: a row is there; false: done.
  [[nodiscard]] base::Result<bool> step();

  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  [[nodiscard]] bool is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  [[nodiscard]] base::BytesView view(int column) const;
  [[nodiscard]] base::Bytes bytes(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] base::HandlingTime time(int column) const { return {integer(column)}; }
  // The schema checks the lengths of identifiers.
  template <class T>
  [[nodiscard]] T id(int column) const {
    return T::from_bytes(view(column));
  }
  template <class T>
  [[nodiscard]] T name(int column) const {
    return T(text(column));
  }

  void bind_at(int index, std::int64_t value) { bound(sqlite3_bind_int64(statement_, index, value)); }
  template <std::integral T>
  void bind_at(int index, T value) {
    bind_at(index, static_cast<std::int64_t>(value));
  }
  template <class T>
  requires std::is_enum_v<T>
  void bind_at(int index, T value) { bind_at(index, static_cast<std::int64_t>(value)); }
  void bind_at(int index, std::nullptr_t) { bound(sqlite3_bind_null(statement_, index)); }
  void bind_at(int index, base::HandlingTime value) { bind_at(index, value.ms); }
  void bind_at(int index, const std::optional<base::HandlingTime>& value) {
    value ? bind_at(index, *value) : bind_at(index, nullptr);
  }
  void bind_at(int index, std::string_view value);
  void bind_at(int index, base::BytesView value);
  void bind_at(int index, const base::Bytes& value) { bind_at(index, base::BytesView(value)); }
  template <std::size_t N, class Tag>
  void bind_at(int index, const base::Id<N, Tag>& value) {
    bind_at(index, value.view());
  }
  template <class Tag>
  void bind_at(int index, const base::Name<Tag>& value) {
    bind_at(index, std::string_view(value.value));
  }

 private:
  // A value that could not be copied would read as NULL: the statement must not run with it.
  void bound(int code) noexcept {
    if (bind_code_ == SQLITE_OK) bind_code_ = code;
  }

  Database* database_;
  sqlite3_stmt* statement_;  // null: it could not be prepared; step() says why
  int bind_code_ = SQLITE_OK;
};

struct OpenOptions {
  std::string vfs = {};
  int busy_ms = 5'000;
  const base::AtRest* at_rest = nullptr;  // see Payloads
};

// One connection, for one thread at a time.
class Database {
 public:
  // An existing file. The caller has checked that it is ours.
  [[nodiscard]] static base::Result<std::unique_ptr<Database>> open(const std::filesystem::path& path,
                                                                    const OpenOptions& options);
  // Makes an empty file.
  [[nodiscard]] static base::Result<std::unique_ptr<Database>> create(const std::filesystem::path& path,
                                                                      const OpenOptions& options);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  // Bound values are copied: they need not outlive the call.
  template <class... Values>
  [[nodiscard]] Query query(std::string_view sql, const Values&... values) {
    Query prepared(*this, prepare(sql));
    int index = 0;
    (prepared.bind_at(++index, values), ...);
    return prepared;
  }

  // Runs one statement whose rows do not matter.
  template <class... Values>
  [[nodiscard]] base::Result<> run(std::string_view sql, const Values&... values) {
    auto prepared = query(sql, values...);
    BC_TRY(row, prepared.step());
    static_cast<void>(row);
    return {};
  }

  // The first column of the first row, or `otherwise` if there is no row.
  template <class... Values>
  [[nodiscard]] base::Result<std::int64_t> number(std::int64_t otherwise, std::string_view sql,
                                                  const Values&... values) {
    auto prepared = query(sql, values...);
    BC_TRY(row, prepared.step());
    return row ? prepared.integer(0) : otherwise;
  }

  // Several statements without parameters.
  [[nodiscard]] base::Result<> script(const char* sql);

  // BEGIN IMMEDIATE, body, COMMIT; ROLLBACK when the body or the commit fails.
  template <class Body>
  [[nodiscard]] auto transaction(Body body) -> decltype(body()) {
    BC_TRY_VOID(run("BEGIN IMMEDIATE"));
    auto result = body();
    if (result) {
      if (auto committed = run("COMMIT"); committed)
        return result;
      else
        result = std::unexpected(committed.error());
    }
    roll_back();
    return result;
  }
  void roll_back() noexcept;

  // A read transaction over several queries; what it sees does not change.
  template <class Body>
  [[nodiscard]] auto snapshot(Body body) -> decltype(body()) {
    BC_TRY_VOID(run("BEGIN"));
    auto result = body();
    roll_back();
    return result;
  }

  // Whether the last close copies the WAL into the file and removes it. Off at first: a file that turns out
  // to be damaged stays as it is, and a stop without close() looks like the kill it stands for.
  void checkpoint_on_close(bool on) noexcept;
  // true: every frame was copied (and, if truncating, the WAL is empty); false: a reader or writer held it
  // up. Does not wait.
  [[nodiscard]] base::Result<bool> checkpoint(bool truncate);
  [[nodiscard]] int wal_frames() const noexcept {
    return wal_frames_;
  }  // after this connection's last commit

  [[nodiscard]] std::int64_t changes() const noexcept { return sqlite3_changes64(handle_); }
  [[nodiscard]] std::int64_t last_id() const noexcept { return sqlite3_last_insert_rowid(handle_); }
  // Part of a payload, without loading the whole of it. Empty if there is no such row.
  [[nodiscard]] base::Result<base::Bytes> slice(const char* table, const char* column, std::int64_t row,
                                                std::uint64_t offset, std::uint64_t size);

  [[nodiscard]] base::Error error(int code) const;

 private:
  friend class Query;
  Database(sqlite3* handle, std::filesystem::path path, int busy_ms)
      : handle_(handle), path_(std::move(path)), busy_ms_(busy_ms) {}
  [[nodiscard]] static base::Result<std::unique_ptr<Database>> open_as(const std::filesystem::path& path,
                                                                       const OpenOptions& options, int flags);
  [[nodiscard]] sqlite3_stmt* prepare(std::string_view sql);
  // Waits for another process's or thread's transaction, up to `busy_ms`.
  void be_patient() noexcept { sqlite3_busy_handler(handle_, wait_a_moment, this); }
  static int wait_a_moment(void* database, int waits) noexcept;

  sqlite3* handle_;
  std::filesystem::path path_;
  int busy_ms_;
  std::chrono::steady_clock::time_point busy_since_;
  int prepare_code_ = SQLITE_OK;
  int wal_frames_ = 0;
  std::map<std::string, sqlite3_stmt*, std::less<>> statements_;
};

}  // namespace backchannel::store
