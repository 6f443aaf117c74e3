#include "backchannel/observe/log.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

namespace backchannel::observe {
namespace {

namespace fs = std::filesystem;

class LogFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string made = (fs::temp_directory_path() / "backchannel-log-XXXXXX").string();
    ASSERT_NE(::mkdtemp(made.data()), nullptr);
    folder_ = made;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::unique_ptr<Log> open(Level least = Level::Info) {
    auto log = Log::open(path().string(), least, "CAS-HQ");
    EXPECT_TRUE(log.has_value());
    return log ? std::move(*log) : nullptr;
  }
  fs::path path() const { return folder_ / "node.log"; }
  std::vector<std::string> lines() const {
    std::ifstream in(path());
    std::vector<std::string> all;
    for (std::string line; std::getline(in, line);) all.push_back(line);
    return all;
  }
  static unsigned mode_of(const fs::path& file) {
    struct stat info {};
    EXPECT_EQ(::stat(file.c_str(), &info), 0) << file;
    return info.st_mode & 0777U;
  }

  fs::path folder_;
};

TEST_F(LogFile, OneEventIsOneLineOfKeysAndValues) {
  auto log = open();
  log->write(Level::Info, "started", "peers=3 store=new");
  log->write(Level::Info, "ready", "");
  log->flush();
  ASSERT_EQ(lines().size(), 2U);
  const std::string line = lines()[0];
  std::tm written{};
  const char* rest = ::strptime(line.c_str(), "time=%Y-%m-%dT%H:%M:%S.", &written);
  ASSERT_NE(rest, nullptr) << line;
  EXPECT_EQ(std::string_view(rest).find_first_not_of("0123456789"), 3U) << line;
  EXPECT_EQ(std::string_view(rest).substr(3), "Z level=info node=CAS-HQ event=started peers=3 store=new");
  EXPECT_TRUE(lines()[1].ends_with("event=ready")) << lines()[1];
}

TEST_F(LogFile, TimeIsUtcWhateverTheZoneOfTheMachine) {
  const char* before = std::getenv("TZ");
  const std::string kept = before == nullptr ? "" : before;
  ::setenv("TZ", "XYZ-11", 1);
  ::tzset();
  {
    auto log = open();
    log->write(Level::Warn, "here", "");
  }
  before == nullptr ? ::unsetenv("TZ") : ::setenv("TZ", kept.c_str(), 1);
  ::tzset();
  std::tm written{};
  ASSERT_EQ(lines().size(), 1U);
  ASSERT_NE(::strptime(lines()[0].c_str(), "time=%Y-%m-%dT%H:%M:%S", &written), nullptr);
  EXPECT_LT(std::abs(std::difftime(::timegm(&written), std::time(nullptr))), 3'600);
}

TEST_F(LogFile, LevelsBelowTheLeastAreNotWritten) {
  auto log = open(Level::Warn);
  log->write(Level::Debug, "a", "");
  log->write(Level::Info, "b", "");
  log->write(Level::Warn, "c", "");
  log->write(Level::Error, "d", "");
  log->flush();
  ASSERT_EQ(lines().size(), 2U);
  EXPECT_NE(lines()[0].find("level=warn node=CAS-HQ event=c"), std::string::npos);
  EXPECT_NE(lines()[1].find("level=error node=CAS-HQ event=d"), std::string::npos);
}

TEST_F(LogFile, AWarningIsOnDiskAtOnce) {
  auto log = open();
  log->write(Level::Warn, "look", "");
  EXPECT_EQ(lines().size(), 1U);
}

TEST_F(LogFile, AnInfoIsOnDiskSoonByItself) {
  auto log = open();
  const int watch = ::inotify_init1(IN_CLOEXEC);
  ASSERT_GE(::inotify_add_watch(watch, path().c_str(), IN_MODIFY), 0);
  log->write(Level::Info, "ready", "");
  pollfd changed{.fd = watch, .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&changed, 1, 20'000), 1);
  ::close(watch);
  EXPECT_EQ(lines().size(), 1U);
}

TEST_F(LogFile, ForeignTextStartsNoLineAndMovesNoCursor) {
  auto log = open();
  log->write(Level::Info, "refused", "name=A\nlevel=error event=forged\x1b[2J{}%v");
  log->flush();
  ASSERT_EQ(lines().size(), 1U);
  EXPECT_EQ(lines()[0].find('\x1b'), std::string::npos);
  EXPECT_TRUE(lines()[0].ends_with(R"(name=A\x0alevel=error event=forged\x1b[2J{}%v)")) << lines()[0];
}

TEST_F(LogFile, OnlyTheOwnerCanReadIt) {
  const auto before = ::umask(0);
  {
    auto log = open();
    log->write(Level::Warn, "look", "");
    EXPECT_EQ(mode_of(path()), 0600U);
  }
  fs::permissions(path(), fs::perms::all);
  {
    auto log = open();
    EXPECT_EQ(mode_of(path()), 0600U) << "a file of before is narrowed";
  }
  ::umask(before);
  EXPECT_EQ(lines().size(), 1U) << "and goes on";
}

TEST_F(LogFile, RotatesAndKeepsThreeFilesForTheOwnerOnly) {
  const auto before = ::umask(0);
  {
    auto log = open();
    const std::string detail = "text=" + std::string(64 << 10, 'x');
    for (int i = 0; i < 700; ++i) log->write(Level::Info, "filler", detail);
  }
  ::umask(before);
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    ++files;
    EXPECT_LE(entry.file_size(), 10U << 20);
    EXPECT_EQ(mode_of(entry.path()), 0600U);
  }
  EXPECT_EQ(files, 3U);
}

TEST_F(LogFile, ManyThreadsDoNotTearLines) {
  constexpr int kThreads = 4;
  constexpr int kLines = 500;
  {
    auto log = open();
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < kLines; ++i) log->write(Level::Info, "tick", "end=yes");
      });
  }
  EXPECT_EQ(lines().size(), std::size_t{kThreads} * kLines);
  for (const auto& line : lines()) EXPECT_TRUE(line.ends_with("event=tick end=yes")) << line;
}

TEST_F(LogFile, APlaceThatCannotBeWrittenIsAnError) {
  for (const auto& place : {folder_ / "missing" / "node.log", folder_}) {
    const auto log = Log::open(place.string(), Level::Info, "CAS-HQ");
    ASSERT_FALSE(log.has_value());
    EXPECT_EQ(log.error().code, base::Code::Io);
    EXPECT_NE(log.error().detail.find(place.string()), std::string::npos);
  }
  EXPECT_FALSE(fs::exists(folder_ / "missing"));
}

TEST(LogWithoutFile, GoesToStandardError) {
  ::testing::internal::CaptureStderr();
  {
    auto log = Log::open("", Level::Info, "CAS-HQ");
    ASSERT_TRUE(log.has_value());
    (*log)->write(Level::Info, "started", "peers=3");
  }
  EXPECT_NE(::testing::internal::GetCapturedStderr().find("level=info node=CAS-HQ event=started peers=3\n"),
            std::string::npos);
}

}  // namespace
}  // namespace backchannel::observe
