#pragma once
// The kinds of paper that a message is printed on and read from.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace backchannel::assembly {

enum class Paper : std::uint8_t { FormatLines, Slip, SituationRoom, Frus, Mail };

[[nodiscard]] std::string_view name_of(Paper paper) noexcept;          // "acp127"
[[nodiscard]] std::optional<Paper> paper_from(std::string_view name);  // without case
[[nodiscard]] std::vector<std::string> paper_names();

}  // namespace backchannel::assembly
