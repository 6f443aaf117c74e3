#pragma once
// What seals, signs and checks in a world: tokens, unless the world is given another. Everything is answered
// in the call.

#include <functional>
#include <memory>

#include "backchannel/custody/ports.h"
#include "backchannel/netplan/plan.h"

namespace backchannel::simulate {

struct SealedLetter {
  custody::Payload sealed;
  base::TransferId transfer;
};

class Seals {
 public:
  virtual ~Seals() = default;
  // What a writer hands in. The header names no keys yet: to which ones it is sealed is decided here.
  [[nodiscard]] virtual base::Result<SealedLetter> seal(const message::Header& header,
                                                        const message::Label& label,
                                                        base::BytesView text) = 0;
  // What the node's sealer answers; `now` by the node's clock.
  [[nodiscard]] virtual base::Result<custody::Verified> check(const base::NodeName& node,
                                                              const custody::Verify& request,
                                                              base::HandlingTime now) = 0;
  [[nodiscard]] virtual base::Result<custody::Testimony> speak(const base::NodeName& node,
                                                               const custody::Testify& request,
                                                               base::HandlingTime now) = 0;
};

using MakeSeals = std::function<std::unique_ptr<Seals>(const netplan::Plan& plan)>;

}  // namespace backchannel::simulate
