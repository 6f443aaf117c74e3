#pragma once

#include <chrono>
#include <filesystem>

#include "backchannel/base/error.h"

namespace backchannel::store {

// Held by the one agent or daemon of a home. The kernel lets go of it when the process ends, however it ends.
class HomeLock {
 public:
  // Locked, naming the process that has it; Io.
  [[nodiscard]] static base::Result<HomeLock> take(const std::filesystem::path& home);
  HomeLock(HomeLock&& other) noexcept;
  HomeLock& operator=(HomeLock&&) = delete;
  ~HomeLock();

 private:
  explicit HomeLock(int file) noexcept : file_(file) {}
  int file_;
};

// For trying again until it works or a time is over.
class Patience {
 public:
  explicit Patience(int ms) : end_(std::chrono::steady_clock::now() + std::chrono::milliseconds(ms)) {}
  [[nodiscard]] bool is_over() const { return std::chrono::steady_clock::now() >= end_; }
  static void wait();

 private:
  std::chrono::steady_clock::time_point end_;
};

}  // namespace backchannel::store
