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
  std::vector<Leg> legs;
  for (const auto& addressee : composition.addressees) {
    legs.push_back({addressee.party.name, addressee.named_person, addressee.action, addressee.alternate,
                    addressee.precedence});
  }
  check_grant(composition.originator, legs, verdict);
  check_information_precedence(legs, verdict);
  warn_of_length(catalogue, composition, verdict);
  if (composition.label.classification == 0) {
    refuse(verdict, Code::NoClassification,
           "Every message carries one classification, and this one carries none. Choose one.");
    return verdict;
  }
  const auto rows = known_rows(catalogue, composition.label, verdict);
  if (!rows) return verdict;
  check_needs(catalogue, *rows, verdict);
  check_lowest(catalogue, *rows, composition.label, verdict);
  check_legs(catalogue, *rows, legs, "you named", verdict);
  check_foreign(*rows, composition, verdict);
  check_writer(catalogue, *rows, composition.label, composition.originator, verdict);
  for (const auto& addressee : composition.addressees) {
    check_clearance(catalogue, *rows, composition.label, addressee.party, Part::Addressee, verdict);
  }
  warn_of_phrases(catalogue, *rows, composition, verdict);
  return verdict;
}

}  // namespace backchannel::policy
