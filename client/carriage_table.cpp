#include "carriage_table.h"

#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"
#include "backchannel/message/time_group.h"
#include "screen.h"
#include "words.h"

namespace backchannel::client {

namespace {

using netplan::Admission;
using netplan::Circuit;
using netplan::Plan;

// "0.5 %"
std::string percent_words(unsigned permille) {
  std::string out = std::to_string(permille / 10);
  if (permille % 10 != 0) out += "." + std::to_string(permille % 10);
  return out + " %";
}

std::string outage_words(const netplan::Outage& outage) {
  return (outage.only.empty() ? "carries nothing" : "loses what " + outage.only.value + " sends") + " from " +
         message::to_dtg(outage.from) + " until " + message::to_dtg(outage.until);
}

// A line each, below the circuit's row.
std::vector<std::string> weather_words(const Circuit& circuit) {
  std::vector<std::string> out;
  if (circuit.delay_ms > 0)
    out.push_back("delays each frame by " + base::grouped(static_cast<std::uint64_t>(circuit.delay_ms)) +
                  " ms");
  if (circuit.loss_permille > 0)
    out.push_back("loses " + percent_words(circuit.loss_permille) + " of the frames");
  for (const netplan::Outage& outage : circuit.outages) out.push_back(outage_words(outage));
  if (circuit.fairness)
    out.push_back("keeps " + std::to_string(base::kFairnessPercent) +
                  " % of its bytes for the lowest precedence that waits");
  return out;
}

std::string held_words(const Admission& admission) {
  std::vector<std::string> out;
  if (admission.held_messages) out.push_back(base::grouped(*admission.held_messages) + " messages");
  if (admission.held_bytes) out.push_back(base::grouped(*admission.held_bytes) + " bytes");
  return join(out, ", ");
}

}  // namespace

std::string show_circuits(const Plan& plan) {
  Table circuits({"from", "to", "accredited for", "channel", "rate", "basis"});
  for (const Circuit& circuit : plan.circuits) {
    circuits.add({circuit.a.value, circuit.b.value, clearance_words(plan.catalogue, circuit.accreditation),
                  circuit.channel.empty() ? "any" : circuit.channel, rate_words(circuit.bits_per_second),
                  circuit.basis});
    for (const std::string& line : weather_words(circuit)) circuits.add_below("    " + line);
  }
  return section("Circuits", circuits);
}

std::string show_admissions(const Plan& plan) {
  Table admissions({"who", "precedence", "at once", "a minute", "held by a node", "basis"});
  for (const Admission& each : plan.admissions)
    admissions.add({each.who == netplan::kEverybody ? "everybody" : each.who,
                    each.precedence ? std::string(message::name_of(*each.precedence)) : std::string(),
                    each.precedence ? std::to_string(each.burst) : std::string(),
                    each.precedence ? std::to_string(each.per_minute) : std::string(), held_words(each),
                    each.basis});
  return section("How much each person may send", admissions);
}

text::Value circuit_json(const Circuit& circuit, const doctrine::Catalogue& catalogue) {
  text::Array outages;
  for (const netplan::Outage& outage : circuit.outages) {
    text::Value value;
    value.set("from", message::to_iso(outage.from)).set("until", message::to_iso(outage.until));
    outages.push_back(std::move(value.set("only", outage.only.value)));
  }
  text::Value value;
  value.set("from", circuit.a.value)
      .set("to", circuit.b.value)
      .set("accredited_for", clearance_words(catalogue, circuit.accreditation))
      .set("channel", circuit.channel)
      .set("bits_per_second", circuit.bits_per_second)
      .set("fairness", circuit.fairness)
      .set("delay_ms", circuit.delay_ms)
      .set("loss_permille", std::int64_t{circuit.loss_permille})
      .set("outages", std::move(outages))
      .set("basis", circuit.basis);
  return value;
}

text::Value admission_json(const Admission& admission) {
  text::Value value;
  value.set("who", admission.who);
  if (admission.precedence)
    value.set("precedence", message::name_of(*admission.precedence))
        .set("burst", std::int64_t{admission.burst})
        .set("per_minute", std::int64_t{admission.per_minute});
  if (admission.held_messages)
    value.set("held_messages", static_cast<std::int64_t>(*admission.held_messages));
  if (admission.held_bytes) value.set("held_bytes", static_cast<std::int64_t>(*admission.held_bytes));
  value.set("basis", admission.basis).set("note", admission.note);
  return value;
}

}  // namespace backchannel::client
