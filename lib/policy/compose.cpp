#include <algorithm>
#include <set>

#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"
#include "rules.h"

namespace backchannel::policy {

namespace {

using base::Code;
using doctrine::Demands;
using message::Precedence;

std::string words_of(Precedence precedence) { return std::string(message::name_of(precedence)); }

void check_size(const Composition& composition, Verdict& verdict) {
  if (composition.addressees.empty()) {
    refuse(verdict, Code::Usage, "A message needs a reader. Name at least one action addressee.");
  }
  if (composition.addressees.size() > base::kRecipientsMax) {
    refuse(verdict, Code::TooLarge,
           "A message has at most " + base::grouped(base::kRecipientsMax) + " addressees; you named " +
               base::grouped(composition.addressees.size()) + ". Send it as several messages.");
  }
  if (composition.bytes > base::kBodyBytesMax) {
    refuse(verdict, Code::TooLarge,
           "Text and enclosure together have at most " + base::grouped(base::kBodyBytesMax) +
               " bytes; these have " + base::grouped(composition.bytes) + ". Send them in parts.");
  }
}

void check_twice(const Composition& composition, Verdict& verdict) {
  std::set<std::string> seen;
  for (const auto& addressee : composition.addressees) {
    if (seen.insert(base::upper(addressee.party.name)).second) continue;
    refuse(verdict, Code::Usage,
           base::visible(addressee.party.name) + " is named twice. Name each addressee once.");
  }
}

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

void check_originator(const Rows& rows, const Party& originator, Verdict& verdict) {
  for (const auto* row : rows) {
    if (!row->demands.originator_list_of_net) continue;
    if (originator.clearance.categories.contains(row->number)) continue;
    const std::string name = base::visible(originator.name);
    refuse(verdict, Code::Dominance,
           row->name + " is written only by those whom the net plan lists for it, and " + name +
               " is not listed. Choose another marking, or have the net plan list " + name + ".");
  }
}

void check_foreign(const Rows& rows, const Composition& composition, Verdict& verdict) {
  const auto* row = demanding(rows, [](const Demands& d) { return !d.foreign_hand_over; });
  if (row == nullptr) return;
  for (const auto& addressee : composition.addressees) {
    if (!addressee.party.foreign) continue;
    const std::string name = base::visible(addressee.party.name);
    refuse(verdict, Code::Dominance,
           row->name + " allows no foreign reader, and " + name + " is foreign. Leave out " + name +
               ", or leave out " + row->name + " if the text allows it.");
  }
}

void check_grant(const Composition& composition, Verdict& verdict) {
  const auto& originator = composition.originator;
  auto highest = Precedence::Routine;
  for (const auto& addressee : composition.addressees) highest = std::max(highest, addressee.precedence);
  if (highest <= originator.highest) return;
  const std::string name = base::visible(originator.name);
  refuse(verdict, Code::PrecedenceGrant,
         name + " may claim " + words_of(originator.highest) + " at most; this message claims " +
             words_of(highest) + ". Choose " + words_of(originator.highest) +
             (originator.highest == Precedence::Routine ? "" : " or lower") +
             ", or have the net plan grant more; it is never lowered for you.");
}

void check_information_precedence(const Composition& composition, Verdict& verdict) {
  std::optional<Precedence> action;
  for (const auto& addressee : composition.addressees) {
    if (addressee.action) action = std::max(action.value_or(Precedence::Routine), addressee.precedence);
  }
  if (!action) return;
  for (const auto& addressee : composition.addressees) {
    if (addressee.action || addressee.precedence <= *action) continue;
    refuse(
        verdict, Code::MarkingContradiction,
        "An information addressee never has the higher precedence: " + base::visible(addressee.party.name) +
            " has " + words_of(addressee.precedence) + " and the action addressees " + words_of(*action) +
            " at most. Choose " + words_of(*action) + " or lower for information.");
  }
}

void warn_of_length(const doctrine::Catalogue& catalogue, const Composition& composition, Verdict& verdict) {
  auto highest = Precedence::Routine;
  for (const auto& addressee : composition.addressees) highest = std::max(highest, addressee.precedence);
  const auto* row = catalogue.precedence(highest);
  if (row == nullptr || row->word_limit == 0 || composition.words <= row->word_limit) return;
  verdict.warnings.push_back(words_of(highest) + " is for short messages: this one has " +
                             base::grouped(composition.words) + " words, and over " +
                             std::to_string(row->word_limit) +
                             " it holds up what waits behind it. Could it be shorter, or less urgent?");
}

void warn_of_phrases(const doctrine::Catalogue& catalogue, const Rows& rows, const Composition& composition,
                     Verdict& verdict) {
  for (const auto& found : doctrine::phrases_in(catalogue, composition.text)) {
    if (std::ranges::find(rows, found.row) != rows.end()) continue;
    verdict.warnings.push_back("The text says \"" + found.phrase + "\", but the message is not marked " +
                               found.row->name + ", so nothing enforces it. Add the marking if it is meant.");
  }
}

}  // namespace

Verdict may_compose(const doctrine::Catalogue& catalogue, const Composition& composition) {
  Verdict verdict;
  check_size(composition, verdict);
  check_twice(composition, verdict);
  check_grant(composition, verdict);
  check_information_precedence(composition, verdict);
  warn_of_length(catalogue, composition, verdict);
  if (composition.label.classification == 0) {
    refuse(verdict, Code::NoClassification,
           "Every message carries one classification, and this one carries none. Choose one.");
    return verdict;
  }
  const auto rows = known_rows(catalogue, composition.label, verdict);
  if (!rows) return verdict;
  std::vector<Leg> legs;
  for (const auto& addressee : composition.addressees) {
    legs.push_back({addressee.party.name, addressee.named_person, addressee.action, addressee.alternate});
  }
  check_needs(catalogue, *rows, verdict);
  check_lowest(catalogue, *rows, composition.label, verdict);
  check_legs(catalogue, *rows, legs, "you named", verdict);
  check_originator(*rows, composition.originator, verdict);
  check_foreign(*rows, composition, verdict);
  check_clearance(catalogue, *rows, composition.label, composition.originator, Part::Originator, verdict);
  for (const auto& addressee : composition.addressees) {
    check_clearance(catalogue, *rows, composition.label, addressee.party, Part::Addressee, verdict);
  }
  warn_of_phrases(catalogue, *rows, composition, verdict);
  return verdict;
}

}  // namespace backchannel::policy
