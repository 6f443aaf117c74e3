#pragma once
// Chains to the pinned root: one store for one net, checked strictly and with revocation lists for the whole
// chain (RFC 5280 section 6). Immutable after make; any thread.

#include <openssl/x509.h>

#include <optional>
#include <string>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/base/time.h"
#include "backchannel/message/label.h"
#include "backchannel/seal/trust.h"
#include "certificate_profile.h"
#include "openssl.h"

namespace backchannel::seal {

struct VerifiedChain {
  Validity holds;  // the answer is the same at any time from .from up to but not including .until
  std::vector<X509*> authorities;  // from the issuer up to the root; borrowed
};

class ChainCheck {
 public:
  ChainCheck(X509Ptr root, std::vector<X509Ptr> authorities, std::vector<X509CrlPtr> lists);

  // `what` opens the sentence of an error: "the signing certificate of HAIG". Chain, Revoked, StatusUnknown.
  // Revocation is what the lists say now: one published after `at` counts.
  [[nodiscard]] base::Result<VerifiedChain> check(X509* certificate, base::HandlingTime at,
                                                  const std::string& what) const;
  // The same, where the certificate itself may have been superseded: for what it signed before.
  [[nodiscard]] base::Result<VerifiedChain> check_superseded(X509* certificate, base::HandlingTime at,
                                                             const std::string& what) const;
  // Without revocation: only for the roster's signer before the roster, which holds the lists, has been read.
  [[nodiscard]] base::Result<VerifiedChain> check_without_lists(X509* certificate, base::HandlingTime at,
                                                                const std::string& what) const;

  // What a list of the certificate's issuer says of it. The list is proved only by `check`.
  struct Listed {
    base::HandlingTime at;
    WithdrawalReason reason;
  };
  [[nodiscard]] std::optional<Listed> listed(X509* certificate) const;

 private:
  enum class Superseded : std::uint8_t { Refused, Accepted };
  [[nodiscard]] base::Result<VerifiedChain> run(X509* certificate, base::HandlingTime at,
                                                const std::string& what, unsigned long flags,
                                                Superseded superseded = Superseded::Refused) const;
  [[nodiscard]] base::Result<VerifiedChain> describe(STACK_OF(X509) * chain) const;

  X509Ptr root_;
  std::vector<X509Ptr> authorities_;
  std::vector<X509CrlPtr> lists_;
  X509StorePtr store_;
  X509StackPtr untrusted_;
};

// What the holder may see: its own clearance cut down to every authority's constraint (RFC 5913 section 4).
[[nodiscard]] base::Result<message::Clearance> effective_clearance(const X509* certificate,
                                                                   const VerifiedChain& chain);

}  // namespace backchannel::seal
