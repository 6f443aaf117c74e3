// [[person]], [[move]] and [[outsider]].

#include <algorithm>

#include "draft.h"

namespace backchannel::netplan {

namespace {

void read_person(const text::Value& table, Draft& draft) {
  const std::size_t before = draft.problems.count();
  Fields row(table, "person", draft.problems);
  Person person;
  const Word name = row.required("name", "\"HAIG\"");
  person.name = base::PersonName(name.value);
  person.where = name.where;
  check_name(name, "person", draft);
  person.title = row.optional_text("title");
  const Word station = row.required("station", "\"SAIGON\"");
  person.station = base::NodeName(station.value);
  const Node* node = draft.plan.node(person.station);
  if (node == nullptr && !station.value.empty()) {
    draft.problems.add_unknown("station", station.value, station.where, station_names(draft.plan));
  } else if (node != nullptr && node->role == NodeRole::Relay) {
    draft.problems.add(quoted(name.value) + " is placed at " + quoted(station.value) +
                           ", which is a relay: a relay has no readers",
                       station.where, "place persons at a station");
  }
  person.clearance = read_clearance(row, "clearance", "person", draft);
  person.highest = read_precedence(row, "highest", message::Precedence::Priority, draft);
  person.watch_officer = row.boolean("watch_officer", false);
  person.releases = row.boolean("releases", false);
  person.needs_release = row.boolean("needs_release", false);
  person.secretariat = row.boolean("secretariat", false);
  person.foreign = row.boolean("foreign", false);
  person.basis = read_basis(row, draft);
  person.note = row.optional_text("note");
  row.finish();
  if (draft.problems.count() != before) draft.unsound_persons.insert(person.name);
  if (person.name.empty() || draft.plan.person(person.name) != nullptr) return;
  draft.plan.persons.push_back(std::move(person));
}

void read_move(const text::Value& table, Draft& draft) {
  const std::size_t before = draft.problems.count();
  Fields row(table, "move", draft.problems);
  Move move;
  move.where = row.where();
  const Word name = row.required("person", "\"KISSINGER\"");
  move.person = base::PersonName(name.value);
  const Person* person = draft.plan.person(move.person);
  if (person == nullptr && !name.value.empty())
    draft.problems.add_unknown("person", name.value, name.where, person_names(draft.plan));
  const Word to = row.required("to", "\"AIRCRAFT\"");
  move.to = base::NodeName(to.value);
  const Node* node = draft.plan.node(move.to);
  if (!to.value.empty() && (node == nullptr || node->role == NodeRole::Relay))
    draft.problems.add_unknown("station", to.value, to.where, station_names(draft.plan));
  move.at = read_time(row, "at", draft);
  move.basis = read_basis(row, draft);
  move.note = row.optional_text("note");
  row.finish();
  if (draft.problems.count() != before || person == nullptr) return;
  if (move.at < draft.plan.begins || move.at > draft.plan.ends)
    draft.problems.add(quoted(name.value) + " moves outside the time of the exercise", row.where("at"),
                       "choose a moment between \"begins\" and \"ends\"");
  const auto& moves = draft.plan.moves;
  const auto later = [&](const Move& other) { return other.person == move.person && move.at <= other.at; };
  if (std::ranges::any_of(moves, later))
    draft.problems.add(quoted(name.value) + " has moved at that time or later in a row above",
                       row.where("at"), "write a person's moves in order of time");
  else if (draft.plan.station_of(*person, move.at) == move.to)
    draft.problems.add(quoted(name.value) + " is at " + quoted(to.value) + " already", to.where,
                       "leave the move out, or name another station");
  draft.plan.moves.push_back(std::move(move));
}

void read_outsider(const text::Value& table, Draft& draft) {
  Fields row(table, "outsider", draft.problems);
  Outsider outsider;
  const Word name = row.required("name", "\"DRV DELEGATION\"");
  outsider.name = name.value;
  check_name(name, "outsider", draft);
  for (const Outsider& other : draft.plan.outsiders) {
    if (other.name != outsider.name) continue;
    draft.problems.add("the outsider " + quoted(name.value) + " stands twice", name.where,
                       "leave one of them out");
  }
  const Word near = row.required("near", "\"PARIS\"");
  outsider.near = base::NodeName(near.value);
  const Node* node = draft.plan.node(outsider.near);
  if (!near.value.empty() && (node == nullptr || node->role == NodeRole::Relay)) {
    draft.problems.add_unknown("station", near.value, near.where, station_names(draft.plan));
  }
  outsider.foreign = row.boolean("foreign", true);
  outsider.basis = read_basis(row, draft);
  static_cast<void>(row.optional_text("note"));
  row.finish();
  draft.plan.outsiders.push_back(std::move(outsider));
}

}  // namespace

void read_persons(Fields& top, Draft& draft) {
  for (const text::Value* table : top.tables("person")) read_person(*table, draft);
}

void read_moves(Fields& top, Draft& draft) {
  for (const text::Value* table : top.tables("move")) read_move(*table, draft);
}

void read_outsiders(Fields& top, Draft& draft) {
  for (const text::Value* table : top.tables("outsider")) read_outsider(*table, draft);
}

}  // namespace backchannel::netplan
