#pragma once
// The fixed words of the sixteen format lines, shared by printer and parser (plaindress.h shows the form).

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace backchannel::message::plaindress {

constexpr std::string_view kStart = "VZCZC";
constexpr std::string_view kDe = "DE ";
constexpr std::string_view kOpen = "ZNR";
constexpr std::string_view kClosed = "ZNY";
constexpr char kOpenLetter = 'U';
constexpr std::string_view kFrom = "FM ";
constexpr std::string_view kTo = "TO ";
constexpr std::string_view kInfo = "INFO ";
constexpr std::string_view kExempted = "XMT ";
constexpr std::string_view kAccount = "ACCT ";
constexpr std::string_view kGroups = "GR ";
constexpr std::string_view kBreak = "BT";
constexpr std::string_view kSlants = "//";
constexpr std::string_view kVia = "VIA ";
constexpr std::string_view kPass = "PASS: ";
constexpr std::string_view kSubject = "SUBJECT: ";
constexpr std::string_view kRef = "REF: ";
constexpr std::string_view kEnd = "NNNN";

constexpr std::size_t kEntryIndent = 5;
constexpr std::size_t kEntryContinued = 8;
constexpr std::size_t kLetters = 5;  // ZNY TTTTT
constexpr std::size_t kChannelLettersMost = 6;
constexpr std::uint32_t kChannelSerialMost = 999;
constexpr std::size_t kCodeLeast = 3, kCodeMost = 8;  // RFC 6477: sic = 3*8 ps-char

// Routing indicators: 4 to 7 letters (NAVEDTRA 14226 writes 7).
constexpr bool is_routing_indicator(std::string_view word) {
  return word.size() >= 4 && word.size() <= 7 &&
         std::ranges::all_of(word, [](char c) { return c >= 'A' && c <= 'Z'; });
}

constexpr bool is_code(std::string_view word) {
  return word.size() >= kCodeLeast && word.size() <= kCodeMost &&
         std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

constexpr bool is_channel(std::string_view word) {
  return !word.empty() && word.size() <= kChannelLettersMost &&
         std::ranges::all_of(word, [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace backchannel::message::plaindress
