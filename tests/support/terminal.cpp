#include "support/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "support/launch.h"

namespace backchannel::tests {

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

}  // namespace

Terminal::Terminal(const Command& command) {
  Launch launch(command);

  fd_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd_ < 0 || ::grantpt(fd_) != 0 || ::unlockpt(fd_) != 0) give_up("posix_openpt");
  char name[64] = {};
  if (::ptsname_r(fd_, name, sizeof name) != 0) give_up("ptsname_r");
  other_ = ::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (other_ < 0) give_up("open terminal");
  pid_ = ::fork();
  if (pid_ < 0) give_up("fork");
  if (pid_ == 0) {
    ::setsid();
    ::ioctl(other_, TIOCSCTTY, 0);
    for (int fd = 0; fd < 3; ++fd) ::dup2(other_, fd);
    launch.execute();
  }
}

Terminal::~Terminal() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(other_);
  ::close(fd_);
}

// False when nothing came before the deadline.
bool Terminal::read_more(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  pollfd ready{fd_, POLLIN, 0};
  if (left <= 0 || ::poll(&ready, 1, static_cast<int>(left)) <= 0 || (ready.revents & POLLIN) == 0)
    return false;
  char buffer[4'096];
  const ssize_t got = ::read(fd_, buffer, sizeof buffer);
  for (ssize_t i = 0; i < got; ++i)
    if (buffer[i] != '\r') screen_ += buffer[i];
  return got > 0;
}

bool Terminal::shows(const std::string& words, std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  while (true) {
    if (const auto at = screen_.find(words, seen_); at != std::string::npos) {
      seen_ = at + words.size();
      return true;
    }
    if (!read_more(deadline)) return false;
  }
}

void Terminal::type(const std::string& keys) {
  if (::write(fd_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size())) give_up("write");
}

int Terminal::wait(std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kLook{20};
  const auto deadline = Clock::now() + patience;
  int status = 0;
  while (::waitpid(pid_, &status, WNOHANG) == 0) {
    if (Clock::now() > deadline) return -1;
    (void)read_more(Clock::now() + kLook);  // a full terminal would hold the program up
  }
  pid_ = -1;
  while (read_more(Clock::now() + kLook)) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool Terminal::echoes() const {
  termios settings{};
  if (::tcgetattr(other_, &settings) != 0) give_up("tcgetattr");
  return (settings.c_lflag & static_cast<tcflag_t>(ECHO)) != 0;
}

}  // namespace backchannel::tests
