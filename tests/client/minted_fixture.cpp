#include "minted_fixture.h"

#include <fstream>

namespace backchannel::client {

std::unique_ptr<tests::TemporaryFolder> Minted::home_;

void Minted::SetUpTestSuite() {
  home_ = std::make_unique<tests::TemporaryFolder>();
  tests::Command command;
  command.program = tests::program("backchannel");
  command.arguments = {"net", "mint", "--out", net()};
  command.environment = {{"BACKCHANNEL_DATA", BACKCHANNEL_SOURCE_DIR}};
  const auto ended = tests::run(command);
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
}

std::string Minted::passphrase_file(const std::string& person) {
  return net() + "/persons/" + person + "/passphrase";
}

std::string Minted::passphrase(const std::string& person) {
  std::string words;
  std::ifstream file(passphrase_file(person));
  std::getline(file, words);
  return words;
}

}  // namespace backchannel::client
