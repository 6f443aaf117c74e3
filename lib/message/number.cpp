#include "backchannel/message/number.h"

#include <algorithm>
#include <charconv>

#include "backchannel/base/format.h"

namespace backchannel::message {

namespace {

constexpr std::size_t kSpeltOutLetters = 3;  // WH, WHS, WHP, WTE

std::string padded(std::uint32_t number, std::size_t width) {
  std::string digits = std::to_string(number);
  if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
  return digits;
}

std::optional<std::uint32_t> parse_serial(std::string_view digits) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

bool is_series(std::string_view word) {
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto inner = [&](char c) { return letter(c) || c == '-' || (c >= '0' && c <= '9'); };
  return !word.empty() && letter(word.front()) && std::ranges::all_of(word, inner);
}

}  // namespace

std::string slip_number(const Number& number) {
  if (number.series.empty()) return {};
  return base::upper(number.series) + " " + padded(number.serial, 3);
}

std::string cite(std::string_view bearer, std::uint32_t serial) {
  return "CITE " + base::upper(bearer) + " " + padded(serial, 4);
}

std::string summary_number(const Number& number, std::optional<std::uint32_t> bearer_serial) {
  if (number.series.empty()) return {};
  std::string text = base::upper(number.series);
  // FRUS prints a series that is read as a word with one capital (Hakto, Tosit, Buenos Aires), one that is
  // spelt out in capitals.
  for (std::size_t i = 1; i < text.size() && text.size() > kSpeltOutLetters; ++i)
    if (text[i] >= 'A' && text[i] <= 'Z' && text[i - 1] != ' ')
      text[i] = static_cast<char>(text[i] - 'A' + 'a');
  text += " " + std::to_string(number.serial);
  if (bearer_serial) text += "/" + std::to_string(*bearer_serial);
  return text;
}

std::optional<PrintedNumber> parse_number(std::string_view text) {
  text = base::trim(text);
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  PrintedNumber number;
  number.series = base::upper(text.substr(0, space));
  if (!is_series(number.series)) return std::nullopt;

  std::string_view digits = base::trim(text.substr(space));
  if (const auto slash = digits.find('/'); slash != std::string_view::npos) {
    number.bearer_serial = parse_serial(digits.substr(slash + 1));
    if (!number.bearer_serial) return std::nullopt;
    digits = digits.substr(0, slash);
  }
  const auto serial = parse_serial(digits);
  if (!serial) return std::nullopt;
  number.serial = *serial;
  return number;
}

}  // namespace backchannel::message
