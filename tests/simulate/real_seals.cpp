#include "real_seals.h"

#include <gtest/gtest.h>

#include "backchannel/seal/crypto.h"
#include "net_fixture.h"

namespace backchannel::simulate::test {

namespace {

using netplan::KeyUse;

constexpr unsigned kRelays = 7, kStations = 3;

std::string row(const char* kind, const std::string& name) {
  return "[[" + std::string(kind) + "]]\nname = \"" + name + "\"\nclearance = \"UNCLASSIFIED\"\n";
}

std::string circuit(const std::string& a, const std::string& b) {
  return "[[circuit]]\nends = [\"" + a + "\", \"" + b + "\"]\naccreditation = \"UNCLASSIFIED\"\n";
}

// Everybody whom a world may hold. Its circuits are the world's own matter.
std::string plan_of_everybody() {
  std::string plan =
      "[net]\nname = \"worlds\"\nbegins = \"230525Z OCT 72\"\nends = \"250525Z OCT 72\"\ntrip = "
      "\"1972-10\"\n";
  for (unsigned i = 0; i < kRelays; ++i) {
    plan += row("relay", "R" + std::to_string(i));
    if (i > 0) plan += circuit("R" + std::to_string(i - 1), "R" + std::to_string(i));
  }
  for (unsigned i = 0; i < kStations; ++i) {
    const std::string number = std::to_string(i);
    plan += row("station", "S" + number) + circuit("S" + number, "R" + number);
    for (const std::string person : {"P", "Q"})
      plan += row("person", person + number) + "station = \"S" + number + "\"\nhighest = \"FLASH\"\n";
  }
  return plan;
}

struct Keys {
  std::shared_ptr<const seal::Trust> trust;
  std::map<std::string, assembly::NodeSeals> nodes;
  std::map<std::string, seal::PrivateKey> writers;
};

Keys mint_keys() {
  EXPECT_TRUE(seal::start_crypto());
  const seal::testing::Net net =
      seal::testing::mint_net({}, seal::testing::shipped_profiles(), plan_of_everybody());
  Keys keys;
  keys.trust = net.load_trust();
  for (const netplan::Node& node : net.plan.nodes) {
    const std::string& name = node.name.value;
    keys.nodes.emplace(name, assembly::NodeSeals(keys.trust, node.name, node.role,
                                                 net.key(name, KeyUse::Sign), net.key(name, KeyUse::Agree)));
  }
  for (const netplan::Person& person : net.plan.persons)
    keys.writers.emplace(person.name.value, net.key(person.name.value, KeyUse::Sign));
  return keys;
}

const Keys& keys() {
  static const Keys minted = mint_keys();
  return minted;
}

}  // namespace

RealSeals::RealSeals() : trust_(*keys().trust), nodes_(keys().nodes) {}

base::Result<SealedLetter> RealSeals::seal(const message::Header& header, const message::Label& label,
                                           base::BytesView text) {
  wire::Content content;
  content.header = header;
  content.message.text.assign(text.size(), 'x');
  for (std::size_t i = 0; i < header.recipients.size(); ++i) {
    message::Recipient& to = content.header.recipients[i];
    const bool to_person = header.message.value[i] % 2 == 0;
    const std::string& reader = to_person ? to.person.value : to.station.value;
    BC_TRY(owner, trust_.key_of(reader, KeyUse::Agree, header.created));
    to.key = owner.key;
  }
  BC_TRY(sealed,
         seal::seal(trust_, content, label, keys().writers.at(header.originator.value), header.created));
  return SealedLetter{std::make_shared<const base::Bytes>(std::move(sealed.bytes)), sealed.transfer};
}

base::Result<custody::Verified> RealSeals::check(const base::NodeName& node, const custody::Verify& request,
                                                 base::HandlingTime now) {
  return nodes_.at(node.value).check(request, now);
}

base::Result<custody::Testimony> RealSeals::speak(const base::NodeName& node, const custody::Testify& request,
                                                  base::HandlingTime now) {
  return nodes_.at(node.value).speak(request, now);
}

}  // namespace backchannel::simulate::test
