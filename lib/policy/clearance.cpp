#include <algorithm>

#include "backchannel/base/format.h"
#include "rules.h"

namespace backchannel::policy {

namespace {

using base::Code;

// The part of a label that somebody must hold in this part.
message::Label label_to_hold(const Rows& rows, const message::Label& label, Part part) {
  message::Label held{label.classification, {}, {}, {}};
  // One row of a permissive set that carriers must hold makes the whole set count: whoever may read may
  // carry.
  const bool permissive_counts = std::ranges::any_of(rows, [](const auto* row) {
    return row->kind == message::CategoryKind::Permissive && row->demands.relays_must_hold;
  });
  for (const auto* row : rows) {
    const bool counts = row->demands.relays_must_hold ||
                        (row->kind == message::CategoryKind::Permissive && permissive_counts);
    if (part == Part::Carrier && !counts) continue;
    switch (row->kind) {
      case message::CategoryKind::Restrictive:
        held.restrictive.insert(row->number);
        break;
      case message::CategoryKind::Permissive:
        held.permissive.insert(row->number);
        break;
      case message::CategoryKind::Informative:
        break;
    }
  }
  return held;
}

std::string way_out(const std::string& name, Part part) {
  switch (part) {
    case Part::Originator:
      return "Let a person cleared for it write it, or have the net plan clear " + name + ".";
    case Part::Addressee:
      return "Name somebody cleared for it, or have the net plan clear " + name + ".";
    case Part::Reader:
      return "Leave it to a reader who is cleared, or have the net plan clear " + name + ".";
    case Part::Carrier:
      return "It must take another way, or the net plan must clear " + name + " for it.";
  }
  return {};
}

std::string classification_sentence(const doctrine::Catalogue& catalogue, const message::Label& label,
                                    const Party& party) {
  const auto* row = catalogue.classification(label.classification);
  const std::string wanted = row != nullptr ? row->name : std::to_string(label.classification);
  std::vector<std::string> held;
  for (const auto number : party.clearance.classifications) {
    if (const auto* of = catalogue.classification(number)) held.push_back(of->name);
  }
  return "The message is " + wanted + ", and " + base::visible(party.name) + " is cleared for " +
         (held.empty() ? "nothing" : list_of(held) + " only") + ". ";
}

std::string category_sentence(const doctrine::CaveatRow& row, const Party& party, Part part) {
  const std::string name = base::visible(party.name);
  if (part == Part::Carrier) {
    return row.name + " goes only over relays, stations and circuits cleared for it, and " + name +
           " is not. ";
  }
  return row.name + " is only for those whom the net plan lists for it, and " + name + " is not listed. ";
}

}  // namespace

void check_clearance(const doctrine::Catalogue& catalogue, const Rows& rows, const message::Label& label,
                     const Party& party, Part part, Verdict& verdict) {
  const message::Label wanted = label_to_hold(rows, label, part);
  const auto& held = party.clearance.categories;
  const std::string out = way_out(base::visible(party.name), part);
  const auto before = verdict.against.size();
  if (!party.clearance.classifications.contains(wanted.classification)) {
    refuse(verdict, Code::Dominance, classification_sentence(catalogue, label, party) + out);
  }
  std::vector<std::string> permissive;
  for (const auto* row : rows) {
    const bool listed = part != Part::Carrier && row->demands.reader_list_of_net;
    if ((wanted.restrictive.contains(row->number) || listed) && !held.contains(row->number)) {
      refuse(verdict, Code::Dominance, category_sentence(*row, party, part) + out);
    }
    if (wanted.permissive.contains(row->number)) permissive.push_back(row->name);
  }
  const bool one_held = std::ranges::any_of(wanted.permissive, [&](auto n) { return held.contains(n); });
  if (!permissive.empty() && !one_held) {
    refuse(verdict, Code::Dominance,
           "One of " + list_of(permissive, " or ") + " must be held, and " + base::visible(party.name) +
               " holds none. " + out);
  }
  // covers() has the last word; the sentences above only explain it.
  if (verdict.against.size() == before && !message::covers(party.clearance, wanted)) {
    refuse(verdict, Code::Dominance,
           "The clearance of " + base::visible(party.name) + " does not cover " +
               doctrine::to_words(catalogue, label) + ". " + out);
  }
}

Verdict may_deliver(const doctrine::Catalogue& catalogue, const message::Label& label,
                    const message::Header& header, std::size_t leg, const Party& station,
                    const std::string& reader_at) {
  Verdict verdict = may_carry(catalogue, label, station);
  const auto rows = doctrine::rows_of(catalogue, label);
  if (!rows) return verdict;  // may_carry has said so
  const message::Recipient& recipient = header.recipients[leg];
  if (recipient.station.value != station.name && reader_at != station.name) {
    refuse(verdict, Code::NotARecipient,
           "This leg is for " + base::visible(recipient.station.value) + ", and this is " +
               base::visible(station.name) + ". It was missent; it goes back to where it came from.");
  }
  check_legs(catalogue, *rows, legs_of(header), "it names", verdict);
  // A leg without a person is sealed to the station's own key: the station is its reader, and holds what a
  // reader holds.
  if (recipient.person.empty() && verdict.allowed()) {
    check_clearance(catalogue, *rows, label, station, Part::Addressee, verdict);
  }
  return verdict;
}

Verdict may_carry(const doctrine::Catalogue& catalogue, const message::Label& label, const Party& holder) {
  Verdict verdict;
  const auto rows = known_rows(catalogue, label, verdict);
  if (rows) check_clearance(catalogue, *rows, label, holder, Part::Carrier, verdict);
  return verdict;
}

}  // namespace backchannel::policy
