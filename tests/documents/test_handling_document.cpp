#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "backchannel/doctrine/catalogue.h"
#include "support/process.h"

// docs/HANDLING.md is what `backchannel catalog --markdown` prints. It is compared here; with
// BACKCHANNEL_UPDATE_DOCUMENTS=1 in the environment it is written.

namespace backchannel {
namespace {

const std::string kPath = std::string(BACKCHANNEL_SOURCE_DIR) + "/docs/HANDLING.md";

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(HandlingDocument, IsWhatTheCatalogueSays) {
  const tests::Ended ended = tests::run({.program = tests::program("backchannel"),
                                         .arguments = {"catalog", "--markdown"},
                                         .environment = {{"BACKCHANNEL_DATA", BACKCHANNEL_SOURCE_DIR}},
                                         .input = {},
                                         .passphrase_fd_3 = {},
                                         .folder = {}});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  if (std::getenv("BACKCHANNEL_UPDATE_DOCUMENTS") != nullptr) {
    std::ofstream(kPath) << ended.out;
    return;
  }
  EXPECT_EQ(content_of(kPath), ended.out)
      << "bring the document up to date: BACKCHANNEL_UPDATE_DOCUMENTS=1 build/dev/bin/test_documents";
}

// What the page tells a teacher to write is what the doctrine takes.
TEST(HandlingDocument, ItsExampleOfARowOfOnesOwnIsSound) {
  const std::string page = content_of(kPath);
  const std::string opening = "```toml\n";
  const auto start = page.find(opening);
  ASSERT_NE(start, std::string::npos);
  const auto from = start + opening.size();
  const auto plan = text::parse_toml(page.substr(from, page.find("```", from) - from), "docs/HANDLING.md");
  ASSERT_TRUE(plan) << base::to_sentence(plan.error());
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& entry : std::filesystem::directory_iterator(BACKCHANNEL_SOURCE_DIR "/doctrine"))
    if (entry.path().extension() == ".toml")
      files.emplace_back(entry.path().filename().string(), content_of(entry.path()));
  const auto catalogue = doctrine::load(files);
  ASSERT_TRUE(catalogue) << base::to_sentence(catalogue.error());
  const auto made = doctrine::with_rows_of(*catalogue, *plan);
  ASSERT_TRUE(made) << base::to_sentence(made.error());
  EXPECT_EQ(made->caveats.size(), catalogue->caveats.size() + 1);
  EXPECT_TRUE(made->caveats.back().demands.reader_list_of_net);
}

}  // namespace
}  // namespace backchannel
