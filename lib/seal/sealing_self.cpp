#include <vector>

#include "keys.h"
#include "sealing_layers.h"

namespace backchannel::seal {

base::Result<base::Bytes> seal_to_self(const Trust& trust, const std::string& author, base::BytesView text,
                                       base::HandlingTime now) {
  BC_TRY(own, trust.impl().certified(author, netplan::KeyUse::Agree, now));
  const std::vector<X509*> reader{own->x509};
  return make_envelope(text, oids::kContentDraft, reader);
}

base::Result<base::SecretBytes> open_own(const Trust& trust, const std::string& author,
                                         const PrivateKey& agree_key, base::BytesView sealed) {
  BC_TRY(envelope, parse_envelope(sealed, oids::kContentDraft));
  if (envelope.recipients.size() != 1)
    return base::fail(base::Code::Recipients, "a draft of " + author + " is sealed to more than its author");
  if (const auto withdrawn = trust.withdrawal_of(envelope.recipients.front()))
    return base::fail(base::Code::Revoked, "it is sealed to a key of " + withdrawn->owner.name +
                                               " that was withdrawn " + words_of(*withdrawn) +
                                               "; nobody can open it any more");
  // Without a certificate: a draft outlives the certificate of the day on which it was written.
  BC_TRY(text, open_envelope(sealed, nullptr, agree_key));
  return base::SecretBytes(std::move(text.bytes));
}

}  // namespace backchannel::seal
