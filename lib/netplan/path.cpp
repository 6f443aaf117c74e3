#include "backchannel/netplan/path.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

#include "backchannel/base/format.h"

namespace backchannel::netplan {

namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kFar = std::numeric_limits<std::size_t>::max();

// The plan as a graph of indices, circuits in plan order, which decides ties.
struct Graph {
  struct Edge {
    std::size_t to;
    const Circuit* circuit;
  };
  std::vector<std::vector<Edge>> edges;
  std::unordered_map<std::string_view, std::size_t> index;

  explicit Graph(const Plan& plan) : edges(plan.nodes.size()) {
    for (std::size_t i = 0; i < plan.nodes.size(); ++i) index.emplace(plan.nodes[i].name.value, i);
    for (const Circuit& circuit : plan.circuits) {
      const std::size_t a = find(circuit.a);
      const std::size_t b = find(circuit.b);
      if (a == kNone || b == kNone || a == b) continue;
      edges[a].push_back({b, &circuit});
      edges[b].push_back({a, &circuit});
    }
  }
  [[nodiscard]] std::size_t find(const base::NodeName& name) const {
    const auto found = index.find(name.value);
    return found == index.end() ? kNone : found->second;
  }
};

policy::Party party_of(const Circuit& circuit) {
  return {"the circuit " + base::visible(circuit.a.value) + " - " + base::visible(circuit.b.value), false,
          false, circuit.accreditation, message::Precedence::EmergencyCommand};
}

// One question, this label and channel over this plan, with the policy asked once for every node and circuit.
struct Question {
  const Plan& plan;
  const doctrine::Catalogue& catalogue;
  const message::Label& label;
  const std::string& channel;
  std::vector<bool> node_holds;  // by index
  std::vector<bool> circuit_carries;

  Question(const Plan& net, const doctrine::Catalogue& rules, const message::Label& wanted,
           const std::string& bearer)
      : plan(net), catalogue(rules), label(wanted), channel(bearer) {
    for (const Node& node : plan.nodes) {
      node_holds.push_back(policy::may_carry(catalogue, label, netplan::party_of(node)).allowed());
    }
    for (const Circuit& circuit : plan.circuits) {
      circuit_carries.push_back(channel_fits(circuit) &&
                                policy::may_carry(catalogue, label, party_of(circuit)).allowed());
    }
  }
  [[nodiscard]] bool channel_fits(const Circuit& circuit) const {
    return channel.empty() || circuit.channel == channel;
  }
  [[nodiscard]] bool carries(const Circuit& circuit) const {
    return circuit_carries[static_cast<std::size_t>(&circuit - plan.circuits.data())];
  }
  [[nodiscard]] bool holds(std::size_t node) const { return node_holds[node]; }
  [[nodiscard]] bool relays(std::size_t node) const { return plan.nodes[node].role == NodeRole::Relay; }
};

// Hops to `to` for every node, over open circuits, through relays other than `from`. `from` itself gets none.
std::vector<std::size_t> distances(const Question& question, const Graph& graph, std::size_t from,
                                   std::size_t to) {
  std::vector<std::size_t> distance(graph.edges.size(), kFar);
  if (!question.holds(to)) return distance;
  std::vector<std::size_t> queue{to};
  distance[to] = 0;
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const std::size_t here = queue[head];
    if (here != to && !question.relays(here)) continue;
    for (const Graph::Edge& edge : graph.edges[here]) {
      if (edge.to == from || distance[edge.to] != kFar) continue;
      if (!question.carries(*edge.circuit) || !question.holds(edge.to)) continue;
      distance[edge.to] = distance[here] + 1;
      queue.push_back(edge.to);
    }
  }
  return distance;
}

// Neighbours of `from` that lead to `to`, shortest first; of equals the one whose circuit stands first.
std::vector<std::size_t> hops(const Question& question, const Graph& graph, std::size_t from, std::size_t to,
                              const std::vector<std::size_t>& distance) {
  std::vector<std::size_t> out;
  if (!question.holds(from)) return out;
  for (const Graph::Edge& edge : graph.edges[from]) {
    if (distance[edge.to] == kFar || !question.carries(*edge.circuit)) continue;
    if (edge.to == to || question.relays(edge.to)) out.push_back(edge.to);
  }
  std::stable_sort(out.begin(), out.end(),
                   [&](std::size_t x, std::size_t y) { return distance[x] < distance[y]; });
  return out;
}

