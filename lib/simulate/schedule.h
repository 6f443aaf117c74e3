#pragma once
// Virtual time in microseconds. Events at the same moment run in the order in which they were made.

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

namespace backchannel::simulate {

class Schedule {
 public:
  using Run = std::move_only_function<void()>;

  void after(std::int64_t delay_us, Run run) { events_.push({now_us_ + delay_us, ++order_, std::move(run)}); }
  void at(std::int64_t when_us, Run run) { after(when_us - now_us_, std::move(run)); }
  [[nodiscard]] std::int64_t now_us() const noexcept { return now_us_; }
  // Runs the next event; false when there is none before the limit.
  bool run_next(std::int64_t limit_us);

 private:
  struct Event {
    std::int64_t at;
    std::uint64_t order;
    Run run;
  };
  struct Later {
    bool operator()(const Event& a, const Event& b) const {
      return a.at != b.at ? a.at > b.at : a.order > b.order;
    }
  };
  std::priority_queue<Event, std::vector<Event>, Later> events_;
  std::int64_t now_us_ = 0;
  std::uint64_t order_ = 0;
};

}  // namespace backchannel::simulate
