// Who could know: asked, tried, and the last reader.

#include <algorithm>
#include <cstdio>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/seal/sealing.h"
#include "demo_story.h"
#include "knowledge_table.h"

namespace backchannel::client {

namespace {

constexpr std::size_t kPracticeBytesMax = std::size_t{1} << 20;
constexpr std::string_view kIndent = "    ";
constexpr int kRowMs = 350, kLastRowMs = 1'500;  // at a terminal: row by row

struct Expected {
  const std::string* party;
  assembly::Fact fact;
  assembly::Knows knows;
};

// What the exercise is about: if any of these came out otherwise, something would be wrong with the seal.
[[nodiscard]] base::Result<> check(Story& story, const std::vector<assembly::KnowledgeRow>& rows) {
  using assembly::Fact, assembly::Knows;
  static const std::string kState = "STATE";
  const Expected expected[] = {
      {&cast::kKissinger, Fact::Text, Knows::Reads},
      {&cast::kBunker, Fact::Text, Knows::Nothing},
      {&cast::kFirstRelay, Fact::Text, Knows::Nothing},
      {&cast::kFirstRelay, Fact::Markings, Knows::Sees},
      {&cast::kSecondRelay, Fact::Text, Knows::Nothing},
      {&cast::kWatchOfficer, Fact::Text, Knows::Nothing},
      {&cast::kWatchOfficer, Fact::Existence, Knows::Sees},
      {&cast::kHaig, Fact::Text, Knows::Reads},
      {&cast::kGuay, Fact::Text, Knows::Nothing},
      {&cast::kGuay, Fact::Enclosure, Knows::Reads},
      {&kState, Fact::Existence, Knows::Nothing},
      {&kState, Fact::Text, Knows::Nothing},
      {&cast::kEavesdropper, Fact::Text, Knows::Nothing},
      {&cast::kOtherSide, Fact::Enclosure, Knows::Reads},
      {&cast::kOtherSide, Fact::Text, Knows::Nothing},
  };
  for (const Expected& each : expected) {
    const auto row = std::ranges::find(rows, *each.party, &assembly::KnowledgeRow::party);
    const std::string what = *each.party + ", " + std::string(to_string(each.fact)) + ": ";
    if (row == rows.end())
      return base::fail(base::Code::Internal, "expected a row for " + *each.party + ", found none");
    const assembly::Knows found = row->cell(each.fact).knows;
    BC_TRY_VOID(story.checks.verify(found == each.knows, what + std::string(to_string(each.knows)),
                                    to_string(found)));
  }
  return {};
}

}  // namespace

base::Result<> scene_question(Story& story) {
  Stage& stage = story.stage;
  stage.open("WHO HAS READ IT SO FAR?", Claim::None);
  stage.show("");
  stage.say(
      "Three relays and three stations have had it. A watch officer saw to it that it was read. An "
      "eavesdropper took every byte of one circuit. The Department of State was gone round.",
      Claim::Exercise);
  stage.show("");
  stage.say("Who has read it? Who knows that it exists? Say it, then look.", Claim::None);
  return stage.close();
}

base::Result<> scene_table(Story& story) {
  Stage& stage = story.stage;
  BC_TRY(content, assembly::read_file(story.scenario / "practice-1972.toml", kPracticeBytesMax));
  BC_TRY(practice, assembly::parse_practice(base::to_text(content), "practice-1972.toml"));
  stage.move(std::string(kIndent) + "every key is tried on every sealed message ...");
  BC_TRY(trial, assembly::KnowledgeTrial::open(story.net.folder(), story.hakto.message));
  std::vector<assembly::KnowledgeRow> rows;
  std::vector<std::string> words;
  for (const assembly::Practice& each : practice) {
    if (each.party == cast::kOtherSide) {
      BC_TRY(wire, trial.eavesdropper(cast::kEavesdropper, story.captured));
      rows.push_back(wire);
      words.emplace_back("not known");
      rows.push_back(trial.outsider(each.party, story.paper));
    } else {
      BC_TRY(row, trial.party(each.party));
      rows.push_back(row);
    }
    words.push_back(each.word);
  }
  BC_TRY_VOID(check(story, rows));
  stage.open(knowledge_heading("in 1972"), Claim::None);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    stage.beat(i + 1 == rows.size() ? kLastRowMs : kRowMs);
    stage.show(knowledge_line(stage, rows[i], words[i]));
  }
  for (const assembly::KnowledgeRow& row : rows)
    for (const std::string& reason : knowledge_reasons(row)) story.detail(reason);
  for (const assembly::Practice& each : practice)
    story.detail(each.party + " in 1972: " + each.phrase + " [" + each.basis + "] " + each.source);
  BC_TRY_VOID(stage.close());
  story.attempts = trial.attempts();
  story.keys = trial.keys();
  story.sealed = trial.sealed_messages();
  return {};
}

base::Result<> scene_last_reader(Story& story) {
  Stage& stage = story.stage;
  stage.open("THE LAST READER", Claim::None);
  stage.say("So it came out when each of " + std::to_string(story.keys) + " keys was tried on each of " +
                std::to_string(story.sealed) + " sealed messages, and every store and log was searched.",
            Claim::Exercise);
  stage.say("The eavesdropper has " + base::grouped(story.captured.size()) + " bytes in " +
                std::to_string(story.bursts.size()) + " bursts: when and how much, and not one name or word.",
            Claim::Exercise);
  stage.say("The last column is the published record; where that is silent, it says not known.",
            Claim::Documented);
  stage.say("The last to read it is the other side, for whom it was meant.", Claim::Inferred);
  return {};
}

}  // namespace backchannel::client
