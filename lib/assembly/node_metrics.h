#pragma once
// What a node counts for its monitor. It stands between the node and its ports and passes everything on; the
// engine knows nothing of it.

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "backchannel/custody/ports.h"
#include "backchannel/metrics/exposer.h"
#include "backchannel/store/node_store.h"
#include "store_watch.h"

namespace backchannel::assembly {

// Since the start of the process. What a batch changes counts when it is committed.
class NodeCounts {
 public:
  // The engine's thread.
  void saw(const custody::Input& input);
  void gave(const custody::Batch& batch);
  void sent(const wire::Frame& frame);

  // Any thread. Counters, and the neighbours that are up.
  [[nodiscard]] std::vector<metrics::Family> families() const;

 private:
  struct Changes {
    std::uint64_t accepted = 0, moved = 0;
    std::map<std::pair<base::Code, bool>, std::uint64_t> ended;  // true: unknown
  };

  mutable std::mutex mutex_;
  Changes committed_;
  std::map<base::Code, std::uint64_t> refused_;
  std::set<base::NodeName> up_;
  std::map<custody::RequestId, Changes> given_;  // the engine's thread alone
};

class CountedStore final : public custody::Store {
 public:
  CountedStore(custody::Store& store, NodeCounts& counts, StoreWatch& watch, base::Clock& clock)
      : store_(store), counts_(counts), watch_(watch), clock_(clock) {}
  void commit(custody::Batch batch) override;
  void find(const custody::Find& request) override;
  void read(const custody::ReadChunk& request) override;
  void page(const custody::ReadPage& request) override;
  void overdue(const custody::ReadOverdue& request) override;

 private:
  custody::Store& store_;
  NodeCounts& counts_;
  StoreWatch& watch_;
  base::Clock& clock_;
};

class CountedLink final : public custody::Link {
 public:
  CountedLink(custody::Link& link, NodeCounts& counts) : link_(link), counts_(counts) {}
  void send(const base::NodeName& peer, const wire::Frame& frame, bool urgent) override;

 private:
  custody::Link& link_;
  NodeCounts& counts_;
};

// Whether the engine's thread still takes what it is given. Any thread.
class Pulse {
 public:
  void beat();
  void end();  // nobody waits any more
  // Gives the engine something to take, and waits until it has; false after patience_ms of real time.
  [[nodiscard]] bool answers(custody::Sink& engine, std::int64_t patience_ms);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t beats_ = 0;
  bool ended_ = false;
};

// What the store says of itself.
[[nodiscard]] std::vector<metrics::Family> store_families(const store::Holdings& holdings,
                                                          const store::NodeStoreStats& stats);
[[nodiscard]] metrics::Family build_family(const base::NodeName& name, const std::string& role);

}  // namespace backchannel::assembly
