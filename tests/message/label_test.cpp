#include "backchannel/message/label.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace backchannel::message {
namespace {

constexpr ClassificationNumber kSecret = 4;
constexpr ClassificationNumber kTopSecret = 5;

TEST(Label, ClassificationIsMembershipNotOrder) {
  const Clearance only_top_secret{{kTopSecret}, {}};
  EXPECT_TRUE(covers(only_top_secret, {kTopSecret, {}, {}, {}}));
  EXPECT_FALSE(covers(only_top_secret, {kSecret, {}, {}, {}}));
}

TEST(Label, EveryRestrictiveCategoryMustBeHeld) {
  const Label label{kSecret, {1, 2}, {}, {}};
  EXPECT_TRUE(covers({{kSecret}, {1, 2, 3}}, label));
  EXPECT_FALSE(covers({{kSecret}, {1, 3}}, label));
}

TEST(Label, OnePermissiveCategoryIsEnough) {
  const Label label{kSecret, {}, {1, 2}, {}};
  EXPECT_TRUE(covers({{kSecret}, {2}}, label));
  EXPECT_FALSE(covers({{kSecret}, {3}}, label));
  EXPECT_FALSE(covers({{kSecret}, {}}, label));
}

TEST(Label, InformativeCategoriesNeedNotBeHeld) {
  EXPECT_TRUE(covers({{kSecret}, {}}, {kSecret, {}, {}, {9}}));
}

TEST(Label, DominationLooksAtEveryPart) {
  const Label quoted{kSecret, {1}, {}, {9}};
  EXPECT_TRUE(dominates({kTopSecret, {1, 2}, {}, {8, 9}}, quoted));
  EXPECT_FALSE(dominates({3, {1}, {}, {9}}, quoted));
  EXPECT_FALSE(dominates({kSecret, {2}, {}, {9}}, quoted));
  EXPECT_FALSE(dominates({kSecret, {1}, {}, {}}, quoted));
}

TEST(Label, FewerPermissiveChoicesAreTheHigherLabel) {
  const Label two{kSecret, {}, {1, 2}, {}};
  const Label one{kSecret, {}, {1}, {}};
  const Label none{kSecret, {}, {}, {}};
  EXPECT_TRUE(dominates(one, two));
  EXPECT_FALSE(dominates(two, one));
  EXPECT_TRUE(dominates(two, none));
  EXPECT_FALSE(dominates(none, two));
}

// A subset of the numbers below `end`.
template <class T>
std::set<T> some_below(T end) {
  std::set<T> chosen;
  const auto bits = *rc::gen::inRange(0u, 1u << end);
  for (T number = 0; number < end; ++number)
    if ((bits >> number) & 1u) chosen.insert(number);
  return chosen;
}
std::set<CategoryNumber> categories() { return some_below<CategoryNumber>(3); }
Label label() {
  return {*rc::gen::inRange<ClassificationNumber>(0, 6), categories(), categories(), categories()};
}
Clearance clearance() { return {some_below<ClassificationNumber>(6), categories()}; }

RC_GTEST_PROP(LabelProperty, DominationIsAPartialOrder, ()) {
  const Label a = label(), b = label(), c = label();
  RC_ASSERT(dominates(a, a));
  if (dominates(a, b) && dominates(b, a)) RC_ASSERT(a == b);
  if (dominates(a, b) && dominates(b, c)) RC_ASSERT(dominates(a, c));
}

RC_GTEST_PROP(LabelProperty, WhoeverMayReadTheHigherLabelHoldsTheCategoriesOfTheLower, ()) {
  const Label low = label();
  Label high = low;
  high.restrictive.merge(categories());
  high.informative.merge(categories());
  if (high.permissive.size() > 1 && *rc::gen::arbitrary<bool>())
    high.permissive.erase(high.permissive.begin());
  if (high.permissive.empty()) high.permissive = categories();
  high.classification = *rc::gen::inRange<ClassificationNumber>(low.classification, 6);
  RC_ASSERT(dominates(high, low));
  Clearance reader = clearance();
  reader.classifications.insert(low.classification);
  if (covers(reader, high)) RC_ASSERT(covers(reader, low));
}

RC_GTEST_PROP(LabelProperty, AnIntersectionNeverCoversMoreThanEither, ()) {
  const Clearance a = clearance(), b = clearance();
  const Label wanted = label();
  if (covers(intersection(a, b), wanted)) RC_ASSERT(covers(a, wanted) && covers(b, wanted));
  RC_ASSERT(intersection(a, b) == intersection(b, a));
  RC_ASSERT(intersection(a, a) == a);
}

}  // namespace
}  // namespace backchannel::message
