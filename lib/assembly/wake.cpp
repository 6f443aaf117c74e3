#include "wake.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "backchannel/assembly/running_node.h"

namespace backchannel::assembly {

namespace {

constexpr int kPollMs = 250;

// A socket's path holds 107 characters; homes may be deeper. Then the way through an open folder is short.
class ShortPath {
 public:
  explicit ShortPath(const std::filesystem::path& home)
      : folder_(::open(home.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
    address_.sun_family = AF_UNIX;
    std::string path = (home / "wake").string();
    if (path.size() >= sizeof address_.sun_path) path = "/proc/self/fd/" + std::to_string(folder_) + "/wake";
    std::memcpy(address_.sun_path, path.c_str(), path.size() + 1);
  }
  ShortPath(const ShortPath&) = delete;
  ShortPath& operator=(const ShortPath&) = delete;
  ~ShortPath() {
    if (folder_ >= 0) ::close(folder_);
  }
  [[nodiscard]] const sockaddr* address() const { return reinterpret_cast<const sockaddr*>(&address_); }
  [[nodiscard]] static socklen_t size() { return sizeof(sockaddr_un); }

 private:
  int folder_;
  sockaddr_un address_{};
};

}  // namespace

WakeListener::WakeListener(const std::filesystem::path& home, std::function<void()> poked)
    : poked_(std::move(poked)), path_(home / "wake") {
  ::unlink(path_.c_str());
  socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const ShortPath place(home);
  // Without the socket the poll alone remains: slower, never wrong.
  if (socket_ >= 0) static_cast<void>(::bind(socket_, place.address(), ShortPath::size()));
  thread_ = std::thread([this] { listen(); });
}

WakeListener::~WakeListener() {
  stopping_ = true;
  wake_agent(path_.parent_path());
  thread_.join();
  if (socket_ >= 0) ::close(socket_);
  ::unlink(path_.c_str());
}

void WakeListener::listen() {
  char byte[16];
  while (!stopping_) {
    pollfd waiting{socket_, POLLIN, 0};
    static_cast<void>(::poll(&waiting, 1, kPollMs));
    while (socket_ >= 0 && ::recv(socket_, byte, sizeof byte, 0) > 0) {
    }
    if (!stopping_) poked_();
  }
}

void wake_agent(const std::filesystem::path& home) {
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (socket < 0) return;
  const ShortPath place(home);
  static_cast<void>(::sendto(socket, "w", 1, 0, place.address(), ShortPath::size()));
  ::close(socket);
}

}  // namespace backchannel::assembly
