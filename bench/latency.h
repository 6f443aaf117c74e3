#pragma once
// What the benchmarks of whole nets share.

#include <chrono>
#include <string>
#include <vector>

#include "live_net.h"

namespace backchannel::bench {

using SteadyClock = std::chrono::steady_clock;
using Millis = std::chrono::duration<double, std::milli>;

[[nodiscard]] std::vector<support::LiveNet::Ready> seal_many(support::LiveNet& net, const std::string& from,
                                                             message::Precedence precedence, unsigned count,
                                                             std::size_t body_bytes = 2'048);

// In the mailbox of station B.
[[nodiscard]] std::size_t arrived(const store::ClientStore& inbox);

// Submit to mailbox commit at B in milliseconds, one after the other: the next is written when the last is
// there; pausing: 50 to 250 ms later, so that what is lower gets on in between.
[[nodiscard]] std::vector<double> flash_ms(support::LiveNet& net, const std::string& from, unsigned flashes,
                                           bool pausing = false);

// Rows with the middle and the 99th in 100.
void print_latency(const std::string& name, const std::vector<double>& samples);

}  // namespace backchannel::bench
