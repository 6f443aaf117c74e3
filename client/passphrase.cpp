#include "passphrase.h"

#include <fcntl.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>

#include "backchannel/assembly/running_node.h"
#include "errors.h"

namespace backchannel::client {

namespace {

constexpr std::array kEndings = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

// For the handler only: it may do nothing but give the terminal back and let the signal do its work.
int terminal_fd = -1;
termios terminal_before{};

extern "C" void give_terminal_back(int number) {
  ::tcsetattr(terminal_fd, TCSANOW, &terminal_before);
  ::signal(number, SIG_DFL);
  ::raise(number);
}

// Echo is off while this lives, and comes back also when a signal ends the program.
class Silence {
 public:
  explicit Silence(int fd) {
    terminal_fd = fd;
    if (::tcgetattr(fd, &terminal_before) != 0) return;
    for (std::size_t i = 0; i < kEndings.size(); ++i) {
      struct sigaction action {};
      action.sa_handler = give_terminal_back;
      ::sigemptyset(&action.sa_mask);
      action.sa_flags = static_cast<int>(SA_NODEFER);
      ::sigaction(kEndings[i], &action, &handlers_before_[i]);
    }
    termios silent = terminal_before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent.c_lflag |= ECHONL;
    silent.c_cc[VSUSP] = _POSIX_VDISABLE;  // stopped and continued, the shell would have put echo back
    on_ = ::tcsetattr(fd, TCSAFLUSH, &silent) == 0;
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  ~Silence() {
    if (!on_) return;
    ::tcsetattr(terminal_fd, TCSAFLUSH, &terminal_before);
    for (std::size_t i = 0; i < kEndings.size(); ++i) ::sigaction(kEndings[i], &handlers_before_[i], nullptr);
  }
  [[nodiscard]] bool on() const noexcept { return on_; }

 private:
  std::array<struct sigaction, kEndings.size()> handlers_before_{};
  bool on_ = false;
};

struct Closer {
  int fd;
  ~Closer() { ::close(fd); }
};

base::Result<base::SecretBytes> ask(const std::string& owner) {
  const int fd = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (fd < 0) {
    return std::unexpected(
        base::Error{base::Code::Permission,
                    "the passphrase of " + owner + " is needed, and there is no terminal to ask at",
                    std::nullopt, "give it with --credential FILE or --passphrase-fd N"});
  }
  const Closer closer{fd};
  std::fflush(stdout);
  const Silence silence(fd);
  if (!silence.on()) {
    return base::fail(base::Code::Permission, "the terminal cannot be kept from showing the passphrase");
  }
  const std::string prompt = "Passphrase of " + owner + ": ";
  if (::write(fd, prompt.data(), prompt.size()) < 0) note(prompt);
  if (auto answer = assembly::read_passphrase_line(fd); answer && !answer->empty()) return std::move(*answer);
  return std::unexpected(base::Error{base::Code::Passphrase, "no passphrase was given", std::nullopt, {}});
}

}  // namespace

base::Result<base::SecretBytes> get_passphrase(const PassphraseSource& source, const std::string& owner) {
  if (source.asks()) return ask(owner);
  return assembly::unattended_passphrase(source.fd, source.credential);
}

}  // namespace backchannel::client
