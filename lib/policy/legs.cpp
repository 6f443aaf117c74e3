#include <algorithm>

#include "rules.h"

namespace backchannel::policy {

namespace {

using base::Code;
using doctrine::CaveatRow;
using doctrine::Demands;
using doctrine::Readers;

std::vector<std::string> names_where(const std::vector<Leg>& legs, auto test) {
  std::vector<std::string> names;
  for (const auto& leg : legs) {
    if (test(leg)) names.push_back(leg.name);
  }
  return names;
}

// A marking that allows several named readers and could stand in place of one that allows a single one.
const CaveatRow* wider_than(const doctrine::Catalogue& catalogue, const CaveatRow& narrow) {
  for (const auto& row : catalogue.caveats) {
    if (row.demands.readers == Readers::OneOrMoreNamed && row.demands.copies == 0 && row.needs.empty() &&
        row.kind == narrow.kind) {
      return &row;
    }
  }
  return nullptr;
}

void check_named(const Rows& rows, const std::vector<Leg>& legs, Verdict& verdict) {
  const auto* row = demanding(rows, [](const Demands& d) { return d.readers != Readers::Any; });
  if (row == nullptr) return;
  const auto places = names_where(legs, [](const Leg& leg) { return !leg.named_person; });
  if (places.empty()) return;
  const bool one = places.size() == 1;
  refuse(verdict, Code::EyesOnly,
         row->name + " is for persons named, and " + list_of(places) + (one ? " is" : " are") +
             " not a person. Name the reader there, or leave out " + row->name + ".");
}

void check_number(const doctrine::Catalogue& catalogue, const Rows& rows, const std::vector<Leg>& legs,
                  std::string_view named, Verdict& verdict) {
  const auto* row = demanding(rows, [](const Demands& d) { return d.readers == Readers::ExactlyOneNamed; });
  if (row == nullptr) return;
  const auto alternates = names_where(legs, [](const Leg& leg) { return leg.alternate; });
  if (alternates.size() > 1) {
    refuse(verdict, Code::EyesOnly,
           row->name + " allows one alternate beside its reader; " + std::string(named) + " " +
               list_of(alternates) + ". Leave all but one out.");
  }
  if (legs.size() - alternates.size() <= 1) return;
  const auto* wider = wider_than(catalogue, *row);
  refuse(verdict, Code::EyesOnly,
         row->name + " allows exactly one named reader; " + std::string(named) + " " +
             list_of(names_where(legs, [](const Leg& leg) { return !leg.alternate; })) +
             ". Send each his own message" +
             (wider != nullptr ? ", or choose " + wider->name : std::string()) + ".");
}

void check_information(const Rows& rows, const std::vector<Leg>& legs, Verdict& verdict) {
  const auto* row = demanding(rows, [](const Demands& d) { return !d.information_addressees; });
  if (row == nullptr) return;
  const auto names = names_where(legs, [](const Leg& leg) { return !leg.action; });
  if (names.empty()) return;
  refuse(verdict, Code::EyesOnly,
         row->name + " allows no information addressees, and " + list_of(names) +
             (names.size() == 1 ? " is one" : " are such") + ". Leave out " + list_of(names) +
             ", or send a separate message.");
}

void check_copies(const Rows& rows, const std::vector<Leg>& legs, Verdict& verdict) {
  const CaveatRow* fewest = fewest_copies(rows);
  if (fewest == nullptr) return;
  // Of a reader and his alternate one opens: together they use one copy.
  const auto needed = names_where(legs, [](const Leg& leg) { return !leg.alternate; });
  const auto copies = fewest->demands.copies;
  if (needed.size() <= copies) return;
  refuse(verdict, Code::EyesOnly,
         fewest->name + " allows " + std::to_string(copies) + (copies == 1 ? " copy" : " copies") + ", and " +
             list_of(needed) + " would need " + std::to_string(needed.size()) +
             ". Send each his own message, or leave out " + fewest->name + ".");
}

}  // namespace

const CaveatRow* fewest_copies(const Rows& rows) {
  const CaveatRow* fewest = nullptr;
  for (const auto* row : rows) {
    const auto copies = row->demands.copies;
    if (copies != 0 && (fewest == nullptr || copies < fewest->demands.copies)) fewest = row;
  }
  return fewest;
}

std::vector<Leg> legs_of(const message::Header& header) {
  std::vector<Leg> legs;
  for (const auto& one : header.recipients)
    legs.push_back({one.person.empty() ? one.station.value : one.person.value, !one.person.empty(),
                    one.action, one.alternate_of != 0, one.precedence});
  return legs;
}

void check_legs(const doctrine::Catalogue& catalogue, const Rows& rows, const std::vector<Leg>& legs,
                std::string_view named, Verdict& verdict) {
  check_named(rows, legs, verdict);
  check_number(catalogue, rows, legs, named, verdict);
  check_information(rows, legs, verdict);
  check_copies(rows, legs, verdict);
}

}  // namespace backchannel::policy
