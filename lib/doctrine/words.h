#pragma once
// Printed words compared as people read them: without case, runs of blanks as one.

#include <optional>
#include <string>
#include <string_view>

namespace backchannel::doctrine {

[[nodiscard]] std::string normal(std::string_view words);

// What a pattern's braces hold: "FOR {READER} ONLY" -> "READER"; empty: it has none.
[[nodiscard]] std::string_view place_in(std::string_view pattern);
// No braces, or one pair with a word in it.
[[nodiscard]] bool well_formed(std::string_view pattern);

// Both normal. The words in the place of the braces ("FOR {READER} ONLY", "AT {TIME}"), empty when the
// pattern has none; nullopt: the words are others. A time begins with a figure.
[[nodiscard]] std::optional<std::string> match(std::string_view pattern, std::string_view words);

// Both normal. Whole words only: "NODIS" is not in "NODISH".
[[nodiscard]] bool contains_words(std::string_view text, std::string_view words);

}  // namespace backchannel::doctrine
