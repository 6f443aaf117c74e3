// The words of a form: names become recipients, markings a label. What is not known is refused with its place
// and the nearest word that is.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "backchannel/policy/delivery.h"
#include "desk_resolver.h"

namespace backchannel::assembly {

using base::Code;
using message::Precedence;

namespace {

// Ends a sentence with the nearest known word, if there is one.
std::string nearest_or_stop(std::string_view word, const std::vector<std::string>& known) {
  const std::string nearest = or_nearest(word, known);
  return nearest.empty() ? "." : nearest;
}

// "FOR GUAY": on whose desk it belongs.
bool is_attention_line(const netplan::Plan& plan, std::string_view words) {
  constexpr std::string_view kFor = "FOR ";
  const std::string upper = base::upper(base::trim(words));
  return upper.starts_with(kFor) && person_named(plan, upper.substr(kFor.size())) != nullptr;
}

}  // namespace

void Resolver::read_author() {
  if (form_.from.empty() || person_named(desk_.plan(), form_.from) == desk_.person) return;
  refuse(Code::Permission, "from",
         "The form is from " + base::visible(form_.from) + ", and this desk is " + desk_.person->name.value +
             "'s. Nobody signs for another: leave out 'from', or let " + base::visible(form_.from) +
             " send it.");
}

void Resolver::read_label() {
  out_.label.classification = 0;
  if (const auto* row = catalogue().classification(base::trim(form_.classification))) {
    out_.label.classification = row->number;
  } else if (!base::trim(form_.classification).empty()) {
    unknown_classification_ = true;
    std::vector<std::string> names;
    for (const auto& each : catalogue().classifications) names.push_back(each.name);
    refuse(Code::MarkingUnknown, "classification",
           "The doctrine knows no classification \"" + base::visible(form_.classification) + "\"" +
               nearest_or_stop(form_.classification, names) + " It knows " + listed(names) + ".");
  }
  for (std::size_t i = 0; i < form_.caveats.size(); ++i)
    read_caveat(form_.caveats[i], "caveats." + std::to_string(i));
}

void Resolver::read_caveat(const std::string& words, const std::string& place) {
  const auto recognised = catalogue().recognise(words);
  if (!recognised && is_attention_line(desk_.plan(), words)) {
    out_.verdict.warnings.push_back("\"" + base::visible(words) +
                                    "\" is an attention line and limits nothing; it is not a marking. Write "
                                    "it with ONLY at its end if nobody else is to open the message.");
    return;
  }
  if (!recognised) {
    std::vector<std::string> names;
    for (const auto& row : catalogue().caveats) {
      names.push_back(row.name);
      names.insert(names.end(), row.aliases.begin(), row.aliases.end());
    }
    refuse(Code::MarkingUnknown, place,
           "The doctrine knows no marking \"" + base::visible(words) + "\"" + nearest_or_stop(words, names) +
               " A marking that nobody knows is enforced by nobody: correct it, or write a row for it in "
               "doctrine/.");
    return;
  }
  const doctrine::CaveatRow& row = *recognised->row;
  switch (row.kind) {
    case message::CategoryKind::Restrictive:
      out_.label.restrictive.insert(row.number);
      break;
    case message::CategoryKind::Permissive:
      out_.label.permissive.insert(row.number);
      break;
    case message::CategoryKind::Informative:
      out_.label.informative.insert(row.number);
      break;
  }
  if (base::upper(base::trim(words)) != row.name) out_.message.markings_as_written.push_back(words);
  if (!recognised->reader.empty()) named_by_markings_.emplace_back(recognised->reader, place);
}

void Resolver::read_precedence() {
  if (form_.precedence.empty())
    out_.verdict.warnings.push_back("No precedence is given; it goes as ROUTINE.");
  else
    precedence_ = precedence_of(form_.precedence, "precedence");
  info_precedence_ =
      form_.info_precedence.empty() ? precedence_ : precedence_of(form_.info_precedence, "info_precedence");
}

Precedence Resolver::precedence_of(const std::string& words, std::string_view key) {
  if (const auto* row = catalogue().precedence(words)) return row->rank;
  std::vector<std::string> names;
  for (const Precedence each : message::kPrecedences) names.emplace_back(message::name_of(each));
  refuse(Code::MarkingUnknown, key,
         "There is no precedence \"" + base::visible(words) + "\"" + nearest_or_stop(words, names) +
             " There are FLASH, IMMEDIATE, PRIORITY and ROUTINE.");
  return Precedence::Routine;
}

void Resolver::read_delivery() {
  for (std::size_t i = 0; i < form_.delivery.size(); ++i) {
    const std::string words = base::upper(base::trim(form_.delivery[i]));
    for (const policy::Reason& reason : policy::may_instruct(catalogue(), words).against)
      refuse(reason.code, "delivery." + std::to_string(i), reason.sentence);
    out_.header.delivery.push_back(words);
  }
}

void Resolver::read_channel() {
  if (form_.channel.empty()) return;
  if (const auto* row = catalogue().channel(form_.channel)) {
    out_.header.channel = row->name;
    return;
  }
  std::vector<std::string> names;
  for (const auto& row : catalogue().channels) {
    names.push_back(row.name);
    names.insert(names.end(), row.aliases.begin(), row.aliases.end());
  }
  refuse(Code::MarkingUnknown, "channel",
         "The doctrine knows no channel \"" + base::visible(form_.channel) + "\"" +
             nearest_or_stop(form_.channel, names) + " Leave it out to let any accredited way do.");
}

void Resolver::read_series() {
  if (form_.series.empty()) return;
  const auto* row = catalogue().find_series(form_.series);
  if (row == nullptr) {
    std::vector<std::string> names;
    for (const auto& each : catalogue().series) names.push_back(each.name);
    refuse(Code::UnknownName, "series",
           "The doctrine knows no series \"" + base::visible(form_.series) + "\"" +
               nearest_or_stop(form_.series, names) + " Leave it out to send without a number.");
    return;
  }
  const netplan::Person* writer = person_named(desk_.plan(), row->from);
  if (writer != nullptr && writer != desk_.person)
    refuse(Code::Permission, "series",
           row->name + " is the series in which " + writer->name.value + " writes, and " +
               desk_.person->name.value +
               " would use up its numbers. Leave out 'series', or choose one of your own.");
  out_.header.number.series = row->name;
  out_.header.number.trip = desk_.plan().trip;
}

void Resolver::read_pass_on() {
  if (!form_.pass_on) return;
  const FormPassOn& given = *form_.pass_on;
  message::PassOn out{given.to,   given.for_whom,     given.occasion,  form_.deadline,
                      given.zone, given.on_behalf_of, given.as_written};
  if (station_of(desk_.plan(), given.to, now_) == nullptr)
    refuse(Code::UnknownName, "pass_on.to",
           "The next reader \"" + base::visible(given.to) + "\" is no person or station of this net" +
               nearest_or_stop(given.to, addressee_names(desk_.plan())) +
               " See them with: backchannel net show.");
  if (!given.for_whom.empty() && outsider_named(desk_.plan(), given.for_whom) == nullptr) {
    std::vector<std::string> names;
    for (const auto& outsider : desk_.plan().outsiders) names.push_back(outsider.name);
    refuse(Code::UnknownName, "pass_on.for_whom",
           "\"" + base::visible(given.for_whom) +
               "\" is not among those outside the net to whom a text is handed" +
               nearest_or_stop(given.for_whom, names) + " The net plan lists them as [[outsider]].");
  }
  if (!out.deadline && !given.local_time.empty()) {
    auto deadline = message::next_local(now_, given.local_time, given.zone);
    if (deadline)
      out.deadline = *deadline;
    else
      refuse(Code::Syntax, message::is_zone(given.zone) ? "pass_on.local_time" : "pass_on.zone",
             "The deadline cannot be read: " + deadline.error().detail + ".");
  }
  out_.message.pass_on = std::move(out);
}

}  // namespace backchannel::assembly
