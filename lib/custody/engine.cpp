#include "backchannel/custody/engine.h"

#include <algorithm>

#include "backchannel/base/check.h"
#include "state.h"

namespace backchannel::custody {

namespace {

constexpr std::int64_t kAuditDelayUs = 50 * base::kMillisecondUs;  // refusals reach the audit within this
constexpr std::int64_t kCountUs = 2 * base::kSecondUs;
constexpr std::int64_t kFullRetryUs = 1 * base::kSecondUs;

}  // namespace

std::int64_t skew_ms(std::int64_t rate) { return std::max(5 * base::kMinuteMs, 5 * base::kSecondMs * rate); }

std::int64_t asking_ms(std::int64_t rate) { return std::max(base::kHourMs, 60 * base::kSecondMs * rate); }

base::HandlingTime silent_from(base::HandlingTime expires, std::int64_t rate) {
  return expires + (2 * skew_ms(rate) + asking_ms(rate));
}

Engine::Engine(EngineConfig config) : state_(std::make_unique<State>(std::move(config))) {}
Engine::~Engine() = default;

Effects Engine::step(const base::Now& now, Input input) { return state_->step(now, std::move(input)); }

std::size_t Engine::legs_held() const noexcept { return state_->legs_held(); }

Engine::State::State(EngineConfig config) : config_(std::move(config)), jitter_(config_.seed) {
  BC_CHECK(config_.plan != nullptr && config_.catalogue != nullptr);
  for (const netplan::Circuit* circuit : config_.plan->circuits_of(config_.self)) {
    const base::NodeName& other = circuit->a == config_.self ? circuit->b : circuit->a;
    Neighbour& added = neighbours_[other];
    added.name = other;
    added.circuit = circuit;
    if (const netplan::Node* described = node(other)) added.role = described->role;
  }
}

Effects Engine::State::step(const base::Now& now, Input input) {
  now_ = now;
  // A clock set back by a restart must not make an expired message fresh again.
  now_.handling = std::max(now_.handling, clock_floor_);
  effects_.clear();
  if (!exiting_) {
    std::visit([this](auto&& value) { on(std::forward<decltype(value)>(value)); }, std::move(input));
    if (started_ && !exiting_) {
      check_ends();
      if (counts_due_ && *counts_due_ <= now_.protocol) tell_counts();
      look_for_expired();
      look_for_overdue();
      for (auto& [name, each] : neighbours_) pump(each);
      if (!audit_rows_.empty() && now_.protocol - audit_since_ >= kAuditDelayUs) commit({}, false, [] {});
      wake();
    }
  }
  return std::move(effects_);
}

void Engine::State::on(Started input) {
  BC_CHECK(!started_);
  started_ = true;
  recover(std::move(input.recovered));
  if (config_.role == netplan::NodeRole::Station) overdue_look_ = now_.handling;
  note("started", "legs=" + std::to_string(held_in_all_.legs));
  for (auto& [name, each] : neighbours_)
    if (each.up) greet(each);
  take_up_submissions();
}

void Engine::State::on(FrameArrived input) {
  Neighbour* from = neighbour(input.peer);
  if (from == nullptr || !started_) return;
  const bool greeting = std::holds_alternative<wire::Hello>(input.frame);
  if (!greeting && !from->ready) {
    // A neighbour that we do not know yet is talking: it has kept a session that we lost. Greet it again.
    if (now_.protocol - from->hello_sent >= base::kSecondUs) greet(*from);
    return;
  }
  from->up = true;
  if (!greeting) sign_of_life(*from);
  std::visit([this, from](auto&& frame) { on_frame(*from, std::forward<decltype(frame)>(frame)); },
             std::move(input.frame));
}

void Engine::State::on(VerifyDone input) {
  const auto waiting = verifying_.extract(input.id);
  if (!waiting.empty()) waiting.mapped()(std::move(input));
}

void Engine::State::on(Testified input) {
  const auto waiting = testifying_.extract(input.id);
  if (!waiting.empty()) waiting.mapped()(std::move(input));
}

void Engine::State::on(Found input) {
  const auto waiting = finding_.extract(input.id);
  if (!waiting.empty()) waiting.mapped()(input.facts);
}

void Engine::State::on(ChunkRead input) {
  const auto waiting = reading_.extract(input.id);
  if (!waiting.empty()) chunk_read(waiting.mapped().shipment, waiting.mapped().size, std::move(input.data));
}

void Engine::State::on(PageRead input) {
  const auto waiting = paging_.extract(input.id);
  if (!waiting.empty()) take_page(waiting.mapped(), std::move(input.page), waiting.mapped().has_value());
}

void Engine::State::on(Committed input) {
  telling_.erase(input.id);
  auto waiting = committing_.extract(input.id);
  if (!waiting.empty()) waiting.mapped().then();
}

void Engine::State::on(StoreFailed input) {
  if (input.error.code != base::Code::StoreFull) {
    // No answer to anybody: what was not committed was never promised. The restart recovers.
    exiting_ = true;
    emit(Exit{std::move(input.error)});
    return;
  }
  const auto it = committing_.find(input.id);
  if (it == committing_.end()) return;
  note("store-full", "batch=" + std::to_string(input.id));
  if (it->second.on_full) {
    auto on_full = std::move(it->second.on_full);
    telling_.erase(input.id);
    committing_.erase(it);
    on_full();
    return;
  }
  full_.push_back(input.id);
  full_retry_ = now_.protocol + kFullRetryUs;
}

void Engine::State::on(Tick) {
  for (auto& [name, each] : neighbours_) {
    if (each.up && !each.ready && now_.protocol - each.hello_sent >= base::kSecondUs) greet(each);
    std::vector<ShipmentId> late;
    for (const ShipmentId id : each.active) {
      const Shipment& shipment = shipments_.at(id);
      const bool waits = shipment.phase == Phase::Offered || shipment.phase == Phase::Await ||
                         (shipment.phase == Phase::Sending && shipment.request == 0);
      if (waits && shipment.deadline <= now_.protocol) late.push_back(id);
    }
    for (const ShipmentId id : late)
      if (const auto it = shipments_.find(id); it != shipments_.end()) time_out(it->second);
  }
  if (!full_.empty() && full_retry_ <= now_.protocol) {
    for (const RequestId id : full_) emit(Commit{committing_.at(id).batch});
    full_.clear();
  }
}

void Engine::State::wake() {
  std::optional<base::ProtocolTime> at;
  const auto want = [&](base::ProtocolTime time) {
    if (!at || time < *at) at = time;
  };
  for (const auto& [name, each] : neighbours_) {
    if (each.up && !each.ready) want(each.hello_sent + base::kSecondUs);
    bool prepared = false;
    for (const ShipmentId id : each.active) {
      const Shipment& shipment = shipments_.at(id);
      if (shipment.phase == Phase::Prepared) prepared = true;
      if (shipment.phase == Phase::Offered || shipment.phase == Phase::Await ||
          (shipment.phase == Phase::Sending && shipment.request == 0))
        want(shipment.deadline);
    }
    if (prepared && each.ready) want(each.line_free);
    if (each.ready)
      for (const auto& [precedence, time] : each.retry_at)
        if (time > now_.protocol && each.queue.first(precedence)) want(time);
  }
  if (!full_.empty()) want(full_retry_);
  if (!audit_rows_.empty()) want(audit_since_ + kAuditDelayUs);
  if (counts_due_) want(*counts_due_);
  const auto after = [&](base::HandlingTime due) {
    const std::int64_t ms = std::clamp<std::int64_t>(due - now_.handling, 0, 24 * base::kHourMs);
    want(now_.protocol + (ms * base::kMillisecondUs) / std::max<std::int64_t>(1, config_.plan->rate) +
         base::kMillisecondUs);
  };
  if (const auto look = expired_look_at()) want(*look);
  if (overdue_look_ && looking_for_overdue_ == 0 && overdue_waits_.empty()) after(*overdue_look_);
  if (!expiries_.empty()) after(expiries_.begin()->first);
  if (!objectives_.empty()) after(objectives_.begin()->first);
  if (at) emit(WakeAt{std::max(*at, now_.protocol + 1)});
}

void Engine::State::audit(std::string event, std::string detail) {
  if (audit_rows_.empty()) audit_since_ = now_.protocol;
  audit_rows_.push_back(PutAudit{now_.handling, event, detail});
  note(std::move(event), std::move(detail));
}

void Engine::State::audit_of(const Neighbour& peer, const std::string& event, std::string_view kind,
                             std::string detail) {
  const auto [it, first] = repeated_.try_emplace({peer.name, event + ' ' + std::string(kind)});
  Repeated& told = it->second;
  if (!first && now_.protocol - told.since < base::kSecondUs) {
    ++told.more;
    counts_due_ = std::min(counts_due_.value_or(told.since + kCountUs), told.since + kCountUs);
    return;
  }
  if (told.more > 0) detail += " more=" + std::to_string(told.more);
  told = {now_.protocol, 0};
  audit(event, std::move(detail));
}

// The counts of what has ceased: while it goes on, the next one told in full brings them.
void Engine::State::tell_counts() {
  counts_due_.reset();
  for (auto& [key, told] : repeated_) {
    if (told.more == 0) continue;
    if (now_.protocol - told.since < kCountUs) {
      counts_due_ = std::min(counts_due_.value_or(told.since + kCountUs), told.since + kCountUs);
      continue;
    }
    const std::string& what = key.second;
    const std::size_t space = what.find(' ');
    audit(what.substr(0, space), "peer=\"" + key.first.value + "\" kind=\"" + what.substr(space + 1) +
                                     "\" more=" + std::to_string(std::exchange(told.more, 0)));
  }
}

void Engine::State::send(Neighbour& neighbour, wire::Frame frame, bool urgent) {
  emit(Send{neighbour.name, std::move(frame), urgent});
}

void Engine::State::commit(std::vector<Change> changes, bool urgent, std::function<void()> then,
                           std::function<void()> on_full) {
  Batch batch;
  batch.id = next_request(urgent);
  batch.urgent = urgent;
  batch.changes = std::move(changes);
  std::move(audit_rows_.begin(), audit_rows_.end(), std::back_inserter(batch.changes));
  audit_rows_.clear();
  for (const Change& change : batch.changes)
    if (const auto* put = std::get_if<PutStatement>(&change)) {
      telling_[batch.id].insert(put->statement.transfer);
      if (looking_for_overdue_ != 0) overheard_.insert(put->statement.transfer);
    }
  emit(Commit{batch});
  const RequestId id = batch.id;
  committing_.emplace(id, PendingBatch{std::move(batch), std::move(then), std::move(on_full)});
}

base::HandlingTime Engine::State::keep_until(const message::Header& header) const {
  const base::HandlingTime latest = now_.handling + (kLifetimeMaxMs + skew());  // a claim may say anything
  return silent_from(std::min(header.expires, latest), config_.plan->rate);
}

std::int64_t Engine::State::skew() const { return skew_ms(config_.plan->rate); }

Neighbour* Engine::State::neighbour(const base::NodeName& name) {
  const auto it = neighbours_.find(name);
  return it == neighbours_.end() ? nullptr : &it->second;
}

HeldTransfer* Engine::State::held(const base::TransferId& transfer) {
  const auto it = held_.find(transfer);
  return it == held_.end() ? nullptr : &it->second;
}

}  // namespace backchannel::custody
