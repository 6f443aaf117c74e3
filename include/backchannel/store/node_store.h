#pragma once
// A node's durable store: custody::Store on one SQLite file (WAL, synchronous=FULL, secure_delete), opened by
// the agent or daemon, one at a time. One thread writes, with group commit; one reads. Answers are posted to
// the sink from these threads.

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "backchannel/base/at_rest.h"
#include "backchannel/base/digest.h"
#include "backchannel/custody/ports.h"
#include "backchannel/store/audit.h"

namespace backchannel::store {

struct NodeStoreOptions {
  std::filesystem::path home;                // an existing directory
  const base::Digester* digester = nullptr;  // outlives the store
  // Stations: the sealed bytes lie on the disk encrypted, each under a key of its own that goes with the
  // purge. Outlives the store. Null (relays): as they came.
  const base::AtRest* at_rest = nullptr;
  // A group of batches is committed when the window is over, when it is this big, or when an urgent batch
  // joins. Both grow under load: the window with the time that commits take, the size while groups are
  // filled.
  std::chrono::microseconds group_window{3'000};
  std::uint64_t group_bytes = std::uint64_t{256} << 10;
  int wal_frames = 3'072;        // pages in the WAL after which it is to begin anew
  std::uint64_t page_limit = 0;  // pages of the database file; 0: the disk is the limit
  std::uint64_t reserve_bytes = std::uint64_t{4} << 20;  // kept free on the disk for deletions and reports
  std::string vfs;                                       // name of an SQLite VFS; empty: the default one
};

struct NodeStoreStats {
  std::uint64_t groups = 0;
  std::uint64_t batches = 0;
  std::uint64_t largest_group = 0;  // in batches
  std::uint64_t checkpoints = 0;
  bool full = false;  // refusing new messages for want of room
};

// What is held, added up.
struct Holdings {
  std::map<message::Precedence, std::uint64_t> legs;
  std::uint64_t bytes = 0;        // of their transfers, each once
  std::uint64_t submissions = 0;  // that the agent has not taken yet
};

class NodeStore final : public custody::Store {
 public:
  // Brings a store of an older format to this one, whole or not at all. Locked (names the process),
  // StoreForeign, StoreCorrupt, Io. On an error no file is changed.
  // After an unclean stop the whole file is checked first.
  [[nodiscard]] static base::Result<std::unique_ptr<NodeStore>> open(const NodeStoreOptions& options,
                                                                     custody::Sink& sink);
  NodeStore(const NodeStore&) = delete;
  NodeStore& operator=(const NodeStore&) = delete;
  // Without close(): as if the process had been killed. Batches not answered may or may not be there
  // afterwards.
  ~NodeStore() override;

  // What was held at the last stop. Once, before the first commit. Any thread.
  [[nodiscard]] base::Result<custody::Recovered> recover();

  // -> Committed, in order of call. StoreFailed{StoreFull, id}: this batch alone was rolled back. Any other
  // StoreFailed is fatal: nothing is answered after it, and the process is to end.
  void commit(custody::Batch batch) override;
  void find(const custody::Find& request) override;
  // -> ChunkRead; fewer bytes than asked at the end of the payload, none if it is gone.
  void read(const custody::ReadChunk& request) override;
  void page(const custody::ReadPage& request) override;
  void overdue(const custody::ReadOverdue& request) override;

  // To be called on each wake and poll: posts each waiting submission once as Submitted (again only after a
  // restart), the highest precedence first, inside one in the order of submission; and purges what readers
  // have signed off. At most 2 MiB of each precedence are posted and unanswered at a time; the next follow by
  // themselves. A batch that met StoreFull is the engine's to commit again.
  void poll_submissions();

  // Deletes tombstones and fences past keep_until, fillers without either, and sealed bytes kept for sending
  // again whose message has expired; retries purges that a reader held up. In slices, between batches.
  void collect(base::HandlingTime now);

  // Closes the open group and waits until every request made before has been answered.
  void settle();

  [[nodiscard]] base::StoreUuid uuid() const noexcept;
  [[nodiscard]] NodeStoreStats stats() const;             // any thread
  [[nodiscard]] base::Result<Holdings> holdings() const;  // as committed; any thread

  // With a witness's mark also finds a cut tail. Any thread.
  [[nodiscard]] base::Result<AuditCheck> verify_audit(
      const std::optional<AuditMark>& witness = std::nullopt) const;

  // Commits what is queued, stops the threads, notes the clean stop and empties the WAL. After a fatal
  // StoreFailed: that error again.
  [[nodiscard]] base::Result<> close();

 private:
  class State;
  explicit NodeStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace backchannel::store
