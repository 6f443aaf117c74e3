// node: runs a station's agent until it is signalled.

#include <CLI/CLI.hpp>

#include "backchannel/assembly/running_node.h"
#include "commands.h"
#include "screen.h"

namespace backchannel::client {

namespace {

struct NodeOptions {
  std::string name, log, metrics;
  bool check = false, verbose = false;
};

Outcome run_node(const Session& session, const NodeOptions& given) {
  BC_TRY(net, session.net());
  BC_TRY(trust, net.trust());
  BC_TRY(name, node_named(trust->plan(), given.name));
  assembly::RunningNodeOptions options{net,
                                       name,
                                       netplan::NodeRole::Station,
                                       session.home,
                                       {},
                                       given.log,
                                       given.verbose ? observe::Level::Debug : observe::Level::Info,
                                       given.metrics};
  const std::filesystem::path home =
      session.home.empty() ? net.node_home(options.name) : std::filesystem::path(session.home);
  const bool own_file = session.passphrase.asks();
  BC_TRY(words, assembly::unattended_passphrase(
                    session.passphrase.fd, own_file ? home / "passphrase" : session.passphrase.credential));
  options.passphrase = std::move(words);
  if (given.check) {
    BC_TRY_VOID(assembly::check_node(options));
    print(name.value + ": keys, roster and store are sound\n");
    return kDone;
  }
  BC_TRY_VOID(assembly::run_until_signalled(std::move(options)));
  return kDone;
}

}  // namespace

void add_node_command(CLI::App& app, Session& session) {
  CLI::App* node = app.add_subcommand("node", "Run one station's agent (net up does it for all)");
  node->group("The net");
  node->footer(
      "Examples:\n"
      "  backchannel node --net DIR --name PARIS --check\n"
      "  backchannel node --net DIR --name PARIS\n\n"
      "Stops on SIGTERM and SIGINT. Killed at any point and started again, it\n"
      "continues.");
  const auto options = std::make_shared<NodeOptions>();
  add_net_option(*node, session);
  node->add_option("--name", options->name, "The station's name in the net plan")
      ->required()
      ->type_name("NAME");
  node->add_option("--home", session.home, "Its store, keys and log; default: the net's nodes/NAME")
      ->type_name("DIR");
  node->add_option("--credential", session.passphrase.credential,
                   "File with the passphrase, mode 0600; default: HOME/passphrase")
      ->type_name("FILE");
  node->add_option("--passphrase-fd", session.passphrase.fd,
                   "Read the passphrase from this open file descriptor")
      ->type_name("N");
  node->add_option("--log", options->log, "Log file; default: standard error")->type_name("FILE");
  node->add_option("--metrics", options->metrics, "Answer a monitor here: 127.0.0.1:9464; port 0: any")
      ->type_name("ADDRESS");
  node->add_flag("--verbose", options->verbose, "Log every frame's consequence");
  node->add_flag("--check", options->check, "Check keys, roster and store, and exit");
  node->callback([&session, options] { session.run([&] { return run_node(session, *options); }); });
}

}  // namespace backchannel::client
