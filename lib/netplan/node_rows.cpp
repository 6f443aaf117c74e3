// [[relay]] and [[station]].

#include <algorithm>
#include <charconv>

#include "backchannel/message/time_group.h"
#include "draft.h"

namespace backchannel::netplan {

namespace {

constexpr std::uint32_t kSerialMax = 999'999;

// "tcp://HOST:PORT"
bool is_listen_address(std::string_view address) {
  constexpr std::string_view kScheme = "tcp://";
  if (!address.starts_with(kScheme)) return false;
  address.remove_prefix(kScheme.size());
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view host = address.substr(0, colon);
  const std::string_view port = address.substr(colon + 1);
  unsigned number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return host.find_first_of(" /\t") == std::string_view::npos && error == std::errc() &&
         end == port.data() + port.size() && number >= 1 && number <= 65'535;
}

void read_listen(Fields& row, Node& node, Draft& draft) {
  const auto word = row.optional("listen");
  if (!word || word->value.empty()) return;
  if (!is_listen_address(word->value)) {
    draft.problems.add("the address " + quoted(word->value) + " is not of the form tcp://HOST:PORT",
                       word->where,
                       "write for example \"tcp://127.0.0.1:5501\", or leave it out for a free port");
    return;
  }
  for (const Node& other : draft.plan.nodes) {
    if (other.listen != word->value) continue;
    draft.problems.add(quoted(other.name.value) + " listens at " + word->value + " already", word->where,
                       "choose another port, or leave it out for a free one");
  }
  node.listen = word->value;
}

// Opening of business, "HHMM" in local time.
void read_opens(Fields& row, Node& node, Draft& draft) {
  const auto word = row.optional("opens");
  if (!word) return;
  unsigned time = 0;
  const std::string& digits = word->value;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), time);
  if (digits.size() == 4 && error == std::errc() && end == digits.data() + 4 && time / 100 < 24 &&
      time % 100 < 60) {
    node.opens = digits;
    return;
  }
  draft.problems.add("\"opens\" is " + quoted(digits) + ", which is no time of day", word->where,
                     "write hours and minutes in local time: \"0800\"");
}

void read_node(const text::Value& table, NodeRole role, Draft& draft) {
  const std::string kind = role == NodeRole::Relay ? "relay" : "station";
  Fields row(table, kind, draft.problems);
  Node node;
  node.role = role;
  const Word name = row.required("name", role == NodeRole::Relay ? "\"CAS-HQ\"" : "\"SAIGON\"");
  node.name = base::NodeName(name.value);
  node.where = name.where;
  check_name(name, kind, draft);
  node.clearance = read_clearance(row, "clearance", kind, draft);
  const auto zone = row.optional("zone");
  node.zone = zone ? zone->value : "UTC";
  if (zone && !message::is_zone(zone->value)) {
    draft.problems.add("the zone " + quoted(zone->value) + " is not in the time-zone database", zone->where,
                       "write a name such as \"Europe/Paris\" or \"UTC\"");
  }
  read_listen(row, node, draft);
  if (role == NodeRole::Station) read_opens(row, node, draft);
  if (role == NodeRole::Relay) {
    node.bearer = row.optional_text("bearer");
    node.bearer_next = static_cast<std::uint32_t>(row.integer("bearer_next", 1, 1, kSerialMax));
    if (node.bearer.empty() && table.find("bearer_next") != nullptr) {
      draft.problems.add("\"bearer_next\" without \"bearer\"", row.where("bearer_next"),
                         "name the bearer, for example bearer = \"SAIGON\", or leave both out");
    }
  }
  node.basis = read_basis(row, draft);
  node.note = row.optional_text("note");
  row.finish();
  if (node.name.empty() || draft.plan.node(node.name) != nullptr) return;
  draft.plan.nodes.push_back(std::move(node));
}

}  // namespace

void read_nodes(Fields& top, Draft& draft) {
  for (const text::Value* table : top.tables("relay")) read_node(*table, NodeRole::Relay, draft);
  for (const text::Value* table : top.tables("station")) read_node(*table, NodeRole::Station, draft);
  std::stable_sort(draft.plan.nodes.begin(), draft.plan.nodes.end(),
                   [](const Node& a, const Node& b) { return a.where.line < b.where.line; });
  if (station_names(draft.plan).empty()) {
    draft.problems.add("the plan has no station", top.where(),
                       "add [[station]] with name, zone and clearance");
  }
}

}  // namespace backchannel::netplan
