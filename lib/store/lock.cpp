#include "lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

namespace backchannel::store {

namespace {

// The digits at the beginning: what stands in the file was written by whoever had the lock.
std::string process_in(int file) {
  std::array<char, 16> text{};
  const auto got = ::pread(file, text.data(), text.size(), 0);
  std::string digits;
  for (ssize_t i = 0; i < got; ++i) {
    const char c = text[static_cast<std::size_t>(i)];
    if (c < '0' || c > '9') break;
    digits.push_back(c);
  }
  return digits.empty() ? "another process" : "process " + digits;
}

}  // namespace

base::Result<HomeLock> HomeLock::take(const std::filesystem::path& home) {
  const auto path = home / "lock";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0)
    return base::fail(base::Code::Io, path.string() + ": cannot be opened: " + std::strerror(errno));
  HomeLock lock(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      return base::fail(base::Code::Locked, process_in(file) + " has " + home.string());
    return base::fail(base::Code::Io, path.string() + ": cannot be locked: " + std::strerror(errno));
  }
  const std::string process = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file, 0) != 0 || ::pwrite(file, process.data(), process.size(), 0) < 0) {
    // On a full disk the lock holds all the same; only the number is missing from another's message.
  }
  return lock;
}

HomeLock::HomeLock(HomeLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

HomeLock::~HomeLock() {
  if (file_ >= 0) ::close(file_);
}

void Patience::wait() { std::this_thread::sleep_for(std::chrono::milliseconds(10)); }

}  // namespace backchannel::store
