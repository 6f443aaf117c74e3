#pragma once
// What a running node shows to a monitor (`--metrics`): counts, what the store holds, whether the engine
// answers (/livez), whether the node is ready and its store answers (/readyz).

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "backchannel/netplan/plan.h"
#include "node_metrics.h"

namespace backchannel::assembly {

class NodeMonitor {
 public:
  struct Config {
    std::string address;
    std::filesystem::path home;
    base::NodeName name;
    netplan::NodeRole role = netplan::NodeRole::Relay;
    // Of real time, that engine and store may take to answer.
    std::int64_t patience_ms = 5'000;
  };

  // Not ready yet. Writes the address into home/metrics. The store is open; store, engine and clock outlive
  // stop(). Usage, Network, Io.
  [[nodiscard]] static base::Result<std::unique_ptr<NodeMonitor>> start(const Config& config,
                                                                        const store::NodeStore& store,
                                                                        custody::Sink& engine,
                                                                        base::Clock& clock);
  ~NodeMonitor();
  NodeMonitor(const NodeMonitor&) = delete;
  NodeMonitor& operator=(const NodeMonitor&) = delete;

  // Ports that count; they live as long as the monitor.
  [[nodiscard]] custody::Store& counting(custody::Store& store);
  [[nodiscard]] custody::Link& counting(custody::Link& link);

  // The engine's thread: each input before its step, and a beat after them.
  void saw(const custody::Input& input) { counts_.saw(input); }
  void beat() { pulse_.beat(); }
  // Any thread. What the store answers, before the engine has it: its delay is not the store's.
  void posted(const custody::Input& input) { watch_.posted(input, clock_.now().protocol); }
  // Any thread. Why the node is not ready, in one sentence; nullopt: it is.
  void set_not_ready(std::optional<std::string> why);
  // Answers no more, and takes the address back.
  void stop();

 private:
  NodeMonitor(Config config, const store::NodeStore& store, custody::Sink& engine, base::Clock& clock);
  [[nodiscard]] base::Result<std::vector<metrics::Family>> families();
  [[nodiscard]] std::optional<std::string> why_not_alive();
  [[nodiscard]] std::optional<std::string> why_not_ready();

  Config config_;
  const store::NodeStore& store_;
  custody::Sink& engine_;
  base::Clock& clock_;
  NodeCounts counts_;
  StoreWatch watch_;
  Pulse pulse_;
  std::mutex mutex_;  // of what follows
  std::optional<std::string> not_ready_;
  std::optional<CountedStore> counted_store_;
  std::optional<CountedLink> counted_link_;
  std::unique_ptr<metrics::Exposer> exposer_;  // last: its threads use the others
};

}  // namespace backchannel::assembly
