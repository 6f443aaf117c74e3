#include "support/sanitizer.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "support/process.h"

namespace backchannel::tests {

namespace {

namespace fs = std::filesystem;

// By the end of a test the programs that it started have ended, as a rule: a report that is written later
// fails the next one.
class Reports final : public testing::EmptyTestEventListener {
 public:
  // One for the process; GoogleTest deletes it at the end.
  static Reports& of_this_process() {
    static Reports* const all = [] {
      auto* made = new Reports;
      testing::UnitTest::GetInstance()->listeners().Append(made);
      return made;
    }();
    return *all;
  }

  [[nodiscard]] std::string path() const { return (folder_.path() / "report").string(); }

  void OnTestEnd(const testing::TestInfo&) override {
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      std::ostringstream report;
      report << std::ifstream(entry.path()).rdbuf();
      ADD_FAILURE() << "a program that the test started was reported:\n" << report.str();
      fs::remove(entry.path());
    }
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> variables_for_reports() {
  std::vector<std::pair<std::string, std::string>> all;
  if (!under_sanitizer()) return all;
  for (const char* name : {"ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
    const char* set = std::getenv(name);
    all.emplace_back(
        name, std::string(set == nullptr ? "" : set) + ":log_path=" + Reports::of_this_process().path());
  }
  return all;
}

}  // namespace backchannel::tests
