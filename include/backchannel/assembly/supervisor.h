#pragma once
// A whole net on this machine: starts one process for each node, leaves them running, stops them.

#include <filesystem>
#include <string>
#include <vector>

#include "backchannel/assembly/net_folder.h"

namespace backchannel::assembly {

struct Programs {
  std::filesystem::path relay;   // backchannel-relay
  std::filesystem::path client;  // backchannel
};
// Beside the running program.
[[nodiscard]] base::Result<Programs> sibling_programs();

struct NodeProcess {
  base::NodeName name;
  int pid = 0;
  bool running = false;
};

// Starts what is not running yet and waits until all are ready and every circuit that can be up is up, or
// deadline_ms of real time is over (Unavailable, naming the node and the last line of its log).
[[nodiscard]] base::Result<std::vector<NodeProcess>> bring_up(const NetFolder& net, const Programs& programs,
                                                              int deadline_ms);
// SIGTERM, then after 5 s SIGKILL: only to processes that this net's pid files name and that still are those
// programs.
[[nodiscard]] base::Result<std::vector<NodeProcess>> bring_down(const NetFolder& net);
[[nodiscard]] base::Result<std::vector<NodeProcess>> processes(const NetFolder& net);
// One node: for tests and demonstrations of a crash.
[[nodiscard]] base::Result<NodeProcess> start_one(const NetFolder& net, const Programs& programs,
                                                  const base::NodeName& name);
[[nodiscard]] base::Result<> wait_ready(const NetFolder& net, const base::NodeName& name, int deadline_ms);

}  // namespace backchannel::assembly
