#include "intake.h"

#include <linux/tcp.h>  // the C library's tcp_info ends before tcpi_bytes_received
#include <netinet/in.h>
#include <sys/socket.h>

#include "sockets.h"

namespace backchannel::link {
namespace {

constexpr std::size_t kKernelBytes = std::size_t{1} << 20;

std::uint64_t bytes_received(int descriptor) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
  return info.tcpi_bytes_received;
}

}  // namespace

void Intake::delivered() { base_ = bytes_received(descriptor_); }

bool Intake::over(std::size_t limit) const {
  const auto now = bytes_received(descriptor_);
  return now > base_ && now - base_ > limit;
}

std::size_t intake_limit(std::size_t frame_bytes_max) {
  return static_cast<std::size_t>(kReceiveHighWaterMark) * frame_bytes_max + kKernelBytes;
}

void cut(int descriptor) {
  if (descriptor >= 0) ::shutdown(descriptor, SHUT_RDWR);
}

}  // namespace backchannel::link
