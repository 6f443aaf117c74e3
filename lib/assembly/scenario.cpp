#include "backchannel/assembly/scenario.h"

#include <algorithm>

#include "backchannel/base/format.h"
#include "scenario_steps.h"

namespace backchannel::assembly {

namespace {

using text::Reader;
using text::Value;

base::Result<Scene> read_scene(const Value& table) {
  Reader reader(table, "a scene");
  Scene scene;
  scene.title = reader.required_string("title");
  scene.basis = detail::read_basis(reader, "tag");
  BC_TRY(steps, detail::read_steps(reader.optional_tables("step"), false));
  scene.steps = std::move(steps);
  BC_TRY_VOID(reader.finish());
  return scene;
}

void note_roles(Scenario& scenario) {
  for (const Scene& scene : scenario.scenes)
    for (const Step& step : scene.steps)
      if (const auto* decide = std::get_if<DecideStep>(&step.what);
          decide != nullptr && std::ranges::find(scenario.roles, decide->role) == scenario.roles.end())
        scenario.roles.push_back(decide->role);
}

}  // namespace

base::Result<Scenario> parse_scenario(std::string_view toml, std::string_view file_name) {
  BC_TRY(root, text::parse_toml(toml, file_name));
  Reader reader(root, "the scenario");
  Scenario scenario;
  scenario.title = reader.required_string("title");
  scenario.about = reader.required_string("about");
  for (const Value& table : reader.optional_tables("scene")) {
    BC_TRY(scene, read_scene(table));
    scenario.scenes.push_back(std::move(scene));
  }
  if (scenario.scenes.empty())
    reader.complain(base::Code::Syntax, "the scenario has no scene", root.where, "begin one with [[scene]]");
  BC_TRY_VOID(reader.finish());
  note_roles(scenario);
  return scenario;
}

}  // namespace backchannel::assembly
