#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "backchannel/base/error.h"
#include "backchannel/base/format.h"

namespace backchannel::text {

// Line and column (in code points) of the byte at `offset`, which may be the end of the content.
[[nodiscard]] inline base::Where place_of(std::string_view content, std::size_t offset,
                                          std::string_view name) {
  const std::string_view head = content.substr(0, offset);
  const auto line_start = head.rfind('\n') + 1;  // npos + 1 is 0
  const auto line = std::ranges::count(head, '\n') + 1;
  const auto column = base::columns(head.substr(line_start)) + 1;
  return {std::string(name), static_cast<int>(line), static_cast<int>(column)};
}

}  // namespace backchannel::text
