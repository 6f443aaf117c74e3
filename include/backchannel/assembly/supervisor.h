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

// Starts what is not running yet and waits until all are ready: homes open, addresses published. Circuits
// come up by themselves. Unavailable, naming the node and the last line of its log, when one ends or
// deadline_ms of real time is over; what did start goes on running, and the call may be repeated. Another
// command that starts or stops this net is waited for.
[[nodiscard]] base::Result<std::vector<NodeProcess>> bring_up(const NetFolder& net, const Programs& programs,
                                                              int deadline_ms);
// SIGTERM, then after 5 s SIGKILL: only to processes that this net's pid files name and that still are those
// programs. Needs neither roster nor keys; names are those of the homes.
[[nodiscard]] base::Result<std::vector<NodeProcess>> bring_down(const NetFolder& net);
[[nodiscard]] base::Result<std::vector<NodeProcess>> processes(const NetFolder& net);
// One node: for tests and demonstrations of a crash.
[[nodiscard]] base::Result<NodeProcess> start_one(const NetFolder& net, const Programs& programs,
                                                  const base::NodeName& name);
[[nodiscard]] base::Result<> wait_ready(const NetFolder& net, const base::NodeName& name, int deadline_ms);

}  // namespace backchannel::assembly
