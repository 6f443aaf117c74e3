#pragma once
// Text for people. fmt stays behind this header.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace backchannel::base {

// Text from others made safe for a terminal and one log line: control (C0, C1, DEL), escape, bidirectional,
// zero-width and invalid UTF-8 become visible \x.. or \u{....}; keep_newlines leaves \n alone.
[[nodiscard]] std::string visible(std::string_view text, bool keep_newlines = false);

// Bytes before the first that is no part of valid UTF-8; the size of the text if all are.
[[nodiscard]] std::size_t valid_utf8_prefix(std::string_view text) noexcept;

// Columns that text takes, one per code point; an invalid byte counts as one.
[[nodiscard]] std::size_t columns(std::string_view text) noexcept;

// "12,345"
[[nodiscard]] std::string grouped(std::uint64_t number);

// ASCII upper case, for names and markings that are compared without case.
[[nodiscard]] std::string upper(std::string_view text);
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

// Lines of at most `width` columns (one per code point), each begun with `indent`, broken at spaces; a word
// longer than a line is cut. Line breaks in the text stay. No newline at the end.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t width, std::string_view indent = {});

}  // namespace backchannel::base
