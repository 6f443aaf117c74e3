// All rows of all files, and what concerns several of them: what may stand once only, and names of other
// rows.

#include <algorithm>
#include <map>

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

std::string place_of(const Where& where) { return where.file + ":" + std::to_string(where.line); }

// What may stand once only: words and numbers.
class Taken {
 public:
  explicit Taken(std::string what) : what_(std::move(what)) {}

  [[nodiscard]] Result<> take(const std::string& key, const Where& where) {
    const auto [first, fresh] = places_.emplace(normal(key), where);
    if (fresh) return {};
    return base::fail(Code::Doctrine,
                      what_ + " " + base::visible(key) + " is taken already, at " + place_of(first->second),
                      where, "give one of the two rows another");
  }

 private:
  std::string what_;
  std::map<std::string, Where> places_;
};

Where where_in(const text::Value& table, std::string_view key) {
  const auto* value = table.find(key);
  return value != nullptr ? value->where : table.where;
}

Result<> take_words(Taken& taken, const text::Value& table, const std::string& name,
                    const std::vector<std::string>& aliases) {
  BC_TRY_VOID(taken.take(name, where_in(table, "name")));
  for (const auto& alias : aliases) BC_TRY_VOID(taken.take(alias, where_in(table, "aliases")));
  return {};
}

// Markings and precedence stand together in a heading in any order: no word may be both.
Result<> refuse_precedence(const text::Value& table, const std::string& name) {
  if (!message::precedence_from(name)) return {};
  return base::fail(Code::Doctrine, base::visible(name) + " is the name of a precedence",
                    where_in(table, "name"), "give the marking another name");
}

class Loader {
 public:
  [[nodiscard]] Result<> add_file(const std::string& name, const std::string& content);
  // After the last file.
  [[nodiscard]] Result<Catalogue> finish();

 private:
  [[nodiscard]] Result<> add_classification(const text::Value& table);
  [[nodiscard]] Result<> add_caveat(const text::Value& table);
  [[nodiscard]] Result<> add_series(const text::Value& table);
  [[nodiscard]] Result<> add_channel(const text::Value& table);
  [[nodiscard]] Result<> resolve(CaveatDraft& draft) const;

  Catalogue catalogue_;  // its caveats come from drafts_ at the end
  std::vector<CaveatDraft> drafts_;
  Taken classification_numbers_{"the number"};
  Taken letters_{"the letter"};
  Taken caveat_numbers_{"the permanent number"};
  Taken markings_{"the marking"};
  Taken series_names_{"the series"};
  Taken series_senders_{"the sender"};
  Taken channel_names_{"the channel"};
};

Result<> Loader::add_file(const std::string& name, const std::string& content) {
  BC_TRY(tree, text::parse_toml(content, name));
  text::Reader reader(tree, "doctrine file");
  const auto classifications = reader.optional_tables("classification");
  const auto caveats = reader.optional_tables("caveat");
  const auto series = reader.optional_tables("series");
  const auto channels = reader.optional_tables("channel");
  BC_TRY_VOID(reader.finish());
  for (const auto& table : classifications) BC_TRY_VOID(add_classification(table));
  for (const auto& table : caveats) BC_TRY_VOID(add_caveat(table));
  for (const auto& table : series) BC_TRY_VOID(add_series(table));
  for (const auto& table : channels) BC_TRY_VOID(add_channel(table));
  catalogue_.files.emplace_back(name, content);
  return {};
}

Result<> Loader::add_classification(const text::Value& table) {
  BC_TRY(row, read_classification(table));
  BC_TRY_VOID(classification_numbers_.take(std::to_string(row.number), where_in(table, "number")));
  BC_TRY_VOID(letters_.take(std::string(1, row.letter), where_in(table, "letter")));
  BC_TRY_VOID(take_words(markings_, table, row.name, row.aliases));
  BC_TRY_VOID(refuse_precedence(table, row.name));
  catalogue_.classifications.push_back(std::move(row));
  return {};
}

Result<> Loader::add_caveat(const text::Value& table) {
  BC_TRY(draft, read_caveat(table));
  BC_TRY_VOID(caveat_numbers_.take(std::to_string(draft.row.number), where_in(table, "number")));
  BC_TRY_VOID(take_words(markings_, table, draft.row.name, draft.row.aliases));
  BC_TRY_VOID(refuse_precedence(table, draft.row.name));
  drafts_.push_back(std::move(draft));
  return {};
}

Result<> Loader::add_series(const text::Value& table) {
  BC_TRY(row, read_series(table));
  BC_TRY_VOID(take_words(series_names_, table, row.name, {}));
  for (const auto& sender : row.senders)
    BC_TRY_VOID(series_senders_.take(sender, where_in(table, "senders")));
  catalogue_.series.push_back(std::move(row));
  return {};
}

Result<> Loader::add_channel(const text::Value& table) {
  BC_TRY(row, read_channel(table));
  BC_TRY_VOID(take_words(channel_names_, table, row.name, row.aliases));
  catalogue_.channels.push_back(std::move(row));
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

Result<Catalogue> Loader::finish() {
  if (catalogue_.classifications.empty()) {
    return base::fail(Code::Doctrine, "no file has a classification, and every message carries one");
  }
  for (auto& draft : drafts_) {
    BC_TRY_VOID(resolve(draft));
  }
  for (auto& draft : drafts_) catalogue_.caveats.push_back(std::move(draft.row));
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

}  // namespace backchannel::doctrine
