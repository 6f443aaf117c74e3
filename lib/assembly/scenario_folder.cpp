// Scenarios on disk.

#include <algorithm>

#include "backchannel/assembly/net_folder.h"
#include "backchannel/assembly/scenario.h"
#include "backchannel/base/format.h"
#include "backchannel/text/value.h"

namespace backchannel::assembly {

namespace {

constexpr std::size_t kFileBytesMax = std::size_t{4} << 20;
constexpr std::string_view kScript = "scenario.toml", kPlan = "net.toml", kFormEnd = ".form.toml";

base::Result<std::string> text_of(const std::filesystem::path& path) {
  BC_TRY(content, read_file(path, kFileBytesMax));
  return base::to_text(content);
}

base::Result<std::map<std::string, Form>> forms_in(const std::filesystem::path& folder) {
  std::map<std::string, Form> forms;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(kFormEnd)) continue;
    BC_TRY(content, text_of(entry.path()));
    BC_TRY(form, parse_form(content, name));
    forms.emplace(name, std::move(form));
  }
  if (failed) return base::fail(base::Code::Io, "the folder " + folder.string() + " cannot be read");
  return forms;
}

}  // namespace

base::Result<LoadedScenario> load_scenario(const std::filesystem::path& folder,
                                           const doctrine::Catalogue& catalogue) {
  LoadedScenario out;
  out.folder = folder;
  BC_TRY(script, text_of(folder / kScript));
  BC_TRY(scenario, parse_scenario(script, kScript));
  out.scenario = std::move(scenario);
  BC_TRY(plan_text, text_of(folder / kPlan));
  BC_TRY(plan, netplan::load(plan_text, kPlan, catalogue));
  BC_TRY(forms, forms_in(folder));
  out.forms = std::move(forms);
  ScenarioNames names;
  for (const netplan::Person& person : plan.persons) names.persons.push_back(person.name.value);
  for (const netplan::Move& move : plan.moves) names.movers.push_back(move.person.value);
  for (const netplan::Node& node : plan.nodes) names.nodes.push_back(node.name.value);
  for (const auto& [name, form] : out.forms) names.forms.push_back(name);
  BC_TRY_VOID(check_scenario(out.scenario, names));
  return out;
}

base::Result<std::vector<std::string>> scenario_names() {
  BC_TRY(data, data_folder());
  std::vector<std::string> names;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(data / "scenarios", failed))
    if (std::filesystem::exists(entry.path() / kScript, failed))
      names.push_back(entry.path().filename().string());
  if (failed) return base::fail(base::Code::Io, "the folder scenarios/ cannot be read");
  std::ranges::sort(names);
  return names;
}

base::Result<std::filesystem::path> find_scenario(const std::string& name) {
  std::error_code ignored;
  if (name.contains('/')) {
    if (std::filesystem::exists(std::filesystem::path(name) / kScript, ignored))
      return std::filesystem::path(name);
    return base::fail(base::Code::NotFound, "no " + std::string(kScript) + " in " + base::visible(name));
  }
  BC_TRY(names, scenario_names());
  BC_TRY(data, data_folder());
  if (std::ranges::find(names, name) != names.end()) return data / "scenarios" / name;
  std::string detail = "no scenario \"" + base::visible(name) + "\"";
  if (const auto near = text::nearest(name, names)) detail += "; did you mean " + *near + "?";
  base::Error error{base::Code::NotFound, detail, std::nullopt, "see them with: backchannel scenario"};
  return std::unexpected(std::move(error));
}

}  // namespace backchannel::assembly
