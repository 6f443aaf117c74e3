#pragma once
// Who may have signed a header, and whom it names as readers. Private to module seal.

#include <vector>

#include "backchannel/message/header.h"
#include "preflight.h"
#include "trust_impl.h"

namespace backchannel::seal {

// The owner's name that a header claims: the person, or the node itself.
[[nodiscard]] const std::string& originator_of(const message::Header& header);

// The signer's certificate: chain and revocation hold now (of a superseded one: as CheckTime says), and it
// was valid when the layer was signed.
// Chain, Revoked, StatusUnknown, UnknownName.
[[nodiscard]] base::Result<const Certified*> signer_of(const Trust& trust, const base::KeyId& key,
                                                       base::HandlingTime created, const CheckTime& when);

// Binding unless the owner is the header's originator at the header's node.
[[nodiscard]] base::Result<> check_originator(const Trust& trust, const message::Header& header,
                                              const Owner& owner);

// The key-agreement certificates of a header's readers, each key once, all verified. Every key must be the
// named person's, or the station's at which that person or the station itself is named. Recipients, Chain,
// Revoked, ...
[[nodiscard]] base::Result<std::vector<X509*>> readers_of(const Trust& trust, const message::Header& header,
                                                          base::HandlingTime now);

// Of a header that somebody else signed: a key of this net that is not its reader's nor his station's, or the
// station's where a marking wants the reader's own, is Recipients. A key that the roster does not list (it
// was withdrawn since) is nobody's here.
[[nodiscard]] base::Result<> check_readers(const Trust& trust, const message::Header& header,
                                           const message::Label& label);

// Recipients unless the envelope is sealed to the keys of the header and to no other.
[[nodiscard]] base::Result<> check_recipients(const message::Header& header, const EnvelopeLayer& envelope);

}  // namespace backchannel::seal
