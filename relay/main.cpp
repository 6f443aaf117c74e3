// backchannel-relay: the daemon. Options and wiring only; what a relay does is in lib/custody and
// lib/assembly.

#include <CLI/CLI.hpp>
#include <cstdio>

#include "backchannel/assembly/running_node.h"
#include "backchannel/base/format.h"
#include "backchannel/base/memory.h"

namespace {

using namespace backchannel;

constexpr int kUsage = 64;  // sysexits.h

int complain(const base::Error& error) {
  std::fprintf(stderr, "backchannel-relay: %s\n", base::to_sentence(error).c_str());
  if (const std::string hint = base::hint_of(error); !hint.empty())
    std::fprintf(stderr, "  hint: %s\n", hint.c_str());
  return base::row_of(error.code).exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  base::end_when_memory_is_out("backchannel-relay");
  CLI::App app("Relays sealed messages, hop by hop; reads none of them.", "backchannel-relay");
  app.footer(
      "Examples:\n"
      "  backchannel-relay --net DIR --name CAS-HQ --check\n"
      "  backchannel-relay --net DIR --name CAS-HQ\n"
      "  backchannel net up            starts all relays and stations of a net\n\n"
      "Stops on SIGTERM and SIGINT. Killed at any point and started again, it\ncontinues.");
  std::string net, name, home, credential, log, metrics;
  int passphrase_fd = -1;
  bool check = false, verbose = false;
  app.add_option("--net", net, "The net's folder")->required()->type_name("DIR");
  app.add_option("--name", name, "The relay's name in the net plan")->required()->type_name("NAME");
  app.add_option("--home", home, "Its store, keys and log; default: the net's nodes/NAME")->type_name("DIR");
  app.add_option("--credential", credential, "File with the passphrase, mode 0600; default: HOME/passphrase")
      ->type_name("FILE");
  app.add_option("--passphrase-fd", passphrase_fd, "Read the passphrase from this file descriptor")
      ->type_name("N");
  app.add_option("--log", log, "Log file; default: standard error")->type_name("FILE");
  app.add_option("--metrics", metrics, "Answer a monitor here: 127.0.0.1:9464; port 0: any")
      ->type_name("ADDRESS");
  app.add_flag("--verbose", verbose, "Log every frame's consequence");
  app.add_flag("--check", check, "Check keys, roster and store, and exit");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsage;
  }

  assembly::RunningNodeOptions options{assembly::NetFolder(net),
                                       base::NodeName(name),
                                       netplan::NodeRole::Relay,
                                       home,
                                       {},
                                       log,
                                       verbose ? observe::Level::Debug : observe::Level::Info,
                                       metrics};
  if (auto named = assembly::check_name(options); !named) return complain(named.error());
  const std::filesystem::path folder =
      home.empty() ? options.net.node_home(options.name) : std::filesystem::path(home);
  auto passphrase = assembly::unattended_passphrase(
      passphrase_fd, credential.empty() ? folder / "passphrase" : std::filesystem::path(credential));
  if (!passphrase) return complain(passphrase.error());
  options.passphrase = std::move(*passphrase);
  if (check) {
    if (auto checked = assembly::check_node(options); !checked) return complain(checked.error());
    std::printf("%s: keys, roster and store are sound\n", name.c_str());
    return 0;
  }
  if (auto ran = assembly::run_until_signalled(std::move(options)); !ran) return complain(ran.error());
  return 0;
}
