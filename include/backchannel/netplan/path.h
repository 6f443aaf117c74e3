#pragma once
// Accredited path choice, and where it leads. Pure.

#include <string>
#include <vector>

#include "backchannel/message/header.h"
#include "backchannel/netplan/plan.h"

namespace backchannel::netplan {

// Neighbours of `from` through which `to` can be reached over circuits and relays that all may carry the
// label and (when channel is not empty) belong to that channel, shortest path first. Stations never relay.
// Empty: no path. A circuit whose channel is not empty carries only messages of that channel or without one.
// No path leads through `closed`: nodes that will not take it.
[[nodiscard]] std::vector<base::NodeName> next_hops(const Plan& plan, const doctrine::Catalogue& catalogue,
                                                    const base::NodeName& from, const base::NodeName& to,
                                                    const message::Label& label, const std::string& channel,
                                                    const std::vector<base::NodeName>& closed = {});

// The whole shortest path, ends included; empty: none.
[[nodiscard]] std::vector<base::NodeName> path(const Plan& plan, const doctrine::Catalogue& catalogue,
                                               const base::NodeName& from, const base::NodeName& to,
                                               const message::Label& label, const std::string& channel);

// Why there is no path, in one sentence that names the first obstacle: "the circuit WH-COMM - STATE is
// accredited for SECRET, the message is TOP SECRET".
[[nodiscard]] std::string why_no_path(const Plan& plan, const doctrine::Catalogue& catalogue,
                                      const base::NodeName& from, const base::NodeName& to,
                                      const message::Label& label, const std::string& channel);

// The station to which leg `leg` of a message best goes at `now`. What is sealed to a person follows him when
// he moves; what is sealed to a station, or to a reader and his alternate, stays with the station that it was
// addressed to (docs/decisions/0014). That station takes it in any case. Precondition: the leg exists.
[[nodiscard]] base::NodeName destination(const Plan& plan, const doctrine::Catalogue& catalogue,
                                         const message::Header& header, const message::Label& label,
                                         std::size_t leg, base::HandlingTime now);

// The station to which words about the message go back at `now`: where its originator is.
[[nodiscard]] base::NodeName origin(const Plan& plan, const message::Header& header, base::HandlingTime now);

}  // namespace backchannel::netplan
