// A relay whose disk is full: it runs on and says "not now", keeps what it has accepted, and takes the rest
// when there is room again. The disk's end is the preloaded library's: no rights are needed, and nobody
// else's disk gets full.

#include <iostream>

#include "faulty_relay.h"

namespace backchannel::fault {
namespace {

using e2e::eventually;

constexpr std::int64_t kMiB = 1 << 20;
constexpr std::int64_t kRoom = 6 * kMiB;  // four of them are the store's reserve
constexpr std::size_t kMessages = 80;
constexpr std::size_t kBytes = 40'000;  // more than fits, together

class FullDisk : public FaultyRelay {
 protected:
  // B does not run, and A hands in more than there is room for.
  void fill() {
    ASSERT_FALSE(net.stop("B").timed_out);
    faults.end_disk_after(kRoom);
    start_armed();
    ASSERT_NO_FATAL_FAILURE(wait_ready());
    for (std::size_t i = 0; i < kMessages; ++i) clients.submit(message::Precedence::Flash, kBytes);
    ASSERT_TRUE(eventually([&] { return net.log("R0").find("event=store-full") != std::string::npos; }));
    const auto ended = net.end_of("R0", std::chrono::seconds(1));
    ASSERT_FALSE(ended) << e2e::what_happened(*ended);
    const std::size_t accepted = clients.held_at("R0");
    EXPECT_GT(accepted, 0U);
    EXPECT_LT(accepted, kMessages);
    std::cout << accepted << " of " << kMessages << " had room\n";
  }

  void expect_all_delivered() {
    EXPECT_TRUE(eventually([&] { return clients.all_receipted(); })) << clients.waiting() << " are missing";
    const Verdict verdict = clients.verdict();
    EXPECT_TRUE(verdict.sound()) << verdict;
    EXPECT_EQ(verdict.arrived, kMessages) << verdict;
  }
};

TEST_F(FullDisk, TakesTheRestWhenItHasMoreRoom) {
  ASSERT_NO_FATAL_FAILURE(fill());
  faults.give_room(64 * kMiB);
  EXPECT_TRUE(eventually([&] { return clients.held_at("R0") == kMessages; })) << clients.held_at("R0");
  net.start("B");
  expect_all_delivered();
}

TEST_F(FullDisk, TakesTheRestWhenItsOwnMessagesHaveLeft) {
  ASSERT_NO_FATAL_FAILURE(fill());
  net.start("B");
  expect_all_delivered();
}

TEST_F(FullDisk, KeepsWhatItAcceptedWhenItIsKilled) {
  ASSERT_NO_FATAL_FAILURE(fill());
  const std::size_t accepted = clients.held_at("R0");
  net.kill("R0");
  start_armed();
  ASSERT_NO_FATAL_FAILURE(wait_ready());
  EXPECT_GE(clients.held_at("R0"), accepted);
  net.start("B");
  expect_all_delivered();
}

}  // namespace
}  // namespace backchannel::fault
