#include "checkpointer.h"

#include <utility>

namespace backchannel::store {

Checkpointer::Checkpointer(std::unique_ptr<Database> database, int frames_per_step,
                           std::function<void(base::Error)> failed)
    : failed_(std::move(failed)),
      database_(std::move(database)),
      frames_per_step_(frames_per_step),
      thread_([this] { run(); }) {}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard guard(mutex_);
    stop_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Checkpointer::note(int frames) {
  {
    const std::lock_guard guard(mutex_);
    frames_ = frames;
    if (frames_ < copied_) copied_ = 0;
    if (frames_ - copied_ < frames_per_step_) return;
  }
  wake_.notify_one();
}

std::uint64_t Checkpointer::checkpoints() const {
  const std::lock_guard guard(mutex_);
  return checkpoints_;
}

void Checkpointer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stop_ || frames_ - copied_ >= frames_per_step_; });
    if (stop_) return;
    const int frames = frames_;
    lock.unlock();
    base::Result<bool> all = false;
    {
      const auto held = hold();
      all = database_->checkpoint(false);
    }
    if (!all && all.error().code != base::Code::StoreFull) return failed_(std::move(all).error());
    lock.lock();
    // What a reader held up is copied next time.
    copied_ = std::min(frames, frames_);
    ++checkpoints_;
  }
}

}  // namespace backchannel::store
