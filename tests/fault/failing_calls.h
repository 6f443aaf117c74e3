#pragma once
// What a test and the library that it preloads into a daemon share: a file mapped by both. The test arms a
// fault, before the start or while the daemon runs, and reads whether and when it struck.

#include <atomic>
#include <cstdint>

namespace backchannel::fault {

constexpr const char* kControlVariable = "BACKCHANNEL_FAULT_CONTROL";  // path of the file

// Bits of Control::calls.
constexpr std::uint32_t kWrites = 1;      // write, pwrite, posix_fallocate
constexpr std::uint32_t kSyncs = 2;       // fsync, fdatasync
constexpr std::uint32_t kOpens = 4;       // open
constexpr std::uint32_t kNames = 8;       // rename, link
constexpr std::uint32_t kTruncates = 16;  // ftruncate
constexpr std::uint32_t kAllCalls = 31;
constexpr std::uint32_t kAllocations = 32;  // malloc and its kin, of everything in the process from main() on

struct Control {
  char under[1'024];  // only files in this folder count; of allocations all
  std::atomic<std::uint32_t> calls;
  std::atomic<std::int32_t> error;  // errno of the fault
  std::atomic<std::uint64_t> at;    // the k-th call from the start on fails, once; 0: none
  std::atomic<std::uint64_t> count;
  std::atomic<std::uint64_t> struck;
  std::atomic<std::int64_t> struck_ns;  // CLOCK_MONOTONIC
  std::atomic<bool> lies;               // syncs do nothing and say that they have done it
  std::atomic<bool> power_cut;          // the next write ends the process, and what was not synced is gone
  std::atomic<bool> limited;            // the disk has an end ...
  std::atomic<std::int64_t> room;       // ... so many bytes away
  char which[256];                      // the call that failed: "pwrite node.db-wal"
};

static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

}  // namespace backchannel::fault
