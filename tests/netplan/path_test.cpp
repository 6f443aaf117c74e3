#include "backchannel/netplan/path.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sample.h"

namespace backchannel::netplan::test {

namespace {

using Names = std::vector<std::string>;

constexpr message::ClassificationNumber kUnclassified = 1;
constexpr message::ClassificationNumber kSecret = 4;
constexpr message::ClassificationNumber kTopSecret = 5;

void add_node(Plan& plan, const std::string& name, NodeRole role, message::Clearance clearance) {
  Node node;
  node.name = base::NodeName(name);
  node.role = role;
  node.clearance = std::move(clearance);
  plan.nodes.push_back(std::move(node));
}

void add_circuit(Plan& plan, const std::string& a, const std::string& b, message::Clearance accreditation,
                 const std::string& channel = {}) {
  Circuit circuit;
  circuit.a = base::NodeName(a);
  circuit.b = base::NodeName(b);
  circuit.accreditation = std::move(accreditation);
  circuit.channel = channel;
  plan.circuits.push_back(std::move(circuit));
}

message::Label label_of(message::ClassificationNumber number) {
  message::Label label;
  label.classification = number;
  return label;
}

Names words(const std::vector<base::NodeName>& names) {
  Names out;
  for (const base::NodeName& name : names) out.push_back(name.value);
  return out;
}

Names path_of(const Plan& plan, const std::string& from, const std::string& to, const message::Label& label,
              const std::string& channel = {}) {
  return words(path(plan, catalogue(), base::NodeName(from), base::NodeName(to), label, channel));
}

Names hops_of(const Plan& plan, const std::string& from, const std::string& to, const message::Label& label,
              const std::string& channel = {}) {
  return words(next_hops(plan, catalogue(), base::NodeName(from), base::NodeName(to), label, channel));
}

std::string why(const Plan& plan, const std::string& from, const std::string& to, const message::Label& label,
                const std::string& channel = {}) {
  return why_no_path(plan, catalogue(), base::NodeName(from), base::NodeName(to), label, channel);
}

// A and B are joined by X (SECRET), by Y (TOP SECRET), and by the longer way over P and Q.
Plan diamond() {
  Plan plan;
  add_node(plan, "A", NodeRole::Station, up_to(kTopSecret));
  add_node(plan, "B", NodeRole::Station, up_to(kTopSecret));
  for (const char* relay : {"X", "Y", "P", "Q"}) add_node(plan, relay, NodeRole::Relay, up_to(kTopSecret));
  add_circuit(plan, "A", "P", up_to(kTopSecret));
  add_circuit(plan, "A", "X", up_to(kSecret));
  add_circuit(plan, "A", "Y", up_to(kTopSecret));
  add_circuit(plan, "X", "B", up_to(kSecret));
  add_circuit(plan, "Y", "B", up_to(kTopSecret));
  add_circuit(plan, "P", "Q", up_to(kTopSecret));
  add_circuit(plan, "Q", "B", up_to(kTopSecret));
  return plan;
}

}  // namespace

TEST(Path, TheShortestComesFirstAndTiesGoByTheOrderOfThePlan) {
  EXPECT_EQ(path_of(diamond(), "A", "B", label_of(kUnclassified)), (Names{"A", "X", "B"}));
  EXPECT_EQ(hops_of(diamond(), "A", "B", label_of(kUnclassified)), (Names{"X", "Y", "P"}));
}

TEST(Path, ATooLowCircuitIsGoneRound) {
  EXPECT_EQ(path_of(diamond(), "A", "B", label_of(kTopSecret)), (Names{"A", "Y", "B"}));
  EXPECT_EQ(hops_of(diamond(), "A", "B", label_of(kTopSecret)), (Names{"Y", "P"}));
}

TEST(Path, ATooLowRelayIsGoneRound) {
  Plan plan = diamond();
  plan.nodes[3].clearance = up_to(kSecret);  // Y
  EXPECT_EQ(path_of(plan, "A", "B", label_of(kTopSecret)), (Names{"A", "P", "Q", "B"}));
}

TEST(Path, StationsNeverRelay) {
  Plan plan;
  for (const char* name : {"A", "M", "B"}) add_node(plan, name, NodeRole::Station, up_to(kTopSecret));
  add_circuit(plan, "A", "M", up_to(kTopSecret));
  add_circuit(plan, "M", "B", up_to(kTopSecret));
  EXPECT_TRUE(path_of(plan, "A", "B", label_of(kUnclassified)).empty());
  EXPECT_EQ(why(plan, "A", "B", label_of(kUnclassified)), "no circuits and relays lead from A to B");
  EXPECT_EQ(path_of(plan, "A", "M", label_of(kUnclassified)), (Names{"A", "M"}));
}

TEST(Path, WhoWillNotTakeItIsGoneRound) {
  const Plan plan = diamond();
  const auto hops = [&](const Names& closed) {
    std::vector<base::NodeName> nodes;
    for (const std::string& each : closed) nodes.emplace_back(each);
    return words(next_hops(plan, catalogue(), base::NodeName("A"), base::NodeName("B"),
                           label_of(kUnclassified), {}, nodes));
  };
  EXPECT_EQ(hops({"X"}), (Names{"Y", "P"}));
  EXPECT_EQ(hops({"Q", "Y"}), (Names{"X"})) << "P leads nowhere but through Q";
  EXPECT_TRUE(hops({"X", "Y", "P"}).empty());
  EXPECT_EQ(hops({"A", "ELSEWHERE"}), (Names{"X", "Y", "P"})) << "who asks is no obstacle to himself";
}

TEST(Path, ADestinationThatIsNotClearedIsNotReached) {
  Plan plan = diamond();
  plan.nodes[1].clearance = up_to(kSecret);
  EXPECT_TRUE(path_of(plan, "A", "B", label_of(kTopSecret)).empty());
  EXPECT_EQ(why(plan, "A", "B", label_of(kTopSecret)),
            "the station B is cleared for SECRET, the message is TOP SECRET");
}

TEST(Path, AChannelIsKeptToAndForeignTrafficKeptOff) {
  Plan plan;
  add_node(plan, "A", NodeRole::Station, up_to(kTopSecret));
  add_node(plan, "B", NodeRole::Station, up_to(kTopSecret));
  add_node(plan, "R", NodeRole::Relay, up_to(kTopSecret));
  add_circuit(plan, "A", "R", up_to(kTopSecret), "CAS");
  add_circuit(plan, "R", "B", up_to(kTopSecret), "CAS");
  EXPECT_EQ(path_of(plan, "A", "B", label_of(kSecret), "CAS"), (Names{"A", "R", "B"}));
  EXPECT_EQ(path_of(plan, "A", "B", label_of(kSecret)), (Names{"A", "R", "B"}))
      << "traffic without a channel goes too";
  EXPECT_TRUE(path_of(plan, "A", "B", label_of(kSecret), "NAVY").empty());
  EXPECT_EQ(why(plan, "A", "B", label_of(kSecret), "NAVY"),
            "the circuit A - R belongs to the channel CAS, the message must go by the channel NAVY");
  plan.circuits[1].channel.clear();
  EXPECT_TRUE(path_of(plan, "A", "B", label_of(kSecret), "CAS").empty());
  EXPECT_EQ(why(plan, "A", "B", label_of(kSecret), "CAS"),
            "the circuit R - B belongs to no channel, the message must go by the channel CAS");
}

TEST(Path, ACategoryThatRelaysMustHoldIsAskedOfRelaysAndCircuits) {
  Plan plan;
  message::Clearance held = up_to(kTopSecret);
  held.categories.insert(17);
  add_node(plan, "A", NodeRole::Station, held);
  add_node(plan, "B", NodeRole::Station, held);
  add_node(plan, "R", NodeRole::Relay, up_to(kTopSecret));
  add_circuit(plan, "A", "R", held);
  add_circuit(plan, "R", "B", held);
  message::Label label = label_of(kTopSecret);
  label.restrictive.insert(17);
  EXPECT_TRUE(path_of(plan, "A", "B", label).empty());
  EXPECT_NE(why(plan, "A", "B", label).find("the relay R may not carry it"), std::string::npos)
      << why(plan, "A", "B", label);
  plan.nodes[2].clearance = held;
  EXPECT_EQ(path_of(plan, "A", "B", label), (Names{"A", "R", "B"}));
}

TEST(Path, TheRouteWithTheFewestObstaclesExplains) {
  Plan plan = diamond();
  plan.circuits[2].accreditation = up_to(kSecret);  // A - Y: one obstacle, where A - X - B has two
  plan.circuits[0].accreditation = up_to(1);        // A - P
  EXPECT_EQ(why(plan, "A", "B", label_of(kTopSecret)),
            "the circuit A - Y is accredited for SECRET, the message is TOP SECRET");
}

TEST(Path, NothingToExplainWhereThereIsAPath) {
  EXPECT_EQ(why(diamond(), "A", "B", label_of(kTopSecret)), "");
}

TEST(Path, UnknownAndUnconnectedNodesAreNamed) {
  Plan plan = diamond();
  add_node(plan, "L", NodeRole::Station, up_to(kTopSecret));
  EXPECT_EQ(why(plan, "A", "Z", label_of(1)), "Z is not in this net");
  EXPECT_EQ(why(plan, "Z", "A", label_of(1)), "Z is not in this net");
  EXPECT_EQ(why(plan, "A", "L", label_of(1)), "L has no circuit");
  EXPECT_TRUE(path_of(plan, "A", "Z", label_of(1)).empty());
  EXPECT_TRUE(hops_of(plan, "Z", "A", label_of(1)).empty());
}

TEST(Path, ToOneselfIsNoHop) {
  EXPECT_EQ(path_of(diamond(), "A", "A", label_of(1)), Names{"A"});
  EXPECT_TRUE(hops_of(diamond(), "A", "A", label_of(1)).empty());
}

namespace {

// 0 to count - 1, evenly in small cases too, so that most nets have paths.
std::size_t pick(std::size_t count) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, count));
}

