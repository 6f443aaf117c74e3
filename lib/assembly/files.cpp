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
  // Beside the target, so that the rename stays on one file system and a crash leaves the old file or the new
  // one.
  const std::filesystem::path temporary = path.string() + ".new-" + std::to_string(::getpid());
  {
    const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (file.get() < 0) return io(temporary, "cannot write");
    if (::fchmod(file.get(), static_cast<mode_t>(mode)) != 0) return io(temporary, "cannot set the mode of");
    while (!content.empty()) {
      const ssize_t put = ::write(file.get(), content.data(), content.size());
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) {
        auto error = io(temporary, "cannot write");
        ::unlink(temporary.c_str());
        return error;
      }
      content = content.subspan(static_cast<std::size_t>(put));
    }
    if (::fsync(file.get()) != 0) {
      auto error = io(temporary, "cannot sync");
      ::unlink(temporary.c_str());
      return error;
    }
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    auto error = io(path, "cannot write");
    ::unlink(temporary.c_str());
    return error;
  }
  const Descriptor folder(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) static_cast<void>(::fsync(folder.get()));
  return {};
}

}  // namespace backchannel::assembly
