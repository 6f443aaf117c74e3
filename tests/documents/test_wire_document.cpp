#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "backchannel/base/error.h"
#include "backchannel/base/time.h"
#include "backchannel/message/precedence.h"
#include "custody/state_table.h"

// docs/WIRE.md shows three tables that the code and its tests own. They are compared here; with
// BACKCHANNEL_UPDATE_DOCUMENTS=1 in the environment they are written.

namespace backchannel {
namespace {

const std::string kPath = std::string(BACKCHANNEL_SOURCE_DIR) + "/docs/WIRE.md";

std::string read_document() {
  std::ifstream file(kPath);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string words(std::int64_t ms) {
  if (ms % base::kHourMs == 0) return std::to_string(ms / base::kHourMs) + " h";
  if (ms % base::kMinuteMs == 0) return std::to_string(ms / base::kMinuteMs) + " min";
  if (ms % base::kSecondMs == 0) return std::to_string(ms / base::kSecondMs) + " s";
  return std::to_string(ms) + " ms";
}

std::string error_table() {
  std::string table = "| number | name | disposition | exit | says |\n|---|---|---|---|---|\n";
  for (const base::CodeRow& row : base::error_rows())
    table += "| " + std::to_string(static_cast<unsigned>(row.code)) + " | " + std::string(row.name) + " | " +
             std::string(base::to_string(row.disposition)) + " | " + std::to_string(row.exit_code) + " | " +
             std::string(row.text) + " |\n";
  return table;
}

std::string states_table() {
  constexpr std::size_t kStates = custody::kStateTable.front().becomes.size();
  std::string table = "| on |", rule = "|---|";
  for (std::size_t from = 0; from < kStates; ++from) {
    table += " " + std::string(name_of(static_cast<custody::Where>(from))) + " |";
    rule += "---|";
  }
  table += "\n" + rule + "\n";
  for (const custody::StateRow& row : custody::kStateTable) {
    table += "| " + std::string(row.says) + " |";
    for (std::size_t from = 0; from < kStates; ++from)
      table +=
          " " +
          (row.becomes[from] == static_cast<custody::Where>(from) ? std::string("·")
                                                                  : std::string(name_of(row.becomes[from]))) +
          " |";
    table += "\n";
  }
  return table;
}

std::string timers_table() {
  std::string table =
      "| precedence | first retry | longest backoff | objective | receipt overdue | lifetime "
      "|\n|---|---|---|---|---|---|\n";
  for (auto it = message::kPrecedences.rbegin(); it != message::kPrecedences.rend(); ++it) {
    const message::Timers& timers = message::timers_of(*it);
    table += "| " + std::string(message::name_of(*it)) + " | " +
             words(timers.first_retry_us / base::kMillisecondUs) + " | " +
             words(timers.longest_backoff_us / base::kMillisecondUs) + " | " + words(timers.objective_ms) +
             " | " + words(timers.receipt_overdue_ms) + " | " + words(timers.lifetime_ms) + " |\n";
  }
  return table;
}

// The table stands between "<!-- name -->" and "<!-- end -->".
void check_table(const std::string& name, const std::string& table) {
  std::string document = read_document();
  const std::string opening = "<!-- " + name + " -->\n", closing = "<!-- end -->";
  const std::size_t start = document.find(opening);
  ASSERT_NE(start, std::string::npos) << kPath << " has no place for " << name;
  const std::size_t from = start + opening.size(), to = document.find(closing, from);
  ASSERT_NE(to, std::string::npos);
  if (std::getenv("BACKCHANNEL_UPDATE_DOCUMENTS") != nullptr) {
    document.replace(from, to - from, table);
    std::ofstream(kPath) << document;
    return;
  }
  EXPECT_EQ(document.substr(from, to - from), table)
      << "bring the document up to date: BACKCHANNEL_UPDATE_DOCUMENTS=1 build/dev/bin/test_documents";
}

TEST(WireDocument, ShowsTheErrorTableOfTheCode) { check_table("errors", error_table()); }

TEST(WireDocument, ShowsTheStatesOfALegAsTheyAreTested) { check_table("states", states_table()); }

TEST(WireDocument, ShowsTheTimersOfTheCode) { check_table("timers", timers_table()); }

}  // namespace
}  // namespace backchannel
