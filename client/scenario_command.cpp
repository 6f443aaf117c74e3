// scenario: plays one of the scenarios, or lists them.

#include <CLI/CLI.hpp>

#include "backchannel/assembly/scenario.h"
#include "backchannel/base/format.h"
#include "backchannel/text/value.h"
#include "commands.h"
#include "scenario_play.h"
#include "screen.h"

namespace backchannel::client {

namespace {

struct ScenarioOptions {
  std::string name, role;
  bool fast = false, verbose = false, keep = false;
};

[[nodiscard]] base::Result<> list() {
  BC_TRY(catalogue, assembly::shipped_doctrine());
  BC_TRY(names, assembly::scenario_names());
  std::string body;
  for (const std::string& name : names) {
    BC_TRY(folder, assembly::find_scenario(name));
    BC_TRY(loaded, assembly::load_scenario(folder, catalogue));
    body += field(name, loaded.scenario.about, 18);
    if (!loaded.scenario.roles.empty())
      body += field("", "decides: " + join(loaded.scenario.roles, ", "), 18);
  }
  print(body + "\nPlay one with: backchannel scenario NAME\nThe lesson to it: scenarios/NAME/TEACHER.md\n");
  return {};
}

[[nodiscard]] base::Result<> check_role(const assembly::LoadedScenario& loaded, const std::string& role) {
  const auto& roles = loaded.scenario.roles;
  if (role.empty() || std::ranges::find(roles, role) != roles.end()) return {};
  const auto near = text::nearest(role, roles);
  base::Error error{base::Code::UnknownName,
                    "\"" + base::visible(role) + "\" decides nothing in this scenario", std::nullopt,
                    roles.empty() ? "nobody does: leave --as out" : "who does: " + join(roles, ", ")};
  if (near) error.detail += "; did you mean " + *near + "?";
  return std::unexpected(std::move(error));
}

[[nodiscard]] base::Result<> play(const assembly::LoadedScenario& loaded, const ScenarioOptions& options,
                                  const std::string& role) {
  // Before the terminal is touched: the guardian that this forks must not restore it.
  BC_TRY(net, ExerciseNet::make(loaded.folder, {}, options.keep));
  Stage stage(options.fast);
  ScenarioPlay scenario(stage, net, loaded, role, options.verbose);
  BC_TRY_VOID(scenario.play());
  if (options.keep) note("The net stays in " + net.folder().root().string());
  return {};
}

[[nodiscard]] Outcome run_scenario(const ScenarioOptions& options, const std::string& role) {
  if (options.name.empty()) {
    BC_TRY_VOID(list());
    return kDone;
  }
  BC_TRY(catalogue, assembly::shipped_doctrine());
  BC_TRY(folder, assembly::find_scenario(options.name));
  BC_TRY(loaded, assembly::load_scenario(folder, catalogue));
  BC_TRY_VOID(check_role(loaded, role));
  catch_signals();
  return end_of_play("backchannel scenario", play(loaded, options, role));
}

}  // namespace

void add_scenario_command(CLI::App& app, Session& session) {
  CLI::App* scenario = app.add_subcommand("scenario", "Play a scenario on this machine, or list them");
  scenario->group("The net");
  scenario->footer(
      "Examples:\n"
      "  backchannel scenario\n"
      "  backchannel scenario copies --fast\n"
      "  backchannel scenario front-channel --as AMBASSADOR\n\n"
      "Starts a temporary net of real programs on this machine and takes it away\n"
      "again, on Ctrl-C too. At a terminal it waits for Enter after each scene, and\n"
      "for a choice where a role decides: every role's, or with --as only that one's.\n"
      "With --fast or in a pipe nobody is asked, and each such line says so.\n"
      "Exit: 0 if every step was verified, 70 if one was not, 130 after Ctrl-C.");
  const auto options = std::make_shared<ScenarioOptions>();
  scenario->add_option("NAME", options->name, "One of the list, or a folder with a scenario.toml");
  scenario->add_option("--as", options->role, "Ask only where this role decides")->type_name("ROLE");
  scenario->add_flag("--fast", options->fast, "No waiting for Enter, and nobody is asked");
  scenario->add_flag("--verbose", options->verbose, "Show the sources and the reasons too");
  scenario->add_flag("--keep", options->keep, "Leave the net's folder behind, and say where");
  scenario->callback([&session, options] {
    session.run([&session, options] {
      return run_scenario(*options, options->role.empty() ? session.person : options->role);
    });
  });
}

}  // namespace backchannel::client
