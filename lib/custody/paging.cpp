// What is in memory, and what waits in the store for its turn. A queue may be longer than memory is wide: of
// each lane the engine holds the beginning, and reads on before it has sent that.

#include <algorithm>

#include "state.h"

namespace backchannel::custody {

namespace {

constexpr std::uint64_t kCacheBytesMax = std::uint64_t{32} << 20;
constexpr std::int64_t kFlashAboutUs = 2 * base::kSecondUs;
constexpr std::int64_t kExpiredLookUs = 10 * base::kSecondUs;

}  // namespace

void Engine::State::recover(Recovered recovered) {
  uuid_ = recovered.uuid;
  clock_floor_ = recovered.clock_mark;
  now_.handling = std::max(now_.handling, clock_floor_);
  next_sequence_ = recovered.next_sequence;
  for (auto& [name, value] : recovered.counters) counters_[name] = value;
  for (const HeldBy& each : recovered.held) account_recovered(each);
  for (const LaneKey& lane : recovered.longer) lanes_[lane].more = true;
  take_page(std::nullopt, Page{std::move(recovered.transfers), std::move(recovered.legs), false}, true);
}

void Engine::State::hold(HeldTransfer added) {
  next_sequence_ = std::max(next_sequence_, added.row.sequence + 1);
  for (std::size_t i = 0; i < added.legs.size(); ++i) account(added.row, 1);
  if (is_urgent(message::precedence_of(added.row.header))) flash_until_ = now_.protocol + kFlashAboutUs;
  // Behind what has been left in the store, or beyond the lane's share of memory: there it stays.
  std::erase_if(added.legs, [&](const auto& entry) {
    const LegRow& leg = entry.second;
    if (leg.state == LegState::Await) return false;  // no page would bring it back
    Lane& lane = lanes_[{leg.destination, leg.precedence}];
    const bool passed = leg.sequence <= lane.last;  // a batch that met a full disk and was given again
    if (passed || (!lane.more && lane.in_memory < config_.lane_legs)) return false;
    lane.more = true;
    lane.left_out = true;
    return true;
  });
  if (!added.legs.empty()) load(std::move(added), true);
}

// in_order: nothing of its lanes that came before is left in the store.
void Engine::State::load(HeldTransfer added, bool in_order) {
  const base::TransferId transfer = added.row.transfer;
  auto legs = std::exchange(added.legs, {});
  HeldTransfer* present = held(transfer);
  if (present == nullptr) {
    const bool cached = added.payload && added.row.size <= base::kChunkBytesMax &&
                        bytes_cached_ + added.row.size <= kCacheBytesMax;
    if (cached)
      bytes_cached_ += added.row.size;
    else
      added.payload.reset();
    present = &held_.emplace(transfer, std::move(added)).first->second;
  }
  bool any = false;
  for (auto& [key, leg] : legs) {  // all of them, or further legs of a transfer that is here already
    const auto [it, fresh] = present->legs.emplace(key, std::move(leg));
    const LegRow& row = it->second;
    Lane& lane = lanes_[{row.destination, row.precedence}];
    if (in_order && row.state == LegState::Queued) lane.last = std::max(lane.last, row.sequence);
    if (!fresh) continue;
    any = true;
    ++lane.in_memory;
    objectives_.emplace(objective(*present, row), row.key);
  }
  if (!any) return;
  watch(*present, present->row.header.expires);
  queue_legs(transfer);
}

// A leg of the lane has gone from memory.
void Engine::State::left_lane(const LegRow& leg) {
  const LaneKey key{leg.destination, leg.precedence};
  const auto it = lanes_.find(key);
  if (--it->second.in_memory == 0 && !it->second.more && !it->second.reading)
    lanes_.erase(it);
  else
    read_on(key);
}

void Engine::State::read_on(const LaneKey& key) {
  Lane& lane = lanes_.at(key);
  if (!lane.more || lane.reading || lane.in_memory > config_.lane_legs / 2) return;
  lane.reading = true;
  lane.left_out = false;
  const RequestId id = next_request(is_urgent(key.precedence));
  paging_.emplace(id, key);
  emit(ReadPage{id, AfterInLane{key, lane.last}, config_.lane_legs / 2});
}

std::optional<base::ProtocolTime> Engine::State::expired_look_at() const {
  const bool in_store =
      std::any_of(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane.second.more; });
  if (!in_store || looking_for_expired_) return std::nullopt;
  return expired_looked_at_ + kExpiredLookUs;
}

// What is not in memory has no timer there: it is looked for now and then.
void Engine::State::look_for_expired() {
  const auto due = expired_look_at();
  if (!due || *due > now_.protocol) return;
  expired_looked_at_ = now_.protocol;
  looking_for_expired_ = true;
  const RequestId id = next_request();
  paging_.emplace(id, std::nullopt);
  emit(ReadPage{id, ExpiredBefore{now_.handling}, config_.lane_legs});
}

void Engine::State::take_page(const std::optional<LaneKey>& lane, Page page, bool in_order) {
  std::unordered_map<base::TransferId, std::vector<LegRow>> legs_of;
  for (LegRow& leg : page.legs)
    if (!gone_.contains(leg.key)) legs_of[leg.key.transfer].push_back(std::move(leg));
  if (paging_.empty()) gone_.clear();
  for (TransferRow& row : page.transfers) {
    if (!legs_of.contains(row.transfer)) continue;
    HeldTransfer loaded;
    for (LegRow& leg : legs_of[row.transfer])
      loaded.legs.emplace(std::pair{leg.key.leg, leg.key.copy}, std::move(leg));
    // The row that was put first, which a further leg in memory may not have seen.
    if (HeldTransfer* present = held(row.transfer)) {
      present->row.stamps = row.stamps;
      present->row.from = row.from;
    }
    loaded.row = std::move(row);
    load(std::move(loaded), in_order);
  }
  if (!lane) {
    looking_for_expired_ = false;
    if (page.more) expired_looked_at_ = now_.protocol + -kExpiredLookUs;
    return;
  }
  Lane& read = lanes_.at(*lane);
  read.reading = false;
  read.more = page.more || read.left_out;
  if (read.in_memory == 0 && !read.more)
    lanes_.erase(*lane);
  else
    read_on(*lane);
}

}  // namespace backchannel::custody
