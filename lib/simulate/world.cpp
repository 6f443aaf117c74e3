#include "backchannel/simulate/world.h"

#include <algorithm>

#include "actor.h"
#include "backchannel/base/check.h"
#include "checker.h"
#include "circuits.h"
#include "hostile.h"
#include "letters.h"
#include "net.h"
#include "stage.h"
#include "token_seals.h"
#include "weather.h"

namespace backchannel::simulate {

namespace {

constexpr std::int64_t kLimitUs = 30 * 3600 * kSecondUs;
constexpr std::int64_t kSecondTime = 1'000'000;  // added to the number of what is handed in twice
constexpr std::int64_t kWordsUs = 600 * kSecondUs;
constexpr std::int64_t kNoticedUs = 3 * kSecondUs;  // a cut, by the beats that stay away

[[nodiscard]] const Workload& workload_of(const WorldConfig& config) {
  return config.workload != nullptr ? *config.workload : built_in_workload(config.seed);
}

class World {
 public:
  explicit World(const WorldConfig& config);
  WorldReport run();

 private:
  [[nodiscard]] std::unique_ptr<Seals> make_seals(const WorldConfig& config);
  void start(Actor& actor);
  void crash(const base::NodeName& node, std::int64_t until_us, std::int64_t clock_step_ms);
  void connect(const base::NodeName& a, const base::NodeName& b);
  void part(const Weather::Cut& cut);
  void befall();
  [[nodiscard]] bool over();
  [[nodiscard]] Actor& actor(const base::NodeName& name) { return *actors_.at(name); }

