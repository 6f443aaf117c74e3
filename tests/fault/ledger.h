#pragma once
// The books of a run, kept on the clients' side only: what was handed in at the originator's station, what
// stands in the receiving mailbox, and which end the originator's records tell of. No relay is asked. The
// counters are those of Jepsen's set checker (https://github.com/jepsen-io/jepsen, checker.clj).

#include <cstddef>
#include <iosfwd>
#include <map>
#include <vector>

#include "backchannel/store/client_store.h"

namespace backchannel::fault {

struct Attempt {
  base::MessageId message;
  base::TransferId transfer;
  bool acknowledged = true;  // false: whoever handed it in was killed before the store had answered
};

struct Arrival {
  base::MessageId message;
  base::TransferId transfer;  // as the row says
  base::TransferId bytes;     // SHA-256 of what lies there
};

enum class End { Delivered, NotDelivered, Unknown, Refused, Held };

struct Books {
  std::vector<Attempt> attempts;
  std::vector<Arrival> arrivals;
  std::map<base::MessageId, End> ends;  // of each record of the originator; none: nobody knows
  std::size_t records = 0;              // the originator's records of what was sent
};

struct Verdict {
  std::size_t attempted = 0, acknowledged = 0, arrived = 0;
  std::size_t lost = 0;         // acknowledged, not arrived, and no end says why
  std::size_t duplicated = 0;   // arrivals beyond the first of a message
  std::size_t unexpected = 0;   // arrivals that nobody handed in
  std::size_t recovered = 0;    // arrived, though whoever handed it in had no answer
  std::size_t altered = 0;      // other bytes than were handed in
  std::size_t untrue = 0;       // said to be not delivered or refused, and arrived; or delivered, and did not
  std::size_t unaccounted = 0;  // records without an end
  std::map<End, std::size_t> ends;

  // Nothing lost, doubled, unexpected, altered, untrue or unaccounted for.
  [[nodiscard]] bool sound() const;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};
std::ostream& operator<<(std::ostream& out, const Verdict& verdict);

[[nodiscard]] Verdict judge(const Books& books);

// What the two stations' stores say. `held` are the messages that stand in anybody's queue.
[[nodiscard]] std::vector<Arrival> arrivals(const store::ClientStore& mailbox);
[[nodiscard]] std::map<base::MessageId, End> ends(const store::ClientStore& originator,
                                                  const std::vector<base::MessageId>& held);

}  // namespace backchannel::fault
