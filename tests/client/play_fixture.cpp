#include "play_fixture.h"

#include <poll.h>

#include <fstream>
#include <sstream>

#include "backchannel/base/format.h"
#include "backchannel/message/printed.h"

namespace backchannel::client {

tests::Command PlayTest::play(std::vector<std::string> words) const {
  tests::Command command;
  command.program = tests::program("backchannel");
  command.arguments = std::move(words);
  command.environment = {{"TMPDIR", folder_.path().string()}, {"BACKCHANNEL_DATA", BACKCHANNEL_SOURCE_DIR}};
  return command;
}

std::vector<std::string> PlayTest::left_running() const {
  std::vector<std::string> left;
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", gone)) {
    std::ifstream file(entry.path() / "cmdline");
    std::stringstream words;
    words << file.rdbuf();
    if (words.str().contains(folder_.path().string())) left.push_back(words.str());
  }
  return left;
}

bool PlayTest::tidy() const { return std::filesystem::is_empty(folder_.path()) && left_running().empty(); }

bool PlayTest::becomes_tidy() const {
  constexpr int kLookMs = 10;
  const auto deadline = std::chrono::steady_clock::now() + kPlayPatience;
  while (!tidy()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    static_cast<void>(::poll(nullptr, 0, kLookMs));
  }
  return true;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::size_t check_scenes(const std::vector<std::string>& lines) {
  std::size_t scene = 0, scenes = 0;
  for (const std::string& line : lines) {
    EXPECT_LE(base::columns(line), kPlayColumns) << line;
    scene = line.contains(message::kExerciseBanner) ? 0 : scene + 1;
    scenes += scene == 1 ? 1 : 0;
    EXPECT_LE(scene, kSceneLines) << line;
  }
  EXPECT_TRUE(!lines.empty() && lines.front().contains(message::kExerciseBanner) &&
              lines.back().contains(message::kExerciseBanner));
  return scenes;
}

}  // namespace backchannel::client
