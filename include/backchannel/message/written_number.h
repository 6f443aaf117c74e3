#pragma once
// Numbers as people write them, at the head of a message and where one message names others: "Hakto 49/231",
// "HAKTO 049", "WH21557/Hakto 21", "CITE SAIGON 0231", "WHS 2088, 2089", "Hakto 140-142", "your 008".
//
// Untrusted text is taken apart and nothing of it is lost: printing puts the very same letters together
// again. Which series there are is doctrine and not known here.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace backchannel::message {

struct WrittenNumber {
  std::string lead;          // words that are no series, and what follows them: "CITE ", "your "
  std::string series;        // "Hakto", "USDEL SALT"; empty: a bare number
  std::string gap;           // between series and figures: " ", "", " #", " No. "
  std::uint32_t serial = 0;  // at most 999,999,999
  std::uint32_t width = 1;   // figures written: 4 in "0231"
  std::string after;         // up to the next number, or to the end: "/", ", ", " and "
  friend bool operator==(const WrittenNumber&, const WrittenNumber&) = default;
};

struct WrittenNumbers {
  std::string before;  // white space
  std::vector<WrittenNumber> numbers;
  friend bool operator==(const WrittenNumbers&, const WrittenNumbers&) = default;
};

// What the letters between two numbers make of them: one message's two numbers ("/", or nothing but blanks),
// several messages, or the first and the last of a run.
enum class Join : std::uint8_t { Pair, List, Range };
[[nodiscard]] Join join_of(std::string_view after);

// A message, or a run of them, that the numbers name.
struct Reference {
  std::vector<WrittenNumber> numbers;  // of one message: one, or a pair. Not empty
  std::optional<WrittenNumber> last;   // of a run
  friend bool operator==(const Reference&, const Reference&) = default;
};
// A bare number of a list or at the end of a run has the series of the one before: "WHS 2088, 2089".
[[nodiscard]] std::vector<Reference> references(const WrittenNumbers& written);

[[nodiscard]] std::string print_numbers(const WrittenNumbers& written);
[[nodiscard]] std::string print_figures(const WrittenNumber& number);  // "0231"
// Without lead and what comes after: "SAIGON 0231".
[[nodiscard]] std::string print_number(const WrittenNumber& number);

// The whole text; nullopt if it is anything else than numbers. Never throws.
[[nodiscard]] std::optional<WrittenNumbers> parse_numbers(std::string_view text);

struct LeadingNumbers {
  WrittenNumbers written;  // none: no number stands at the beginning
  std::size_t length = 0;  // bytes of the text that they are
};
// As many numbers as the text begins with. A word counts as a series only if `is_series` says so: in "Hakto
// 49 Secret 3" the number ends before Secret.
[[nodiscard]] LeadingNumbers leading_numbers(std::string_view text,
                                             const std::function<bool(std::string_view)>& is_series);

}  // namespace backchannel::message
