// The answers to QUERY: ACCEPTED, NEVER or UNKNOWN YET.

#include <algorithm>

#include "state.h"

namespace backchannel::custody {

// A QUERY is asked by a bound holder that wants to end. What it never gave us it shall never give us: the
// fence is committed before NEVER is said, and nothing of it is taken meanwhile.
void Engine::State::on_frame(Neighbour& from, wire::Query frame) {
  const IncomingKey own{from.name, frame.consignment.transfer, frame.consignment.copy};
  if (const auto it = incoming_.find(own); it != incoming_.end()) {
    if (it->second.phase != Incoming::Phase::Receiving) {
      send(from, wire::Status{frame.consignment, wire::Fate::UnknownYet});
      return;
    }
    drop_incoming(own);  // half received: nothing of it is pending
  }
  if (fencing_.contains(own)) return;  // its answer is on its way
  const auto first = fencing_.lower_bound({from.name, {}, 0});
  const auto last =
      std::find_if(first, fencing_.end(), [&](const auto& each) { return each.peer != from.name; });
  if (static_cast<std::size_t>(std::distance(first, last)) >= base::kQueriesPerPeerMax) {
    audit_of(from, "query-put-off", {}, "peer=\"" + from.name.value + "\"");
    return;  // an honest one asks again after a while
  }
  fencing_.insert(own);
  const RequestId id = next_request();
  finding_.emplace(id, [this, own, legs = frame.consignment.legs](const FoundFacts& facts) {
    answer_query(own, legs, facts);
  });
  emit(Find{id, own.transfer});
}

void Engine::State::answer_query(const IncomingKey& own, const wire::Legs& legs, const FoundFacts& facts) {
  wire::Consignment accepted{own.transfer, own.copy, {}}, never = accepted, unknown = accepted,
                                                          elsewhere = accepted;
  std::vector<Change> fences;
  for (const std::uint16_t leg : legs) {
    const auto tombstone = std::find_if(facts.tombstones.begin(), facts.tombstones.end(),
                                        [&](const auto& t) { return t.leg == leg && t.copy == own.copy; });
    if (tombstone != facts.tombstones.end()) {
      (tombstone->from == own.peer ? accepted : elsewhere).legs.push_back(leg);
    } else if (pending_elsewhere(own, leg)) {
      unknown.legs.push_back(leg);
    } else {
      never.legs.push_back(leg);
      fences.push_back(PutFence{{own.transfer, leg, own.copy},
                                own.peer,
                                base::Code::Expired,
                                now_.handling + (2 * skew() + asking_ms(config_.plan->rate))});
    }
  }
  if (!never.legs.empty() && !take_fences(own.peer, never.legs.size())) {
    unknown.legs.insert(unknown.legs.end(), never.legs.begin(), never.legs.end());
    std::ranges::sort(unknown.legs);
    never.legs.clear();
  }
  Neighbour& to = *neighbour(own.peer);
  if (!accepted.legs.empty()) send(to, wire::Status{accepted, wire::Fate::Accepted});
  if (!unknown.legs.empty()) send(to, wire::Status{unknown, wire::Fate::UnknownYet});
  if (!elsewhere.legs.empty()) refuse(own.peer, elsewhere, base::Code::Elsewhere, true);
  if (never.legs.empty()) {
    fencing_.erase(own);
    return;
  }
  commit(std::move(fences), false, [this, own, never] {
    fencing_.erase(own);
    send(*neighbour(own.peer), wire::Status{never, wire::Fate::Never});
  });
}

}  // namespace backchannel::custody
