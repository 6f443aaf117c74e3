#pragma once
// What all parts of one world share: its time, its chance, and what is told of it.

#include <random>
#include <string>
#include <string_view>

#include "backchannel/base/bytes.h"
#include "backchannel/simulate/world.h"
#include "schedule.h"

namespace backchannel::simulate {

class Stage {
 public:
  explicit Stage(const WorldConfig& config)
      : planted_(config.planted), random_(config.seed), tell_(config.tell) {}

  Schedule schedule;
  WorldReport report;

  [[nodiscard]] std::int64_t now_us() const noexcept { return schedule.now_us(); }
  [[nodiscard]] std::uint64_t random() { return random_(); }
  [[nodiscard]] std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }
  [[nodiscard]] std::int64_t between(std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most - least + 1));
  }
  [[nodiscard]] double chance() { return static_cast<double>(random_() >> 11) * 0x1.0p-53; }
  [[nodiscard]] bool one_in(std::uint64_t times) { return random_() % times == 0; }
  [[nodiscard]] bool planted(Planted fault) const noexcept { return planted_ == fault; }

  void trace(base::BytesView bytes);
  void trace(std::string_view words, std::uint64_t number);
  void broken(std::string sentence);
  [[nodiscard]] bool telling() const noexcept { return static_cast<bool>(tell_); }
  void tell(const std::string& words);  // with the time before them; only when telling()
  void mark(Mark mark) { report.marks.set(static_cast<std::size_t>(mark)); }

 private:
  Planted planted_;
  std::mt19937_64 random_;
  std::function<void(const std::string& line)> tell_;
};

}  // namespace backchannel::simulate
