#include <gtest/gtest.h>

#include "notes.h"
#include "outbox.h"

namespace backchannel::link {
namespace {

TEST(LinkOutbox, IsClosedUntilItIsOpened) {
  Outbox outbox;
  EXPECT_EQ(outbox.push({1}), Outbox::Push::Closed);
  outbox.open();
  EXPECT_EQ(outbox.push({1}), Outbox::Push::Queued);
  EXPECT_FALSE(outbox.empty());
}

TEST(LinkOutbox, ClosingForgetsWhatWaits) {
  Outbox outbox;
  outbox.open();
  ASSERT_EQ(outbox.push({1}), Outbox::Push::Queued);
  outbox.close();
  outbox.open();
  EXPECT_TRUE(outbox.empty());
  EXPECT_FALSE(outbox.take().has_value());
}

TEST(LinkOutbox, KeepsTheOrderWhenAFrameIsPutBack) {
  Outbox outbox;
  outbox.open();
  for (std::uint8_t i = 0; i < 3; ++i) ASSERT_EQ(outbox.push({i}), Outbox::Push::Queued);
  auto first = outbox.take();
  ASSERT_TRUE(first.has_value());
  outbox.put_back(std::move(*first));
  for (std::uint8_t i = 0; i < 3; ++i) EXPECT_EQ(outbox.take()->bytes, base::Bytes{i});
}

TEST(LinkOutbox, UrgentFramesGoFirstAndEachKindKeepsItsOrder) {
  Outbox outbox;
  outbox.open();
  for (std::uint8_t i = 0; i < 6; ++i) ASSERT_EQ(outbox.push({i}, i % 3 == 2), Outbox::Push::Queued);
  outbox.put_back(*outbox.take());
  for (const int i : {2, 5, 0, 1, 3, 4})
    EXPECT_EQ(outbox.take()->bytes, base::Bytes{static_cast<std::uint8_t>(i)});
}

TEST(LinkOutbox, AFullBoxKeepsNoUrgentFrameOut) {
  Outbox outbox;
  outbox.open();
  while (outbox.push(base::Bytes(1'000)) == Outbox::Push::Queued) {
  }
  EXPECT_EQ(outbox.push({1}, true), Outbox::Push::Queued);
}

TEST(LinkOutbox, HoldsNoMoreThanItsBytesHoweverSmallTheFrames) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{1'000}, std::size_t{160} << 10}) {
    Outbox outbox;
    outbox.open();
    std::size_t count = 0;
    while (count <= kOutboxBytesMax && outbox.push(base::Bytes(size)) == Outbox::Push::Queued) ++count;
    EXPECT_LE(count * (size + kOutboxFrameOverhead), kOutboxBytesMax);
    EXPECT_GT((count + 1) * (size + kOutboxFrameOverhead), kOutboxBytesMax);
    ASSERT_TRUE(outbox.take().has_value());
    EXPECT_EQ(outbox.push(base::Bytes(size)), Outbox::Push::Queued) << "room that was freed is used again";
  }
}

TEST(LinkNotes, APeerCannotSetTheRate) {
  std::vector<std::string> lines;
  Notes notes([&](std::string_view event, std::string_view detail) {
    lines.push_back(std::string(event) + " " + std::string(detail));
  });
  for (int i = 0; i < 10'000; ++i) notes.note("refused_key", "n=" + std::to_string(i));
  notes.note("dropped_frame", "reason=parts");
  EXPECT_EQ(lines.front(), "refused_key n=0");
  EXPECT_EQ(lines.back(), "dropped_frame reason=parts");
  EXPECT_LT(lines.size(), 100U);
}

}  // namespace
}  // namespace backchannel::link
