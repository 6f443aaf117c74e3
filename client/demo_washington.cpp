// Washington: refused to the watch officer, opened by Haig, quoted on to Guay.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/time_group.h"
#include "backchannel/seal/sealing.h"
#include "demo_story.h"

namespace backchannel::client {

namespace {

constexpr int kDeadlineMs = 30'000;
constexpr std::string_view kIndent = "    ";

// The heading of a printed slip: from below the banner to the empty line.
[[nodiscard]] std::vector<std::string> heading_of(std::string_view slip) {
  std::vector<std::string> lines;
  while (!slip.empty()) {
    const std::string line(slip.substr(0, slip.find('\n')));
    slip.remove_prefix(std::min(slip.size(), line.size() + 1));
    if (line.contains(message::kExerciseBanner)) continue;
    if (line.empty() && !lines.empty()) break;
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

// The numbers that the first relay gave to the six ROUTINE messages, from the stamps that arrived with them.
[[nodiscard]] base::Result<std::vector<std::uint32_t>> routine_numbers(Story& story,
                                                                       const assembly::Desk& reader) {
  BC_TRY(store, story.net.store(cast::kSituationRoom));
  BC_TRY(rows, store.mailbox());
  BC_TRY(now, story.net.now());
  std::vector<std::uint32_t> numbers;
  for (const store::MailboxRow& row : rows) {
    if (std::ranges::find(story.routine, row.key.transfer) == story.routine.end()) continue;
    for (const message::SignedStatement& stamp : row.stamps) {
      BC_TRY(said, seal::verify(reader.trust(), stamp, now));
      if (!said.bearer.empty()) numbers.push_back(said.bearer_serial);
    }
  }
  std::ranges::sort(numbers);
  return numbers;
}

[[nodiscard]] base::Result<> check_heading(Story& story, const assembly::ReadMessage& read) {
  BC_TRY(slip, message::parse_slip(read.slip));
  BC_TRY_VOID(story.checks.verify(slip.bearer == "SAIGON" && slip.bearer_serial == 231,
                                  "CITE SAIGON 0231 on the slip",
                                  message::cite(slip.bearer, slip.bearer_serial)));
  // The station's line is the only one that the way has changed.
  std::size_t changed = 0;
  const std::vector<std::string> heading = heading_of(read.slip);
  for (std::size_t i = 0; i < heading.size() && i < story.heading.size(); ++i)
    changed += heading[i] != story.heading[i] ? 1 : 0;
  return story.checks.verify(heading.size() == story.heading.size() && changed == 1,
                             "the heading as sent, with the CITE added",
                             std::to_string(changed) + " lines changed");
}

}  // namespace

base::Result<> scene_watch_officer(Story& story) {
  Stage& stage = story.stage;
  BC_TRY(officer, story.net.desk(cast::kWatchOfficer));
  const std::string which = message::slip_number(story.hakto.number);
  BC_TRY(line, officer.find(which));
  BC_TRY(local, message::local_time(line.received, officer.station().zone));
  stage.open("WASHINGTON, " + local.hhmm() + ": THE WATCH OFFICER", Claim::Exercise);
  stage.show(std::string(kIndent) + line.number + "  " + std::string(message::name_of(line.precedence)) +
                 "  for " + line.to + "  from " + line.from,
             true);
  std::string delivery;
  for (const std::string& instruction : line.delivery)
    delivery += (delivery.empty() ? "" : ", ") + instruction;
  stage.say("\"" + delivery + "\": he may wake Haig.", Claim::Exercise);
  stage.say("He is cleared for all of it. He types: read \"" + which + "\"", Claim::Exercise);
  BC_TRY_VOID(story.checks.verify(!line.mine && !line.why_not.empty(),
                                  "the watch officer's inbox saying why not", "nothing"));
  const auto opened = officer.read(which);
  BC_TRY_VOID(story.checks.verify(!opened.has_value(), "the watch officer refused", "that it opened"));
  BC_TRY_VOID(story.checks.verify(
      opened.error().code == base::Code::EyesOnly || opened.error().code == base::Code::NotARecipient,
      "a refusal by the eyes-only rule", base::to_sentence(opened.error())));
  stage.say("Refused: " + line.why_not, Claim::Exercise);
  stage.say("In 1972 no key stopped a watch officer: discretion stood where a key stands here.",
            Claim::Inferred);
  return stage.close();
}

base::Result<> scene_haig(Story& story) {
  Stage& stage = story.stage;
  BC_TRY(haig, story.net.desk(cast::kHaig));
  BC_TRY(read, haig.read(message::slip_number(story.hakto.number)));
  BC_TRY_VOID(check_heading(story, read));
  BC_TRY_VOID(story.checks.verify(
      read.message.text == story.form.text && read.message.enclosure == story.form.enclosure,
      "the text as Kissinger wrote it, to the letter", "another"));
  BC_TRY_VOID(story.checks.verify(read.message.pass_on && read.message.pass_on->deadline == story.deadline,
                                  "the deadline of 1500 in Paris", "another"));
  stage.open("HAIG OPENS IT", Claim::Exercise);
  for (const std::string& text : heading_of(read.slip))
    stage.show(std::string(kIndent) + text, text.contains(message::cite(cast::kSaigon, 231)));
  stage.say("Beside FROM stands what the relay added. All else is as sent.", Claim::Exercise);
  if (read.left_ms)
    stage.say("Left until " + story.form.pass_on->local_time +
                  " in Paris: " + message::duration_words(*read.left_ms) + ".",
              Claim::Inferred);
  stage.say("Haig's key signs for the opening; the receipt is on its way.", Claim::Exercise);
  return stage.close();
}

base::Result<> scene_onward(Story& story) {
  Stage& stage = story.stage;
  BC_TRY(haig, story.net.desk(cast::kHaig));
  const std::string which = message::slip_number(story.hakto.number);
  BC_TRY(composed,
         haig.quote(
             which,
             {{}, "Please deliver the following text at your 1500 meeting today.", {}, {}, std::nullopt}));
  if (!composed.verdict.allowed()) return std::unexpected(composed.verdict.error());
  BC_TRY(sent, haig.send(composed.draft));
  story.onward = sent;
  story.onward_name = sent.number.series + " " + std::to_string(sent.number.serial);
  BC_TRY_VOID(story.checks.verify(story.onward_name == "WHP 77", "WHP 77", story.onward_name));
  BC_TRY_VOID(haig.acknowledge(which, "sent on to Guay as " + story.onward_name));

  BC_TRY(guay, story.net.desk(cast::kGuay));
  BC_TRY_VOID(story.checks.until(story.onward_name + " in Paris", kDeadlineMs, [&]() -> base::Result<bool> {
    BC_TRY(inbox, guay.inbox());
    return std::ranges::any_of(inbox,
                               [&](const assembly::InboxLine& line) { return line.message == sent.message; });
  }));
  BC_TRY(read, guay.read(story.onward_name));
  const auto& from = read.message.provenance;
  BC_TRY_VOID(story.checks.verify(from && from->message == story.hakto.message && !from->changed,
                                  "a quotation of Hakto 49, unchanged", "none"));
  BC_TRY_VOID(story.checks.verify(read.message.enclosure == story.form.enclosure,
                                  "the enclosure to the letter", "another"));
  BC_TRY_VOID(story.checks.until("six ROUTINE messages delivered", kDeadlineMs, [&]() -> base::Result<bool> {
    BC_TRY(numbers, routine_numbers(story, haig));
    return numbers.size() == story.routine.size();
  }));
  BC_TRY(numbers, routine_numbers(story, haig));
  BC_TRY_VOID(story.checks.verify(numbers.front() == 225 && numbers.back() == 230,
                                  "SAIGON 0225 to 0230 on the ROUTINE messages",
                                  std::to_string(numbers.front()) + " to " + std::to_string(numbers.back())));

  stage.open("ON TO PARIS", Claim::None);
  stage.say(
      "The message may never be readdressed. But it gives leave to pass the enclosure on: Haig quotes that, "
      "under his own signature.",
      Claim::Exercise);
  stage.say("His message is " + story.onward_name + ", to Guay. The number is made up.", Claim::Exercise);
  stage.say(
      "WHP 76, on 22 October, is the last one seen. In it Haig had made a word stronger and added an "
      "assurance.",
      Claim::Documented);
  stage.say("Guay reads: enclosure of " + message::slip_number(from->number) + " from " +
                from->originator.value + ", unchanged. The quotation proves it.",
            Claim::Exercise);
  if (!story.form.garbles.empty())
    stage.say("One word came down unreadable, and stays so: \"the virtual [garble] of an agreement\".",
              Claim::Documented);
  return stage.close();
}

}  // namespace backchannel::client
