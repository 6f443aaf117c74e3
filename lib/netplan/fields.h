#pragma once
// Reads tables of the plan and keeps every complaint, where text::Reader keeps the first: a teacher mends a
// plan in one go.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/text/value.h"

namespace backchannel::netplan {

// Words of the plan in a sentence: escaped, in quotation marks.
[[nodiscard]] std::string quoted(std::string_view text);

class Problems {
 public:
  void add(std::string detail, base::Where where, std::string hint);
  // `word` is none of the `known` words of this kind ("station", "channel"): suggests the nearest, or lists
  // them.
  void add_unknown(std::string_view kind, std::string_view word, base::Where where,
                   const std::vector<std::string>& known);
  [[nodiscard]] std::size_t count() const noexcept { return list_.size(); }
  // In file order; of two at one place the one found first.
  [[nodiscard]] std::vector<base::Error> take();

 private:
  std::vector<base::Error> list_;
};

// A word and the place where it stands.
struct Word {
  std::string value;
  base::Where where;
};

class Fields {
 public:
  // `what` names the table for people: "station". The table outlives this object.
  Fields(const text::Value& table, std::string what, Problems& problems);

  [[nodiscard]] Word required(std::string_view key, std::string_view example);
  [[nodiscard]] std::optional<Word> optional(std::string_view key);
  [[nodiscard]] std::string optional_text(std::string_view key);
  [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t min,
                                     std::int64_t max);
  [[nodiscard]] bool boolean(std::string_view key, bool fallback);
  [[nodiscard]] std::vector<Word> words(std::string_view key);  // one string or a list of strings
  [[nodiscard]] std::vector<const text::Value*> tables(std::string_view key);  // [[key]]
  [[nodiscard]] const text::Value* value(std::string_view key);
  // Complains about keys that nobody asked for.
  void finish();

  [[nodiscard]] const base::Where& where() const noexcept { return table_.where; }
  [[nodiscard]] base::Where where(std::string_view key) const;

 private:
  void complain_kind(std::string_view key, const text::Value& value, std::string_view wanted);

  const text::Value& table_;
  std::string what_;
  Problems& problems_;
  std::vector<std::string> asked_;
};

}  // namespace backchannel::netplan
