// [[summary]].

#include <algorithm>
#include <charconv>
#include <optional>

#include "draft.h"

namespace backchannel::netplan {

namespace {

constexpr int kDayMinutes = 24 * 60;

// "0500Z" as minutes after midnight UTC; nullopt: no such time.
std::optional<int> minutes_of(std::string_view words) {
  if (words.size() != 5 || words.back() != 'Z') return std::nullopt;
  int hhmm = 0;
  const auto [end, error] = std::from_chars(words.data(), words.data() + 4, hhmm);
  if (error != std::errc() || end != words.data() + 4 || hhmm < 0) return std::nullopt;
  const int hours = hhmm / 100;
  const int minutes = hhmm % 100;
  if (hours > 23 || minutes > 59) return std::nullopt;
  return hours * 60 + minutes;
}

std::vector<int> read_due(Fields& row, Draft& draft) {
  std::vector<int> out;
  for (const Word& word : row.words("due")) {
    const auto minutes = minutes_of(word.value);
    if (!minutes)
      draft.problems.add("\"due\" holds " + quoted(word.value) + ", which is no time of the day in UTC",
                         word.where, "write hour and minute with a Z: \"0500Z\"");
    else if (std::ranges::find(out, *minutes) != out.end())
      draft.problems.add(quoted(word.value) + " stands twice", word.where, "name each time once");
    else
      out.push_back(*minutes);
  }
  const text::Value* given = row.value("due");
  const text::Array* list = given == nullptr ? nullptr : given->array();
  if (given == nullptr || (list != nullptr && list->empty()))
    draft.problems.add("the summary is never due", row.where("due"),
                       "add, for example, due = [\"0500Z\", \"1600Z\"]");
  std::ranges::sort(out);
  return out;
}

int smallest_gap(const std::vector<int>& due) {
  int gap = kDayMinutes;
  for (std::size_t i = 0; i < due.size(); ++i) {
    const int next = i + 1 < due.size() ? due[i + 1] : due.front() + kDayMinutes;
    gap = std::min(gap, next - due[i]);
  }
  return gap;
}

// The person in whose name the doctrine numbers the series, or a station of his: anybody else would use up
// his numbers.
void check_writer(const doctrine::SeriesRow& series, const Word& from, Draft& draft) {
  const Person* owner = draft.plan.person(base::PersonName(series.from));
  if (owner == nullptr || owner->name.value == from.value || owner->station.value == from.value) return;
  draft.problems.add(quoted(from.value) + " does not write in the series " + series.name + ", in which " +
                         owner->name.value + " writes",
                     from.where,
                     "choose a series of the writer's own, or write from = " + quoted(owner->name.value));
}

const doctrine::SeriesRow* read_series(const Word& word, Draft& draft) {
  if (word.value.empty()) return nullptr;
  const auto* known = draft.catalogue.find_series(word.value);
  if (known != nullptr) return known;
  std::vector<std::string> names;
  for (const auto& each : draft.catalogue.series) names.push_back(each.name);
  draft.problems.add_unknown("series", word.value, word.where, names);
  return nullptr;
}

Word read_one_of(Fields& row, std::string_view key, std::string_view example, std::string_view kind,
                 const std::vector<std::string>& known, Draft& draft) {
  const Word word = row.required(key, example);
  if (!word.value.empty() && std::ranges::find(known, word.value) == known.end())
    draft.problems.add_unknown(kind, word.value, word.where, known);
  return word;
}

void check_whole(const Summary& summary, const Word& from, Draft& draft) {
  const policy::SummaryOrder& order = summary.order;
  if (!order.from.empty() && order.from == order.to)
    draft.problems.add(quoted(order.from) + " would write the summary to itself", from.where,
                       "name another station in \"to\"");
  for (const Summary& other : draft.plan.summaries)
    if (!order.series.empty() && other.order.series == order.series && other.order.from == order.from &&
        other.order.to == order.to)
      draft.problems.add("this summary stands twice", summary.where, "write all its times into one \"due\"");
}

void read_summary(const text::Value& table, Draft& draft) {
  Fields row(table, "summary", draft.problems);
  Summary out;
  out.where = row.where();
  const auto* series = read_series(row.required("series", "\"SAIGON\""), draft);
  const Word from =
      read_one_of(row, "from", "\"BUNKER\"", "person or station", addressee_names(draft.plan), draft);
  const Word to = read_one_of(row, "to", "\"SAIGON\"", "station", station_names(draft.plan), draft);
  if (series != nullptr) {
    out.order.series = series->name;
    check_writer(*series, from, draft);
  }
  out.order.from = from.value;
  out.order.to = to.value;
  out.order.due_minutes = read_due(row, draft);
  const std::int64_t wait = row.integer("wait_minutes", 60, 1, kDayMinutes - 1);
  if (wait >= smallest_gap(out.order.due_minutes))
    draft.problems.add(
        "the waiting time of " + std::to_string(wait) + " minutes is not over when the next summary is due",
        row.where("wait_minutes"), "choose a shorter \"wait_minutes\"");
  out.order.wait_ms = wait * base::kMinuteMs;
  check_whole(out, from, draft);
  out.basis = read_basis(row, draft);
  out.note = row.optional_text("note");
  row.finish();
  draft.plan.summaries.push_back(std::move(out));
}

}  // namespace

void read_summaries(Fields& top, Draft& draft) {
  for (const text::Value* table : top.tables("summary")) read_summary(*table, draft);
}

}  // namespace backchannel::netplan
