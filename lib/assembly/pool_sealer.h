#pragma once
// custody::Sealer over module seal: signatures are checked on a small pool, so that the engine never waits
// for one.

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/custody/ports.h"
#include "node_seals.h"
#include "precedence_pool.h"

namespace backchannel::assembly {

class PoolSealer final : public custody::Sealer {
 public:
  PoolSealer(NodeSeals seals, ExerciseClock clock, custody::Sink& sink, unsigned threads);
  void verify(const custody::Verify& request) override;
  void testify(const custody::Testify& request) override;

 private:
  NodeSeals seals_;
  ExerciseClock clock_;
  PrecedencePool pool_;  // last: its threads use all the others
};

}  // namespace backchannel::assembly
