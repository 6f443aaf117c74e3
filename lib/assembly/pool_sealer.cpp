#include "pool_sealer.h"

namespace backchannel::assembly {

PoolSealer::PoolSealer(NodeSeals seals, ExerciseClock clock, custody::Sink& sink, unsigned threads)
    : seals_(std::move(seals)), clock_(clock), pool_(sink, threads) {}

void PoolSealer::verify(const custody::Verify& request) {
  pool_.give(request.precedence, [this, request] {
    return custody::VerifyDone{request.id, seals_.check(request, clock_.now().handling)};
  });
}

void PoolSealer::testify(const custody::Testify& request) {
  pool_.give(request.precedence, [this, request] {
    return custody::Testified{request.id, seals_.speak(request, clock_.now().handling)};
  });
}

}  // namespace backchannel::assembly
