#include "demo.h"

#include <array>
#include <cstdio>

#include "demo_story.h"

namespace backchannel::client {

namespace {

// Six ROUTINE messages take SAIGON 0225 to 0230 before the Hakto. At rate 1 the date-time group of the first
// minute holds while the net starts.
const ExerciseNet::Options kNet{
    .rate = 1, .bearer_next = 225, .numbering_relay = cast::kFirstRelay, .tapped_relay = cast::kSecondRelay};

using Scene = base::Result<> (*)(Story&);
constexpr std::array<Scene, 13> kScenes = {
    scene_three_clocks,  scene_slip,  scene_net,        scene_overtaking, scene_two_numbers,
    scene_watch_officer, scene_haig,  scene_onward,     scene_hand_over,  scene_back_in_saigon,
    scene_question,      scene_table, scene_last_reader};

[[nodiscard]] base::Result<> play(const DemoOptions& options) {
  BC_TRY(data, assembly::data_folder());
  const std::filesystem::path scenario = data / "scenarios" / "hakto-49";
  // Before the terminal is touched: the guardian that this forks must not restore it.
  BC_TRY(net, ExerciseNet::make(scenario, kNet, options.keep));
  Stage stage(options.fast);
  Story story{.stage = stage, .net = net, .scenario = scenario, .verbose = options.verbose};
  BC_TRY(form, story.read_form("hakto-49.form.toml"));
  story.form = form;
  stage.banner();
  for (const Scene scene : kScenes) {
    BC_TRY_VOID(go_on());
    BC_TRY_VOID(scene(story));
  }
  BC_TRY(stopped, net.down());
  BC_TRY_VOID(story.checks.verify(stopped.size() == net.plan().nodes.size(),
                                  "every program stopped at the end", std::to_string(stopped.size())));
  stage.say("Verified " + std::to_string(story.checks.verified()) + " of " +
                std::to_string(story.checks.verified()) + " steps. All programs are stopped.",
            Claim::Exercise);
  stage.banner();
  if (options.keep) std::fprintf(stderr, "The net stays in %s\n", net.folder().root().c_str());
  return {};
}

}  // namespace

int run_demo(const DemoOptions& options) {
  catch_signals();
  return end_of_play("backchannel demo", play(options));
}

}  // namespace backchannel::client
