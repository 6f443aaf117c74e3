#pragma once
// "Sometimes" marks: rare paths that a set of worlds has to have walked. A world sets them from what it sees
// on the wire, at the stores and in the engine's notes.

#include <bitset>
#include <cstddef>
#include <string_view>

namespace backchannel::simulate {

enum class Mark : unsigned {
#define BC_MARK(name, sentence) name,
#include "backchannel/simulate/marks.inc"
#undef BC_MARK
};

constexpr std::size_t kMarks = 0
#define BC_MARK(name, sentence) +1
#include "backchannel/simulate/marks.inc"
#undef BC_MARK
    ;

using Marks = std::bitset<kMarks>;

[[nodiscard]] std::string_view name_of(Mark mark) noexcept;      // "StatusNever"
[[nodiscard]] std::string_view sentence_of(Mark mark) noexcept;  // "STATUS NEVER was said behind a fence"

}  // namespace backchannel::simulate
