#include "client_fixture.h"

#include <algorithm>
#include <fstream>

#include "backchannel/base/format.h"

namespace backchannel::client {

tests::Command ClientTest::command(std::vector<std::string> arguments) const {
  tests::Command command;
  command.program = tests::program("backchannel");
  command.arguments = std::move(arguments);
  command.environment = {{"HOME", folder().string()},
                         {"XDG_STATE_HOME", (folder() / "state").string()},
                         {"XDG_DATA_HOME", (folder() / "data").string()},
                         {"BACKCHANNEL_NET", ""},
                         {"BACKCHANNEL_DATA", BACKCHANNEL_SOURCE_DIR},
                         {"TERM", "xterm"}};
  command.folder = folder();
  return command;
}

tests::Ended ClientTest::call(std::vector<std::string> arguments) const {
  return tests::run(command(std::move(arguments)));
}

std::string ClientTest::file(const std::string& name, const std::string& content) const {
  const auto path = folder() / name;
  std::ofstream(path) << content;
  return path.string();
}

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    longest = std::max(longest, base::columns(std::string_view(text).substr(at, end - at)));
    at = end + 1;
  }
  return longest;
}

bool has(const std::string& text, const std::string& words) { return text.find(words) != std::string::npos; }

const std::vector<std::vector<std::string>>& all_commands() {
  static const std::vector<std::vector<std::string>> all = {{},
                                                            {"net"},
                                                            {"net", "mint"},
                                                            {"net", "check"},
                                                            {"net", "show"},
                                                            {"net", "up"},
                                                            {"net", "down"},
                                                            {"net", "status"},
                                                            {"net", "cards"},
                                                            {"node"},
                                                            {"compose"},
                                                            {"send"},
                                                            {"drafts"},
                                                            {"inbox"},
                                                            {"read"},
                                                            {"acknowledge"},
                                                            {"quote"},
                                                            {"handover"},
                                                            {"print"},
                                                            {"import"},
                                                            {"status"},
                                                            {"trace"},
                                                            {"audit"},
                                                            {"outstanding"},
                                                            {"service"},
                                                            {"correct"},
                                                            {"seal"},
                                                            {"open"},
                                                            {"catalog"},
                                                            {"catalog", "show"},
                                                            {"heading"}};
  return all;
}

}  // namespace backchannel::client
