#pragma once
// The one error table, and Result. A code exists only if a caller reacts to it differently or a person
// must be told something different. Thread-compatible values.

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace backchannel::base {

// What the one who meets the error does.
enum class Disposition : std::uint8_t {
  Retry,       // the same again later may succeed
  Reject,      // refused for good; the giver must change something
  Quarantine,  // refused for good, and an officer should look: somebody may be attacking
  Fatal,       // this process cannot go on; restart after mending
};

enum class Code : std::uint16_t {
#define BC_ERROR(name, number, disposition, exit_code, text, hint) name = number,
#include "backchannel/base/error_table.inc"
#undef BC_ERROR
};

struct CodeRow {
  Code code;
  std::string_view name;
  Disposition disposition;
  int exit_code;          // sysexits.h
  std::string_view text;  // one clause for people, without capital and full stop
  std::string_view hint;  // what to do; may be empty
};

// Always a row: an unknown number gives the row of Code::Internal.
[[nodiscard]] const CodeRow& row_of(Code code) noexcept;
[[nodiscard]] std::optional<Code> code_from_number(std::uint16_t number) noexcept;
[[nodiscard]] std::span<const CodeRow> error_rows() noexcept;  // the whole table, in the order of the numbers
[[nodiscard]] std::string_view to_string(Disposition disposition) noexcept;

struct Where {
  std::string file;
  int line = 0;    // 1-based; 0 = unknown
  int column = 0;  // 1-based; 0 = unknown
};

struct Error {
  Code code;
  std::string detail;  // what exactly; already made visible (escaped) when it quotes input
  std::optional<Where> where;
  std::string hint;  // overrides the table's hint when not empty
};

// One sentence: "file:line:column: text: detail". Without the hint.
[[nodiscard]] std::string to_sentence(const Error& error);
[[nodiscard]] std::string hint_of(const Error& error);

template <class T = void>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Code code, std::string detail = {}) {
  return std::unexpected<Error>(Error{code, std::move(detail), std::nullopt, {}});
}
[[nodiscard]] inline std::unexpected<Error> fail(Code code, std::string detail, Where where,
                                                 std::string hint = {}) {
  return std::unexpected<Error>(Error{code, std::move(detail), std::move(where), std::move(hint)});
}

}  // namespace backchannel::base

// BC_TRY(name, expression): name is the value, or the error goes to the caller.
#define BC_TRY(name, expression)                                                \
  auto name##_result = (expression);                                            \
  if (!name##_result) return std::unexpected(std::move(name##_result).error()); \
  auto& name = *name##_result
// The same for Result<void>.
#define BC_TRY_VOID(expression)                                 \
  do {                                                          \
    if (auto bc_try_result = (expression); !bc_try_result)      \
      return std::unexpected(std::move(bc_try_result).error()); \
  } while (false)
