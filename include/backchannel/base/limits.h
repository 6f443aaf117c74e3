#pragma once
// Every limit of the system, in one place, related by static_assert.
// Printed by `backchannel status --limits`.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace backchannel::base {

constexpr std::size_t kBodyBytesMax = std::size_t{1} << 20;  // text plus enclosure of one message
constexpr std::size_t kRecipientsMax = 64;
constexpr std::size_t kHopsMax = 16;                           // stamps on one message
constexpr std::size_t kChunkBytesMax = std::size_t{16} << 10;  // one CHUNK, or an inline body
constexpr std::size_t kChunkBytesMin = 64;
constexpr std::size_t kSealedOverheadMax = std::size_t{64} << 10;  // three layers, header, 64 recipients
constexpr std::size_t kSealedBytesMax =
    kBodyBytesMax + kBodyBytesMax / 8 + kSealedOverheadMax;  // with padding
constexpr std::size_t kHeaderBytesMax = std::size_t{32} << 10;
constexpr std::size_t kLabelBytesMax = 1'024;
constexpr std::size_t kStatementBytesMax = 4 << 10;
constexpr std::size_t kStatementsMax = kRecipientsMax + kHopsMax;  // in one content: receipts and stamps
constexpr std::size_t kFrameBytesMax = std::size_t{160} << 10;     // an OFFER with stamps and inline body
constexpr std::size_t kNameBytesMax = 64;                          // station, relay, person
constexpr std::size_t kLineBytesMax = 4 << 10;
constexpr std::size_t kPeersMax = 64;
constexpr std::size_t kWindowBytes = std::size_t{64} << 10;  // bytes a sender may have unanswered (credit)
constexpr std::size_t kWindowTransfers = 32;                 // unanswered offers per peer and precedence
constexpr std::size_t kIncomingPerPeerMax = 5 * kWindowTransfers;  // transfers being received from one peer
// Their bytes, as announced: so much for FLASH and above, as much again for all others.
constexpr std::uint64_t kIncomingBytesPerPeerMax = std::uint64_t{8} << 20;
constexpr std::size_t kQueriesPerPeerMax = kIncomingPerPeerMax;  // being answered at a time
constexpr std::uint32_t kFencesPerPeerAtOnce = 1'000;  // refusals for good that one neighbour makes us keep
constexpr std::uint32_t kFencesPerPeerAMinute = 600;
constexpr std::int64_t kLifetimeDaysMax = 30;       // from created to expires
constexpr std::size_t kQueueMessagesMax = 250'000;  // legs held by one node, all precedences
constexpr std::size_t kLaneLegsMax = 512;           // of these in memory, for each destination and precedence
constexpr std::uint64_t kQueueBytesMax = std::uint64_t{1} << 30;
// How full the queue (messages or bytes) is when it has no room left for the precedence. FLASH and above, and
// statements, have the rest.
constexpr unsigned kRoutineFillPercent = 80;
constexpr unsigned kPriorityFillPercent = 90;
constexpr unsigned kImmediateFillPercent = 95;
constexpr unsigned kIdentityFillPercent = 50;  // of the queue for one person, or one node's statements
constexpr unsigned kFairnessPercent = 5;       // of a circuit's bytes, where its row switches fairness on

static_assert(kChunkBytesMax + kHeaderBytesMax + kLabelBytesMax + kHopsMax * kStatementBytesMax <
              kFrameBytesMax);
static_assert(kSealedBytesMax > kBodyBytesMax + kSealedOverheadMax);
static_assert(kChunkBytesMax <= kWindowBytes);
static_assert(kRoutineFillPercent < kPriorityFillPercent && kPriorityFillPercent < kImmediateFillPercent);
static_assert(kImmediateFillPercent < 100 && kIdentityFillPercent < kRoutineFillPercent);
static_assert(kFairnessPercent < 100);
static_assert(kIncomingBytesPerPeerMax > 2 * kSealedBytesMax);
static_assert(kStatementsMax * kStatementBytesMax < kBodyBytesMax);

struct LimitRow {
  std::string_view name;
  std::uint64_t value;
  std::string_view unit;
};
[[nodiscard]] std::span<const LimitRow> limits() noexcept;

}  // namespace backchannel::base
