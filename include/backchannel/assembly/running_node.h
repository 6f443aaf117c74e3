#pragma once
// A running node: engine, store, link and verify pool joined by queues. What backchannel-relay and
// `backchannel node` do after reading their options.
//
// Threads: engine (the node's step), store (its own), link (its own), verify pool. Queues: frames into the
// engine (bounded per neighbour), to the pool and the store and back (bounded by the transfers that the
// engine takes in from each neighbour and by the submissions that are out), to the link (bounded per peer).

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "backchannel/assembly/net_folder.h"
#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/netplan/plan.h"
#include "backchannel/observe/log.h"

namespace backchannel::assembly {

struct RunningNodeOptions {
  NetFolder net;
  base::NodeName name;
  netplan::NodeRole role = netplan::NodeRole::Relay;  // of the program: the plan's must agree (Usage)
  std::filesystem::path home;                         // empty: net.node_home(name)
  base::SecretBytes passphrase;                       // of the node's keys
  std::string log_file;                               // empty: standard error
  observe::Level log_level = observe::Level::Info;
  std::string metrics = {};  // where a monitor may ask (metrics/exposer.h); empty: nowhere
};

class RunningNode {
 public:
  // Loads keys, opens the store, binds the address and starts. Writes home/endpoint when bound, home/ready
  // when the engine has recovered, and home/metrics with the URL for a monitor.
  [[nodiscard]] static base::Result<std::unique_ptr<RunningNode>> start(RunningNodeOptions options);
  ~RunningNode();

  // Blocks until stop() or until the node must end. The error says with which exit code.
  [[nodiscard]] base::Result<> wait();
  // Any thread.
  void stop();
  // Stops everything and closes the store, once; the destructor does it if nobody has. What was promised is on
  // the disk whatever the error says: the next start checks the file.
  [[nodiscard]] base::Result<> finish();

 private:
  struct Impl;
  explicit RunningNode(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

// That the net has a node of this name and role: asked first, before any file of its home is looked for.
// UnknownName, Usage.
[[nodiscard]] base::Result<> check_name(const RunningNodeOptions& options);

// Everything that start() would check, without starting: keys, roster, store version, address. For --check.
[[nodiscard]] base::Result<> check_node(const RunningNodeOptions& options);

// start, SIGTERM and SIGINT stop, wait.
[[nodiscard]] base::Result<> run_until_signalled(RunningNodeOptions options);

// One line, without its end; nothing when the descriptor cannot be read. What was read is wiped.
[[nodiscard]] std::optional<base::SecretBytes> read_passphrase_line(int fd);
// The passphrase of an unattended program: from a file descriptor (fd >= 0), else from the credential file.
[[nodiscard]] base::Result<base::SecretBytes> unattended_passphrase(int fd,
                                                                    const std::filesystem::path& credential);

// Tells the agent of a home that something was appended to its store. Losing it costs one poll (250 ms).
void wake_agent(const std::filesystem::path& home);

}  // namespace backchannel::assembly
