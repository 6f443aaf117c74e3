#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "layer_rules.h"

namespace backchannel::layers {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

Edges real_edges() {
  std::vector<std::string> errors;
  auto edges = parse_edges(read_file(fs::path(BACKCHANNEL_SOURCE_DIR) / "tests/layers/edges.txt"), errors);
  for (const auto& error : errors) ADD_FAILURE() << error;
  return edges;
}

std::vector<SourceFile> real_files() {
  const fs::path root = BACKCHANNEL_SOURCE_DIR;
  const std::set<std::string> kinds{".h", ".hpp", ".cpp", ".cc", ".inc", ".sh", ".py"};
  std::vector<SourceFile> files;
  for (const auto* top : {"include", "lib", "relay", "client", "tests", "bench"})
    for (const auto& entry : fs::recursive_directory_iterator(root / top))
      if (entry.is_regular_file() && kinds.contains(entry.path().extension().string()))
        files.push_back({fs::relative(entry.path(), root).string(), read_file(entry.path())});
  return files;
}

std::string listed(const std::vector<Violation>& violations) {
  std::string text;
  for (const auto& violation : violations) text += to_sentence(violation) + "\n";
  return text;
}

// The rules that one planted file breaks.
std::string broken_by(const std::string& path, const std::string& text) {
  return listed(
      broken_borders(real_edges(), {{path, text}, {"lib/store/rows.h", ""}, {"lib/link/zap.h", ""}}));
}

TEST(Layers, EveryIncludeOfTheTreeIsAllowed) {
  const auto files = real_files();
  ASSERT_GT(files.size(), 30U) << "the tree was not found";
  EXPECT_EQ(listed(broken_borders(real_edges(), files)), "");
}

TEST(Layers, NoFileHasMoreLinesThanAReaderHolds) { EXPECT_EQ(listed(long_files(real_files())), ""); }

TEST(Layers, NoTestWaitsByTheClock) { EXPECT_EQ(listed(sleeping_tests(real_edges(), real_files())), ""); }

TEST(Layers, EveryFolderOfSourcesHasARow) {
  const auto edges = real_edges();
  for (const auto* top : {"lib", "include/backchannel"})
    for (const auto& entry : fs::directory_iterator(fs::path(BACKCHANNEL_SOURCE_DIR) / top))
      if (entry.is_directory()) {
        EXPECT_TRUE(edges.modules.contains(entry.path().filename().string())) << entry;
      }
}

TEST(Layers, TheTableIsItsOwnClosureAndHasNoCircle) {
  const auto edges = real_edges();
  for (const auto& [name, allowed] : edges.modules) {
    EXPECT_FALSE(allowed.contains(name)) << name;
    for (const auto& used : allowed)
      for (const auto& further : edges.modules.at(used))
        EXPECT_TRUE(allowed.contains(further))
            << name << " may include " << used << " but not its " << further;
  }
}

TEST(Layers, AnUpwardIncludeIsCaught) {
  EXPECT_EQ(broken_by("lib/message/number.cpp", "#pragma once\n#include \"backchannel/custody/engine.h\"\n"),
            "lib/message/number.cpp:2: message may not include custody\n");
  EXPECT_EQ(broken_by("include/backchannel/base/time.h", "  #  include <backchannel/text/value.h>\n"),
            "include/backchannel/base/time.h:1: base may not include text\n");
}

TEST(Layers, ASidewaysIncludeIsCaught) {
  EXPECT_EQ(broken_by("lib/store/queue.cpp", "#include \"backchannel/link/link.h\"\n"),
            "lib/store/queue.cpp:1: store may not include link\n");
}

TEST(Layers, ProgramsAreNotIncludedByModules) {
  EXPECT_NE(broken_by("lib/assembly/join.cpp", "#include \"backchannel/relay/options.h\"\n"), "");
  EXPECT_EQ(broken_by("relay/main.cpp", "#include \"backchannel/assembly/node.h\"\n"), "");
}

TEST(Layers, AThirdPartyHeaderOutsideItsModuleIsCaught) {
  const std::vector<std::pair<std::string, std::string>> kHomes{{"fmt/format.h", "base"},
                                                                {"toml++/toml.h", "text"},
                                                                {"nlohmann/json.hpp", "text"},
                                                                {"date/date.h", "message"},
                                                                {"openssl/cms.h", "seal"},
                                                                {"google/protobuf/message_lite.h", "wire"},
                                                                {"sqlite3.h", "store"},
                                                                {"zmq.hpp", "link"},
                                                                {"zmq.h", "link"},
                                                                {"spdlog/spdlog.h", "observe"},
                                                                {"prometheus/registry.h", "metrics"},
                                                                {"civetweb.h", "metrics"},
                                                                {"backchannel/v1/frame.pb.h", "wire"}};
  for (const auto& [header, home] : kHomes) {
    const auto line = "#include <" + header + ">\n";
    EXPECT_EQ(broken_by("lib/" + home + "/x.cpp", line), "");
    EXPECT_EQ(broken_by("lib/policy/x.cpp", line),
              "lib/policy/x.cpp:1: " + header + " may not be included in policy\n");
    EXPECT_EQ(
        broken_by("include/backchannel/" + home + "/x.h", line),
        "include/backchannel/" + home + "/x.h:1: " + header + " may not be included in a public header\n");
  }
  EXPECT_EQ(broken_by("client/main.cpp", "#include <CLI/CLI.hpp>\n"), "");
  EXPECT_NE(broken_by("lib/assembly/main.cpp", "#include <CLI/CLI.hpp>\n"), "");
}

TEST(Layers, ALibraryThatNoRowNamesIsCaught) {
  EXPECT_EQ(broken_by("lib/base/x.cpp", "#include <boost/asio.hpp>\n"),
            "lib/base/x.cpp:1: no row of edges.txt names the header boost/asio.hpp\n");
  EXPECT_EQ(broken_by("lib/base/x.cpp", "#include <vector>\n#include <sys/stat.h>\n"), "");
}

TEST(Layers, APrivateHeaderOfAnotherModuleIsCaught) {
  EXPECT_EQ(broken_by("lib/link/x.cpp", "#include \"zap.h\"\n"), "");
  EXPECT_EQ(broken_by("lib/link/x.cpp", "#include \"rows.h\"\n"),
            "lib/link/x.cpp:1: rows.h is not a private header of link\n");
  EXPECT_EQ(broken_by("lib/link/x.cpp", "#include \"../store/rows.h\"\n"),
            "lib/link/x.cpp:1: an include that climbs out of its folder: ../store/rows.h\n");
  EXPECT_NE(broken_by("lib/link/x.cpp", "#include \"lib/store/rows.h\"\n"), "");
  EXPECT_NE(broken_by("include/backchannel/link/x.h", "#include \"zap.h\"\n"), "");
}

TEST(Layers, AnIncludeThroughAMacroIsCaught) {
  EXPECT_EQ(broken_by("lib/base/x.cpp", "#include HEADER\n"),
            "lib/base/x.cpp:1: an include that names no file in plain words\n");
}

TEST(Layers, AModuleWithoutARowIsCaught) {
  EXPECT_EQ(broken_by("lib/extra/x.cpp", ""),
            "lib/extra/x.cpp: no row of edges.txt names the module \"extra\"\n");
}

TEST(Layers, ALongFileIsCaught) {
  EXPECT_EQ(listed(long_files(
                {{"lib/base/x.cpp", std::string(601, '\n')}, {"relay/y.cpp", std::string(600, '\n')}})),
            "lib/base/x.cpp: 601 lines, more than 600\n");
}

TEST(Layers, ASleepingTestIsCaught) {
  const std::string sleep = "sleep";  // apart, so that this file does not contain what it plants
  for (const auto& planted :
       {"std::this_thread::" + sleep + "_for(1s);", "::" + sleep + "(1);", "u" + sleep + "(5);"})
    EXPECT_FALSE(sleeping_tests(real_edges(), {{"tests/link/x.cpp", planted + "\n"}}).empty()) << planted;
  EXPECT_TRUE(sleeping_tests(real_edges(), {{"tests/link/x.cpp", "while_asleep(1);\n"}}).empty());
}

TEST(Layers, AFaultyTableIsRefused) {
  const auto errors_of = [](std::string_view text) {
    std::vector<std::string> errors;
    static_cast<void>(parse_edges(text, errors));
    return errors.size();
  };
  EXPECT_EQ(errors_of("module a:\nmodule b: a\nlibrary x/: b\nsystem y.h\n"), 0U);
  EXPECT_EQ(errors_of("modul a:\n"), 1U);
  EXPECT_EQ(errors_of("module a\n"), 1U);
  EXPECT_EQ(errors_of("module a:\nmodule a:\n"), 1U);
  EXPECT_EQ(errors_of("module a: b\n"), 1U);
  EXPECT_EQ(errors_of("library x/: b\n"), 1U);
}

}  // namespace
}  // namespace backchannel::layers
