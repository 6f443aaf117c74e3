// A queue longer than memory is wide: of each lane the beginning is held, the rest is read on in its order.

#include <gtest/gtest.h>

#include "bench.h"

namespace backchannel::custody {
namespace {

constexpr std::size_t kMany = 2 * base::kLaneLegsMax + 100;

struct Relay : Bench {
  explicit Relay(std::size_t lane_legs = base::kLaneLegsMax) : Bench("R", 0, lane_legs) {
    start();
    up("S1");
  }
  // As a batch of its own for each: accepted from S1, for T.
  std::vector<Letter> accept(std::size_t count, const LetterWords& words) {
    std::vector<Letter> all;
    for (std::size_t i = 0; i < count; ++i) {
      all.push_back(letter(words));
      know(all.back());
      frame("S1", offer(all.back()));
      EXPECT_TRUE(take<wire::Accept>("S1"));
    }
    return all;
  }
  // Answers each OFFER of neighbour A with ACCEPT until none comes; the transfers in the order of leaving.
  std::vector<base::TransferId> drain() {
    std::vector<base::TransferId> order;
    while (auto offered = take<wire::Offer>("A")) {
      order.push_back(offered->consignment.transfer);
      frame("A", wire::Accept{offered->consignment, std::nullopt});
    }
    return order;
  }
};

std::vector<base::TransferId> transfers_of(const std::vector<Letter>& letters) {
  std::vector<base::TransferId> all;
  for (const Letter& each : letters) all.push_back(each.transfer());
  return all;
}

TEST(Paging, ALongQueueLeavesWholeAndInItsOrder) {
  Relay r;
  const auto all = r.accept(kMany, {});
  EXPECT_EQ(r.legs_held(), kMany);
  r.up("A");
  EXPECT_EQ(r.drain(), transfers_of(all));
  EXPECT_EQ(r.legs_held(), 0U);
  EXPECT_TRUE(r.tables.legs.empty());
}

TEST(Paging, TheSameAfterARestart) {
  Relay r;
  const auto all = r.accept(kMany, {});
  r.restart();
  EXPECT_EQ(r.legs_held(), kMany);
  r.up("A");
  EXPECT_EQ(r.drain(), transfers_of(all));
  EXPECT_EQ(r.legs_held(), 0U);
}

TEST(Paging, AHigherPrecedenceDoesNotWaitForWhatIsInTheStore) {
  Relay r;
  const auto routine = r.accept(kMany, {});
  const auto flash = r.accept(1, {.precedence = message::Precedence::Flash});
  r.up("A");
  EXPECT_EQ(r.drain().front(), flash.front().transfer());
}

TEST(Paging, AFlashThatIsBoundByItsAcceptanceIsInMemoryHoweverFullItsLane) {
  Relay r(4);
  r.up("A");
  const auto flashes = r.accept(6, {.precedence = message::Precedence::Flash});
  EXPECT_EQ(r.count<wire::Offer>("A"), 6U);
  EXPECT_EQ(r.drain(), transfers_of(flashes));
  EXPECT_EQ(r.legs_held(), 0U);
}

TEST(Paging, WhatIsAcceptedWhileAPageIsReadIsNotForgotten) {
  Relay r;
  auto all = r.accept(base::kLaneLegsMax + 10, {});
  r.hold_reads = true;
  r.up("A");
  auto left = r.drain();
  ASSERT_EQ(left.size(), base::kLaneLegsMax) << "a page is asked for, and not answered";
  const auto later = r.accept(3, {});
  all.insert(all.end(), later.begin(), later.end());
  r.hold_reads = false;
  r.settle();
  const auto rest = r.drain();
  left.insert(left.end(), rest.begin(), rest.end());
  EXPECT_EQ(left, transfers_of(all));
  EXPECT_EQ(r.legs_held(), 0U);
}

TEST(Paging, WhatExpiresInTheStoreIsReported) {
  Relay r;
  r.accept(base::kLaneLegsMax, {});
  const auto shorter = r.accept(5, {.lifetime_ms = 60 * base::kSecondMs});
  EXPECT_EQ(r.reports().size(), 0U);
  r.advance_ms(60 * base::kSecondMs + 10 * base::kSecondMs + 1);
  EXPECT_EQ(r.reports().size(), shorter.size());
  // What waits now: the others, and the reports for S1.
  EXPECT_EQ(r.tables.legs.size(), r.legs_held());
}

// The page was read before the leg was bound, and comes after custody moved on.
TEST(Paging, APageThatIsOldDoesNotBringBackWhatHasLeft) {
  Relay r;
  const auto first = r.accept(base::kLaneLegsMax, {});
  const auto flash = r.accept(1, {.precedence = message::Precedence::Flash});
  r.accept(1, {});  // in the store: what has expired is looked for
  r.hold_reads = true;
  r.advance(11 * base::kSecondUs);
  ASSERT_FALSE(r.pages.empty());
  const auto old =
      r.tables.page({r.pages.front().id, AfterInLane{{node("T"), message::Precedence::Flash}, 0}, 9});
  ASSERT_EQ(old.legs.size(), 1U);
  r.up("A");
  const auto offered = r.must<wire::Offer>("A");
  ASSERT_EQ(offered.consignment.transfer, flash.front().transfer());
  r.frame("A", wire::Accept{offered.consignment, std::nullopt});
  const auto held = r.legs_held();
  const auto id = r.pages.front().id;
  r.pages.clear();
  r.give(PageRead{id, old});
  EXPECT_EQ(r.legs_held(), held);
  for (auto again = r.take<wire::Offer>("A"); again; again = r.take<wire::Offer>("A"))
    EXPECT_NE(again->consignment.transfer, flash.front().transfer());
}

TEST(Paging, AFurtherLegOfATransferInTheStoreKeepsItsOwnStamps) {
  Relay r;
  r.up("U");
  r.accept(base::kLaneLegsMax, {});
  const Letter two = letter({.to = {"T", "T"}});
  r.know(two);
  r.frame("S1", offer(two, {0}));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
  r.frame("S1", offer(two, {1}));
  EXPECT_TRUE(r.take<wire::Accept>("S1"));
  const auto row = r.tables.legs.at({two.transfer(), 1, 1});
  EXPECT_FALSE(row.stamps.empty());
}

}  // namespace
}  // namespace backchannel::custody
