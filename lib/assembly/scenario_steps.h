#pragma once
// The steps of a scenario file, one by one (scenario.cpp reads what is around them).

#include "backchannel/assembly/scenario.h"
#include "backchannel/text/value.h"

namespace backchannel::assembly::detail {

[[nodiscard]] Basis read_basis(text::Reader& reader, std::string_view key);
// Complains when what is documented or inferred names no source.
[[nodiscard]] std::string read_source(text::Reader& reader, Basis basis);
// The steps of a scene, or, with `in_choice`, of a choice, which holds no further decision.
[[nodiscard]] base::Result<std::vector<Step>> read_steps(const std::vector<text::Value>& tables,
                                                         bool in_choice);

}  // namespace backchannel::assembly::detail
