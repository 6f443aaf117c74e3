// backchannel: the client node and its command line. Options, wiring and screens; what a command does is in
// lib/assembly.

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "backchannel/base/memory.h"
#include "backchannel/seal/crypto.h"
#include "commands.h"
#include "help.h"
#include "screen.h"

namespace backchannel::client {
namespace {

// Said when the program is called without a command: what a newcomer does first stands first.
std::string welcome(const CLI::App& app) {
  std::string out;
  if (!app.get_subcommands([](const CLI::App* each) { return each->get_name() == "demo"; }).empty())
    out += field("backchannel demo", "shows a whole exercise on this machine", 24);
  out += field("backchannel net up", "starts the lesson's net and prints a card for each role", 24);
  out += "\nThen, as one of the persons of that net:\n\n";
  out += field("backchannel --as HAIG inbox", "what has come for you", 40);
  out += field("backchannel --as HAIG read \"HAKTO 49\"", "open it; opening is signed for", 40);
  out += field("backchannel --as HAIG compose", "write: it asks for what it needs", 40);
  out += "\nAll commands: backchannel --help\n";
  return out;
}

void add_commands(CLI::App& app, Session& session) {
  app.formatter(help_formatter());
  app.set_help_flag("-h,--help", "Show this help");
  app.set_version_flag("--version", "backchannel " BACKCHANNEL_VERSION, "Show the version");
  add_person_options(app, session);
  add_passphrase_options(app, session);
  add_net_commands(app, session);
  add_writing_commands(app, session);
  add_reading_commands(app, session);
  add_compare_command(app, session);
  add_further_commands(app, session);
  add_moving_commands(app, session);
  add_paper_commands(app, session);
  add_tracing_commands(app, session);
  add_resend_command(app, session);
  add_service_commands(app, session);
  add_seal_commands(app, session);
  add_catalog_command(app, session);
  add_heading_command(app, session);
  add_node_command(app, session);
  add_demo_command(app, session);
  add_scenario_command(app, session);
  app.require_subcommand(0, 1);
  app.footer(
      "Examples:\n"
      "  backchannel net up\n"
      "  backchannel --as HAIG inbox\n"
      "  backchannel read --help\n\n"
      "--as, --net and --home may stand before or after the command.\n"
      "Data goes to standard output, all else to standard error; exit codes are those\n"
      "of sysexits.h.");
}

// "backchannel help read" for "backchannel read --help".
std::vector<std::string> words_of(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words.front() == "help") {
    words.erase(words.begin());
    words.emplace_back("--help");
  }
  return {words.rbegin(), words.rend()};  // the order that CLI11 takes them in
}

int run(int argc, char** argv) {
  Session session;
  CLI::App app("Backchannel: a simulated secure message-relay network for the classroom.", "backchannel");
  add_commands(app, session);
  if (auto started = seal::start_crypto(); !started) return complain(started.error());
  try {
    app.parse(words_of(argc, argv));
    if (app.get_subcommands().empty()) print(app.get_description() + "\n\n" + welcome(app));
  } catch (const CLI::CallForHelp&) {
    print(app.help());
  } catch (const CLI::CallForVersion& version) {
    print(std::string(version.what()) + "\n");
  } catch (const CLI::ParseError& error) {
    return explain_misuse(app, error);
  }
  if (auto flushed = flush_output(); !flushed && session.exit_code == kDone) return complain(flushed.error());
  return session.exit_code;
}

}  // namespace
}  // namespace backchannel::client

int main(int argc, char** argv) {
  backchannel::base::end_when_memory_is_out("backchannel");
  try {
    return backchannel::client::run(argc, argv);
  } catch (const std::exception& error) {
    return backchannel::client::complain(
        backchannel::base::Error{backchannel::base::Code::Internal, error.what(), std::nullopt, {}});
  }
}
