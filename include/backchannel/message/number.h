#pragma once
// Serial numbers as people print them.

#include <optional>
#include <string>
#include <string_view>

#include "backchannel/message/header.h"

namespace backchannel::message {

struct PrintedNumber {
  std::string series;  // as canonical upper case
  std::uint32_t serial = 0;
  std::optional<std::uint32_t> bearer_serial;  // 231 of "Hakto 49/231"
  friend bool operator==(const PrintedNumber&, const PrintedNumber&) = default;
};

[[nodiscard]] std::string slip_number(const Number& number);                    // "HAKTO 049"
[[nodiscard]] std::string cite(std::string_view bearer, std::uint32_t serial);  // "CITE SAIGON 0231"
[[nodiscard]] std::string summary_number(const Number& number,
                                         std::optional<std::uint32_t> bearer_serial);  // "Hakto 49/231"
// Reads any of "HAKTO 049", "Hakto 49", "Hakto 49/231"; nullopt if it is none of them.
[[nodiscard]] std::optional<PrintedNumber> parse_number(std::string_view text);

}  // namespace backchannel::message
