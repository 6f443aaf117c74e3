#pragma once
// Protocol time of the link: the real monotonic clock, never scaled.

#include <chrono>

namespace backchannel::link {

using Instant = std::chrono::steady_clock::time_point;
using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds kBeatEvery{1'000};   // the dialling end's empty frame, answered by the other
constexpr Milliseconds kSilenceMax{3'000};  // then the peer counts as down
constexpr Milliseconds kHandshakeMax{5'000};
constexpr Milliseconds kAttemptMax{8'000};  // connection and handshake together
constexpr Milliseconds kBackoffFirst{100};
constexpr Milliseconds kBackoffLast{5'000};
constexpr Milliseconds kAskAddressEvery{500};  // a peer that came up elsewhere does not wait for our backoff
constexpr Milliseconds kIntakeCheckEvery{250};
constexpr Milliseconds kBlockedRetryFirst{1};  // the ROUTER cannot say which of its peers can be written to
constexpr Milliseconds kBlockedRetryLast{16};

}  // namespace backchannel::link
