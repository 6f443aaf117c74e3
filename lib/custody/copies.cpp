// Further copies of a message whose station receipt is overdue: what a relay that died was holding gets round
// it. Only the station where it was submitted makes them, each under its own number and in its own custody
// (tests/model, rules 10 and 11); the mailbox files one. Once a leg has been reported on, no further copy of
// it is made: the report of every copy sent is NOT DELIVERED for good.

#include <algorithm>

#include "state.h"

namespace backchannel::custody {

namespace {

constexpr std::uint8_t kCopiesMax = 3;
constexpr std::size_t kMessagesAtOnce = 16;
constexpr std::int64_t kOverdueRealMs =
    5 * base::kSecondMs;  // never earlier in real time, which carries frames

[[nodiscard]] std::int64_t overdue_after(const message::Recipient& to, std::int64_t rate) {
  return std::max(message::timers_of(to.precedence).receipt_overdue_ms, kOverdueRealMs * rate);
}

[[nodiscard]] std::vector<SentCopy> copies_of(const Outstanding& message, std::uint16_t leg) {
  std::vector<SentCopy> out;
  std::ranges::copy_if(message.copies, std::back_inserter(out),
                       [&](const SentCopy& each) { return each.leg == leg; });
  return out;
}

void keep_earlier(std::optional<base::HandlingTime>& one, base::HandlingTime other) {
  one = std::min(one.value_or(other), other);
}

}  // namespace

void Engine::State::watch_receipts(const message::Header& header, const base::TransferId& transfer,
                                   std::vector<Change>& changes) {
  std::optional<base::HandlingTime> due;
  for (const message::Recipient& to : header.recipients)
    keep_earlier(due, now_.handling + overdue_after(to, config_.plan->rate));
  changes.push_back(WatchReceipts{transfer, due});
  keep_earlier(overdue_look_, *due);
}

void Engine::State::look_for_overdue() {
  if (!overdue_look_ || looking_for_overdue_ != 0 || now_.handling < *overdue_look_ || overdue_waits())
    return;
  looking_for_overdue_ = next_request();
  overheard_.clear();
  for (const auto& [batch, transfers] : telling_) overheard_.insert(transfers.begin(), transfers.end());
  emit(ReadOverdue{looking_for_overdue_, now_.handling, kMessagesAtOnce});
}

// For the commit of statements about what would be looked at.
bool Engine::State::overdue_waits() {
  std::erase_if(overdue_waits_, [&](const base::TransferId& transfer) {
    return std::ranges::none_of(telling_, [&](const auto& entry) { return entry.second.contains(transfer); });
  });
  return !overdue_waits_.empty();
}

void Engine::State::on(OverdueRead input) {
  if (input.id != looking_for_overdue_) return;
  std::vector<Change> changes;
  std::vector<HeldTransfer> made;
  overdue_look_ = input.page.next;
  for (const Outstanding& message : input.page.messages) {
    if (overheard_.contains(message.transfer.transfer)) {  // the store had not heard it then
      overdue_waits_.insert(message.transfer.transfer);
      keep_earlier(overdue_look_, now_.handling);
      continue;
    }
    HeldTransfer added;
    const auto next = copy_overdue(message, changes, added);
    changes.push_back(WatchReceipts{message.transfer.transfer, next});
    if (next) keep_earlier(overdue_look_, *next);
    if (!added.legs.empty()) made.push_back(std::move(added));
  }
  if (changes.empty()) {
    looking_for_overdue_ = 0;
    return;
  }
  const bool urgent = std::ranges::any_of(
      made, [](const HeldTransfer& each) { return is_urgent(message::precedence_of(each.row.header)); });
  commit(std::move(changes), urgent, [this, made] {
    looking_for_overdue_ = 0;
    for (const HeldTransfer& each : made) hold(each);
  });
}

// When it is to be looked at again; nullopt: nothing more can be done for it.
std::optional<base::HandlingTime> Engine::State::copy_overdue(const Outstanding& message,
                                                              std::vector<Change>& changes,
                                                              HeldTransfer& added) {
  added.row = message.transfer;
  const message::Header& header = added.row.header;
  // Receipts for a writer who has left go after him.
  if (now_.handling > header.expires || origin(header) != config_.self) return std::nullopt;
  std::optional<base::HandlingTime> next;
  for (std::uint16_t leg = 0; leg < header.recipients.size(); ++leg) {
    const std::vector<SentCopy> sent = copies_of(message, leg);
    if (sent.empty() || contains(message.answered, leg) || sent.back().copy >= kCopiesMax) continue;
    const std::int64_t patience = overdue_after(header.recipients[leg], config_.plan->rate);
    if (const base::HandlingTime due = sent.back().at + patience; now_.handling < due) {
      keep_earlier(next, due);
      continue;
    }
    keep_earlier(next, now_.handling + patience);
    std::optional<LegRow> copy = further_copy(added, leg, sent);
    if (!copy) continue;
    changes.push_back(PutTombstone{copy->key, {}, now_.handling, keep_until(header)});
    changes.push_back(PutLeg{*copy});
    audit("suspected-duplicate", "transfer=" + base::to_hex(copy->key.transfer.view()).substr(0, 16) +
                                     " leg=" + std::to_string(leg) +
                                     " copy=" + std::to_string(copy->key.copy));
    added.legs.emplace(std::pair{leg, copy->key.copy}, std::move(*copy));
  }
  return next;
}

// By a neighbour that no earlier copy has gone to. A FLASH, where there is none, by one that has taken an
// earlier copy and passed it on: it may know a way that is open now. What waits in this station's own queue
// needs no copy: it takes whatever way opens.
std::optional<LegRow> Engine::State::further_copy(const HeldTransfer& of, std::uint16_t leg,
                                                  const std::vector<SentCopy>& sent) const {
  const message::Header& header = of.row.header;
  if (std::ranges::any_of(sent, [](const SentCopy& each) { return each.held && each.to.empty(); }))
    return std::nullopt;
  if (objection_to_room(header, header.recipients[leg].precedence)) return std::nullopt;
  LegRow copy = queued_leg(of.row, leg, static_cast<std::uint8_t>(sent.back().copy + 1),
                           destination(header, of.row.label, leg));
  for (const SentCopy& each : sent)
    if (!each.to.empty() && !contains(copy.refused_by, each.to)) copy.refused_by.push_back(each.to);
  if (routes(of, copy).empty() && is_urgent(copy.precedence))
    std::erase_if(copy.refused_by, [&](const base::NodeName& hop) {
      return std::ranges::none_of(sent, [&](const SentCopy& each) { return each.held && each.to == hop; });
    });
  if (routes(of, copy).empty()) return std::nullopt;
  return copy;
}

}  // namespace backchannel::custody
