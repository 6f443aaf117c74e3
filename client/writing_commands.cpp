// compose, send, drafts.

#include <CLI/CLI.hpp>
#include <algorithm>

#include "ask.h"
#include "backchannel/assembly/supervisor.h"
#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/precedence.h"
#include "commands.h"
#include "plan_source.h"
#include "screen.h"
#include "writing.h"

namespace backchannel::client {

namespace {

struct WritingOptions {
  std::string what;
  std::string release;
};

bool is_draft_number(const std::string& word) {
  return !word.empty() && word.size() <= 18 &&
         std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

// The author of a form is who sends it, unless --as says otherwise (compose then refuses what does not
// agree).
void take_author(Session& session, const assembly::Form& form) {
  if (session.person.empty()) session.person = form.from;
}

// Asks until the message is accepted or given up; what was typed stays.
Outcome ask_and_compose(const Session& session) {
  BC_TRY(desk, session.unlocked_desk());
  assembly::Form form;
  form.from = desk.person().name.value;
  while (true) {
    BC_TRY(asked, ask_form(desk.trust(), desk.person(), form));
    if (!asked) {
      note("Nothing was saved.");
      return kDone;
    }
    form = std::move(*asked);
    const auto composed = desk.compose(form);
    if (composed && composed->verdict.allowed()) return report_draft(session, composed);
    const int code =
        composed ? complain("The message was refused", composed->verdict) : complain(composed.error());
    if (!ask_yes("Change it? What you wrote is still there.")) return code;
  }
}

Outcome compose_command(Session& session, const WritingOptions& options) {
  if (options.what.empty()) {
    if (is_terminal(stdin)) return ask_and_compose(session);
    return misused("there is no form, and no terminal to ask at",
                   "give a form's file (\"-\" reads standard input); an example is "
                   "scenarios/hakto-49/hakto-49.form.toml");
  }
  BC_TRY(form, read_form(options.what));
  take_author(session, form);
  BC_TRY(desk, session.unlocked_desk());
  return report_draft(session, desk.compose(form));
}

Outcome send_command(Session& session, const WritingOptions& options) {
  if (is_draft_number(options.what)) {
    std::optional<base::Bytes> release;
    if (!options.release.empty()) {
      BC_TRY(content, read_input(options.release));
      const auto bytes = base::as_bytes(content);
      release.emplace(bytes.begin(), bytes.end());
    }
    BC_TRY(desk, session.unlocked_desk());
    return send_draft(session, desk, std::stoll(options.what), release);
  }
  if (!options.release.empty())
    return misused("--release is for a draft: a form has no message yet that could have been released",
                   "compose it first, then: backchannel offer");
  BC_TRY(form, read_form(options.what));
  take_author(session, form);
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(composed, desk.compose(form));
  if (!composed.verdict.allowed()) return complain("The message was refused", composed.verdict);
  warn(composed.verdict.warnings);
  return send_draft(session, desk, composed.draft);
}

Outcome drafts_command(const Session& session) {
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(drafts, desk.drafts());
  if (session.json) {
    text::Array all;
    for (const auto& [id, summary] : drafts) {
      text::Value value;
      value.set("draft", id).set("summary", summary);
      all.push_back(std::move(value));
    }
    print_json(marked_json("drafts", std::move(all)));
    return kDone;
  }
  if (drafts.empty()) {
    note(desk.person().name.value + " has no drafts. Write one: " + session.command("compose"));
    return kDone;
  }
  Table table({"draft", "what it is"});
  for (const auto& [id, summary] : drafts) table.add({std::to_string(id), summary});
  print_screen(table.text());
  return kDone;
}

}  // namespace

Outcome report_draft(const Session& session, const base::Result<assembly::Composed>& composed) {
  if (!composed) return std::unexpected(composed.error());
  if (!composed->verdict.allowed()) return complain("The message was refused", composed->verdict);
  warn(composed->verdict.warnings);
  if (session.json) {
    text::Value value;
    value.set("draft", composed->draft).set("summary", composed->summary);
    print_json(marked_json("composed", std::move(value)));
  } else {
    print_screen("Draft " + std::to_string(composed->draft) + ": " + composed->summary);
  }
  note("Send it: " + session.command("send " + std::to_string(composed->draft)));
  return kDone;
}

base::Result<assembly::Form> read_form(const std::string& file) {
  BC_TRY(content, read_input(file));
  return assembly::parse_form(content, file == "-" ? "standard input" : file);
}

Outcome send_draft(const Session& session, assembly::Desk& desk, std::int64_t draft,
                   const std::optional<base::Bytes>& release) {
  auto done = desk.send(draft, release);
  if (!done) {
    if (done.error().code == base::Code::NotFound)
      done.error().hint = "see your drafts: " + session.command("drafts");
    return std::unexpected(std::move(done).error());
  }
  const assembly::Sent& sent = *done;
  const bool numbered = sent.number.serial != 0;
  const std::string id = base::to_hex(sent.message.view());
  const std::string name = numbered ? message::slip_number(sent.number) : id.substr(0, 8);
  if (session.json) {
    text::Value value;
    value.set("message", id)
        .set("number", numbered ? name : std::string())
        .set("precedence", message::name_of(sent.precedence));
    print_json(value);
  } else {
    print("Sent " + name + ", " + std::string(message::name_of(sent.precedence)) + ", from " +
          desk.station().name.value + ".\n");
  }
  if (!station_runs(session, desk))
    warn({"the agent of " + desk.station().name.value +
          " is not running; the message waits in its store and leaves when it runs: backchannel net up"});
  note("Follow it: " + session.command("trace " + shell_word(name)));
  return kDone;
}

bool station_runs(const Session& session, const assembly::Desk& desk) {
  const auto net = session.net();
  if (!net) return false;
  const auto processes = assembly::processes(*net);
  if (!processes || !session.home.empty()) return true;  // another home: nothing is known of its agent
  return std::ranges::any_of(*processes, [&](const assembly::NodeProcess& each) {
    return each.name == desk.station().name && each.running;
  });
}

void add_writing_commands(CLI::App& app, Session& session) {
  const auto options = std::make_shared<WritingOptions>();

  CLI::App* compose = app.add_subcommand("compose", "Write a message and save it as a draft");
  compose->group("Writing");
  compose->footer(
      "Examples:\n"
      "  backchannel --as HAIG compose                  asks for what it needs\n"
      "  backchannel --as HAIG compose my.form.toml\n\n"
      "A refused message is refused with all reasons at once. The keys of a form are\n"
      "explained in scenarios/hakto-49/hakto-49.form.toml.");
  compose->add_option("FORM", options->what, "A form's file, \"-\" for standard input; without it: ask");
  add_person_options(*compose, session);
  add_passphrase_options(*compose, session);
  add_json_option(*compose, session);
  compose->callback([&session, options] { session.run([&] { return compose_command(session, *options); }); });

  CLI::App* send = app.add_subcommand("send", "Number, seal and send a draft, or a form at once");
  send->group("Writing");
  send->footer(
      "Examples:\n"
      "  backchannel --as HAIG send 3\n"
      "  backchannel --as KISSINGER send scenarios/hakto-49/hakto-49.form.toml\n\n"
      "Sending the same draft twice sends it once.");
  send->add_option("DRAFT", options->what, "A draft's number, or a form's file")->required();
  send->add_option("--release", options->release, "A second person's release of this draft")
      ->type_name("FILE");
  add_person_options(*send, session);
  add_passphrase_options(*send, session);
  add_json_option(*send, session);
  send->callback([&session, options] { session.run([&] { return send_command(session, *options); }); });

  CLI::App* drafts = app.add_subcommand("drafts", "Your drafts, which only you can read");
  drafts->group("Writing");
  drafts->footer("Examples:\n  backchannel --as HAIG drafts");
  add_person_options(*drafts, session);
  add_passphrase_options(*drafts, session);
  add_json_option(*drafts, session);
  drafts->callback([&session] { session.run([&] { return drafts_command(session); }); });
}

}  // namespace backchannel::client
