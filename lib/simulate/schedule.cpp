#include "schedule.h"

namespace backchannel::simulate {

bool Schedule::run_next(std::int64_t limit_us) {
  if (events_.empty() || events_.top().at > limit_us) return false;
  Event event = std::move(const_cast<Event&>(events_.top()));  // the queue's order does not look at `run`
  events_.pop();
  now_us_ = event.at;
  event.run();
  return true;
}

}  // namespace backchannel::simulate
