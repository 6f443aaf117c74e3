#include "live_net.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "backchannel/base/check.h"
#include "backchannel/seal/crypto.h"
#include "backchannel/seal/sealing.h"

namespace backchannel::support {

namespace {

template <class T>
T must(base::Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", base::to_sentence(result.error()).c_str());
    std::abort();
  }
  return std::move(*result);
}

void must(base::Result<> result) {
  if (result) return;
  std::fprintf(stderr, "%s\n", base::to_sentence(result.error()).c_str());
  std::abort();
}

std::string station(const std::string& name, const std::string& person, const std::string& relay) {
  return "[[station]]\nname = \"" + name +
         "\"\nclearance = \"SECRET\"\nzone = \"UTC\"\nbasis = \"exercise\"\n" + "[[person]]\nname = \"" +
         person + "\"\ntitle = \"Clerk\"\nstation = \"" + name +
         "\"\nclearance = \"SECRET\"\nhighest = \"FLASH\"\nbasis = \"exercise\"\n" +
         "[[circuit]]\nends = [\"" + name + "\", \"" + relay +
         "\"]\naccreditation = \"SECRET\"\nbasis = \"exercise\"\n";
}

}  // namespace

std::string line_plan(unsigned relays) {
  std::string plan =
      "[net]\nname = \"line\"\ntitle = \"A line\"\nbegins = \"230525Z OCT 72\"\nends = \"240525Z OCT 72\"\n"
      "rate = 1\ntrip = \"1972-10\"\n";
  for (unsigned i = 0; i < relays; ++i) {
    const std::string name = "R" + std::to_string(i);
    plan += "[[relay]]\nname = \"" + name + "\"\nclearance = \"SECRET\"\nbasis = \"exercise\"\n";
    if (i > 0)
      plan += "[[circuit]]\nends = [\"R" + std::to_string(i - 1) + "\", \"" + name +
              "\"]\naccreditation = \"SECRET\"\nbasis = \"exercise\"\n";
  }
  return plan + station("A", "ALFA", "R0") + station("B", "BRAVO", "R" + std::to_string(relays - 1));
}

LiveNet::LiveNet(const std::string& plan_toml) {
  must(seal::start_crypto());
  const doctrine::Catalogue catalogue = must(assembly::shipped_doctrine());
  const netplan::Plan plan = must(netplan::load(plan_toml, "net.toml", catalogue));
  const base::Bytes profiles =
      must(assembly::read_file(must(assembly::data_folder()) / "certs/profiles.toml", 1 << 20));
  const seal::Minted minted = must(seal::mint(plan, base::to_text(profiles)));
  std::string pattern = (std::filesystem::temp_directory_path() / "backchannel-test-XXXXXX").string();
  BC_CHECK(::mkdtemp(pattern.data()) != nullptr);
  folder_ = std::make_unique<assembly::NetFolder>(std::filesystem::path(pattern) / "net");
  must(assembly::write_minted(*folder_, minted, plan));
  must(assembly::start_clock(*folder_, plan));
  trust_ = must(folder_->trust());
  clock_ = std::make_unique<assembly::ExerciseClock>(must(assembly::ExerciseClock::open(*folder_)));
}

LiveNet::~LiveNet() {
  running_.clear();
  std::error_code ignored;
  std::filesystem::remove_all(folder_->root().parent_path(), ignored);
}

void LiveNet::start(const std::string& name) {
  const base::NodeName node(name);
  assembly::RunningNodeOptions options{
      *folder_, node, trust_->plan().node(node)->role, {}, {}, {}, observe::Level::Warn};
  const std::filesystem::path home = folder_->node_home(node);
  options.passphrase = must(seal::load_passphrase((home / "passphrase").string()));
  options.log_file = (home / "log").string();
  running_[name] = must(assembly::RunningNode::start(std::move(options)));
}

void LiveNet::stop(const std::string& name) { running_.erase(name); }

void LiveNet::start_all() {
  for (const netplan::Node& node : trust_->plan().nodes)
    if (!running_.contains(node.name.value)) start(node.name.value);
}

store::ClientStore LiveNet::store(const std::string& node) const {
  return must(store::ClientStore::open(folder_->node_home(base::NodeName(node)), &seal::at_rest()));
}

const seal::PrivateKey& LiveNet::key(const std::string& person, netplan::KeyUse use) {
  const auto present = keys_.find({person, use});
  if (present != keys_.end()) return present->second;
  const std::filesystem::path home = folder_->person_home(base::PersonName(person));
  const base::SecretBytes passphrase = must(seal::load_passphrase((home / "passphrase").string()));
  const char* file = use == netplan::KeyUse::Sign ? "sign.pem" : "agree.pem";
  return keys_
      .emplace(std::pair{person, use}, must(seal::load_key((home / "keys" / file).string(), passphrase)))
      .first->second;
}

LiveNet::Ready LiveNet::seal(const std::string& from, const std::string& to_station,
                             message::Precedence precedence, std::size_t body_bytes,
                             const message::Label& label) {
  wire::Content content;
  content.header.originator = base::PersonName(from);
  message::Recipient to;
  to.station = base::NodeName(to_station);
  to.precedence = precedence;
  content.header.recipients.push_back(to);
  content.message.text.assign(body_bytes, 'x');
  return seal(std::move(content), label);
}

LiveNet::Ready LiveNet::seal(wire::Content content, const message::Label& label) {
  const base::HandlingTime created = now();
  message::Header& header = content.header;
  const std::string& from = header.originator.value;
  seal::OpensslRandom().fill(header.message.value);
  header.created = created;
  header.date_time_group = created;
  header.expires = created + message::timers_of(message::precedence_of(header)).lifetime_ms;
  header.originator_node = trust_->plan().person(header.originator)->station;
  for (message::Recipient& to : header.recipients) {
    const std::string& name = to.person.empty() ? to.station.value : to.person.value;
    if (to.key == base::KeyId()) to.key = must(trust_->key_of(name, netplan::KeyUse::Agree, created)).key;
    to.pair_sequence = ++pair_sequence_[{from, name}];
  }
  seal::Sealed sealed = must(seal::seal(*trust_, content, label, key(from, netplan::KeyUse::Sign), created));
  Ready ready;
  ready.row.message = header.message;
  ready.row.transfer = sealed.transfer;
  ready.row.author = header.originator;
  ready.row.created = created;
  ready.row.header_bytes = std::move(sealed.header_bytes);
  ready.row.label_bytes = std::move(sealed.label_bytes);
  ready.row.receipt_expectation = std::move(sealed.receipt_expectation);
  ready.sealed = std::move(sealed.bytes);
  return ready;
}

void LiveNet::submit(const Ready& ready, store::ClientStore& store) {
  static_cast<void>(must(store.submit(ready.row, ready.sealed)));
  assembly::wake_agent(folder_->node_home(trust_->plan().person(ready.row.author)->station));
}

}  // namespace backchannel::support
