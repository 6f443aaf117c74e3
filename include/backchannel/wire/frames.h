#pragma once
// Frames between two neighbours, one ZMTP message each (docs/WIRE.md). Plain structs; protobuf stays
// behind codec.h. Every field is a claim of the neighbour until a signature has been checked.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "backchannel/base/bytes.h"
#include "backchannel/base/error.h"
#include "backchannel/base/names.h"
#include "backchannel/base/time.h"
#include "backchannel/message/statement.h"

namespace backchannel::wire {

constexpr std::uint32_t kProtocolVersion = 1;

using Legs = std::vector<std::uint16_t>;  // strictly ascending, each below kRecipientsMax

struct Hello {
  std::uint32_t version = kProtocolVersion;
  std::uint8_t role = 0;  // netplan::NodeRole, a claim
  base::StoreUuid store;
  base::Digest roster;  // SHA-256 of the signed roster
  base::HandlingTime handling;
  bool answer = false;  // to a HELLO in a session that runs: it is not answered again
  friend bool operator==(const Hello&, const Hello&) = default;
};

// What custody is about: one copy of a set of legs of one transfer.
struct Consignment {
  base::TransferId transfer;
  std::uint8_t copy = 1;  // from 1
  Legs legs;              // at least one
  friend bool operator==(const Consignment&, const Consignment&) = default;
};

struct Offer {
  Consignment consignment;
  std::uint64_t size = 0;                        // sealed bytes
  base::Bytes header;                            // encoded header, verbatim, as a claim
  base::Bytes label;                             // ESSSecurityLabel DER, verbatim, as a claim
  std::vector<message::SignedStatement> stamps;  // of earlier holders, oldest first
  std::uint32_t circuit_number = 0;              // 1-999, kept on retry; 0: none
  std::optional<base::Bytes> body;               // whole body inline: then this is a last chunk
  friend bool operator==(const Offer&, const Offer&) = default;
};

struct Go {  // send from offset; credit: bytes that may be unanswered
  Consignment consignment;
  std::uint64_t offset = 0;
  std::uint64_t credit = 0;
  friend bool operator==(const Go&, const Go&) = default;
};
struct Have {  // committed, from you: forget
  Consignment consignment;
  friend bool operator==(const Have&, const Have&) = default;
};
struct Refuse {
  Consignment consignment;
  base::Code code = base::Code::Unavailable;
  bool stable = false;  // behind a fence: never to be accepted from you
  friend bool operator==(const Refuse&, const Refuse&) = default;
};
struct Busy {
  Consignment consignment;
  std::uint32_t retry_after_ms = 0;
  friend bool operator==(const Busy&, const Busy&) = default;
};
struct Chunk {
  base::TransferId transfer;
  std::uint8_t copy = 1;
  std::uint64_t offset = 0;
  base::Bytes data;  // empty only in a last chunk
  Legs last_legs;    // not empty: the last chunk, naming its legs; these alone are committed
  friend bool operator==(const Chunk&, const Chunk&) = default;
};
struct Accept {
  Consignment consignment;
  std::optional<message::SignedStatement> stamp;
  friend bool operator==(const Accept&, const Accept&) = default;
};
struct Query {
  Consignment consignment;
  friend bool operator==(const Query&, const Query&) = default;
};
enum class Fate : std::uint8_t { Accepted = 1, Never = 2, UnknownYet = 3 };
struct Status {
  Consignment consignment;
  Fate fate = Fate::UnknownYet;
  friend bool operator==(const Status&, const Status&) = default;
};
struct Credit {  // further bytes that may be sent
  base::TransferId transfer;
  std::uint8_t copy = 1;
  std::uint64_t bytes = 0;
  friend bool operator==(const Credit&, const Credit&) = default;
};

using Frame = std::variant<Hello, Offer, Go, Have, Refuse, Busy, Chunk, Accept, Query, Status, Credit>;

[[nodiscard]] std::string_view name_of(const Frame& frame) noexcept;  // "OFFER"

// About how many bytes of a circuit's rate the frame takes: OFFER, CHUNK and QUERY. 0: an answer or a HELLO,
// which are short and go beside.
[[nodiscard]] std::size_t paced_bytes(const Frame& frame) noexcept;

}  // namespace backchannel::wire
