#include <algorithm>

#include "checker.h"

namespace backchannel::simulate {

namespace {

[[nodiscard]] std::string name_of_leg(const Letter& letter, std::uint16_t leg) {
  return base::to_hex(letter.transfer.view()).substr(0, 12) + " leg " + std::to_string(leg);
}

}  // namespace

// Words about the message, wherever its writer has been: they may have come before he left.
bool Checker::said(const Letter& letter, std::uint16_t leg, message::StatementKind kind) const {
  return std::any_of(stores_.begin(), stores_.end(), [&](const auto& entry) {
    if (net_.plan.node(entry.first)->role != netplan::NodeRole::Station) return false;
    const auto& statements = entry.second.tables->statements;
    return std::any_of(statements.begin(), statements.end(), [&](const message::Statement& each) {
      return each.kind == kind && each.message == letter.header.message && each.leg == leg;
    });
  });
}

// Words for a station where its writer has been were near the hostile node, or it is that node.
bool Checker::words_astray(const Letter& letter) const {
  const netplan::Person& writer = *net_.plan.person(letter.header.originator);
  const base::HandlingTime end = net_.plan.begins + 365 * 24 * base::kHourMs;
  const auto astray = [&](const base::NodeName& station) {
    return hostile(station) || words_astray_.contains(station);
  };
  return astray(letter.station) || astray(net_.plan.station_of(writer, end));
}

void Checker::check_text(const Letter& letter, std::uint16_t leg) {
  for (const base::NodeName& box : arrived_.at({letter.transfer, leg})) {
    if (hostile(box)) continue;
    const auto& texts = tables(box).transfers;
    const auto copy = texts.find(letter.transfer);
    if (copy == texts.end() || *copy->second.second != *letter.sealed)
      stage_.broken(name_of_leg(letter, leg) + " arrived with other bytes than were sent");
    if (box != letter.header.recipients[leg].station) stage_.mark(Mark::ReaderFollowed);
  }
}

Checker::End Checker::end_of(const Letter& letter, std::uint16_t leg) {
  using message::StatementKind;
  const auto boxes = arrived_.find({letter.transfer, leg});
  const bool arrived = boxes != arrived_.end();
  const bool astray = tainted_.contains({letter.transfer, leg}) || words_astray(letter);
  if (arrived) {
    check_text(letter, leg);
    if (!astray && !said(letter, leg, StatementKind::StationReceipt))
      stage_.broken(name_of_leg(letter, leg) + " was delivered, but its originator has no station receipt");
    return End::Delivered;
  }
  if (said(letter, leg, StatementKind::Report)) return End::NotDelivered;
  if (said(letter, leg, StatementKind::Unknown)) return End::Unknown;
  if (astray) {
    stage_.mark(Mark::HeldByHostile);
    return End::Held;
  }
  stage_.broken(name_of_leg(letter, leg) + " has no end: it is lost or stuck");
  return End::None;
}

void Checker::count(End end) {
  switch (end) {
    case End::Delivered:
      ++stage_.report.delivered;
      return;
    case End::NotDelivered:
      ++stage_.report.not_delivered;
      return;
    case End::Unknown:
      ++stage_.report.unknown;
      return;
    case End::Held:
      ++stage_.report.held;
      return;
    case End::None:
      return;
  }
}

// Submitted = delivered + not delivered + unknown + refused + held, and each end is the true one.
void Checker::check_ends() {
  for (const Letter& letter : letters_.all()) {
    const auto& submissions = tables(letter.station).submissions;
    const auto taken = submissions.find(letter.submission);
    if (taken != submissions.end() && taken->second) {
      stage_.report.refused += static_cast<unsigned>(letter.meant.size());
      continue;
    }
    bool delivered = false, otherwise = false;
    for (std::uint16_t leg = 0; leg < letter.meant.size(); ++leg) {
      const End end = end_of(letter, leg);
      (end == End::Delivered ? delivered : otherwise) = true;
      count(end);
    }
    if (delivered && otherwise) stage_.mark(Mark::LegsEndDifferently);
  }
  const WorldReport& r = stage_.report;
  if (r.broken.empty() && r.submitted != r.delivered + r.not_delivered + r.unknown + r.refused + r.held)
    stage_.broken("the sum of all ends is not what was submitted");
}

}  // namespace backchannel::simulate
