// Labels against the catalogue: demands together, words, phrases.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "backchannel/doctrine/catalogue.h"
#include "doctrine_files.h"

namespace backchannel::doctrine {
namespace {

const Catalogue& shipped() {
  static const Catalogue catalogue = load(shipped_files()).value();
  return catalogue;
}

message::Label label_of(message::ClassificationNumber classification, const std::vector<std::string>& names) {
  message::Label label{classification, {}, {}, {}};
  for (const auto& name : names) {
    const auto* row = shipped().caveat(name);
    switch (row->kind) {
      case message::CategoryKind::Restrictive:
        label.restrictive.insert(row->number);
        break;
      case message::CategoryKind::Permissive:
        label.permissive.insert(row->number);
        break;
      case message::CategoryKind::Informative:
        label.informative.insert(row->number);
        break;
    }
  }
  return label;
}

TEST(Demands, NoCaveatDemandsNothing) {
  const auto demands = demands_of(shipped(), label_of(5, {}));
  ASSERT_TRUE(demands);
  EXPECT_EQ(demands->seal_to, SealTo::Station);
  EXPECT_EQ(demands->readers, Readers::Any);
  EXPECT_TRUE(demands->copying);
  EXPECT_EQ(demands->copies, 0U);
}

TEST(Demands, TheMostRestrictiveOfTwoCaveatsWins) {
  const auto demands =
      demands_of(shipped(), label_of(5, {"EYES ONLY", "EXCLUSIVELY EYES ONLY", "NODIS", "NOFORN"}));
  ASSERT_TRUE(demands);
  EXPECT_EQ(demands->seal_to, SealTo::Person);
  EXPECT_EQ(demands->readers, Readers::ExactlyOneNamed);
  EXPECT_EQ(demands->copies, 1U);
  EXPECT_FALSE(demands->foreign_hand_over);
}

TEST(Demands, AMarkingWithoutDemandsDemandsNothing) {
  const auto demands = demands_of(shipped(), label_of(3, {"RYBAT", "BLACK PATCH"}));
  ASSERT_TRUE(demands);
  EXPECT_EQ(demands->readers, Readers::Any);
  EXPECT_TRUE(demands->readdressal);
}

TEST(Demands, AnUnknownNumberIsAnUnknownLabel) {
  auto label = label_of(5, {});
  label.informative.insert(60'000);
  EXPECT_EQ(demands_of(shipped(), label).error().code, base::Code::LabelUnknown);
}

TEST(Demands, AnUnknownClassificationIsAnUnknownLabel) {
  EXPECT_EQ(demands_of(shipped(), label_of(0, {})).error().code, base::Code::LabelUnknown);
}

// Else a forger could keep the number and lose the demand that it be held.
TEST(Demands, ANumberInTheSetOfAnotherKindIsAnUnknownLabel) {
  auto label = label_of(5, {});
  label.informative.insert(shipped().caveat("SENSITIVE")->number);
  EXPECT_EQ(demands_of(shipped(), label).error().code, base::Code::LabelUnknown);
}

RC_GTEST_PROP(Demands, AddingACaveatNeverLoosensADemand, ()) {
  const auto pick = *rc::gen::container<std::vector<std::size_t>>(
      rc::gen::inRange<std::size_t>(0, shipped().caveats.size()));
  std::vector<std::string> names;
  for (const auto i : pick) names.push_back(shipped().caveats[i].name);
  const auto before = demands_of(shipped(), label_of(4, names)).value();
  names.push_back(shipped().caveats[*rc::gen::inRange<std::size_t>(0, shipped().caveats.size())].name);
  const auto after = demands_of(shipped(), label_of(4, names)).value();
  RC_ASSERT(after.seal_to >= before.seal_to);
  RC_ASSERT(after.readers >= before.readers);
  RC_ASSERT(after.information_addressees <= before.information_addressees);
  RC_ASSERT(after.sign_for_each_opening >= before.sign_for_each_opening);
  RC_ASSERT(after.copying <= before.copying);
  RC_ASSERT(after.readdressal <= before.readdressal);
  RC_ASSERT(after.pass_on_needs_leave >= before.pass_on_needs_leave);
  RC_ASSERT(after.further_reader_needs_leave >= before.further_reader_needs_leave);
  RC_ASSERT(after.leave_by >= before.leave_by);
  RC_ASSERT(after.foreign_hand_over <= before.foreign_hand_over);
  RC_ASSERT(after.relays_must_hold >= before.relays_must_hold);
  RC_ASSERT(after.reader_list_of_net >= before.reader_list_of_net);
  RC_ASSERT(after.originator_list_of_net >= before.originator_list_of_net);
  RC_ASSERT(after.lowest_classification >= before.lowest_classification);
  RC_ASSERT(before.copies == 0 || (after.copies != 0 && after.copies <= before.copies));
}

TEST(Words, ALabelIsPutIntoWords) {
  EXPECT_EQ(to_words(shipped(), label_of(5, {"SENSITIVE", "EXCLUSIVELY EYES ONLY"})),
            "TOP SECRET; EXCLUSIVELY EYES ONLY; SENSITIVE");
  EXPECT_EQ(to_words(shipped(), {0, {60'000}, {}, {}}), "classification number 0; caveat number 60000");
}

TEST(Phrases, ATextThatAsksForAMarkingIsFoundAcrossLines) {
  const auto found = phrases_in(shipped(), "Please TREAT\n  as nodis, and burn.");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].row->name, "NODIS");
  EXPECT_EQ(found[0].phrase, "treat as Nodis");
}

TEST(Phrases, PartsOfOtherWordsAreNotFound) {
  EXPECT_TRUE(phrases_in(shipped(), "retreat as Nodis was treat as nodisson").empty());
  EXPECT_TRUE(phrases_in(shipped(), "").empty());
}

}  // namespace
}  // namespace backchannel::doctrine
