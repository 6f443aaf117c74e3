#pragma once
// What one node checks and signs, with its own keys, in the call. Any thread.

#include "backchannel/custody/ports.h"
#include "backchannel/seal/sealing.h"

namespace backchannel::assembly {

class NodeSeals {
 public:
  NodeSeals(std::shared_ptr<const seal::Trust> trust, base::NodeName self, netplan::NodeRole role,
            seal::PrivateKey signing, seal::PrivateKey agreement);
  [[nodiscard]] base::Result<custody::Verified> check(const custody::Verify& request,
                                                      base::HandlingTime now) const;
  [[nodiscard]] base::Result<custody::Testimony> speak(const custody::Testify& request,
                                                       base::HandlingTime now) const;

 private:
  [[nodiscard]] base::Result<custody::SealedOut> carry(const custody::Testify& request,
                                                       const custody::Testimony& testimony,
                                                       base::HandlingTime now) const;

  std::shared_ptr<const seal::Trust> trust_;
  base::NodeName self_;
  netplan::NodeRole role_;
  seal::PrivateKey signing_, agreement_;
};

}  // namespace backchannel::assembly
