#pragma once
// TOML and JSON as one tree in which every value knows its line and column. toml++ and nlohmann-json stay
// behind this header.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "backchannel/base/error.h"

namespace backchannel::text {

class Value;
using Array = std::vector<Value>;
using Member = std::pair<std::string, Value>;
using Table = std::vector<Member>;  // in the order written

class Value {
 public:
  using Data = std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Table>;
  Data data;
  base::Where where;  // of the value; empty file for values made by the program

  Value() = default;
  Value(bool v) : data(v) {}
  Value(std::int64_t v) : data(v) {}
  Value(int v) : data(static_cast<std::int64_t>(v)) {}
  Value(double v) : data(v) {}
  Value(std::string v) : data(std::move(v)) {}
  Value(std::string_view v) : data(std::string(v)) {}
  Value(const char* v) : data(std::string(v)) {}
  Value(Array v) : data(std::move(v)) {}
  Value(Table v) : data(std::move(v)) {}

  [[nodiscard]] const Value* find(std::string_view key) const;  // nullptr: not a table, or no such key
  [[nodiscard]] const Array* array() const { return std::get_if<Array>(&data); }
  [[nodiscard]] const Table* table() const { return std::get_if<Table>(&data); }
  [[nodiscard]] const std::string* string() const { return std::get_if<std::string>(&data); }
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  [[nodiscard]] std::optional<bool> boolean() const;
  Value& set(std::string key,
             Value value);  // appends or replaces a member; makes this a table. Returns *this
};

// Syntax with file, line, column and reason. `name` is the file name for messages.
[[nodiscard]] base::Result<Value> parse_toml(std::string_view content, std::string_view name);
[[nodiscard]] base::Result<Value> parse_json(std::string_view content, std::string_view name);

// Members in the order given; numbers beyond 2^53 are the caller's care. Indent 0: one line.
[[nodiscard]] std::string to_json(const Value& value, int indent = 0);

// Reads a table field by field and complains about what is wrong: missing, wrong type, and, at finish(),
// keys that nobody asked for (with the nearest known key). The first error is kept; later calls give
// defaults.
class Reader {
 public:
  // what: "station", for messages. The table must outlive the reader.
  Reader(const Value& table, std::string what);
  Reader(const Value&& table, std::string what) = delete;
  [[nodiscard]] std::string required_string(std::string_view key);
  [[nodiscard]] std::string optional_string(std::string_view key, std::string fallback = {});
  [[nodiscard]] std::int64_t optional_integer(std::string_view key, std::int64_t fallback, std::int64_t min,
                                              std::int64_t max);
  [[nodiscard]] std::int64_t required_integer(std::string_view key, std::int64_t min, std::int64_t max);
  [[nodiscard]] bool optional_boolean(std::string_view key, bool fallback);
  [[nodiscard]] std::vector<std::string> optional_strings(
      std::string_view key);  // a string or a list of strings
  [[nodiscard]] const Value* optional_value(std::string_view key);
  [[nodiscard]] std::vector<Value> optional_tables(std::string_view key);  // [[key]]
  [[nodiscard]] base::Where where_of(std::string_view key) const;
  void complain(base::Code code, std::string detail, base::Where where, std::string hint = {});
  // The error of the first complaint, unknown keys included.
  [[nodiscard]] base::Result<> finish();

 private:
  const Value& table_;
  std::string what_;
  std::vector<std::string> asked_;
  std::optional<base::Error> error_;
};

// The candidate nearest to `word` by edit distance (without case), if near enough to be a slip of the pen.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word,
                                                 const std::vector<std::string>& candidates);

}  // namespace backchannel::text
