#pragma once
// A datagram socket in the node's home: the command line pokes it after it has appended to the store.

#include <atomic>
#include <filesystem>
#include <functional>
#include <thread>

#include "backchannel/base/error.h"

namespace backchannel::assembly {

// Calls `poked` on its own thread at each poke and at least every 250 ms.
class WakeListener {
 public:
  WakeListener(const std::filesystem::path& home, std::function<void()> poked);
  ~WakeListener();
  WakeListener(const WakeListener&) = delete;
  WakeListener& operator=(const WakeListener&) = delete;

 private:
  void listen();
  std::function<void()> poked_;
  int socket_ = -1;
  std::atomic<bool> stopping_ = false;
  std::filesystem::path path_;
  std::thread thread_;
};

}  // namespace backchannel::assembly
