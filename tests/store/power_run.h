#pragma once
// A run of a store on a VFS that notes what goes to the disk, and what is to be found after a power cut in
// it.

#include <functional>
#include <random>

#include "node_home.h"
#include "power_vfs.h"
#include "sqlite.h"

namespace backchannel::store::test {

// What happened to a store, from a state of its files that was safe.
struct Recording {
  Files before;
  std::vector<DiskEvent> events;
};

struct Cut {
  std::size_t after = 0;  // so many events have happened
  Unsynced unsynced = Unsynced::Lost;
  std::uint64_t seed = 0;
};

inline std::string to_string(const Cut& cut) {
  return "cut after event " + std::to_string(cut.after) + ", kind " +
         std::to_string(static_cast<int>(cut.unsynced)) + ", seed " + std::to_string(cut.seed);
}

inline Files files_in(const std::filesystem::path& home) {
  Files files;
  for (const auto* name : {"node.db", "node.db-wal"})
    if (std::filesystem::exists(home / name)) files[name] = contents(home / name);
  return files;
}

// Files of other names go. What a cut leaves in the shared memory's file is anything.
inline void write_files(const std::filesystem::path& home, const Files& files, std::uint64_t seed) {
  for (const auto* name : {"node.db", "node.db-wal", "node.db-shm", "lock", "reserve"})
    std::filesystem::remove(home / name);
  for (const auto& [name, content] : files) std::ofstream(home / name, std::ios::binary) << content;
  if (seed % 2 == 0) return;
  std::mt19937_64 random(seed);
  std::string noise(32'768, '\0');
  for (auto& c : noise) c = static_cast<char>(random());
  std::ofstream(home / "node.db-shm", std::ios::binary) << noise;
}

// All cuts, in one pass over the events. `check` finds the files in `home`.
inline void for_each_image(const Recording& recording, std::vector<Cut> cuts,
                           const std::filesystem::path& home,
                           const std::function<void(const Cut&, std::uint64_t answered)>& check) {
  std::ranges::stable_sort(cuts, {}, &Cut::after);
  Disk disk(recording.before);
  std::size_t happened = 0;
  for (const auto& cut : cuts) {
    while (happened < cut.after) disk.apply(recording.events[happened++]);
    write_files(home, disk.after_cut(cut.unsynced, cut.seed), cut.seed);
    check(cut, disk.answered());
  }
}

// Every kind of cut before and after each sync, `seeds` of those that are a matter of chance.
inline std::vector<Cut> cuts_at_syncs(const Recording& recording, std::uint64_t seeds) {
  std::vector<Cut> cuts;
  for (std::size_t i = 0; i < recording.events.size(); ++i) {
    if (recording.events[i].kind != DiskEvent::Kind::Sync) continue;
    for (const std::size_t after : {i, i + 1}) {
      cuts.push_back({after, Unsynced::Lost, 2 * i});
      cuts.push_back({after, Unsynced::Kept, 2 * i + 1});
      for (std::uint64_t seed = 1; seed <= seeds; ++seed)
        for (const auto kind : {Unsynced::Some, Unsynced::Pieces, Unsynced::LastTorn})
          cuts.push_back({after, kind, seed + after * 100});
    }
  }
  return cuts;
}

inline std::vector<Cut> cuts_anywhere(const Recording& recording, std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Cut> cuts;
  while (cuts.size() < count)
    cuts.push_back({random() % (recording.events.size() + 1), static_cast<Unsynced>(random() % 5), random()});
  return cuts;
}

}  // namespace backchannel::store::test
