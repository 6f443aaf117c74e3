// All rows of all files and of the net plan, and what concerns several of them: what may stand once only, and
// names of other rows.

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "backchannel/base/format.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/message/precedence.h"
#include "backchannel/text/value.h"
#include "row_reader.h"
#include "words.h"

namespace backchannel::doctrine {

namespace {

using base::Code;
using base::Result;
using base::Where;

constexpr std::string_view kHint = "give one of the two rows another";
constexpr std::string_view kHintInPlan =
    "a net plan's row replaces one of the doctrine only if both its number and its name are that row's; for "
    "a row "
    "of your own choose a number and a name that are free";

std::string place_of(const Where& where) { return where.file + ":" + std::to_string(where.line); }

// A signal is known by its function, every other row by its name.
std::string_view key_of_name(std::string_view kind) { return kind == "signal" ? "function" : "name"; }

Where where_in(const text::Value& table, std::string_view key) {
  const auto* value = table.find(key);
  return value != nullptr ? value->where : table.where;
}

// What may stand once only: words and numbers.
class Taken {
 public:
  explicit Taken(std::string what) : what_(std::move(what)) {}

  [[nodiscard]] Result<> take(const std::string& key, const std::string& by, const Where& where,
                              std::string_view hint) {
    const auto [first, fresh] = takers_.emplace(normal(key), Taker{by, where});
    if (fresh) return {};
    const auto& taker = first->second;
    const std::string whose = normal(taker.name) == normal(key) ? "" : " by " + base::visible(taker.name);
    return base::fail(
        Code::Doctrine,
        what_ + " " + base::visible(key) + " is taken already" + whose + ", at " + place_of(taker.where),
        where, std::string(hint));
  }

 private:
  struct Taker {
    std::string name;
    Where where;
  };
  std::string what_;
  std::map<std::string, Taker> takers_;
};

// Markings and precedence stand together in a heading in any order: no word may be both.
Result<> refuse_precedence(const text::Value& table, const std::string& name) {
  if (!message::precedence_from(name)) return {};
  return base::fail(Code::Doctrine, base::visible(name) + " is the name of a precedence",
                    where_in(table, "name"), "give the marking another name");
}

// Rows of the doctrine whose place a net plan's row takes: kind, number, name.
using Replaced = std::set<std::tuple<std::string, std::int64_t, std::string>>;

// The row's number and name, if it has them: the readers complain when it has not.
std::optional<std::tuple<std::string, std::int64_t, std::string>> identity_of(const std::string& kind,
                                                                              const text::Value& table) {
  const auto* number = table.find("number");
  const auto* name = table.find(key_of_name(kind));
  if (number == nullptr || name == nullptr || !number->integer() || name->string() == nullptr) return {};
  return std::tuple(kind, *number->integer(), normal(*name->string()));
}

class Loader {
 public:
  using Add = Result<> (Loader::*)(const text::Value& table);
  struct Kind {
    std::string name;
    Add add;
  };
  [[nodiscard]] static const std::vector<Kind>& kinds();

  // The tables of a doctrine file.
  [[nodiscard]] Result<> add_file(const std::string& name, const std::string& content);
  // Before the files: which of their rows the net plan replaces.
  void note_replaced(const text::Value& plan);
  // After the last file.
  [[nodiscard]] Result<> add_plan(const text::Value& plan);
  [[nodiscard]] Result<Catalogue> finish();

 private:
  [[nodiscard]] Result<> take_words(Taken& taken, const text::Value& table, const std::string& name,
                                    const std::vector<std::string>& aliases) const;
  [[nodiscard]] Result<> take_number(Taken& taken, const text::Value& table, std::uint32_t number,
                                     const std::string& name) const;
  [[nodiscard]] Result<> add_classification(const text::Value& table);
  [[nodiscard]] Result<> add_precedence(const text::Value& table);
  [[nodiscard]] Result<> add_caveat(const text::Value& table);
  [[nodiscard]] Result<> add_delivery(const text::Value& table);
  [[nodiscard]] Result<> add_series(const text::Value& table);
  [[nodiscard]] Result<> add_channel(const text::Value& table);
  [[nodiscard]] Result<> add_signal(const text::Value& table);
  [[nodiscard]] Result<> resolve(CaveatDraft& draft) const;
  [[nodiscard]] Result<> check_complete() const;

