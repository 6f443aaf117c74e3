#pragma once
// What every command shares: the options that say who, which net and how to answer, and the way from them to
// a desk.

#include <filesystem>
#include <functional>
#include <string>

#include "backchannel/assembly/desk.h"
#include "backchannel/assembly/net_folder.h"
#include "errors.h"
#include "passphrase.h"

namespace CLI {
class App;
}

namespace backchannel::client {

struct Session {
  std::string person;      // --as
  std::string net_folder;  // --net
  std::string home;        // --home
  PassphraseSource passphrase;
  bool json = false;
  int exit_code = kDone;

  // Runs a command's body and says what failed.
  void run(const std::function<Outcome()>& command);

  // --net, else the current net.
  [[nodiscard]] base::Result<assembly::NetFolder> net() const;
  // The doctrine of --net, else the one that is shipped.
  [[nodiscard]] base::Result<doctrine::Catalogue> catalogue() const;
  // The person's desk, keys not loaded. Usage if it is not known who calls.
  [[nodiscard]] base::Result<assembly::Desk> desk() const;
  // With the person's keys: asks for the passphrase, at a terminal up to three times.
  [[nodiscard]] base::Result<> unlock(assembly::Desk& desk) const;
  [[nodiscard]] base::Result<assembly::Desk> unlocked_desk() const;
  // Of the person's station, or --home.
  [[nodiscard]] std::filesystem::path station_home(const assembly::NetFolder& net,
                                                   const assembly::Desk& desk) const;
  // "backchannel --as HAIG inbox", to be typed as it stands.
  [[nodiscard]] std::string command(const std::string& words) const;
};

// A node of the net by its name as typed. UnknownName with the nearest.
[[nodiscard]] base::Result<base::NodeName> node_named(const netplan::Plan& plan, const std::string& word);

// Options of a command, each with the same name and meaning everywhere.
void add_net_option(CLI::App& app, Session& session);
void add_person_options(CLI::App& app, Session& session);      // --as, --net, --home
void add_passphrase_options(CLI::App& app, Session& session);  // --credential, --passphrase-fd
void add_json_option(CLI::App& app, Session& session);

// A word for a shell: quoted when it must be.
[[nodiscard]] std::string shell_word(const std::string& word);

}  // namespace backchannel::client
