#include "stalling_proxy.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace backchannel::link {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  where.sin_port = htons(static_cast<std::uint16_t>(port));
  return where;
}

// False: the connection is over. Blocking writes are right here: both ends of the test read.
bool carry_some(int from, int to, std::size_t& left) {
  std::array<char, 64 << 10> buffer;
  const auto got = ::recv(from, buffer.data(), std::min(buffer.size(), left), 0);
  if (got <= 0) return false;
  left -= static_cast<std::size_t>(got);
  for (ssize_t done = 0; done < got;) {
    const auto sent = ::send(to, buffer.data() + done, static_cast<std::size_t>(got - done), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    done += sent;
  }
  return true;
}

}  // namespace

StallingProxy::StallingProxy(const std::string& server, std::size_t to_server_max, std::size_t to_client_max)
    : listener_(::socket(AF_INET, SOCK_STREAM, 0)),
      stop_(::eventfd(0, 0)),
      to_server_left_(to_server_max),
      to_client_left_(to_client_max) {
  auto where = loopback(0);
  socklen_t size = sizeof where;
  EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&where), size), 0);
  EXPECT_EQ(::listen(listener_, 1), 0);
  EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&where), &size), 0);
  address_ = "tcp://127.0.0.1:" + std::to_string(ntohs(where.sin_port));
  thread_ = std::thread([this, port = std::stoi(server.substr(server.rfind(':') + 1))] { carry(port); });
}

StallingProxy::~StallingProxy() {
  EXPECT_EQ(::eventfd_write(stop_, 1), 0);
  thread_.join();
  ::close(listener_);
  ::close(stop_);
}

void StallingProxy::carry(int server_port) {
  std::array<pollfd, 2> arrival{{{listener_, POLLIN, 0}, {stop_, POLLIN, 0}}};
  if (::poll(arrival.data(), arrival.size(), -1) < 0 || arrival[1].revents != 0) return;
  const int client = ::accept(listener_, nullptr, nullptr);
  const int server = ::socket(AF_INET, SOCK_STREAM, 0);
  const auto where = loopback(server_port);
  bool open = ::connect(server, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
  while (open) {
    // A direction that has carried its share is watched no longer; only the stop ends the silence then.
    const auto watched = [](int descriptor, std::size_t left) { return left > 0 ? descriptor : -1; };
    std::array<pollfd, 3> ready{{{watched(client, to_server_left_), POLLIN, 0},
                                 {watched(server, to_client_left_), POLLIN, 0},
                                 {stop_, POLLIN, 0}}};
    if (::poll(ready.data(), ready.size(), -1) < 0 || ready[2].revents != 0) break;
    if (ready[0].revents != 0) open = carry_some(client, server, to_server_left_);
    if (open && ready[1].revents != 0) open = carry_some(server, client, to_client_left_);
  }
  ::close(client);
  ::close(server);
}

}  // namespace backchannel::link
