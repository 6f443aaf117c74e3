// leave, admit, readdress, go-ahead; offer and release.

#include <CLI/CLI.hpp>

#include "backchannel/base/format.h"
#include "commands.h"
#include "plan_source.h"
#include "screen.h"
#include "words.h"
#include "writing.h"

namespace backchannel::client {

namespace {

struct FurtherOptions {
  std::vector<std::string> which;
  std::vector<std::string> to;
  std::string reader, precedence, releaser, paper, out;
  std::int64_t draft = 0;
  bool send = false;

  [[nodiscard]] std::string message() const { return join(which, " "); }
};

using Options = std::shared_ptr<FurtherOptions>;

Outcome go_ahead_command(const Session& session, const FurtherOptions& options) {
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY_VOID(desk.go_ahead(options.message()));
  note("The go-ahead for " + base::visible(options.message()) + " is on its way to whoever holds it.");
  return kDone;
}

Outcome leave_command(const Session& session, const FurtherOptions& options) {
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY_VOID(desk.leave(options.message(), options.reader));
  note("Your signed leave for " + base::visible(options.reader) + " is on its way; the reader of " +
       base::visible(options.message()) + " may then admit " + base::visible(options.reader) + ".");
  return kDone;
}

Outcome report(const Session& session, assembly::Desk& desk, const assembly::Composed& composed,
               const FurtherOptions& options) {
  if (!composed.verdict.allowed()) return complain("It was refused", composed.verdict);
  if (!options.send) return report_draft(session, composed);
  warn(composed.verdict.warnings);
  note("Whoever wrote it is told.");
  return send_draft(session, desk, composed.draft);
}

Outcome admit_command(const Session& session, const FurtherOptions& options) {
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(composed, desk.admit(options.message(), options.reader, options.precedence));
  return report(session, desk, composed, options);
}

Outcome readdress_command(const Session& session, const FurtherOptions& options) {
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(composed, desk.readdress(options.message(), options.to, options.precedence));
  return report(session, desk, composed, options);
}

// A paper that must not be lost half-written: to a file of the user's own, never to a terminal.
Outcome write_paper(const FurtherOptions& options, const base::Bytes& bytes) {
  BC_TRY_VOID(assembly::write_file(options.out, bytes, 0600));
  return kDone;
}

Outcome offer_command(const Session& session, const FurtherOptions& options) {
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(paper, desk.offer(options.draft, options.releaser));
  BC_TRY_VOID(write_paper(options, paper));
  note("Only " + base::visible(options.releaser) + " can read " + options.out +
       ". To release it: backchannel --as " + shell_word(options.releaser) + " release " +
       shell_word(options.out) + " --out release.bc");
  return kDone;
}

Outcome release_command(const Session& session, const FurtherOptions& options) {
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(paper, read_input(options.paper));
  BC_TRY(offered, desk.read_offer(base::as_bytes(paper)));
  std::string shown = strong(offered.markings) + "\n" + offered.summary + ", from " + offered.author + "\n\n";
  if (!offered.text.subject.empty()) shown += offered.text.subject + "\n\n";
  shown += base::wrap(offered.text.text, kScreenColumns);
  if (!offered.text.enclosure.empty())
    shown += "\n\nBegin text:\n\n" + base::wrap(offered.text.enclosure, kScreenColumns) + "\n\nEnd text";
  print_screen(shown);
  if (options.out.empty()) {
    note("Nothing is signed yet. Release it: " +
         session.command("release " + shell_word(options.paper) + " --out release.bc"));
    return kDone;
  }
  BC_TRY(released, desk.release(base::as_bytes(paper)));
  BC_TRY_VOID(write_paper(options, released));
  note("Released. Its writer sends it: backchannel send DRAFT --release " + shell_word(options.out));
  return kDone;
}

CLI::App* add(CLI::App& app, const char* name, const char* what, const char* examples) {
  CLI::App* command = app.add_subcommand(name, what);
  command->group("Further readers");
  command->footer(std::string("Examples:\n") + examples);
  return command;
}

// Behind the command's own, in its help too.
void add_common(CLI::App& command, Session& session) {
  add_person_options(command, session);
  add_passphrase_options(command, session);
}

void add_which(CLI::App& command, const Options& options) {
  command.add_option("WHICH", options->which, "Its number (\"HAKTO 49\", 49), or the first digits of its id")
      ->required()
      ->expected(1, 8);
}

void add_sending(CLI::App& command, Session& session, const Options& options) {
  command.add_flag("--send", options->send, "Send it at once; without: save a draft");
  add_common(command, session);
  add_json_option(command, session);
}

void add_originators(CLI::App& app, Session& session, const Options& options) {
  CLI::App* go_ahead = add(app, "go-ahead", "Let a message that you sent ahead be opened",
                           "  backchannel --as KISSINGER go-ahead \"HAKTO 49\"");
  add_which(*go_ahead, options);
  add_common(*go_ahead, session);
  go_ahead->callback(
      [&session, options] { session.run([&] { return go_ahead_command(session, *options); }); });

  CLI::App* leave = add(app, "leave", "Give leave for a further reader of a message that you sent",
                        "  backchannel --as KISSINGER leave \"HAKTO 49\" --reader GUAY\n\n"
                        "Whom the net plan makes a secretariat gives it for what others at his station\n"
                        "wrote or got, where the markings take a secretariat's leave.");
  add_which(*leave, options);
  leave->add_option("--reader", options->reader, "Who may be let in")->required()->type_name("PERSON");
  add_common(*leave, session);
  leave->callback([&session, options] { session.run([&] { return leave_command(session, *options); }); });
}

void add_readers(CLI::App& app, Session& session, const Options& options) {
  CLI::App* admit = add(app, "admit", "Let a further reader have the whole message; its writer is told",
                        "  backchannel --as HAIG admit \"HAKTO 49\" --reader GUAY --send");
  add_which(*admit, options);
  admit->add_option("--reader", options->reader, "Who is let in")->required()->type_name("PERSON");
  admit->add_option("--precedence", options->precedence, "Default: the original's")->type_name("PRECEDENCE");
  add_sending(*admit, session, options);
  admit->callback([&session, options] { session.run([&] { return admit_command(session, *options); }); });

  CLI::App* readdress = add(app, "readdress", "Send a message on as it stands, on your authority",
                            "  backchannel --as HAIG readdress \"SAIGON 231\" --to STATE --send");
  add_which(*readdress, options);
  readdress->add_option("--to", options->to, "Further addressees")->required()->type_name("WHOM");
  readdress->add_option("--precedence", options->precedence, "Default: the original's")
      ->type_name("PRECEDENCE");
  add_sending(*readdress, session, options);
  readdress->callback(
      [&session, options] { session.run([&] { return readdress_command(session, *options); }); });
}

void add_release(CLI::App& app, Session& session, const Options& options) {
  CLI::App* offer = add(app, "offer", "Bring a draft to a second person, who releases it",
                        "  backchannel --as KISSINGER offer 3 --to BUNKER --out paper.bc");
  offer->add_option("DRAFT", options->draft, "A draft's number")->required();
  offer->add_option("--to", options->releaser, "Who is to release it")->required()->type_name("PERSON");
  offer->add_option("--out", options->out, "The paper, sealed to that person")->required()->type_name("FILE");
  add_common(*offer, session);
  offer->callback([&session, options] { session.run([&] { return offer_command(session, *options); }); });

  CLI::App* release = add(app, "release", "Read what was brought to you, and sign that it may go",
                          "  backchannel --as BUNKER release paper.bc\n"
                          "  backchannel --as BUNKER release paper.bc --out release.bc");
  release->add_option("PAPER", options->paper, "The file that you were brought")->required();
  release->add_option("--out", options->out, "Your signature, for its writer; without it: read only")
      ->type_name("FILE");
  add_common(*release, session);
  release->callback([&session, options] { session.run([&] { return release_command(session, *options); }); });
}

}  // namespace

void add_further_commands(CLI::App& app, Session& session) {
  const auto options = std::make_shared<FurtherOptions>();
  add_originators(app, session, options);
  add_readers(app, session, options);
  add_release(app, session, options);
}

}  // namespace backchannel::client
