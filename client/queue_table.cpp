#include "queue_table.h"

#include <algorithm>
#include <map>

#include "backchannel/base/format.h"
#include "backchannel/message/precedence.h"
#include "backchannel/message/time_group.h"
#include "backchannel/netplan/path.h"
#include "screen.h"

namespace backchannel::client {

namespace {

// As the engine chooses while all neighbours are up: towards where the leg goes, else towards the station
// that it was addressed to; neither back nor to who refused it.
std::vector<base::NodeName> hops_of(const store::QueueRow& row, const netplan::Plan& plan,
                                    const doctrine::Catalogue& catalogue, const base::NodeName& self) {
  for (const base::NodeName& to : {row.leg.destination, row.header.recipients[row.leg.key.leg].station}) {
    auto hops = netplan::next_hops(plan, catalogue, self, to, row.label, row.header.channel);
    std::erase_if(hops, [&](const base::NodeName& hop) {
      return hop == row.from || std::ranges::find(row.leg.refused_by, hop) != row.leg.refused_by.end();
    });
    if (!hops.empty()) return hops;
  }
  return {};
}

text::Value leg_json(const store::QueueRow& row) {
  const bool bound = row.leg.state == custody::LegState::Await;
  text::Value value;
  value.set("message", base::to_hex(row.header.message.view()))
      .set("leg", static_cast<std::int64_t>(row.leg.key.leg))
      .set("copy", static_cast<std::int64_t>(row.leg.key.copy))
      .set("bound_to", bound ? row.leg.bound_to.value : "")
      .set("accepted", message::to_iso(row.accepted_at))
      .set("expires", message::to_iso(row.header.expires))
      .set("bytes", static_cast<std::int64_t>(row.size));
  return value;
}

std::vector<std::string> names_of(const QueueGroup& group) {
  std::vector<std::string> names;
  for (const base::NodeName& name : group.next) names.push_back(name.value);
  return names;
}

}  // namespace

std::vector<QueueGroup> queue_groups(const std::vector<store::QueueRow>& rows, const netplan::Plan& plan,
                                     const doctrine::Catalogue& catalogue, const base::NodeName& self) {
  std::map<std::pair<message::Precedence, base::NodeName>, QueueGroup> found;
  std::map<std::pair<message::Precedence, base::NodeName>, std::set<base::TransferId>> counted;
  for (const store::QueueRow& row : rows) {
    const std::pair key{row.leg.precedence, row.leg.destination};
    QueueGroup& group = found[key];
    if (group.legs.empty() || row.accepted_at < group.oldest) group.oldest = row.accepted_at;
    if (counted[key].insert(row.leg.key.transfer).second) group.bytes += row.size;
    if (row.leg.state == custody::LegState::Await) {
      ++group.bound;
      group.next.insert(row.leg.bound_to);
    } else if (const auto hops = hops_of(row, plan, catalogue, self); !hops.empty()) {
      group.next.insert(hops.front());
    }
    group.destination = row.leg.destination;
    group.precedence = row.leg.precedence;
    group.legs.push_back(row);
  }
  std::vector<QueueGroup> groups;
  for (auto& [key, group] : found) groups.push_back(std::move(group));
  std::ranges::stable_sort(groups, std::ranges::greater(), &QueueGroup::precedence);
  return groups;
}

std::string queue_text(const std::vector<QueueGroup>& groups, base::HandlingTime now) {
  Table table({"for", "precedence", "waiting", "asked", "bytes", "oldest", "next"});
  for (const QueueGroup& group : groups)
    table.add({group.destination.value, std::string(message::name_of(group.precedence)),
               base::grouped(group.waiting()), base::grouped(group.bound), base::grouped(group.bytes),
               message::duration_words(now - group.oldest),
               group.next.empty() ? "no way" : join(names_of(group), ", ")});
  return table.text();
}

text::Value queue_json(const std::vector<QueueGroup>& groups, base::HandlingTime now) {
  text::Array all;
  for (const QueueGroup& group : groups) {
    text::Array legs, next;
    for (const store::QueueRow& row : group.legs) legs.push_back(leg_json(row));
    for (const std::string& name : names_of(group)) next.emplace_back(name);
    text::Value value;
    value.set("destination", group.destination.value)
        .set("precedence", message::name_of(group.precedence))
        .set("waiting", static_cast<std::int64_t>(group.waiting()))
        .set("asked", static_cast<std::int64_t>(group.bound))
        .set("bytes", static_cast<std::int64_t>(group.bytes))
        .set("oldest", message::to_iso(group.oldest))
        .set("oldest_ms", now - group.oldest)
        .set("next", text::Value(std::move(next)))
        .set("legs", text::Value(std::move(legs)));
    all.push_back(std::move(value));
  }
  return text::Value(std::move(all));
}

}  // namespace backchannel::client
