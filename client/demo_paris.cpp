// Paris at 1500, and what comes back to Saigon.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/time_group.h"
#include "demo_story.h"

namespace backchannel::client {

namespace {

constexpr int kDeadlineMs = 30'000;
constexpr std::string_view kIndent = "    ";

// What the paper must not carry: every word of the heading that is not also a word of the text.
[[nodiscard]] bool is_bare(const Story& story, std::string_view paper) {
  return std::ranges::none_of(
             story.heading, [&](const std::string& line) { return !line.empty() && paper.contains(line); }) &&
         !paper.contains(story.hakto.number.series) && !paper.contains(story.onward_name) &&
         !paper.contains(story.form.text);
}

[[nodiscard]] base::Result<const assembly::LegStatus*> leg_of(const std::vector<assembly::StatusLine>& status,
                                                              const base::MessageId& message) {
  for (const assembly::StatusLine& line : status)
    if (line.message == message && !line.legs.empty()) return &line.legs.front();
  return base::fail(base::Code::NotFound, "the message is not among those sent");
}

[[nodiscard]] base::Result<> until_progress(Story& story, assembly::Desk& desk,
                                            const base::MessageId& message, assembly::Progress wanted) {
  return story.checks.until(desk.person().name.value + "'s status saying: " + std::string(to_string(wanted)),
                            kDeadlineMs, [&]() -> base::Result<bool> {
                              BC_TRY(status, desk.status());
                              BC_TRY(leg, leg_of(status, message));
                              return leg->progress >= wanted;
                            });
}

constexpr std::size_t kTimeColumns = 9, kWhoColumns = 15;

[[nodiscard]] std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

// One line of the trace; what the station did inside its own walls is left out.
void show_line(Stage& stage, const assembly::Desk& desk, const assembly::TraceLine& line) {
  if (line.who == desk.station().name.value) return;
  std::string who = line.who.substr(0, line.who.find(','));
  constexpr std::string_view kHouse = "WHITE HOUSE ";
  if (who.starts_with(kHouse)) who.erase(0, kHouse.size());
  const std::string lead =
      std::string(kIndent) + padded(message::to_short_dtg(line.at), kTimeColumns) + padded(who, kWhoColumns);
  const std::size_t room = Stage::kColumns - lead.size();
  std::string sentence = line.sentence;
  while (sentence.size() > room && sentence.contains(',')) sentence.resize(sentence.rfind(','));
  const std::string first = base::wrap(sentence, room);
  stage.show(lead + first.substr(0, first.find('\n')));
}

// How far the messages of this desk have come.
[[nodiscard]] base::Result<> show_status(Story& story, assembly::Desk& desk) {
  BC_TRY(status, desk.status());
  for (const assembly::StatusLine& line : status)
    for (const assembly::LegStatus& leg : line.legs)
      story.stage.show(std::string(kIndent) + "status for " + desk.person().name.value + ": " +
                           (line.message == story.onward.message ? story.onward_name : line.number) + " to " +
                           leg.to + ": " + std::string(to_string(leg.progress)),
                       true);
  return {};
}

}  // namespace

base::Result<> scene_hand_over(Story& story) {
  Stage& stage = story.stage;
  stage.open("PARIS, 1500", Claim::Exercise);
  stage.move(std::string(kIndent) + "the programs stop, the clock goes forward, the programs start ...");
  // Everything that was to reach Saigon is there before the clock is moved.
  {
    BC_TRY(kissinger, story.net.desk(cast::kKissinger));
    BC_TRY_VOID(until_progress(story, kissinger, story.hakto.message, assembly::Progress::Acknowledged));
    BC_TRY(haig, story.net.desk(cast::kHaig));
    BC_TRY_VOID(until_progress(story, haig, story.onward.message, assembly::Progress::Opened));
    BC_TRY(stopped_at, story.net.now());
    story.captured = story.net.tap().captured();
    story.bursts = story.net.tap().bursts();
    BC_TRY(stopped, story.net.down());
    BC_TRY_VOID(
        story.checks.verify(stopped.size() == story.net.plan().nodes.size() && stopped_at < story.deadline,
                            "every program stopped", std::to_string(stopped.size())));
  }
  BC_TRY_VOID(story.net.put_clock(story.deadline));
  BC_TRY_VOID(story.net.up());
  BC_TRY(now, story.net.now());
  BC_TRY_VOID(story.clocks(now));
  stage.say("Eight hours on: every program was stopped and started again.", Claim::Exercise);
  BC_TRY(guay, story.net.desk(cast::kGuay));
  BC_TRY(handed, guay.hand_over(story.onward_name, cast::kOtherSide, "Paris"));
  story.paper = handed.paper;
  BC_TRY_VOID(story.checks.verify(handed.paper == story.form.enclosure, "the enclosure alone on the paper",
                                  "something else"));
  BC_TRY_VOID(story.checks.verify(is_bare(story, handed.paper),
                                  "no heading, number or instruction on the paper", "one of them"));
  BC_TRY_VOID(story.checks.verify(handed.reported_to.size() == 2, "a report to Washington and one to Saigon",
                                  std::to_string(handed.reported_to.size()) + " reports"));
  stage.say(
      "Guay hands a paper to the delegation of the DRV: the enclosure, with no heading, number or marking. "
      "It begins:",
      Claim::Exercise);
  stage.say("\"" + handed.paper.substr(0, handed.paper.find(" of the following")) + " ...\"",
            Claim::Documented);
  stage.say("That he handed this text over at 1500 was not found: here we suppose it.", Claim::Exercise);
  return stage.close();
}

base::Result<> scene_back_in_saigon(Story& story) {
  Stage& stage = story.stage;
  BC_TRY(haig, story.net.desk(cast::kHaig));
  BC_TRY_VOID(until_progress(story, haig, story.onward.message, assembly::Progress::HandedOver));
  BC_TRY(kissinger, story.net.desk(cast::kKissinger));
  BC_TRY_VOID(until_progress(story, kissinger, story.hakto.message, assembly::Progress::HandedOver));
  BC_TRY(trace, kissinger.trace(message::slip_number(story.hakto.number)));
  BC_TRY_VOID(story.checks.verify(std::ranges::all_of(trace, &assembly::TraceLine::verified),
                                  "every line signed by whom it names", "one that is not"));
  stage.open("BACK IN SAIGON", Claim::Exercise);
  for (const assembly::TraceLine& line : trace) show_line(stage, kissinger, line);
  for (assembly::Desk* desk : {&kissinger, &haig}) BC_TRY_VOID(show_status(story, *desk));
  stage.say("What others report is signed by them, and was checked.", Claim::Exercise);
  return stage.close();
}

}  // namespace backchannel::client
