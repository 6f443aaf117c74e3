// Every command that docs/SEALING.md shows is run as it stands there, by /bin/sh and the openssl program.

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "sealing_fixture.h"
#include "sealing_forge.h"

namespace backchannel::seal::testing {
namespace {

namespace fs = std::filesystem;

struct Block {
  std::string text;
  int line = 0;  // of its first command
};

// Blocks fenced as ```sh run. Every other block is not for running.
std::vector<Block> runnable_blocks(const std::string& markdown) {
  std::vector<Block> blocks;
  std::istringstream in(markdown);
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (!inside && line == "```sh run") {
      inside = true;
      blocks.push_back({{}, number + 1});
    } else if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

class SealingDocument : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "/backchannel-sealing-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    for (const auto& file : small_net().minted.files) write("net/" + file.path, file.content, file.secret);
    const auto sealed = sealed_by("ADAMS", message_to({{"BAKER", "BRAVO"}, {"BURNS", "BRAVO"}}));
    const auto layers = layers_of(sealed, "BAKER");
    const auto opened = value_of(open_as("BAKER", sealed.bytes));
    write("work/sealed.der", sealed.bytes);
    write("work/middle.der", layers.middle);
    write("work/inner.der", layers.inner);
    write("work/receipt.der",
          value_of(make_receipt(small_trust(), opened, "BAKER", small_key("BAKER", netplan::KeyUse::Sign),
                                small_net().now)));
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& path, const base::Bytes& content, bool secret = false) const {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path, std::ios::binary) << base::to_text(content);
    if (secret) fs::permissions(folder_ / path, fs::perms::owner_read | fs::perms::owner_write);
  }

  // Exit code of the commands; what they print goes into `output`.
  int run(const std::string& commands, std::string& output) const {
    const auto script = folder_ / "block.sh";
    const auto printed = folder_ / "printed.txt";
    std::ofstream(script) << commands;
    const std::string environment =
        "NET='" + (folder_ / "net").string() + "' WORK='" + (folder_ / "work").string() +
        "' ORIGINATOR=ADAMS READER=BAKER AT=" + std::to_string(small_net().now.ms / base::kSecondMs);
    const std::string line =
        environment + " /bin/sh -eu '" + script.string() + "' > '" + printed.string() + "' 2>&1";
    const int status = std::system(line.c_str());
    std::ifstream in(printed, std::ios::binary);
    output.assign(std::istreambuf_iterator<char>(in), {});
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  fs::path folder_;
};

TEST_F(SealingDocument, EveryCommandInItWorks) {
  const auto blocks = runnable_blocks(source_file("docs/SEALING.md"));
  ASSERT_GE(blocks.size(), 10U);
  for (const auto& block : blocks) {
    std::string output;
    EXPECT_EQ(run(block.text, output), 0) << "docs/SEALING.md:" << block.line << "\n" << block.text << output;
    // A refusal that the page shows must be one of the message, not of a file that is not there.
    EXPECT_EQ(output.find("No such file"), std::string::npos) << "docs/SEALING.md:" << block.line << "\n"
                                                              << output;
  }
}

TEST_F(SealingDocument, ACommandThatFailsIsNoticed) {
  std::string output;
  EXPECT_NE(run("openssl cms -verify -inform DER -in \"$WORK/none.der\"\n", output), 0);
  EXPECT_NE(run("false\ntrue\n", output), 0);
}

}  // namespace
}  // namespace backchannel::seal::testing
