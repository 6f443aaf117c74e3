#pragma once
// A program at a terminal of its own, for what happens only there: questions, passphrases without echo,
// colour.

#include <sys/types.h>

#include <chrono>
#include <string>

#include "support/process.h"

namespace backchannel::tests {

class Terminal {
 public:
  // command.input and passphrase_fd_3 are not used: what is typed is the input.
  explicit Terminal(const Command& command);
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal();

  // Waits until the screen shows the words, after what an earlier call waited for. False: not in time, or it
  // ended.
  [[nodiscard]] bool shows(const std::string& words, std::chrono::milliseconds patience = kProgramPatience);
  void type(const std::string& keys);  // "\n" is Enter, "\x03" Ctrl-C, "\x04" Ctrl-D
  // Everything on the screen so far, line ends as "\n".
  [[nodiscard]] const std::string& screen() const noexcept { return screen_; }
  // Exit code, 128 + signal; -1 if it did not end in time.
  [[nodiscard]] int wait(std::chrono::milliseconds patience = kProgramPatience);
  [[nodiscard]] bool echoes() const;

 private:
  [[nodiscard]] bool read_more(std::chrono::steady_clock::time_point deadline);

  pid_t pid_ = -1;
  int fd_ = -1;     // the terminal, from our side
  int other_ = -1;  // from the program's side: kept open so that its settings can be asked for
  std::string screen_;
  std::size_t seen_ = 0;
};

}  // namespace backchannel::tests
