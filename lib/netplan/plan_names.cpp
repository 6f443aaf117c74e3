// The names of a plan: lists of them, and the rules for a new one.

#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"
#include "draft.h"

namespace backchannel::netplan {

std::vector<std::string> node_names(const Plan& plan) {
  std::vector<std::string> out;
  for (const Node& node : plan.nodes) out.push_back(node.name.value);
  return out;
}

std::vector<std::string> station_names(const Plan& plan) {
  std::vector<std::string> out;
  for (const Node& node : plan.nodes) {
    if (node.role == NodeRole::Station) out.push_back(node.name.value);
  }
  return out;
}

std::vector<std::string> person_names(const Plan& plan) {
  std::vector<std::string> out;
  for (const Person& person : plan.persons) out.push_back(person.name.value);
  return out;
}

std::vector<std::string> addressee_names(const Plan& plan) {
  std::vector<std::string> out = person_names(plan);
  for (std::string& station : station_names(plan)) out.push_back(std::move(station));
  return out;
}

namespace {

// Another holder of the same name or of the same folder, with its line; empty: none.
std::string clash(const Plan& plan, std::string_view name) {
  const std::string folder = folder_name(name);
  const auto sentence = [&](std::string_view kind, const std::string& other, int line) {
    return "the " + std::string(kind) + " " + quoted(other) + " of line " + std::to_string(line) +
           (other == name ? " has the same name" : " would have the same folder " + folder);
  };
  for (const Node& node : plan.nodes) {
    if (folder_name(node.name.value) != folder) continue;
    return sentence(node.role == NodeRole::Relay ? "relay" : "station", node.name.value, node.where.line);
  }
  for (const Person& person : plan.persons) {
    if (folder_name(person.name.value) == folder)
      return sentence("person", person.name.value, person.where.line);
  }
  return {};
}

}  // namespace

void check_name(const Word& name, std::string_view kind, Draft& draft) {
  if (name.value.empty()) return;
  if (name.value.size() > base::kNameBytesMax) {
    draft.problems.add("the " + std::string(kind) + "'s name is " + std::to_string(name.value.size()) +
                           " bytes long, more than " + std::to_string(base::kNameBytesMax),
                       name.where, "choose a shorter name");
  }
  if (base::visible(name.value) != name.value) {
    draft.problems.add(
        "the " + std::string(kind) + "'s name " + quoted(name.value) + " has control characters", name.where,
        "write it with letters, digits, spaces and hyphens");
  } else if (base::trim(name.value) != name.value) {
    draft.problems.add(
        "the " + std::string(kind) + "'s name " + quoted(name.value) + " begins or ends with a space",
        name.where, "leave out the space");
  }
  if (const std::string other = clash(draft.plan, name.value); !other.empty()) {
    draft.problems.add(quoted(name.value) + " is taken: " + other, name.where, "choose another name");
  }
}

}  // namespace backchannel::netplan
