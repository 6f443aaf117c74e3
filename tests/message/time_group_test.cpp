#include "backchannel/message/time_group.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace backchannel::message {
namespace {

using base::HandlingTime;
using base::kHourMs;
using base::kMinuteMs;
using base::kSecondMs;

// 1972-10-23T05:25:00Z: 1,026 days and 5 h 25 min after 1970.
constexpr HandlingTime kHakto49{std::int64_t{1'026} * 24 * kHourMs + 5 * kHourMs + 25 * kMinuteMs};

TEST(DateTimeGroup, IsDayHourMinuteZuluMonthYear) {
  EXPECT_EQ(to_dtg(kHakto49), "230525Z OCT 72");
  EXPECT_EQ(to_short_dtg(kHakto49), "230525Z");
  EXPECT_EQ(to_iso(kHakto49), "1972-10-23T05:25:00Z");
  EXPECT_EQ(to_dtg({0}), "010000Z JAN 70");
  EXPECT_EQ(to_dtg({-1}), "312359Z DEC 69");
}

TEST(DateTimeGroup, SecondsAreCutOff) {
  EXPECT_EQ(to_dtg(kHakto49 + 59'999), "230525Z OCT 72");
  EXPECT_EQ(to_iso(kHakto49 + 59'999), "1972-10-23T05:25:59Z");
}

TEST(DateTimeGroup, IsReadWithoutCaseAndBlanksAround) {
  EXPECT_EQ(parse_dtg("230525Z OCT 72").value(), kHakto49);
  EXPECT_EQ(parse_dtg(" 230525z oct 72\n").value(), kHakto49);
  EXPECT_EQ(to_dtg(parse_dtg("230000Z OCT 72").value()), "230000Z OCT 72");
  EXPECT_EQ(to_dtg(parse_dtg("290000Z FEB 72").value()), "290000Z FEB 72");
}

TEST(DateTimeGroup, TwoFiguresNameTheYears1960To2059) {
  EXPECT_EQ(to_iso(parse_dtg("010000Z JAN 60").value()), "1960-01-01T00:00:00Z");
  EXPECT_EQ(to_iso(parse_dtg("312359Z DEC 59").value()), "2059-12-31T23:59:00Z");
}

TEST(DateTimeGroup, AMistakeIsExplainedWithAnExample) {
  const std::pair<const char*, const char*> mistakes[] = {
      {"230525Z OKT 72", "the month is none of JAN to DEC"},
      {"310000Z FEB 72", "that month has no such day"},
      {"290000Z FEB 73", "that month has no such day"},
      {"000000Z JAN 72", "that month has no such day"},
      {"232400Z OCT 72", "the hour goes from 00 to 23"},
      {"230560Z OCT 72", "the minute goes from 00 to 59"},
      {"230525 OCT 72", "the Z for universal time is missing"},
      {"230525R OCT 72", "the Z for universal time is missing"},
      {"23O525Z OCT 72", "six figures"},
      {"", "six figures"},
      {"230525Z", "month and year must follow"},
      {"230525Z OCT 1972", "month and year must follow"},
      {"230525Z OCT  7", "the year is not two figures"},
      {"230525ZOCT 72", "month and year must follow"},
  };
  for (const auto& [text, reason] : mistakes) {
    const auto time = parse_dtg(text);
    ASSERT_FALSE(time) << text;
    EXPECT_EQ(time.error().code, base::Code::Syntax);
    EXPECT_NE(time.error().detail.find(reason), std::string::npos) << time.error().detail;
    EXPECT_NE(time.error().detail.find("as in 230525Z OCT 72"), std::string::npos) << text;
  }
}

TEST(DateTimeGroup, AMistakeQuotesNoControlCharacters) {
  EXPECT_EQ(parse_dtg("\x1b[2J").error().detail.find('\x1b'), std::string::npos);
}

RC_GTEST_PROP(DateTimeGroupProperty, EveryMinuteOfItsCenturyReadsBack, ()) {
  const std::int64_t first = parse_dtg("010000Z JAN 60")->ms / kMinuteMs;
  const std::int64_t last = parse_dtg("312359Z DEC 59")->ms / kMinuteMs;
  const HandlingTime time{*rc::gen::inRange(first, last + 1) * kMinuteMs};
  RC_ASSERT(parse_dtg(to_dtg(time)).value() == time);
}

TEST(LocalTime, ClocksOfTheStationsShowTheirOwnHour) {
  const auto saigon = local_time(kHakto49, "Asia/Saigon").value();
  EXPECT_EQ(saigon.hhmm(), "1325");
  EXPECT_EQ(saigon.offset_minutes, 8 * 60);
  EXPECT_EQ(saigon.weekday_and_date(), "Mon 23 Oct 1972");
  EXPECT_EQ(local_time(kHakto49, "America/New_York")->hhmm(), "0125");
  EXPECT_EQ(local_time(kHakto49, "America/New_York")->offset_minutes, -4 * 60);
  EXPECT_EQ(local_time(kHakto49, "Europe/Paris")->hhmm(), "0625");
  EXPECT_EQ(local_time(kHakto49, "UTC")->hhmm(), "0525");
}

TEST(LocalTime, TheDateIsTheOneOfThePlace) {
  const auto earlier = local_time(parse_dtg("230300Z OCT 72").value(), "America/New_York").value();
  EXPECT_EQ(earlier.weekday_and_date(), "Sun 22 Oct 1972");
  EXPECT_EQ(earlier.hhmm(), "2300");
}

TEST(LocalTime, UnknownZonesAreASyntaxError) {
  for (const char* zone : {"", "Mars/Olympus", "../../etc/passwd", "europe", "\x1b[2J"}) {
    EXPECT_FALSE(is_zone(zone)) << zone;
    const auto time = local_time(kHakto49, zone);
    ASSERT_FALSE(time);
    EXPECT_EQ(time.error().code, base::Code::Syntax);
    EXPECT_EQ(time.error().detail.find('\x1b'), std::string::npos);
    EXPECT_FALSE(next_local(kHakto49, "1500", zone));
  }
  EXPECT_TRUE(is_zone("Europe/Paris"));
}

// Guay's meeting at 1500 in Paris, as the message left Saigon.
TEST(NextLocal, FindsTheMeetingOfTheDay) {
  const auto meeting = next_local(kHakto49, "1500", "Europe/Paris").value();
  EXPECT_EQ(to_dtg(meeting), "231400Z OCT 72");
  EXPECT_EQ(duration_words(meeting - kHakto49), "8 h 35 min");
  EXPECT_EQ(next_local(kHakto49, "15:00", "Europe/Paris").value(), meeting);
}

TEST(NextLocal, ATimePastIsTomorrows) {
  EXPECT_EQ(to_dtg(next_local(kHakto49, "0624", "Europe/Paris").value()), "240524Z OCT 72");
  EXPECT_EQ(next_local(kHakto49, "0625", "Europe/Paris").value(), kHakto49);
  EXPECT_EQ(next_local(kHakto49 + 1'500, "0625", "Europe/Paris").value(), kHakto49 + 1'500);
}

TEST(NextLocal, AnHourThatClocksSkipIsTheNextDays) {
  // New York went from 0200 to 0300 on 30 April 1972.
  const auto from = parse_dtg("300500Z APR 72").value();
  EXPECT_EQ(to_dtg(next_local(from, "0230", "America/New_York").value()), "010630Z MAY 72");
}

TEST(NextLocal, AnHourThatClocksShowTwiceIsTheFirstThenTheSecond) {
  // New York went from 0200 back to 0100 on 29 October 1972.
  const auto first = next_local(parse_dtg("290400Z OCT 72").value(), "0130", "America/New_York").value();
  EXPECT_EQ(to_dtg(first), "290530Z OCT 72");
  const auto second = next_local(first + kMinuteMs, "0130", "America/New_York").value();
  EXPECT_EQ(to_dtg(second), "290630Z OCT 72");
}

TEST(NextLocal, OtherTimesOfDayAreRefused) {
  for (const char* text : {"", "2400", "1560", "15", "1:5", "15:0", "a500", "-100", ":00", "150000"})
    EXPECT_FALSE(next_local(kHakto49, text, "Europe/Paris")) << text;
  EXPECT_TRUE(next_local(kHakto49, "9:05", "Europe/Paris"));
}

RC_GTEST_PROP(NextLocalProperty, ClocksShowTheReadingAtTheMomentFound, ()) {
  const HandlingTime from{*rc::gen::inRange<std::int64_t>(-10, 60) * 365 * 24 * kHourMs +
                          *rc::gen::inRange<std::int64_t>(0, 366 * 24 * 60) * kMinuteMs};
  const auto zone = *rc::gen::element<std::string>("Europe/Paris", "America/New_York", "Asia/Saigon", "UTC",
                                                   "Pacific/Apia", "Asia/Kathmandu");
  const int minute = *rc::gen::inRange(0, 24 * 60);
  const std::string hhmm = std::to_string(10'000 + minute / 60 * 100 + minute % 60).substr(1);
  const auto found = next_local(from, hhmm, zone);
  RC_ASSERT(found.has_value());
  RC_ASSERT(*found >= from);
  RC_ASSERT(*found - from <= 50 * kHourMs);
  RC_ASSERT(local_time(*found, zone)->hhmm() == hhmm);
}

TEST(Duration, IsSaidInHoursAndMinutes) {
  EXPECT_EQ(duration_words(8 * kHourMs + 35 * kMinuteMs), "8 h 35 min");
  EXPECT_EQ(duration_words(72 * kHourMs), "72 h");
  EXPECT_EQ(duration_words(12 * kMinuteMs + 30 * kSecondMs), "12 min");
  EXPECT_EQ(duration_words(40 * kSecondMs), "40 s");
  EXPECT_EQ(duration_words(0), "0 s");
  EXPECT_EQ(duration_words(-3 * kMinuteMs), "3 min past");
}

TEST(TimeGroup, TimesFromHostilePeersAreShownWithoutHarm) {
  for (const std::int64_t ms :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(to_dtg({ms}).size(), 14u);
    EXPECT_EQ(to_iso({ms}).size(), 20u);
    EXPECT_TRUE(local_time({ms}, "Asia/Saigon"));
    (void)next_local({ms}, "1500", "Asia/Saigon");
    EXPECT_FALSE(duration_words(ms).empty());
  }
}

}  // namespace
}  // namespace backchannel::message
