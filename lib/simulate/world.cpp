#include "backchannel/simulate/world.h"

#include <algorithm>

#include "actors.h"
#include "backchannel/netplan/path.h"
#include "backchannel/wire/codec.h"

namespace backchannel::simulate {

namespace {

constexpr std::int64_t kSecond = base::kSecondUs;
constexpr std::int64_t kConnectedUs = kSecond / 10;
constexpr std::int64_t kOutageUs = 3 * 3600 * kSecond;
constexpr std::int64_t kWriteUntilUs = 20 * kSecond;
constexpr std::int64_t kHealUs = 60 * kSecond;
constexpr std::int64_t kLimitUs = 30 * 3600 * kSecond;
constexpr std::int64_t kLatencyUs = 2'000;
constexpr base::HandlingTime kBegins{88'665'900'000};  // 230525Z OCT 72

[[nodiscard]] base::NodeName name(const char* prefix, std::size_t number) {
  return base::NodeName(prefix + std::to_string(number));
}

}  // namespace

World::World(const WorldConfig& config) : config_(config), random_(config.seed), audit_(report_) {
  make_weather();
  make_plan();
  write_messages();
}

base::Now World::now() const {
  return {{schedule_.now_us()}, kBegins + schedule_.now_us() / base::kMillisecondUs};
}

void World::make_weather() {
  weather_.heals_at_us = kHealUs;
  if (config_.seed % 4 == 0) {
    weather_.calm = true;
    return;
  }
  weather_.loss = chance() * 0.2;
  weather_.doubled = chance() * 0.1;
  weather_.jitter_us = static_cast<std::int64_t>(random() % 50'000);
  weather_.crashes = static_cast<unsigned>(random() % 7);
  weather_.outage = config_.seed % 4 == 1;
}

// A line of relays, in some worlds closed to a ring, with a station at each end and one in the middle; the
// rates differ.
void World::make_plan() {
  doctrine::ClassificationRow only;
  only.number = 1;
  only.name = "1";
  catalogue_.classifications.push_back(only);
  const std::size_t relays = 1 + random() % 4;
  const auto add = [&](base::NodeName node_name, netplan::NodeRole role) {
    netplan::Node described;
    described.name = std::move(node_name);
    described.role = role;
    described.clearance.classifications = {1};
    if (role == netplan::NodeRole::Relay) described.bearer = described.name.value;
    plan_.nodes.push_back(described);
  };
  const auto join = [&](base::NodeName a, base::NodeName b) {
    constexpr std::array<std::int64_t, 4> kRates = {0, 64'000, 256'000, 2'000'000};
    netplan::Circuit circuit;
    circuit.a = std::move(a);
    circuit.b = std::move(b);
    circuit.accreditation.classifications = {1};
    circuit.bits_per_second = kRates[random() % kRates.size()];
    plan_.circuits.push_back(circuit);
  };
  for (std::size_t i = 0; i < relays; ++i) add(name("R", i), netplan::NodeRole::Relay);
  for (std::size_t i = 0; i < 3; ++i) add(name("S", i), netplan::NodeRole::Station);
  for (std::size_t i = 0; i + 1 < relays; ++i) join(name("R", i), name("R", i + 1));
  if (relays > 2 && random() % 2 == 0) join(name("R", relays - 1), name("R", 0));
  join(name("S", 0), name("R", 0));
  join(name("S", 1), name("R", relays / 2));
  join(name("S", 2), name("R", relays - 1));
  plan_.rate = 1;
  plan_.begins = kBegins;
  for (const netplan::Node& described : plan_.nodes) {
    SimulatedNode& added = nodes_[described.name];
    added.name = described.name;
    added.role = described.role;
    base::StoreUuid uuid;
    uuid.value[0] = static_cast<std::uint8_t>(nodes_.size());
    added.store = std::make_unique<SimulatedStore>(*this, described.name, uuid);
    added.link = std::make_unique<SimulatedLink>(*this, described.name);
    added.sealer = std::make_unique<TokenSealer>(
        described.name,
        [this, to = described.name](custody::Input input) { post(to, std::move(input), 100); },
        [this] { return random(); });
  }
}

void World::write_messages() {
  for (unsigned i = 0; i < config_.messages; ++i) {
    Written written;
    written.station = name("S", random() % 3);
    written.submission = i + 1;
    TokenContent content;
    message::Header& header = content.header;
    for (std::uint8_t& byte : header.message.value) byte = static_cast<std::uint8_t>(random());
    const std::int64_t at_us =
        kConnectedUs + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(kWriteUntilUs));
    header.created = kBegins + at_us / base::kMillisecondUs;
    const bool short_lived = !weather_.calm && random() % (weather_.outage ? 3 : 12) == 0;
    header.expires = header.created + (short_lived ? 20 * base::kSecondMs : 24 * base::kHourMs);
    header.originator = base::PersonName("P");
    header.originator_node = written.station;
    const std::size_t legs = 1 + random() % 2;
    for (std::size_t station = 0; station < 3 && header.recipients.size() < legs; ++station) {
      if (name("S", station) == written.station) continue;
      message::Recipient to;
      to.person = base::PersonName("Q" + std::to_string(station));
      to.station = name("S", station);
      to.precedence = message::kPrecedences[random() % 4];
      if (!header.recipients.empty()) to.precedence = header.recipients[0].precedence;
      to.copy_number = static_cast<std::uint32_t>(header.recipients.size() + 1);
      written.meant.push_back(to.precedence);
      if (config_.planted == Planted::WrongOrder)
        to.precedence = static_cast<message::Precedence>(5 - static_cast<int>(to.precedence));
      header.recipients.push_back(std::move(to));
    }
    content.body.assign(random() % 8 == 0 ? 100'000 : 500 + random() % 3'000, static_cast<std::uint8_t>(i));
    written.sealed = std::make_shared<const base::Bytes>(token_seal(content));
    written.transfer = token_verify(*written.sealed)->transfer;
    written.header = header;
    written.arrivals.assign(header.recipients.size(), 0);
    report_.legs_submitted += static_cast<unsigned>(header.recipients.size());
    by_transfer_[written.transfer] = written_.size();
    schedule_.after(at_us, [this, index = written_.size()] {
      const Written& due = written_[index];
      nodes_.at(due.station).outbox.emplace_back(due.submission, due.sealed);
      post(due.station, custody::Submitted{due.submission, due.sealed}, 0);
    });
    written_.push_back(std::move(written));
  }
}

void World::start(SimulatedNode& started) {
  custody::EngineConfig config{started.name, started.role, &plan_, &catalogue_, {}, random()};
  started.node = std::make_unique<node::Node>(
      config, node::Ports{*started.store, *started.link, *started.sealer, audit_});
  post(started.name, custody::Started{started.store->tables.recover()}, 0);
  for (const auto& [submission, sealed] : started.outbox)
    if (!started.store->tables.submissions.contains(submission))
      post(started.name, custody::Submitted{submission, sealed}, 1);
  for (const netplan::Circuit* circuit : plan_.circuits_of(started.name)) {
    const base::NodeName other = circuit->a == started.name ? circuit->b : circuit->a;
    schedule_.after(5'000 + static_cast<std::int64_t>(random() % 20'000),
                    [this, a = started.name, other] { connect(a, other); });
  }
}

void World::connect(const base::NodeName& a, const base::NodeName& b) {
  if (!nodes_.at(a).node || !nodes_.at(b).node) return;
  post(a, custody::PeerUp{b}, 0);
  post(b, custody::PeerUp{a}, 0);
}

void World::crash(SimulatedNode& crashed, std::int64_t down_us) {
  if (!crashed.node) return;
  ++report_.crashes;
  ++crashed.epoch;
  crashed.node.reset();
  crashed.store->crash();
  holdings_[crashed.name].clear();
  trace("crash " + crashed.name.value);
  for (const netplan::Circuit* circuit : plan_.circuits_of(crashed.name)) {
    const base::NodeName other = circuit->a == crashed.name ? circuit->b : circuit->a;
    post(other, custody::PeerDown{crashed.name}, static_cast<std::int64_t>(random() % 100'000));
  }
  schedule_.after(down_us, [this, &crashed] { start(crashed); });
}

void World::post(const base::NodeName& to, custody::Input input, std::int64_t delay_us) {
  SimulatedNode& target = nodes_.at(to);
  auto carried = std::make_shared<custody::Input>(std::move(input));
  schedule_.after(delay_us, [this, &target, epoch = target.epoch, carried] {
    if (target.node && target.epoch == epoch) step(target, std::move(*carried));
  });
}

void World::step(SimulatedNode& target, custody::Input input) {
  ++report_.steps;
  trace(target.name.value + "/" + std::to_string(input.index()) + "@" + std::to_string(schedule_.now_us()));
  const node::Outcome outcome = target.node->step(now(), std::move(input));
  if (outcome.exit) broken(target.name.value + " left: " + base::to_sentence(*outcome.exit));
  if (!outcome.wake_at) return;
  const std::uint64_t generation = ++target.wake;
  const std::int64_t delay = std::max<std::int64_t>(0, outcome.wake_at->us - schedule_.now_us());
  schedule_.after(delay, [this, &target, epoch = target.epoch, generation] {
    if (target.node && target.epoch == epoch && target.wake == generation) step(target, custody::Tick{});
  });
}

void World::frame_sent(const base::NodeName& from, const base::NodeName& to, const wire::Frame& frame) {
  base::Bytes bytes = wire::encode(frame);
  trace(bytes);
  if (const auto* offer = std::get_if<wire::Offer>(&frame))
    check_order(from, to, offer->consignment.transfer);
  if (const auto* chunk = std::get_if<wire::Chunk>(&frame)) check_order(from, to, chunk->transfer);
  const bool bad = !weather_.calm && schedule_.now_us() < weather_.heals_at_us;
  if (bad && chance() < weather_.loss) {
    ++report_.frames_lost;
    return;
  }
  unsigned times = 1;
  if (bad && chance() < weather_.doubled) {
    ++times;
    ++report_.frames_doubled;
  }
  for (; times > 0; --times) {
    std::int64_t arrives = schedule_.now_us() + kLatencyUs;
    if (bad && weather_.jitter_us > 0) {
      arrives += static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(weather_.jitter_us));
    } else {
      std::int64_t& last = last_arrival_us_[{from, to}];
      arrives = std::max(arrives, last);
      last = arrives;
    }
    schedule_.after(arrives - schedule_.now_us(), [this, from, to, bytes] {
      auto decoded = wire::decode_frame(bytes);
      if (!decoded) {
        broken("a frame of our own cannot be read: " + base::to_sentence(decoded.error()));
        return;
      }
      post(to, custody::FrameArrived{from, std::move(*decoded)}, 0);
    });
  }
}

WorldReport World::run() {
  for (auto& [node_name, each] : nodes_) start(each);
  for (unsigned i = 0; i < weather_.crashes; ++i) {
    auto victim = nodes_.begin();
    std::advance(victim, static_cast<std::ptrdiff_t>(random() % nodes_.size()));
    schedule_.after(
        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(kHealUs)),
        [this, victim] { crash(victim->second, 100'000 + static_cast<std::int64_t>(random() % 5'000'000)); });
  }
  if (weather_.outage) {
    auto victim = nodes_.begin();
    std::advance(victim, static_cast<std::ptrdiff_t>(random() % nodes_.size()));
    schedule_.after(kSecond * static_cast<std::int64_t>(5 + random() % 15),
                    [this, victim] { crash(victim->second, kOutageUs); });
  }
  while (report_.broken.empty() && schedule_.run_next(kLimitUs))
    if (schedule_.now_us() > kHealUs && quiet()) break;
  if (report_.broken.empty()) check_ends();
  return report_;
}

WorldReport run_world(const WorldConfig& config) { return World(config).run(); }

std::string replay_command(std::uint64_t seed) { return "./run sim --seed " + std::to_string(seed); }

}  // namespace backchannel::simulate
