#include "backchannel/node/node.h"

namespace backchannel::node {

namespace {

// One overload for each kind of effect: a new kind does not compile until it is carried out.
class Carrier {
 public:
  Carrier(Ports& ports, Outcome& outcome) : ports_(ports), outcome_(outcome) {}
  void operator()(custody::Verify& effect) { ports_.sealer.verify(effect); }
  void operator()(custody::Testify& effect) { ports_.sealer.testify(effect); }
  void operator()(custody::Find& effect) { ports_.store.find(effect); }
  void operator()(custody::ReadChunk& effect) { ports_.store.read(effect); }
  void operator()(custody::ReadPage& effect) { ports_.store.page(effect); }
  void operator()(custody::ReadOverdue& effect) { ports_.store.overdue(effect); }
  void operator()(custody::Commit& effect) { ports_.store.commit(std::move(effect.batch)); }
  void operator()(custody::Send& effect) { ports_.link.send(effect.peer, effect.frame, effect.urgent); }
  void operator()(custody::WakeAt& effect) { outcome_.wake_at = effect.at; }
  void operator()(custody::Exit& effect) { outcome_.exit = std::move(effect.error); }
  void operator()(custody::Note& effect) { ports_.audit.note(effect); }

 private:
  Ports& ports_;
  Outcome& outcome_;
};

}  // namespace

Node::Node(custody::EngineConfig config, Ports ports) : engine_(std::move(config)), ports_(ports) {}

Outcome Node::step(const base::Now& now, custody::Input input) {
  custody::Effects effects = engine_.step(now, std::move(input));
  Outcome outcome;
  Carrier carry(ports_, outcome);
  for (custody::Effect& effect : effects) std::visit(carry, effect);
  return outcome;
}

}  // namespace backchannel::node
