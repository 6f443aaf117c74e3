#include "node_metrics.h"

#include <chrono>

namespace backchannel::assembly {

namespace {

using metrics::Family;
using metrics::Kind;

[[nodiscard]] Family single(std::string name, std::string help, Kind kind, std::uint64_t value) {
  return {std::move(name), std::move(help), kind, {{{}, static_cast<double>(value)}}};
}

}  // namespace

void NodeCounts::saw(const custody::Input& input) {
  const std::lock_guard lock(mutex_);
  if (const auto* up = std::get_if<custody::PeerUp>(&input)) up_.insert(up->peer);
  if (const auto* down = std::get_if<custody::PeerDown>(&input)) up_.erase(down->peer);
  if (const auto* failed = std::get_if<custody::StoreFailed>(&input)) given_.erase(failed->id);
  const auto* done = std::get_if<custody::Committed>(&input);
  if (done == nullptr) return;
  const auto changes = given_.extract(done->id);
  if (changes.empty()) return;
  committed_.accepted += changes.mapped().accepted;
  committed_.moved += changes.mapped().moved;
  for (const auto& [how, legs] : changes.mapped().ended) committed_.ended[how] += legs;
}

void NodeCounts::gave(const custody::Batch& batch) {
  Changes changes;
  for (const custody::Change& change : batch.changes) {
    // The tombstone is what makes this node the holder.
    if (std::holds_alternative<custody::PutTombstone>(change)) ++changes.accepted;
    if (std::holds_alternative<custody::MoveLeg>(change)) ++changes.moved;
    if (const auto* end = std::get_if<custody::EndLeg>(&change)) ++changes.ended[{end->code, end->unknown}];
  }
  if (changes.accepted != 0 || changes.moved != 0 || !changes.ended.empty())
    given_[batch.id] = std::move(changes);
}

void NodeCounts::sent(const wire::Frame& frame) {
  const auto* refusal = std::get_if<wire::Refuse>(&frame);
  if (refusal == nullptr) return;
  const std::lock_guard lock(mutex_);
  ++refused_[refusal->code];
}

std::vector<Family> NodeCounts::families() const {
  const std::lock_guard lock(mutex_);
  Family refused{"backchannel_refusals_total", "REFUSE answers sent to neighbours", Kind::Counter, {}};
  for (const auto& [code, times] : refused_)
    refused.samples.push_back({{{"code", std::string(base::row_of(code).name)}}, static_cast<double>(times)});
  Family ended{"backchannel_legs_ended_total", "Legs that ended here, not delivered", Kind::Counter, {}};
  for (const auto& [how, legs] : committed_.ended)
    ended.samples.push_back({{{"code", std::string(base::row_of(how.first).name)},
                              {"fate", how.second ? "unknown" : "not delivered"}},
                             static_cast<double>(legs)});
  return {single("backchannel_legs_accepted_total", "Legs that this node took into custody", Kind::Counter,
                 committed_.accepted),
          single("backchannel_legs_moved_total", "Legs whose custody a neighbour took over", Kind::Counter,
                 committed_.moved),
          std::move(ended), std::move(refused),
          single("backchannel_peers_up", "Neighbours with a connection", Kind::Gauge, up_.size())};
}

void CountedStore::commit(custody::Batch batch) {
  counts_.gave(batch);
  watch_.gave_batch(clock_.now().protocol);
  store_.commit(std::move(batch));
}

void CountedStore::find(const custody::Find& request) {
  watch_.asked(clock_.now().protocol);
  store_.find(request);
}

void CountedStore::read(const custody::ReadChunk& request) {
  watch_.asked(clock_.now().protocol);
  store_.read(request);
}

void CountedStore::page(const custody::ReadPage& request) {
  watch_.asked(clock_.now().protocol);
  store_.page(request);
}

void CountedStore::overdue(const custody::ReadOverdue& request) {
  watch_.asked(clock_.now().protocol);
  store_.overdue(request);
}

void CountedLink::send(const base::NodeName& peer, const wire::Frame& frame, bool urgent) {
  counts_.sent(frame);
  link_.send(peer, frame, urgent);
}

void Pulse::beat() {
  {
    const std::lock_guard lock(mutex_);
    ++beats_;
  }
  changed_.notify_all();
}

void Pulse::end() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
}

bool Pulse::answers(custody::Sink& engine, std::int64_t patience_ms) {
  std::unique_lock lock(mutex_);
  const std::uint64_t before = beats_;
  engine.post(custody::Tick{});
  return changed_.wait_for(lock, std::chrono::milliseconds(patience_ms), [&] {
    return ended_ || beats_ != before;
  }) && !ended_;
}

std::vector<Family> store_families(const store::Holdings& holdings, const store::NodeStoreStats& stats) {
  Family legs{"backchannel_legs_held", "Legs in the custody of this node", Kind::Gauge, {}};
  for (const message::Precedence precedence : message::kPrecedences) {
    const auto held = holdings.legs.find(precedence);
    legs.samples.push_back({{{"precedence", std::string(message::name_of(precedence))}},
                            held == holdings.legs.end() ? 0.0 : static_cast<double>(held->second)});
  }
  return {std::move(legs),
          single("backchannel_bytes_held", "Sealed bytes of the transfers whose legs are held", Kind::Gauge,
                 holdings.bytes),
          single("backchannel_submissions_waiting", "Messages handed in that the agent has not taken yet",
                 Kind::Gauge, holdings.submissions),
          single("backchannel_commit_batches_total", "Batches given to the store and committed",
                 Kind::Counter, stats.batches),
          single("backchannel_commit_groups_total", "Transactions that carried them", Kind::Counter,
                 stats.groups),
          single("backchannel_store_full", "1: new messages are refused for want of room", Kind::Gauge,
                 stats.full ? 1 : 0)};
}

Family build_family(const base::NodeName& name, const std::string& role) {
  return {"backchannel_build_info",
          "Always 1",
          Kind::Gauge,
          {{{{"version", BACKCHANNEL_VERSION}, {"node", name.value}, {"role", role}}, 1.0}}};
}

}  // namespace backchannel::assembly
