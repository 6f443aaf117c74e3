#pragma once
// The words that the printer and the parser of FRUS order share.

#include <array>
#include <string_view>

namespace backchannel::message::frus {

constexpr std::string_view kBegin = "Begin text";
constexpr std::string_view kEnd = "End text";
constexpr std::string_view kRef = "Ref:";
constexpr std::string_view kRefs = "Refs:";
constexpr std::string_view kSource = "Source:";
constexpr std::string_view kPage = "[Page ";
constexpr std::string_view kGarbleOpen = "[garble";
constexpr std::string_view kGarbleMarker = "[garble]";
constexpr std::string_view kDash = "—";

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};

}  // namespace backchannel::message::frus
