#pragma once
// What the store's threads tell the node.

#include <atomic>

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
    if (!dead_.exchange(true)) sink_.post(custody::StoreFailed{std::move(error), id});
  }
  [[nodiscard]] bool dead() const noexcept { return dead_.load(); }

 private:
  custody::Sink& sink_;
  std::atomic<bool> dead_ = false;
};

}  // namespace backchannel::store
