// Saigon: the clocks, the slip, the net, and a FLASH that overtakes.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/time_group.h"
#include "demo_story.h"

namespace backchannel::client {

namespace {

constexpr std::string_view kDtg = "230525Z OCT 72";
constexpr int kDeadlineMs = 30'000;
constexpr std::size_t kSlipColumns = 69;
constexpr std::string_view kIndent = "    ";

[[nodiscard]] std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    lines.emplace_back(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.size(), lines.back().size() + 1));
  }
  return lines;
}

// The slip as it lies in Saigon: everything but the number that the first relay is going to give.
[[nodiscard]] base::Result<message::Slip> slip_of(const Story& story) {
  const assembly::Form& form = story.form;
  message::Slip slip;
  slip.markings.classification = base::upper(form.classification);
  for (const std::string& words : form.caveats) {
    const doctrine::CaveatRow* row = story.net.catalogue().caveat(words);
    if (row == nullptr) return base::fail(base::Code::MarkingUnknown, words);
    (row->slip_place == "reader" ? slip.markings.reader_caveats : slip.markings.heading_caveats)
        .push_back(base::upper(words));
  }
  if (const doctrine::ChannelRow* channel = story.net.catalogue().channel(form.channel))
    slip.channel = channel->printed;
  const doctrine::PrecedenceRow* precedence = story.net.catalogue().precedence(form.precedence);
  if (precedence == nullptr) return base::fail(base::Code::MarkingUnknown, form.precedence);
  slip.precedence = precedence->rank;
  slip.dtg = story.net.plan().begins;
  slip.service_line = form.service_line;
  slip.to = form.to;
  slip.from = form.from;
  const auto first =
      std::ranges::find(story.net.plan().numbers, form.series, &netplan::Plan::FirstNumber::series);
  if (first == story.net.plan().numbers.end())
    return base::fail(base::Code::PlanInvalid, "the net plan gives no next number of " + form.series);
  slip.number = {form.series, story.net.plan().trip, first->next};
  slip.text = form.text;
  return slip;
}

}  // namespace

base::Result<> scene_three_clocks(Story& story) {
  const base::HandlingTime begins = story.net.plan().begins;
  story.stage.open("THREE CLOCKS", Claim::Documented);
  BC_TRY_VOID(story.clocks(begins));
  BC_TRY_VOID(story.checks.verify(message::to_dtg(begins) == kDtg, kDtg, message::to_dtg(begins)));
  struct Expected {
    const char *zone, *hhmm;
  };
  for (const Expected& each :
       {Expected{"Asia/Ho_Chi_Minh", "1325"}, {"America/New_York", "0125"}, {"Europe/Paris", "0625"}}) {
    BC_TRY(local, message::local_time(begins, each.zone));
    BC_TRY_VOID(story.checks.verify(local.hhmm() == each.hhmm, each.hhmm, local.hhmm()));
  }
  const assembly::FormPassOn& pass_on = *story.form.pass_on;
  BC_TRY(deadline, message::next_local(begins, pass_on.local_time, pass_on.zone));
  story.deadline = deadline;
  BC_TRY(local, message::local_time(begins, "Asia/Ho_Chi_Minh"));
  story.stage.say(
      local.weekday_and_date() + ", " + std::string(kDtg) +
          ". Kissinger in Saigon has a text for the other side. Colonel Guay is to have it in Paris, \"" +
          "for him to deliver at his 1500 meeting today\".",
      Claim::Documented);
  story.stage.say("If that is Paris time, it is " + message::to_short_dtg(deadline) + ": " +
                      message::duration_words(deadline - begins) + " are left.",
                  Claim::Inferred);
  story.stage.say(
      "Now play it, with real keys and real programs. This net, its circuits and all other traffic are made "
      "up.",
      Claim::Exercise);
  return story.stage.close();
}

