#include "backchannel/netplan/plan.h"

#include <algorithm>

namespace backchannel::netplan {

const Node* Plan::node(const base::NodeName& wanted) const {
  const auto found =
      std::find_if(nodes.begin(), nodes.end(), [&](const Node& n) { return n.name == wanted; });
  return found == nodes.end() ? nullptr : &*found;
}

const Person* Plan::person(const base::PersonName& wanted) const {
  const auto found =
      std::find_if(persons.begin(), persons.end(), [&](const Person& p) { return p.name == wanted; });
  return found == persons.end() ? nullptr : &*found;
}

const base::NodeName& Plan::station_of(const Person& person, base::HandlingTime at) const {
  const base::NodeName* station = &person.station;
  for (const Move& move : moves)
    if (move.person == person.name && move.at <= at) station = &move.to;
  return *station;
}

std::vector<const Circuit*> Plan::circuits_of(const base::NodeName& wanted) const {
  std::vector<const Circuit*> out;
  for (const Circuit& circuit : circuits) {
    if (circuit.a == wanted || circuit.b == wanted) out.push_back(&circuit);
  }
  return out;
}

const Circuit* Plan::circuit_between(const base::NodeName& x, const base::NodeName& y) const {
  const auto found = std::find_if(circuits.begin(), circuits.end(), [&](const Circuit& c) {
    return (c.a == x && c.b == y) || (c.a == y && c.b == x);
  });
  return found == circuits.end() ? nullptr : &*found;
}

namespace {

template <class Fits>
const Admission* most_specific(const std::vector<Admission>& rows, const base::PersonName& person,
                               const base::NodeName& station, Fits fits) {
  for (const std::string_view who :
       {std::string_view(person.value), std::string_view(station.value), kEverybody}) {
    const auto found =
        std::ranges::find_if(rows, [&](const Admission& row) { return row.who == who && fits(row); });
    if (found != rows.end()) return &*found;
  }
  return nullptr;
}

}  // namespace

const Admission* Plan::bucket_of(const base::PersonName& person, const base::NodeName& station,
                                 message::Precedence precedence) const {
  return most_specific(admissions, person, station,
                       [&](const Admission& row) { return row.precedence == precedence; });
}

const Admission* Plan::share_of(const base::PersonName& person, const base::NodeName& station) const {
  return most_specific(admissions, person, station,
                       [](const Admission& row) { return row.held_messages || row.held_bytes; });
}

std::string folder_name(std::string_view name) {
  std::string out;
  out.reserve(name.size());
  for (const char c : name) {
    if (c >= 'a' && c <= 'z') {
      out.push_back(static_cast<char>(c - 'a' + 'A'));
    } else if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
      out.push_back(c);
    } else {
      out.push_back('-');
    }
  }
  return out;
}

// A node takes orders from headers; it never claims a precedence of its own, so it has every grant.
policy::Party party_of(const Node& node) {
  return {node.name.value, false, false, node.clearance, message::Precedence::EmergencyCommand,
          false,           false, false};
}

policy::Party party_of(const Person& person) {
  return {person.name.value,    true,
          person.foreign,       person.clearance,
          person.highest,       person.releases,
          person.needs_release, person.secretariat};
}

}  // namespace backchannel::netplan
