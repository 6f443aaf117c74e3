#pragma once
// A client in a process of its own that hands sealed messages in at a station's store, as the command line
// does, and may be killed at any instant. What it was given an answer to, it has told before the next.

#include <sys/types.h>

#include <filesystem>
#include <span>
#include <vector>

#include "ledger.h"
#include "support/live_net.h"

namespace backchannel::fault {

class Submitter {
 public:
  // Starts at once. To be called while this process has one thread.
  Submitter(const std::filesystem::path& home, std::span<const support::LiveNet::Ready> messages);
  ~Submitter();
  Submitter(const Submitter&) = delete;
  Submitter& operator=(const Submitter&) = delete;

  // false: it had ended before the signal came.
  bool kill();
  // What it tried, in order; those behind an unanswered one were never tried. Waits for its end.
  [[nodiscard]] std::vector<Attempt> attempts();

 private:
  std::span<const support::LiveNet::Ready> messages_;
  pid_t pid_ = -1;
  int answers_ = -1;
};

}  // namespace backchannel::fault
