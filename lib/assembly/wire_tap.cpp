#include "backchannel/assembly/wire_tap.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

namespace backchannel::assembly {

namespace {

constexpr std::size_t kCaptureMax = std::size_t{16} << 20;
constexpr std::size_t kBufferBytes = std::size_t{64} << 10;
constexpr std::int64_t kBurstGapMs = 20;
constexpr std::string_view kScheme = "tcp://127.0.0.1:";

class Socket {
 public:
  explicit Socket(int fd = -1) noexcept : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const noexcept { return fd_; }

 private:
  int fd_;
};

[[nodiscard]] sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

[[nodiscard]] Socket tcp() { return Socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

struct Connection {
  Socket dialler, target;
  base::Bytes to_target, to_dialler;
};

}  // namespace

struct WireTap::Impl {
  Socket listener;
  Socket wake_read, wake_write;
  std::uint16_t target_port = 0;
  std::string address;
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  mutable std::mutex mutex;  // guards what follows
  std::array<base::Bytes, 2> seen;
  std::array<std::size_t, 2> totals{};
  std::vector<Burst> bursts;
  std::thread thread;

  ~Impl() {
    if (!thread.joinable()) return;
    // A full pipe has woken the thread already.
    [[maybe_unused]] const ssize_t put = ::write(wake_write.fd(), "x", 1);
    thread.join();
  }

  void run();
  void accept_one(std::list<Connection>& connections) const;
  // False: the connection has ended.
  [[nodiscard]] bool take(const Socket& from, base::Bytes& waiting, bool forward);
  void note(base::BytesView bytes, bool forward);
};

void WireTap::Impl::note(base::BytesView bytes, bool forward) {
  using namespace std::chrono;
  const std::int64_t now = duration_cast<milliseconds>(steady_clock::now() - began).count();
  const std::lock_guard lock(mutex);
  base::Bytes& kept = seen[forward ? 0 : 1];
  if (kept.size() + bytes.size() <= kCaptureMax) kept.insert(kept.end(), bytes.begin(), bytes.end());
  totals[forward ? 0 : 1] += bytes.size();
  if (!bursts.empty() && bursts.back().forward == forward && now - bursts.back().at_ms < kBurstGapMs)
    bursts.back().bytes += bytes.size();
  else
    bursts.push_back({now, forward, bytes.size()});
}

bool WireTap::Impl::take(const Socket& from, base::Bytes& waiting, bool forward) {
  std::array<std::uint8_t, kBufferBytes> buffer;
  const ssize_t got = ::recv(from.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  if (got == 0) return false;
  const base::BytesView bytes(buffer.data(), static_cast<std::size_t>(got));
  note(bytes, forward);
  waiting.insert(waiting.end(), bytes.begin(), bytes.end());
  return true;
}

void WireTap::Impl::accept_one(std::list<Connection>& connections) const {
  Socket dialler(::accept4(listener.fd(), nullptr, nullptr, SOCK_CLOEXEC));
  Socket target = tcp();
  const sockaddr_in to = loopback(target_port);
  if (dialler.fd() < 0 || ::connect(target.fd(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
    return;
  const int on = 1;
  for (const Socket* each : {&dialler, &target})
    static_cast<void>(::setsockopt(each->fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
  connections.push_back({std::move(dialler), std::move(target), {}, {}});
}

namespace {

[[nodiscard]] bool give(const Socket& to, base::Bytes& waiting) {
  const ssize_t put = ::send(to.fd(), waiting.data(), waiting.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (put < 0) return errno == EAGAIN || errno == EINTR;
  waiting.erase(waiting.begin(), waiting.begin() + put);
  return true;
}

// Reads only what it has room for, so that the circuit's own flow control stays in force.
[[nodiscard]] short wanted(const base::Bytes& to_write, const base::Bytes& to_read_into) {
  return static_cast<short>((to_write.empty() ? 0 : POLLOUT) |
                            (to_read_into.size() < kBufferBytes ? POLLIN : 0));
}

}  // namespace

void WireTap::Impl::run() {
  std::list<Connection> connections;
  while (true) {
    std::vector<pollfd> polled = {{wake_read.fd(), POLLIN, 0}, {listener.fd(), POLLIN, 0}};
    for (const Connection& each : connections) {
      polled.push_back({each.dialler.fd(), wanted(each.to_dialler, each.to_target), 0});
      polled.push_back({each.target.fd(), wanted(each.to_target, each.to_dialler), 0});
    }
    if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR) return;
    if (polled[0].revents != 0) return;
    std::size_t at = 2;
    for (auto it = connections.begin(); it != connections.end(); at += 2) {
      const short dialler = polled[at].revents, target = polled[at + 1].revents;
      bool open = true;
      if (dialler & (POLLIN | POLLHUP | POLLERR)) open = take(it->dialler, it->to_target, true);
      if (open && target & (POLLIN | POLLHUP | POLLERR)) open = take(it->target, it->to_dialler, false);
      if (open && !it->to_target.empty()) open = give(it->target, it->to_target);
      if (open && !it->to_dialler.empty()) open = give(it->dialler, it->to_dialler);
      it = open ? std::next(it) : connections.erase(it);
    }
    if (polled[1].revents & POLLIN) accept_one(connections);
  }
}

base::Result<WireTap> WireTap::start(const std::string& target) {
  auto impl = std::make_unique<Impl>();
  const char* first = target.data() + std::min(kScheme.size(), target.size());
  const char* last = target.data() + target.size();
  const auto [end, wrong] = std::from_chars(first, last, impl->target_port);
  if (!target.starts_with(kScheme) || wrong != std::errc() || end != last)
    return base::fail(base::Code::Syntax, "a tap needs an address such as tcp://127.0.0.1:40123");
  impl->listener = tcp();
  sockaddr_in own = loopback(0);
  socklen_t size = sizeof own;
  std::array<int, 2> pipe{};
  if (::bind(impl->listener.fd(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0 ||
      ::listen(impl->listener.fd(), 8) != 0 ||
      ::getsockname(impl->listener.fd(), reinterpret_cast<sockaddr*>(&own), &size) != 0 ||
      ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pipe.data()) != 0)
    return base::fail(base::Code::Network, "no free loopback port for the tap");
  impl->wake_read = Socket(pipe[0]);
  impl->wake_write = Socket(pipe[1]);
  impl->address = std::string(kScheme) + std::to_string(ntohs(own.sin_port));
  impl->thread = std::thread([tap = impl.get()] { tap->run(); });
  return WireTap(std::move(impl));
}

const std::string& WireTap::address() const noexcept { return impl_->address; }

std::size_t WireTap::forwarded() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->totals[0];
}

base::Bytes WireTap::captured() const {
  const std::lock_guard lock(impl_->mutex);
  base::Bytes all = impl_->seen[0];
  all.insert(all.end(), impl_->seen[1].begin(), impl_->seen[1].end());
  return all;
}

std::vector<WireTap::Burst> WireTap::bursts() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->bursts;
}

WireTap::WireTap(std::unique_ptr<Impl> impl) noexcept : impl_(std::move(impl)) {}
WireTap::WireTap(WireTap&&) noexcept = default;
WireTap& WireTap::operator=(WireTap&&) noexcept = default;
WireTap::~WireTap() = default;

}  // namespace backchannel::assembly
