#pragma once
// The ceremony that mints a net's keys (certs/README.md): root, issuing authority, signing, key-agreement and
// transport certificates with clearances, revocation lists, signed roster. Pure but for randomness: files
// come back in memory; assembly writes them.

#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/netplan/plan.h"
#include "backchannel/seal/keys.h"
#include "backchannel/seal/trust.h"

namespace backchannel::seal {

struct MintedFile {
  std::string path;  // relative to the net's folder: "nodes/CAS-HQ/keys/sign.pem"
  base::Bytes content;
  bool secret = false;  // mode 0600
};

struct Minted {
  std::vector<MintedFile> files;
  std::vector<std::string> steps;  // one line each, for --verbose: what was made, by whom signed
};

struct MintOptions {
  std::vector<std::string>
      revoked;  // owners whose certificates are withdrawn from the start; "ISSUING": the authority
};

// Lays out: root.der, roster.cms, authority/{root,issuing,roster}.{pem,der}, authority/{root,issuing}.crl,
// authority/passphrase,
// nodes/<NAME>/{keys/{sign,agree,transport}.pem,certificates/{sign,agree,transport}.der, passphrase},
// persons/<NAME>/ likewise without transport. Passphrases are made at random, five made-up words: one per
// owner. `profiles_toml` is certs/profiles.toml. Syntax (profiles), PlanInvalid (times, names that give one
// folder), LabelUnknown, UnknownName (revoked).
// The doctrine is the plan's.
[[nodiscard]] base::Result<Minted> mint(const netplan::Plan& plan, std::string_view profiles_toml,
                                        const MintOptions& options = {});

// A person's keys made anew, in place of those in the roster. The authority's keys and certificates are those
// of the net's folder: `issuing` and `roster`, their certificates as DER.
struct ReissueOrder {
  std::string person;  // as the plan names him
  WithdrawalReason reason = WithdrawalReason::Superseded;
  base::HandlingTime at;  // withdrawn from then on, and the new certificates hold; whole seconds
};
struct ReissueAuthority {
  const PrivateKey& issuing;
  base::BytesView issuing_certificate;
  const PrivateKey& roster;
  base::BytesView roster_certificate;
};

// The files that change, laid out as by mint: the person's keys, certificates and passphrase,
// authority/issuing.crl and, last, roster.cms. The old certificates stay in the roster, on the list of the
// issuing authority with date and reason. UnknownName, Binding (the authority of another net), Chain and so
// on (the roster does not hold), Syntax (profiles).
[[nodiscard]] base::Result<Minted> reissue(base::BytesView signed_roster, base::BytesView root_der,
                                           std::string_view profiles_toml, const ReissueAuthority& authority,
                                           const ReissueOrder& order);

// The folder name of an owner: "WHITE HOUSE SITUATION ROOM" -> "WHITE-HOUSE-SITUATION-ROOM". Upper case;
// every character outside [A-Z0-9-] becomes '-'.
[[nodiscard]] std::string folder_of(std::string_view name);

}  // namespace backchannel::seal
