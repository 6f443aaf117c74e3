#include "backchannel/policy/overdue.h"

#include <gtest/gtest.h>

namespace backchannel::policy {
namespace {

using base::HandlingTime;
using base::kHourMs;
using base::kMinuteMs;
using message::Precedence;
using message::StatementKind;

constexpr std::int64_t kWritten = 1'000 * kHourMs;
const std::int64_t kFlashAccept = message::timers_of(Precedence::Flash).receipt_overdue_ms / 4;
const std::int64_t kFlashReceipt = message::timers_of(Precedence::Flash).receipt_overdue_ms;
const std::int64_t kFlashObjective = message::timers_of(Precedence::Flash).objective_ms;
const std::int64_t kRoutineReceipt = message::timers_of(Precedence::Routine).receipt_overdue_ms;

HandlingTime at(std::int64_t after) { return {kWritten + after}; }

message::Header header_to(std::vector<Precedence> legs) {
  message::Header header;
  header.created = at(0);
  for (const Precedence precedence : legs) {
    message::Recipient leg;
    leg.precedence = precedence;
    header.recipients.push_back(leg);
  }
  return header;
}
message::Statement said(StatementKind kind, std::int64_t after, std::uint16_t leg = 0) {
  message::Statement statement;
  statement.kind = kind;
  statement.leg = leg;
  statement.at = at(after);
  return statement;
}

struct Case {
  const char* what;
  std::vector<message::Statement> heard;
  Expectation expected;
  std::int64_t now;
  std::vector<Overdue> alarms;
};

TEST(OverdueTest, EachOfTheAcknowledgementsHasItsOwnAlarm) {
  const auto accept = said(StatementKind::Stamp, 0);
  const auto receipt = said(StatementKind::StationReceipt, kMinuteMs);
  const auto opening = said(StatementKind::OpeningReceipt, 2 * kMinuteMs);
  const auto acknowledged = said(StatementKind::Acknowledgement, 3 * kMinuteMs);
  const auto report = said(StatementKind::DeliveryReport, kHourMs);
  const Expectation asked{true, std::nullopt, std::nullopt, false};
  const Expectation by{false, at(8 * kHourMs), std::nullopt, false};
  const Expectation held{false, std::nullopt, std::nullopt, true};
  const Expectation morning{false, std::nullopt, at(9 * kHourMs), false};
  const std::int64_t late = 12 * kHourMs;
  const std::int64_t acknowledge_by = 2 * kMinuteMs + kFlashObjective;
  const std::vector<Case> cases = {
      {"just sent", {}, {}, 0, {}},
      {"ACCEPT not due", {}, {}, kFlashAccept - 1, {}},
      {"ACCEPT due", {}, {}, kFlashAccept, {{Awaited::Accept, 0, at(kFlashAccept), true}}},
      {"only the first step is missed", {}, {}, late, {{Awaited::Accept, 0, at(kFlashAccept), true}}},
      {"accepted, a receipt not due", {accept}, {}, kFlashReceipt - 1, {}},
      {"a receipt due", {accept}, {}, kFlashReceipt, {{Awaited::StationReceipt, 0, at(kFlashReceipt), true}}},
      {"of what was accepted only the next step is missed",
       {accept},
       {},
       late,
       {{Awaited::StationReceipt, 0, at(kFlashReceipt), true}}},
      {"delivered, not due", {receipt}, {}, kFlashObjective - 1, {}},
      {"delivered, not opened", {receipt}, {}, late, {{Awaited::Opening, 0, at(kFlashObjective), true}}},
      {"a receipt lost, but opened", {opening}, {}, late, {}},
      {"held until the go-ahead", {receipt}, held, late, {}},
      {"held until the morning", {receipt}, morning, 9 * kHourMs, {}},
      {"the morning has come",
       {receipt},
       morning,
       late,
       {{Awaited::Opening, 0, at(9 * kHourMs + kFlashObjective), true}}},
      {"opened, no acknowledgement asked for", {receipt, opening}, {}, late, {}},
      {"opened, asked for, not due", {receipt, opening}, asked, acknowledge_by - 1, {}},
      {"asked for and not given",
       {receipt, opening},
       asked,
       late,
       {{Awaited::Acknowledgement, 0, at(acknowledge_by), true}}},
      {"acknowledged", {receipt, opening, acknowledged}, asked, late, {}},
      {"hours before the meeting", {receipt, opening}, by, 6 * kHourMs, {}},
      {"a warning before",
       {receipt, opening},
       by,
       7 * kHourMs,
       {{Awaited::DeliveryReport, 0, at(8 * kHourMs), false}}},
      {"an alarm after",
       {receipt, opening},
       by,
       8 * kHourMs,
       {{Awaited::DeliveryReport, 0, at(8 * kHourMs), true}}},
      {"handed over", {receipt, opening, report}, by, late, {}},
      {"reported as undelivered", {said(StatementKind::Report, kMinuteMs)}, by, late, {}},
      {"its fate unknown", {said(StatementKind::Unknown, kMinuteMs)}, {}, late, {}},
  };
  for (const Case& each : cases)
    EXPECT_EQ(overdue(header_to({Precedence::Flash}), each.heard, each.expected, at(each.now)), each.alarms)
        << each.what;
}

TEST(OverdueTest, EachLegKeepsItsOwnTime) {
  EXPECT_LT(kFlashReceipt, kRoutineReceipt);
  const auto header = header_to({Precedence::Flash, Precedence::Routine});
  EXPECT_EQ(overdue(header, {}, {}, at(kFlashAccept)).size(), 1U);
  EXPECT_EQ(overdue(header, {}, {}, at(kRoutineReceipt / 4)).size(), 2U);
  EXPECT_EQ(overdue(header, {said(StatementKind::Stamp, 0, 1)}, {}, at(kRoutineReceipt / 4)).at(0).leg, 0U);
  const std::vector<message::Statement> both = {said(StatementKind::Stamp, 0, 0),
                                                said(StatementKind::Stamp, 0, 1)};
  EXPECT_EQ(overdue(header, both, {}, at(kFlashReceipt)).size(), 1U);
  EXPECT_EQ(overdue(header, both, {}, at(kRoutineReceipt)).size(), 2U);
}

TEST(OverdueTest, AcceptIsDueBeforeTheStationReceiptAndSoonerTheHigherThePrecedence) {
  std::int64_t sooner = 0;
  for (const Precedence precedence :
       {Precedence::Flash, Precedence::Immediate, Precedence::Priority, Precedence::Routine}) {
    const auto alarms = overdue(header_to({precedence}), {}, {}, at(100 * kHourMs));
    ASSERT_EQ(alarms.size(), 1U);
    EXPECT_EQ(alarms[0].what, Awaited::Accept);
    const std::int64_t after = alarms[0].due - at(0);
    EXPECT_GT(after, sooner);
    EXPECT_LT(after, message::timers_of(precedence).receipt_overdue_ms);
    sooner = after;
  }
}

TEST(OverdueTest, OfAReaderAndHisAlternateOneOpens) {
  auto header = header_to({Precedence::Flash, Precedence::Flash});
  const std::vector<message::Statement> heard = {said(StatementKind::StationReceipt, 0, 0),
                                                 said(StatementKind::StationReceipt, 0, 1),
                                                 said(StatementKind::OpeningReceipt, kMinuteMs, 1)};
  EXPECT_EQ(overdue(header, heard, {}, at(kHourMs)).size(), 1U);
  header.recipients[1].alternate_of = 1;
  EXPECT_TRUE(overdue(header, heard, {}, at(kHourMs)).empty());
}

}  // namespace
}  // namespace backchannel::policy
