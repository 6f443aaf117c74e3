#pragma once
// What a bare chroot may lack. A test that cannot be made without it skips, and says why.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

namespace backchannel::tests {

[[nodiscard]] inline bool has_proc() {
  std::error_code error;
  return std::filesystem::exists("/proc/self/maps", error);
}

[[nodiscard]] inline bool has_terminals() {
  const int fd = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (fd >= 0) ::close(fd);
  return fd >= 0;
}

}  // namespace backchannel::tests

#define BC_NEEDS_PROC()                                               \
  if (!backchannel::tests::has_proc())                                \
  GTEST_SKIP() << "/proc is not mounted: processes cannot be looked " \
                  "into"
#define BC_NEEDS_TERMINALS()                                     \
  if (!backchannel::tests::has_terminals())                      \
  GTEST_SKIP() << "/dev/pts is not mounted: no terminal can be " \
                  "made"
