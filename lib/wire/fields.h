#pragma once
// Reads the fields of a parsed protobuf one by one against the limits, and remembers the first that fails. A
// reader builds its struct straight through and asks once, at the end, whether the whole was sound.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/base/time.h"

namespace backchannel::wire {

constexpr std::int64_t kTimeMsMax = std::int64_t{1} << 53;  // exact in every JSON reader too

class Fields {
 public:
  // Frame for what is malformed, TooLarge for what is over a limit. `why` never quotes input.
  void refuse(base::Code code, std::string_view where, std::string_view why);

  // A name: at most kNameBytesMax, nothing that a terminal would not show as itself.
  [[nodiscard]] std::string name(std::string value, std::string_view where);
  [[nodiscard]] std::string required_name(std::string value, std::string_view where);
  // Text of at most `limit` bytes; that it is UTF-8 was checked in parsing.
  [[nodiscard]] std::string text(std::string value, std::size_t limit, std::string_view where);
  [[nodiscard]] base::Bytes blob(std::string_view value, std::size_t limit, std::string_view where);
  [[nodiscard]] base::HandlingTime time(std::int64_t ms, std::string_view where);
  [[nodiscard]] bool count(int found, std::size_t low, std::size_t high, std::string_view where);
  void present(bool found, std::string_view where);

  template <class Id>
  [[nodiscard]] Id id(std::string_view value, std::string_view where) {
    if (value.size() != Id::kSize) {
      wrong_size(where, value.size(), Id::kSize);
      return {};
    }
    return Id::from_bytes(base::as_bytes(value));
  }

  template <std::unsigned_integral T>
  [[nodiscard]] T number(std::uint64_t value, std::uint64_t low, std::uint64_t high, std::string_view where) {
    return in_range(value, low, high, where) ? static_cast<T>(value) : T{};
  }

  // An enum of ours whose values run from 1 to `last` without a hole.
  template <class E>
  requires std::is_enum_v<E>
  [[nodiscard]] E one_of(int value, E last, std::string_view where) {
    const auto raw = value < 0 ? std::uint64_t{0} : static_cast<std::uint64_t>(value);
    return in_range(raw, 1, static_cast<std::uint64_t>(last), where) ? static_cast<E>(value) : last;
  }

  template <class T>
  [[nodiscard]] base::Result<T> finish(T value) && {
    if (first_) return std::unexpected(*std::move(first_));
    return value;
  }

 private:
  void wrong_size(std::string_view where, std::size_t found, std::size_t wanted);
  [[nodiscard]] bool in_range(std::uint64_t value, std::uint64_t low, std::uint64_t high,
                              std::string_view where);
  void over_limit(std::string_view where, std::size_t found, std::size_t limit);

  std::optional<base::Error> first_;
};

}  // namespace backchannel::wire
