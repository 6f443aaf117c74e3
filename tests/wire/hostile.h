#pragma once
// What is done to every encoding: cut, flipped, planted in. And a hand-written protobuf writer, so that the
// schema's own code is not the judge of itself.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"

namespace backchannel::testing {

// Lowest bit, sign and continuation bit, field number of a tag, everything.
constexpr std::array<std::uint8_t, 4> kMasks = {0x01, 0x80, 0x08, 0xff};

inline void append(base::Bytes& out, base::BytesView more) {
  out.insert(out.end(), more.begin(), more.end());
}

inline void append_varint(base::Bytes& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80));
  out.push_back(static_cast<std::uint8_t>(value));
}

inline base::Bytes varint_field(std::uint32_t number, std::uint64_t value) {
  base::Bytes out;
  append_varint(out, std::uint64_t{number} << 3);
  append_varint(out, value);
  return out;
}

inline base::Bytes bytes_field(std::uint32_t number, base::BytesView value) {
  base::Bytes out;
  append_varint(out, std::uint64_t{number} << 3 | 2);
  append_varint(out, value.size());
  append(out, value);
  return out;
}

inline base::Bytes operator+(base::Bytes left, const base::Bytes& right) {
  append(left, right);
  return left;
}

// Cutting at every length and changing any single byte gives an error or a value that encodes to just those
// bytes.
template <class Decode, class Encode>
void expect_total(const base::Bytes& good, Decode decode, Encode encode, std::uint8_t mask) {
  for (std::size_t length = 0; length < good.size(); ++length) {
    const base::BytesView cut(good.data(), length);
    const auto value = decode(cut);
    if (value) {
      ASSERT_TRUE(std::ranges::equal(encode(*value), cut)) << "cut at " << length;
    }
  }
  base::Bytes changed = good;
  for (std::size_t at = 0; at < good.size(); ++at) {
    changed[at] = static_cast<std::uint8_t>(good[at] ^ mask);
    const auto value = decode(changed);
    if (value) {
      ASSERT_EQ(encode(*value), changed) << "byte " << at;
    }
    changed[at] = good[at];
  }
}

template <class T>
void expect_refused(const base::Result<T>& result, base::Code code, std::string_view words) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, code) << result.error().detail;
  EXPECT_NE(result.error().detail.find(words), std::string::npos) << result.error().detail;
}

}  // namespace backchannel::testing
