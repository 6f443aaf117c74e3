#include "fields.h"

#include <algorithm>
#include <tuple>

#include "backchannel/base/format.h"

namespace backchannel::netplan {

namespace {

constexpr std::size_t kListedNames = 12;

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size() && i < kListedNames; ++i) {
    if (i > 0) out += ", ";
    out += base::visible(names[i]);
  }
  if (names.size() > kListedNames) out += ", ...";
  return out;
}

}  // namespace

std::string quoted(std::string_view text) { return "\"" + base::visible(text) + "\""; }

void Problems::add(std::string detail, base::Where where, std::string hint) {
  list_.push_back(base::Error{base::Code::PlanInvalid, std::move(detail), std::move(where), std::move(hint)});
}

void Problems::add_unknown(std::string_view kind, std::string_view word, base::Where where,
                           const std::vector<std::string>& known) {
  std::string detail = "there is no " + std::string(kind) + " " + quoted(word);
  if (const auto near = text::nearest(word, known)) {
    add(std::move(detail), std::move(where), "did you mean " + quoted(*near) + "?");
  } else if (known.empty()) {
    add(std::move(detail), std::move(where), "none is known here");
  } else {
    add(std::move(detail), std::move(where), "known are: " + listed(known));
  }
}

std::vector<base::Error> Problems::take() {
  std::stable_sort(list_.begin(), list_.end(), [](const base::Error& a, const base::Error& b) {
    const base::Where x = a.where.value_or(base::Where{});
    const base::Where y = b.where.value_or(base::Where{});
    return std::tie(x.line, x.column) < std::tie(y.line, y.column);
  });
  return std::move(list_);
}

Fields::Fields(const text::Value& table, std::string what, Problems& problems)
    : table_(table), what_(std::move(what)), problems_(problems) {
  if (table_.table() == nullptr) {
    problems_.add("the " + what_ + " is not a table", table_.where,
                  "write it as in scenarios/hakto-49/net.toml");
  }
}

const text::Value* Fields::value(std::string_view key) {
  asked_.emplace_back(key);
  return table_.find(key);
}

base::Where Fields::where(std::string_view key) const {
  const text::Value* found = table_.find(key);
  return found != nullptr ? found->where : table_.where;
}

void Fields::complain_kind(std::string_view key, const text::Value& value, std::string_view wanted) {
  problems_.add("\"" + std::string(key) + "\" of the " + what_ + " is not " + std::string(wanted),
                value.where, "write " + std::string(wanted));
}

Word Fields::required(std::string_view key, std::string_view example) {
  if (auto word = optional(key)) {
    if (!base::trim(word->value).empty()) return *word;
    problems_.add("\"" + std::string(key) + "\" of the " + what_ + " is empty", word->where,
                  "for example " + std::string(key) + " = " + std::string(example));
    return {{}, word->where};
  }
  if (table_.table() != nullptr && table_.find(key) == nullptr) {
    problems_.add("the " + what_ + " has no \"" + std::string(key) + "\"", table_.where,
                  "add, for example, " + std::string(key) + " = " + std::string(example));
  }
  return {{}, where(key)};
}

std::optional<Word> Fields::optional(std::string_view key) {
  const text::Value* found = value(key);
  if (found == nullptr) return std::nullopt;
  if (const std::string* string = found->string()) return Word{*string, found->where};
  complain_kind(key, *found, "text in quotation marks");
  return std::nullopt;
}

std::string Fields::optional_text(std::string_view key) {
  const auto word = optional(key);
  return word ? word->value : std::string();
}

std::int64_t Fields::integer(std::string_view key, std::int64_t fallback, std::int64_t min,
                             std::int64_t max) {
  const text::Value* found = value(key);
  if (found == nullptr) return fallback;
  const auto number = found->integer();
  if (!number) {
    complain_kind(key, *found, "a whole number");
    return fallback;
  }
  if (*number >= min && *number <= max) return *number;
  problems_.add("\"" + std::string(key) + "\" of the " + what_ + " is " + std::to_string(*number) +
                    ", not from " + std::to_string(min) + " to " + std::to_string(max),
                found->where, "choose a number from " + std::to_string(min) + " to " + std::to_string(max));
  return fallback;
}

bool Fields::boolean(std::string_view key, bool fallback) {
  const text::Value* found = value(key);
  if (found == nullptr) return fallback;
  if (const auto flag = found->boolean()) return *flag;
  complain_kind(key, *found, "true or false");
  return fallback;
}

std::vector<Word> Fields::words(std::string_view key) {
  const text::Value* found = value(key);
  if (found == nullptr) return {};
  if (const std::string* string = found->string()) return {Word{*string, found->where}};
  const text::Array* array = found->array();
  if (array == nullptr) {
    complain_kind(key, *found, "text or a list of texts");
    return {};
  }
  std::vector<Word> out;
  for (const text::Value& item : *array) {
    if (const std::string* string = item.string()) {
      out.push_back(Word{*string, item.where});
    } else {
      complain_kind(key, item, "a list of texts");
    }
  }
  return out;
}

std::vector<const text::Value*> Fields::tables(std::string_view key) {
  const text::Value* found = value(key);
  if (found == nullptr) return {};
  const text::Array* array = found->array();
  if (array == nullptr) {
    problems_.add("\"" + std::string(key) + "\" is not a list of tables", found->where,
                  "write [[" + std::string(key) + "]] above each of them");
    return {};
  }
  std::vector<const text::Value*> out;
  for (const text::Value& item : *array) out.push_back(&item);
  return out;
}

void Fields::finish() {
  const text::Table* table = table_.table();
  if (table == nullptr) return;
  for (const auto& [key, entry] : *table) {
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    problems_.add_unknown("key of the " + what_ + " called", key, entry.where, asked_);
  }
}

}  // namespace backchannel::netplan
