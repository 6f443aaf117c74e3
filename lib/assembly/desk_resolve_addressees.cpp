// To whom a form goes: persons, stations, collective addresses without those exempted, an alternate.

#include <algorithm>

#include "backchannel/base/format.h"
#include "desk_resolver.h"

namespace backchannel::assembly {

using base::Code;

namespace {

// Ends a sentence with the nearest known word, if there is one.
std::string nearest_or_stop(std::string_view word, const std::vector<std::string>& known) {
  const std::string nearest = or_nearest(word, known);
  return nearest.empty() ? "." : nearest;
}

bool same(std::string_view a, std::string_view b) {
  return base::upper(base::trim(a)) == base::upper(base::trim(b));
}

const netplan::Collective* collective_named(const netplan::Plan& plan, std::string_view name) {
  const auto found =
      std::ranges::find_if(plan.collectives, [&](const auto& each) { return same(each.name, name); });
  return found == plan.collectives.end() ? nullptr : &*found;
}

}  // namespace

void Resolver::read_addressees() {
  exempted_.assign(form_.exempt.size(), false);
  for (std::size_t i = 0; i < form_.to.size(); ++i)
    read_addressee(form_.to[i], true, "to." + std::to_string(i));
  for (std::size_t i = 0; i < form_.info.size(); ++i)
    read_addressee(form_.info[i], false, "info." + std::to_string(i));
  read_exempt();
  for (const auto& [reader, place] : named_by_markings_) {
    const auto addressed = [&, name = reader](const message::Recipient& recipient) {
      const netplan::Person* person = person_named(desk_.plan(), name);
      return person != nullptr && recipient.person == person->name;
    };
    if (std::ranges::none_of(out_.header.recipients, addressed))
      refuse(Code::EyesOnly, place,
             "The marking names " + base::visible(reader) +
                 " as its reader, and the message is not addressed to " + base::visible(reader) +
                 ". Address it so, or leave the name out of the marking.");
  }
}

void Resolver::read_addressee(const std::string& name, bool action, const std::string& place) {
  if (const auto* collective = collective_named(desk_.plan(), name))
    return read_collective(*collective, action, place);
  const netplan::Person* person = person_named(desk_.plan(), name);
  const netplan::Node* node = person == nullptr ? node_named(desk_.plan(), name) : nullptr;
  if (person == nullptr && node == nullptr) {
    std::vector<std::string> known = addressee_names(desk_.plan());
    for (const auto& each : desk_.plan().collectives) known.push_back(each.name);
    refuse(Code::UnknownName, place,
           "\"" + base::visible(name) + "\" is no person or station of this net" +
               nearest_or_stop(name, known) + " See them with: backchannel net show.");
    return;
  }
  if (node != nullptr && node->role == netplan::NodeRole::Relay) {
    refuse(Code::UnknownName, place,
           node->name.value +
               " is a relay: it carries messages and cannot read any. Name a person or a station.");
    return;
  }
  add_recipient(person != nullptr ? person->name.value : node->name.value, action, {});
}

// Whoever is named beside it, or stands in an earlier one, gets one copy.
void Resolver::read_collective(const netplan::Collective& collective, bool action, const std::string& place) {
  const auto named = [&](const std::string& member, const std::vector<std::string>& names) {
    return std::ranges::any_of(names, [&](const auto& each) { return same(each, member); });
  };
  std::size_t added = 0;
  for (const std::string& member : collective.members) {
    const auto exempt =
        std::ranges::find_if(form_.exempt, [&](const auto& each) { return same(each, member); });
    if (exempt != form_.exempt.end()) {
      exempted_[static_cast<std::size_t>(exempt - form_.exempt.begin())] = true;
      continue;
    }
    ++added;
    const bool there = std::ranges::any_of(out_.header.recipients,
                                           [&](const auto& each) { return name_of(each) == member; });
    if (there || named(member, form_.to) || named(member, form_.info) || member == desk_.person->name.value ||
        member == desk_.station->name.value)
      continue;
    add_recipient(member, action, collective.name);
  }
  if (added == 0)
    refuse(Code::Usage, place,
           "Every member of " + collective.name + " is exempted, so nobody would get it. Leave out " +
               collective.name + ", or exempt fewer.");
}

void Resolver::add_recipient(const std::string& name, bool action, const std::string& collective) {
  const netplan::Person* person = person_named(desk_.plan(), name);
  message::Recipient recipient;
  if (person != nullptr) recipient.person = person->name;
  recipient.station = station_of(desk_.plan(), name, now_)->name;
  recipient.action = action;
  recipient.precedence = action ? precedence_ : info_precedence_;
  recipient.copy_number = static_cast<std::uint32_t>(out_.header.recipients.size() + 1);
  recipient.collective = collective;
  out_.header.recipients.push_back(std::move(recipient));
}

void Resolver::read_exempt() {
  for (std::size_t i = 0; i < form_.exempt.size(); ++i)
    if (!exempted_[i])
      refuse(Code::UnknownName, "exempt." + std::to_string(i),
             base::visible(form_.exempt[i]) +
                 " is no member of a collective address of this message, so there is nothing to exempt from. "
                 "Leave it out, or correct the name.");
}

// Documented: by hand to the ambassador or, failing him, the charge (FRUS 1964-68 v. VII d. 79). That both
// are at one station is chosen: its store decides which of them was first.
void Resolver::read_alternate() {
  if (form_.alternate.empty()) return;
  const auto& recipients = out_.header.recipients;
  const netplan::Person* person = person_named(desk_.plan(), form_.alternate);
  if (person == nullptr) {
    std::vector<std::string> names;
    for (const auto& each : desk_.plan().persons) names.push_back(each.name.value);
    refuse(Code::UnknownName, "alternate",
           "\"" + base::visible(form_.alternate) + "\" is no person of this net" +
               nearest_or_stop(form_.alternate, names));
    return;
  }
  const bool one_reader = recipients.size() == 1 && !recipients.front().person.empty();
  if (!one_reader || recipients.front().person == person->name) {
    refuse(
        Code::EyesOnly, "alternate",
        "An alternate stands in for the one other person to whom a message goes. Address it to one person, "
        "or leave out the alternate.");
    return;
  }
  const base::NodeName& station = desk_.plan().station_of(*person, now_);
  if (recipients.front().station != station) {
    refuse(
        Code::EyesOnly, "alternate",
        person->name.value + " is at " + station.value + " and " + recipients.front().person.value + " at " +
            recipients.front().station.value +
            ": a reader and his alternate are at one station, which lets one of them open it. Name somebody "
            "there.");
    return;
  }
  add_recipient(person->name.value, true, {});
  out_.header.recipients.back().alternate_of = 1;
  out_.header.recipients.back().copy_number = 1;
}

}  // namespace backchannel::assembly
