#include <gtest/gtest.h>

#include <set>

#include "backchannel/wire/codec.h"

namespace backchannel::wire {
namespace {

TEST(SizeClass, HasAtMostSixtyFourValuesUpToTheLargestContent) {
  std::set<std::size_t> classes;
  for (std::size_t size = 0; size <= kContentBytesMax; ++size) classes.insert(size_class(size));
  EXPECT_LE(classes.size(), 64U);
  EXPECT_GE(classes.size(), 40U) << "coarser than it needs to be";
  EXPECT_EQ(*classes.begin(), 256U);
  EXPECT_EQ(*classes.rbegin(), kContentBytesMax);
}

TEST(SizeClass, NeverCutsAndCostsAtMostTwelvePercentAndTwoHundredFiftySixBytes) {
  for (std::size_t size = 1; size <= kContentBytesMax; ++size) {
    const std::size_t padded = size_class(size);
    ASSERT_GE(padded, size);
    ASSERT_LE((padded - size) * 100, size * 12 + 256 * 100) << size;
  }
}

TEST(SizeClass, IsItsOwnSizeClassAndNeverFalls) {
  std::size_t before = 0;
  for (std::size_t size = 0; size <= kContentBytesMax; ++size) {
    const std::size_t padded = size_class(size);
    ASSERT_GE(padded, before);
    ASSERT_EQ(size_class(padded), padded);
    before = padded;
  }
}

TEST(SizeClass, LeavesAloneWhatIsOverTheLimit) {
  EXPECT_EQ(size_class(kContentBytesMax + 1), kContentBytesMax + 1);
  EXPECT_EQ(size_class(std::size_t{1} << 40), std::size_t{1} << 40);
}

}  // namespace
}  // namespace backchannel::wire
