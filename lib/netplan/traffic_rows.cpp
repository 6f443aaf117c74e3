// [[number]] and [[traffic]].

#include <algorithm>

#include "draft.h"

namespace backchannel::netplan {

namespace {

constexpr std::uint32_t kSerialMax = 999'999;

void read_number(const text::Value& table, Draft& draft) {
  Fields row(table, "number", draft.problems);
  const Word series = row.required("series", "\"HAKTO\"");
  const auto next = static_cast<std::uint32_t>(row.integer("next", 1, 1, kSerialMax));
  static_cast<void>(read_basis(row, draft));
  static_cast<void>(row.optional_text("note"));
  row.finish();
  if (series.value.empty()) return;
  const auto* known = draft.catalogue.find_series(series.value);
  if (known == nullptr) {
    std::vector<std::string> names;
    for (const auto& each : draft.catalogue.series) names.push_back(each.name);
    draft.problems.add_unknown("series", series.value, series.where, names);
    return;
  }
  for (const Plan::FirstNumber& other : draft.plan.numbers) {
    if (other.series != known->name) continue;
    draft.problems.add("the series " + known->name + " stands twice", series.where, "leave one of them out");
    return;
  }
  draft.plan.numbers.push_back({known->name, next});
}

message::Label read_label(Fields& row, Draft& draft) {
  message::Label label;
  const Word word = row.required("classification", example_classification(draft));
  if (const auto* classification = draft.catalogue.classification(word.value)) {
    label.classification = classification->number;
  } else if (!word.value.empty()) {
    std::vector<std::string> names;
    for (const auto& each : draft.catalogue.classifications) names.push_back(each.name);
    draft.problems.add_unknown("classification", word.value, word.where, names);
  }
  for (const Word& caveat : row.words("caveats")) {
    const auto* known = draft.catalogue.caveat(caveat.value);
    if (known == nullptr) {
      std::vector<std::string> names;
      for (const auto& each : draft.catalogue.caveats) names.push_back(each.name);
      draft.problems.add_unknown("caveat", caveat.value, caveat.where, names);
      continue;
    }
    switch (known->kind) {
      case message::CategoryKind::Restrictive:
        label.restrictive.insert(known->number);
        break;
      case message::CategoryKind::Permissive:
        label.permissive.insert(known->number);
        break;
      case message::CategoryKind::Informative:
        label.informative.insert(known->number);
        break;
    }
  }
  return label;
}

void read_flow(const text::Value& table, Draft& draft) {
  Fields row(table, "traffic", draft.problems);
  const std::size_t before = draft.problems.count();
  Traffic traffic;
  traffic.where = row.where();
  const Word from = row.required("from", "\"KISSINGER\"");
  traffic.from = base::PersonName(from.value);
  if (!from.value.empty() && draft.plan.person(traffic.from) == nullptr) {
    draft.problems.add_unknown("person", from.value, from.where, person_names(draft.plan));
  }
  const std::vector<std::string> addressees = addressee_names(draft.plan);
  std::vector<base::Where> places;
  for (const Word& to : row.words("to")) {
    if (std::find(addressees.begin(), addressees.end(), to.value) == addressees.end()) {
      draft.problems.add_unknown("person or station", to.value, to.where, addressees);
    }
    traffic.to.push_back(to.value);
    places.push_back(to.where);
  }
  if (traffic.to.empty()) {
    draft.problems.add("the traffic has no addressee", row.where("to"), "add, for example, to = \"HAIG\"");
  }
  traffic.label = read_label(row, draft);
  traffic.channel = read_channel(row, draft);
  traffic.precedence = read_precedence(row, "precedence", message::Precedence::Routine, draft);
  traffic.note = row.optional_text("note");
  static_cast<void>(read_basis(row, draft));
  row.finish();
  if (draft.problems.count() != before) return;  // its own words first
  draft.plan.traffic.push_back(std::move(traffic));
  draft.traffic_to.push_back(std::move(places));
}

}  // namespace

void read_numbers(Fields& top, Draft& draft) {
  for (const text::Value* table : top.tables("number")) read_number(*table, draft);
}

void read_traffic(Fields& top, Draft& draft) {
  for (const text::Value* table : top.tables("traffic")) read_flow(*table, draft);
}

}  // namespace backchannel::netplan
