#include "backchannel/base/limits.h"

#include <array>

namespace backchannel::base {

namespace {

constexpr std::array kRows = {
    LimitRow{"body of one message", kBodyBytesMax, "bytes"},
    LimitRow{"recipients of one message", kRecipientsMax, "legs"},
    LimitRow{"hops of one message", kHopsMax, "hops"},
    LimitRow{"largest chunk", kChunkBytesMax, "bytes"},
    LimitRow{"smallest chunk", kChunkBytesMin, "bytes"},
    LimitRow{"overhead of sealing", kSealedOverheadMax, "bytes"},
    LimitRow{"sealed message", kSealedBytesMax, "bytes"},
    LimitRow{"header", kHeaderBytesMax, "bytes"},
    LimitRow{"label", kLabelBytesMax, "bytes"},
    LimitRow{"statement", kStatementBytesMax, "bytes"},
    LimitRow{"statements sealed together", kStatementsMax, "statements"},
    LimitRow{"lifetime of one message", kLifetimeDaysMax, "days"},
    LimitRow{"frame", kFrameBytesMax, "bytes"},
    LimitRow{"name", kNameBytesMax, "bytes"},
    LimitRow{"line of text", kLineBytesMax, "bytes"},
    LimitRow{"neighbours of one node", kPeersMax, "nodes"},
    LimitRow{"transfers coming in from one neighbour", kIncomingPerPeerMax, "transfers"},
    LimitRow{"bytes coming in from one neighbour (FLASH: as many again)", kIncomingBytesPerPeerMax, "bytes"},
    LimitRow{"questions of one neighbour being answered", kQueriesPerPeerMax, "questions"},
    LimitRow{"refusals for good kept for one neighbour, at once", kFencesPerPeerAtOnce, "legs"},
    LimitRow{"refusals for good kept for one neighbour, a minute", kFencesPerPeerAMinute, "legs"},
    LimitRow{"unanswered bytes of one sender (credit)", kWindowBytes, "bytes"},
    LimitRow{"unanswered offers per neighbour and precedence", kWindowTransfers, "transfers"},
    LimitRow{"messages held by one node", kQueueMessagesMax, "messages"},
    LimitRow{"of these in memory, to one station at one precedence", kLaneLegsMax, "messages"},
    LimitRow{"bytes held by one node", kQueueBytesMax, "bytes"},
    LimitRow{"fill of the queue without room for ROUTINE", kRoutineFillPercent, "percent"},
    LimitRow{"fill of the queue without room for PRIORITY", kPriorityFillPercent, "percent"},
    LimitRow{"fill of the queue without room for IMMEDIATE", kImmediateFillPercent, "percent"},
    LimitRow{"share of the queue for one person", kIdentityFillPercent, "percent"},
    LimitRow{"share of a circuit for the lowest that waits, with fairness", kFairnessPercent, "percent"},
};

}  // namespace

std::span<const LimitRow> limits() noexcept { return kRows; }

}  // namespace backchannel::base
