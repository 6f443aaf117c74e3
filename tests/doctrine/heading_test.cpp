#include "backchannel/doctrine/heading.h"

#include <gtest/gtest.h>

#include <set>

#include "doctrine_files.h"
#include "shipped_heading.h"

namespace backchannel::doctrine {
namespace {

using Words = std::vector<std::string>;

Heading read_line(const std::string& line, const std::string& from = {}, int year = 0) {
  HeadingText text = shipped_reader().split(line);
  text.from = from;
  text.year = year;
  return shipped_reader().read(text);
}

Heading read_markings(const std::string& markings) {
  HeadingText text;
  text.markings = {markings};
  return shipped_reader().read(text);
}

TEST(Heading, TheSeedSaysTheSameInEveryOrder) {
  for (const char* line :
       {"Hakto 49/231; Top Secret; Flash; Sensitive; Exclusively Eyes Only.",
        "HAKTO 049/0231 FLASH, EXCLUSIVELY EYES ONLY, SENSITIVE, TOP SECRET",
        "hakto 49 / 231\tsensitive/top secret/exclusively  eyes only/Z",
        "231/HAKTO 49; T O P  S E C R E T; S E N S I T I V E; STRICTLY EYES ONLY; FLASH"}) {
    const auto heading = read_line(line);
    EXPECT_EQ(heading.series, "HAKTO") << line;
    EXPECT_EQ(std::stoi(heading.serial), 49) << line;
    EXPECT_EQ(std::stoi(heading.second_number), 231) << line;
    EXPECT_EQ(heading.classification, "TOP SECRET") << line;
    EXPECT_EQ(heading.precedence, message::Precedence::Flash) << line;
    EXPECT_EQ(std::set(heading.caveats.begin(), heading.caveats.end()),
              (std::set<std::string>{"EXCLUSIVELY EYES ONLY", "SENSITIVE"}))
        << line;
    EXPECT_EQ(heading.in_order(), "Hakto 49/231; Top Secret; Flash; Sensitive; Exclusively Eyes Only.")
        << line;
    EXPECT_EQ(heading.problems, Words{}) << line;
  }
}

TEST(Heading, TheJourneysNumberComesFirstWhereverItStands) {
  struct Case {
    std::string written, series, serial, second, in_order;
  };
  for (const auto& [written, series, serial, second, in_order] : std::vector<Case>{
           {"WH21557/Hakto 21", "HAKTO", "21", "WH21557", "Hakto 21/WH 21557"},
           {"15449/TOSEC 10103", "TOSEC", "10103", "15449", "Tosec 10103/15449"},
           {"Tohak 23/WH32723", "TOHAK", "23", "WH32723", "Tohak 23/WH 32723"},
           {"STATE 017298 TOSEC 010183", "TOSEC", "010183", "STATE 017298", "Tosec 10183/State 17298"},
           {"HAKTO 049 CITE SAIGON 0231", "HAKTO", "049", "SAIGON 0231", "Hakto 49/Saigon 231"},
           {"CITE SAIGON 0231", "SAIGON", "0231", "", "Saigon 231"},
           {"WTE 10 004", "WTE", "10", "004", "WTE 10/4"},
           {"WTE 019", "WTE", "019", "", "WTE 19"}}) {
    const auto heading = read_line(written);
    EXPECT_EQ(heading.series, series) << written;
    EXPECT_EQ(heading.serial, serial) << written;
    EXPECT_EQ(heading.second_number, second) << written;
    EXPECT_EQ(heading.number_in_order, in_order) << written;
    EXPECT_EQ(heading.problems, Words{}) << written;
    EXPECT_FALSE(heading.series_of_sender) << written;
  }
}

TEST(Heading, ABareNumberIsItsSenders) {
  const auto smith = read_line("91", "Smith (Helsinki)");
  EXPECT_EQ(smith.series, "SMITH");
  EXPECT_TRUE(smith.series_of_sender);
  EXPECT_EQ(smith.number_in_order, "Smith 91");
  EXPECT_EQ(read_line("4988", "Embassy Amman").series, "AMMAN");
  EXPECT_EQ(read_line("933", "Bunker", 1970).series, "SAIGON");

  const auto early = read_line("933", "Bunker", 1968);
  EXPECT_EQ(early.series, "");
  EXPECT_EQ(early.problems,
            Words{"933 is a bare number, and the doctrine knows no series of \"Bunker\" in 1968"});
  EXPECT_EQ(read_line("933").problems, Words{"933 is a bare number, and nothing says whose"});
}

TEST(Heading, APlaceSaysWhoseANumberIsWhenTheSenderDoesNot) {
  HeadingText text;
  text.number = "186";
  text.from = "Negroponte";
  text.place = "Saigon";
  EXPECT_EQ(shipped_reader().read(text).series, "SAIGON");
}

TEST(Heading, YourNumberIsTheAddressees) {
  HeadingText text;
  text.number = "your 008";
  text.from = "Department of State";
  text.to = "Bunker";
  const auto heading = shipped_reader().read(text);
  EXPECT_EQ(heading.series, "SAIGON");
  EXPECT_EQ(heading.serial, "008");
  text.to.clear();
  EXPECT_EQ(shipped_reader().read(text).problems, Words{"008 is a bare number, and nothing says whose"});
}

TEST(Heading, ListsAndRunsAreNamedOneByOne) {
  EXPECT_EQ(read_line("Hakto 140-142").names, Words{"Hakto 140 to 142"});
  EXPECT_EQ(read_line("Tohak 84, Hakto 41 and 42").names, (Words{"Tohak 84", "Hakto 41", "Hakto 42"}));
  EXPECT_EQ(read_line("Hakto 49/231").names, Words{});
  EXPECT_EQ(read_line("Hakto 1, 2; Secret.").problems,
            Words{"a heading has the number of one message, and here are several"});
}

// Numbers to which the published messages refer.
TEST(Heading, ReferencesOfThePublishedMessagesAreOfKnownSeries) {
  for (const char* reference :
       {"Haigto 4/257",      "Islamabad 12001", "Dacca 5573",      "Saigon 0114",  "WHS 2088",
        "State 074933",      "WH50786",         "WH 11052",        "Tosit 15",     "WTE 10 004",
        "WTE 016",           "Sitto 48",        "USDEL SALT 1253", "Jidda 5663",   "Berlin 545",
        "Buenos Aires 4058", "Paris 21854",     "Vientiane 470",   "State 013312", "Hakto 12/13145",
        "Hakto 140-142"}) {
    const auto heading = read_line(reference);
    EXPECT_EQ(heading.problems, Words{}) << reference;
    EXPECT_EQ(heading.number_as_written(), reference);
  }
  EXPECT_EQ(read_line("Buenos Aires 4058, 4121").number_in_order, "Buenos Aires 4058, Buenos Aires 4121");
}

TEST(Heading, ACompartmentStandsApartFromItsCaveat) {
  const auto heading = read_line("256008/Todel 1284; Secret; Immediate; HARVAN/Double Plus; Nodis.");
  EXPECT_EQ(heading.caveats, (Words{"HARVAN", "DOUBLE PLUS", "NODIS"}));
  EXPECT_EQ(heading.markings_in_order, "Secret; Immediate; Nodis; Harvan; Double Plus.");
}

TEST(Heading, AnInstructionBesideThePrecedenceIsApartFromIt) {
  for (const char* markings : {"Secret; Niact Immediate; Nodis", "NIACT; SECRET; NODIS; IMMEDIATE"}) {
    const auto heading = read_markings(markings);
    EXPECT_EQ(heading.precedence, message::Precedence::Immediate) << markings;
    EXPECT_EQ(heading.delivery, Words{"NIACT"}) << markings;
    EXPECT_EQ(heading.markings_in_order, "Secret; Niact Immediate; Nodis.") << markings;
  }
  const auto at = read_markings("Secret; deliver at 1500; Flash");
  EXPECT_EQ(at.delivery, Words{"AT 1500"});
  EXPECT_EQ(at.markings_in_order, "Secret; Flash; deliver at 1500.");
}

TEST(Heading, NamesInsideMarkingsAndChannelsAreRead) {
  const auto heading = read_markings(
      "TOP SECRET  SENSITIVE  VIA CAS CHANNELS (BUNKER)  Exclusive for Mr. Haig FLASH Personal for Bunker.");
  EXPECT_EQ(heading.caveats, (Words{"SENSITIVE", "EXCLUSIVELY EYES ONLY", "PERSONAL FOR"}));
  EXPECT_EQ(heading.readers, (Words{"Mr. Haig", "Bunker"}));
  EXPECT_EQ(heading.channel, "CAS");
  EXPECT_EQ(heading.precedence, message::Precedence::Flash);
  EXPECT_EQ(heading.problems, Words{});
}

TEST(Heading, OtherWordsForAMarkingAreThatMarking) {
  for (const char* words : {"Exclusive", "Absolutely Eyes Only", "Literally Eyes Only", "Strictly eyes only"})
    EXPECT_EQ(read_markings(words).caveats, Words{"EXCLUSIVELY EYES ONLY"}) << words;
  EXPECT_EQ(read_markings("Personal").caveats, Words{"PERSONAL FOR"});
  EXPECT_EQ(read_markings("limited official use").classification, "LIMITED OFFICIAL USE");
  EXPECT_EQ(read_markings("Operational Immediate").precedence, message::Precedence::Immediate);
  const auto asked = read_markings("Secret; Treat as Nodis");
  EXPECT_EQ(asked.caveats, Words{}) << "words that ask for a handling are not the caption";
  EXPECT_EQ(asked.asked_for, Words{"NODIS"});
}

TEST(Heading, WhatIsNotKnownIsNamedAndKept) {
  const auto heading = read_line("Foo 3; Secret; Mauve \x1b[1m; Flash; Puce Nodis; Mauve \x1b[1m.");
  EXPECT_EQ(heading.problems,
            (Words{"the doctrine knows no series \"Foo\"", "the doctrine knows no marking \"Mauve \\x1b[1m\"",
                   "the doctrine knows no marking \"Puce\""}));
  EXPECT_EQ(heading.series, "FOO");
  EXPECT_EQ(heading.caveats, Words{"NODIS"});
  EXPECT_EQ(heading.markings_in_order, "Secret; Flash; Nodis; Mauve \x1b[1m; Puce; Mauve \x1b[1m.");

  HeadingText text;
  text.number = "forty-nine";
  EXPECT_EQ(shipped_reader().read(text).problems, Words{"\"forty-nine\" is no number"});
  EXPECT_EQ(shipped_reader().read(text).number_as_written(), "forty-nine");
}

TEST(Heading, OfTwoTheHigherIsTakenAndSaid) {
  const auto heading = read_markings("Secret; Top Secret; Confidential; Routine; Immediate; Niact");
  EXPECT_EQ(heading.classification, "TOP SECRET");
  EXPECT_EQ(heading.precedence, message::Precedence::Immediate);
  EXPECT_EQ(heading.markings_in_order, "Top Secret; Niact Immediate.");
  EXPECT_EQ(heading.problems, (Words{"two classifications, SECRET and TOP SECRET; the higher is taken",
                                     "two classifications, TOP SECRET and CONFIDENTIAL; the higher is taken",
                                     "two precedences, ROUTINE and IMMEDIATE; the higher is taken"}));
  EXPECT_EQ(read_markings("Flash").problems, Words{"no classification is among the markings"});
}

TEST(Heading, LettersBlanksAndSignsAreKept) {
  for (const char* markings :
       {"Top Secret; Flash; Sensitive; Exclusively Eyes Only.", " TOP  SECRET;flash ,, Nodis/",
        "T O P  S E C R E T", "tOp SeCrEt", "FOR Mr. HAIG only...", "", ";;", "\xff\xfe; Secret"})
    EXPECT_EQ(print_markings(shipped_reader().markings(markings)), markings);
  EXPECT_EQ(shipped_reader().markings("TOP SECRET").markings[0].letters, Letters::Capitals);
  EXPECT_EQ(shipped_reader().markings("Top Secret").markings[0].letters, Letters::Title);
  EXPECT_EQ(shipped_reader().markings("top secret").markings[0].letters, Letters::Small);
  EXPECT_EQ(shipped_reader().markings("T O P  S E C R E T").markings[0].letters, Letters::Spaced);
  EXPECT_EQ(shipped_reader().markings("ToP sEcReT").markings[0].letters, Letters::AsWritten);
}

TEST(Heading, ALineIsCutWhereItsNumberEnds) {
  struct Case {
    std::string line, number, markings;
  };
  for (const auto& [line, number, markings] : std::vector<Case>{
           {"Tohak 90/WHS 2291; Top Secret; Flash.", "Tohak 90/WHS 2291; ", "Top Secret; Flash."},
           {"256007 Secret", "256007 ", "Secret"},
           {"Foo 12/3; Secret", "Foo 12/3;", " Secret"},
           {"Hakto 49", "Hakto 49", ""},
           {"Secret; Flash", "", "Secret; Flash"},
           {"", "", ""}}) {
    const auto text = shipped_reader().split(line);
    EXPECT_EQ(text.number.value_or(""), number) << line;
    EXPECT_EQ(text.markings.value_or(Words{""}), Words{markings}) << line;
  }
}

}  // namespace
}  // namespace backchannel::doctrine
