#pragma once
// The doctrine that the repository ships, and small ones made for a test.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace backchannel::doctrine {

using Files = std::vector<std::pair<std::string, std::string>>;

inline std::string content_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline Files shipped_files() {
  Files files;
  for (const auto& entry : std::filesystem::directory_iterator(BACKCHANNEL_SOURCE_DIR "/doctrine")) {
    if (entry.path().extension() == ".toml") {
      files.emplace_back("doctrine/" + entry.path().filename().string(), content_of(entry.path()));
    }
  }
  std::ranges::sort(files);
  return files;
}

inline std::pair<std::string, std::string> shipped_file(const std::string& name) {
  return {"doctrine/" + name, content_of(BACKCHANNEL_SOURCE_DIR "/doctrine/" + name)};
}

}  // namespace backchannel::doctrine
