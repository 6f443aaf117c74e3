// Who may take how much: turns by identity and precedence (the plan's [[admission]]), shares of the queue,
// and the room that is kept for higher precedences.

#include <algorithm>

#include "state.h"

namespace backchannel::custody {

namespace {

constexpr std::int64_t kCatchUpUs = 60 * base::kSecondUs;     // after a circuit is back
constexpr std::int64_t kAwayMaxUs = 3'600 * base::kSecondUs;  // of its time away that still counts

[[nodiscard]] base::Error over(std::string detail) {
  return {base::Code::Quota, std::move(detail), std::nullopt, {}};
}

// Whole seconds, rounded up, but the first one in tenths: nobody is told to wait for no time at all.
[[nodiscard]] std::string seconds(std::int64_t us) {
  const std::int64_t tenths = std::max<std::int64_t>(1, (us + 99'999) / 100'000);
  return tenths < 10 ? "0." + std::to_string(tenths) + " s" : std::to_string((tenths + 9) / 10) + " s";
}

// How full the queue may be for one more of this precedence.
[[nodiscard]] unsigned fill_percent(message::Precedence precedence) {
  switch (precedence) {
    case message::Precedence::Routine:
      return base::kRoutineFillPercent;
    case message::Precedence::Priority:
      return base::kPriorityFillPercent;
    case message::Precedence::Immediate:
      return base::kImmediateFillPercent;
    case message::Precedence::Flash:
    case message::Precedence::EmergencyCommand:
      return 100;
  }
  return 100;
}

}  // namespace

// The person who wrote it. The node, for its own statements and for a name that the plan does not know: so
// there are never more identities than the plan has names.
std::string Engine::State::identity_of(const message::Header& header, const base::NodeName& node) const {
  const bool person =
      header.kind == message::Kind::Message && config_.plan->person(header.originator) != nullptr;
  return person ? header.originator.value : node.value;
}

// What one leg adds to what is held, or takes from it. Every leg passes here once as it comes and once as it
// goes, whether it is in memory or not.
void Engine::State::account(const TransferRow& row, int legs) {
  Amount one{1, row.size};
  Amount& of = held_of_[identity_of(row.header, row.header.originator_node)];
  for (Amount* sum : {&held_in_all_, &of}) {
    sum->legs = legs > 0 ? sum->legs + one.legs : sum->legs - one.legs;
    sum->bytes = legs > 0 ? sum->bytes + one.bytes : sum->bytes - one.bytes;
  }
  if (of.legs == 0) held_of_.erase(identity_of(row.header, row.header.originator_node));
}

void Engine::State::account_recovered(const HeldBy& held) {
  Amount& of = held_of_[identity_of(held.one_of_them, held.one_of_them.originator_node)];
  for (Amount* sum : {&held_in_all_, &of}) {
    sum->legs += held.amount.legs;
    sum->bytes += held.amount.bytes;
  }
}

std::optional<base::Error> Engine::State::objection_to_room(const message::Header& header,
                                                            message::Precedence precedence) const {
  const auto within = [](std::uint64_t held, std::uint64_t most, unsigned percent) {
    return held < most / 100 * percent;
  };
  const std::string who = identity_of(header, header.originator_node);
  const auto it = held_of_.find(who);
  const Amount mine = it == held_of_.end() ? Amount{} : it->second;
  const netplan::Admission* row = header.kind == message::Kind::Message
                                      ? config_.plan->share_of(header.originator, header.originator_node)
                                      : nullptr;
  const std::uint64_t half = base::kQueueMessagesMax / 100 * base::kIdentityFillPercent;
  const std::uint64_t most = row == nullptr ? half : std::min(half, row->held_messages.value_or(half));
  const std::uint64_t half_bytes = base::kQueueBytesMax / 100 * base::kIdentityFillPercent;
  const std::uint64_t most_bytes =
      row == nullptr ? half_bytes : std::min(half_bytes, row->held_bytes.value_or(half_bytes));
  if (mine.legs >= most)
    return over(config_.self.value + " holds " + std::to_string(mine.legs) + " messages of " + who +
                ", and may hold no more; send it again when some of them have left");
  if (mine.bytes >= most_bytes)
    return over(config_.self.value + " holds " + std::to_string(mine.bytes) + " bytes of " + who +
                ", and may hold no more; send it again when some of them have left");
  const unsigned percent = header.kind == message::Kind::Statement ? 100 : fill_percent(precedence);
  if (within(held_in_all_.legs, base::kQueueMessagesMax, percent) &&
      within(held_in_all_.bytes, base::kQueueBytesMax, percent))
    return std::nullopt;
  return base::Error{base::Code::Unavailable,
                     "the queue of " + config_.self.value + " is filled to " + std::to_string(percent) +
                         " %, where its room for " + std::string(message::name_of(precedence)) +
                         " ends; send it again when it has emptied",
                     std::nullopt,
                     {}};
}

const netplan::Admission* Engine::State::bucket_of(const message::Header& header,
                                                   const base::NodeName& station, BucketKey& key) const {
  if (header.kind != message::Kind::Message) return nullptr;
  key = {identity_of(header, station), station, message::precedence_of(header)};
  return config_.plan->bucket_of(header.originator, station, key.precedence);
}

// What a circuit that was down has kept waiting comes together when it is back: the turns of that time are
// still its writers', for a while.
base::ProtocolTime Engine::State::cut_off_since(const base::NodeName& station) const {
  const auto it = neighbours_.find(station);
  if (it == neighbours_.end() || now_.protocol - it->second.back_since > kCatchUpUs) return now_.protocol;
  return now_.protocol + -std::min(it->second.away_us, kAwayMaxUs);
}

std::optional<base::Error> Engine::State::objection_to_turn(const message::Header& header,
                                                            const base::NodeName& station) const {
  BucketKey key;
  const netplan::Admission* size = bucket_of(header, station, key);
  if (size == nullptr) return std::nullopt;
  const std::int64_t wait_us = buckets_.wait_us(key, *size, now_.protocol, cut_off_since(station));
  if (wait_us == 0) return std::nullopt;
  return over(key.who + " may send " + std::to_string(size->burst) + " " +
              std::string(message::name_of(key.precedence)) + " at once and " +
              std::to_string(size->per_minute) + " a minute, and has; one more is granted in " +
              seconds(wait_us) + (config_.plan->rate == 1 ? "" : " of real time") + ": send it again then");
}

bool Engine::State::take_turn(const message::Header& header, const base::NodeName& station) {
  BucketKey key;
  const netplan::Admission* size = bucket_of(header, station, key);
  return size == nullptr || buckets_.take(key, *size, now_.protocol, cut_off_since(station));
}

void Engine::State::give_turn_back(const message::Header& header, const base::NodeName& station) {
  BucketKey key;
  if (const netplan::Admission* size = bucket_of(header, station, key)) buckets_.give_back(key, *size);
}

// A station in its neighbour's hands may skip its own check: here, before the signature, it is made again.
bool Engine::State::refused_by_quota(Neighbour& peer, const wire::Consignment& consignment,
                                     const message::Header& claim) {
  if (peer.role != netplan::NodeRole::Station || held(consignment.transfer) != nullptr) return false;
  const auto against = objection_to_turn(claim, peer.name);
  if (against) refuse_over_quota(peer, consignment, claim);
  return against.has_value();
}

bool Engine::State::take_fences(const base::NodeName& peer, std::size_t legs) {
  netplan::Admission size;
  size.burst = base::kFencesPerPeerAtOnce;
  size.per_minute = base::kFencesPerPeerAMinute;
  const BucketKey key{{}, peer, message::Precedence::Routine};
  for (std::size_t taken = 0; taken < legs; ++taken) {
    if (buckets_.take(key, size, now_.protocol)) continue;
    for (; taken > 0; --taken) buckets_.give_back(key, size);
    audit_of(*neighbour(peer), "fence-put-off", {}, "peer=\"" + peer.value + "\"");
    return false;
  }
  return true;
}

void Engine::State::refuse_over_quota(Neighbour& peer, const wire::Consignment& consignment,
                                      const message::Header& claim) {
  const std::string who = identity_of(claim, peer.name);
  const std::string_view code = base::row_of(base::Code::Quota).name;
  audit_of(peer, "refused", std::string(code) + ' ' + who,
           "peer=\"" + peer.name.value +
               "\" transfer=" + base::to_hex(consignment.transfer.view()).substr(0, 16) +
               " code=" + std::string(code) + " who=\"" + who +
               "\" precedence=" + std::string(message::name_of(message::precedence_of(claim))));
  refuse(peer.name, consignment, base::Code::Quota, false);
}

}  // namespace backchannel::custody
