#pragma once
// Printed words compared as people read them: without case, runs of blanks as one.

#include <optional>
#include <string>
#include <string_view>

namespace backchannel::doctrine {

// Where a marking's words hold a reader's name: "FOR {reader} ONLY".
inline constexpr std::string_view kReaderPlace = "{READER}";

[[nodiscard]] std::string normal(std::string_view words);

// Both normal. The reader named, empty when the pattern has no place for one; nullopt: the words are others.
[[nodiscard]] std::optional<std::string> match(std::string_view pattern, std::string_view words);

// Both normal. Whole words only: "NODIS" is not in "NODISH".
[[nodiscard]] bool contains_words(std::string_view text, std::string_view words);

}  // namespace backchannel::doctrine