  const Workload& workload_;
  Stage stage_;
  bool calm_;
  Net net_;
  Weather weather_;
  std::unique_ptr<Seals> seals_;
  Letters letters_;
  Checker checker_;
  Circuits circuits_;
  std::unique_ptr<Hostile> hostile_;
  std::map<base::NodeName, std::unique_ptr<Actor>> actors_;
  std::int64_t only_words_since_us_ = 0;
};

World::World(const WorldConfig& config)
    : workload_(workload_of(config)),
      stage_(config),
      calm_(workload_.calm_one_in > 0 && config.seed % workload_.calm_one_in == 0),
      net_(draw_net(stage_, !calm_ && workload_.allows(Trouble::PersonsMove) && stage_.one_in(3))),
      weather_(draw_weather(stage_, workload_, net_.plan, calm_)),
      seals_(make_seals(config)),
      letters_(stage_, net_, workload_, weather_, *seals_,
               config.messages > 0 ? config.messages : workload_.messages),
      checker_(stage_, net_, weather_, letters_),
      circuits_(stage_, weather_,
                [this](const base::NodeName& from, const base::NodeName& to, wire::Frame frame) {
                  if (hostile_ && hostile_->hears(from, to, frame)) return;
                  actor(to).post(custody::FrameArrived{from, std::move(frame)}, 0);
                }) {
  const auto carry = [this](const base::NodeName& from, const base::NodeName& to, const wire::Frame& frame) {
    circuits_.carry(from, to, frame);
  };
  if (weather_.hostile)
    hostile_ = std::make_unique<Hostile>(stage_, net_, weather_, letters_,
                                         [this, carry](const base::NodeName& to, const wire::Frame& frame) {
                                           checker_.leaves(*weather_.hostile, to, frame);
                                           carry(*weather_.hostile, to, frame);
                                         });
  for (const netplan::Node& described : net_.plan.nodes) {
    const auto send = [this, carry](const base::NodeName& from, const base::NodeName& to,
                                    const wire::Frame& frame) {
      if (hostile_ && hostile_->says(from, to, frame)) return;
      carry(from, to, frame);
    };
    const auto exited = [this](const base::NodeName& who, const base::Error&) {
      stage_.mark(Mark::DiskFailed);
      crash(who, stage_.now_us() + stage_.between(kSecondUs / 10, 5 * kSecondUs), 0);
    };
    actors_.emplace(described.name,
                    std::make_unique<Actor>(stage_, net_, checker_, *seals_, described,
                                            static_cast<std::uint8_t>(actors_.size() + 1),
                                            config.make_drive ? config.make_drive(described.name) : nullptr,
                                            Actor::Surroundings{send, exited}));
  }
}

std::unique_ptr<Seals> World::make_seals(const WorldConfig& config) {
  if (!config.make_seals) return std::make_unique<TokenSeals>([this] { return stage_.random(); });
  BC_CHECK(!workload_.allows(Trouble::Hostile));  // it forges tokens
  return config.make_seals(net_.plan);
}

void World::start(Actor& started) {
  if (started.up()) return;
  started.start();
  for (const netplan::Circuit* circuit : net_.plan.circuits_of(started.name())) {
    const base::NodeName other = circuit->a == started.name() ? circuit->b : circuit->a;
    stage_.schedule.after(stage_.between(5'000, 25'000),
                          [this, a = started.name(), other] { connect(a, other); });
  }
}

void World::connect(const base::NodeName& a, const base::NodeName& b) {
  if (!actor(a).up() || !actor(b).up()) return;
  if (circuits_.cut(a, b) || circuits_.cut(b, a)) {  // dialled again until it answers
    stage_.schedule.after(kSecondUs, [this, a, b] { connect(a, b); });
    return;
  }
  actor(a).post(custody::PeerUp{b}, 0);
  actor(b).post(custody::PeerUp{a}, 0);
}

void World::crash(const base::NodeName& name, std::int64_t until_us, std::int64_t clock_step_ms) {
  until_us = std::max(until_us, stage_.now_us() + kSecondUs / 10);
  Actor& crashed = actor(name);
  if (!crashed.up()) return;
  crashed.crash();
  for (const netplan::Circuit* circuit : net_.plan.circuits_of(name)) {
    const base::NodeName other = circuit->a == name ? circuit->b : circuit->a;
    actor(other).post(custody::PeerDown{name}, stage_.between(0, 100'000));
  }
  crashed.move_clock(clock_step_ms);
  stage_.schedule.at(until_us, [this, &crashed] { start(crashed); });
}

// Some cuts are noticed by the beats that stay away, and the session is made anew after them; of others
// nobody knows but those whose frames are lost.
void World::part(const Weather::Cut& cut) {
  if (cut.until_us - cut.from_us < kNoticedUs || stage_.one_in(3)) return;
  for (const auto& [a, b] : cut.ways) {
    if (cut.both_ways && b < a) continue;
    stage_.schedule.at(cut.from_us + kNoticedUs, [this, a = a, b = b] {
      actor(a).post(custody::PeerDown{b}, 0);
      actor(b).post(custody::PeerDown{a}, 0);
    });
    stage_.schedule.at(cut.until_us + stage_.between(0, kSecondUs), [this, a = a, b = b] { connect(a, b); });
  }
}

void World::befall() {
  if (stage_.telling())
    for (const std::string& line : describe(weather_)) stage_.tell(line);
  for (const Weather::Crash& each : weather_.crashes)
    stage_.schedule.at(each.from_us, [this, each] {
      const auto now = [this, each] { crash(each.node, each.until_us, each.clock_step_ms); };
      if (each.in_commit)
        actor(each.node).disk().interrupt(now);
      else
        now();
    });
  for (const Weather::Cut& each : weather_.cuts) part(each);
  for (const Weather::Leap& each : weather_.leaps)
    stage_.schedule.at(each.at_us, [this, each] {
      if (actor(each.node).holds_legs()) stage_.mark(Mark::ClockJumped);
      actor(each.node).move_clock(each.step_ms);
    });
  for (const Weather::OfNode& each : weather_.pauses)
    stage_.schedule.at(each.from_us, [this, each] {
      if (actor(each.node).up()) actor(each.node).pause(each.until_us);
    });
  for (const Weather::OfNode& each : weather_.full) {
    stage_.schedule.at(each.from_us, [this, each] { actor(each.node).disk().set_full(true); });
    stage_.schedule.at(each.until_us, [this, each] { actor(each.node).disk().set_full(false); });
  }
  for (const Weather::OfNode& each : weather_.failing)
    stage_.schedule.at(each.from_us, [this, each] {
      if (actor(each.node).up()) actor(each.node).disk().fail();
    });
  for (const Letter& each : letters_.all()) {
    stage_.schedule.at(each.at_us,
                       [this, &each] { actor(each.station).submit(each.submission, each.sealed); });
    if (weather_.calm || !stage_.one_in(32)) continue;
    stage_.schedule.at(each.at_us + stage_.between(0, 5 * kSecondUs), [this, &each] {
      actor(each.station).submit(each.submission + kSecondTime, each.sealed);
    });
  }
}

// Nobody honest holds anything. A hostile node that is silent for good never takes the words that wait for
// it: they are given a while to find another way.
bool World::over() {
  const auto honest = [&](const auto& holds) {
    return std::all_of(actors_.begin(), actors_.end(), [&](const auto& entry) {
      return weather_.hostile == entry.first || holds(*entry.second);
    });
  };
  if (honest([](const Actor& each) { return each.quiet(); })) return true;
  if (!weather_.hostile) return false;
  if (!honest([](const Actor& each) { return each.holds_only_statements(); }))
    only_words_since_us_ = stage_.now_us();
  return stage_.now_us() - only_words_since_us_ > kWordsUs;
}

WorldReport World::run() {
  for (auto& [name, each] : actors_) start(*each);
  befall();
  if (hostile_) hostile_->begin();
  while (stage_.report.broken.empty() && stage_.schedule.run_next(kLimitUs))
    if (stage_.now_us() > kHealsUs && over()) break;
  if (stage_.report.broken.empty()) checker_.check_ends();
  return std::move(stage_.report);
}

}  // namespace

WorldReport run_world(const WorldConfig& config) { return World(config).run(); }

}  // namespace backchannel::simulate
