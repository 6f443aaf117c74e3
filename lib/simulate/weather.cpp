#include "weather.h"

#include <cstdio>

namespace backchannel::simulate {

namespace {

constexpr std::int64_t kOutageUs = 3 * 3600 * kSecondUs;
constexpr std::int64_t kLeapMs = 10 * base::kMinuteMs;

class Draw {
 public:
  Draw(Stage& stage, const Workload& workload, const netplan::Plan& plan)
      : stage_(stage), workload_(workload), plan_(plan) {}
  [[nodiscard]] Weather all();

 private:
  [[nodiscard]] bool some(Trouble trouble, std::uint64_t one_in) {
    return workload_.allows(trouble) && stage_.one_in(one_in);
  }
  [[nodiscard]] const base::NodeName& any_node() {
    return plan_.nodes[stage_.below(plan_.nodes.size())].name;
  }
  [[nodiscard]] Way any_way() {
    const netplan::Circuit& circuit = plan_.circuits[stage_.below(plan_.circuits.size())];
    return stage_.one_in(2) ? Way{circuit.a, circuit.b} : Way{circuit.b, circuit.a};
  }
  [[nodiscard]] Weather::Spell spell(std::int64_t least_us, std::int64_t most_us) {
    const std::int64_t from = stage_.between(kSecondUs / 5, kHealsUs - most_us);
    return {from, from + stage_.between(least_us, most_us)};
  }
  [[nodiscard]] Weather::OfNode of_node(std::int64_t least_us, std::int64_t most_us) {
    return {spell(least_us, most_us), any_node()};
  }
  void frames(Weather& weather);
  void cuts(Weather& weather);
  void crashes(Weather& weather);
  void clocks(Weather& weather);

