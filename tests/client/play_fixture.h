#pragma once
// A play on a net of its own, as a person starts it: what must be true of its screens and of what it leaves
// behind.

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "support/process.h"
#include "support/terminal.h"

namespace backchannel::client {

constexpr std::size_t kPlayColumns = 80, kSceneLines = 12;
constexpr int kPlayFailed = 70, kPlayInterrupted = 130;
constexpr std::chrono::milliseconds kPlayPatience{120'000};

class PlayTest : public ::testing::Test {
 protected:
  // "backchannel WORDS", with this test's folder for what is temporary.
  [[nodiscard]] tests::Command play(std::vector<std::string> words) const;
  // Processes that were given a folder of this test, zombies not counted.
  [[nodiscard]] std::vector<std::string> left_running() const;
  [[nodiscard]] bool tidy() const;
  // For what happens after the play itself is gone.
  [[nodiscard]] bool becomes_tidy() const;

  tests::TemporaryFolder folder_;
};

[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

// No line too wide, no scene too long, the banner first and last. The number of scenes.
[[nodiscard]] std::size_t check_scenes(const std::vector<std::string>& lines);

}  // namespace backchannel::client
