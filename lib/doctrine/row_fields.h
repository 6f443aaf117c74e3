#pragma once
// What the readers of several kinds of row share. Complaints are kept by the text::Reader.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backchannel/base/format.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/text/value.h"

namespace backchannel::doctrine {

inline constexpr std::int64_t kNumberMax = 65'535;

// Words of a field that must be there and must say something.
[[nodiscard]] std::string words(text::Reader& reader, std::string_view key);
[[nodiscard]] std::uint32_t read_number(text::Reader& reader);
[[nodiscard]] Origin read_origin(text::Reader& reader);
[[nodiscard]] std::string read_explanation(text::Reader& reader);

// Each word under `key` (inferred, chosen) must be a key that the table has; `what` names the table's keys.
void check_named(text::Reader& reader, std::string_view key, const std::vector<std::string>& named,
                 const text::Value* table, std::string_view what);

template <class Choice, std::size_t N>
using Choices = std::array<std::pair<std::string_view, Choice>, N>;

// The meaning of a word; a complaint with the words that are known, the nearest first, if it is none of them.
template <class Choice, std::size_t N>
Choice choice(text::Reader& reader, std::string_view key, const std::string& value,
              const Choices<Choice, N>& choices) {
  std::vector<std::string> names;
  for (const auto& [name, meaning] : choices) {
    if (name == value) return meaning;
    names.emplace_back(name);
  }
  std::string hint;
  if (const auto near = text::nearest(value, names)) hint = "did you mean \"" + *near + "\"? ";
  std::string known;
  for (const auto& name : names) known += (known.empty() ? "\"" : ", \"") + name + "\"";
  reader.complain(base::Code::Doctrine, std::string(key) + " \"" + base::visible(value) + "\" is not known",
                  reader.where_of(key), hint + "write one of " + known);
  return choices.front().second;
}

}  // namespace backchannel::doctrine