  Stage& stage_;
  const Workload& workload_;
  const netplan::Plan& plan_;
};

void Draw::frames(Weather& weather) {
  if (workload_.allows(Trouble::Loss)) weather.loss = stage_.chance() * 0.2;
  if (workload_.allows(Trouble::Doubling)) weather.doubling = stage_.chance() * 0.1;
  if (workload_.allows(Trouble::Reordering)) weather.jitter_us = stage_.between(0, 50'000);
  if (some(Trouble::Delay, 2)) weather.delay_us[any_way()] = stage_.between(50'000, 3 * kSecondUs);
}

// A partition: the nodes fall in two, and every circuit between the halves is cut both ways.
void Draw::cuts(Weather& weather) {
  if (some(Trouble::Partition, 3)) {
    std::map<base::NodeName, bool> half;
    for (const netplan::Node& node : plan_.nodes) half[node.name] = stage_.one_in(2);
    Weather::Cut cut{spell(kSecondUs / 2, 30 * kSecondUs), {}, true};
    for (const netplan::Circuit& circuit : plan_.circuits) {
      if (half[circuit.a] == half[circuit.b]) continue;
      cut.ways.push_back({circuit.a, circuit.b});
      cut.ways.push_back({circuit.b, circuit.a});
    }
    if (!cut.ways.empty()) weather.cuts.push_back(std::move(cut));
  }
  if (some(Trouble::OneWayCut, 3))
    weather.cuts.push_back({spell(kSecondUs / 2, 30 * kSecondUs), {any_way()}, false});
}

void Draw::crashes(Weather& weather) {
  const std::size_t times = workload_.allows(Trouble::Crash) ? stage_.below(7) : 0;
  for (std::size_t i = 0; i < times; ++i) {
    const std::int64_t at = stage_.between(0, kHealsUs);
    weather.crashes.push_back(
        {{at, at + stage_.between(100'000, 5'100'000)}, any_node(), 0, stage_.one_in(2)});
  }
  if (some(Trouble::Outage, 4)) {
    const std::int64_t at = stage_.between(5, 20) * kSecondUs;
    weather.crashes.push_back({{at, at + kOutageUs}, any_node(), 0, false});
    weather.short_lives = true;
  }
}

// A clock leaps ahead; in half of the worlds its node goes down later and comes back with the true time.
void Draw::clocks(Weather& weather) {
  if (!some(Trouble::ClockJump, 3)) return;
  const base::NodeName& node = any_node();
  const std::int64_t at = stage_.between(2, 20) * kSecondUs;
  weather.short_lives = true;
  if (stage_.one_in(4)) {  // behind from the beginning of a later life
    weather.crashes.push_back({{at, at + kSecondUs}, node, -kLeapMs, false});
    return;
  }
  weather.leaps.push_back({at, node, kLeapMs});
  if (!workload_.allows(Trouble::Crash) || stage_.one_in(2)) return;
  const std::int64_t down = at + stage_.between(5, 25) * kSecondUs;
  weather.crashes.push_back({{down, down + kSecondUs}, node, -kLeapMs, false});
}

Weather Draw::all() {
  Weather weather;
  frames(weather);
  cuts(weather);
  crashes(weather);
  clocks(weather);
  if (some(Trouble::Pause, 3)) weather.pauses.push_back(of_node(kSecondUs, 20 * kSecondUs));
  if (some(Trouble::SlowPeer, 4)) weather.deaf.push_back({{5 * kSecondUs, 65 * kSecondUs}, any_node()});
  if (some(Trouble::FullDisk, 3)) weather.full.push_back(of_node(kSecondUs, 20 * kSecondUs));
  if (some(Trouble::FailingDisk, 4)) weather.failing.push_back(of_node(kSecondUs, 5 * kSecondUs));
  if (some(Trouble::Hostile, 6)) {
    weather.hostile = any_node();
    weather.hostile_goes_silent = stage_.one_in(6);
    weather.short_lives = true;
  }
  return weather;
}

[[nodiscard]] std::string seconds(std::int64_t us) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(us) / static_cast<double>(kSecondUs));
  return text;
}

[[nodiscard]] std::string during(const Weather::Spell& spell) {
  return " from " + seconds(spell.from_us) + " to " + seconds(spell.until_us);
}

[[nodiscard]] std::string percent(double share) {
  return std::to_string(static_cast<int>(share * 100)) + " %";
}

void describe_nodes(const Weather& weather, std::vector<std::string>& lines) {
  for (const Weather::Crash& each : weather.crashes) {
    lines.push_back(each.node.value + " is down" + during(each));
    if (each.clock_step_ms != 0) lines.back() += ", and comes back with its clock set back by 10 min";
  }
  for (const Weather::Leap& each : weather.leaps)
    lines.push_back("the clock of " + each.node.value + " leaps ahead by 10 min at " + seconds(each.at_us));
  for (const auto& each : weather.pauses) lines.push_back(each.node.value + " pauses" + during(each));
  for (const auto& each : weather.deaf) lines.push_back(each.node.value + " reads nothing" + during(each));
  for (const auto& each : weather.full)
    lines.push_back("the disk of " + each.node.value + " is full" + during(each));
  for (const auto& each : weather.failing)
    lines.push_back("the disk of " + each.node.value + " fails after " + seconds(each.from_us));
  if (weather.hostile)
    lines.push_back(weather.hostile->value + " is hostile, and " +
                    (weather.hostile_goes_silent ? "silent" : "honest") + " after " + seconds(kHealsUs));
}

}  // namespace

std::vector<std::string> describe(const Weather& weather) {
  if (weather.calm) return {"nothing befalls this world"};
  std::vector<std::string> lines;
  lines.push_back("of the frames " + percent(weather.loss) + " are lost and " + percent(weather.doubling) +
                  " arrive twice, and each takes up to " + std::to_string(weather.jitter_us / 1'000) +
                  " ms longer");
  for (const auto& [way, delay] : weather.delay_us)
    lines.push_back("from " + way.first.value + " to " + way.second.value + " they take " + seconds(delay) +
                    " longer");
  for (const Weather::Cut& each : weather.cuts) {
    lines.push_back(std::string(each.both_ways ? "a partition" : "a cut one way") + during(each) + ":");
    for (const auto& [from, to] : each.ways) lines.back() += " " + from.value + "-" + to.value;
  }
  describe_nodes(weather, lines);
  return lines;
}

Weather draw_weather(Stage& stage, const Workload& workload, const netplan::Plan& plan, bool calm) {
  if (!calm) return Draw(stage, workload, plan).all();
  Weather weather;
  weather.calm = true;
  return weather;
}

}  // namespace backchannel::simulate
