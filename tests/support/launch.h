#pragma once
// The last step of a child process: everything is laid out before fork(), so that nothing is allocated after
// it.

#include <string>
#include <vector>

#include "support/process.h"

namespace backchannel::tests {

class Launch {
 public:
  explicit Launch(const Command& command);
  Launch(const Launch&) = delete;
  Launch& operator=(const Launch&) = delete;
  // In the child: exit code 126 without the folder, 127 without the program.
  [[noreturn]] void execute() const noexcept;

 private:
  std::string folder_;
  std::vector<std::string> words_, environment_;
  std::vector<char*> arguments_, variables_;
};

}  // namespace backchannel::tests
