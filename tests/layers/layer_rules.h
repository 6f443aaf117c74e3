#pragma once
// The borders of the modules as rules over source text. Reads edges.txt, knows nothing of CMake or a
// compiler.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace backchannel::layers {

struct Edges {
  std::map<std::string, std::set<std::string>, std::less<>> modules;    // module: what it may include
  std::map<std::string, std::set<std::string>, std::less<>> libraries;  // prefix or *suffix: its modules
  std::vector<std::string> system;
  std::vector<std::string> no_waiting;
};

struct SourceFile {
  std::string path;  // from the root of the repository: "lib/link/zap.cpp"
  std::string text;
};

struct Violation {
  std::string path;
  int line = 0;  // 0: the whole file
  std::string rule;
  friend bool operator==(const Violation&, const Violation&) = default;
};

constexpr int kLinesMax = 600;

// Lines that are not understood come back in `errors` as sentences.
[[nodiscard]] Edges parse_edges(std::string_view text, std::vector<std::string>& errors);

// Every broken border in the files under include/backchannel, lib, relay and client. Files elsewhere count
// only as targets of a private include.
[[nodiscard]] std::vector<Violation> broken_borders(const Edges& edges, const std::vector<SourceFile>& files);

[[nodiscard]] std::vector<Violation> long_files(const std::vector<SourceFile>& files);

// Waiting by the clock, in the files under tests.
[[nodiscard]] std::vector<Violation> sleeping_tests(const Edges& edges, const std::vector<SourceFile>& files);

// "lib/link/zap.cpp:3: rule"
[[nodiscard]] std::string to_sentence(const Violation& violation);

}  // namespace backchannel::layers