message::Clearance random_clearance() {
  return up_to(*rc::gen::element<message::ClassificationNumber>(1, 4, 5, 5, 5, 5, 5, 5));
}

Plan random_plan() {
  Plan plan;
  const std::size_t count = 2 + pick(6);
  for (std::size_t i = 0; i < count; ++i) {
    const bool relay = *rc::gen::element(true, true, true, false);
    add_node(plan, "N" + std::to_string(i), relay ? NodeRole::Relay : NodeRole::Station, random_clearance());
  }
  const std::size_t circuits = count + pick(8);
  for (std::size_t i = 0; i < circuits; ++i) {
    const std::string a = "N" + std::to_string(pick(count));
    const std::string b = "N" + std::to_string(pick(count));
    if (a == b || plan.circuit_between(base::NodeName(a), base::NodeName(b)) != nullptr) continue;
    add_circuit(plan, a, b, random_clearance(), *rc::gen::elementOf(Names{"", "CAS", "CAS", "NAVY"}));
  }
  return plan;
}

// The rule, spelt out without the module under test or the policy behind it.
struct Naive {
  const Plan& plan;
  message::ClassificationNumber classification;
  std::string channel;
  std::vector<Names> found;  // every simple path, in the order of the circuits

  void walk(Names& so_far, const std::string& to) {
    const std::string here = so_far.back();
    if (!plan.node(base::NodeName(here))->clearance.classifications.contains(classification)) return;
    if (here == to) {
      found.push_back(so_far);
      return;
    }
    if (so_far.size() > 1 && plan.node(base::NodeName(here))->role != NodeRole::Relay) return;
    for (const Circuit& circuit : plan.circuits) {
      if (circuit.a.value != here && circuit.b.value != here) continue;
      const std::string next = circuit.a.value == here ? circuit.b.value : circuit.a.value;
      if (std::find(so_far.begin(), so_far.end(), next) != so_far.end()) continue;
      if (!circuit.accreditation.classifications.contains(classification)) continue;
      if (!channel.empty() && circuit.channel != channel) continue;
      so_far.push_back(next);
      walk(so_far, to);
      so_far.pop_back();
    }
  }
  // Stable: of equal length the one whose circuits stand first.
  void search(const std::string& from, const std::string& to) {
    Names start{from};
    walk(start, to);
    std::stable_sort(found.begin(), found.end(),
                     [](const Names& x, const Names& y) { return x.size() < y.size(); });
  }
};

}  // namespace

