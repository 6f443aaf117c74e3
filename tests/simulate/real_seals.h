#pragma once
// Real sealing in a world: CMS layers, keys and certificates of a net that is minted once in this process,
// and what the agent's own sealer checks and says. Its roster places every person for good: worlds in which
// persons move, or in which somebody forges tokens, are not for it.

#include <map>

#include "backchannel/seal/trust.h"
#include "backchannel/simulate/seals.h"
#include "node_seals.h"

namespace backchannel::simulate::test {

class RealSeals : public Seals {
 public:
  RealSeals();
  // Sealed to the station's key, or to the reader's own: by chance, for each leg.
  base::Result<SealedLetter> seal(const message::Header& header, const message::Label& label,
                                  base::BytesView text) override;
  base::Result<custody::Verified> check(const base::NodeName& node, const custody::Verify& request,
                                        base::HandlingTime now) override;
  base::Result<custody::Testimony> speak(const base::NodeName& node, const custody::Testify& request,
                                         base::HandlingTime now) override;

 private:
  const seal::Trust& trust_;
  const std::map<std::string, assembly::NodeSeals>& nodes_;
};

}  // namespace backchannel::simulate::test
