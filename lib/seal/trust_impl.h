#pragma once
// What the other sources of this module may ask of Trust: certificates that have been verified.

#include <openssl/x509.h>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/base/names.h"
#include "backchannel/base/time.h"
#include "backchannel/seal/trust.h"
#include "openssl.h"
#include "trust_chain.h"

namespace backchannel::seal {

// One end-entity certificate of the roster. Lives as long as the Trust.
struct Certified {
  Owner owner;
  X509* x509 = nullptr;  // borrowed
  base::Digest sha256;   // of the certificate's DER: what signingCertificateV2 must carry (RFC 5035)
  message::Clearance
      effective;  // cut down to the issuers' constraints; set before anybody is given a pointer
};

struct Trust::Impl {
  // An entry and the time for which its chain has been verified.
  struct Entry {
    Certified certified;
    X509Ptr x509;
    std::optional<Withdrawal> withdrawn;
    std::optional<Validity> verified;         // guarded by mutex
    std::optional<Validity> held_as_earlier;  // guarded by mutex: as a certificate that was superseded
  };

  Impl(netplan::Plan net_plan, base::Digest roster_digest, ChainCheck checked_by);

  // Chain, revocation, key usage and time hold at `at`. UnknownName, Chain, Revoked, StatusUnknown.
  [[nodiscard]] base::Result<const Certified*> certified(const base::KeyId& key, netplan::KeyUse use,
                                                         base::HandlingTime at) const;
  [[nodiscard]] base::Result<const Certified*> certified(const std::string& owner, netplan::KeyUse use,
                                                         base::HandlingTime at) const;
  // Of a signer: holds now, or has been superseded and both `signed_at` and the witness lie before that.
  [[nodiscard]] base::Result<const Certified*> signer(const base::KeyId& key, base::HandlingTime signed_at,
                                                      const CheckTime& when) const;
  [[nodiscard]] std::optional<Withdrawal> withdrawal_of(const base::KeyId& key) const;
  // Whose key the roster says it is, whether or not it holds now; nullptr: the roster does not list it.
  [[nodiscard]] const Owner* listed_owner(const base::KeyId& key) const;
  // certified(), only the certificate: borrowed.
  [[nodiscard]] base::Result<X509*> certificate(const base::KeyId& key, netplan::KeyUse use,
                                                base::HandlingTime at) const;
  [[nodiscard]] base::Result<X509*> certificate(const std::string& owner, netplan::KeyUse use,
                                                base::HandlingTime at) const;

  // Takes one certificate of the roster. One that was withdrawn may be listed beside the one in its place: it
  // is found by its key alone. Binding, UnknownName, Der.
  [[nodiscard]] base::Result<> add(const netplan::CertificateEntry& listed);
  // Every node has its three, every person two. Chain.
  [[nodiscard]] base::Result<> check_complete() const;

  const netplan::Plan plan;
  const base::Digest digest;

 private:
  [[nodiscard]] base::Result<Owner> owner_for(const netplan::CertificateEntry& listed) const;
  [[nodiscard]] base::Result<const Certified*> verified(Entry& entry, base::HandlingTime at) const;
  [[nodiscard]] base::Result<const Certified*> verified_as_earlier(Entry& entry, base::HandlingTime at) const;
  [[nodiscard]] base::Result<> note(Entry& entry, const VerifiedChain& chain,
                                    std::optional<Validity>& holds) const;

  ChainCheck chains_;
  std::vector<std::unique_ptr<Entry>> entries_;
  std::unordered_map<base::KeyId, Entry*> by_key_;
  std::map<std::pair<std::string, netplan::KeyUse>, Entry*> by_name_;
  mutable std::mutex mutex_;
};

}  // namespace backchannel::seal
