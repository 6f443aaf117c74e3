// What only the whole plan shows: connection, and paths for what the scenario will send.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/netplan/path.h"
#include "draft.h"

namespace backchannel::netplan {

namespace {

policy::Addressee addressee_of(const Plan& plan, const std::string& name, message::Precedence precedence) {
  if (const Person* person = plan.person(base::PersonName(name))) {
    return {party_of(*person), true, true, precedence};
  }
  policy::Addressee addressee{{}, false, true, precedence};
  if (const Node* node = plan.node(base::NodeName(name))) addressee.party = party_of(*node);
  return addressee;
}

// Where somebody so named is in the course of the exercise; a station is where it is.
std::vector<base::NodeName> stations_of(const Plan& plan, const std::string& name) {
  const Person* person = plan.person(base::PersonName(name));
  if (person == nullptr) return {base::NodeName(name)};
  std::vector<base::NodeName> out = {person->station};
  for (const Move& move : plan.moves)
    if (move.person == person->name) out.push_back(move.to);
  return out;
}

void check_rules(const Traffic& traffic, const Person& from, Draft& draft) {
  policy::Composition composition;
  composition.originator = party_of(from);
  composition.label = traffic.label;
  for (const std::string& to : traffic.to) {
    composition.addressees.push_back(addressee_of(draft.plan, to, traffic.precedence));
  }
  for (const policy::Reason& reason : policy::may_compose(draft.catalogue, composition).against) {
    draft.problems.add("the handling rules forbid this traffic: " + reason.sentence, traffic.where,
                       "change the traffic, or the clearance or grant that it needs");
  }
}

void check_paths(const Traffic& traffic, const Person& from, const std::vector<base::Where>& places,
                 Draft& draft) {
  const auto origins = stations_of(draft.plan, from.name.value);
  for (std::size_t i = 0; i < traffic.to.size(); ++i) {
    const auto ends = stations_of(draft.plan, traffic.to[i]);
    const auto reaches = [&](const base::NodeName& origin) {
      return std::ranges::any_of(ends, [&](const base::NodeName& end) {
        return origin == end ||
               !path(draft.plan, draft.catalogue, origin, end, traffic.label, traffic.channel).empty();
      });
    };
    if (std::ranges::any_of(origins, reaches)) continue;
    const base::NodeName& station = ends.front();
    draft.problems.add(
        "this traffic has no path from " + base::visible(from.station.value) + " to " +
            base::visible(station.value) + ": " +
            why_no_path(draft.plan, draft.catalogue, from.station, station, traffic.label, traffic.channel),
        places[i], "raise what is too low, give another route, or lower the traffic");
  }
}

}  // namespace

void check_reachability(Draft& draft) {
  const Plan& plan = draft.plan;
  const message::Label lowest;
  const Node* first = nullptr;
  for (const Node& node : plan.nodes) {
    if (plan.circuits_of(node.name).empty()) {
      draft.problems.add(quoted(node.name.value) + " has no circuit", node.where,
                         "add a [[circuit]] with it as one of the ends");
      continue;
    }
    if (node.role != NodeRole::Station) continue;
    if (first == nullptr) {
      first = &node;
    } else if (path(plan, draft.catalogue, first->name, node.name, lowest, {}).empty()) {
      draft.problems.add(quoted(node.name.value) + " cannot be reached from " + quoted(first->name.value) +
                             " even by a message that is " + doctrine::to_words(draft.catalogue, lowest) +
                             ": " + why_no_path(plan, draft.catalogue, first->name, node.name, lowest, {}),
                         node.where, "add or mend a circuit on the way");
    }
  }
}

void check_traffic(Draft& draft) {
  const auto unsound = [&](const std::string& name) {
    return draft.unsound_persons.contains(base::PersonName(name));
  };
  for (std::size_t i = 0; i < draft.plan.traffic.size(); ++i) {
    const Traffic& traffic = draft.plan.traffic[i];
    const Person* from = draft.plan.person(traffic.from);
    if (from == nullptr || unsound(traffic.from.value)) continue;
    if (std::any_of(traffic.to.begin(), traffic.to.end(), unsound)) continue;
    check_rules(traffic, *from, draft);
    check_paths(traffic, *from, draft.traffic_to[i], draft);
  }
}

}  // namespace backchannel::netplan
