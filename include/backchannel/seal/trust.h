#pragma once
// Trust: one net's verified roster. Who owns which key, what each may see, whether a certificate holds now.
// Immutable but for a cache of verified chains; any thread.

#include <memory>
#include <optional>
#include <string>

#include "backchannel/base/error.h"
#include "backchannel/base/names.h"
#include "backchannel/base/time.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/message/label.h"
#include "backchannel/netplan/plan.h"
#include "backchannel/netplan/roster.h"

namespace backchannel::seal {

struct Owner {
  netplan::OwnerKind kind = netplan::OwnerKind::Person;
  std::string name;  // as in the plan
  netplan::KeyUse use = netplan::KeyUse::Sign;
  base::KeyId key;
};

// Why a certificate was withdrawn (RFC 5280 section 5.3.1). Superseded: what it signed before that date stays
// good, where somebody else had it before that date. Anything else: everything it signed is refused.
enum class WithdrawalReason : std::uint8_t { Unspecified, Superseded, KeyCompromise };
struct Withdrawal {
  Owner owner;
  base::HandlingTime at;
  WithdrawalReason reason = WithdrawalReason::Unspecified;
};
// "230625Z OCT 72 (superseded by a new one)"
[[nodiscard]] std::string words_of(const Withdrawal& withdrawal);

// The time of a check, and since when somebody other than its signer has had what is checked: the first
// relay, by its stamp, or this station's own store. Without a witness a signer's date proves nothing: it is
// refused under any certificate withdrawn by now.
struct CheckTime {
  CheckTime(base::HandlingTime time) noexcept : now(time) {}  // NOLINT: a time without a witness
  CheckTime(base::HandlingTime time, std::optional<base::HandlingTime> since) noexcept
      : now(time), witnessed(since) {}
  base::HandlingTime now;
  std::optional<base::HandlingTime> witnessed;
};

// SHA-256 of doctrine::canonical, in hexadecimal digits: two nets with one digest mean the same by every
// marking.
[[nodiscard]] std::string doctrine_digest(const doctrine::Catalogue& catalogue);

class Trust {
 public:
  struct Impl;
  // Verifies the roster's signature against the pinned root (DER), loads plan and doctrine from it. `now` is
  // handling time (certificates are valid in exercise time). Doctrine: the roster's doctrine is not the one
  // whose digest it names.
  [[nodiscard]] static base::Result<std::shared_ptr<const Trust>> load(base::BytesView signed_roster,
                                                                       base::BytesView root_der,
                                                                       base::HandlingTime now);
  explicit Trust(std::unique_ptr<Impl> impl) noexcept;
  ~Trust();

  [[nodiscard]] const netplan::Plan& plan() const noexcept;
  [[nodiscard]] const doctrine::Catalogue& catalogue() const noexcept;  // the plan's
  [[nodiscard]] base::Digest digest() const noexcept;                   // SHA-256 of the signed roster

  // Chain, revocation, key usage and time checked (cached). Chain, Revoked, StatusUnknown, UnknownName.
  [[nodiscard]] base::Result<Owner> owner_of(const base::KeyId& key, netplan::KeyUse use,
                                             base::HandlingTime at) const;
  [[nodiscard]] base::Result<Owner> key_of(const std::string& name, netplan::KeyUse use,
                                           base::HandlingTime at) const;
  // Whether that certificate, of any use, was withdrawn. What was issued in its place goes by the same name.
  [[nodiscard]] std::optional<Withdrawal> withdrawal_of(const base::KeyId& key) const;
  // Effective clearance: the certificate's, cut down to its issuers' constraints.
  [[nodiscard]] base::Result<message::Clearance> clearance_of(const std::string& name,
                                                              base::HandlingTime at) const;
  // The plan's party with the effective clearance of the certificate.
  [[nodiscard]] base::Result<policy::Party> party(const std::string& name, base::HandlingTime at) const;
  // The node itself, or the station where the person is at that moment. Precondition: of this net.
  [[nodiscard]] base::NodeName station_of(const Owner& owner, base::HandlingTime at) const;
  // CURVE public key (32 bytes) of a node, from its transport certificate.
  [[nodiscard]] base::Result<base::Bytes> curve_public(const base::NodeName& node,
                                                       base::HandlingTime at) const;

  [[nodiscard]] Impl& impl() const noexcept { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace backchannel::seal
