// resend.

#include <CLI/CLI.hpp>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "commands.h"
#include "screen.h"
#include "words.h"
#include "writing.h"

namespace backchannel::client {

namespace {

struct ResendOptions {
  std::vector<std::string> which, to;
};

Outcome resend_command(const Session& session, const ResendOptions& options) {
  BC_TRY(desk, session.unlocked_desk());
  BC_TRY(done, desk.resend(join(options.which, " "), options.to));
  const std::string id = base::to_hex(done.sent.message.view());
  const bool numbered = done.sent.number.serial != 0;
  const std::string name = numbered ? message::slip_number(done.sent.number) : id.substr(0, 8);
  if (session.json) {
    text::Value value;
    value.set("message", id)
        .set("number", numbered ? name : std::string())
        .set("precedence", message::name_of(done.sent.precedence))
        .set("to", to_json_list(done.to));
    print_json(value);
  } else {
    print("Sent " + name + " again, sealed anew to " + join(done.to, ", ") + ", " +
          std::string(message::name_of(done.sent.precedence)) + ", from " + desk.station().name.value +
          ".\n");
  }
  if (!station_runs(session, desk))
    warn({"the agent of " + desk.station().name.value +
          " is not running; the message waits in its store and leaves when it runs: backchannel net up"});
  note("Follow it: " + session.command("trace " + shell_word(name)));
  return kDone;
}

}  // namespace

void add_resend_command(CLI::App& app, Session& session) {
  const auto options = std::make_shared<ResendOptions>();
  CLI::App* resend = app.add_subcommand("resend", "Seal a message once more, to a reader whose key is new");
  resend->group("Writing");
  resend->footer(
      "The same words under the same number, from your own file copy. The inbox shows\n"
      "it as a repetition, and the earlier one as replaced. Without --to: to those of\n"
      "its readers whose keys were made anew since.\n\n"
      "Examples:\n"
      "  backchannel --as KISSINGER resend \"HAKTO 49\"\n"
      "  backchannel --as KISSINGER resend \"HAKTO 49\" --to HAIG");
  resend->add_option("WHICH", options->which, "Its number (\"HAKTO 49\", 49), or the first digits of its id")
      ->required()
      ->expected(1, 8);
  resend->add_option("--to", options->to, "A reader of it, as it was addressed; may be given again")
      ->type_name("READER")
      ->expected(1)
      ->take_all();
  add_person_options(*resend, session);
  add_passphrase_options(*resend, session);
  add_json_option(*resend, session);
  resend->callback([&session, options] { session.run([&] { return resend_command(session, *options); }); });
}

}  // namespace backchannel::client
