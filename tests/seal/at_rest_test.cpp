#include <gtest/gtest.h>

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/seal/crypto.h"

namespace backchannel::seal {
namespace {

base::Bytes key_of(std::uint8_t first) {
  base::Bytes key(base::AtRest::kKeyBytes);
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(first + i);
  return key;
}

TEST(AtRestCipher, AnyPartIsTheSameAsInTheWhole) {
  base::Bytes whole(1'000);
  for (std::size_t i = 0; i < whole.size(); ++i) whole[i] = static_cast<std::uint8_t>(i * 7);
  const base::Bytes text = whole;
  at_rest().apply(key_of(1), 0, whole);
  EXPECT_NE(whole, text);
  for (const std::size_t offset : {0, 1, 15, 16, 17, 31, 500, 999}) {
    base::Bytes part(text.begin() + static_cast<std::ptrdiff_t>(offset), text.end());
    at_rest().apply(key_of(1), offset, part);
    EXPECT_EQ(part, base::Bytes(whole.begin() + static_cast<std::ptrdiff_t>(offset), whole.end())) << offset;
  }
  at_rest().apply(key_of(1), 0, whole);
  EXPECT_EQ(whole, text);
}

TEST(AtRestCipher, AnotherKeyIsAnotherText) {
  base::Bytes one(64), other(64);
  at_rest().apply(key_of(1), 0, one);
  at_rest().apply(key_of(2), 0, other);
  EXPECT_NE(one, other);
  const auto first = at_rest().new_key(), second = at_rest().new_key();
  ASSERT_EQ(first.view().size(), base::AtRest::kKeyBytes);
  EXPECT_FALSE(std::ranges::equal(first.view(), second.view()));
}

// Counted from zero, a text of zeros under a key of zeros is the hash key of test case 13 in McGrew and
// Viega's specification of GCM.
TEST(AtRestCipher, TheFirstBlockIsAesOfZero) {
  base::Bytes zero(16);
  at_rest().apply(base::Bytes(32), 0, zero);
  EXPECT_EQ(base::to_hex(zero), "dc95c078a2408989ad48a21492842087");
}

}  // namespace
}  // namespace backchannel::seal
