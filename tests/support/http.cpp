#include "http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>

namespace backchannel::tests {

namespace {

[[nodiscard]] std::string exchanged(const sockaddr_in& address, const std::string& request) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::string answer;
  const timeval patience{60, 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::send(descriptor, request.data(), request.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(request.size())) {
    std::array<char, 4'096> buffer{};
    for (ssize_t got = 0; (got = ::recv(descriptor, buffer.data(), buffer.size(), 0)) > 0;)
      answer.append(buffer.data(), static_cast<std::size_t>(got));
  }
  ::close(descriptor);
  return answer;
}

}  // namespace

std::optional<HttpAnswer> http(const std::string& url, const std::string& path, const std::string& method) {
  const std::string before = "http://";
  const auto colon = url.rfind(':');
  if (!url.starts_with(before) || colon <= before.size()) return std::nullopt;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(url.c_str() + colon + 1)));
  if (::inet_pton(AF_INET, url.substr(before.size(), colon - before.size()).c_str(), &address.sin_addr) != 1)
    return std::nullopt;
  const std::string answer = exchanged(address, method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto body = answer.find("\r\n\r\n");
  if (!answer.starts_with("HTTP/1.1 ") || body == std::string::npos) return std::nullopt;
  return HttpAnswer{std::atoi(answer.c_str() + 9), answer.substr(0, body), answer.substr(body + 4)};
}

}  // namespace backchannel::tests