RC_GTEST_PROP(PathProperty, ChoosesWhatASearchOfAllPathsChooses, ()) {
  const Plan plan = random_plan();
  const std::size_t start = pick(plan.nodes.size());
  const std::size_t step = 1 + pick(plan.nodes.size() - 1);
  const std::string from = plan.nodes[start].name.value;
  const std::string to = plan.nodes[(start + step) % plan.nodes.size()].name.value;
  bool had_choice = false;
  for (const message::ClassificationNumber classification : {kUnclassified, kSecret, kTopSecret}) {
    for (const std::string& channel : Names{"", "CAS"}) {
      const message::Label label = label_of(classification);
      Naive naive{plan, classification, channel, {}};
      naive.search(from, to);
      Names first_hops;
      for (const Names& each : naive.found) {
        if (std::find(first_hops.begin(), first_hops.end(), each[1]) == first_hops.end()) {
          first_hops.push_back(each[1]);
        }
      }
      had_choice = had_choice || first_hops.size() > 1;
      RC_ASSERT(path_of(plan, from, to, label, channel) ==
                (naive.found.empty() ? Names{} : naive.found.front()));
      RC_ASSERT(hops_of(plan, from, to, label, channel) == first_hops);
      RC_ASSERT(why(plan, from, to, label, channel).empty() == !naive.found.empty());
    }
  }
  RC_CLASSIFY(had_choice, "has a choice of first hops");
}

}  // namespace backchannel::netplan::test
