#pragma once
// How sure a line of a scenario is, as the stage tags it.

#include "backchannel/assembly/scenario.h"
#include "stage.h"

namespace backchannel::client {

[[nodiscard]] inline Claim claim_of(assembly::Basis basis) {
  switch (basis) {
    case assembly::Basis::Documented:
      return Claim::Documented;
    case assembly::Basis::Inferred:
      return Claim::Inferred;
    case assembly::Basis::Exercise:
      return Claim::Exercise;
  }
  return Claim::None;
}

}  // namespace backchannel::client
