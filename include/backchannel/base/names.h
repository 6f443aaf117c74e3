#pragma once
// Names that must not mix.

#include <compare>
#include <functional>
#include <string>
#include <utility>

#include "backchannel/base/bytes.h"

namespace backchannel::base {

template <class Tag>
struct Name {
  std::string value;
  Name() = default;
  explicit Name(std::string text) : value(std::move(text)) {}
  friend auto operator<=>(const Name&, const Name&) = default;
  [[nodiscard]] bool empty() const noexcept { return value.empty(); }
};

using NodeName = Name<struct NodeNameTag>;      // a station or a relay, as the net plan writes it: "CAS-HQ"
using PersonName = Name<struct PersonNameTag>;  // "HAIG"

using MessageId = Id<16, struct MessageIdTag>;    // random, chosen by the originator, inside both signatures
using TransferId = Id<32, struct TransferIdTag>;  // SHA-256 of the sealed bytes
using KeyId = Id<20, struct KeyIdTag>;            // subjectKeyIdentifier of a certificate (RFC 5280 4.2.1.2)
using StoreUuid = Id<16, struct StoreUuidTag>;    // one per database file, made when the file is made

}  // namespace backchannel::base

template <class Tag>
struct std::hash<backchannel::base::Name<Tag>> {
  std::size_t operator()(const backchannel::base::Name<Tag>& name) const noexcept {
    return std::hash<std::string>{}(name.value);
  }
};
