#pragma once
// Arms a daemon with faults: its environment, and what is shared with the library preloaded into it.

#include <filesystem>
#include <string>

#include "e2e/net.h"
#include "failing_calls.h"

namespace backchannel::fault {

class Faults {
 public:
  // For one daemon at a time; files in `home` count.
  Faults(const std::filesystem::path& control, const std::filesystem::path& home);
  ~Faults();
  Faults(const Faults&) = delete;
  Faults& operator=(const Faults&) = delete;

  [[nodiscard]] e2e::Net::Environment environment() const;
  // The k-th of these calls fails; none when `at` is 0. Counting begins anew.
  void arm(std::uint32_t calls, int error, std::uint64_t at);
  void lie();        // from now on syncs do nothing and say that they have done it
  void cut_power();  // at the next write: what was not synced is gone, the process ends as by SIGKILL
  void end_disk_after(std::int64_t bytes);
  void give_room(std::int64_t bytes);

  [[nodiscard]] bool struck() const { return control_->struck != 0; }
  [[nodiscard]] std::uint64_t counted() const { return control_->count; }
  [[nodiscard]] std::string which() const { return control_->which; }  // "pwrite node.db-wal"
  [[nodiscard]] double ms_since_struck() const;

 private:
  std::filesystem::path file_;
  Control* control_;
};

// Whether the library can be preloaded into the programs of this build: not before a sanitizer, whose own
// malloc must come first, and the library has one too.
[[nodiscard]] bool can_preload();

}  // namespace backchannel::fault

#define BC_NEEDS_PRELOAD()                \
  if (!backchannel::fault::can_preload()) \
  GTEST_SKIP() << "a library cannot be preloaded into programs built with a sanitizer"
