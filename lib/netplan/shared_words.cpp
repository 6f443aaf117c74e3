// Words that several kinds of row share: clearances, basis, channel, precedence.

#include <algorithm>

#include "backchannel/message/time_group.h"
#include "draft.h"

namespace backchannel::netplan {

namespace {

std::vector<std::string> classification_names(const doctrine::Catalogue& catalogue) {
  std::vector<std::string> out;
  for (const auto& row : catalogue.classifications) out.push_back(row.name);
  return out;
}

std::vector<std::string> caveat_names(const doctrine::Catalogue& catalogue) {
  std::vector<std::string> out;
  for (const auto& row : catalogue.caveats) {
    out.push_back(row.name);
    out.insert(out.end(), row.aliases.begin(), row.aliases.end());
  }
  return out;
}

// One word means everything up to and including it; a list means exactly what it names.
void read_classifications(const text::Value* value, const std::vector<Word>& words,
                          message::Clearance& clearance, Draft& draft) {
  const bool up_to = value != nullptr && value->string() != nullptr;
  for (const Word& word : words) {
    const auto* row = draft.catalogue.classification(word.value);
    if (row == nullptr) {
      draft.problems.add_unknown("classification", word.value, word.where,
                                 classification_names(draft.catalogue));
      continue;
    }
    for (const auto& each : draft.catalogue.classifications) {
      if (each.number == row->number || (up_to && each.number < row->number)) {
        clearance.classifications.insert(each.number);
      }
    }
  }
}

void read_categories(const std::vector<Word>& words, message::Clearance& clearance, Draft& draft) {
  for (const Word& word : words) {
    const auto* row = draft.catalogue.caveat(word.value);
    if (row == nullptr) {
      draft.problems.add_unknown("category", word.value, word.where, caveat_names(draft.catalogue));
    } else if (row->kind == message::CategoryKind::Informative && !row->demands.originator_list_of_net) {
      draft.problems.add(
          "nobody is cleared for " + quoted(row->name) + ": it is a rule for handling, not a category",
          word.where, "leave it out here; write it as a caveat of a message");
    } else {
      clearance.categories.insert(row->number);
    }
  }
}

}  // namespace

std::string example_classification(const Draft& draft) {
  const auto& rows = draft.catalogue.classifications;
  return "\"" + (rows.empty() ? "..." : rows.back().name) + "\"";
}

message::Clearance read_clearance(Fields& row, std::string_view key, std::string_view what, Draft& draft) {
  message::Clearance clearance;
  const text::Value* value = row.value(key);
  if (value == nullptr) {
    draft.problems.add("the " + std::string(what) + " has no \"" + std::string(key) + "\"", row.where(),
                       "add, for example, " + std::string(key) + " = " + example_classification(draft));
    return clearance;
  }
  if (const std::string* word = value->string()) {
    read_classifications(value, {Word{*word, value->where}}, clearance, draft);
    return clearance;
  }
  if (value->table() == nullptr) {
    draft.problems.add(
        "\"" + std::string(key) + "\" of the " + std::string(what) + " is neither text nor a table",
        value->where,
        "write " + std::string(key) + " = " + example_classification(draft) + " or " + std::string(key) +
            " = { classifications = " + example_classification(draft) + ", categories = [\"...\"] }");
    return clearance;
  }
  Fields fields(*value, std::string(key) + " of the " + std::string(what), draft.problems);
  const std::vector<Word> classifications = fields.words("classifications");
  if (value->find("classifications") == nullptr) {
    draft.problems.add(
        "the " + std::string(key) + " of the " + std::string(what) + " has no \"classifications\"",
        value->where, "add, for example, classifications = " + example_classification(draft));
  }
  read_classifications(value->find("classifications"), classifications, clearance, draft);
  read_categories(fields.words("categories"), clearance, draft);
  fields.finish();
  return clearance;
}

std::string read_basis(Fields& row, Draft& draft) {
  const std::vector<std::string> known = {"documented", "inferred", "exercise"};
  const auto word = row.optional("basis");
  if (!word) return "exercise";
  if (std::find(known.begin(), known.end(), word->value) == known.end()) {
    draft.problems.add_unknown("basis", word->value, word->where, known);
  }
  return word->value;
}

base::HandlingTime read_time(Fields& row, std::string_view key, Draft& draft) {
  const Word word = row.required(key, "\"230525Z OCT 72\"");
  if (word.value.empty()) return {};
  const auto time = message::parse_dtg(word.value);
  if (time) return *time;
  draft.problems.add(
      "\"" + std::string(key) + "\" is " + quoted(word.value) + ", which is no date-time group", word.where,
      "write day, hour and minute in UTC, month and year: \"230525Z OCT 72\"");
  return {};
}

std::string read_channel(Fields& row, Draft& draft) {
  const auto word = row.optional("channel");
  if (!word || word->value.empty()) return {};
  if (const auto* channel = draft.catalogue.channel(word->value)) return channel->name;
  std::vector<std::string> known;
  for (const auto& channel : draft.catalogue.channels) known.push_back(channel.name);
  draft.problems.add_unknown("channel", word->value, word->where, known);
  return {};
}

message::Precedence read_precedence(Fields& row, std::string_view key, message::Precedence fallback,
                                    Draft& draft) {
  const auto word = row.optional(key);
  if (!word) return fallback;
  if (const auto* known_row = draft.catalogue.precedence(word->value)) return known_row->rank;
  std::vector<std::string> known;
  for (const message::Precedence each : message::kPrecedences) known.emplace_back(message::name_of(each));
  draft.problems.add_unknown("precedence", word->value, word->where, known);
  return fallback;
}

}  // namespace backchannel::netplan
