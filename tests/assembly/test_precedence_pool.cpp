#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <future>

#include "precedence_pool.h"
#include "sample.h"

namespace backchannel::assembly {
namespace {

using message::Precedence;

// A job that answers with `id`, once the gate is open.
PrecedencePool::Job answers(custody::RequestId id, std::shared_future<void> gate = {}) {
  return [id, gate] {
    if (gate.valid()) gate.wait();
    return custody::Found{id, {}};
  };
}

class PoolTest : public ::testing::Test {
 protected:
  custody::RequestId next() {
    const auto input = sink_.next();
    return input ? std::get<custody::Found>(*input).id : 0;
  }
  std::shared_future<void> gate() { return gate_.get_future().share(); }

  store::test::CollectingSink sink_;
  std::promise<void> gate_;
};

TEST_F(PoolTest, AFlashIsDoneWhileRoutineOccupiesEveryOtherThread) {
  PrecedencePool pool(sink_, 2);
  const auto closed = gate();
  for (custody::RequestId id = 1; id <= 100; ++id) pool.give(Precedence::Routine, answers(id, closed));
  pool.give(Precedence::Flash, answers(200));
  EXPECT_EQ(next(), 200U);
  gate_.set_value();
}

TEST_F(PoolTest, OfWhatWaitsTheHighestIsTakenFirst) {
  PrecedencePool pool(sink_, 1);
  std::promise<void> busy;
  pool.give(Precedence::Routine, [&busy, inner = answers(1, gate())] {
    busy.set_value();
    return inner();
  });
  busy.get_future().wait();
  pool.give(Precedence::Routine, answers(2));
  pool.give(Precedence::Priority, answers(3));
  pool.give(Precedence::Immediate, answers(4));
  gate_.set_value();
  for (const custody::RequestId id : {1U, 4U, 3U, 2U}) EXPECT_EQ(next(), id);
}

TEST_F(PoolTest, InsideOnePrecedenceAnswersComeInTheOrderOfTheRequests) {
  PrecedencePool pool(sink_, 2);
  std::promise<void> second_done;
  pool.give(Precedence::Routine, answers(1, gate()));
  pool.give(Precedence::Routine, [&] {
    second_done.set_value();
    return custody::Found{2, {}};
  });
  second_done.get_future().wait();
  gate_.set_value();
  EXPECT_EQ(next(), 1U);
  EXPECT_EQ(next(), 2U);
}

TEST_F(PoolTest, AnAnswerHeldUpInItsLaneHoldsUpNoOtherLane) {
  PrecedencePool pool(sink_, 2);
  pool.give(Precedence::Routine, answers(1, gate()));
  pool.give(Precedence::Priority, answers(2));
  EXPECT_EQ(next(), 2U);
  gate_.set_value();
  EXPECT_EQ(next(), 1U);
}

TEST_F(PoolTest, TheThreadsOfOthersStandBackBehindThatOfFlash) {
  constexpr int kLowest = 19;
  if (::getpriority(PRIO_PROCESS, 0) >= kLowest)
    GTEST_SKIP() << "this process has the lowest priority already: none is behind it";
  PrecedencePool pool(sink_, 1);
  const auto own_priority = [] {
    const auto own = static_cast<id_t>(::gettid());
    return custody::Found{static_cast<custody::RequestId>(20 - ::getpriority(PRIO_PROCESS, own)), {}};
  };
  pool.give(Precedence::Flash, own_priority);
  const auto flash = next();
  pool.give(Precedence::Immediate, own_priority);
  EXPECT_LT(next(), flash);
}

}  // namespace
}  // namespace backchannel::assembly
