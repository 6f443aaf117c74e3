#include "session.h"

#include <CLI/CLI.hpp>

#include "backchannel/base/format.h"
#include "backchannel/text/value.h"
#include "screen.h"

namespace backchannel::client {

namespace {

constexpr int kTries = 3;

std::vector<std::string> person_names(const netplan::Plan& plan) {
  std::vector<std::string> names;
  for (const netplan::Person& person : plan.persons) names.push_back(person.name.value);
  return names;
}

}  // namespace

void Session::run(const std::function<Outcome()>& command) {
  const Outcome outcome = command();
  exit_code = outcome ? *outcome : complain(outcome.error());
}

base::Result<assembly::NetFolder> Session::net() const {
  if (!net_folder.empty()) return assembly::NetFolder(net_folder);
  return assembly::current_net();
}

base::Result<doctrine::Catalogue> Session::catalogue() const {
  if (net_folder.empty()) return assembly::shipped_doctrine();
  BC_TRY(trust, assembly::NetFolder(net_folder).trust());
  return trust->catalogue();
}

base::Result<assembly::Desk> Session::desk() const {
  BC_TRY(folder, net());
  if (person.empty()) {
    BC_TRY(trust, folder.trust());
    return misused("it is not known who you are", "put --as PERSON before the command; in this net: " +
                                                      join(person_names(trust->plan()), ", "));
  }
  return assembly::Desk::open(folder, person, home);
}

base::Result<> Session::unlock(assembly::Desk& desk) const {
  for (int tried = 1;; ++tried) {
    BC_TRY(words, get_passphrase(passphrase, desk.person().name.value));
    auto unlocked = desk.unlock(words);
    const bool again = !unlocked && unlocked.error().code == base::Code::Passphrase && passphrase.asks();
    if (!again || tried == kTries) return unlocked;
    note("That passphrase does not fit; try again.");
  }
}

base::Result<assembly::Desk> Session::unlocked_desk() const {
  auto opened = desk();
  if (!opened) return opened;
  if (auto unlocked = unlock(*opened); !unlocked) return std::unexpected(unlocked.error());
  return opened;
}

std::filesystem::path Session::station_home(const assembly::NetFolder& net,
                                            const assembly::Desk& desk) const {
  return home.empty() ? net.node_home(desk.station().name) : std::filesystem::path(home);
}

std::string Session::command(const std::string& words) const {
  std::string out = "backchannel";
  if (!net_folder.empty()) out += " --net " + shell_word(net_folder);
  if (!person.empty()) out += " --as " + shell_word(base::upper(person));
  return out + " " + words;
}

base::Result<base::NodeName> node_named(const netplan::Plan& plan, const std::string& word) {
  std::vector<std::string> names;
  for (const netplan::Node& node : plan.nodes) {
    if (base::upper(node.name.value) == base::upper(base::trim(word))) return node.name;
    names.push_back(node.name.value);
  }
  const auto near = text::nearest(word, names);
  return std::unexpected(
      base::Error{base::Code::UnknownName, "\"" + base::visible(word) + "\" is no node", std::nullopt,
                  near ? "did you mean " + *near + "?" : "the nodes: " + join(names, ", ")});
}

void add_net_option(CLI::App& app, Session& session) {
  app.add_option("--net", session.net_folder,
                 "The net's folder; default: $BACKCHANNEL_NET, else the net started last")
      ->type_name("DIR");
}

void add_person_options(CLI::App& app, Session& session) {
  app.add_option("--as", session.person, "Who you are, as the net plan names you")->type_name("PERSON");
  add_net_option(app, session);
  app.add_option("--home", session.home, "Your station's home; default: the one in the net's folder")
      ->type_name("DIR");
}

void add_passphrase_options(CLI::App& app, Session& session) {
  app.add_option("--credential", session.passphrase.credential,
                 "File with your passphrase, mode 0600; default: ask at the terminal")
      ->type_name("FILE");
  app.add_option("--passphrase-fd", session.passphrase.fd,
                 "Read the passphrase from this open file descriptor")
      ->type_name("N");
}

void add_json_option(CLI::App& app, Session& session) {
  app.add_flag("--json", session.json, "Answer as JSON on standard output");
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:=+,@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  // Double quotes read best; where the shell would look inside them, single ones.
  if (word.find_first_of("\"$`\\!") == std::string::npos) return "\"" + word + "\"";
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace backchannel::client