std::string classification_words(const doctrine::Catalogue& catalogue, message::ClassificationNumber number) {
  const auto* row = catalogue.classification(number);
  return row != nullptr ? row->name : "classification " + std::to_string(number);
}

// "SECRET" for everything up to SECRET; a list if there are holes.
std::string accreditation_words(const doctrine::Catalogue& catalogue, const message::Clearance& clearance) {
  if (clearance.classifications.empty()) return "nothing";
  const message::ClassificationNumber highest = *clearance.classifications.rbegin();
  std::string list;
  bool holes = false;
  for (const auto& row : catalogue.classifications) {
    if (row.number > highest) continue;
    if (clearance.classifications.contains(row.number)) {
      list += (list.empty() ? "" : ", ") + row.name;
    } else {
      holes = true;
    }
  }
  return holes ? "only " + list : classification_words(catalogue, highest);
}

// Why this holder may not have it; nullopt: it may. `verb`: "accredited" or "cleared".
std::optional<std::string> too_low(const Question& question, const policy::Party& holder,
                                   std::string_view verb) {
  const policy::Verdict verdict = policy::may_carry(question.catalogue, question.label, holder);
  if (verdict.allowed()) return std::nullopt;
  const std::string message = classification_words(question.catalogue, question.label.classification);
  if (!holder.clearance.classifications.contains(question.label.classification)) {
    return holder.name + " is " + std::string(verb) + " for " +
           accreditation_words(question.catalogue, holder.clearance) + ", the message is " + message;
  }
  return holder.name + " may not carry it: " + verdict.against.front().sentence;
}

std::optional<std::string> obstacle(const Question& question, const Node& node) {
  policy::Party holder = netplan::party_of(node);
  holder.name =
      (node.role == NodeRole::Relay ? "the relay " : "the station ") + base::visible(node.name.value);
  return too_low(question, holder, "cleared");
}

std::optional<std::string> obstacle(const Question& question, const Circuit& circuit) {
  const policy::Party holder = party_of(circuit);
  if (!question.channel_fits(circuit)) {
    return holder.name +
           (circuit.channel.empty() ? " belongs to no channel"
                                    : " belongs to the channel " + circuit.channel) +
           ", the message must go by the channel " + question.channel;
  }
  return too_low(question, holder, "accredited");
}

// The route with the fewest obstacles, then the fewest hops, and its first obstacle.
class LeastObstructed {
 public:
  LeastObstructed(const Question& question, const Graph& graph, std::size_t from, std::size_t to)
      : question_(question), graph_(graph), best_(graph.edges.size()), from_(from), to_(to) {
    search();
  }
  [[nodiscard]] bool reached() const { return best_[to_].cost != kUnreached; }
  [[nodiscard]] std::string first_obstacle() const;

 private:
  using Cost = std::pair<std::size_t, std::size_t>;  // obstacles, hops
  static constexpr Cost kUnreached{kFar, kFar};
  struct Best {
    Cost cost = kUnreached;
    std::size_t before = kNone;
    const Circuit* by = nullptr;
    bool done = false;
  };
  void search();
  [[nodiscard]] std::size_t nearest_open() const;

  const Question& question_;
  const Graph& graph_;
  std::vector<Best> best_;
  std::size_t from_;
  std::size_t to_;
};

std::size_t LeastObstructed::nearest_open() const {
  std::size_t found = kNone;
  for (std::size_t i = 0; i < best_.size(); ++i) {
    if (best_[i].done || best_[i].cost == kUnreached) continue;
    if (found == kNone || best_[i].cost < best_[found].cost) found = i;
  }
  return found;
}

void LeastObstructed::search() {
  best_[from_].cost = {question_.holds(from_) ? 0 : 1, 0};
  for (std::size_t here = from_; here != kNone; here = nearest_open()) {
    best_[here].done = true;
    if (here != from_ && !question_.relays(here)) continue;
    for (const Graph::Edge& edge : graph_.edges[here]) {
      const std::size_t blocked =
          (question_.carries(*edge.circuit) ? 0U : 1U) + (question_.holds(edge.to) ? 0U : 1U);
      const Cost cost{best_[here].cost.first + blocked, best_[here].cost.second + 1};
      if (cost < best_[edge.to].cost) best_[edge.to] = {cost, here, edge.circuit, false};
    }
  }
}

