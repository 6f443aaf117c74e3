// Preloaded into a daemon (LD_PRELOAD): lets calls of the C library fail as failing_calls.h says.
//
// A sync that fails takes back what was written to the file since the last one that did not: so it is on
// Linux when the pages cannot be written (https://lwn.net/Articles/752063/), and only so is a promise made
// after a failed sync found out.

#include "failing_calls.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <vector>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
}

namespace {

using backchannel::fault::Control;
namespace calls = backchannel::fault;

Control* control = nullptr;

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

// ---- files of ours

struct Written {
  off_t offset;
  std::string before;  // shorter than what was written where the file grew
};

struct File {
  bool ours = false;
  std::string name;
  off_t synced_size = 0;
  std::vector<Written> since_sync;
};

constexpr int kFilesMax = 1'024;
std::mutex files_mutex;
std::array<File, kFilesMax>& files() {
  static auto* all = new std::array<File, kFilesMax>;  // never destroyed: others close files after us
  return *all;
}

// Nothing is noted about files while allocations are counted: noting allocates.
[[nodiscard]] bool looks_at_files() {
  return control != nullptr && (control->calls & calls::kAllocations) == 0;
}

[[nodiscard]] bool is_ours(std::string_view path) {
  return looks_at_files() && control->under[0] != '\0' && path.starts_with(control->under);
}

[[nodiscard]] std::string_view last_part(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

[[nodiscard]] bool known(int fd) {
  if (!looks_at_files() || fd < 0 || fd >= kFilesMax) return false;
  const std::lock_guard lock(files_mutex);
  return files()[static_cast<std::size_t>(fd)].ours;
}

[[nodiscard]] off_t size_of(int fd) {
  struct ::stat facts {};
  return ::fstat(fd, &facts) == 0 ? facts.st_size : 0;
}

void opened(int fd, const char* path) {
  if (fd < 0 || fd >= kFilesMax || !is_ours(path)) return;
  const std::lock_guard lock(files_mutex);
  files()[static_cast<std::size_t>(fd)] = {true, std::string(last_part(path)), size_of(fd), {}};
}

// Before a write: what will be lost with it. The shared memory of SQLite is no file that anybody syncs.
void remember(int fd, off_t offset, std::size_t size) {
  const std::lock_guard lock(files_mutex);
  File& file = files()[static_cast<std::size_t>(fd)];
  if (file.name.ends_with("-shm")) return;
  Written written{offset, std::string(size, '\0')};
  const ssize_t got = ::pread(fd, written.before.data(), size, offset);
  written.before.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  file.since_sync.push_back(std::move(written));
}

void synced(int fd) {
  const std::lock_guard lock(files_mutex);
  File& file = files()[static_cast<std::size_t>(fd)];
  file.since_sync.clear();
  file.synced_size = size_of(fd);
}

// The lock is held.
void take_back(int fd) {
  static const auto real = next<ssize_t (*)(int, const void*, std::size_t, off_t)>("pwrite64");
  static const auto truncate = next<int (*)(int, off_t)>("ftruncate64");
  File& file = files()[static_cast<std::size_t>(fd)];
  for (auto each = file.since_sync.rbegin(); each != file.since_sync.rend(); ++each)
    static_cast<void>(real(fd, each->before.data(), each->before.size(), each->offset));
  if (!file.since_sync.empty() && size_of(fd) > file.synced_size)
    static_cast<void>(truncate(fd, file.synced_size));
  file.since_sync.clear();
}

[[noreturn]] void cut_power() {
  const std::lock_guard lock(files_mutex);
  for (int fd = 0; fd < kFilesMax; ++fd)
    if (files()[static_cast<std::size_t>(fd)].ours) take_back(fd);
  ::kill(::getpid(), SIGKILL);
  std::abort();
}

// ---- the fault

// true: this call is the one. errno is set.
[[nodiscard]] bool strikes(std::uint32_t call, const char* name, std::string_view file) {
  if (control == nullptr || (control->calls & call) == 0) return false;
  if (control->at == 0 || control->count.fetch_add(1) + 1 != control->at) return false;
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  std::snprintf(control->which, sizeof control->which, "%s %.*s", name, static_cast<int>(file.size()),
                file.data());
  control->struck_ns = std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
  control->struck = control->at.load();
  errno = control->error;
  return true;
}

[[nodiscard]] bool strikes(std::uint32_t call, const char* name, int fd) {
  if (!known(fd)) return false;
  std::string file;
  {
    const std::lock_guard lock(files_mutex);
    file = files()[static_cast<std::size_t>(fd)].name;
  }
  return strikes(call, name, file);
}

// false: no room for it on a disk with an end. errno is set.
[[nodiscard]] bool takes_room(int fd, off_t end) {
  if (!known(fd) || !control->limited) return true;
  const std::int64_t growth = end - size_of(fd);
  if (growth <= 0) return true;
  if (control->room.fetch_sub(growth) >= growth) return true;
  control->room += growth;
  errno = ENOSPC;
  return false;
}

void gives_room(std::int64_t bytes) {
  if (control != nullptr && control->limited && bytes > 0) control->room += bytes;
}

__attribute__((constructor)) void map_control() {
  const char* path = std::getenv(calls::kControlVariable);
  if (path == nullptr) return;
  const auto real = next<int (*)(const char*, int, ...)>("open");
  const int fd = real(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void* mapped = ::mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  ::close(fd);
  if (mapped != MAP_FAILED) control = static_cast<Control*>(mapped);
}

int open_or_fail(const char* name, const char* path, int flags, mode_t mode) {
  const auto real = next<int (*)(const char*, int, ...)>(name);
  // A disk without room refuses only what is to be made.
  const bool may_fail = control != nullptr && (control->error != ENOSPC || (flags & O_CREAT) != 0);
  if (is_ours(path) && may_fail && strikes(calls::kOpens, "open", last_part(path))) return -1;
  const int fd = real(path, flags, mode);
  opened(fd, path);
  return fd;
}

ssize_t pwrite_or_fail(const char* name, int fd, const void* data, std::size_t size, off_t offset) {
  const auto real = next<ssize_t (*)(int, const void*, std::size_t, off_t)>(name);
  if (!known(fd)) return real(fd, data, size, offset);
  if (control->power_cut) cut_power();
  if (strikes(calls::kWrites, "pwrite", fd)) return -1;
  if (!takes_room(fd, offset + static_cast<off_t>(size))) return -1;
  remember(fd, offset, size);
  return real(fd, data, size, offset);
}

int sync_or_fail(const char* name, int fd) {
  const auto real = next<int (*)(int)>(name);
  if (strikes(calls::kSyncs, name, fd)) {
    const int error = errno;
    {
      const std::lock_guard lock(files_mutex);
      take_back(fd);
    }
    errno = error;
    return -1;
  }
  if (known(fd) && control->lies) return 0;
  const int result = real(fd);
  if (result == 0 && known(fd)) synced(fd);
  return result;
}

int truncate_or_fail(const char* name, int fd, off_t size) {
  const auto real = next<int (*)(int, off_t)>(name);
  if (strikes(calls::kTruncates, "ftruncate", fd)) return -1;
  if (known(fd)) gives_room(size_of(fd) - size);
  return real(fd, size);
}

int allocate_or_fail(const char* name, int fd, off_t offset, off_t size) {
  const auto real = next<int (*)(int, off_t, off_t)>(name);
  if (strikes(calls::kWrites, "posix_fallocate", fd) || !takes_room(fd, offset + size)) return errno;
  return real(fd, offset, size);
}

[[nodiscard]] bool memory_ends() {
  if (control == nullptr || (control->calls & calls::kAllocations) == 0) return false;
  if (std::get_new_handler() == nullptr) return false;  // main() has not begun
  return strikes(calls::kAllocations, "malloc", std::string_view());
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_or_fail("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_or_fail("open64", path, flags, mode);
}

int close(int fd) {
  static const auto real = next<int (*)(int)>("close");
  if (known(fd)) {
    const std::lock_guard lock(files_mutex);
    files()[static_cast<std::size_t>(fd)] = {};
  }
  return real(fd);
}

ssize_t write(int fd, const void* data, std::size_t size) {
  static const auto real = next<ssize_t (*)(int, const void*, std::size_t)>("write");
  if (!known(fd)) return real(fd, data, size);
  if (strikes(calls::kWrites, "write", fd)) return -1;
  const off_t offset = ::lseek(fd, 0, SEEK_CUR);
  if (!takes_room(fd, offset + static_cast<off_t>(size))) return -1;
  return real(fd, data, size);
}

ssize_t pwrite(int fd, const void* data, std::size_t size, off_t offset) {
  return pwrite_or_fail("pwrite", fd, data, size, offset);
}
ssize_t pwrite64(int fd, const void* data, std::size_t size, off64_t offset) {
  return pwrite_or_fail("pwrite64", fd, data, size, offset);
}

int fsync(int fd) { return sync_or_fail("fsync", fd); }
int fdatasync(int fd) { return sync_or_fail("fdatasync", fd); }

int ftruncate(int fd, off_t size) noexcept { return truncate_or_fail("ftruncate", fd, size); }
int ftruncate64(int fd, off64_t size) noexcept { return truncate_or_fail("ftruncate64", fd, size); }

int posix_fallocate(int fd, off_t offset, off_t size) {
  return allocate_or_fail("posix_fallocate", fd, offset, size);
}
int posix_fallocate64(int fd, off64_t offset, off64_t size) {
  return allocate_or_fail("posix_fallocate64", fd, offset, size);
}

int rename(const char* from, const char* to) noexcept {
  static const auto real = next<int (*)(const char*, const char*)>("rename");
  if (is_ours(to) && strikes(calls::kNames, "rename", last_part(to))) return -1;
  return real(from, to);
}

int link(const char* from, const char* to) noexcept {
  static const auto real = next<int (*)(const char*, const char*)>("link");
  if (is_ours(to) && strikes(calls::kNames, "link", last_part(to))) return -1;
  return real(from, to);
}

int unlink(const char* path) noexcept {
  static const auto real = next<int (*)(const char*)>("unlink");
  struct ::stat facts {};
  const bool counts = is_ours(path) && ::stat(path, &facts) == 0 && facts.st_nlink == 1;
  const int result = real(path);
  if (result == 0 && counts) gives_room(facts.st_size);
  return result;
}

void* malloc(std::size_t size) noexcept { return memory_ends() ? nullptr : __libc_malloc(size); }
void* calloc(std::size_t count, std::size_t size) noexcept {
  return memory_ends() ? nullptr : __libc_calloc(count, size);
}
void* realloc(void* old, std::size_t size) noexcept {
  return memory_ends() ? nullptr : __libc_realloc(old, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return memory_ends() ? nullptr : __libc_memalign(alignment, size);
}
int posix_memalign(void** out, std::size_t alignment, std::size_t size) noexcept {
  void* made = memory_ends() ? nullptr : __libc_memalign(alignment, size);
  if (made == nullptr) return ENOMEM;
  *out = made;
  return 0;
}

}  // extern "C"
