#pragma once
// Columns of the Bunker-channel slip, shared by its printer and its parser (printed.h shows the form).

#include <cstddef>
#include <string_view>

namespace backchannel::message::slip {

constexpr std::string_view kTo = "TO:   ";
constexpr std::string_view kFrom = "FROM: ";
constexpr std::string_view kRef = "REF: ";
constexpr std::string_view kVia = "VIA ";
constexpr std::string_view kCite = "CITE ";

constexpr std::size_t kEntryContinued = 8;
constexpr std::size_t kPartIndent = 10;
constexpr std::size_t kPartContinued = 12;

}  // namespace backchannel::message::slip
