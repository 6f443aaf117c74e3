#include "backchannel/mail/mmhs.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "backchannel/message/time_group.h"

namespace backchannel::mail {
namespace {

using message::Precedence;

TEST(Mmhs, PrecedencesAreTheNumbersOfRfc6477) {
  EXPECT_EQ(parse_mmhs_precedence("4"), (MmhsPrecedence{Precedence::Flash, false}));
  EXPECT_EQ(parse_mmhs_precedence("Flash"), (MmhsPrecedence{Precedence::Flash, false}));
  EXPECT_EQ(parse_mmhs_precedence("3 (immediate)"), (MmhsPrecedence{Precedence::Immediate, false}));
  EXPECT_EQ(parse_mmhs_precedence("0"), (MmhsPrecedence{Precedence::Routine, true}));
  EXPECT_EQ(parse_mmhs_precedence("override"), (MmhsPrecedence{Precedence::EmergencyCommand, false}));
  for (const char* wrong : {"", "6", "-1", "x", "4x"}) EXPECT_FALSE(parse_mmhs_precedence(wrong)) << wrong;
}

TEST(Mmhs, PrioritiesAreThoseOfRfc6710AppendixA) {
  EXPECT_EQ(print_mt_priority(Precedence::Routine), "-2");
  EXPECT_EQ(print_mt_priority(Precedence::Priority), "0");
  EXPECT_EQ(print_mt_priority(Precedence::Flash), "4");
  EXPECT_EQ(print_mt_priority(Precedence::EmergencyCommand), "6");
  EXPECT_EQ(parse_mt_priority("-4"), (MmhsPrecedence{Precedence::Routine, true}));
  EXPECT_EQ(parse_mt_priority("3"), (MmhsPrecedence{Precedence::Flash, false})) << "the next higher one";
  EXPECT_EQ(parse_mt_priority("9"), (MmhsPrecedence{Precedence::EmergencyCommand, false}));
  for (const char* wrong : {"", "10", "-10", "x"}) EXPECT_FALSE(parse_mt_priority(wrong)) << wrong;
}

TEST(Mmhs, EveryPrecedenceReadsBack) {
  for (const Precedence each : message::kPrecedences) {
    EXPECT_EQ(parse_mmhs_precedence(print_mmhs_precedence(each))->precedence, each);
    EXPECT_EQ(parse_mt_priority(print_mt_priority(each))->precedence, each);
  }
}

TEST(Mmhs, MilitaryStringsHave69PrintableCharacters) {
  EXPECT_TRUE(is_military_string("RPDLE 1234 0341215"));
  EXPECT_TRUE(is_military_string(std::string(69, 'X')));
  for (const std::string& wrong :
       {std::string(), std::string(70, 'X'), std::string(" X"), std::string("A;B"), std::string("é")})
    EXPECT_FALSE(is_military_string(wrong)) << wrong;
  EXPECT_EQ(parse_military_strings("NO DISTRIBUTION; MINIMIZE CONSIDERED"),
            (std::vector<std::string>{"NO DISTRIBUTION", "MINIMIZE CONSIDERED"}));
  EXPECT_FALSE(parse_military_strings("A;;B"));
}

// RFC 5322 section 3.3 and appendix A.
TEST(Mmhs, DatesAreRead) {
  EXPECT_EQ(message::to_iso(parse_date("Fri, 21 Nov 1997 09:55:06 -0600").value()), "1997-11-21T15:55:06Z");
  EXPECT_EQ(message::to_iso(parse_date("1 Apr 1997 00:00 GMT").value()), "1997-04-01T00:00:00Z");
  EXPECT_EQ(print_date(message::parse_dtg("230525Z OCT 72").value()), "Mon, 23 Oct 1972 05:25:00 +0000");
  for (const char* wrong : {"", "Fri, 31 Feb 1997 09:55:06 -0600", "21 Nov 1997", "21 Nov 1997 25:00 +0000",
                            "21 Nov 1997 09:55:06 XX", "21 Now 1997 09:55 +0000"})
    EXPECT_FALSE(parse_date(wrong)) << wrong;
}

RC_GTEST_PROP(MmhsProperty, DatesReadBackToTheMinute, ()) {
  const base::HandlingTime time{*rc::gen::inRange<std::int64_t>(-20'000'000, 40'000'000) * base::kMinuteMs};
  RC_ASSERT(parse_date(print_date(time)) == time);
}

RC_GTEST_PROP(MmhsProperty, AnyBytesAreReadOrRefused, (const std::string& text)) {
  (void)parse_date(text);
  (void)parse_mmhs_precedence(text);
  (void)parse_mt_priority(text);
  (void)parse_military_strings(text);
}

}  // namespace
}  // namespace backchannel::mail
