#include "backchannel/message/precedence.h"

#include <gtest/gtest.h>

#include "backchannel/message/header.h"
#include "backchannel/message/statement.h"

namespace backchannel::message {
namespace {

TEST(Precedence, NamesProsignsAndNumbersReadBack) {
  for (const Precedence precedence : kPrecedences) {
    EXPECT_EQ(precedence_from(name_of(precedence)), precedence);
    EXPECT_EQ(precedence_from(std::string(1, prosign_of(precedence))), precedence);
    EXPECT_EQ(precedence_from_number(static_cast<std::uint32_t>(precedence)), precedence);
  }
}

TEST(Precedence, OtherSpellingsAreRead) {
  EXPECT_EQ(precedence_from(" flash "), Precedence::Flash);
  EXPECT_EQ(precedence_from("z"), Precedence::Flash);
  EXPECT_EQ(precedence_from("Operational Immediate"), Precedence::Immediate);
  EXPECT_EQ(precedence_from("OP IMMED"), Precedence::Immediate);
  EXPECT_EQ(precedence_from("ECP"), Precedence::EmergencyCommand);
}

TEST(Precedence, OtherWordsAreNone) {
  for (const char* word : {"", "FLASHY", "X", "URGENT", "4"})
    EXPECT_EQ(precedence_from(word), std::nullopt) << word;
  EXPECT_EQ(precedence_from_number(0), std::nullopt);
  EXPECT_EQ(precedence_from_number(6), std::nullopt);
}

TEST(Precedence, TimersAreThoseOfTheReliabilityTable) {
  const Timers& flash = timers_of(Precedence::Flash);
  EXPECT_EQ(flash.first_retry_us, 500'000);
  EXPECT_EQ(flash.longest_backoff_us, 5'000'000);
  EXPECT_EQ(flash.objective_ms, 600'000);
  EXPECT_EQ(flash.receipt_overdue_ms, 60'000);
  EXPECT_EQ(flash.lifetime_ms, 86'400'000);
  EXPECT_EQ(&timers_of(Precedence::EmergencyCommand), &flash);

  const Timers& routine = timers_of(Precedence::Routine);
  EXPECT_EQ(routine.first_retry_us, 5'000'000);
  EXPECT_EQ(routine.longest_backoff_us, 300'000'000);
  EXPECT_EQ(routine.objective_ms, 6 * 3'600'000);
  EXPECT_EQ(routine.receipt_overdue_ms, 3 * 3'600'000);
  EXPECT_EQ(routine.lifetime_ms, 72 * 3'600'000);
}

TEST(Precedence, NoTimerIsShorterBelow) {
  for (std::size_t i = 1; i < kPrecedences.size(); ++i) {
    const Timers& lower = timers_of(kPrecedences[i - 1]);
    const Timers& higher = timers_of(kPrecedences[i]);
    EXPECT_GE(lower.first_retry_us, higher.first_retry_us);
    EXPECT_GE(lower.longest_backoff_us, higher.longest_backoff_us);
    EXPECT_GE(lower.objective_ms, higher.objective_ms);
    EXPECT_GE(lower.receipt_overdue_ms, higher.receipt_overdue_ms);
    EXPECT_GE(lower.lifetime_ms, higher.lifetime_ms);
  }
}

Header header_of(std::initializer_list<Precedence> legs) {
  Header header;
  for (const Precedence precedence : legs) {
    Recipient recipient;
    recipient.precedence = precedence;
    header.recipients.push_back(recipient);
  }
  return header;
}

TEST(Header, IsHandledAtTheHighestPrecedenceOfTheLegsStillCarried) {
  const Header header = header_of({Precedence::Priority, Precedence::Flash, Precedence::Routine});
  EXPECT_EQ(precedence_of(header), Precedence::Flash);
  EXPECT_EQ(precedence_of(header, {0, 2}), Precedence::Priority);
  EXPECT_EQ(precedence_of(header, {2}), Precedence::Routine);
  EXPECT_EQ(precedence_of(header, {}), Precedence::Routine);
}

TEST(Header, LegsThatDoNotExistDoNotCount) {
  const Header header = header_of({Precedence::Immediate});
  EXPECT_EQ(precedence_of(header, {7, 65'535}), Precedence::Routine);
}

TEST(Statement, EveryKindHasItsOwnName) {
  EXPECT_EQ(name_of(StatementKind::Stamp), "stamp");
  EXPECT_EQ(name_of(StatementKind::StationReceipt), "station receipt");
  EXPECT_EQ(name_of(StatementKind::Report), "report");
  EXPECT_EQ(name_of(StatementKind::Unknown), "fate unknown");
  EXPECT_EQ(name_of(StatementKind::OpeningReceipt), "opening receipt");
  EXPECT_EQ(name_of(StatementKind::Acknowledgement), "acknowledgement");
  EXPECT_EQ(name_of(StatementKind::DeliveryReport), "delivery report");
}

}  // namespace
}  // namespace backchannel::message
