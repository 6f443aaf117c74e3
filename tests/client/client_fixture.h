#pragma once
// The program "backchannel" as a person calls it, in a world of its own: no net, no home, no terminal.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/process.h"

namespace backchannel::client {

class ClientTest : public ::testing::Test {
 protected:
  [[nodiscard]] tests::Command command(std::vector<std::string> arguments) const;
  [[nodiscard]] tests::Ended call(std::vector<std::string> arguments) const;
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  // A file in this test's folder.
  [[nodiscard]] std::string file(const std::string& name, const std::string& content) const;

 private:
  tests::TemporaryFolder folder_;
};

[[nodiscard]] std::size_t longest_line(const std::string& text);
[[nodiscard]] bool has(const std::string& text, const std::string& words);
// All commands, each as the words that lead to it.
[[nodiscard]] const std::vector<std::vector<std::string>>& all_commands();

}  // namespace backchannel::client
