// [[admission]].

#include <algorithm>

#include "backchannel/base/limits.h"
#include "draft.h"

namespace backchannel::netplan {

namespace {

constexpr std::int64_t kBurstMax = 10'000;
constexpr std::int64_t kPerMinuteMax = 600'000;

std::optional<std::uint64_t> read_most(Fields& held, std::string_view key, std::uint64_t max) {
  if (held.value(key) == nullptr) return std::nullopt;
  return static_cast<std::uint64_t>(held.integer(key, 1, 1, static_cast<std::int64_t>(max)));
}

void read_held(const text::Value& table, Admission& admission, Draft& draft) {
  constexpr std::string_view kExample = "write for example held = { messages = 200, bytes = 2000000 }";
  if (table.table() == nullptr) {
    draft.problems.add("\"held\" of the admission is not a table", table.where, std::string(kExample));
    return;
  }
  Fields held(table, "held of the admission", draft.problems);
  admission.held_messages = read_most(held, "messages", base::kQueueMessagesMax);
  admission.held_bytes = read_most(held, "bytes", base::kQueueBytesMax);
  if (held.value("messages") == nullptr && held.value("bytes") == nullptr)
    draft.problems.add("\"held\" of the admission bounds nothing", table.where, std::string(kExample));
  held.finish();
}

// Burst and rate belong to a precedence: all three, or none of them.
void read_bucket(Fields& row, Admission& admission, Draft& draft) {
  if (row.value("precedence") != nullptr)
    admission.precedence = read_precedence(row, "precedence", message::Precedence::Routine, draft);
  admission.burst = static_cast<std::uint32_t>(row.integer("burst", 1, 1, kBurstMax));
  admission.per_minute = static_cast<std::uint32_t>(row.integer("per_minute", 1, 1, kPerMinuteMax));
  std::vector<std::string_view> absent;
  for (const std::string_view key : {"precedence", "burst", "per_minute"})
    if (row.value(key) == nullptr) absent.push_back(key);
  if (!absent.empty() && absent.size() < 3)
    draft.problems.add("the admission has no \"" + std::string(absent.front()) + "\"", row.where(),
                       "write all three, for example precedence = \"FLASH\", burst = 5, per_minute = 10");
  else if (!absent.empty() && row.value("held") == nullptr)
    draft.problems.add("this admission bounds nothing", row.where(),
                       "write precedence, burst and per_minute, or held, or all of them");
}

// What two rows say of the same would leave open which of them holds.
void check_alone(const Admission& admission, Draft& draft) {
  for (const Admission& other : draft.plan.admissions) {
    if (other.who != admission.who) continue;
    const bool holds = admission.held_messages || admission.held_bytes;
    const bool both_hold = holds && (other.held_messages || other.held_bytes);
    const bool both_fill = admission.precedence && other.precedence == admission.precedence;
    if (!both_hold && !both_fill) continue;
    draft.problems.add((both_fill ? "the admission of " + quoted(admission.who) + " for " +
                                        std::string(message::name_of(*admission.precedence))
                                  : "what may be held of " + quoted(admission.who)) +
                           " stands in line " + std::to_string(other.where.line) + " already",
                       admission.where, "leave one of them out");
    return;
  }
}

void read_admission(const text::Value& table, Draft& draft) {
  const std::size_t before = draft.problems.count();
  Fields row(table, "admission", draft.problems);
  Admission admission;
  const Word who = row.required("who", "\"*\"");
  admission.who = who.value;
  admission.where = who.where;
  std::vector<std::string> known = addressee_names(draft.plan);
  known.emplace_back(kEverybody);
  if (!who.value.empty() && std::ranges::find(known, who.value) == known.end())
    draft.problems.add_unknown("person or station", who.value, who.where, known);
  read_bucket(row, admission, draft);
  if (const text::Value* held = row.value("held")) read_held(*held, admission, draft);
  admission.basis = read_basis(row, draft);
  admission.note = row.optional_text("note");
  row.finish();
  if (draft.problems.count() != before) return;
  check_alone(admission, draft);
  draft.plan.admissions.push_back(std::move(admission));
}

}  // namespace

void read_admissions(Fields& top, Draft& draft) {
  for (const text::Value* table : top.tables("admission")) read_admission(*table, draft);
}

}  // namespace backchannel::netplan
