#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "support/process.h"

// What docs/PLAN.md tells an author to write is what a net plan takes.

namespace backchannel {
namespace {

constexpr const char* kRest = R"([net]
name = "page"
begins = "230525Z OCT 72"
ends = "240525Z OCT 72"
[[relay]]
name = "HUB"
clearance = "SECRET"
[[station]]
name = "HERE"
clearance = "SECRET"
[[station]]
name = "THERE"
clearance = "SECRET"
[[circuit]]
ends = ["HUB", "THERE"]
accreditation = "SECRET"
)";

TEST(PlanDocument, ItsRowsAreSound) {
  std::ifstream page(std::string(BACKCHANNEL_SOURCE_DIR) + "/docs/PLAN.md");
  std::string plan = kRest;
  bool inside = false;
  int blocks = 0;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("```")) {
      inside = line == "```toml";
      blocks += inside ? 1 : 0;
    } else if (inside) {
      plan += line + "\n";
    }
  }
  EXPECT_EQ(blocks, 2);
  const tests::TemporaryFolder folder;
  const std::string file = (folder.path() / "page.toml").string();
  std::ofstream(file) << plan;
  const tests::Ended ended = tests::run({.program = tests::program("backchannel"),
                                         .arguments = {"net", "check", file},
                                         .environment = {{"BACKCHANNEL_DATA", BACKCHANNEL_SOURCE_DIR}},
                                         .input = {},
                                         .passphrase_fd_3 = {},
                                         .folder = {}});
  EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
}

}  // namespace
}  // namespace backchannel
