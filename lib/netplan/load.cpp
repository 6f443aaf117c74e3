// From text to a checked plan.

#include "backchannel/base/limits.h"
#include "draft.h"

namespace backchannel::netplan {

namespace {

constexpr std::int64_t kRateMax = 86'400;  // a day in a second

Draft read(const text::Value& root, std::string_view toml, std::string_view file_name,
           const doctrine::Catalogue& catalogue) {
  Draft draft{catalogue, {}, {}, true, {}, {}};
  draft.plan.source_file = file_name;
  draft.plan.source = toml;
  Fields top(root, "plan", draft.problems);
  for (const auto& name : doctrine::table_names()) static_cast<void>(top.value(name));
  read_net(top, draft);
  const std::size_t before = draft.problems.count();
  read_nodes(top, draft);
  read_circuits(top, draft);
  draft.topology_sound = draft.problems.count() == before;
  read_persons(top, draft);
  read_moves(top, draft);
  read_admissions(top, draft);
  read_outsiders(top, draft);
  read_collectives(top, draft);
  read_minimizes(top, draft);
  read_numbers(top, draft);
  read_summaries(top, draft);
  read_traffic(top, draft);
  top.finish();
  if (draft.topology_sound) {
    check_reachability(draft);
    check_traffic(draft);
  }
  return draft;
}

}  // namespace

void read_net(Fields& top, Draft& draft) {
  Plan& plan = draft.plan;
  const text::Value* table = top.value("net");
  if (table == nullptr) {
    draft.problems.add("the plan has no [net]", top.where(),
                       "begin with [net], its name, begins, ends and rate");
    return;
  }
  Fields row(*table, "net", draft.problems);
  const Word name = row.required("name", "\"hakto-49\"");
  plan.name = name.value;
  if (plan.name.size() > base::kNameBytesMax ||
      folder_name(plan.name).find_first_not_of('-') == std::string::npos) {
    if (!plan.name.empty()) {
      draft.problems.add("the net's name " + quoted(plan.name) + " cannot name a folder", name.where,
                         "use at most 64 letters, digits and hyphens");
    }
  }
  plan.title = row.optional_text("title");
  plan.begins = read_time(row, "begins", draft);
  plan.ends = read_time(row, "ends", draft);
  if (plan.begins.ms != 0 && plan.ends.ms != 0 && plan.ends <= plan.begins) {
    draft.problems.add("the exercise ends before it begins", row.where("ends"),
                       "choose a later date-time group");
  }
  plan.rate = row.integer("rate", 1, 1, kRateMax);
  plan.trip = row.optional_text("trip");
  row.finish();
}

base::Result<Plan> load(std::string_view toml, std::string_view file_name,
                        const doctrine::Catalogue& catalogue) {
  BC_TRY(root, text::parse_toml(toml, file_name));
  BC_TRY(of_net, doctrine::with_rows_of(catalogue, root));
  Draft draft = read(root, toml, file_name, of_net);
  std::vector<base::Error> found = draft.problems.take();
  if (!found.empty()) return std::unexpected(std::move(found.front()));
  Plan plan = std::move(draft.plan);
  plan.catalogue = std::move(of_net);
  return plan;
}

std::vector<base::Error> problems(std::string_view toml, std::string_view file_name,
                                  const doctrine::Catalogue& catalogue) {
  auto root = text::parse_toml(toml, file_name);
  if (!root) return {std::move(root).error()};
  const auto of_net = doctrine::with_rows_of(catalogue, *root);
  if (!of_net) return {of_net.error()};
  return read(*root, toml, file_name, *of_net).problems.take();
}

}  // namespace backchannel::netplan
