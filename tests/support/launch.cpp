#include "support/launch.h"

#include <unistd.h>

#include <string_view>

#include "support/sanitizer.h"

extern char** environ;

namespace backchannel::tests {

namespace {

[[nodiscard]] std::vector<std::string> environment_of(const Command& command) {
  auto own = variables_for_reports();
  own.insert(own.end(), command.environment.begin(), command.environment.end());
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    bool replaced = false;
    for (const auto& [name, value] : own) replaced = replaced || text.starts_with(name + "=");
    if (!replaced) all.emplace_back(text);
  }
  for (const auto& [name, value] : own) all.push_back(name + "=" + value);
  return all;
}

[[nodiscard]] std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (auto& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Launch::Launch(const Command& command)
    : folder_(command.folder.string()),
      words_{command.program.string()},
      environment_(environment_of(command)) {
  words_.insert(words_.end(), command.arguments.begin(), command.arguments.end());
  arguments_ = pointers_to(words_);
  variables_ = pointers_to(environment_);
}

void Launch::execute() const noexcept {
  if (!folder_.empty() && ::chdir(folder_.c_str()) != 0) ::_exit(126);
  ::execve(arguments_[0], arguments_.data(), variables_.data());
  ::_exit(127);
}

}  // namespace backchannel::tests
