// Everything that takes a text further than its first reader: quoting, handing over, readdressing, copying.

#include <algorithm>

#include "backchannel/base/format.h"
#include "rules.h"

namespace backchannel::policy {

namespace {

using base::Code;
using doctrine::Demands;
using doctrine::LeaveBy;
using message::PassOn;

void check_leave(const doctrine::CaveatRow& row, const std::optional<PassOn>& pass_on,
                 const std::vector<Addressee>& addressees, Verdict& verdict) {
  if (!pass_on || base::trim(pass_on->to).empty()) {
    refuse(verdict, Code::PassOn,
           row.name +
               " lets a text go on only by leave of its originator, and this message gives none. Ask the "
               "originator for a pass-on instruction that names the next reader.");
    return;
  }
  for (const auto& addressee : addressees) {
    if (same_name(addressee.party.name, pass_on->to)) continue;
    const std::string next = base::visible(pass_on->to);
    refuse(verdict, Code::PassOn,
           row.name + " lets a text go on only by leave of its originator, who names " + next + " and not " +
               base::visible(addressee.party.name) + ". Send it to " + next +
               ", or ask the originator for leave.");
  }
}

}  // namespace

Verdict may_quote(const doctrine::Catalogue& catalogue, const message::Label& original_label,
                  const std::optional<PassOn>& pass_on, const message::Label& label,
                  const std::vector<Addressee>& addressees) {
  Verdict verdict;
  const auto original = known_rows(catalogue, original_label, verdict);
  const auto rows = known_rows(catalogue, label, verdict);
  if (!original || !rows) return verdict;
  const auto* leave = demanding(*original, [](const Demands& d) { return d.pass_on_needs_leave; });
  if (leave != nullptr) check_leave(*leave, pass_on, addressees, verdict);
  if (!message::dominates(label, original_label)) {
    refuse(verdict, Code::WriteDown,
           "A message is marked at least as high as what it quotes: yours is " +
               doctrine::to_words(catalogue, label) + ", the text quoted is " +
               doctrine::to_words(catalogue, original_label) +
               ". Give yours at least the markings of the text.");
  }
  return verdict;
}

Verdict may_hand_over(const doctrine::Catalogue& catalogue, const message::Label& label,
                      const std::optional<PassOn>& pass_on, const std::string& to) {
  Verdict verdict;
  const auto rows = known_rows(catalogue, label, verdict);
  if (!rows) return verdict;
  const std::string outsider = base::visible(to);
  const auto* forbids = demanding(*rows, [](const Demands& d) { return !d.foreign_hand_over; });
  if (forbids != nullptr) {
    refuse(verdict, Code::PassOn,
           forbids->name +
               " lets nothing be handed to anybody outside the net, whatever else is instructed. "
               "Only the originator can send the text again without " +
               forbids->name + ".");
  }
  if (!pass_on || base::trim(pass_on->for_whom).empty()) {
    refuse(
        verdict, Code::PassOn,
        "A text is handed to somebody outside the net only under a pass-on instruction, and this message has "
        "none for " +
            outsider + ". Ask the originator for one.");
  } else if (!same_name(pass_on->for_whom, to)) {
    const std::string meant = base::visible(pass_on->for_whom);
    refuse(verdict, Code::PassOn,
           "The pass-on instruction is to hand the text to " + meant + ", not to " + outsider +
               ". Hand it to " + meant + ", or ask the originator for another instruction.");
  }
  return verdict;
}

Verdict may_give_leave(const doctrine::Catalogue& catalogue, const message::Label& label,
                       const std::string& originator, const Party& giver) {
  Verdict verdict;
  const auto rows = known_rows(catalogue, label, verdict);
  if (!rows || same_name(giver.name, originator)) return verdict;
  const std::string writer = base::visible(originator);
  if (!giver.secretariat) {
    refuse(verdict, Code::Permission,
           "Leave for a further reader is given by the originator, " + writer +
               ", or by a secretariat, and the net plan does not make " + base::visible(giver.name) +
               " one. Ask " + writer + " for it.");
    return verdict;
  }
  const auto* own = demanding(*rows, [](const Demands& d) { return d.leave_by == LeaveBy::Originator; });
  if (own != nullptr)
    refuse(verdict, Code::PassOn,
           own->name + " takes no leave but that of its originator, and no secretariat's. Ask " + writer +
               " for it.");
  return verdict;
}

Verdict may_admit(const doctrine::Catalogue& catalogue, const message::Label& label,
                  const std::vector<std::string>& leaves, const Party& further) {
  Verdict verdict;
  const auto rows = known_rows(catalogue, label, verdict);
  if (!rows) return verdict;
  const std::string name = base::visible(further.name);
  const auto* leave = demanding(*rows, [](const Demands& d) { return d.further_reader_needs_leave; });
  const auto* own = demanding(*rows, [](const Demands& d) { return d.leave_by == LeaveBy::Originator; });
  const std::string or_secretariat = own == nullptr ? " or of a secretariat" : "";
  if (leave != nullptr &&
      std::ranges::none_of(leaves, [&](const auto& each) { return same_name(each, further.name); })) {
    refuse(verdict, Code::PassOn,
           leave->name + " lets a further reader in only by the signed leave of its originator" +
               or_secretariat + ", and there is none for " + name + ". Ask for it.");
  }
  if (!further.is_person) {
    refuse(verdict, Code::NotARecipient,
           "A further reader is a person, and " + name + " is none. Name the person.");
    return verdict;
  }
  check_clearance(catalogue, *rows, label, further, Part::Addressee, verdict);
  const auto* national = demanding(*rows, [](const Demands& d) { return !d.foreign_hand_over; });
  if (national != nullptr && further.foreign) {
    refuse(verdict, Code::Dominance,
           national->name + " allows no foreign reader, and " + name +
               " is foreign. Choose another reader, or ask the originator to send it again without " +
               national->name + ".");
  }
  return verdict;
}

Verdict may_readdress(const doctrine::Catalogue& catalogue, const message::Label& label) {
  Verdict verdict;
  const auto rows = known_rows(catalogue, label, verdict);
  if (!rows) return verdict;
  if (const auto* row = demanding(*rows, [](const Demands& d) { return !d.readdressal; })) {
    refuse(verdict, Code::EyesOnly,
           row->name +
               " forbids readdressing the message. Quote what you may pass on in a message of your own, "
               "or ask the originator to send it to the further reader.");
  }
  return verdict;
}

Verdict may_copy(const doctrine::Catalogue& catalogue, const message::Label& label) {
  Verdict verdict;
  const auto rows = known_rows(catalogue, label, verdict);
  if (!rows) return verdict;
  if (const auto* row = demanding(*rows, [](const Demands& d) { return !d.copying; })) {
    refuse(verdict, Code::EyesOnly,
           row->name +
               " forbids copying, printing and exporting the message. Read it on the screen; the "
               "originator can send a further reader a copy.");
  }
  return verdict;
}

}  // namespace backchannel::policy
