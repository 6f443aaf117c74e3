#include "net_fixture.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <utility>

namespace backchannel::seal::testing {
namespace {

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(base::to_sentence(result.error()));
  return std::move(*result);
}

base::SecretBytes line_of(const base::Bytes& file) {
  std::string text = base::to_text(file);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return base::SecretBytes(std::string_view(text));
}

const char* word_of(netplan::KeyUse use) {
  switch (use) {
    case netplan::KeyUse::Sign:
      return "sign";
    case netplan::KeyUse::Agree:
      return "agree";
    case netplan::KeyUse::Transport:
      return "transport";
  }
  return "";
}

}  // namespace

const base::Bytes& Net::file(const std::string& path) const {
  for (const auto& file : minted.files)
    if (file.path == path) return file.content;
  throw std::runtime_error("the ceremony made no " + path);
}

PrivateKey Net::key(const std::string& owner, netplan::KeyUse use) const {
  const bool node = plan.node(base::NodeName(owner)) != nullptr;
  const std::string folder = (node ? "nodes/" : "persons/") + folder_of(owner) + "/";
  const std::string path = folder + "keys/" + word_of(use) + ".pem";
  return must(decrypt_key(file(path), line_of(file(folder + "passphrase")), path));
}

PrivateKey Net::authority_key(const std::string& word) const {
  const std::string path = "authority/" + word + ".pem";
  return must(decrypt_key(file(path), line_of(file("authority/passphrase")), path));
}

std::shared_ptr<const Trust> Net::load_trust() const {
  return must(Trust::load(file("roster.cms"), file("root.der"), now));
}

std::string source_file(const std::string& path) {
  std::ifstream in(std::string(BACKCHANNEL_SOURCE_DIR) + "/" + path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

doctrine::Catalogue shipped_doctrine() {
  std::vector<std::pair<std::string, std::string>> files;
  for (const std::string name : {"caveats.toml", "channels.toml", "classifications.toml", "delivery.toml",
                                 "precedences.toml", "series.toml", "signals.toml"})
    files.emplace_back(name, source_file("doctrine/" + name));
  return must(doctrine::load(files));
}

std::string shipped_profiles() { return source_file("certs/profiles.toml"); }

std::string small_plan_toml() {
  return R"([net]
name = "small"
begins = "230525Z OCT 72"
ends = "240525Z OCT 72"
trip = "1972-10"

[[relay]]
name = "HUB"
clearance = "TOP SECRET"

[[station]]
name = "ALPHA"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE"] }

[[station]]
name = "BRAVO"
clearance = "SECRET"

[[person]]
name = "ADAMS"
station = "ALPHA"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE"] }
highest = "FLASH"

[[person]]
name = "ALLEN"
station = "ALPHA"
clearance = { classifications = "TOP SECRET", categories = ["SENSITIVE"] }

[[person]]
name = "BAKER"
station = "BRAVO"
clearance = "SECRET"

[[person]]
name = "BURNS"
station = "BRAVO"
clearance = "SECRET"
watch_officer = true

[[move]]
person = "ALLEN"
to = "BRAVO"
at = "231200Z OCT 72"

[[circuit]]
ends = ["ALPHA", "HUB"]
accreditation = { classifications = "TOP SECRET", categories = ["SENSITIVE"] }

[[circuit]]
ends = ["BRAVO", "HUB"]
accreditation = "SECRET"
)";
}

Net mint_net(const MintOptions& options, const std::string& profiles, const std::string& plan_toml) {
  Net net;
  net.catalogue = shipped_doctrine();
  net.plan = must(netplan::load(plan_toml, "small.toml", net.catalogue));
  net.minted = must(mint(net.plan, profiles, options));
  net.now = net.plan.begins + base::kHourMs;
  return net;
}

const Net& small_net() {
  static const Net net = mint_net();
  return net;
}

const Trust& small_trust() {
  static const std::shared_ptr<const Trust> trust = small_net().load_trust();
  return *trust;
}

const PrivateKey& small_key(const std::string& owner, netplan::KeyUse use) {
  static std::map<std::pair<std::string, netplan::KeyUse>, PrivateKey> keys;
  auto found = keys.find({owner, use});
  if (found == keys.end()) found = keys.emplace(std::pair(owner, use), small_net().key(owner, use)).first;
  return found->second;
}

}  // namespace backchannel::seal::testing
