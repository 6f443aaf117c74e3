#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "rules.h"

namespace backchannel::policy {

namespace {

bool holds(const Minimize& order, const std::string& station, message::Precedence precedence,
           base::HandlingTime now) {
  return now >= order.from && now < order.until && precedence < order.below &&
         std::ranges::any_of(order.area, [&](const auto& each) { return same_name(each, station); });
}

}  // namespace

Verdict may_pass_minimize(const std::vector<Minimize>& orders, const std::string& station,
                          message::Precedence precedence, const std::string& releaser,
                          const std::string& reason, base::HandlingTime now) {
  Verdict verdict;
  for (const Minimize& order : orders) {
    if (!holds(order, station, precedence, now)) continue;
    const bool may_release =
        std::ranges::any_of(order.releasers, [&](const auto& each) { return same_name(each, releaser); });
    if (may_release && !base::trim(reason).empty()) continue;
    const std::string below(message::name_of(order.below));
    refuse(verdict, base::Code::Minimize,
           "MINIMIZE keeps what is below " + below + " out of " + base::visible(station) + " until " +
               message::to_dtg(order.until) + " (" + base::visible(order.reason) + "), and this is " +
               std::string(message::name_of(precedence)) + ". Wait, or let " +
               list_of(order.releasers, " or ") +
               (may_release ? " give a reason." : " release it with a reason."));
  }
  return verdict;
}

Verdict may_release(const Party& originator, const Party* releaser) {
  Verdict verdict;
  const std::string writer = base::visible(originator.name);
  if (releaser == nullptr) {
    if (originator.needs_release)
      refuse(verdict, base::Code::Release,
             "What " + writer +
                 " writes goes out when a second person has released it, and nobody has yet. Have the draft "
                 "released by somebody whom the net plan lets release.");
    return verdict;
  }
  const std::string name = base::visible(releaser->name);
  if (same_name(releaser->name, originator.name))
    refuse(
        verdict, base::Code::Release,
        "Nobody releases his own message, and " + name + " wrote this one. Have a second person release it.");
  if (!releaser->releases)
    refuse(verdict, base::Code::Release,
           "The net plan does not let " + name + " release messages. Have somebody release it whom it lets.");
  return verdict;
}

}  // namespace backchannel::policy
