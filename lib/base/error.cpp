#include "backchannel/base/error.h"

#include <algorithm>
#include <array>

namespace backchannel::base {

namespace {

constexpr std::array kRows = {
#define BC_ERROR(name, number, disposition, exit_code, text, hint) \
  CodeRow{Code::name, #name, Disposition::disposition, exit_code, text, hint},
#include "backchannel/base/error_table.inc"
#undef BC_ERROR
};

constexpr bool numbers_rise() {
  for (std::size_t i = 1; i < kRows.size(); ++i)
    if (kRows[i - 1].code >= kRows[i].code) return false;
  return true;
}
static_assert(numbers_rise(), "the error table is kept in the order of its numbers, each used once");

constexpr const CodeRow* find_row(Code code) noexcept {
  const auto* at = std::ranges::lower_bound(kRows, code, {}, &CodeRow::code);
  return at != kRows.end() && at->code == code ? at : nullptr;
}
static_assert(find_row(Code::Internal)->code == Code::Internal);

}  // namespace

const CodeRow& row_of(Code code) noexcept {
  const CodeRow* row = find_row(code);
  return row != nullptr ? *row : *find_row(Code::Internal);
}

std::span<const CodeRow> error_rows() noexcept { return kRows; }

std::optional<Code> code_from_number(std::uint16_t number) noexcept {
  const CodeRow* row = find_row(static_cast<Code>(number));
  if (row == nullptr) return std::nullopt;
  return row->code;
}

std::string_view to_string(Disposition disposition) noexcept {
  switch (disposition) {
    case Disposition::Retry:
      return "retry";
    case Disposition::Reject:
      return "reject";
    case Disposition::Quarantine:
      return "quarantine";
    case Disposition::Fatal:
      return "fatal";
  }
  return "unknown";
}

namespace {

// "file:12:3: "; a place without a file is "line 12:3: ".
std::string place_of(const Where& where) {
  std::string place = where.file;
  if (where.line > 0) {
    place += place.empty() ? "line " : ":";
    place += std::to_string(where.line);
    if (where.column > 0) place += ":" + std::to_string(where.column);
  }
  return place.empty() ? place : place + ": ";
}

}  // namespace

std::string to_sentence(const Error& error) {
  std::string sentence = error.where ? place_of(*error.where) : std::string();
  sentence += row_of(error.code).text;
  if (!error.detail.empty()) {
    sentence += ": ";
    sentence += error.detail;
  }
  return sentence;
}

std::string hint_of(const Error& error) {
  return error.hint.empty() ? std::string(row_of(error.code).hint) : error.hint;
}

}  // namespace backchannel::base
