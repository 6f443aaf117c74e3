#include "circuits.h"

#include <algorithm>

#include "backchannel/wire/codec.h"
#include "overloaded.h"

namespace backchannel::simulate {

namespace {

constexpr std::int64_t kLatencyUs = 2'000;
constexpr std::size_t kKeptMost = 64;  // frames that socket and kernel hold for a peer that does not read

[[nodiscard]] std::string words_of(const wire::Consignment& about) {
  std::string words = " " + base::to_hex(about.transfer.view()).substr(0, 12) + " legs";
  for (const std::uint16_t leg : about.legs) words += " " + std::to_string(leg);
  return words;
}

// "OFFER 0123456789ab legs 0 1 size 4096"
[[nodiscard]] std::string words_of(const wire::Frame& frame) {
  const auto number = [](const char* what, std::uint64_t value) { return what + std::to_string(value); };
  return std::string(wire::name_of(frame)) +
         std::visit(
             Overloaded{
                 [](const wire::Hello&) { return std::string(); },
                 [&](const wire::Credit& f) { return number(" ", f.bytes); },
                 [&](const wire::Chunk& f) {
                   return words_of({f.transfer, f.copy, f.last_legs}) + number(" offset ", f.offset);
                 },
                 [&](const wire::Offer& f) {
                   return words_of(f.consignment) + number(f.body ? " whole " : " size ", f.size);
                 },
                 [&](const wire::Go& f) { return words_of(f.consignment) + number(" offset ", f.offset); },
                 [](const wire::Refuse& f) {
                   return words_of(f.consignment) + (f.stable ? " for good " : " for now ") +
                          std::string(base::row_of(f.code).name);
                 },
                 [&](const wire::Status& f) {
                   return words_of(f.consignment) + number(" fate ", static_cast<std::uint64_t>(f.fate));
                 },
                 [](const auto& f) { return words_of(f.consignment); },
             },
             frame);
}

}  // namespace

bool Circuits::cut(const base::NodeName& from, const base::NodeName& to) {
  const std::int64_t now = stage_.now_us();
  return std::any_of(weather_.cuts.begin(), weather_.cuts.end(), [&](const Weather::Cut& each) {
    if (now < each.from_us || now >= each.until_us) return false;
    if (std::find(each.ways.begin(), each.ways.end(), Way{from, to}) == each.ways.end()) return false;
    stage_.mark(each.both_ways ? Mark::PartitionCut : Mark::OneWayCut);
    return true;
  });
}

const Weather::OfNode* Circuits::deaf(const base::NodeName& node) const {
  for (const Weather::OfNode& each : weather_.deaf)
    if (each.node == node && stage_.now_us() >= each.from_us && stage_.now_us() < each.until_us) return &each;
  return nullptr;
}

std::int64_t Circuits::arrival_us(const Way& way) {
  std::int64_t arrives = stage_.now_us() + kLatencyUs;
  if (const auto slow = weather_.delay_us.find(way); slow != weather_.delay_us.end()) arrives += slow->second;
  std::int64_t& last = last_arrival_us_[way];
  if (weather_.jitter_us > 0 && stage_.now_us() < kHealsUs) {
    arrives += stage_.between(0, weather_.jitter_us);
    if (arrives < last) stage_.mark(Mark::FrameOvertaken);
    last = std::max(last, arrives);
    return arrives;
  }
  return last = std::max(last, arrives);
}

void Circuits::carry(const base::NodeName& from, const base::NodeName& to, const wire::Frame& frame) {
  const base::Bytes bytes = wire::encode(frame);
  stage_.trace(bytes);
  if (stage_.telling()) stage_.tell(from.value + " > " + to.value + "  " + words_of(frame));
  if (!weather_.cuts.empty() && cut(from, to)) return;
  const bool bad = !weather_.calm && stage_.now_us() < kHealsUs;
  if (bad && stage_.chance() < weather_.loss) {
    stage_.mark(Mark::FrameLost);
    return;
  }
  unsigned times = 1;
  if (bad && stage_.chance() < weather_.doubling) {
    ++times;
    stage_.mark(Mark::FrameDoubled);
  }
  if (const Weather::OfNode* spell = deaf(to)) {
    if (++kept_[to] > kKeptMost) return;
    stage_.schedule.at(spell->until_us, [this, from, to, bytes] {
      stage_.mark(Mark::SlowPeerRead);
      arrive(from, to, bytes);
    });
    return;
  }
  for (; times > 0; --times)
    stage_.schedule.at(arrival_us({from, to}), [this, from, to, bytes] { arrive(from, to, bytes); });
}

void Circuits::arrive(const base::NodeName& from, const base::NodeName& to, const base::Bytes& bytes) {
  auto decoded = wire::decode_frame(bytes);
  if (decoded) return deliver_(from, to, std::move(*decoded));
  stage_.mark(Mark::FrameUnreadable);
  if (weather_.hostile != from)
    stage_.broken("a frame of " + from.value + " cannot be read: " + base::to_sentence(decoded.error()));
}

}  // namespace backchannel::simulate
