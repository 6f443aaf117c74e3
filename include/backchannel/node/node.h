#pragma once
// One single-threaded step over custody's ports: what a relay, a client node and a simulated node have in
// common.

#include <optional>

#include "backchannel/custody/engine.h"

namespace backchannel::node {

// The ports outlive the node.
struct Ports {
  custody::Store& store;
  custody::Link& link;
  custody::Sealer& sealer;
  custody::Audit& audit;
};

struct Outcome {
  std::optional<base::ProtocolTime> wake_at;  // post a Tick then; the latest wish counts
  std::optional<base::Error> exit;            // the process must end with this error's exit code
};

class Node {
 public:
  Node(custody::EngineConfig config, Ports ports);

  // Takes one input and carries out its effects in order. One thread at a time.
  [[nodiscard]] Outcome step(const base::Now& now, custody::Input input);

  [[nodiscard]] const custody::Engine& engine() const noexcept { return engine_; }

 private:
  custody::Engine engine_;
  Ports ports_;
};

}  // namespace backchannel::node
