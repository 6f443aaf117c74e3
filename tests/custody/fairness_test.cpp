// The fairness slot of a circuit: a share of its bytes for the lowest precedence that waits, in virtual time.

#include <gtest/gtest.h>

#include <map>

#include "backchannel/wire/codec.h"
#include "bench.h"

namespace backchannel::custody {
namespace {

using message::Precedence;

constexpr std::int64_t kRate = 100'000;

// R sends to A, which takes everything at once, while S1 offers twice as much FLASH as the circuit carries.
struct Overload : Bench {
  explicit Overload(bool fairness) : Bench("R", kRate) {
    for (netplan::Circuit& each : plan.circuits) each.fairness = fairness;
    start();
    up("S1");
  }
  void offer_one(Precedence precedence, std::size_t size) {
    LetterWords words;
    words.precedence = precedence;
    words.size = size;
    const Letter l = letter(words);
    precedence_of_[l.transfer()] = precedence;
    know(l);
    frame("S1", offer(l, {0}, size <= base::kChunkBytesMax));
    for (std::size_t at = 0; size > base::kChunkBytesMax && at < size; at += base::kChunkBytesMax) {
      const std::size_t to = std::min(at + base::kChunkBytesMax, size);
      frame("S1", chunk(l, at, to, to == size ? wire::Legs{0} : wire::Legs{}));
    }
    ASSERT_TRUE(take<wire::Accept>("S1"));
  }
  // Answers what left for A, as A does, and counts its bytes.
  void answer() {
    while (!sent.empty()) {
      const auto [to, each] = std::move(sent.front());
      sent.pop_front();
      if (to != node("A")) continue;
      if (const auto* offer = std::get_if<wire::Offer>(&each)) {
        count_bytes(offer->consignment.transfer, each);
        if (offer->body)
          frame("A", wire::Accept{offer->consignment, std::nullopt});
        else
          frame("A", wire::Go{offer->consignment, 0, base::kWindowBytes});
      } else if (const auto* chunk = std::get_if<wire::Chunk>(&each)) {
        count_bytes(chunk->transfer, each);
        if (!chunk->last_legs.empty())
          frame("A", wire::Accept{{chunk->transfer, 1, chunk->last_legs}, std::nullopt});
        else
          frame("A", wire::Credit{chunk->transfer, 1, chunk->data.size()});
      }
    }
  }
  void run(int seconds) {
    offer_one(Precedence::Flash, 1'000);
    up("A");
    for (int step = 0; step < seconds * 10; ++step) {
      for (std::size_t bytes = 0; bytes < 2 * kRate / 8 / 10; bytes += 1'000)
        offer_one(Precedence::Flash, 1'000);
      advance_ms(100);
      answer();
    }
  }
  double share(Precedence precedence) {
    std::uint64_t all = 0;
    for (const auto& [each, bytes] : bytes_) all += bytes;
    return static_cast<double>(bytes_[precedence]) / static_cast<double>(all);
  }

 private:
  void count_bytes(const base::TransferId& transfer, const wire::Frame& each) {
    bytes_[precedence_of_.at(transfer)] += wire::encode(each).size();
  }
  std::map<base::TransferId, Precedence> precedence_of_;
  std::map<Precedence, std::uint64_t> bytes_;
};

TEST(Fairness, RoutineKeepsItsShareUnderTwiceAsMuchFlashAsTheCircuitCarries) {
  Overload o(true);
  for (int i = 0; i < 100; ++i) o.offer_one(Precedence::Routine, 1'000);
  o.run(20);
  EXPECT_GE(o.share(Precedence::Routine), 0.0499);
  EXPECT_LE(o.share(Precedence::Routine), 0.06) << "it is a share, no more";
}

TEST(Fairness, WithoutItNothingLowerLeavesWhileFlashWaits) {
  Overload o(false);
  for (int i = 0; i < 100; ++i) o.offer_one(Precedence::Routine, 1'000);
  o.run(20);
  EXPECT_EQ(o.share(Precedence::Routine), 0.0);
  EXPECT_GT(o.share(Precedence::Flash), 0.0);
}

TEST(Fairness, TheShareIsForTheLowestThatWaits) {
  Overload o(true);
  for (int i = 0; i < 100; ++i) o.offer_one(Precedence::Immediate, 1'000);
  for (int i = 0; i < 100; ++i) o.offer_one(Precedence::Priority, 1'000);
  o.run(20);
  EXPECT_GE(o.share(Precedence::Priority), 0.0499);
  EXPECT_EQ(o.share(Precedence::Immediate), 0.0);
}

TEST(Fairness, ALongMessagePassesByTheSlotChunkByChunkAndIsHaltedOnce) {
  Overload o(true);
  for (int i = 0; i < 3; ++i) o.offer_one(Precedence::Routine, 100'000);
  o.run(40);
  EXPECT_GE(o.share(Precedence::Routine), 0.045) << "a round trip for each message is not its fault";
  EXPECT_LE(o.share(Precedence::Routine), 0.06);
  EXPECT_LE(o.audited("halted"), 3U) << "not once for each of its chunks";
  EXPECT_EQ(o.audited("resumed"), 0U);
}

TEST(Fairness, ALoneFlashWaitsForAtMostOneChunk) {
  Bench r("R", kRate);
  for (netplan::Circuit& each : r.plan.circuits) each.fairness = true;
  r.start();
  r.up("S1");
  const auto hold = [&](Precedence precedence) {
    LetterWords words;
    words.precedence = precedence;
    const Letter l = letter(words);
    r.know(l);
    r.frame("S1", offer(l));
  };
  for (int i = 0; i < 20; ++i) hold(Precedence::Routine);
  for (int i = 0; i < 5; ++i) hold(Precedence::Flash);
  r.sent.clear();
  r.up("A");
  std::string order;
  for (int step = 0; step < 1'000; ++step) {
    r.advance_ms(10);
    while (const auto out = r.take<wire::Offer>("A")) {
      order += message::prosign_of(message::precedence_of(*wire::decode_header(out->header)));
      r.frame("A", wire::Accept{out->consignment, std::nullopt});
    }
  }
  EXPECT_EQ(order.substr(0, 7), "ZRZZZZR");
  EXPECT_EQ(order.size(), 25U);
}

// FLASH come in groups: while they are about, one ROUTINE at a time is in hand at a neighbour.
TEST(Fairness, WhileFlashAreAboutOneRoutineIsUnansweredAtATime) {
  Bench r("R");
  r.start();
  for (const char* peer : {"S1", "A"}) r.up(peer);
  const auto hold = [&](Precedence precedence) {
    const Letter l = letter({.precedence = precedence});
    r.know(l);
    r.frame("S1", offer(l));
  };
  hold(Precedence::Flash);
  for (int i = 0; i < 20; ++i) hold(Precedence::Routine);
  EXPECT_EQ(r.count<wire::Offer>("A"), 2U) << "the FLASH, and one ROUTINE";
  ASSERT_TRUE(r.take<wire::Offer>("A"));
  const auto routine = r.must<wire::Offer>("A");
  r.advance_ms(2'100);
  r.sent.clear();
  r.frame("A", wire::Accept{routine.consignment, std::nullopt});
  EXPECT_GT(r.count<wire::Offer>("A"), 1U) << "no FLASH came for two seconds";
}

}  // namespace
}  // namespace backchannel::custody
