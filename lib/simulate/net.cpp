#include "net.h"

#include <algorithm>
#include <array>

namespace backchannel::simulate {

namespace {

constexpr message::CategoryNumber kPersonal = 9;
constexpr std::size_t kRelaysLeast = 3, kRelaysMost = 7;

void add_node(Net& net, base::NodeName name, netplan::NodeRole role) {
  netplan::Node added;
  added.name = std::move(name);
  added.role = role;
  added.clearance.classifications = {1};
  if (role == netplan::NodeRole::Relay) added.bearer = added.name.value;
  net.plan.nodes.push_back(std::move(added));
}

void join(Stage& stage, Net& net, base::NodeName a, base::NodeName b) {
  constexpr std::array<std::int64_t, 4> kRates = {0, 64'000, 256'000, 2'000'000};
  if (a == b || net.plan.circuit_between(a, b) != nullptr) return;
  netplan::Circuit added;
  added.a = std::move(a);
  added.b = std::move(b);
  added.accreditation.classifications = {1};
  added.bits_per_second = kRates[stage.below(kRates.size())];
  net.plan.circuits.push_back(std::move(added));
}

void add_person(Net& net, base::PersonName name, std::size_t station) {
  netplan::Person added;
  added.name = std::move(name);
  added.station = station_name(station);
  added.clearance.classifications = {1};
  added.highest = message::Precedence::EmergencyCommand;
  net.plan.persons.push_back(std::move(added));
}

void move_person(Stage& stage, Net& net, base::PersonName name, std::size_t from) {
  netplan::Move added;
  added.person = std::move(name);
  added.to = station_name((from + 1 + stage.below(kStations - 1)) % kStations);
  added.at = kBegins + stage.between(2, 25) * base::kSecondMs;
  net.plan.moves.push_back(std::move(added));
}

doctrine::Catalogue small_catalogue() {
  doctrine::Catalogue catalogue;
  doctrine::ClassificationRow only;
  only.number = 1;
  only.name = "1";
  catalogue.classifications.push_back(only);
  doctrine::CaveatRow personal;
  personal.number = kPersonal;
  personal.name = "2";
  personal.demands.seal_to = doctrine::SealTo::Person;
  catalogue.caveats.push_back(personal);
  return catalogue;
}

}  // namespace

base::NodeName relay_name(std::size_t number) { return base::NodeName("R" + std::to_string(number)); }
base::NodeName station_name(std::size_t number) { return base::NodeName("S" + std::to_string(number)); }
base::PersonName writer_name(std::size_t number) { return base::PersonName("P" + std::to_string(number)); }
base::PersonName reader_name(std::size_t number) { return base::PersonName("Q" + std::to_string(number)); }

Net draw_net(Stage& stage, bool persons_move) {
  Net net;
  net.catalogue = small_catalogue();
  net.personal.informative = {kPersonal};
  net.plan.rate = 1;
  net.plan.begins = kBegins;
  const std::size_t relays = kRelaysLeast + stage.below(kRelaysMost - kRelaysLeast + 1);
  for (std::size_t i = 0; i < relays; ++i) add_node(net, relay_name(i), netplan::NodeRole::Relay);
  for (std::size_t i = 0; i < kStations; ++i) add_node(net, station_name(i), netplan::NodeRole::Station);
  for (std::size_t i = 0; i + 1 < relays; ++i) join(stage, net, relay_name(i), relay_name(i + 1));
  const std::size_t form = stage.below(3);
  if (form > 0) join(stage, net, relay_name(relays - 1), relay_name(0));
  if (form > 1) join(stage, net, relay_name(stage.below(relays)), relay_name(stage.below(relays)));
  join(stage, net, station_name(0), relay_name(0));
  join(stage, net, station_name(1), relay_name(relays / 2));
  join(stage, net, station_name(2), relay_name(relays - 1));
  if (stage.one_in(4)) join(stage, net, station_name(1), relay_name(0));  // two ways into the net
  for (std::size_t i = 0; i < kStations; ++i) {
    add_person(net, writer_name(i), i);
    add_person(net, reader_name(i), i);
  }
  if (persons_move) {
    const std::size_t reader = stage.below(kStations), writer = stage.below(kStations);
    move_person(stage, net, reader_name(reader), reader);
    if (stage.one_in(2)) move_person(stage, net, writer_name(writer), writer);
  }
  return net;
}

}  // namespace backchannel::simulate
