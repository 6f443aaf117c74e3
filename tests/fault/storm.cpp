#include "storm.h"

#include <poll.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>

namespace backchannel::fault {

bool is_long(const char* variable) {
  const char* wish = std::getenv(variable);
  return wish != nullptr && std::string(wish) == "long";
}

Storm::Storm() {
  const char* given = std::getenv("BACKCHANNEL_TEST_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << "seed " << seed << " (again with BACKCHANNEL_TEST_SEED=" << seed << ")\n";
  random_.seed(seed);
}

std::size_t Storm::pick(std::size_t from, std::size_t to) {
  return std::uniform_int_distribution<std::size_t>(from, to)(random_);
}

void Storm::wait_at_most(std::chrono::microseconds span) {
  const auto ns = std::chrono::nanoseconds(span).count();
  const timespec time{ns / 1'000'000'000, ns % 1'000'000'000};
  static_cast<void>(::ppoll(nullptr, 0, &time, nullptr));
}

std::string seconds_between(std::chrono::steady_clock::time_point from,
                            std::chrono::steady_clock::time_point to) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", std::chrono::duration<double>(to - from).count());
  return text;
}

}  // namespace backchannel::fault
