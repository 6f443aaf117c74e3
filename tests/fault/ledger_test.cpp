// The books find every kind of fault that is planted in them.

#include "ledger.h"

#include <gtest/gtest.h>

namespace backchannel::fault {
namespace {

base::MessageId message(std::uint8_t n) {
  base::MessageId id;
  id.value.fill(n);
  return id;
}

base::TransferId transfer(std::uint8_t n) {
  base::TransferId id;
  id.value.fill(n);
  return id;
}

// Three messages, all delivered.
Books sound_books() {
  Books books;
  for (std::uint8_t n = 1; n <= 3; ++n) {
    books.attempts.push_back({message(n), transfer(n)});
    books.arrivals.push_back({message(n), transfer(n), transfer(n)});
    books.ends[message(n)] = End::Delivered;
  }
  books.records = 3;
  return books;
}

TEST(Books, AreSoundWhenAllArrivedOnce) {
  const Verdict verdict = judge(sound_books());
  EXPECT_TRUE(verdict.sound()) << verdict;
  EXPECT_EQ(verdict.arrived, 3U);
  EXPECT_EQ(verdict.ends.at(End::Delivered), 3U);
}

TEST(Books, FindADeliveryTakenOut) {
  Books books = sound_books();
  books.arrivals.pop_back();
  const Verdict verdict = judge(books);
  EXPECT_FALSE(verdict.sound());
  EXPECT_EQ(verdict.lost, 1U);
  EXPECT_EQ(verdict.untrue, 1U) << "its receipt is not true any more";
}

TEST(Books, FindADeliveryTwice) {
  Books books = sound_books();
  books.arrivals.push_back(books.arrivals.front());
  EXPECT_FALSE(judge(books).sound());
  EXPECT_EQ(judge(books).duplicated, 1U);
}

TEST(Books, FindWhatNobodyHandedIn) {
  Books books = sound_books();
  books.arrivals.push_back({message(9), transfer(9), transfer(9)});
  EXPECT_FALSE(judge(books).sound());
  EXPECT_EQ(judge(books).unexpected, 1U);
}

TEST(Books, FindOtherBytes) {
  Books books = sound_books();
  books.arrivals.front().bytes.value[7] ^= 1;
  EXPECT_FALSE(judge(books).sound());
  EXPECT_EQ(judge(books).altered, 1U);
}

TEST(Books, FindAReportThatIsNotTrue) {
  Books books = sound_books();
  books.ends[message(2)] = End::NotDelivered;
  EXPECT_FALSE(judge(books).sound());
  EXPECT_EQ(judge(books).untrue, 1U);
}

TEST(Books, FindAMessageDroppedInSilence) {
  Books books = sound_books();
  books.ends.erase(message(2));
  EXPECT_FALSE(judge(books).sound());
  EXPECT_EQ(judge(books).unaccounted, 1U);
}

TEST(Books, TakeAnHonestEndForAnAnswer) {
  Books books = sound_books();
  books.arrivals.pop_back();
  for (const End end : {End::NotDelivered, End::Unknown, End::Refused, End::Held}) {
    books.ends[message(3)] = end;
    EXPECT_TRUE(judge(books).sound()) << judge(books);
    EXPECT_EQ(judge(books).ends.at(end), 1U);
  }
}

TEST(Books, CountWhatArrivedWithoutAnAnswerAsRecovered) {
  Books books = sound_books();
  books.attempts.front().acknowledged = false;
  EXPECT_TRUE(judge(books).sound());
  EXPECT_EQ(judge(books).recovered, 1U);
  books.arrivals.erase(books.arrivals.begin());
  books.ends.erase(message(1));
  books.records = 2;
  EXPECT_TRUE(judge(books).sound()) << "what was never answered may be missing";
}

}  // namespace
}  // namespace backchannel::fault
