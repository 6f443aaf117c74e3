#pragma once
// custody::Sealer over module seal: signatures are checked on a small pool, so that the engine never waits
// for one.

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/custody/ports.h"
#include "backchannel/seal/sealing.h"
#include "precedence_pool.h"

namespace backchannel::assembly {

class PoolSealer final : public custody::Sealer {
 public:
  PoolSealer(std::shared_ptr<const seal::Trust> trust, base::NodeName self, netplan::NodeRole role,
             seal::PrivateKey signing, seal::PrivateKey agreement, ExerciseClock clock, custody::Sink& sink,
             unsigned threads);
  void verify(const custody::Verify& request) override;
  void testify(const custody::Testify& request) override;

 private:
  [[nodiscard]] base::Result<custody::Verified> check(const custody::Verify& request);
  [[nodiscard]] base::Result<custody::Testimony> speak(const custody::Testify& request);
  [[nodiscard]] base::Result<custody::SealedOut> carry(const custody::Testify& request,
                                                       const custody::Testimony& testimony);

  std::shared_ptr<const seal::Trust> trust_;
  base::NodeName self_;
  netplan::NodeRole role_;
  seal::PrivateKey signing_, agreement_;
  ExerciseClock clock_;
  PrecedencePool pool_;  // last: its threads use all the others
};

}  // namespace backchannel::assembly
