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
std::vector<base::NodeName> hops_of(const store::QueueWay& way, const base::NodeName& destination,
                                    const netplan::Plan& plan, const doctrine::Catalogue& catalogue,
                                    const base::NodeName& self) {
  for (const base::NodeName& to : {destination, way.station}) {
    auto hops = netplan::next_hops(plan, catalogue, self, to, way.label, way.channel);
    std::erase_if(hops, [&](const base::NodeName& hop) {
      return hop == way.from || std::ranges::find(way.refused_by, hop) != way.refused_by.end();
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

std::vector<QueueGroup> queue_groups(std::vector<store::QueueTotal> totals, const netplan::Plan& plan,
                                     const doctrine::Catalogue& catalogue, const base::NodeName& self) {
  std::vector<QueueGroup> groups;
  for (store::QueueTotal& total : totals) {
    std::set<base::NodeName> next(total.bound_to.begin(), total.bound_to.end());
    for (const store::QueueWay& way : total.ways)
      if (const auto hops = hops_of(way, total.destination, plan, catalogue, self); !hops.empty())
        next.insert(hops.front());
    groups.push_back({std::move(total), std::move(next)});
  }
  return groups;
}

std::string queue_text(const std::vector<QueueGroup>& groups, base::HandlingTime now) {
  Table table({"for", "precedence", "waiting", "asked", "bytes", "oldest", "next"});
  for (const QueueGroup& group : groups) {
    const store::QueueTotal& total = group.total;
    table.add({total.destination.value, std::string(message::name_of(total.precedence)),
               base::grouped(total.waiting), base::grouped(total.bound), base::grouped(total.bytes),
               message::duration_words(now - total.oldest),
               group.next.empty() ? "no way" : join(names_of(group), ", ")});
  }
  return table.text();
}

text::Value queue_json(const std::vector<QueueGroup>& groups, const std::vector<store::QueueRow>& rows,
                       base::HandlingTime now) {
  std::map<std::pair<base::NodeName, message::Precedence>, text::Array> legs;
  for (const store::QueueRow& row : rows)
    legs[{row.leg.destination, row.leg.precedence}].push_back(leg_json(row));
  text::Array all;
  for (const QueueGroup& group : groups) {
    const store::QueueTotal& total = group.total;
    text::Array next;
    for (const std::string& name : names_of(group)) next.emplace_back(name);
    text::Value value;
    value.set("destination", total.destination.value)
        .set("precedence", message::name_of(total.precedence))
        .set("waiting", static_cast<std::int64_t>(total.waiting))
        .set("asked", static_cast<std::int64_t>(total.bound))
        .set("bytes", static_cast<std::int64_t>(total.bytes))
        .set("oldest", message::to_iso(total.oldest))
        .set("oldest_ms", now - total.oldest)
        .set("next", text::Value(std::move(next)))
        .set("legs", text::Value(std::move(legs[{total.destination, total.precedence}])));
    all.push_back(std::move(value));
  }
  return text::Value(std::move(all));
}

}  // namespace backchannel::client
