#pragma once
// Runs other programs for tests: arguments, environment and input in; exit code and both outputs out. Nothing
// here goes through a shell. Outputs are kept in memory files, so a program that leaves children behind, or
// writes a lot, never blocks the test.

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace backchannel::tests {

struct Command {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;  // added to, or instead of, the test's own
  std::string input;                                             // standard input, then end of file
  std::optional<std::string> passphrase_fd_3;                    // what can be read from file descriptor 3
  std::filesystem::path folder;                                  // working directory; empty: the test's own
};

struct Ended {
  int exit_code = -1;  // 128 + signal when a signal ended it
  std::string out;
  std::string err;
  bool timed_out = false;  // it was killed by run(), or is still running (Process::wait)
};

constexpr std::chrono::milliseconds kProgramPatience{60'000};

// Waits for the end; past `patience` the program is killed and timed_out is set.
[[nodiscard]] Ended run(const Command& command, std::chrono::milliseconds patience = kProgramPatience);

// A program of this build: program("backchannel").
[[nodiscard]] std::filesystem::path program(const std::string& name);

// A program in the background. Killed when this object goes, and when the thread that started it goes.
class Process {
 public:
  explicit Process(const Command& command);
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process();

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  [[nodiscard]] bool running();
  void signal(int number);
  // What it has written so far.
  [[nodiscard]] std::string out() const;
  [[nodiscard]] std::string err() const;
  // Until it ends or patience is over.
  [[nodiscard]] Ended wait(std::chrono::milliseconds patience = kProgramPatience);
  // Waits until standard output or standard error contains the words; false when it ends or patience is over
  // before.
  [[nodiscard]] bool says(const std::string& words, std::chrono::milliseconds patience = kProgramPatience);
  void kill();

 private:
  void close() noexcept;
  [[nodiscard]] bool wait_end(std::chrono::milliseconds patience);  // true: it has ended

  pid_t pid_ = -1;
  int pid_fd_ = -1;
  int out_fd_ = -1;
  int err_fd_ = -1;
  std::optional<int> exit_code_;
};

// A folder of its own for one test, removed at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace backchannel::tests
