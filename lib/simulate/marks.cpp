#include "backchannel/simulate/marks.h"

#include <array>

namespace backchannel::simulate {

namespace {

struct Row {
  std::string_view name, sentence;
};

constexpr std::array<Row, kMarks> kRows = {{
#define BC_MARK(name, sentence) {#name, sentence},
#include "backchannel/simulate/marks.inc"
#undef BC_MARK
}};

}  // namespace

std::string_view name_of(Mark mark) noexcept { return kRows[static_cast<std::size_t>(mark)].name; }

std::string_view sentence_of(Mark mark) noexcept { return kRows[static_cast<std::size_t>(mark)].sentence; }

}  // namespace backchannel::simulate
