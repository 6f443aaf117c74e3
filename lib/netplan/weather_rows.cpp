// What a [[circuit]] does to the frames that pass it: delay, loss, outages.

#include <charconv>
#include <optional>

#include "backchannel/base/format.h"
#include "draft.h"

namespace backchannel::netplan {

namespace {

constexpr std::int64_t kDelayMsMax = 60 * base::kSecondMs;
constexpr unsigned kLossPermilleMax = 500;

// "250 ms", "2 s"; nullopt: neither, or too long.
std::optional<std::int64_t> ms_from(std::string_view text) {
  text = base::trim(text);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0 || number > kDelayMsMax) return std::nullopt;
  const std::string_view unit = base::trim(text.substr(static_cast<std::size_t>(end - text.data())));
  if (unit == "s") number *= base::kSecondMs;
  const bool known = unit == "s" || unit == "ms";
  return known && number <= kDelayMsMax ? std::optional(number) : std::nullopt;
}

// "20 %", "0.5 %"; nullopt: not so, or too much.
std::optional<unsigned> permille_from(std::string_view text) {
  text = base::trim(text);
  const char* const last = text.data() + text.size();
  unsigned whole = 0;
  auto [end, error] = std::from_chars(text.data(), last, whole);
  if (error != std::errc() || whole > kLossPermilleMax) return std::nullopt;
  unsigned tenths = 0;
  if (end != last && *end == '.') {
    ++end;
    if (end == last || *end < '0' || *end > '9') return std::nullopt;
    tenths = static_cast<unsigned>(*end++ - '0');
  }
  if (base::trim(text.substr(static_cast<std::size_t>(end - text.data()))) != "%") return std::nullopt;
  const unsigned permille = whole * 10 + tenths;
  return permille <= kLossPermilleMax ? std::optional(permille) : std::nullopt;
}

void read_outage(const text::Value& table, Circuit& circuit, Draft& draft) {
  const std::size_t before = draft.problems.count();
  Fields row(table, "outage", draft.problems);
  Outage outage;
  outage.from = read_time(row, "from", draft);
  outage.until = read_time(row, "until", draft);
  const auto only = row.optional("only");
  row.finish();
  if (only) {
    outage.only = base::NodeName(only->value);
    if (outage.only != circuit.a && outage.only != circuit.b)
      draft.problems.add(quoted(only->value) + " is no end of this circuit", only->where,
                         "write only = " + quoted(circuit.a.value) + " or only = " + quoted(circuit.b.value) +
                             ": what that end sends is lost");
  }
  if (draft.problems.count() != before) return;
  const Plan& plan = draft.plan;
  if (outage.until <= outage.from)
    draft.problems.add("the outage ends before it begins", row.where("until"),
                       "choose a later date-time group");
  else if (outage.until <= plan.begins || outage.from >= plan.ends)
    draft.problems.add("the outage lies outside the time of the exercise", row.where("from"),
                       "choose a moment between \"begins\" and \"ends\"");
  circuit.outages.push_back(std::move(outage));
}

}  // namespace

void read_weather(Fields& row, Circuit& circuit, Draft& draft) {
  if (const auto word = row.optional("delay")) {
    if (const auto ms = ms_from(word->value))
      circuit.delay_ms = *ms;
    else
      draft.problems.add("the delay " + quoted(word->value) + " is not understood", word->where,
                         "write for example \"250 ms\" or \"2 s\", at most a minute");
  }
  if (const auto word = row.optional("loss")) {
    if (const auto permille = permille_from(word->value))
      circuit.loss_permille = *permille;
    else
      draft.problems.add("the loss " + quoted(word->value) + " is not understood", word->where,
                         "write for example \"20 %\" or \"0.5 %\", at most 50 %");
  }
  const text::Value* outages = row.value("outages");
  if (outages == nullptr) return;
  if (outages->array() == nullptr) {
    draft.problems.add("\"outages\" of the circuit is not a list", outages->where,
                       "write outages = [{ from = \"230600Z OCT 72\", until = \"230630Z OCT 72\" }]");
    return;
  }
  for (const text::Value& each : *outages->array()) read_outage(each, circuit, draft);
}

}  // namespace backchannel::netplan
