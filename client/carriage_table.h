#pragma once
// What a plan says of carriage: its circuits with what they do to frames, and how much each person may send.

#include <string>

#include "backchannel/netplan/plan.h"
#include "backchannel/text/value.h"

namespace backchannel::client {

[[nodiscard]] std::string show_circuits(const netplan::Plan& plan);
[[nodiscard]] std::string show_admissions(const netplan::Plan& plan);  // "" without any
[[nodiscard]] text::Value circuit_json(const netplan::Circuit& circuit, const doctrine::Catalogue& catalogue);
[[nodiscard]] text::Value admission_json(const netplan::Admission& admission);

}  // namespace backchannel::client
