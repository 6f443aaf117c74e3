#include "naive.h"

namespace backchannel::policy::naive {

namespace {

bool stands_in(const std::string& word, const Words& list) {
  for (const std::string& each : list)
    if (each == word) return true;
  return false;
}

int place_in(const std::string& word, const Words& order) {
  for (int i = 0; i < static_cast<int>(order.size()); ++i)
    if (order[static_cast<std::size_t>(i)] == word) return i;
  return -1;
}

}  // namespace

bool covers(const Reader& reader, const Label& label, Fault fault) {
  // The clearance's class list contains the classification.
  bool classified = stands_in(label.classification, reader.classifications);
  if (fault == Fault::LowerClassificationIsEnough) classified = classified || !reader.classifications.empty();
  if (!classified) return false;
  // Every restrictive category is held.
  int held = 0;
  for (const std::string& word : label.restrictive)
    if (stands_in(word, reader.categories)) ++held;
  const int wanted = static_cast<int>(label.restrictive.size());
  if (fault == Fault::OneRestrictiveSuffices ? wanted > 0 && held == 0 : held != wanted) return false;
  // At least one of each permissive set.
  if (label.permissive.empty() || fault == Fault::NoPermissiveIsWanted) return true;
  int of_the_set = 0;
  for (const std::string& word : label.permissive)
    if (stands_in(word, reader.categories)) ++of_the_set;
  if (fault == Fault::EveryPermissiveIsWanted) return of_the_set == static_cast<int>(label.permissive.size());
  return of_the_set > 0;
}

// Whoever may read a may read b, whichever clearance he has; and what b says about handling, a says too.
bool at_least(const Label& a, const Label& b, const Words& order) {
  if (place_in(a.classification, order) < place_in(b.classification, order)) return false;
  for (const std::string& word : b.restrictive)
    if (!stands_in(word, a.restrictive)) return false;
  for (const std::string& word : b.informative)
    if (!stands_in(word, a.informative)) return false;
  if (b.permissive.empty()) return true;
  if (a.permissive.empty()) return false;
  for (const std::string& word : a.permissive)
    if (!stands_in(word, b.permissive)) return false;
  return true;
}

bool may_open(const Words& known, const Label& label, const Naming& naming, const std::vector<Address>& to,
              const std::string& name, const std::string& station, const Reader& reader, Fault fault) {
  // Anything unknown denies.
  if (fault != Fault::TheUnknownIsAllowed) {
    for (const Words& words : {label.restrictive, label.permissive, label.informative})
      for (const std::string& word : words)
        if (!stands_in(word, known)) return false;
  }
  // Named where a caveat names; else the reader, or the reader's station, is among the addressees.
  bool by_name = false;
  bool by_station = false;
  bool all_persons = true;
  for (const Address& address : to) {
    if (address.person == name) by_name = true;
    if (address.station == station) by_station = true;
    if (address.person.empty()) all_persons = false;
  }
  if (naming.named && fault != Fault::NamingIsForgotten) {
    if (!by_name || !all_persons) return false;
    if (naming.only_one && to.size() != 1) return false;
  } else if (!by_name && !by_station) {
    return false;
  }
  if (naming.no_foreigner && reader.foreign && fault != Fault::ForeignersAreForgotten) return false;
  return covers(reader, label, fault);
}

}  // namespace backchannel::policy::naive