  Catalogue catalogue_;  // its caveats come from drafts_ at the end
  std::vector<CaveatDraft> drafts_;
  Replaced replaced_;
  std::string_view hint_ = kHint;
  Taken classification_numbers_{"the number"};
  Taken letters_{"the letter"};
  Taken precedence_numbers_{"the precedence number"};
  Taken caveat_numbers_{"the permanent number"};
  Taken delivery_numbers_{"the permanent number"};
  Taken series_numbers_{"the permanent number"};
  Taken channel_numbers_{"the permanent number"};
  Taken signal_numbers_{"the permanent number"};
  Taken markings_{"the marking"};  // all words that may stand in a heading beside each other
  Taken series_names_{"the series"};
  Taken series_senders_{"the sender"};
  Taken channel_names_{"the channel"};
  Taken signal_names_{"the signal"};
};

const std::vector<Loader::Kind>& Loader::kinds() {
  static const std::vector<Kind> all = {{"classification", &Loader::add_classification},
                                        {"precedence", &Loader::add_precedence},
                                        {"caveat", &Loader::add_caveat},
                                        {"delivery", &Loader::add_delivery},
                                        {"series", &Loader::add_series},
                                        {"channel", &Loader::add_channel},
                                        {"signal", &Loader::add_signal}};
  return all;
}

Result<> Loader::add_file(const std::string& name, const std::string& content) {
  BC_TRY(tree, text::parse_toml(content, name));
  text::Reader reader(tree, "doctrine file");
  std::vector<std::vector<text::Value>> tables;
  for (const auto& kind : kinds()) tables.push_back(reader.optional_tables(kind.name));
  BC_TRY_VOID(reader.finish());
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const Kind& kind = kinds()[i];
    for (const auto& table : tables[i]) {
      const auto identity = identity_of(kind.name, table);
      if (identity && replaced_.contains(*identity)) continue;
      BC_TRY_VOID(std::invoke(kind.add, this, table));
    }
  }
  catalogue_.files.emplace_back(name, content);
  return {};
}

void Loader::note_replaced(const text::Value& plan) {
  text::Reader reader(plan, "net plan");
  for (const auto& kind : kinds()) {
    for (const auto& table : reader.optional_tables(kind.name)) {
      if (auto identity = identity_of(kind.name, table)) replaced_.insert(std::move(*identity));
    }
  }
}

Result<> Loader::add_plan(const text::Value& plan) {
  hint_ = kHintInPlan;
  text::Value own;
  for (const auto& kind : kinds()) {
    const auto* rows = plan.find(kind.name);
    if (rows == nullptr) continue;
    text::Table only{{kind.name, *rows}};
    const text::Value holder(std::move(only));
    text::Reader reader(holder, "net plan");
    const auto tables = reader.optional_tables(kind.name);
    BC_TRY_VOID(reader.finish());
    for (const auto& table : tables) BC_TRY_VOID(std::invoke(kind.add, this, table));
    own.set(kind.name, *rows);
  }
  catalogue_.own_rows = text::to_json(own);
  return {};
}

Result<> Loader::take_words(Taken& taken, const text::Value& table, const std::string& name,
                            const std::vector<std::string>& aliases) const {
  BC_TRY_VOID(taken.take(name, name, where_in(table, "name"), hint_));
  for (const auto& alias : aliases) BC_TRY_VOID(taken.take(alias, name, where_in(table, "aliases"), hint_));
  return {};
}

Result<> Loader::take_number(Taken& taken, const text::Value& table, std::uint32_t number,
                             const std::string& name) const {
  return taken.take(std::to_string(number), name, where_in(table, "number"), hint_);
}

Result<> Loader::add_classification(const text::Value& table) {
  BC_TRY(row, read_classification(table));
  BC_TRY_VOID(take_number(classification_numbers_, table, row.number, row.name));
  BC_TRY_VOID(letters_.take(std::string(1, row.letter), row.name, where_in(table, "letter"), hint_));
  BC_TRY_VOID(refuse_precedence(table, row.name));
  BC_TRY_VOID(take_words(markings_, table, row.name, row.aliases));
  catalogue_.classifications.push_back(std::move(row));
  return {};
}

Result<> Loader::add_precedence(const text::Value& table) {
  BC_TRY(row, read_precedence(table));
  BC_TRY_VOID(take_number(precedence_numbers_, table, static_cast<std::uint32_t>(row.rank), row.name));
  BC_TRY_VOID(take_words(markings_, table, row.name, row.aliases));
  catalogue_.precedences.push_back(std::move(row));
  return {};
}

Result<> Loader::add_caveat(const text::Value& table) {
  BC_TRY(draft, read_caveat(table));
  BC_TRY_VOID(take_number(caveat_numbers_, table, draft.row.number, draft.row.name));
  BC_TRY_VOID(refuse_precedence(table, draft.row.name));
  BC_TRY_VOID(take_words(markings_, table, draft.row.name, draft.row.aliases));
  drafts_.push_back(std::move(draft));
  return {};
}

Result<> Loader::add_delivery(const text::Value& table) {
  BC_TRY(row, read_delivery(table));
  BC_TRY_VOID(take_number(delivery_numbers_, table, row.number, row.name));
  BC_TRY_VOID(refuse_precedence(table, row.name));
  BC_TRY_VOID(take_words(markings_, table, row.name, row.aliases));
  catalogue_.deliveries.push_back(std::move(row));
  return {};
}

Result<> Loader::add_series(const text::Value& table) {
  BC_TRY(row, read_series(table));
  BC_TRY_VOID(take_number(series_numbers_, table, row.number, row.name));
  BC_TRY_VOID(take_words(series_names_, table, row.name, {}));
  for (const auto& sender : row.senders)
    BC_TRY_VOID(series_senders_.take(sender, row.name, where_in(table, "senders"), hint_));
  catalogue_.series.push_back(std::move(row));
  return {};
}

Result<> Loader::add_channel(const text::Value& table) {
  BC_TRY(row, read_channel(table));
  BC_TRY_VOID(take_number(channel_numbers_, table, row.number, row.name));
  BC_TRY_VOID(take_words(channel_names_, table, row.name, row.aliases));
  catalogue_.channels.push_back(std::move(row));
  return {};
}

Result<> Loader::add_signal(const text::Value& table) {
  BC_TRY(row, read_signal(table));
  BC_TRY_VOID(take_number(signal_numbers_, table, row.number, row.function));
  BC_TRY_VOID(signal_names_.take(row.function, row.function, where_in(table, "function"), hint_));
  BC_TRY_VOID(signal_names_.take(row.printed, row.function, where_in(table, "printed"), hint_));
  catalogue_.signals.push_back(std::move(row));
  return {};
}

// Names of other rows: canonical caveats in needs, the classification's number.
Result<> Loader::resolve(CaveatDraft& draft) const {
  for (const auto& need : draft.row.needs) {
    const auto known = std::ranges::any_of(
        drafts_, [&](const auto& other) { return normal(other.row.name) == normal(need); });
    if (!known) {
      return base::fail(Code::Doctrine,
                        base::visible(draft.row.name) + " needs " + base::visible(need) +
                            ", which is not the name of a caveat",
                        draft.needs_where, "write the name of a row of this doctrine, or add the row");
    }
  }
  if (draft.lowest_classification.empty()) return {};
  const auto* row = catalogue_.classification(draft.lowest_classification);
  if (row == nullptr) {
    return base::fail(Code::Doctrine,
                      base::visible(draft.lowest_classification) + " is not the name of a classification",
                      draft.lowest_where);
  }
  draft.row.demands.lowest_classification = row->number;
  return {};
}

// A heading always has a classification and a precedence, and both are printed in the doctrine's words.
Result<> Loader::check_complete() const {
  if (catalogue_.classifications.empty()) {
    return base::fail(Code::Doctrine, "no file has a classification, and every message carries one");
  }
  for (const auto rank : message::kPrecedences) {
    if (catalogue_.precedence(rank) != nullptr) continue;
    return base::fail(Code::Doctrine,
                      "no file has the precedence " + std::string(message::name_of(rank)) + ", number " +
                          std::to_string(static_cast<int>(rank)),
                      Where{}, "every rank has one [[precedence]] row, as in doctrine/precedences.toml");
  }
  return {};
}

Result<Catalogue> Loader::finish() {
  BC_TRY_VOID(check_complete());
  for (auto& draft : drafts_) BC_TRY_VOID(resolve(draft));
  for (auto& draft : drafts_) catalogue_.caveats.push_back(std::move(draft.row));
  std::ranges::sort(catalogue_.classifications, {}, &ClassificationRow::number);
  std::ranges::sort(catalogue_.precedences, {}, &PrecedenceRow::rank);
  std::ranges::sort(catalogue_.caveats, {}, &CaveatRow::number);
  std::ranges::sort(catalogue_.deliveries, {}, &DeliveryRow::number);
  std::ranges::sort(catalogue_.series, {}, &SeriesRow::number);
  std::ranges::sort(catalogue_.channels, {}, &ChannelRow::number);
  std::ranges::sort(catalogue_.signals, {}, &SignalRow::number);
  return std::move(catalogue_);
}

}  // namespace

Result<Catalogue> load(const std::vector<std::pair<std::string, std::string>>& files) {
  auto sorted = files;
  std::ranges::sort(sorted);
  Loader loader;
  for (const auto& [name, content] : sorted) BC_TRY_VOID(loader.add_file(name, content));
  return loader.finish();
}

const std::vector<std::string>& table_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& kind : Loader::kinds()) all.push_back(kind.name);
    return all;
  }();
  return names;
}

Result<Catalogue> with_rows_of(const Catalogue& catalogue, const text::Value& plan) {
  const bool brings_rows =
      std::ranges::any_of(table_names(), [&](const auto& name) { return plan.find(name) != nullptr; });
  if (!brings_rows) return catalogue;
  Loader loader;
  loader.note_replaced(plan);
  for (const auto& [name, content] : catalogue.files) BC_TRY_VOID(loader.add_file(name, content));
  BC_TRY_VOID(loader.add_plan(plan));
  return loader.finish();
}

std::string canonical(const Catalogue& catalogue) {
  std::string out;
  for (const auto& [name, content] : catalogue.files) {
    out += name + "\n" + std::to_string(content.size()) + "\n" + content;
  }
  return out + catalogue.own_rows;
}

}  // namespace backchannel::doctrine
