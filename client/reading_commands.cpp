// inbox, read, acknowledge, quote, handover.

#include <CLI/CLI.hpp>

#include "backchannel/base/format.h"
#include "backchannel/message/printed.h"
#include "backchannel/message/time_group.h"
#include "commands.h"
#include "plan_source.h"
#include "reading.h"
#include "screen.h"
#include "words.h"
#include "writing.h"

namespace backchannel::client {

namespace {

constexpr std::size_t kPaperColumns = 69;

struct ReadingOptions {
  std::vector<std::string> which;
  std::string words = "understood";
  std::vector<std::string> to;
  std::string text, series, precedence, enclosure_file;
  bool send = false, sign_off = false;
  std::string hand_to, place;

  // "read HAKTO 49" and "read "HAKTO 49"" are the same.
  [[nodiscard]] std::string message() const { return join(which, " "); }
};

Outcome inbox_command(const Session& session) {
  BC_TRY(desk, session.desk());
  BC_TRY(lines, desk.inbox());
  if (session.json) {
    print_json(inbox_json(lines));
    return kDone;
  }
  print_screen(inbox_screen(desk, lines));
  for (const assembly::InboxLine& line : lines) {
    if (!line.mine || line.state != "new" || !line.not_yet.empty()) continue;
    note("Open it: " + session.command("read " + shell_word(line.number)));
    break;
  }
  return kDone;
}

Outcome read_command(const Session& session, const ReadingOptions& options) {
  BC_TRY(desk, session.desk());
  BC_TRY(line, desk.find(options.message()));
  if (line.mine && line.not_yet.empty())
    note("Opening " + line.number + " is signed for: " + line.from + " will be told that " +
         desk.person().name.value + " opened it, and when.");
  // Also when it will be refused: who was refused is on record, so it must be known who asked.
  BC_TRY_VOID(session.unlock(desk));
  BC_TRY(opened, desk.read(options.message()));
  if (session.json) {
    print_json(read_json(opened));
    return kDone;
  }
  print_screen(opened.slip);
  if (const std::string left = pass_on_words(opened, desk.person().name.value); !left.empty()) note(left);
  if (const std::string next = next_step(opened, desk.person().name.value); !next.empty())
    note(next.starts_with("handover") ? "Hand it over: " + session.command(next)
                                      : "Pass it on: " + session.command(next));
  if (opened.message.acknowledge)
    note("An acknowledgement is asked for: " + session.command("acknowledge " + shell_word(line.number)));
  return kDone;
}

Outcome acknowledge_command(const Session& session, const ReadingOptions& options) {
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(line, desk.find(options.message()));
  BC_TRY_VOID(desk.acknowledge(options.message(), options.words));
  note("Acknowledged " + line.number + " to " + line.from + ": " + base::visible(options.words));
  if (!options.sign_off) return kDone;
  BC_TRY(drafts, desk.sign_off(options.message()));
  note("Signed off: your copy is destroyed; it cannot be opened again.");
  for (const std::int64_t draft : drafts)
    note("Draft " + std::to_string(draft) + ", which held its text, is destroyed with it.");
  return kDone;
}

Outcome quote_command(const Session& session, const ReadingOptions& options) {
  assembly::QuoteOrder order;
  order.to = options.to;
  order.text = options.text;
  order.series = options.series;
  order.precedence = options.precedence;
  if (!options.enclosure_file.empty()) {
    BC_TRY(edited, read_text(options.enclosure_file));
    if (const std::size_t valid = base::valid_utf8_prefix(edited); valid != edited.size())
      return base::fail(base::Code::Syntax,
                        options.enclosure_file + ": byte " + std::to_string(valid + 1) +
                            " is no part of UTF-8 text; give the enclosure as plain text");
    order.enclosure = std::move(edited);
  }
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(composed, desk.quote(options.message(), order));
  if (!composed.verdict.allowed()) return complain("The quotation was refused", composed.verdict);
  warn(composed.verdict.warnings);
  if (!composed.changed.empty()) note("You changed what you pass on: " + composed.changed);
  if (options.send) return send_draft(session, desk, composed.draft);
  if (session.json) {
    text::Value value;
    value.set("draft", composed.draft).set("summary", composed.summary).set("changed", composed.changed);
    print_json(marked_json("composed", std::move(value)));
  } else {
    print_screen("Draft " + std::to_string(composed.draft) + ": " + composed.summary);
  }
  note("Send it: " + session.command("send " + std::to_string(composed.draft)));
  return kDone;
}

Outcome handover_command(const Session& session, const ReadingOptions& options) {
  BC_TRY(desk, session.unlocked_desk());
  const std::string place = options.place.empty() ? desk.station().name.value : options.place;
  BC_TRY(handed, desk.hand_over(options.message(), options.hand_to, place));
  if (session.json) {
    text::Value value;
    value.set("paper", handed.paper)
        .set("at", message::to_iso(handed.at))
        .set("place", place)
        .set("reported_to", to_json_list(handed.reported_to));
    print_json(marked_json("handed_over", std::move(value)));
    return kDone;
  }
  print_screen(base::wrap(handed.paper, kPaperColumns));
  if (handed.read_out) note("Read this out: a delivery instruction lets no paper leave the station.");
  note("Handed to " + base::visible(options.hand_to) + " at " + base::visible(place) + ", " +
       time_words(handed.at, desk.station().zone) +
       ": the enclosure alone, without heading, numbers or markings.");
  if (!handed.reported_to.empty()) note("Your signed report goes to " + join(handed.reported_to, ", ") + ".");
  return kDone;
}

using Options = std::shared_ptr<ReadingOptions>;

CLI::App* add(CLI::App& app, const char* name, const char* what, const char* footer) {
  CLI::App* command = app.add_subcommand(name, what);
  command->group("Reading");
  command->footer(std::string("Examples:\n") + footer);
  return command;
}

CLI::App* add_for_one(CLI::App& app, Session& session, const Options& options, const char* name,
                      const char* what, const char* footer) {
  CLI::App* command = add(app, name, what, footer);
  command->add_option("WHICH", options->which, "Its number (\"HAKTO 49\", 49), or the first digits of its id")
      ->required()
      ->expected(1, 8);
  add_person_options(*command, session);
  add_passphrase_options(*command, session);
  return command;
}

void add_quote(CLI::App& app, Session& session, const Options& options) {
  CLI::App* quote =
      add_for_one(app, session, options, "quote", "Put an enclosure into a new message, by the pass-on leave",
                  "  backchannel --as HAIG quote \"HAKTO 49\"\n"
                  "  backchannel --as HAIG quote \"HAKTO 49\" --to GUAY --series WHP --send");
  quote->add_option("--to", options->to, "Next reader; default: the one whom the leave names")
      ->type_name("PERSON");
  quote->add_option("--text", options->text, "Words of your own to the next reader")->type_name("WORDS");
  quote
      ->add_option("--series", options->series,
                   "Series that numbers it; default: the one from you to that reader")
      ->type_name("SERIES");
  quote->add_option("--precedence", options->precedence, "Default: the original's")->type_name("PRECEDENCE");
  quote
      ->add_option("--enclosure", options->enclosure_file,
                   "The enclosure as you have edited it; both are kept")
      ->type_name("FILE");
  quote->add_flag("--send", options->send, "Send it at once; without: save a draft");
  add_json_option(*quote, session);
  quote->callback([&session, options] { session.run([&] { return quote_command(session, *options); }); });
}

void add_handover(CLI::App& app, Session& session, const Options& options) {
  CLI::App* handover = add_for_one(app, session, options, "handover",
                                   "Hand an enclosure to somebody outside the net, and report it",
                                   "  backchannel --as GUAY handover \"WHP 77\" --to \"DRV DELEGATION\"");
  handover->add_option("--to", options->hand_to, "Who is handed it, as the leave names him")
      ->required()
      ->type_name("WHOM");
  handover->add_option("--place", options->place, "Where; default: your station")->type_name("PLACE");
  add_json_option(*handover, session);
  handover->callback(
      [&session, options] { session.run([&] { return handover_command(session, *options); }); });
}

}  // namespace

void add_reading_commands(CLI::App& app, Session& session) {
  const auto options = std::make_shared<ReadingOptions>();

  CLI::App* inbox = add(app, "inbox", "What has come for you and your station",
                        "  backchannel --as HAIG inbox\n"
                        "  backchannel --as HAIG inbox --json");
  add_person_options(*inbox, session);
  add_json_option(*inbox, session);
  inbox->callback([&session] { session.run([&] { return inbox_command(session); }); });

  CLI::App* read =
      add_for_one(app, session, options, "read", "Open a message; its writer gets your signed receipt",
                  "  backchannel --as HAIG read \"HAKTO 49\"");
  add_json_option(*read, session);
  read->callback([&session, options] { session.run([&] { return read_command(session, *options); }); });

  CLI::App* acknowledge =
      add_for_one(app, session, options, "acknowledge", "Tell the writer that you understood",
                  "  backchannel --as HAIG acknowledge \"HAKTO 49\"\n"
                  "  backchannel --as HAIG acknowledge 49 --words \"will comply\"");
  acknowledge->add_option("--words", options->words, "What you answer; default: understood")
      ->type_name("WORDS");
  acknowledge->add_flag("--sign-off", options->sign_off, "You are done with it: your copy is then destroyed");
  acknowledge->callback(
      [&session, options] { session.run([&] { return acknowledge_command(session, *options); }); });

  add_quote(app, session, options);
  add_handover(app, session, options);
}

}  // namespace backchannel::client
