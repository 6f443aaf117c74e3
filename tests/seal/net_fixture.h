#pragma once
// A small net, minted once for each test program.

#include <memory>
#include <string>
#include <vector>

#include "backchannel/base/bytes.h"
#include "backchannel/base/time.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/netplan/plan.h"
#include "backchannel/netplan/roster.h"
#include "backchannel/seal/ceremony.h"
#include "backchannel/seal/keys.h"
#include "backchannel/seal/trust.h"

namespace backchannel::seal::testing {

// Relay HUB (TOP SECRET); stations ALPHA (TOP SECRET with SENSITIVE) and BRAVO (SECRET); persons ADAMS and
// ALLEN at ALPHA (TOP SECRET with SENSITIVE), BAKER at BRAVO (SECRET), BURNS at BRAVO (SECRET, watch
// officer). Exercise from 230525Z OCT 72 to 240525Z OCT 72.
struct Net {
  doctrine::Catalogue catalogue;
  netplan::Plan plan;
  Minted minted;
  base::HandlingTime now;  // one hour into the exercise

  [[nodiscard]] const base::Bytes& file(const std::string& path) const;
  [[nodiscard]] PrivateKey key(const std::string& owner, netplan::KeyUse use) const;
  // "root", "issuing", "roster"
  [[nodiscard]] PrivateKey authority_key(const std::string& word) const;
  [[nodiscard]] std::shared_ptr<const Trust> load_trust() const;  // at now; must succeed
};

[[nodiscard]] std::string source_file(const std::string& path);  // content of a file of the source tree
[[nodiscard]] doctrine::Catalogue shipped_doctrine();
[[nodiscard]] std::string shipped_profiles();
[[nodiscard]] std::string small_plan_toml();
[[nodiscard]] Net mint_net(const MintOptions& options = {}, const std::string& profiles = shipped_profiles(),
                           const std::string& plan_toml = small_plan_toml());

// Made at the first call of the process.
[[nodiscard]] const Net& small_net();
[[nodiscard]] const Trust& small_trust();
[[nodiscard]] const PrivateKey& small_key(const std::string& owner, netplan::KeyUse use);

}  // namespace backchannel::seal::testing
