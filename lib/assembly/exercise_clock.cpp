#include "backchannel/assembly/exercise_clock.h"

#include <algorithm>
#include <chrono>

#include "backchannel/text/value.h"

namespace backchannel::assembly {

namespace {

[[nodiscard]] std::int64_t real_unix_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace

base::Result<> write_clock(const NetFolder& net, const ClockAnchor& anchor) {
  text::Value value;
  value.set("real_unix_ms", anchor.real_unix_ms)
      .set("handling_ms", anchor.handling.ms)
      .set("rate", anchor.rate);
  if (anchor.last) value.set("last_ms", anchor.last->ms);
  return write_file(net.clock_file(), base::as_bytes(text::to_json(value, 2) + "\n"), 0644);
}

base::HandlingTime last_moment(const netplan::Plan& plan) { return plan.ends + (plan.ends - plan.begins); }

base::Result<> start_clock(const NetFolder& net, const netplan::Plan& plan) {
  BC_TRY(clock, ExerciseClock::open(net));
  if (clock.anchor().rate != 0) return {};
  return write_clock(net, {real_unix_ms(), clock.anchor().handling, plan.rate, last_moment(plan)});
}

base::Result<> stop_clock(const NetFolder& net) {
  BC_TRY(clock, ExerciseClock::open(net));
  return write_clock(net, {real_unix_ms(), clock.now().handling, 0, clock.anchor().last});
}

base::Result<ExerciseClock> ExerciseClock::open(const NetFolder& net) {
  BC_TRY(content, read_file(net.clock_file(), 4'096));
  BC_TRY(value, text::parse_json(base::to_text(content), net.clock_file().string()));
  const auto integer = [&](std::string_view key) -> std::optional<std::int64_t> {
    const text::Value* member = value.find(key);
    return member == nullptr ? std::nullopt : member->integer();
  };
  const auto real = integer("real_unix_ms"), handling = integer("handling_ms"), rate = integer("rate");
  if (!real || !handling || !rate || *rate < 0 || *rate > 100'000)
    return std::unexpected(base::Error{base::Code::Syntax,
                                       net.clock_file().string() + " is not an exercise clock", std::nullopt,
                                       "remove the net's folder and mint it again"});
  ClockAnchor anchor{*real, {*handling}, *rate};
  if (const auto last = integer("last_ms")) anchor.last = base::HandlingTime{*last};
  return ExerciseClock(anchor);
}

ClockAnchor ExerciseClock::anchored_at(base::HandlingTime time) const {
  return {anchor_.rate == 0 ? anchor_.real_unix_ms : real_unix_ms(), time, anchor_.rate, anchor_.last};
}

base::Now ExerciseClock::now() {
  using namespace std::chrono;
  const auto monotonic = duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
  const std::int64_t passed = anchor_.rate == 0 ? 0 : real_unix_ms() - anchor_.real_unix_ms;
  const base::HandlingTime running = anchor_.handling + passed * anchor_.rate;
  return {{monotonic}, anchor_.last ? std::min(running, std::max(*anchor_.last, anchor_.handling)) : running};
}

}  // namespace backchannel::assembly
