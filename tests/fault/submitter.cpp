#include "submitter.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "backchannel/assembly/running_node.h"
#include "backchannel/seal/crypto.h"

namespace backchannel::fault {

namespace {

constexpr char kTrying = 't';
constexpr char kAnswered = 'a';
constexpr int kFailed = 70;

void tell(int pipe, char word) {
  if (::write(pipe, &word, 1) != 1) ::_exit(kFailed);
}

[[noreturn]] void submit_all(const std::filesystem::path& home,
                             std::span<const support::LiveNet::Ready> messages, int pipe) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  auto store = store::ClientStore::open(home, &seal::at_rest());
  if (!store) ::_exit(kFailed);
  for (const support::LiveNet::Ready& each : messages) {
    tell(pipe, kTrying);
    if (!store->submit(each.row, each.sealed)) ::_exit(kFailed);
    tell(pipe, kAnswered);
    assembly::wake_agent(home);
  }
  ::_exit(0);
}

}  // namespace

Submitter::Submitter(const std::filesystem::path& home, std::span<const support::LiveNet::Ready> messages)
    : messages_(messages) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  pid_ = ::fork();
  if (pid_ == 0) submit_all(home, messages, ends[1]);
  ::close(ends[1]);
  answers_ = ends[0];
  if (pid_ < 0) throw std::runtime_error("fork");
}

Submitter::~Submitter() {
  if (pid_ > 0) {
    static_cast<void>(kill());
    static_cast<void>(::waitpid(pid_, nullptr, 0));
  }
  ::close(answers_);
}

bool Submitter::kill() {
  siginfo_t ended{};
  const bool is_over = ::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                       ended.si_pid == pid_;
  if (!is_over) ::kill(pid_, SIGKILL);
  return !is_over;
}

std::vector<Attempt> Submitter::attempts() {
  std::vector<Attempt> all;
  char word = 0;
  while (true) {
    const ssize_t got = ::read(answers_, &word, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    if (word == kTrying) {
      const support::LiveNet::Ready& each = messages_[all.size()];
      all.push_back({each.row.message, each.row.transfer, false});
    } else {
      all.back().acknowledged = true;
    }
  }
  int status = 0;
  static_cast<void>(::waitpid(pid_, &status, 0));
  pid_ = -1;
  if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
    throw std::runtime_error("a message could not be handed in");
  return all;
}

}  // namespace backchannel::fault
