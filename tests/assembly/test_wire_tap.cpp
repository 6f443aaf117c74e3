#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "backchannel/assembly/wire_tap.h"

namespace backchannel::assembly {
namespace {

constexpr std::string_view kScheme = "tcp://127.0.0.1:";

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

class Tapped : public ::testing::Test {
 protected:
  void SetUp() override {
    listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in own = loopback(0);
    socklen_t size = sizeof own;
    ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&own), sizeof own), 0);
    ASSERT_EQ(::listen(listener, 4), 0);
    ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&own), &size), 0);
    tap.emplace(WireTap::start(std::string(kScheme) + std::to_string(ntohs(own.sin_port))).value());

    caller = ::socket(AF_INET, SOCK_STREAM, 0);
    const sockaddr_in there = loopback(std::stoi(tap->address().substr(kScheme.size())));
    ASSERT_EQ(::connect(caller, reinterpret_cast<const sockaddr*>(&there), sizeof there), 0);
    called = ::accept(listener, nullptr, nullptr);
    ASSERT_GE(called, 0);
  }
  void TearDown() override {
    for (const int fd : {listener, caller, called})
      if (fd >= 0) ::close(fd);
  }
  static std::string receive(int fd, std::size_t size) {
    std::string text(size, '\0');
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::recv(fd, text.data(), size, MSG_WAITALL))));
    return text;
  }

  int listener = -1, caller = -1, called = -1;
  std::optional<WireTap> tap;
};

TEST_F(Tapped, EveryByteArrivesUnchangedAndIsKept) {
  std::string much;
  for (int i = 0; i < 50'000; ++i) much += static_cast<char>(i * 7 % 251);
  ASSERT_EQ(::send(caller, much.data(), much.size(), 0), static_cast<ssize_t>(much.size()));
  EXPECT_EQ(receive(called, much.size()), much);
  ASSERT_EQ(::send(called, "back", 4, 0), 4);
  EXPECT_EQ(receive(caller, 4), "back");

  EXPECT_EQ(tap->forwarded(), much.size());
  EXPECT_EQ(base::to_text(tap->captured()), much + "back");
  std::size_t forward = 0, backward = 0;
  for (const WireTap::Burst& burst : tap->bursts()) (burst.forward ? forward : backward) += burst.bytes;
  EXPECT_EQ(forward, much.size());
  EXPECT_EQ(backward, 4U);
}

TEST_F(Tapped, WhenOneEndGoesTheOtherHearsOfIt) {
  ::close(called);
  called = -1;
  char byte = 0;
  EXPECT_EQ(::recv(caller, &byte, 1, 0), 0);
}

TEST_F(Tapped, WhenTheTapGoesBothEndsHearOfIt) {
  tap.reset();
  char byte = 0;
  EXPECT_EQ(::recv(caller, &byte, 1, 0), 0);
  EXPECT_EQ(::recv(called, &byte, 1, 0), 0);
}

TEST(WireTap, AnAddressThatIsNoneIsRefused) {
  for (const char* address :
       {"", "tcp://127.0.0.1:", "tcp://127.0.0.1:x", "tcp://10.0.0.1:80", "tcp://127.0.0.1:70000"})
    EXPECT_EQ(WireTap::start(address).error().code, base::Code::Syntax) << address;
}

}  // namespace
}  // namespace backchannel::assembly
