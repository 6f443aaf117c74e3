#include "net_show.h"

#include "backchannel/message/precedence.h"
#include "backchannel/message/time_group.h"
#include "backchannel/seal/trust.h"
#include "carriage_table.h"
#include "screen.h"
#include "session.h"
#include "words.h"

namespace backchannel::client {

namespace {

using netplan::Circuit;
using netplan::Node;
using netplan::NodeRole;
using netplan::Person;
using netplan::Plan;

std::vector<std::string> due_times(const policy::SummaryOrder& order) {
  std::vector<std::string> out;
  for (const int minutes : order.due_minutes)
    out.push_back(message::to_short_dtg({minutes * base::kMinuteMs}).substr(2));
  return out;
}

std::string show_nodes(const Plan& plan, const doctrine::Catalogue& catalogue, base::HandlingTime now) {
  Table relays({"relay", "cleared for", "numbers as", "basis"});
  Table stations({"station", "cleared for", "local time", "basis"});
  for (const Node& node : plan.nodes) {
    const std::string cleared = clearance_words(catalogue, node.clearance);
    if (node.role == NodeRole::Relay) {
      relays.add({node.name.value, cleared, node.bearer, node.basis});
    } else {
      stations.add({node.name.value, cleared, local_words(now, node.zone), node.basis});
    }
  }
  return section("Stations, where people write and read", stations) +
         section("Relays, which carry and cannot read", relays);
}

std::string show_persons(const Plan& plan, const doctrine::Catalogue& catalogue, base::HandlingTime now) {
  Table persons({"person", "station", "cleared for", "up to", "basis"});
  for (const Person& person : plan.persons)
    persons.add({person.name.value, plan.station_of(person, now).value,
                 clearance_words(catalogue, person.clearance), std::string(message::name_of(person.highest)),
                 person.basis});
  Table moves({"moves", "to", "at", "basis"});
  for (const netplan::Move& move : plan.moves)
    moves.add({move.person.value, move.to.value, message::to_dtg(move.at), move.basis});
  return section("Persons, with the highest precedence that they may claim", persons) +
         section("Persons who move", moves);
}

std::string show_outsiders(const Plan& plan) {
  Table outsiders({"outsider", "handed to from", "basis"});
  for (const netplan::Outsider& outsider : plan.outsiders)
    outsiders.add({outsider.name, outsider.near.value, outsider.basis});
  return section("Outside the net, without keys", outsiders);
}

// "0500Z, 1600Z, asked for after 60 min"
std::string due_words(const policy::SummaryOrder& order) {
  return join(due_times(order), ", ") + ", asked for after " + message::duration_words(order.wait_ms);
}

std::string show_summaries(const Plan& plan) {
  Table summaries({"series", "from", "to", "due", "basis"});
  for (const netplan::Summary& summary : plan.summaries)
    summaries.add({summary.order.series, summary.order.from, summary.order.to, due_words(summary.order),
                   summary.basis});
  return section("Summaries that must come at fixed hours", summaries);
}

text::Value summary_json(const netplan::Summary& summary) {
  text::Value value;
  value.set("series", summary.order.series)
      .set("from", summary.order.from)
      .set("to", summary.order.to)
      .set("due", to_json_list(due_times(summary.order)))
      .set("wait_minutes", summary.order.wait_ms / base::kMinuteMs)
      .set("basis", summary.basis)
      .set("note", summary.note);
  return value;
}

// The names of the rows that the plan itself brings into the doctrine.
std::vector<std::string> own_rows(const doctrine::Catalogue& catalogue) {
  std::vector<std::string> names;
  const auto tables = text::parse_json(catalogue.own_rows, "own rows");
  if (!tables || tables->table() == nullptr) return names;
  for (const auto& [kind, rows] : *tables->table()) {
    for (const text::Value& row : rows.array() != nullptr ? *rows.array() : text::Array()) {
      const text::Value* name = row.find("name");
      if (name == nullptr) name = row.find("function");
      if (name != nullptr && name->string() != nullptr) names.push_back(kind + " " + *name->string());
    }
  }
  return names;
}

text::Value node_json(const Node& node, const doctrine::Catalogue& catalogue) {
  text::Value value;
  value.set("name", node.name.value)
      .set("role", node.role == NodeRole::Relay ? "relay" : "station")
      .set("cleared_for", clearance_words(catalogue, node.clearance))
      .set("zone", node.zone)
      .set("bearer", node.bearer)
      .set("basis", node.basis)
      .set("note", node.note);
  return value;
}

text::Value person_json(const Person& person, const doctrine::Catalogue& catalogue) {
  text::Value value;
  value.set("name", person.name.value)
      .set("title", person.title)
      .set("station", person.station.value)
      .set("cleared_for", clearance_words(catalogue, person.clearance))
      .set("highest_precedence", message::name_of(person.highest))
      .set("watch_officer", person.watch_officer)
      .set("secretariat", person.secretariat)
      .set("foreign", person.foreign)
      .set("basis", person.basis)
      .set("note", person.note);
  return value;
}

}  // namespace

std::string show_plan(const Plan& plan, base::HandlingTime now) {
  const doctrine::Catalogue& catalogue = plan.catalogue;
  std::string out = strong(plan.title.empty() ? plan.name : plan.title) + "\n";
  out += field("exercise", message::to_dtg(plan.begins) + " to " + message::to_dtg(plan.ends));
  out += field("pace", std::to_string(plan.rate) + (plan.rate == 1 ? " second" : " seconds") +
                           " of the exercise in each real second");
  out += field("doctrine", "SHA-256 of its content:") + field("", seal::doctrine_digest(catalogue));
  if (const auto own = own_rows(catalogue); !own.empty()) out += field("own rows", join(own, ", "));
  return out + show_nodes(plan, catalogue, now) + show_persons(plan, catalogue, now) + show_circuits(plan) +
         show_admissions(plan) + show_outsiders(plan) + show_summaries(plan);
}

text::Value plan_json(const Plan& plan) {
  const doctrine::Catalogue& catalogue = plan.catalogue;
  text::Array nodes, persons, circuits, admissions, outsiders, summaries;
  for (const Node& node : plan.nodes) nodes.push_back(node_json(node, catalogue));
  for (const Person& person : plan.persons) persons.push_back(person_json(person, catalogue));
  for (const Circuit& circuit : plan.circuits) circuits.push_back(circuit_json(circuit, catalogue));
  for (const netplan::Admission& each : plan.admissions) admissions.push_back(admission_json(each));
  for (const netplan::Outsider& outsider : plan.outsiders) {
    text::Value value;
    value.set("name", outsider.name)
        .set("near", outsider.near.value)
        .set("foreign", outsider.foreign)
        .set("basis", outsider.basis);
    outsiders.push_back(std::move(value));
  }
  for (const netplan::Summary& summary : plan.summaries) summaries.push_back(summary_json(summary));
  text::Array moves;
  for (const netplan::Move& move : plan.moves) {
    text::Value value;
    value.set("person", move.person.value).set("to", move.to.value).set("at", message::to_iso(move.at));
    moves.push_back(std::move(value.set("basis", move.basis).set("note", move.note)));
  }
  text::Value value;
  value.set("name", plan.name)
      .set("title", plan.title)
      .set("begins", message::to_iso(plan.begins))
      .set("ends", message::to_iso(plan.ends))
      .set("rate", plan.rate)
      .set("doctrine_sha256", seal::doctrine_digest(catalogue))
      .set("own_rows", to_json_list(own_rows(catalogue)))
      .set("nodes", std::move(nodes))
      .set("persons", std::move(persons))
      .set("circuits", std::move(circuits))
      .set("admissions", std::move(admissions))
      .set("moves", std::move(moves))
      .set("outsiders", std::move(outsiders))
      .set("summaries", std::move(summaries));
  return marked_json("plan", std::move(value));
}

std::string role_cards(const assembly::NetFolder& net, const Plan& plan, const doctrine::Catalogue& catalogue,
                       base::HandlingTime now, const std::string& net_option,
                       const std::optional<base::PersonName>& only) {
  std::string out;
  for (const Person& person : plan.persons) {
    if (only && person.name != *only) continue;
    const base::NodeName& at = plan.station_of(person, now);
    const Node* station = plan.node(at);
    out += std::string(kScreenColumns, '-') + "\n";
    out += strong(person.name.value) + (person.title.empty() ? "" : ": " + person.title) + "\n";
    out += field("station", at.value);
    for (const netplan::Move& move : plan.moves)
      if (move.person == person.name && move.at > now)
        out += field("moves", "to " + move.to.value + " at " + message::to_dtg(move.at));
    out += field("local time", local_words(now, station == nullptr ? std::string() : station->zone));
    out += field("cleared for", clearance_words(catalogue, person.clearance));
    out += field("may claim", "up to " + std::string(message::name_of(person.highest)));
    // Each on one line, however long, so that it can be copied.
    out += "  begin with   backchannel" + net_option + " --as " + shell_word(person.name.value) + " inbox\n";
    out += "  passphrase   cat " + shell_word((net.person_home(person.name) / "passphrase").string()) + "\n";
  }
  return out + std::string(kScreenColumns, '-') + "\n";
}

text::Value cards_json(const assembly::NetFolder& net, const Plan& plan) {
  text::Array cards;
  for (const Person& person : plan.persons) {
    text::Value card;
    card.set("name", person.name.value)
        .set("title", person.title)
        .set("station", person.station.value)
        .set("passphrase_file", (net.person_home(person.name) / "passphrase").string());
    cards.push_back(std::move(card));
  }
  return text::Value(std::move(cards));
}

}  // namespace backchannel::client
