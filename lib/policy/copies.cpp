#include "backchannel/policy/copies.h"

#include <algorithm>

namespace backchannel::policy {

LegEnd end_of_leg(std::uint8_t sent, const std::vector<CopyEnd>& heard, bool given_up) {
  bool unknown = false;
  for (unsigned copy = 1; copy <= sent; ++copy) {
    const auto said = [&](bool how) {
      return std::ranges::any_of(
          heard, [&](const CopyEnd& each) { return each.copy == copy && each.unknown == how; });
    };
    if (said(false)) continue;
    if (!said(true) && !given_up) return LegEnd::Open;
    unknown = true;
  }
  return unknown ? LegEnd::Unknown : LegEnd::NotDelivered;
}

}  // namespace backchannel::policy
