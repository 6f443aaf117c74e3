// net mint, check, show, up, down, status, reissue, cards.

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/assembly/reissue.h"
#include "backchannel/assembly/supervisor.h"
#include "backchannel/base/format.h"
#include "backchannel/message/time_group.h"
#include "backchannel/seal/ceremony.h"
#include "commands.h"
#include "net_show.h"
#include "plan_source.h"
#include "screen.h"
#include "words.h"

namespace backchannel::client {

namespace {

constexpr int kStartDeadlineMs = 60'000;
constexpr int kPlanNotSound = 78;  // sysexits.h EX_CONFIG
constexpr const char* kPlanWords = "A net plan's file, or a scenario's name; default: hakto-49";

struct NetOptions {
  std::string plan;
  std::string out;
  bool verbose = false;
  std::string person;
  bool compromised = false;
};

base::Result<> mint(const std::filesystem::path& plan_file, const assembly::NetFolder& net, bool verbose) {
  BC_TRY(catalogue, assembly::shipped_doctrine());
  BC_TRY(plan, load_plan(plan_file, catalogue));
  BC_TRY(data, assembly::data_folder());
  BC_TRY(profiles, read_text(data / "certs" / "profiles.toml"));
  BC_TRY(minted, seal::mint(plan, profiles));
  BC_TRY_VOID(assembly::write_minted(net, minted, plan));
  if (verbose)
    for (const std::string& step : minted.steps) note("  " + step);
  note("Minted the keys of " + std::to_string(plan.nodes.size()) + " nodes and " +
       std::to_string(plan.persons.size()) + " persons in " + net.root().string() + ".");
  return {};
}

Outcome mint_command(const Session& session, const NetOptions& options) {
  BC_TRY(plan_file, find_plan(options.plan));
  BC_TRY(catalogue, assembly::shipped_doctrine());
  BC_TRY(plan, load_plan(plan_file, catalogue));
  const std::string& given = options.out.empty() ? session.net_folder : options.out;
  const assembly::NetFolder net(given.empty() ? assembly::default_net_folder(plan.name)
                                              : std::filesystem::path(given));
  BC_TRY_VOID(mint(plan_file, net, options.verbose));
  note("Start it: backchannel net up --net " + shell_word(net.root().string()));
  return kDone;
}

text::Value problem_json(const base::Error& problem) {
  text::Value value;
  value.set("file", problem.where ? problem.where->file : "")
      .set("line", problem.where ? problem.where->line : 0)
      .set("column", problem.where ? problem.where->column : 0)
      .set("code", base::row_of(problem.code).name)
      .set("problem", problem.detail)
      .set("hint", base::hint_of(problem));
  return value;
}

Outcome check_command(const Session& session, const NetOptions& options) {
  BC_TRY(file, find_plan(options.plan));
  BC_TRY(catalogue, assembly::shipped_doctrine());
  BC_TRY(content, read_text(file));
  const auto problems = netplan::problems(content, file.string(), catalogue);
  if (session.json) {
    text::Array all;
    for (const base::Error& problem : problems) all.push_back(problem_json(problem));
    print_json(text::Value(std::move(all)));
  } else {
    for (const base::Error& problem : problems) {
      print(base::to_sentence(problem) + "\n");
      if (const auto hint = base::hint_of(problem); !hint.empty()) print("  hint: " + hint + "\n");
    }
  }
  if (problems.empty()) {
    note(file.string() + ": the net plan is sound.");
    return kDone;
  }
  note(file.string() + ": " + std::to_string(problems.size()) +
       (problems.size() == 1 ? " problem." : " problems."));
  return kPlanNotSound;
}

Outcome show(const Session& session, const netplan::Plan& plan, base::HandlingTime now) {
  if (session.json) {
    print_json(plan_json(plan));
  } else {
    print_screen(show_plan(plan, now));
  }
  return kDone;
}

Outcome show_net(const Session& session, const assembly::NetFolder& net) {
  BC_TRY(trust, net.trust());
  BC_TRY(clock, assembly::ExerciseClock::open(net));
  return show(session, trust->plan(), clock.now().handling);
}

Outcome show_command(const Session& session, const NetOptions& options) {
  if (!options.plan.empty() && is_net(options.plan))
    return show_net(session, assembly::NetFolder(options.plan));
  if (options.plan.empty()) {
    const auto net = session.net();
    if (net && (is_net(net->root()) || !session.net_folder.empty())) return show_net(session, *net);
    note("No net has been started here; this is the lesson's plan.");
  }
  BC_TRY(file, find_plan(options.plan));
  BC_TRY(catalogue, assembly::shipped_doctrine());
  BC_TRY(plan, load_plan(file, catalogue));
  return show(session, plan, plan.begins);
}

Outcome print_cards(const Session& session, const assembly::NetFolder& net,
                    const std::optional<base::PersonName>& only = std::nullopt) {
  BC_TRY(trust, net.trust());
  BC_TRY(clock, assembly::ExerciseClock::open(net));
  if (session.json) {
    print_json(cards_json(net, trust->plan()));
    return kDone;
  }
  // Without --net the commands find the net that was started last.
  const auto current = assembly::current_net();
  std::error_code error;
  const bool found = current && std::filesystem::equivalent(current->root(), net.root(), error);
  print_screen(role_cards(net, trust->plan(), trust->catalogue(), clock.now().handling,
                          found ? "" : " --net " + shell_word(net.root().string()), only));
  return kDone;
}

// The folder of the net to start: minted when it is not there.
base::Result<assembly::NetFolder> net_to_start(const Session& session, const NetOptions& options) {
  if (!options.plan.empty() && is_net(options.plan)) return assembly::NetFolder(options.plan);
  const char* variable = std::getenv("BACKCHANNEL_NET");
  std::string folder = session.net_folder;
  if (folder.empty() && variable != nullptr) folder = variable;
  if (!folder.empty() && options.plan.empty() && is_net(folder)) return assembly::NetFolder(folder);
  BC_TRY(plan_file, find_plan(options.plan));
  BC_TRY(catalogue, assembly::shipped_doctrine());
  BC_TRY(plan, load_plan(plan_file, catalogue));
  const assembly::NetFolder net(folder.empty() ? assembly::default_net_folder(plan.name)
                                               : std::filesystem::path(folder));
  if (!is_net(net.root())) {
    BC_TRY_VOID(mint(plan_file, net, options.verbose));
    return net;
  }
  BC_TRY(trust, net.trust());
  if (trust->plan().source != plan.source)
    warn({plan_file.string() + " has changed since the net in " + net.root().string() +
          " was minted; the net starts as it was minted. For the new plan: backchannel net up --net "
          "ANOTHER-FOLDER"});
  return net;
}

Outcome up_command(const Session& session, const NetOptions& options) {
  BC_TRY(programs, assembly::sibling_programs());
  BC_TRY(net, net_to_start(session, options));
  auto started = assembly::bring_up(net, programs, kStartDeadlineMs);
  if (!started) {
    // What did start goes on running; the call may be repeated.
    if (started.error().hint.empty())
      started.error().hint =
          "stop what did start with: backchannel net down --net " + shell_word(net.root().string());
    return std::unexpected(std::move(started).error());
  }
  if (auto noted = assembly::set_current_net(net); !noted)
    warn({"the net is up, but it could not be noted as the one started last; give --net to each command: " +
          base::to_sentence(noted.error())});
  auto printed = print_cards(session, net);
  BC_TRY_VOID(flush_output());
  BC_TRY(clock, assembly::ExerciseClock::open(net));
  if (clock.now().handling == clock.anchor().last)
    warn({"this exercise is over: its clock stands at " + message::to_dtg(clock.now().handling) +
          " and goes no further; to begin again, give --net ANOTHER-FOLDER"});
  note("The net is up: " + std::to_string(started->size()) +
       " nodes. It goes on running when this terminal is closed.");
  note("Stop it: backchannel net down");
  return printed;
}

// The one that `net up` alone starts.
bool default_net(const assembly::NetFolder& net) {
  std::error_code error;
  return std::filesystem::equivalent(net.root(), assembly::default_net_folder(kLesson), error);
}

Outcome down_command(const Session& session) {
  BC_TRY(net, session.net());
  BC_TRY(stopped, assembly::bring_down(net));
  if (stopped.empty()) {
    note("Nothing was running in " + net.root().string() + ".");
  } else {
    note("Stopped " + std::to_string(stopped.size()) + (stopped.size() == 1 ? " node." : " nodes.") +
         " Nothing is lost; go on with: backchannel net up" +
         (default_net(net) ? "" : " --net " + shell_word(net.root().string())));
  }
  return kDone;
}

Outcome status_command(const Session& session) {
  BC_TRY(net, session.net());
  BC_TRY(trust, net.trust());
  BC_TRY(clock, assembly::ExerciseClock::open(net));
  BC_TRY(processes, assembly::processes(net));
  if (session.json) {
    text::Array all;
    for (const assembly::NodeProcess& each : processes) {
      text::Value value;
      value.set("name", each.name.value).set("running", each.running).set("pid", each.running ? each.pid : 0);
      all.push_back(std::move(value));
    }
    print_json(text::Value(std::move(all)));
    return kDone;
  }
  Table table({"node", "role", "state", "process"});
  for (const assembly::NodeProcess& each : processes) {
    const netplan::Node* node = trust->plan().node(each.name);
    table.add({each.name.value,
               node != nullptr && node->role == netplan::NodeRole::Relay ? "relay" : "station",
               each.running ? "running" : "stopped", each.running ? std::to_string(each.pid) : ""});
  }
  print(trust->plan().title + "\n" + field("net", net.root().string()) +
        field("time", message::to_dtg(clock.now().handling)) + "\n" + table.text());
  return kDone;
}

Outcome reissue_command(const Session& session, const NetOptions& options) {
  BC_TRY(net, session.net());
  const auto reason =
      options.compromised ? seal::WithdrawalReason::KeyCompromise : seal::WithdrawalReason::Superseded;
  BC_TRY(done, assembly::reissue_keys(net, options.person, reason));
  auto printed = print_cards(session, net, done.person);
  BC_TRY_VOID(flush_output());
  note("New keys for " + done.person.value + ". The old ones are withdrawn from " + message::to_dtg(done.at) +
       " on: " +
       (options.compromised ? "whatever they signed is refused from now on, old messages too."
                            : "what they signed before then stays good, and nothing new is accepted."));
  note("What lies unopened is sealed to the old key: its writers send it again with: backchannel resend");
  note("Copies of the net elsewhere need the new roster: " + (net.root() / "roster.cms").string());
  return printed;
}

CLI::App* add(CLI::App& net, const char* name, const char* what, const char* examples) {
  CLI::App* command = net.add_subcommand(name, what);
  command->footer(std::string("Examples:\n") + examples);
  return command;
}

}  // namespace

void add_net_commands(CLI::App& app, Session& session) {
  CLI::App* net = app.add_subcommand("net", "Mint, check, show, start and stop a whole net");
  net->group("The net");
  net->footer(
      "Examples:\n"
      "  backchannel net up                 start the lesson's net\n"
      "  backchannel net check my-plan.toml\n"
      "  backchannel net down");
  net->require_subcommand(0, 1);
  net->callback([net] {
    if (net->get_subcommands().empty()) print(net->help());
  });
  const auto options = std::make_shared<NetOptions>();

  CLI::App* minting = add(*net, "mint", "Make the keys, certificates and signed roster of a net",
                          "  backchannel net mint\n"
                          "  backchannel net mint my-plan.toml --out ~/my-net");
  minting->add_option("PLAN", options->plan, kPlanWords);
  minting->add_option("--out", options->out, "Folder to make; it must not exist yet")->type_name("DIR");
  minting->add_flag("--verbose", options->verbose, "Print each step of the ceremony");
  minting->callback([&session, options] { session.run([&] { return mint_command(session, *options); }); });

  CLI::App* checking = add(*net, "check", "Name every problem of a net plan, with line and column",
                           "  backchannel net check my-plan.toml");
  checking->add_option("PLAN", options->plan, "The net plan's file, or a scenario's name")->required();
  add_json_option(*checking, session);
  checking->callback([&session, options] { session.run([&] { return check_command(session, *options); }); });

  CLI::App* showing = add(*net, "show", "Stations, relays, persons and circuits as tables",
                          "  backchannel net show\n"
                          "  backchannel net show my-plan.toml");
  showing->add_option(
      "PLAN", options->plan,
      "A net plan's file, a scenario's name or a net's folder; default: the net started last");
  add_net_option(*showing, session);
  add_json_option(*showing, session);
  showing->callback([&session, options] { session.run([&] { return show_command(session, *options); }); });

  CLI::App* up = add(*net, "up", "Start every node of a net here, leave it running, print role cards",
                     "  backchannel net up                 the lesson's net, minted the first time\n"
                     "  backchannel net up my-plan.toml --net ~/my-net");
  up->add_option("PLAN", options->plan, kPlanWords);
  add_net_option(*up, session);
  up->add_flag("--verbose", options->verbose, "Print each step of the ceremony");
  add_json_option(*up, session);
  up->callback([&session, options] { session.run([&] { return up_command(session, *options); }); });

  CLI::App* down =
      add(*net, "down", "Stop every node of a net; what is queued stays", "  backchannel net down");
  add_net_option(*down, session);
  down->callback([&session] { session.run([&] { return down_command(session); }); });

  CLI::App* status = add(*net, "status", "Which nodes are running, and what time the exercise has",
                         "  backchannel net status");
  add_net_option(*status, session);
  add_json_option(*status, session);
  status->callback([&session] { session.run([&] { return status_command(session); }); });

  CLI::App* reissue =
      add(*net, "reissue", "Make one person's keys and passphrase anew, and withdraw the old ones",
          "  backchannel net reissue HAIG                 his passphrase is lost\n"
          "  backchannel net reissue HAIG --compromised   somebody else has his key\n"
          "The net must be down, and its folder authority/ there. What the old keys signed\n"
          "before stays good, unless they are compromised.");
  reissue->add_option("PERSON", options->person, "Whose keys")->required();
  reissue->add_flag("--compromised", options->compromised,
                    "Somebody else may have used the old keys: refuse all that they signed");
  add_net_option(*reissue, session);
  reissue->callback([&session, options] { session.run([&] { return reissue_command(session, *options); }); });

  CLI::App* cards = add(*net, "cards", "Print the role cards once more", "  backchannel net cards");
  add_net_option(*cards, session);
  add_json_option(*cards, session);
  cards->callback([&session] {
    session.run([&]() -> Outcome {
      BC_TRY(folder, session.net());
      return print_cards(session, folder);
    });
  });
}

}  // namespace backchannel::client
