#include "backchannel/policy/overdue.h"

#include <algorithm>

namespace backchannel::policy {

namespace {

using base::HandlingTime;
using message::Statement;
using message::StatementKind;

constexpr std::int64_t kWarningBeforeMs = base::kHourMs;
// The first stretch of a way that has several.
constexpr std::int64_t kAcceptsWithinReceiptTime = 4;

class Leg {
 public:
  Leg(const message::Header& header, const std::vector<Statement>& heard, std::uint16_t leg)
      : header_(header), heard_(heard), leg_(leg) {}

  // The first of the kind about this leg; nullptr: none.
  [[nodiscard]] const Statement* first(StatementKind kind) const { return first_of(kind, leg_); }

  // By this leg's reader, or by the other of two alternates.
  [[nodiscard]] const Statement* opening() const {
    if (const Statement* own = first(StatementKind::OpeningReceipt)) return own;
    for (std::uint16_t other = 0; other < header_.recipients.size(); ++other) {
      if (!alternates(leg_, other) && !alternates(other, leg_)) continue;
      if (const Statement* said = first_of(StatementKind::OpeningReceipt, other)) return said;
    }
    return nullptr;
  }

  // Somebody else has it, or had it.
  [[nodiscard]] bool accepted() const {
    return opening() != nullptr ||
           std::ranges::any_of(heard_, [&](const Statement& said) { return said.leg == leg_; });
  }

  [[nodiscard]] bool ended() const {
    return first(StatementKind::Report) != nullptr || first(StatementKind::Unknown) != nullptr;
  }

 private:
  [[nodiscard]] bool alternates(std::uint16_t one, std::uint16_t other) const {
    return header_.recipients[one].alternate_of == other + 1U;
  }

  [[nodiscard]] const Statement* first_of(StatementKind kind, std::uint16_t leg) const {
    const Statement* out = nullptr;
    for (const Statement& said : heard_)
      if (said.kind == kind && said.leg == leg && (out == nullptr || said.at < out->at)) out = &said;
    return out;
  }

  const message::Header& header_;
  const std::vector<Statement>& heard_;
  std::uint16_t leg_;
};

}  // namespace

std::string_view to_string(Awaited awaited) noexcept {
  switch (awaited) {
    case Awaited::Accept:
      return "ACCEPT";
    case Awaited::StationReceipt:
      return "station receipt";
    case Awaited::Opening:
      return "opening receipt";
    case Awaited::Acknowledgement:
      return "acknowledgement";
    case Awaited::DeliveryReport:
      return "delivery report";
  }
  return {};
}

std::vector<Overdue> overdue(const message::Header& header, const std::vector<Statement>& heard,
                             const Expectation& expected, HandlingTime now) {
  std::vector<Overdue> out;
  const auto alarm = [&](Awaited what, std::uint16_t leg, HandlingTime due) {
    if (now >= due) out.push_back({what, leg, due, true});
  };
  for (std::uint16_t number = 0; number < header.recipients.size(); ++number) {
    const Leg leg(header, heard, number);
    if (leg.ended()) continue;
    const message::Timers& timers = message::timers_of(header.recipients[number].precedence);
    const Statement* opening = leg.opening();
    const Statement* acknowledgement = leg.first(StatementKind::Acknowledgement);
    const bool delivered = leg.first(StatementKind::StationReceipt) != nullptr;
    if (!leg.accepted())
      alarm(Awaited::Accept, number, header.created + timers.receipt_overdue_ms / kAcceptsWithinReceiptTime);
    else if (!delivered && opening == nullptr)
      alarm(Awaited::StationReceipt, number, header.created + timers.receipt_overdue_ms);
    if (delivered && opening == nullptr && !expected.awaits_go_ahead)
      alarm(Awaited::Opening, number,
            std::max(header.created, expected.not_before.value_or(header.created)) + timers.objective_ms);
    if (opening != nullptr && acknowledgement == nullptr && expected.acknowledgement)
      alarm(Awaited::Acknowledgement, number, opening->at + timers.objective_ms);
    if (expected.handed_by && leg.first(StatementKind::DeliveryReport) == nullptr &&
        now >= *expected.handed_by + -kWarningBeforeMs)
      out.push_back({Awaited::DeliveryReport, number, *expected.handed_by, now >= *expected.handed_by});
  }
  return out;
}

}  // namespace backchannel::policy
