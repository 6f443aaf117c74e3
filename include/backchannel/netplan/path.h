#pragma once
// Accredited path choice. Pure.

#include <string>
#include <vector>

#include "backchannel/netplan/plan.h"

namespace backchannel::netplan {

// Neighbours of `from` through which `to` can be reached over circuits and relays that all may carry the
// label and (when channel is not empty) belong to that channel, shortest path first. Stations never relay.
// Empty: no path. A circuit whose channel is not empty carries only messages of that channel or without one.
[[nodiscard]] std::vector<base::NodeName> next_hops(const Plan& plan, const doctrine::Catalogue& catalogue,
                                                    const base::NodeName& from, const base::NodeName& to,
                                                    const message::Label& label, const std::string& channel);

// The whole shortest path, ends included; empty: none.
[[nodiscard]] std::vector<base::NodeName> path(const Plan& plan, const doctrine::Catalogue& catalogue,
                                               const base::NodeName& from, const base::NodeName& to,
                                               const message::Label& label, const std::string& channel);

// Why there is no path, in one sentence that names the first obstacle: "the circuit WH-COMM - STATE is
// accredited for SECRET, the message is TOP SECRET".
[[nodiscard]] std::string why_no_path(const Plan& plan, const doctrine::Catalogue& catalogue,
                                      const base::NodeName& from, const base::NodeName& to,
                                      const message::Label& label, const std::string& channel);

}  // namespace backchannel::netplan
