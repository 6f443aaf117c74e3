// Saigon: the clocks, the slip, the net, and a FLASH that overtakes.

#include <poll.h>

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/time_group.h"
#include "backchannel/text/value.h"
#include "demo_story.h"

namespace backchannel::client {

namespace {

constexpr std::string_view kDtg = "230525Z OCT 72";
constexpr int kDeadlineMs = 30'000;
constexpr std::size_t kBarColumns = 30;
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
  const auto precedence = message::precedence_from(form.precedence);
  if (!precedence) return base::fail(base::Code::MarkingUnknown, form.precedence);
  slip.precedence = *precedence;
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

[[nodiscard]] base::Result<std::size_t> accepted_at(const Story& story, const std::string& node,
                                                    const std::vector<base::TransferId>& transfers) {
  BC_TRY(store, story.net.store(node));
  BC_TRY(rows, store.audit({1, 0, "accepted"}));
  return static_cast<std::size_t>(std::ranges::count_if(transfers, [&](const base::TransferId& transfer) {
    return std::ranges::any_of(rows, [&](const store::AuditRow& row) {
      return detail_of(row.detail, "transfer") == short_hex(transfer.view());
    });
  }));
}

[[nodiscard]] base::Result<base::HandlingTime> time_of(const Story& story, const std::string& node,
                                                       std::string_view event,
                                                       const base::TransferId& transfer) {
  BC_TRY(store, story.net.store(node));
  BC_TRY(rows, store.audit({1, 0, std::string(event)}));
  for (const store::AuditRow& row : rows)
    if (detail_of(row.detail, "transfer") == short_hex(transfer.view())) return row.at;
  return base::fail(base::Code::NotFound, "no row \"" + std::string(event) + "\" at " + node);
}

[[nodiscard]] base::Result<base::TransferId> send(Story& story, assembly::Desk& desk, std::int64_t draft,
                                                  assembly::Sent& sent) {
  BC_TRY(done, desk.send(draft));
  sent = done;
  BC_TRY(store, story.net.store(desk.station().name.value));
  BC_TRY(row, store.submission(done.message));
  return row.transfer;
}

[[nodiscard]] std::string bar(std::size_t done, std::size_t whole) {
  const std::size_t full = whole == 0 ? 0 : std::min(kBarColumns, done * kBarColumns / whole);
  const std::size_t percent = whole == 0 ? 0 : std::min<std::size_t>(100, done * 100 / whole);
  return "[" + std::string(full, '#') + std::string(kBarColumns - full, '.') + "] " +
         std::to_string(percent) + " %";
}

// Where the long message was halted by the FLASH, as the relay's record has it.
struct Halt {
  std::size_t offset = 0, size = 0;
};
[[nodiscard]] base::Result<std::optional<Halt>> halt_of(const Story& story, std::string_view event,
                                                        bool by_the_flash) {
  BC_TRY(store, story.net.store(cast::kFirstRelay));
  BC_TRY(rows, store.audit({1, 0, std::string(event)}));
  for (const store::AuditRow& row : rows) {
    if (detail_of(row.detail, "transfer") != short_hex(story.routine.front().view())) continue;
    if (by_the_flash && detail_of(row.detail, "by") != short_hex(story.hakto_transfer.view())) continue;
    return Halt{std::stoul("0" + detail_of(row.detail, "offset")),
                std::stoul("0" + detail_of(row.detail, "size"))};
  }
  return std::nullopt;
}

[[nodiscard]] base::Result<std::size_t> sealed_size(const Story& story, const base::TransferId& transfer) {
  BC_TRY(store, story.net.store(cast::kSaigon));
  BC_TRY(sealed, store.sealed(transfer));
  return sealed.size();
}

[[nodiscard]] base::Result<> fill_the_circuit(Story& story) {
  BC_TRY(bunker, story.net.desk(cast::kBunker));
  std::vector<std::int64_t> drafts;
  for (const char* file : {"routine-long.form.toml", "routine-1.form.toml", "routine-2.form.toml",
                           "routine-3.form.toml", "routine-4.form.toml", "routine-5.form.toml"}) {
    BC_TRY(form, story.read_form(file));
    BC_TRY(composed, bunker.compose(form));
    if (!composed.verdict.allowed()) return std::unexpected(composed.verdict.error());
    drafts.push_back(composed.draft);
  }
  for (const std::int64_t draft : drafts) {
    assembly::Sent sent;
    BC_TRY(transfer, send(story, bunker, draft, sent));
    story.routine.push_back(transfer);
  }
  return {};
}

// Until a sixth of the long message has gone over the slow circuit, and all others wait behind it.
[[nodiscard]] base::Result<> wait_for_the_jam(Story& story, std::size_t before, std::size_t size) {
  return story.until("the long message in transmission with five behind it", kDeadlineMs,
                     [&]() -> base::Result<bool> {
                       const std::size_t gone = story.net.tap().forwarded() - before;
                       story.stage.move(std::string(kIndent) + "long ROUTINE  " + bar(gone, size));
                       if (gone < size / 6) return false;
                       BC_TRY(accepted, accepted_at(story, cast::kFirstRelay, story.routine));
                       return accepted == story.routine.size();
                     });
}

[[nodiscard]] base::Result<> let_the_flash_pass(Story& story, std::size_t before, std::size_t size) {
  return story.until("the FLASH at " + cast::kSecondRelay, kDeadlineMs, [&]() -> base::Result<bool> {
    story.stage.move(std::string(kIndent) + "long ROUTINE  " +
                     bar(story.net.tap().forwarded() - before, size) + "  FLASH!");
    BC_TRY(accepted, accepted_at(story, cast::kSecondRelay, {story.hakto_transfer}));
    return accepted == 1;
  });
}

[[nodiscard]] base::Result<> tell_what_it_saved(Story& story, const Halt& halt) {
  std::size_t behind = halt.size - halt.offset;
  for (std::size_t i = 1; i < story.routine.size(); ++i) {
    BC_TRY(size, sealed_size(story, story.routine[i]));
    behind += size;
  }
  BC_TRY(in, time_of(story, cast::kFirstRelay, "accepted", story.hakto_transfer));
  BC_TRY(out, time_of(story, cast::kSecondRelay, "accepted", story.hakto_transfer));
  const netplan::Circuit* circuit =
      story.net.plan().circuit_between(base::NodeName(cast::kFirstRelay), base::NodeName(cast::kSecondRelay));
  const double waiting = static_cast<double>(behind) * 8 / static_cast<double>(circuit->bits_per_second);
  const double passing = static_cast<double>(out - in) / 1'000 / static_cast<double>(story.net.plan().rate);
  BC_TRY_VOID(story.verify(passing < waiting, "the FLASH through in less than " + seconds(waiting),
                           seconds(passing)));
  story.stage.say("It passed in " + seconds(passing) + ". Waiting its turn it would have stood " +
                      seconds(waiting) + " behind " + base::grouped(behind) + " bytes.",
                  Claim::Exercise);
  return {};
}

// For --verbose: what the first relay wrote down, and what the eavesdropper saw go by.
[[nodiscard]] base::Result<> show_records(const Story& story) {
  if (!story.verbose) return {};
  BC_TRY(store, story.net.store(cast::kFirstRelay));
  BC_TRY(rows, store.audit({}));
  for (const store::AuditRow& row : rows)
    story.detail(cast::kFirstRelay + ": " + row.event + " " + row.detail);
  for (const assembly::WireTap::Burst& burst : story.net.tap().bursts())
    story.detail("on the wire, " + std::to_string(burst.at_ms) + " ms: " + base::grouped(burst.bytes) +
                 " bytes to " + (burst.forward ? cast::kSecondRelay : cast::kFirstRelay));
  return {};
}

}  // namespace

base::Result<> scene_three_clocks(Story& story) {
  const base::HandlingTime begins = story.net.plan().begins;
  story.stage.open("THREE CLOCKS");
  BC_TRY_VOID(story.clocks(begins));
  BC_TRY_VOID(story.verify(message::to_dtg(begins) == kDtg, kDtg, message::to_dtg(begins)));
  struct Expected {
    const char *zone, *hhmm;
  };
  for (const Expected& each :
       {Expected{"Asia/Ho_Chi_Minh", "1325"}, {"America/New_York", "0125"}, {"Europe/Paris", "0625"}}) {
    BC_TRY(local, message::local_time(begins, each.zone));
    BC_TRY_VOID(story.verify(local.hhmm() == each.hhmm, each.hhmm, local.hhmm()));
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
  BC_TRY_VOID(story.verify(composed.draft != 0, "a draft that may be sent", "none"));
  BC_TRY(slip, slip_of(story));
  const std::vector<std::string> lines = lines_of(message::print_slip(slip));
  story.stage.open("THE SLIP");
  bool heading = true;
  for (const std::string& line : lines) {
    if (line.empty()) heading = false;
    if (heading) story.heading.push_back(line);
    BC_TRY_VOID(story.stage.type(line.empty() ? "" : std::string(kIndent) + line));
  }
  const std::string begin = base::wrap("Begin text: " + story.form.enclosure, kSlipColumns - 4);
  BC_TRY_VOID(story.stage.type(std::string(kIndent) + begin.substr(0, begin.find('\n')) + " ..."));
  const std::string words = composed.summary.substr(composed.summary.rfind(',') + 2);
  story.stage.say(words + "; a manual allows a FLASH 200. No CITE line yet.", Claim::Documented);
  for (const std::string& warning : composed.verdict.warnings) story.detail(warning);
  return story.stage.close();
}

base::Result<> scene_net(Story& story) {
  story.stage.open("THE NET");
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

base::Result<> scene_overtaking(Story& story) {
  Stage& stage = story.stage;
  stage.open("FLASH");
  stage.move(std::string(kIndent) + "the programs start ...");
  BC_TRY_VOID(story.net.up());
  stage.moved();
  BC_TRY(kissinger, story.net.desk(cast::kKissinger));
  BC_TRY(running, assembly::processes(story.net.folder()));
  const auto alive = std::ranges::count(running, true, &assembly::NodeProcess::running);
  BC_TRY_VOID(story.verify(alive == static_cast<long>(story.net.plan().nodes.size()),
                           "every relay and station running", std::to_string(alive)));
  stage.say(std::to_string(alive) + " programs are running: three relays, four stations.", Claim::Exercise);

  const std::size_t before = story.net.tap().forwarded();
  BC_TRY_VOID(fill_the_circuit(story));
  BC_TRY(size, sealed_size(story, story.routine.front()));
  stage.say("Bunker has sent six ROUTINE messages. The first, of " + base::grouped(size) +
                " bytes, is in transmission; five wait behind it.",
            Claim::Exercise);
  BC_TRY_VOID(wait_for_the_jam(story, before, size));
  stage.move({});
  BC_TRY(transfer, send(story, kissinger, story.draft, story.hakto));
  story.hakto_transfer = transfer;
  BC_TRY_VOID(let_the_flash_pass(story, before, size));
  // The relay writes its record a moment later.
  std::optional<Halt> halted;
  BC_TRY_VOID(
      story.until("the record of " + cast::kFirstRelay + " saying that the FLASH halted the long message",
                  kDeadlineMs, [&]() -> base::Result<bool> {
                    BC_TRY(found, halt_of(story, "halted", true));
                    halted = found;
                    return halted.has_value();
                  }));
  ++story.verified;
  stage.moved();
  stage.show(std::string(kIndent) + "long ROUTINE  " + bar(halted->offset, halted->size) + "  HALTED");
  stage.show(std::string(kIndent) + "FLASH         [" + std::string(kBarColumns, '#') + "] 100 %  " +
                 message::slip_number(story.hakto.number) + " passes",
             true);
  BC_TRY_VOID(story.until("the long message resumed", kDeadlineMs, [&]() -> base::Result<bool> {
    BC_TRY(resumed, halt_of(story, "resumed", false));
    return resumed && resumed->offset == halted->offset;
  }));
  ++story.verified;
  if (stage.live()) {
    BC_TRY_VOID(story.until("the long message through", kDeadlineMs, [&]() -> base::Result<bool> {
      stage.move(std::string(kIndent) + "long ROUTINE  " + bar(story.net.tap().forwarded() - before, size) +
                 "  ");
      BC_TRY(accepted, accepted_at(story, cast::kSecondRelay, {story.routine.front()}));
      return accepted == 1;
    }));
    stage.moved();
  }
  stage.show(std::string(kIndent) + "long ROUTINE  resumes at byte " + base::grouped(halted->offset) +
             "; the five follow");
  BC_TRY_VOID(tell_what_it_saved(story, *halted));
  stage.say(
      "FLASH interrupts what is lower, say the manuals, and aims to be with its reader within 10 minutes.",
      Claim::Documented);
  BC_TRY_VOID(show_records(story));
  return stage.close();
}

base::Result<> scene_two_numbers(Story& story) {
  Stage& stage = story.stage;
  BC_TRY_VOID(story.until("Hakto 49 in the Situation Room", kDeadlineMs, [&]() -> base::Result<bool> {
    BC_TRY(store, story.net.store(cast::kSituationRoom));
    BC_TRY(rows, store.mailbox());
    return std::ranges::any_of(
        rows, [&](const store::MailboxRow& row) { return row.key.transfer == story.hakto_transfer; });
  }));
  BC_TRY(haig, story.net.desk(cast::kHaig));
  BC_TRY(line, haig.find(message::slip_number(story.hakto.number)));
  BC_TRY_VOID(story.verify(message::slip_number(story.hakto.number) == "HAKTO 049", "HAKTO 049",
                           message::slip_number(story.hakto.number)));
  BC_TRY_VOID(story.verify(line.number == "Hakto 49/231", "Hakto 49/231", line.number));
  BC_TRY_VOID(story.verify(message::to_dtg(line.created) == kDtg, std::string(kDtg) + " in the heading",
                           message::to_dtg(line.created)));
  stage.open("TWO NUMBERS");
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
