// The model of the custody protocol keeps its promises in every state that it can reach, and breaks one of
// them as soon as a rule is taken away. BACKCHANNEL_MODEL=long adds searches of many minutes.

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "spin.h"

namespace backchannel::model {
namespace {

// A configuration of the model; `promise` is looked at alone, or all are.
struct Case {
  std::string name;
  std::vector<std::string> defines;
  std::string promise;
};

void PrintTo(const Case& each, std::ostream* out) { *out << each.name; }

[[nodiscard]] std::string name_of(const testing::TestParamInfo<Case>& info) { return info.param.name; }

[[nodiscard]] std::string read_file(const std::string& path) {
  std::ifstream file(BACKCHANNEL_SOURCE_DIR "/" + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

[[nodiscard]] Search search_for(const Case& of) {
  Search wanted;
  wanted.defines = of.defines;
  if (of.promise == "AT_REST")
    wanted.defines.push_back(of.promise);
  else if (!of.promise.empty() && of.promise != "LIVE")
    wanted.defines.push_back("ONLY=" + of.promise);
  wanted.liveness = of.promise == "LIVE";
  if (wanted.liveness) wanted.defines.push_back("LIVE");
  return wanted;
}

void expect_kept(const Case& of, const Search& wanted) {
  const Outcome outcome = search(wanted);
  ASSERT_EQ(outcome.trouble, "");
  EXPECT_EQ(outcome.errors, 0U) << outcome.error;
  EXPECT_TRUE(outcome.whole) << "the search was cut short";
  EXPECT_GT(outcome.states, 50);
  std::printf("%s: %.0f states, depth %u, %.1f s\n", of.name.c_str(), outcome.states, outcome.depth,
              static_cast<double>(outcome.took.count()) / 1000);
}

void expect_broken(const Case& of) {
  Search wanted = search_for(of);
  wanted.shortest = !wanted.liveness;
  const Outcome outcome = search(wanted);
  ASSERT_EQ(outcome.trouble, "");
  EXPECT_EQ(outcome.errors, 1U) << "nothing was found in " << outcome.states << " states";
  const std::string kind = wanted.liveness ? "acceptance cycle" : "assertion violated";
  EXPECT_EQ(outcome.error.substr(0, kind.size()), kind);
}

// ---- the protocol as it is

class Protocol : public testing::TestWithParam<Case> {};

TEST_P(Protocol, KeepsItsPromisesInEveryState) { expect_kept(GetParam(), search_for(GetParam())); }

INSTANTIATE_TEST_SUITE_P(
    Model, Protocol,
    testing::Values(Case{"Line", {"LINE"}, ""}, Case{"LineInChunks", {"LINE", "CHUNKS"}, ""},
                    Case{"Diamond", {"DIAMOND"}, ""}, Case{"DiamondInChunks", {"DIAMOND", "CHUNKS"}, ""},
                    Case{"Legs", {"LEGS"}, ""}, Case{"LegsInChunks", {"LEGS", "CHUNKS"}, ""},
                    Case{"Copies", {"COPIES"}, ""}, Case{"Ring", {"RING"}, ""},
                    Case{"LostStoreNothingTwice", {"LINE", "WIPE", "CHUNKS"}, "AT_MOST_ONCE"},
                    Case{"LostStoreNothingElseLost", {"LINE", "WIPE", "CHUNKS"}, "NEVER_LOST"},
                    Case{"LostStoreMisleadsNobody", {"LINE", "WIPE", "CHUNKS"}, "NOBODY_MISLED"},
                    Case{"LostStoreEverythingEnds", {"LINE", "WIPE", "CHUNKS"}, "AT_REST"}),
    name_of);

class Progress : public testing::TestWithParam<Case> {};

TEST_P(Progress, BringsEveryLegToItsEnd) { expect_kept(GetParam(), search_for(GetParam())); }

INSTANTIATE_TEST_SUITE_P(
    Model, Progress,
    testing::Values(Case{"Line", {"LINE", "CHUNKS"}, "LIVE"}, Case{"Diamond", {"DIAMOND", "CHUNKS"}, "LIVE"},
                    Case{"Legs", {"LEGS", "CHUNKS"}, "LIVE"}, Case{"Copies", {"COPIES"}, "LIVE"},
                    Case{"Ring", {"RING"}, "LIVE"}, Case{"Meet", {"MEET"}, "LIVE"},
                    Case{"MeetDeliversWhatNobodyRefuses", {"MEET", "DELIVERS"}, "LIVE"},
                    Case{"DiamondDeliversWhatNobodyRefuses", {"DIAMOND", "DELIVERS"}, "LIVE"},
                    Case{"RingDeliversWhatNobodyRefuses", {"RING", "DELIVERS"}, "LIVE"},
                    Case{"LegsAreDeliveredWhenNobodyRefuses", {"LEGS", "DELIVERS"}, "LIVE"}),
    name_of);

// ---- the protocol without one of its rules

class Mutant : public testing::TestWithParam<Case> {};

TEST_P(Mutant, BreaksThePromise) { expect_broken(GetParam()); }

Case mutant(const std::string& name, std::vector<std::string> world, const std::string& promise) {
  world.push_back("MUTANT_" + name);
  std::string words;
  bool capital = true;
  for (const char letter : name) {
    if (letter != '_') words += capital ? letter : static_cast<char>(letter - 'A' + 'a');
    capital = letter == '_';
  }
  return {words, std::move(world), promise};
}

const std::vector<Case>& mutants() {
  static const std::vector<Case> all{mutant("ACCEPT_EARLY", {"LINE"}, "NEVER_LOST"),
                                     mutant("NO_DEDUPE", {"LINE"}, "AT_MOST_ONCE"),
                                     mutant("TOMBSTONE_LATER", {"LINE"}, "AT_MOST_ONCE"),
                                     mutant("TOMBSTONE_WITH_LEG", {"LINE"}, "AT_MOST_ONCE"),
                                     mutant("TOMBSTONE_TO_EXPIRY", {"LINE"}, "NO_FALSE_REPORT"),
                                     mutant("DELETE_ON_SEND", {"LINE"}, "NEVER_LOST"),
                                     mutant("BLIND_REPORT", {"LINE"}, "NO_FALSE_REPORT"),
                                     mutant("REFUSE_UNFENCED", {"LINE"}, "NO_FALSE_REPORT"),
                                     mutant("NEVER_UNFENCED", {"LINE"}, "NO_FALSE_REPORT"),
                                     mutant("NEVER_WITH_PENDING", {"LINE"}, "NO_FALSE_REPORT"),
                                     mutant("NO_CLOCK_MARK", {"LINE"}, "NO_FALSE_REPORT"),
                                     mutant("QUERY_KEEPS_HALF", {"LINE", "CHUNKS"}, "NO_FALSE_REPORT"),
                                     mutant("FOREIGN_STORE", {"LINE", "WIPE"}, "NOBODY_MISLED"),
                                     mutant("ASKS_FOR_EVER", {"LINE", "WIPE"}, "AT_REST"),
                                     mutant("REBIND", {"DIAMOND"}, "ONE_CUSTODIAN"),
                                     mutant("SENT_UNBOUND", {"DIAMOND"}, "ONE_CUSTODIAN"),
                                     mutant("HAVE_TO_A_STRANGER", {"RING"}, "NEVER_LOST"),
                                     mutant("STATUS_TO_A_STRANGER", {"RING"}, "NEVER_LOST"),
                                     mutant("LOOP_IS_MOVED", {"RING"}, "NEVER_LOST"),
                                     mutant("STAMPS_UNREAD", {"RING"}, "NO_ALARM"),
                                     mutant("LEGS_FROM_OFFER", {"LEGS", "CHUNKS"}, "ONE_CUSTODIAN"),
                                     mutant("PAYLOAD_WITH_FIRST_LEG", {"LEGS"}, "PAYLOAD_HELD"),
                                     mutant("TRANSFER_KEYED", {"LEGS"}, "NEVER_LOST"),
                                     mutant("COPY_BLIND", {"COPIES"}, "NEVER_LOST"),
                                     mutant("MAILBOX_BY_COPY", {"COPIES"}, "AT_MOST_ONCE"),
                                     mutant("FIRST_REPORT", {"COPIES"}, "NO_FALSE_REPORT"),
                                     mutant("COPY_AFTER_THE_ANSWER", {"COPIES"}, "NO_FALSE_REPORT"),
                                     mutant("NO_REACCEPT", {"LINE", "LIVE"}, "AT_REST"),
                                     mutant("RETRY_REFUSED", {"DIAMOND"}, "LIVE"),
                                     mutant("SHARED_STAMPS", {"MEET", "DELIVERS"}, "LIVE")};
  return all;
}

INSTANTIATE_TEST_SUITE_P(Model, Mutant, testing::ValuesIn(mutants()), name_of);

TEST(Mutants, EachThatTheModelKnowsIsTried) {
  const std::string text = read_file("tests/model/custody.pml");
  static const std::regex word("MUTANT_[A-Z_]+");
  std::set<std::string> known, tried;
  for (std::sregex_iterator it(text.begin(), text.end(), word), end; it != end; ++it) known.insert(it->str());
  for (const Case& each : mutants()) tried.insert(each.defines.back());
  EXPECT_GE(known.size(), 10U);
  EXPECT_EQ(tried, known);
}

// README.md has a row for each mutant: the promise that it breaks, and the engine's test that guards the
// rule.
TEST(Mutants, EachHasItsRowAndATestOfTheEngine) {
  const std::string table = read_file("tests/model/README.md");
  std::string sources;
  for (const char* folder : {"tests/custody", "tests/policy", "tests/store"})
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(BACKCHANNEL_SOURCE_DIR "/") + folder))
      sources += read_file(std::string(folder) + "/" + entry.path().filename().string());
  for (const Case& each : mutants()) {
    const std::string name = each.defines.back().substr(std::string("MUTANT_").size());
    const std::regex row("\\n\\| " + name + " \\| [^|]+ \\| ([A-Z_]+)[^|]* \\| (\\w+)\\.(\\w+) \\|\\n");
    std::smatch found;
    ASSERT_TRUE(std::regex_search(table, found, row)) << name;
    EXPECT_EQ(found[1], each.promise) << name;
    const std::string test = "(" + found[2].str() + ", " + found[3].str() + ")";
    EXPECT_NE(sources.find(test), std::string::npos) << name << ": TEST" << test;
  }
}

// ---- what the model must be able to do, or its promises would be cheap

class Reach : public testing::TestWithParam<Case> {};

TEST_P(Reach, IsPossible) { expect_broken(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Model, Reach,
    testing::Values(Case{"Delivered", {"LINE", "CHUNKS"}, "REACH_DELIVERED"},
                    Case{"ReportedNotDelivered", {"LINE"}, "REACH_UNDELIVERED"},
                    Case{"ReportedUnknown", {"LINE"}, "REACH_UNKNOWN"},
                    Case{"NeverHeardWhileBound", {"LINE", "CHUNKS"}, "REACH_NEVER"},
                    Case{"DeliveredByTheOtherWay", {"DIAMOND"}, "REACH_OTHER_WAY"},
                    Case{"OnceRoundTheRing", {"RING"}, "REACH_LOOP"},
                    Case{"BothCopiesTaken", {"COPIES"}, "REACH_BOTH_COPIES"},
                    // One relay is one copy: see README.md, "What it leaves out".
                    Case{"FalseReportAfterAStoreWasLost", {"LINE", "WIPE"}, "NO_FALSE_REPORT"}),
    name_of);

// ---- the long form

class LongForm : public testing::TestWithParam<Case> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(LongForm);

TEST_P(LongForm, KeepsItsPromisesInEveryState) {
  Search wanted = search_for(GetParam());
  wanted.large = true;
  expect_kept(GetParam(), wanted);
}

std::vector<Case> long_form() {
  const char* wish = std::getenv("BACKCHANNEL_MODEL");
  if (wish == nullptr || std::string(wish) != "long") return {};
  return {Case{"RingInChunks", {"RING", "CHUNKS"}, ""},
          Case{"CopiesInChunks", {"COPIES", "CHUNKS"}, ""},
          Case{"CopiesApart", {"APART"}, ""},
          Case{"DiamondLostStoreNothingTwice", {"DIAMOND", "WIPE"}, "AT_MOST_ONCE"},
          Case{"RingLostStoreNothingTwice", {"RING", "WIPE"}, "AT_MOST_ONCE"},
          Case{"LegsProgressWithEightCrashes", {"LEGS", "CHUNKS", "K=8"}, "LIVE"},
          Case{"CopiesApartProgressWithFourCrashes", {"APART", "K=4"}, "LIVE"}};
}

INSTANTIATE_TEST_SUITE_P(Model, LongForm, testing::ValuesIn(long_form()), name_of);

// ---- the reading of Spin's report

constexpr const char* kReport =
    "\n(Spin Version 6.5.2 -- 6 December 2019)\n\nFull statespace search for:\n\tassertion violations\t+\n\n"
    "State-vector 100 byte, depth reached 32, errors: 0\n     1371 states, stored\n";

TEST(Report, OfAWholeSearchIsRead) {
  const Outcome outcome = read_report(kReport);
  EXPECT_EQ(outcome.trouble, "");
  EXPECT_TRUE(outcome.whole);
  EXPECT_EQ(outcome.errors, 0U);
  EXPECT_EQ(outcome.depth, 32U);
  EXPECT_EQ(outcome.states, 1371);
}

TEST(Report, OfASearchThatWasCutShortIsNotWhole) {
  for (const char* words : {"error: max search depth too small\n", "pan: out of memory\n",
                            "pan: reached -DMEMLIM bound\n", "Warning: Search not completed\n"}) {
    const Outcome outcome = read_report(words + std::string(kReport));
    EXPECT_EQ(outcome.trouble, "");
    EXPECT_FALSE(outcome.whole) << words;
  }
  std::string by_bits = kReport;
  by_bits.replace(by_bits.find("Full"), 4, "Bit");
  EXPECT_FALSE(read_report(by_bits).whole);
}

TEST(Report, OfAnErrorNamesIt) {
  std::string report = kReport;
  report.replace(report.find("errors: 0"), 9, "errors: 1");
  const Outcome outcome = read_report("pan:1: assertion violated (x<=1) (at depth 21)\n" + report);
  EXPECT_EQ(outcome.errors, 1U);
  EXPECT_EQ(outcome.error, "assertion violated (x<=1)");
}

TEST(Report, WithoutAResultIsTrouble) {
  EXPECT_NE(read_report("").trouble, "");
  EXPECT_NE(read_report("pan: segmentation fault\n").trouble, "");
}

TEST(Report, OfAModelWithoutATopologyIsTrouble) {
  const Outcome outcome = search({});
  EXPECT_NE(outcome.trouble.find("give a topology"), std::string::npos) << outcome.trouble;
}

}  // namespace
}  // namespace backchannel::model
