// What the signed heading shows of its originator's part: asked of every message by every holder, because a
// sender's own program need not have asked.

#include <algorithm>
#include <set>

#include "backchannel/base/format.h"
#include "rules.h"

namespace backchannel::policy {

namespace {

using base::Code;
using doctrine::Demands;
using message::Precedence;

std::string words_of(Precedence precedence) { return std::string(message::name_of(precedence)); }

// Both may open, and the first to do so closes it for the other: one station's store decides which.
void check_alternates(const message::Header& header, const std::vector<Leg>& legs, Verdict& verdict) {
  for (std::size_t i = 0; i < legs.size(); ++i) {
    const std::uint32_t of = header.recipients[i].alternate_of;
    if (of == 0) continue;
    const bool stands = of <= legs.size() && of != i + 1 && legs[of - 1].named_person &&
                        legs[i].named_person && !legs[of - 1].alternate &&
                        header.recipients[of - 1].station == header.recipients[i].station;
    if (stands) continue;
    refuse(verdict, Code::EyesOnly,
           "An alternate stands in for the reader of another copy, a person at the same station, and " +
               base::visible(legs[i].name) + " does not. Name an alternate at the reader's own station.");
  }
}

void check_copy_numbers(const Rows& rows, const message::Header& header, Verdict& verdict) {
  const auto fewest = fewest_copies(rows);
  const std::uint32_t allowed = fewest == nullptr ? 0 : fewest->demands.copies;
  if (header.copies != allowed)
    refuse(verdict, Code::EyesOnly,
           (fewest == nullptr ? "No marking of this message numbers its copies"
                              : fewest->name + " allows " + std::to_string(allowed) +
                                    (allowed == 1 ? " copy" : " copies")) +
               ", and the heading says that there are " + std::to_string(header.copies) +
               ". Let the markings say how many.");
  std::set<std::uint32_t> given;
  for (const message::Recipient& leg : header.recipients) {
    if (leg.alternate_of != 0 || given.insert(leg.copy_number).second) continue;
    refuse(verdict, Code::EyesOnly,
           "A copy is a numbered right to open, and copy " + std::to_string(leg.copy_number) +
               " is given twice. Give each reader a number of his own.");
  }
}

}  // namespace

void check_needs(const doctrine::Catalogue& catalogue, const Rows& rows, Verdict& verdict) {
  for (const auto* row : rows) {
    for (const auto& need : row->needs) {
      if (std::ranges::find(rows, catalogue.caveat(need)) != rows.end()) continue;
      refuse(
          verdict, Code::MarkingContradiction,
          row->name + " stands only beside " + need + ". Add " + need + ", or leave out " + row->name + ".");
    }
  }
}

void check_lowest(const doctrine::Catalogue& catalogue, const Rows& rows, const message::Label& label,
                  Verdict& verdict) {
  for (const auto* row : rows) {
    const auto lowest = row->demands.lowest_classification;
    if (label.classification >= lowest) continue;
    refuse(verdict, Code::MarkingContradiction,
           row->name + " stands only on messages that are " + catalogue.classification(lowest)->name +
               " or higher, and this one is " + catalogue.classification(label.classification)->name +
               ". Leave out " + row->name + ", or choose the classification that the text deserves.");
  }
}

void check_writer(const doctrine::Catalogue& catalogue, const Rows& rows, const message::Label& label,
                  const Party& originator, Verdict& verdict) {
  for (const auto* row : rows) {
    if (!row->demands.originator_list_of_net) continue;
    if (originator.clearance.categories.contains(row->number)) continue;
    const std::string name = base::visible(originator.name);
    refuse(verdict, Code::Dominance,
           row->name + " is written only by those whom the net plan lists for it, and " + name +
               " is not listed. Choose another marking, or have the net plan list " + name + ".");
  }
  check_clearance(catalogue, rows, label, originator, Part::Originator, verdict);
}

void check_grant(const Party& originator, const std::vector<Leg>& legs, Verdict& verdict) {
  auto highest = Precedence::Routine;
  for (const Leg& leg : legs) highest = std::max(highest, leg.precedence);
  if (highest <= originator.highest) return;
  const std::string name = base::visible(originator.name);
  refuse(verdict, Code::PrecedenceGrant,
         name + " may claim " + words_of(originator.highest) + " at most; this message claims " +
             words_of(highest) + ". Choose " + words_of(originator.highest) +
             (originator.highest == Precedence::Routine ? "" : " or lower") +
             ", or have the net plan grant more; it is never lowered for you.");
}

void check_information_precedence(const std::vector<Leg>& legs, Verdict& verdict) {
  std::optional<Precedence> action;
  for (const Leg& leg : legs)
    if (leg.action) action = std::max(action.value_or(Precedence::Routine), leg.precedence);
  if (!action) return;
  for (const Leg& leg : legs) {
    if (leg.action || leg.precedence <= *action) continue;
    refuse(verdict, Code::MarkingContradiction,
           "An information addressee never has the higher precedence: " + base::visible(leg.name) + " has " +
               words_of(leg.precedence) + " and the action addressees " + words_of(*action) +
               " at most. Choose " + words_of(*action) + " or lower for information.");
  }
}

Verdict may_originate(const doctrine::Catalogue& catalogue, const message::Label& label,
                      const message::Header& header, const Party* originator) {
  Verdict verdict;
  const auto rows = known_rows(catalogue, label, verdict);
  if (!rows) return verdict;
  const std::vector<Leg> legs = legs_of(header);
  check_needs(catalogue, *rows, verdict);
  check_lowest(catalogue, *rows, label, verdict);
  check_legs(catalogue, *rows, legs, "it names", verdict);
  check_alternates(header, legs, verdict);
  check_copy_numbers(*rows, header, verdict);
  check_information_precedence(legs, verdict);
  if (originator == nullptr) return verdict;
  check_grant(*originator, legs, verdict);
  check_writer(catalogue, *rows, label, *originator, verdict);
  return verdict;
}

}  // namespace backchannel::policy
