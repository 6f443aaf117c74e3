#pragma once
// What the store's threads tell the node.

#include <atomic>
#include <mutex>
#include <optional>

#include "backchannel/custody/ports.h"

namespace backchannel::store {

// Nothing is answered after a fatal error: the state of the disk is not known any more, and the process is to
// end.
class Answers {
 public:
  explicit Answers(custody::Sink& sink) : sink_(sink) {}

  void post(custody::Input input) {
    if (!dead()) sink_.post(std::move(input));
  }
  void fail(base::Error error, custody::RequestId id) {
    {
      const std::lock_guard guard(mutex_);
      if (failure_) return;
      failure_ = error;
    }
    dead_ = true;
    sink_.post(custody::StoreFailed{std::move(error), id});
  }
  [[nodiscard]] bool dead() const noexcept { return dead_.load(); }
  [[nodiscard]] std::optional<base::Error> failure() const {
    const std::lock_guard guard(mutex_);
    return failure_;
  }

 private:
  custody::Sink& sink_;
  std::atomic<bool> dead_ = false;
  mutable std::mutex mutex_;
  std::optional<base::Error> failure_;
};

}  // namespace backchannel::store
