#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "backchannel/assembly/net_folder.h"

namespace backchannel::assembly {

namespace {

[[nodiscard]] std::unexpected<base::Error> io(const std::filesystem::path& path, const char* what) {
  const int reason = errno;
  const base::Code code = reason == ENOENT   ? base::Code::NotFound
                          : reason == ENOSPC ? base::Code::StoreFull
                                             : base::Code::Io;
  return std::unexpected(base::Error{
      code, std::string(what) + " " + path.string() + ": " + std::generic_category().message(reason),
      std::nullopt, code == base::Code::NotFound ? "check the path" : ""});
}

// Closes on every way out.
class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_;
};

[[nodiscard]] base::Result<> put_all(const Descriptor& file, const std::filesystem::path& path,
                                     base::BytesView content) {
  while (!content.empty()) {
    const ssize_t put = ::write(file.get(), content.data(), content.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return io(path, "cannot write");
    content = content.subspan(static_cast<std::size_t>(put));
  }
  return {};
}

// A device, a pipe: renaming a file over it would take it away from everybody.
[[nodiscard]] bool is_no_file(const std::filesystem::path& path) {
  struct ::stat facts {};
  return ::stat(path.c_str(), &facts) == 0 && !S_ISREG(facts.st_mode);
}

[[nodiscard]] base::Result<> write_through(const std::filesystem::path& path, base::BytesView content) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0) return io(path, "cannot write");
  return put_all(file, path, content);
}

// Flushed to the disk, under a name that was nobody's: `path` stands in for it in what is said.
[[nodiscard]] base::Result<> write_new(const std::filesystem::path& temporary,
                                       const std::filesystem::path& path, base::BytesView content, int mode) {
  ::unlink(temporary.c_str());  // of a process with this number that was killed here
  const Descriptor file(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  if (file.get() < 0) return io(path, "cannot write");
  if (::fchmod(file.get(), static_cast<mode_t>(mode)) != 0) return io(path, "cannot set the mode of");
  BC_TRY_VOID(put_all(file, path, content));
  if (::fsync(file.get()) != 0) return io(path, "cannot sync");
  return {};
}

}  // namespace

base::Result<base::Bytes> read_file(const std::filesystem::path& path, std::size_t limit_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return io(path, "cannot open");
  base::Bytes content;
  base::Bytes part(std::size_t{64} << 10);
  while (true) {
    const ssize_t got = ::read(file.get(), part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io(path, "cannot read");
    if (got == 0) return content;
    if (content.size() + static_cast<std::size_t>(got) > limit_bytes)
      return base::fail(base::Code::TooLarge,
                        path.string() + " has more than " + std::to_string(limit_bytes) + " bytes");
    content.insert(content.end(), part.begin(), part.begin() + got);
  }
}

base::Result<> write_file(const std::filesystem::path& path, base::BytesView content, int mode) {
  if (is_no_file(path)) return write_through(path, content);
  // Beside the target, so that the rename stays on one file system and a crash leaves the old file or the new
  // one.
  const std::filesystem::path temporary = path.string() + ".new-" + std::to_string(::getpid());
  if (auto written = write_new(temporary, path, content, mode); !written) {
    ::unlink(temporary.c_str());
    return written;
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    auto error = io(path, "cannot write");
    ::unlink(temporary.c_str());
    return error;
  }
  const std::filesystem::path beside = path.has_parent_path() ? path.parent_path() : ".";
  const Descriptor folder(::open(beside.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) static_cast<void>(::fsync(folder.get()));
  return {};
}

}  // namespace backchannel::assembly
