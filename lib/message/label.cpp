#include "backchannel/message/label.h"

#include <algorithm>
#include <iterator>

namespace backchannel::message {

namespace {

template <class T>
std::set<T> common(const std::set<T>& a, const std::set<T>& b) {
  std::set<T> both;
  std::ranges::set_intersection(a, b, std::inserter(both, both.end()));
  return both;
}

}  // namespace

Clearance intersection(const Clearance& a, const Clearance& b) {
  return {common(a.classifications, b.classifications), common(a.categories, b.categories)};
}

bool covers(const Clearance& clearance, const Label& label) {
  if (!clearance.classifications.contains(label.classification)) return false;
  if (!std::ranges::includes(clearance.categories, label.restrictive)) return false;
  return label.permissive.empty() || !common(clearance.categories, label.permissive).empty();
}

bool dominates(const Label& a, const Label& b) {
  if (a.classification < b.classification) return false;
  if (!std::ranges::includes(a.restrictive, b.restrictive)) return false;
  if (!std::ranges::includes(a.informative, b.informative)) return false;
  // One of a permissive set suffices: fewer choices are the higher label, and no set at all the lowest.
  if (b.permissive.empty()) return true;
  return !a.permissive.empty() && std::ranges::includes(b.permissive, a.permissive);
}

}  // namespace backchannel::message
