#pragma once
// Composing by question and answer at a terminal. Questions go to standard error, answers come from standard
// input.

#include <optional>
#include <string>

#include "backchannel/assembly/form.h"
#include "backchannel/netplan/plan.h"
#include "backchannel/seal/trust.h"

namespace backchannel::client {

// What `form` holds already is offered as the answer. nullopt: given up (end of input, or "no" at the end).
[[nodiscard]] base::Result<std::optional<assembly::Form>> ask_form(const seal::Trust& trust,
                                                                   const netplan::Person& author,
                                                                   assembly::Form form);
// Enter means the usual answer, the end of the input no.
[[nodiscard]] bool ask_yes(const std::string& question, bool usual = true);

}  // namespace backchannel::client