std::string LeastObstructed::first_obstacle() const {
  std::string first;
  for (std::size_t here = to_; here != kNone; here = best_[here].before) {
    if (auto sentence = obstacle(question_, question_.plan.nodes[here])) first = std::move(*sentence);
    if (best_[here].by == nullptr) break;
    if (auto sentence = obstacle(question_, *best_[here].by)) first = std::move(*sentence);
  }
  return first;
}

}  // namespace

std::vector<base::NodeName> next_hops(const Plan& plan, const doctrine::Catalogue& catalogue,
                                      const base::NodeName& from, const base::NodeName& to,
                                      const message::Label& label, const std::string& channel,
                                      const std::vector<base::NodeName>& closed) {
  const Graph graph(plan);
  const std::size_t start = graph.find(from);
  const std::size_t goal = graph.find(to);
  if (start == kNone || goal == kNone || start == goal) return {};
  Question question{plan, catalogue, label, channel};
  for (const base::NodeName& each : closed)
    if (const std::size_t node = graph.find(each); node != kNone && node != start)
      question.node_holds[node] = false;
  std::vector<base::NodeName> out;
  for (const std::size_t hop : hops(question, graph, start, goal, distances(question, graph, start, goal))) {
    out.push_back(plan.nodes[hop].name);
  }
  return out;
}

std::vector<base::NodeName> path(const Plan& plan, const doctrine::Catalogue& catalogue,
                                 const base::NodeName& from, const base::NodeName& to,
                                 const message::Label& label, const std::string& channel) {
  const Graph graph(plan);
  const std::size_t start = graph.find(from);
  const std::size_t goal = graph.find(to);
  if (start == kNone || goal == kNone) return {};
  if (start == goal) return {from};
  const Question question{plan, catalogue, label, channel};
  const std::vector<std::size_t> distance = distances(question, graph, start, goal);
  std::vector<base::NodeName> out{from};
  // Every step is one nearer, so this ends after at most as many steps as there are nodes.
  for (std::size_t here = start; here != goal;) {
    const std::vector<std::size_t> next = hops(question, graph, here, goal, distance);
    if (next.empty()) return {};
    here = next.front();
    out.push_back(plan.nodes[here].name);
  }
  return out;
}

std::string why_no_path(const Plan& plan, const doctrine::Catalogue& catalogue, const base::NodeName& from,
                        const base::NodeName& to, const message::Label& label, const std::string& channel) {
  const Graph graph(plan);
  const std::size_t start = graph.find(from);
  const std::size_t goal = graph.find(to);
  if (start == kNone) return base::visible(from.value) + " is not in this net";
  if (goal == kNone) return base::visible(to.value) + " is not in this net";
  const Question question{plan, catalogue, label, channel};
  const LeastObstructed route(question, graph, start, goal);
  if (route.reached()) return route.first_obstacle();
  if (graph.edges[start].empty()) return base::visible(from.value) + " has no circuit";
  if (graph.edges[goal].empty()) return base::visible(to.value) + " has no circuit";
  return "no circuits and relays lead from " + base::visible(from.value) + " to " + base::visible(to.value);
}

base::NodeName destination(const Plan& plan, const doctrine::Catalogue& catalogue,
                           const message::Header& header, const message::Label& label, std::size_t leg,
                           base::HandlingTime now) {
  const message::Recipient& recipient = header.recipients[leg];
  const Person* person = plan.person(recipient.person);
  if (person == nullptr) return recipient.station;
  const base::NodeName& station = plan.station_of(*person, now);
  if (station == recipient.station) return station;
  const auto stands_in = [](const message::Recipient& each) { return each.alternate_of != 0; };
  const auto demands = doctrine::demands_of(catalogue, label);
  const bool follows = header.kind == message::Kind::Message && demands &&
                       demands->seal_to == doctrine::SealTo::Person &&
                       std::ranges::none_of(header.recipients, stands_in);
  return follows ? station : recipient.station;
}

base::NodeName origin(const Plan& plan, const message::Header& header, base::HandlingTime now) {
  const Person* person = plan.person(header.originator);
  return person == nullptr ? header.originator_node : plan.station_of(*person, now);
}

}  // namespace backchannel::netplan
