#pragma once
// A wire between a client and a server that carries so many bytes each way and then, without a word, no more.

#include <cstddef>
#include <string>
#include <thread>

namespace backchannel::link {

class StallingProxy {
 public:
  // server: "tcp://127.0.0.1:40123". Carries one connection.
  StallingProxy(const std::string& server, std::size_t to_server_max, std::size_t to_client_max);
  ~StallingProxy();
  StallingProxy(const StallingProxy&) = delete;
  StallingProxy& operator=(const StallingProxy&) = delete;
  [[nodiscard]] std::string address() const { return address_; }

 private:
  void carry(int server_port);

  int listener_ = -1;
  int stop_ = -1;  // an eventfd
  std::string address_;
  std::size_t to_server_left_;
  std::size_t to_client_left_;
  std::thread thread_;
};

}  // namespace backchannel::link
