// The list of faults stays true to the sources; planting them takes minutes and is asked for by hand.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/process.h"

namespace backchannel::tests {
namespace {

namespace fs = std::filesystem;

const fs::path kHere = fs::path(BACKCHANNEL_SOURCE_DIR) / "tests/mutants";

Ended mutants(std::vector<std::string> arguments) {
  return run({kHere / "run", std::move(arguments), {}, {}, {}, {}});
}

// The check of a list with this one mutant.
Ended check_of(const std::string& mutant) {
  const TemporaryFolder folder;
  const fs::path list = folder.path() / "list.txt";
  std::ofstream(list) << mutant;
  return mutants({"--check", "--from", list.string()});
}

std::string with_old(const std::string& old) {
  return "mutant x\nIt breaks this.\nin lib/custody/overtaking.cpp\nby test_custody\nold\n" + old +
         "\nnew\nend\n";
}

TEST(Mutants, EachOldTextStandsExactlyOnceInItsFile) {
  const Ended ended = mutants({"--check"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
}

TEST(Mutants, AnOldTextThatIsGoneOrStandsTwiceIsNamed) {
  EXPECT_EQ(check_of(with_old("namespace backchannel::custody {")).exit_code, 0);
  const Ended gone = check_of(with_old("namespace backchannel::custodian {"));
  EXPECT_EQ(gone.exit_code, 1);
  EXPECT_EQ(gone.err, "mutants: x: its old text no longer stands in lib/custody/overtaking.cpp\n");
  const Ended twice = check_of(with_old("}"));
  EXPECT_EQ(twice.exit_code, 1);
  EXPECT_EQ(twice.err, "mutants: x: its old text stands twice in lib/custody/overtaking.cpp\n");
}

TEST(Mutants, APartOfALineIsNoOldText) {
  EXPECT_EQ(check_of(with_old("namespace backchannel")).exit_code, 1);
}

TEST(Mutants, AListThatIsNotUnderstoodIsRefusedWithItsLine) {
  const Ended ended = check_of("mutant x\nIt breaks this.\nat lib/custody\n");
  EXPECT_EQ(ended.exit_code, 64);
  EXPECT_NE(ended.err.find(":3: not understood: at lib/custody"), std::string::npos) << ended.err;
}

TEST(Mutants, EveryFaultIsListedWithWhatItBreaks) {
  const Ended ended = mutants({"--list"});
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_NE(ended.out.find("ack-before-commit\n    ACCEPT leaves before"), std::string::npos) << ended.out;
  std::istringstream lines(ended.out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
}

}  // namespace
}  // namespace backchannel::tests
