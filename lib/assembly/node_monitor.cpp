#include "node_monitor.h"

#include "backchannel/assembly/net_folder.h"

namespace backchannel::assembly {

NodeMonitor::NodeMonitor(Config config, const store::NodeStore& store, custody::Sink& engine,
                         base::Clock& clock)
    : config_(std::move(config)),
      store_(store),
      engine_(engine),
      clock_(clock),
      not_ready_("the store is being read") {}

NodeMonitor::~NodeMonitor() { stop(); }

base::Result<std::unique_ptr<NodeMonitor>> NodeMonitor::start(const Config& config,
                                                              const store::NodeStore& store,
                                                              custody::Sink& engine, base::Clock& clock) {
  auto made = std::unique_ptr<NodeMonitor>(new NodeMonitor(config, store, engine, clock));
  NodeMonitor& monitor = *made;
  BC_TRY(exposer, metrics::Exposer::start(config.address, {[&monitor] { return monitor.families(); },
                                                           [&monitor] { return monitor.why_not_alive(); },
                                                           [&monitor] { return monitor.why_not_ready(); }}));
  monitor.exposer_ = std::move(exposer);
  BC_TRY_VOID(write_file(config.home / "metrics", base::as_bytes(monitor.exposer_->url() + "\n"), 0644));
  return made;
}

custody::Store& NodeMonitor::counting(custody::Store& store) {
  return counted_store_.emplace(store, counts_, watch_, clock_);
}

custody::Link& NodeMonitor::counting(custody::Link& link) { return counted_link_.emplace(link, counts_); }

void NodeMonitor::set_not_ready(std::optional<std::string> why) {
  const std::lock_guard lock(mutex_);
  not_ready_ = std::move(why);
}

void NodeMonitor::stop() {
  pulse_.end();
  if (!exposer_) return;
  exposer_.reset();
  std::error_code ignored;
  std::filesystem::remove(config_.home / "metrics", ignored);
}

base::Result<std::vector<metrics::Family>> NodeMonitor::families() {
  BC_TRY(holdings, store_.holdings());
  std::vector<metrics::Family> all{
      build_family(config_.name, config_.role == netplan::NodeRole::Relay ? "relay" : "station")};
  for (metrics::Family& family : store_families(holdings, store_.stats())) all.push_back(std::move(family));
  for (metrics::Family& family : counts_.families()) all.push_back(std::move(family));
  return all;
}

std::optional<std::string> NodeMonitor::why_not_alive() {
  if (pulse_.answers(engine_, config_.patience_ms)) return std::nullopt;
  return "the engine has taken nothing for " + std::to_string(config_.patience_ms / base::kSecondMs) + " s";
}

std::optional<std::string> NodeMonitor::why_not_ready() {
  {
    const std::lock_guard lock(mutex_);
    if (not_ready_) return not_ready_;
  }
  return watch_.why_stalled(clock_.now().protocol, config_.patience_ms);
}

}  // namespace backchannel::assembly
