#pragma once
// What the printed forms have in common: lines of 69 columns, written and read.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"

namespace backchannel::message::printed {

constexpr std::size_t kWidth = 69;  // NAVEDTRA 14148; RFC 6477 section 4

// ---- writing

// Single blanks and nothing invisible: two blanks and line ends mean something in the layouts.
[[nodiscard]] std::string one_line(std::string_view text);
// Those that say something, each as one line.
[[nodiscard]] std::vector<std::string> one_line_each(const std::vector<std::string>& texts);
// A text without blanks at its lines' ends, blank lines around it, tabs and control characters; not wrapped.
[[nodiscard]] std::string text_lines(std::string_view text);
// `lead` and words, going on with `continued` blanks before; `right` stands at the right edge of the first
// line.
[[nodiscard]] std::string block(std::string_view lead, std::string_view words, std::size_t continued,
                                std::string_view right = {});
// Fields two blanks apart; a further line begins with two blanks, a field longer than a line goes on with
// four.
[[nodiscard]] std::string field_lines(const std::vector<std::string>& fields);
constexpr std::size_t kFieldIndent = 2;
constexpr std::size_t kFieldContinued = 4;

// ---- reading

struct Line {
  std::string_view text;  // without blanks at the ends
  std::size_t indent = 0;
  int number = 0;  // 1-based
};

// All lines; banner lines around them and blank lines at the ends are left out.
[[nodiscard]] std::vector<Line> lines_of(std::string_view text);
// Syntax at a byte of the line's text.
[[nodiscard]] std::unexpected<base::Error> bad(const Line& line, std::string reason, std::size_t at = 0);
[[nodiscard]] base::Where where(const Line& line, std::size_t at = 0);
// Syntax for the first line of more than 69 columns.
[[nodiscard]] base::Result<> check_widths(std::span<const Line> lines);

struct Word {
  std::size_t at = 0;  // byte of the line's text
  std::string_view text;
};
// Pieces one or more blanks apart.
[[nodiscard]] std::vector<Word> words_of(std::string_view text);

// Pieces two or more blanks apart.
[[nodiscard]] std::vector<std::string> fields_of(std::string_view line);
// What field_lines wrote: takes the lines that go on with the first one away.
[[nodiscard]] std::vector<std::string> take_fields(std::span<const Line>& lines);
// "S E C R E T" is one word; "TOP SECRET" is left alone.
[[nodiscard]] std::string unspaced(std::string_view field);
// A line end is the printer's if the next line's first word would not have fitted, else the writer's.
[[nodiscard]] std::string text_of(std::span<const Line> lines);

}  // namespace backchannel::message::printed
