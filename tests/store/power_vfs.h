#pragma once
// An SQLite VFS over the default one that notes all that goes to the disk, and a disk that can be asked what
// is on it after a power cut. The model: what was written before a file's sync is there after it; of what was
// written later each write, or each piece of it within a boundary of 512 bytes, may be there or not, whatever
// the order; bytes beside a write are never touched (SQLITE_IOCAP_POWERSAFE_OVERWRITE, which the default VFS
// says of itself). Names made and deleted keep their order, and are safe with the sync of a file made after.

#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace backchannel::store::test {

struct DiskEvent {
  enum class Kind : std::uint8_t { Create, Write, Truncate, Sync, Delete, Answer };
  Kind kind = Kind::Write;
  std::string file;  // its name without the folder
  std::uint64_t value =
      0;              // Write: offset; Truncate: size; Answer: number; Delete: 1 if the folder is synced
  std::string bytes;  // Write
};

// Of SQLite's PRAGMA, in its numbers.
enum class Synchronous : std::uint8_t { Off = 0, Normal = 1, Full = 2 };

// Registered from its making to its end; one at a time. With other than Full, what the program says about
// `synchronous` is not heard.
class PowerVfs {
 public:
  explicit PowerVfs(Synchronous synchronous = Synchronous::Full);
  PowerVfs(const PowerVfs&) = delete;
  PowerVfs& operator=(const PowerVfs&) = delete;
  ~PowerVfs();

  static constexpr const char* kName = "power";
  void note(DiskEvent event);                                                     // any thread
  [[nodiscard]] const std::vector<DiskEvent>& record() const { return record_; }  // when nobody writes
  [[nodiscard]] sqlite3_vfs& real() const { return *real_; }
  [[nodiscard]] Synchronous synchronous() const { return synchronous_; }

  // From now on every write, or every sync, ends with an I/O error; after mend() none. Any thread.
  void fail(DiskEvent::Kind kind) { failing_ = kind; }
  void mend() { failing_ = DiskEvent::Kind::Answer; }
  [[nodiscard]] bool fails(DiskEvent::Kind kind) const { return failing_ == kind; }

 private:
  sqlite3_vfs* real_;
  Synchronous synchronous_;
  sqlite3_vfs vfs_{};
  std::atomic<DiskEvent::Kind> failing_ = DiskEvent::Kind::Answer;
  std::mutex mutex_;
  std::vector<DiskEvent> record_;
};

enum class Unsynced : std::uint8_t {
  Lost,
  Kept,      // a kill, not a power cut
  Some,      // each write, by the seed
  Pieces,    // each piece of each write, by the seed
  LastTorn,  // the last write up to a boundary, all before it
};

using Files = std::map<std::string, std::string>;  // name to content

class Disk {
 public:
  explicit Disk(const Files& safe);
  void apply(const DiskEvent& event);  // outlives the disk
  [[nodiscard]] std::uint64_t answered() const { return answered_; }
  [[nodiscard]] Files after_cut(Unsynced unsynced, std::uint64_t seed) const;

 private:
  struct Write {
    const DiskEvent* event;
    std::uint64_t position;
  };
  struct Node {
    std::string safe;
    std::vector<Write> pending;
  };
  struct Naming {
    std::string name;
    std::size_t node;  // kNone: deleted
  };
  static constexpr std::size_t kNone = ~std::size_t{0};
  using Names = std::map<std::string, std::size_t>;
  void sync(std::size_t node);
  void settle_names(std::size_t count);
  [[nodiscard]] Names names_after(std::size_t count) const;

  std::vector<Node> nodes_;
  Names now_;                    // as a running program sees it
  Names safe_;                   // as it is on the disk
  std::vector<Naming> namings_;  // between the two
  std::uint64_t position_ = 0;
  std::uint64_t answered_ = 0;
};

}  // namespace backchannel::store::test
