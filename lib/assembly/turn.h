#pragma once
// A net's folder held by one command at a time.

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace backchannel::assembly {

// Held while nodes are started or stopped, or keys are made anew: a second command waits, and then finds what
// the first has done. The kernel lets go of it with the command. The folder itself is locked, so that a full
// disk is no obstacle; one that is not there holds up nobody.
class Turn {
 public:
  explicit Turn(const std::filesystem::path& folder)
      : folder_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    while (folder_ >= 0 && ::flock(folder_, LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    if (folder_ >= 0) ::close(folder_);
  }

 private:
  int folder_;
};

}  // namespace backchannel::assembly
