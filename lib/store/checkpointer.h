#pragma once
// Copies the WAL into the file beside the writer, on a thread and a connection of its own: SQLite lets a
// checkpoint run while others write, and so no batch waits for the syncs that it needs.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "sqlite.h"

namespace backchannel::store {

class Checkpointer {
 public:
  // `failed` is called from the thread; after it nothing is copied any more.
  Checkpointer(std::unique_ptr<Database> database, int frames_per_step,
               std::function<void(base::Error)> failed);
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  // The WAL has so many frames; fewer than before: it was begun anew.
  void note(int frames);
  // No checkpoint of this thread runs as long as this is held.
  [[nodiscard]] std::unique_lock<std::mutex> hold() { return std::unique_lock(copying_); }
  [[nodiscard]] std::uint64_t checkpoints() const;

 private:
  void run();

  std::function<void(base::Error)> failed_;
  std::unique_ptr<Database> database_;
  int frames_per_step_;
  std::mutex copying_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  int frames_ = 0;  // in the WAL
  int copied_ = 0;  // of them
  std::uint64_t checkpoints_ = 0;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace backchannel::store
