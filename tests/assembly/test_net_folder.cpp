#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backchannel/assembly/exercise_clock.h"
#include "support/process.h"

namespace backchannel::assembly {
namespace {

constexpr base::HandlingTime kBegins{88'665'900'000}, kEnds{88'752'300'000};

class Folder : public testing::Test {
 protected:
  void SetUp() override {
    plan_.begins = kBegins;
    plan_.ends = kEnds;
    plan_.rate = 20;
    minted_.files.push_back({"root.der", {1, 2, 3}, false});
  }
  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

  netplan::Plan plan_;
  seal::Minted minted_;

 private:
  tests::TemporaryFolder folder_;
};

TEST_F(Folder, MayBeNamedWithASlashAtTheEnd) {
  const auto written = write_minted(NetFolder(path() / "net" / ""), minted_, plan_);
  ASSERT_TRUE(written) << base::to_sentence(written.error());
  EXPECT_TRUE(std::filesystem::exists(path() / "net" / "root.der"));
  const std::filesystem::directory_iterator all(path());
  EXPECT_EQ(std::distance(begin(all), end(all)), 1) << "something is left beside it";
}

TEST_F(Folder, WritingToADeviceLeavesTheDeviceWhereItIs) {
  const auto pipe = path() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);  // so that the writer need not wait
  ASSERT_TRUE(write_file(pipe, base::as_bytes("words"), 0600));
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  char words[5] = {};
  EXPECT_EQ(::read(reader, words, sizeof words), 5);
  ::close(reader);
  const auto full = write_file("/dev/full", base::as_bytes("words"), 0600);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, base::Code::StoreFull);
}

TEST_F(Folder, WritingFollowsNoLinkThatSomebodyPutInItsWay) {
  const auto victim = path() / "victim", target = path() / "target";
  ASSERT_TRUE(write_file(victim, base::as_bytes("mine"), 0600));
  std::filesystem::create_symlink(victim, target.string() + ".new-" + std::to_string(::getpid()));
  ASSERT_TRUE(write_file(target, base::as_bytes("words"), 0600));
  EXPECT_EQ(base::to_text(*read_file(victim, 100)), "mine");
  EXPECT_EQ(base::to_text(*read_file(target, 100)), "words");
}

TEST_F(Folder, ItsClockStandsStillAtTheLastMomentHoweverLongTheNetIsUp) {
  const NetFolder net(path());
  const base::HandlingTime last = last_moment(plan_);
  ASSERT_TRUE(write_clock(net, {0, kBegins, plan_.rate, last}));  // started in 1970, and never stopped
  EXPECT_EQ(ExerciseClock::open(net)->now().handling, last);
  ASSERT_TRUE(stop_clock(net));
  ASSERT_TRUE(start_clock(net, plan_));
  EXPECT_EQ(ExerciseClock::open(net)->now().handling, last);
}

TEST_F(Folder, ItsClockNeverGoesBackToTheLastMoment) {
  const NetFolder net(path());
  const base::HandlingTime beyond = last_moment(plan_) + base::kHourMs;
  ASSERT_TRUE(write_clock(net, {0, beyond, plan_.rate, last_moment(plan_)}));
  EXPECT_EQ(ExerciseClock::open(net)->now().handling, beyond);
}

TEST_F(Folder, TheStartGivesItsClockTheLastMoment) {
  const NetFolder net(path());
  ASSERT_TRUE(write_clock(net, {0, kBegins, 0}));
  ASSERT_TRUE(start_clock(net, plan_));
  EXPECT_EQ(ExerciseClock::open(net)->anchor().last, last_moment(plan_));
}

}  // namespace
}  // namespace backchannel::assembly
