#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/seal/crypto.h"
#include "backchannel/text/value.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

// Names are compared as people type them: without case, with any white space between words.
std::string folded(std::string_view name) {
  std::string out;
  for (const char c : base::upper(base::trim(name))) {
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    if (!blank)
      out += c;
    else if (!out.ends_with(' '))
      out += ' ';
  }
  return out;
}

template <class Rows, class Name>
auto row_named(const Rows& rows, std::string_view name, Name name_of_row) -> const
    typename Rows::value_type* {
  const std::string wanted = folded(name);
  const auto found =
      std::ranges::find_if(rows, [&](const auto& row) { return folded(name_of_row(row)) == wanted; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

std::string or_nearest(std::string_view word, const std::vector<std::string>& known) {
  const auto near = text::nearest(word, known);
  return near ? "; did you mean \"" + *near + "\"?" : std::string();
}

std::vector<std::string> addressee_names(const netplan::Plan& plan) {
  std::vector<std::string> names;
  for (const netplan::Person& person : plan.persons) names.push_back(person.name.value);
  for (const netplan::Node& node : plan.nodes)
    if (node.role == netplan::NodeRole::Station) names.push_back(node.name.value);
  return names;
}

const netplan::Person* person_named(const netplan::Plan& plan, std::string_view name) {
  return row_named(plan.persons, name, [](const auto& row) { return std::string_view(row.name.value); });
}

base::Result<const netplan::Person*> known_person(const netplan::Plan& plan, const std::string& name) {
  if (const netplan::Person* found = person_named(plan, name)) return found;
  std::vector<std::string> names;
  for (const netplan::Person& each : plan.persons) names.push_back(each.name.value);
  return base::fail(base::Code::UnknownName,
                    "\"" + base::visible(name) + "\" is no person of this net" + or_nearest(name, names));
}

const netplan::Node* node_named(const netplan::Plan& plan, std::string_view name) {
  return row_named(plan.nodes, name, [](const auto& row) { return std::string_view(row.name.value); });
}

const netplan::Outsider* outsider_named(const netplan::Plan& plan, std::string_view name) {
  return row_named(plan.outsiders, name, [](const auto& row) { return std::string_view(row.name); });
}

const netplan::Node* station_of(const netplan::Plan& plan, std::string_view name, base::HandlingTime at) {
  if (const netplan::Person* person = person_named(plan, name))
    return plan.node(plan.station_of(*person, at));
  const netplan::Node* node = node_named(plan, name);
  return node != nullptr && node->role == netplan::NodeRole::Station ? node : nullptr;
}

std::string name_of(const message::Recipient& recipient) {
  return recipient.person.empty() ? recipient.station.value : recipient.person.value;
}

std::string origin_of(const message::Header& header) {
  if (header.originator.empty()) return header.originator_node.value;
  return header.originator.value + ", " + header.originator_node.value;
}

std::string author_of(const message::Statement& said) {
  if (said.author_person.empty()) return said.author_node;
  return said.author_person + ", " + said.author_node;
}

base::MessageId derived_id(std::string_view purpose, const custody::LegKey& key, std::string_view more) {
  std::string input = "backchannel " + std::string(purpose) + "\n" + base::to_hex(key.transfer.view()) + " " +
                      std::to_string(key.leg) + " " + std::to_string(key.copy) + "\n" + std::string(more);
  const base::Digest digest = seal::OpensslDigester().sha256(base::as_bytes(input));
  return base::MessageId::from_bytes(digest.view().first(base::MessageId::kSize));
}

}  // namespace backchannel::assembly
