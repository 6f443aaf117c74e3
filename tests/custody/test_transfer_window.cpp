#include "transfer_window.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "backchannel/base/limits.h"

namespace backchannel::custody {
namespace {

constexpr int kLong = 5'000;  // answers

// The neighbour takes in one at a time, for `service_us`, at the end of a circuit of `delay_us`.
std::size_t settled(std::int64_t delay_us, std::int64_t service_us) {
  TransferWindow window;
  window.answered(delay_us + service_us);  // the first found nobody there
  for (int i = 0; i < kLong; ++i) {
    const auto full = static_cast<std::int64_t>(window.size()) * service_us;
    window.answered(std::max(delay_us + service_us, full));
  }
  return window.size();
}

TEST(TransferWindow, ANeighbourThatIsTheNarrowPlaceIsLeftFewToQueue) {
  const std::size_t size = settled(500, 3'000);
  EXPECT_GE(size, TransferWindow::kLeast);
  EXPECT_LE(size, TransferWindow::kFirst);
}

TEST(TransferWindow, ALongCircuitKeepsItsWholeWindow) {
  EXPECT_EQ(settled(400'000, 3'000), base::kWindowTransfers);
}

TEST(TransferWindow, AnswersThatTakeLongerAndLongerMakeItTheLeast) {
  TransferWindow window;
  for (int i = 0; i < kLong; ++i) window.answered(1'000 + i * 1'000);
  EXPECT_EQ(window.size(), TransferWindow::kLeast);
}

RC_GTEST_PROP(TransferWindow, StaysWithinItsBoundsWhateverTheAnswersTake,
              (const std::vector<std::int64_t>& answers)) {
  TransferWindow window;
  for (const std::int64_t each : answers) {
    window.answered(each % 1'000'000'000);
    RC_ASSERT(window.size() >= TransferWindow::kLeast);
    RC_ASSERT(window.size() <= base::kWindowTransfers);
  }
}

}  // namespace
}  // namespace backchannel::custody
