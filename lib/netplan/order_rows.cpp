// [[collective]] and [[minimize]].

#include <algorithm>

#include "draft.h"

namespace backchannel::netplan {

namespace {

// Each of them must be one of `known`; none at all is a problem too.
std::vector<std::string> read_names(Fields& row, std::string_view key, std::string_view kind,
                                    const std::vector<std::string>& known, Draft& draft) {
  std::vector<std::string> out;
  for (const Word& word : row.words(key)) {
    if (std::ranges::find(known, word.value) == known.end())
      draft.problems.add_unknown(kind, word.value, word.where, known);
    else if (std::ranges::find(out, word.value) != out.end())
      draft.problems.add(quoted(word.value) + " stands twice", word.where, "name each once");
    else
      out.push_back(word.value);
  }
  if (out.empty() && row.value(key) == nullptr)
    draft.problems.add("\"" + std::string(key) + "\" is missing", row.where(key),
                       "name at least one " + std::string(kind));
  return out;
}

void read_collective(const text::Value& table, Draft& draft) {
  Fields row(table, "collective", draft.problems);
  const Word name = row.required("name", "\"ALL DIPLOMATIC POSTS\"");
  check_name(name, "collective address", draft);
  const auto& others = draft.plan.collectives;
  if (std::ranges::find(others, name.value, &Collective::name) != others.end())
    draft.problems.add("the collective address " + quoted(name.value) + " stands twice", name.where,
                       "leave one of them out");
  Collective out;
  out.name = name.value;
  out.where = name.where;
  out.members = read_names(row, "members", "person or station", addressee_names(draft.plan), draft);
  out.basis = read_basis(row, draft);
  static_cast<void>(row.optional_text("note"));
  row.finish();
  if (!out.name.empty()) draft.plan.collectives.push_back(std::move(out));
}

void read_minimize(const text::Value& table, Draft& draft) {
  Fields row(table, "minimize", draft.problems);
  policy::Minimize out;
  out.area = read_names(row, "area", "station", station_names(draft.plan), draft);
  out.below = read_precedence(row, "below", message::Precedence::Immediate, draft);
  if (out.below == message::Precedence::Routine)
    draft.problems.add("nothing is lower than ROUTINE, so this MINIMIZE keeps nothing back",
                       row.where("below"), "write below = \"PRIORITY\" or higher");
  out.reason = row.required("reason", "\"the circuit is needed for the talks\"").value;
  out.from = read_time(row, "from", draft);
  out.until = read_time(row, "until", draft);
  if (out.from.ms != 0 && out.until.ms != 0 && out.until <= out.from)
    draft.problems.add("the MINIMIZE ends before it begins", row.where("until"),
                       "choose a later date-time group");
  out.releasers = read_names(row, "releasers", "person", person_names(draft.plan), draft);
  static_cast<void>(read_basis(row, draft));
  static_cast<void>(row.optional_text("note"));
  row.finish();
  draft.plan.minimizes.push_back(std::move(out));
}

}  // namespace

void read_collectives(Fields& top, Draft& draft) {
  for (const text::Value* table : top.tables("collective")) read_collective(*table, draft);
}

void read_minimizes(Fields& top, Draft& draft) {
  for (const text::Value* table : top.tables("minimize")) read_minimize(*table, draft);
}

}  // namespace backchannel::netplan
