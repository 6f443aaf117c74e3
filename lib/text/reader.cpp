#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/text/value.h"

namespace backchannel::text {

namespace {

std::string_view type_name(const Value& value) {
  struct Names {
    std::string_view operator()(std::monostate) const { return "nothing"; }
    std::string_view operator()(bool) const { return "true or false"; }
    std::string_view operator()(std::int64_t) const { return "a whole number"; }
    std::string_view operator()(double) const { return "a number with a fraction"; }
    std::string_view operator()(const std::string&) const { return "a text"; }
    std::string_view operator()(const Array&) const { return "a list"; }
    std::string_view operator()(const Table&) const { return "a table"; }
  };
  return std::visit(Names{}, value.data);
}

std::string quoted(std::string_view key) { return "'" + base::visible(key) + "'"; }

std::string must_be(std::string_view key, std::string_view what, std::string_view wanted,
                    const Value& found) {
  std::string text = quoted(key) + " in " + std::string(what) + " must be ";
  return text.append(wanted).append(", not ").append(type_name(found));
}

}  // namespace

Reader::Reader(const Value& table, std::string what) : table_(table), what_(std::move(what)) {
  if (table_.table() != nullptr) return;
  complain(base::Code::Syntax, what_ + " must be a table, not " + std::string(type_name(table_)),
           table_.where);
}

const Value* Reader::optional_value(std::string_view key) {
  if (std::ranges::find(asked_, key) == asked_.end()) asked_.emplace_back(key);
  return table_.find(key);
}

std::string Reader::required_string(std::string_view key) {
  if (optional_value(key) == nullptr)
    complain(base::Code::Syntax, quoted(key) + " is missing in " + what_, table_.where);
  return optional_string(key);
}

std::string Reader::optional_string(std::string_view key, std::string fallback) {
  const Value* value = optional_value(key);
  if (value == nullptr) return fallback;
  if (const std::string* text = value->string()) return *text;
  complain(base::Code::Syntax, must_be(key, what_, "a text in quotes", *value), value->where);
  return fallback;
}

std::int64_t Reader::optional_integer(std::string_view key, std::int64_t fallback, std::int64_t min,
                                      std::int64_t max) {
  const Value* value = optional_value(key);
  if (value == nullptr) return fallback;
  const auto number = value->integer();
  if (!number) {
    complain(base::Code::Syntax, must_be(key, what_, "a whole number", *value), value->where);
    return fallback;
  }
  if (*number >= min && *number <= max) return *number;
  complain(base::Code::Syntax,
           quoted(key) + " in " + what_ + " is " + std::to_string(*number) + ", but must be from " +
               std::to_string(min) + " to " + std::to_string(max),
           value->where);
  return fallback;
}

std::int64_t Reader::required_integer(std::string_view key, std::int64_t min, std::int64_t max) {
  if (optional_value(key) == nullptr)
    complain(base::Code::Syntax, quoted(key) + " is missing in " + what_, table_.where);
  return optional_integer(key, min, min, max);
}

bool Reader::optional_boolean(std::string_view key, bool fallback) {
  const Value* value = optional_value(key);
  if (value == nullptr) return fallback;
  if (const auto flag = value->boolean()) return *flag;
  complain(base::Code::Syntax, must_be(key, what_, "true or false", *value), value->where);
  return fallback;
}

std::vector<std::string> Reader::optional_strings(std::string_view key) {
  const Value* value = optional_value(key);
  if (value == nullptr) return {};
  if (const std::string* text = value->string()) return {*text};
  constexpr std::string_view kWanted = "a text in quotes or a list of such";
  const Array* array = value->array();
  if (array == nullptr) {
    complain(base::Code::Syntax, must_be(key, what_, kWanted, *value), value->where);
    return {};
  }
  std::vector<std::string> texts;
  for (const Value& element : *array) {
    const std::string* text = element.string();
    if (text == nullptr) {
      const std::string detail = "an element of " + must_be(key, what_, "a text in quotes", element);
      complain(base::Code::Syntax, detail, element.where);
      return {};
    }
    texts.push_back(*text);
  }
  return texts;
}

std::vector<Value> Reader::optional_tables(std::string_view key) {
  const Value* value = optional_value(key);
  if (value == nullptr) return {};
  const Array* array = value->array();
  if (array == nullptr) {
    const std::string wanted = "a list of tables, each begun with [[" + base::visible(key) + "]]";
    complain(base::Code::Syntax, must_be(key, what_, wanted, *value), value->where);
    return {};
  }
  for (const Value& element : *array) {
    if (element.table() != nullptr) continue;
    const std::string detail = "an element of " + must_be(key, what_, "a table", element);
    complain(base::Code::Syntax, detail, element.where);
    return {};
  }
  return *array;
}

base::Where Reader::where_of(std::string_view key) const {
  const Value* value = table_.find(key);
  return value == nullptr ? table_.where : value->where;
}

void Reader::complain(base::Code code, std::string detail, base::Where where, std::string hint) {
  if (error_) return;
  error_ = base::Error{code, std::move(detail), std::nullopt, std::move(hint)};
  if (!where.file.empty() || where.line > 0) error_->where = std::move(where);
}

base::Result<> Reader::finish() {
  const Table* members = table_.table();
  for (std::size_t i = 0; members != nullptr && i < members->size() && !error_; ++i) {
    const auto& [key, value] = (*members)[i];
    if (std::ranges::find(asked_, key) != asked_.end()) continue;
    std::string detail = "unknown key " + quoted(key) + " in " + what_;
    if (const auto near = nearest(key, asked_)) detail += "; did you mean " + quoted(*near) + "?";
    complain(base::Code::Syntax, std::move(detail), value.where);
  }
  if (error_) return std::unexpected(*error_);
  return {};
}

}  // namespace backchannel::text