base::Result<> scene_slip(Story& story) {
  BC_TRY(desk, story.net.desk(cast::kKissinger));
  BC_TRY(composed, desk.compose(story.form));
  if (!composed.verdict.allowed()) return std::unexpected(composed.verdict.error());
  story.draft = composed.draft;
  BC_TRY_VOID(story.checks.verify(composed.draft != 0, "a draft that may be sent", "none"));
  BC_TRY(slip, slip_of(story));
  const std::vector<std::string> lines = lines_of(message::print_slip(slip));
  story.stage.open("THE SLIP", Claim::Documented);
  bool heading = true;
  for (const std::string& line : lines) {
    if (line.empty()) heading = false;
    if (heading) story.heading.push_back(line);
    BC_TRY_VOID(story.stage.type(line.empty() ? "" : std::string(kIndent) + line));
  }
  const std::string begin = base::wrap("Begin text: " + story.form.enclosure, kSlipColumns - 4);
  BC_TRY_VOID(story.stage.type(std::string(kIndent) + begin.substr(0, begin.find('\n')) + " ..."));
  const std::string words = composed.summary.substr(composed.summary.rfind(',') + 2);
  story.stage.say(words + "; a manual gives a FLASH 200 at most. No CITE line yet.", Claim::Documented);
  for (const std::string& warning : composed.verdict.warnings) story.detail(warning);
  return story.stage.close();
}

base::Result<> scene_net(Story& story) {
  story.stage.open("THE NET", Claim::Exercise);
  for (const char* line : {"    SAIGON ---- CAS-SAIGON ====*==== CAS-HQ ---- WH-COMM ---- SITUATION ROOM",
                           "    Kissinger           384 kbit/s,               |  |        Haig",
                           "    Bunker              an eavesdropper       PARIS  STATE    watch officer",
                           "                        at the *              Guay"})
    story.stage.show(line);
  story.stage.say("The CIA's copy of the message says VIA CAS CHANNELS (BUNKER).", Claim::Documented);
  story.stage.say("The way through CIA headquarters was not seen.", Claim::Inferred);
  story.stage.say("The relay WH-COMM, the place of STATE, all speeds: made up.", Claim::Exercise);
  const auto& plan = story.net.plan();
  story.stage.say(
      "Keys have been minted for " + std::to_string(plan.nodes.size()) + " places and " +
          std::to_string(plan.persons.size()) +
          " persons, each with a passphrase of its own. Next, every place becomes a program of its own.",
      Claim::Exercise);
  for (const std::string& step : story.net.ceremony()) story.detail(step);
  return story.stage.close();
}

base::Result<> scene_two_numbers(Story& story) {
  Stage& stage = story.stage;
  BC_TRY_VOID(story.checks.until("Hakto 49 in the Situation Room", kDeadlineMs, [&]() -> base::Result<bool> {
    BC_TRY(store, story.net.store(cast::kSituationRoom));
    BC_TRY(rows, store.mailbox());
    return std::ranges::any_of(
        rows, [&](const store::MailboxRow& row) { return row.key.transfer == story.hakto_transfer; });
  }));
  BC_TRY(haig, story.net.desk(cast::kHaig));
  BC_TRY(line, haig.find(message::slip_number(story.hakto.number)));
  BC_TRY_VOID(story.checks.verify(message::slip_number(story.hakto.number) == "HAKTO 049", "HAKTO 049",
                                  message::slip_number(story.hakto.number)));
  BC_TRY_VOID(story.checks.verify(line.number == "Hakto 49/231", "Hakto 49/231", line.number));
  BC_TRY_VOID(story.checks.verify(message::to_dtg(line.created) == kDtg,
                                  std::string(kDtg) + " in the heading", message::to_dtg(line.created)));
  stage.open("TWO NUMBERS", Claim::Documented);
  stage.show(std::string(kIndent) + line.number, true);
  stage.say("HAKTO 049: the traveller's own count on this trip.", Claim::Documented);
  stage.say(
      "CITE SAIGON 0231: the station's count of what it sent on that circuit, whoever wrote it; Bunker's "
      "messages are in it too.",
      Claim::Documented);
  stage.say("Here Kissinger signs the 49, and the relay " + cast::kFirstRelay +
                " the 231, as it takes custody. Its count began at 0225: six ROUTINE messages came before.",
            Claim::Exercise);
  stage.say(
      "Hakto 50 is read as SAIGON 0229, half an hour before 49; the copy is hard to read. A hole in a series "
      "is not yet a loss.",
      Claim::Inferred);
  return stage.close();
}

}  // namespace backchannel::client
