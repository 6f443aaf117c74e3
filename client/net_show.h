#pragma once
// A net plan as tables, and the card that tells a person how to play a role.

#include <optional>
#include <string>

#include "backchannel/assembly/net_folder.h"
#include "backchannel/netplan/plan.h"
#include "backchannel/text/value.h"

namespace backchannel::client {

// Relays, stations, persons, circuits and outsiders; local times as of `now`.
[[nodiscard]] std::string show_plan(const netplan::Plan& plan, base::HandlingTime now);
[[nodiscard]] text::Value plan_json(const netplan::Plan& plan);

// One card for each person, or for one person alone. net_option: " --net DIR" when the command needs it.
[[nodiscard]] std::string role_cards(const assembly::NetFolder& net, const netplan::Plan& plan,
                                     const doctrine::Catalogue& catalogue, base::HandlingTime now,
                                     const std::string& net_option,
                                     const std::optional<base::PersonName>& only = std::nullopt);
[[nodiscard]] text::Value cards_json(const assembly::NetFolder& net, const netplan::Plan& plan);

}  // namespace backchannel::client
