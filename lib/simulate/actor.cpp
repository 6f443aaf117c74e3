#include "actor.h"

#include <algorithm>

namespace backchannel::simulate {

namespace {

constexpr std::int64_t kSealerUs = 100;

[[nodiscard]] base::StoreUuid uuid_of(std::uint8_t number) {
  base::StoreUuid uuid;
  uuid.value[0] = number;
  return uuid;
}

}  // namespace

Actor::Actor(Stage& stage, const Net& net, Checker& checker, Seals& seals, const netplan::Node& described,
             std::uint8_t number, std::unique_ptr<Drive> drive, Surroundings surroundings)
    : stage_(stage),
      net_(net),
      checker_(checker),
      seals_(seals),
      name_(described.name),
      role_(described.role),
      surroundings_(std::move(surroundings)),
      disk_(stage, checker, described.name, uuid_of(number), std::move(drive),
            [this](custody::Input input, std::int64_t delay_us) { post(std::move(input), delay_us); }) {}

base::Now Actor::now() const {
  return {{stage_.now_us()}, kBegins + (stage_.now_us() / base::kMillisecondUs + clock_ahead_ms_)};
}

void Actor::start() {
  const base::HandlingTime clock = now().handling;
  if (clock.ms < went_down_ms_) stage_.mark(Mark::ClockWentBack);
  if (clock < disk_.tables().clock_mark()) stage_.mark(Mark::ClockMarkUsed);
  node_ = std::make_unique<node::Node>(
      custody::EngineConfig{name_, role_, &net_.plan, &net_.catalogue, {}, stage_.random(), kLaneLegs},
      node::Ports{disk_, *this, *this, *this});
  post(custody::Started{disk_.recover()}, 0);
  for (const auto& [submission, sealed] : outbox_)
    if (!disk_.tables().submissions.contains(submission)) post(custody::Submitted{submission, sealed}, 1);
}

void Actor::crash() {
  stage_.trace(name_.value, 0);
  if (stage_.telling()) stage_.tell(name_.value + "  goes down");
  ++stage_.report.crashes;
  ++life_;
  went_down_ms_ = now().handling.ms;
  paused_until_us_ = 0;
  node_.reset();
  checker_.crashed(name_);
  disk_.crash();
}

void Actor::submit(std::int64_t submission, custody::Payload sealed) {
  outbox_.emplace_back(submission, sealed);
  post(custody::Submitted{submission, std::move(sealed)}, 0);
}

bool Actor::quiet() const {
  return node_ && node_->engine().legs_held() == 0 && disk_.tables().legs.empty() &&
         disk_.tables().submissions.size() == outbox_.size();
}

bool Actor::holds_only_statements() const {
  const MemoryTables& tables = disk_.tables();
  return node_ && tables.submissions.size() == outbox_.size() &&
         std::all_of(tables.legs.begin(), tables.legs.end(), [&](const auto& entry) {
           return tables.transfers.at(entry.first.transfer).first.header.kind == message::Kind::Statement;
         });
}

void Actor::post(custody::Input input, std::int64_t delay_us) {
  stage_.schedule.after(delay_us, [this, life = life_, carried = std::move(input)]() mutable {
    take(std::move(carried), life);
  });
}

void Actor::take(custody::Input input, unsigned life) {
  if (!node_ || life_ != life) return;
  if (stage_.now_us() >= paused_until_us_) return step(std::move(input));
  stage_.schedule.at(paused_until_us_, [this, life, carried = std::move(input)]() mutable {
    stage_.mark(Mark::PauseEnded);
    take(std::move(carried), life);
  });
}

void Actor::step(custody::Input input) {
  ++stage_.report.steps;
  stage_.trace(name_.value, input.index());
  const node::Outcome outcome = node_->step(now(), std::move(input));
  if (outcome.exit) {
    if (!disk_.has_failed()) stage_.broken(name_.value + " left: " + base::to_sentence(*outcome.exit));
    return surroundings_.exited(name_, *outcome.exit);
  }
  if (!outcome.wake_at) return;
  const std::uint64_t generation = ++wake_;
  const std::int64_t delay = std::max<std::int64_t>(0, outcome.wake_at->us - stage_.now_us());
  stage_.schedule.after(delay, [this, life = life_, generation] {
    if (wake_ == generation) take(custody::Tick{}, life);
  });
}

// A planted fault in what it says; nullopt: none.
std::optional<wire::Frame> Actor::planted(const wire::Frame& frame) const {
  if (const auto* refuse = std::get_if<wire::Refuse>(&frame);
      refuse != nullptr && refuse->code == base::Code::Elsewhere && stage_.planted(Planted::HaveForStrangers))
    return wire::Have{refuse->consignment};
  if (const auto* busy = std::get_if<wire::Busy>(&frame);
      busy != nullptr && stage_.planted(Planted::RefuseWithoutFence))
    return wire::Refuse{busy->consignment, base::Code::Quota, true};
  return std::nullopt;
}

void Actor::send(const base::NodeName& peer, const wire::Frame& frame, bool /*urgent*/) {
  const auto instead = planted(frame);
  const wire::Frame& said = instead ? *instead : frame;
  checker_.leaves(name_, peer, said);
  // Only who hears it is wrong about this one: what it does then is what has to be caught.
  if (const auto* accept = std::get_if<wire::Accept>(&said);
      accept != nullptr && stage_.planted(Planted::RefuseAfterAccept))
    return surroundings_.send(name_, peer, wire::Refuse{accept->consignment, base::Code::Quota, true});
  surroundings_.send(name_, peer, said);
}

void Actor::verify(const custody::Verify& request) {
  post(custody::VerifyDone{request.id, seals_.check(name_, request, now().handling)}, kSealerUs);
}

void Actor::testify(const custody::Testify& request) {
  post(custody::Testified{request.id, seals_.speak(name_, request, now().handling)}, kSealerUs);
}

void Actor::note(const custody::Note& note) {
  if (stage_.telling()) stage_.tell(name_.value + "  " + note.event + " " + note.detail);
  checker_.noted(name_, note);
}

}  // namespace backchannel::simulate
