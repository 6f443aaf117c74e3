// Rows about handling on the way and at the station: precedences, delivery instructions, operating signals.

#include "backchannel/base/time.h"
#include "row_fields.h"
#include "row_reader.h"
#include "words.h"

namespace backchannel::doctrine {

namespace {

using base::Code;

constexpr std::int64_t kObjectiveMax = std::int64_t{7} * 24 * 60;  // a week in minutes
constexpr std::int64_t kWordLimitMax = 100'000;

constexpr std::string_view kTimePlace = "TIME";
constexpr std::string_view kEventPlace = "EVENT";

constexpr Choices<DeliverWhen, 5> kWhen{{{"receipt", DeliverWhen::Receipt},
                                         {"opening of business", DeliverWhen::OpeningOfBusiness},
                                         {"time", DeliverWhen::Time},
                                         {"event", DeliverWhen::Event},
                                         {"go-ahead", DeliverWhen::GoAhead}}};

// What the scheduler (every higher one goes first at the next chunk) and a plan without highest = "..." (up
// to PRIORITY) do by themselves.
void check_habit(text::Reader& reader, const PrecedenceRow& row, std::string_view key, bool says, bool does) {
  if (says == does) return;
  reader.complain(Code::Doctrine,
                  "for " + base::visible(row.name) + " the programs go by " + std::string(key) + " = " +
                      (does ? "true" : "false"),
                  reader.where_of(key), "the programs decide this one: write it so");
}

// The rank belongs to the programs: a row that says otherwise would promise what they do not do.
void check_rank(text::Reader& reader, const PrecedenceRow& row) {
  const auto rank = row.rank;
  const std::string number = "precedence number " + std::to_string(static_cast<int>(rank));
  const auto name = message::name_of(rank);
  if (normal(row.name) != name) {
    reader.complain(Code::Doctrine,
                    number + " is " + std::string(name) + " in the programs, not " + base::visible(row.name),
                    reader.where_of("name"),
                    "keep its name, and write another word for it among its aliases");
  }
  if (row.prosign != message::prosign_of(rank)) {
    reader.complain(
        Code::Doctrine,
        "the prosign of " + std::string(name) + " is " + message::prosign_of(rank) + " in the programs",
        reader.where_of("prosign"));
  }
  const auto objective = message::timers_of(rank).objective_ms / base::kMinuteMs;
  if (row.objective_minutes != objective) {
    reader.complain(Code::Doctrine,
                    "the objective of " + std::string(name) + " is " + std::to_string(objective) +
                        " minutes in the programs",
                    reader.where_of("objective_minutes"));
  }
  check_habit(reader, row, "halts_lower", row.halts_lower, rank > message::Precedence::Routine);
  check_habit(reader, row, "needs_grant", row.needs_grant, rank > message::Precedence::Priority);
}

// What the braces of an instruction's words stand for must be what its demand speaks of.
void check_place(text::Reader& reader, std::string_view key, const std::string& words, DeliverWhen when) {
  const std::string pattern = normal(words);
  const auto place = place_in(pattern);
  const std::string shown = "\"" + base::visible(words) + "\"";
  if (!well_formed(pattern) || (!place.empty() && place != kTimePlace && place != kEventPlace)) {
    reader.complain(Code::Doctrine, shown + " has other braces than one {time} or one {event}",
                    reader.where_of(key));
    return;
  }
  std::string_view wanted;
  if (when == DeliverWhen::Time) wanted = kTimePlace;
  if (when == DeliverWhen::Event) wanted = kEventPlace;
  if (place == wanted) return;
  reader.complain(Code::Doctrine,
                  wanted.empty()
                      ? shown + " has a place in braces, and no when = \"time\" or \"event\" makes use of it"
                      : shown + " has no {" + std::string(to_string(when)) + "}, and its when speaks of one",
                  reader.where_of(key));
}

DeliveryDemands read_demands(text::Reader& reader) {
  DeliveryDemands demands;
  const std::string when = reader.optional_string("when");
  if (!when.empty()) demands.when = choice(reader, "when", when, kWhen);
  demands.wake_duty_officer = reader.optional_boolean("wake_duty_officer", false);
  demands.wake_reader = reader.optional_boolean("wake_reader", false);
  demands.find_reader = reader.optional_boolean("find_reader", false);
  demands.phone = reader.optional_boolean("phone", false);
  demands.orally_only = reader.optional_boolean("orally_only", false);
  return demands;
}

}  // namespace

std::string_view to_string(DeliverWhen when) noexcept {
  for (const auto& [name, meaning] : kWhen) {
    if (meaning == when) return name;
  }
  return "as its precedence says";
}

base::Result<PrecedenceRow> read_precedence(const text::Value& table) {
  text::Reader reader(table, "precedence");
  PrecedenceRow row;
  const auto number = reader.required_integer("number", 1, static_cast<int>(message::kPrecedences.back()));
  row.rank = message::precedence_from_number(static_cast<std::uint32_t>(number)).value_or(row.rank);
  row.name = words(reader, "name");
  row.aliases = reader.optional_strings("aliases");
  const std::string prosign = reader.required_string("prosign");
  row.prosign = prosign.size() == 1 ? prosign.front() : '?';
  row.objective_minutes =
      static_cast<std::uint32_t>(reader.required_integer("objective_minutes", 1, kObjectiveMax));
  row.word_limit = static_cast<std::uint32_t>(reader.optional_integer("word_limit", 0, 1, kWordLimitMax));
  row.halts_lower = reader.optional_boolean("halts_lower", false);
  row.needs_grant = reader.optional_boolean("needs_grant", false);
  row.inferred = reader.optional_strings("inferred");
  row.chosen = reader.optional_strings("chosen");
  check_named(reader, "inferred", row.inferred, &table, "keys");
  check_named(reader, "chosen", row.chosen, &table, "keys");
  row.origin = read_origin(reader);
  row.explanation = read_explanation(reader);
  check_rank(reader, row);
  BC_TRY_VOID(reader.finish());
  return row;
}

base::Result<DeliveryRow> read_delivery(const text::Value& table) {
  text::Reader reader(table, "delivery instruction");
  DeliveryRow row;
  row.number = read_number(reader);
  row.name = words(reader, "name");
  row.aliases = reader.optional_strings("aliases");
  row.inferred = reader.optional_strings("inferred");
  row.chosen = reader.optional_strings("chosen");
  row.origin = read_origin(reader);
  row.explanation = read_explanation(reader);
  const text::Value* demands = reader.optional_value("demands");
  check_named(reader, "inferred", row.inferred, demands, "demands");
  check_named(reader, "chosen", row.chosen, demands, "demands");
  BC_TRY_VOID(reader.finish());
  if (demands != nullptr) {
    text::Reader demands_reader(*demands, "demands of " + base::visible(row.name));
    row.demands = read_demands(demands_reader);
    BC_TRY_VOID(demands_reader.finish());
  }
  check_place(reader, "name", row.name, row.demands.when);
  for (const auto& alias : row.aliases) check_place(reader, "aliases", alias, row.demands.when);
  BC_TRY_VOID(reader.finish());
  return row;
}

base::Result<SignalRow> read_signal(const text::Value& table) {
  text::Reader reader(table, "operating signal");
  SignalRow row;
  row.number = read_number(reader);
  row.function = words(reader, "function");
  row.printed = words(reader, "printed");
  if (!well_formed(normal(row.printed))) {
    reader.complain(Code::Doctrine, "the printed signal has more than one place in braces",
                    reader.where_of("printed"));
  }
  row.origin = read_origin(reader);
  row.explanation = read_explanation(reader);
  BC_TRY_VOID(reader.finish());
  return row;
}

}  // namespace backchannel::doctrine
