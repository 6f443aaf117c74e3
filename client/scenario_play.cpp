#include "scenario_play.h"

#include <algorithm>
#include <cstdio>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "claims.h"

namespace backchannel::client {

using assembly::Basis;

base::Result<> ScenarioPlay::play() {
  stage_.banner();
  BC_TRY_VOID(opening());
  for (const assembly::Scene& scene : loaded_.scenario.scenes) {
    stage_.open(scene.title, claim_of(scene.basis));
    BC_TRY_VOID(steps(scene.steps));
    BC_TRY_VOID(stage_.close());
  }
  desks_.clear();
  BC_TRY(stopped, net_.down());
  BC_TRY_VOID(checks_.verify(stopped.size() == net_.plan().nodes.size(), "every program stopped at the end",
                             std::to_string(stopped.size())));
  const std::string count = std::to_string(checks_.verified());
  stage_.say("Verified " + count + " of " + count + " steps. All programs are stopped.", Claim::Exercise);
  stage_.banner();
  return {};
}

base::Result<> ScenarioPlay::opening() {
  stage_.open(base::upper(loaded_.scenario.title), Claim::None);
  stage_.say(loaded_.scenario.about, Claim::Exercise);
  stage_.move("    the programs start ...");
  BC_TRY_VOID(net_.up());
  BC_TRY(running, assembly::processes(net_.folder()));
  const auto alive = std::ranges::count(running, true, &assembly::NodeProcess::running);
  BC_TRY_VOID(checks_.verify(alive == static_cast<long>(net_.plan().nodes.size()),
                             "every relay and station running", std::to_string(alive)));
  stage_.say(std::to_string(alive) + " programs are running on this machine, one for each relay and station.",
             Claim::Exercise);
  return stage_.close();
}

base::Result<> ScenarioPlay::steps(const std::vector<assembly::Step>& all) {
  for (const assembly::Step& step : all) {
    BC_TRY_VOID(go_on());
    quiet_ = step.quiet;
    auto done = std::visit([this](const auto& what) { return act(what); }, step.what);
    if (!done) {
      // What the teacher has to look at, if it is not the keyboard.
      if (!interrupted() && done.error().detail.starts_with("expected "))
        done.error().detail += " (" + step.where.file + ":" + std::to_string(step.where.line) + ")";
      return done;
    }
  }
  return {};
}

base::Result<> ScenarioPlay::act(const assembly::SayStep& step) {
  if (step.as_is) {
    stage_.show(step.text, claim_of(step.basis));
  } else {
    stage_.say(step.text, claim_of(step.basis));
  }
  if (!step.source.empty()) detail(step.source);
  return {};
}

base::Result<> ScenarioPlay::act(const assembly::DecideStep& step) {
  stage_.say(step.role + ": " + step.question, Claim::Exercise);
  for (const assembly::Choice& choice : step.choices)
    stage_.say(choice.key + ") " + choice.text, Claim::None);
  if (!step.source.empty()) detail(step.source);
  BC_TRY(chosen, choose(step));
  return steps(step.choices[chosen].steps);
}

base::Result<std::size_t> ScenarioPlay::choose(const assembly::DecideStep& step) {
  if (stage_.live() && (role_.empty() || role_ == step.role)) {
    std::vector<std::string> keys;
    for (const assembly::Choice& choice : step.choices) keys.push_back(choice.key);
    BC_TRY(chosen, stage_.ask(keys));
    return chosen;
  }
  const std::string& key = step.choices[step.taken].key;
  switch (step.basis) {
    case Basis::Documented:
      stage_.say("Nobody is asked: " + key + ", as the record has it.", Claim::Documented);
      break;
    case Basis::Inferred:
      stage_.say("Nobody is asked: " + key + ", as we read the record.", Claim::Inferred);
      break;
    case Basis::Exercise:
      stage_.say("Nobody is asked: " + key + ". No record of it: the exercise's own choice.",
                 Claim::Exercise);
      break;
  }
  return step.taken;
}

base::Result<assembly::Desk*> ScenarioPlay::desk(const std::string& person) {
  if (const auto found = desks_.find(person); found != desks_.end()) return &found->second;
  BC_TRY(desk, net_.desk(person));
  return &desks_.emplace(person, std::move(desk)).first->second;
}

std::string ScenarioPlay::called(const std::string& name) const {
  const message::Number& number = messages_.at(name).sent.number;
  return number.serial == 0 ? name : message::slip_number(number);
}

// A line may begin with a message's name, which begins with a small letter.
void ScenarioPlay::tell(std::string_view line) {
  if (!quiet_) stage_.say(base::upper(line.substr(0, 1)).append(line.substr(1)), Claim::Exercise);
}

void ScenarioPlay::detail(std::string_view line) const {
  if (verbose_) std::printf("%s\n", base::wrap(line, Stage::kColumns, "  | ").c_str());
}

}  // namespace backchannel::client
