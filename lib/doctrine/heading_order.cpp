#include "heading_order.h"

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/printed.h"

namespace backchannel::doctrine {

namespace {

// Where a marking stands; inside a group by `number`, then as written.
enum class Group : std::uint8_t {
  Classification,
  Wakes,
  Precedence,
  OfHeading,
  OfReader,
  Delivery,
  Channel,
  Rest
};

struct Placed {
  Group group = Group::Rest;
  // Of the row. A caveat's is greater than those of the rows that it needs beside it; of two classifications
  // or precedences only the higher is printed.
  std::uint32_t number = 0;
  std::string words;
};

// The spelling chosen with a name in it is the only one that has a place for the name.
std::string canonical(const WrittenMarking& marking) {
  return marking.filling.empty() ? message::title(marking.name) : print_marking(marking);
}

Placed place(const Catalogue& catalogue, const WrittenMarking& marking) {
  switch (marking.kind) {
    case MarkingKind::Classification:
      return {Group::Classification, catalogue.classification(marking.name)->number, canonical(marking)};
    case MarkingKind::Precedence:
      return {Group::Precedence, static_cast<std::uint32_t>(catalogue.precedence(marking.name)->rank),
              canonical(marking)};
    case MarkingKind::Caveat: {
      const auto* row = catalogue.caveat(marking.name);
      return {row->slip_place == "reader" ? Group::OfReader : Group::OfHeading, row->number,
              canonical(marking)};
    }
    case MarkingKind::Delivery: {
      const auto found = catalogue.delivery(filled(marking));
      const bool wakes = found && found->row->demands.wake_duty_officer;
      return {wakes ? Group::Wakes : Group::Delivery, 0, canonical(marking)};
    }
    case MarkingKind::Channel:
      return {Group::Channel, 0, print_marking(marking)};
    case MarkingKind::Phrase:
    case MarkingKind::Unknown:
      return {Group::Rest, 0, print_marking(marking)};
  }
  return {};
}

bool has_one(Group group) { return group == Group::Classification || group == Group::Precedence; }

}  // namespace

std::string filled(const WrittenMarking& marking) {
  const auto open = marking.name.find('{');
  const auto close = marking.name.find('}');
  if (open == std::string::npos || close == std::string::npos) return marking.name;
  return marking.name.substr(0, open) + base::upper(marking.filling) + marking.name.substr(close + 1);
}

std::string markings_in_order(const Catalogue& catalogue, const std::vector<WrittenMarkings>& entries) {
  std::vector<Placed> all;
  for (const auto& written : entries)
    for (const auto& marking : written.markings) all.push_back(place(catalogue, marking));
  std::ranges::stable_sort(all, {}, [](const Placed& each) { return std::pair(each.group, each.number); });
  std::vector<Placed> kept;
  for (auto& each : all) {
    const bool again = !kept.empty() && kept.back().group == each.group;
    if (again && (has_one(each.group) || kept.back().words == each.words)) kept.pop_back();
    kept.push_back(std::move(each));
  }
  std::string out;
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const bool wakes = i > 0 && kept[i - 1].group == Group::Wakes && kept[i].group == Group::Precedence;
    if (i > 0) out += wakes ? " " : "; ";
    out += kept[i].words;
  }
  return out.empty() ? out : out + ".";
}

}  // namespace backchannel::doctrine
