#pragma once
// The end of a leg of which the originator's station may have sent several numbered copies. Pure; any thread.

#include <cstdint>
#include <vector>

namespace backchannel::policy {

enum class LegEnd : std::uint8_t { Open, NotDelivered, Unknown };

// Some holder's last word about one copy: it ended there undelivered, or its fate cannot be known.
struct CopyEnd {
  std::uint8_t copy = 1;
  bool unknown = false;
};

// NOT DELIVERED only when every copy from 1 to `sent` has been reported: one that nobody reported may yet
// arrive. A report of a copy holds, whoever else cannot know about it. given_up: no holder will say anything
// more; what was not reported then is unknown. A station receipt goes before all this.
[[nodiscard]] LegEnd end_of_leg(std::uint8_t sent, const std::vector<CopyEnd>& heard, bool given_up);

}  // namespace backchannel::policy
