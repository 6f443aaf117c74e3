// [[circuit]].

#include <algorithm>
#include <charconv>

#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"
#include "draft.h"

namespace backchannel::netplan {

namespace {

constexpr std::int64_t kBitsMax = 100'000'000'000;

// "75 baud", "9600 bit/s", "384 kbit/s", "10 Mbit/s"; nullopt: none of these.
std::optional<std::int64_t> bits_from(std::string_view text) {
  text = base::trim(text);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 1 || number > kBitsMax) return std::nullopt;
  const std::string_view unit = base::trim(text.substr(static_cast<std::size_t>(end - text.data())));
  std::int64_t factor = 0;
  if (unit == "bit/s" || unit == "baud") factor = 1;  // a teleprinter's two states: one bit each
  if (unit == "kbit/s") factor = 1'000;
  if (unit == "Mbit/s") factor = 1'000'000;
  if (factor == 0 || number > kBitsMax / factor) return std::nullopt;
  return number * factor;
}

std::int64_t read_rate(Fields& row, const text::Value& table, Draft& draft) {
  const auto word = row.optional("rate");
  const std::int64_t bits = row.integer("bits_per_second", 0, 0, kBitsMax);
  if (!word) return bits;
  if (table.find("bits_per_second") != nullptr) {
    draft.problems.add("\"rate\" and \"bits_per_second\" both stand here", word->where,
                       "leave one of them out");
  }
  if (const auto rate = bits_from(word->value)) return *rate;
  draft.problems.add(
      "the rate " + quoted(word->value) + " is not understood", word->where,
      "write for example \"75 baud\" or \"384 kbit/s\"; leave it out for a circuit without a limit");
  return bits;
}

bool read_ends(Fields& row, Circuit& circuit, Draft& draft) {
  const std::vector<Word> ends = row.words("ends");
  if (ends.size() != 2) {
    draft.problems.add("a circuit has two ends, this one has " + std::to_string(ends.size()),
                       row.where("ends"), "write for example ends = [\"SAIGON\", \"CAS-SAIGON\"]");
    return false;
  }
  circuit.a = base::NodeName(ends[0].value);
  circuit.b = base::NodeName(ends[1].value);
  bool known = true;
  for (const Word& end : ends) {
    if (draft.plan.node(base::NodeName(end.value)) != nullptr) continue;
    draft.problems.add_unknown("station or relay", end.value, end.where, node_names(draft.plan));
    known = false;
  }
  if (!known) return false;
  if (circuit.a == circuit.b) {
    draft.problems.add("the circuit joins " + quoted(ends[0].value) + " to itself", ends[1].where,
                       "name two different ends");
    return false;
  }
  if (const Circuit* other = draft.plan.circuit_between(circuit.a, circuit.b)) {
    draft.problems.add("there is a circuit " + base::visible(other->a.value) + " - " +
                           base::visible(other->b.value) + " already, in line " +
                           std::to_string(other->where.line),
                       ends[0].where, "leave one of them out");
    return false;
  }
  for (const Word& end : ends) {
    if (draft.plan.circuits_of(base::NodeName(end.value)).size() < base::kPeersMax) continue;
    draft.problems.add(quoted(end.value) + " has more than " + std::to_string(base::kPeersMax) + " circuits",
                       end.where, "put a relay between");
  }
  return true;
}

void read_circuit(const text::Value& table, Draft& draft) {
  Fields row(table, "circuit", draft.problems);
  Circuit circuit;
  const bool joined = read_ends(row, circuit, draft);
  circuit.where = row.where("ends");
  circuit.accreditation = read_clearance(row, "accreditation", "circuit", draft);
  circuit.channel = read_channel(row, draft);
  circuit.bits_per_second = read_rate(row, table, draft);
  circuit.fairness = row.boolean("fairness", false);
  read_weather(row, circuit, draft);
  circuit.basis = read_basis(row, draft);
  static_cast<void>(row.optional_text("note"));
  row.finish();
  if (joined) draft.plan.circuits.push_back(std::move(circuit));
}

}  // namespace

void read_circuits(Fields& top, Draft& draft) {
  for (const text::Value* table : top.tables("circuit")) read_circuit(*table, draft);
}

}  // namespace backchannel::netplan
