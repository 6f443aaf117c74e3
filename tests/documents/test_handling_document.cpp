#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "support/process.h"

// docs/HANDLING.md is what `backchannel catalog --markdown` prints. It is compared here; with
// BACKCHANNEL_UPDATE_DOCUMENTS=1 in the environment it is written.

namespace backchannel {
namespace {

TEST(HandlingDocument, IsWhatTheCatalogueSays) {
  const std::string path = std::string(BACKCHANNEL_SOURCE_DIR) + "/docs/HANDLING.md";
  const tests::Ended ended = tests::run({.program = tests::program("backchannel"),
                                         .arguments = {"catalog", "--markdown"},
                                         .environment = {{"BACKCHANNEL_DATA", BACKCHANNEL_SOURCE_DIR}},
                                         .input = {},
                                         .passphrase_fd_3 = {},
                                         .folder = {}});
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  if (std::getenv("BACKCHANNEL_UPDATE_DOCUMENTS") != nullptr) {
    std::ofstream(path) << ended.out;
    return;
  }
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), ended.out)
      << "bring the document up to date: BACKCHANNEL_UPDATE_DOCUMENTS=1 build/dev/bin/test_documents";
}

}  // namespace
}  // namespace backchannel
