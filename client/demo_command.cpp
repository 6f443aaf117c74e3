// demo: shows a whole exercise on this machine.

#include <CLI/CLI.hpp>

#include "commands.h"
#include "demo.h"

namespace backchannel::client {

void add_demo_command(CLI::App& app, Session& session) {
  CLI::App* demo = app.add_subcommand("demo", "Show a whole exercise on this machine: Saigon to Paris, 1972");
  demo->group("The net");
  demo->footer(
      "Examples:\n"
      "  backchannel demo\n"
      "  backchannel demo --fast --verbose\n\n"
      "Starts a temporary net of real programs on this machine and takes it away\n"
      "again, on Ctrl-C too. At a terminal it waits for Enter after each scene.\n"
      "Exit: 0 if every step was verified, 70 if one was not, 130 after Ctrl-C.");
  const auto options = std::make_shared<DemoOptions>();
  demo->add_flag("--fast", options->fast, "No typing, and no waiting for Enter");
  demo->add_flag("--verbose", options->verbose, "Show the ceremony, the records and the reasons too");
  demo->add_flag("--keep", options->keep, "Leave the net's folder behind, and say where");
  demo->callback([&session, options] { session.exit_code = run_demo(*options); });
}

}  // namespace backchannel::client
