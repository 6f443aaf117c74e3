#pragma once
// The words of the Situation Room's heading, shared by printer and parser (situation_room.h shows the form).

#include <string_view>

#include "backchannel/message/precedence.h"

namespace backchannel::message::situation_room {

constexpr std::string_view kDe = "DE ";
constexpr std::string_view kFrom = "FM ";
constexpr std::string_view kTo = "TO ";
constexpr std::string_view kFor = " FOR ";
constexpr std::string_view kSlants = "//";
constexpr std::string_view kVia = "VIA ";
constexpr std::size_t kContinued = 4;

// The copies write the older name of IMMEDIATE, shortened.
constexpr std::string_view kImmediate = "OP IMMED";

}  // namespace backchannel::message::situation_room
