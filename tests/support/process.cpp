#include "support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "support/launch.h"

namespace backchannel::tests {

namespace {

using Deadline = std::chrono::steady_clock;

[[noreturn]] void give_up(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

[[nodiscard]] int memory_file(const char* name, std::string_view content = {}) {
  const int fd = ::memfd_create(name, MFD_CLOEXEC);
  if (fd < 0) give_up("memfd_create");
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0) give_up("write");
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  ::lseek(fd, 0, SEEK_SET);
  return fd;
}

[[nodiscard]] std::string content_of(int fd) {
  struct stat status {};
  if (fd < 0 || ::fstat(fd, &status) != 0) return {};
  std::string content(static_cast<std::size_t>(status.st_size), '\0');
  const ssize_t got = ::pread(fd, content.data(), content.size(), 0);
  content.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return content;
}

}  // namespace

Process::Process(const Command& command) {
  Launch launch(command);
  const int in = memory_file("in", command.input);
  const int secret = command.passphrase_fd_3 ? memory_file("secret", *command.passphrase_fd_3) : -1;
  out_fd_ = memory_file("out");
  err_fd_ = memory_file("err");

  pid_ = ::fork();
  if (pid_ < 0) give_up("fork");
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(in, 0);
    ::dup2(out_fd_, 1);
    ::dup2(err_fd_, 2);
    // The same number stays close-on-exec under dup2.
    if (secret == 3) {
      ::fcntl(3, F_SETFD, 0);
    } else if (secret >= 0) {
      ::dup2(secret, 3);
    }
    launch.execute();
  }
  ::close(in);
  if (secret >= 0) ::close(secret);
  pid_fd_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (pid_fd_ < 0) give_up("pidfd_open");
}

Process::Process(Process&& other) noexcept { *this = std::move(other); }

Process& Process::operator=(Process&& other) noexcept {
  if (this == &other) return *this;
  close();
  pid_ = std::exchange(other.pid_, -1);
  pid_fd_ = std::exchange(other.pid_fd_, -1);
  out_fd_ = std::exchange(other.out_fd_, -1);
  err_fd_ = std::exchange(other.err_fd_, -1);
  exit_code_ = std::exchange(other.exit_code_, std::nullopt);
  return *this;
}

Process::~Process() { close(); }

void Process::close() noexcept {
  if (pid_ > 0) kill();
  for (int* fd : {&pid_fd_, &out_fd_, &err_fd_}) {
    if (*fd >= 0) ::close(*fd);
    *fd = -1;
  }
  pid_ = -1;
}

bool Process::wait_end(std::chrono::milliseconds patience) {
  if (exit_code_) return true;
  const auto deadline = Deadline::now() + patience;
  pollfd end{pid_fd_, POLLIN, 0};
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Deadline::now()).count();
    const int ready = ::poll(&end, 1, left > 0 ? static_cast<int>(left) : 0);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return false;
    break;
  }
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_) give_up("waitpid");
  exit_code_ = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return true;
}

bool Process::running() { return !wait_end(std::chrono::milliseconds(0)); }

void Process::signal(int number) {
  if (running()) ::kill(pid_, number);
}

std::string Process::out() const { return content_of(out_fd_); }
std::string Process::err() const { return content_of(err_fd_); }

Ended Process::wait(std::chrono::milliseconds patience) {
  const bool ended = wait_end(patience);
  return {exit_code_.value_or(-1), out(), err(), !ended};
}

bool Process::says(const std::string& words, std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kLook{10};
  const auto deadline = Deadline::now() + patience;
  while (true) {
    const bool ended = wait_end(kLook);
    if (out().find(words) != std::string::npos || err().find(words) != std::string::npos) return true;
    if (ended || Deadline::now() > deadline) return false;
  }
}

void Process::kill() {
  signal(SIGKILL);
  static_cast<void>(wait_end(kProgramPatience));
}

Ended run(const Command& command, std::chrono::milliseconds patience) {
  Process process(command);
  Ended ended = process.wait(patience);
  if (ended.timed_out) {
    process.kill();
    ended = process.wait();
    ended.timed_out = true;
  }
  return ended;
}

std::filesystem::path program(const std::string& name) {
  return std::filesystem::path(BACKCHANNEL_BIN_DIR) / name;
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "backchannel-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) give_up("mkdtemp");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace backchannel::tests
