// Whether the names in a scenario stand for something, before anything is started.

#include <algorithm>
#include <set>

#include "backchannel/assembly/scenario.h"
#include "backchannel/base/format.h"
#include "backchannel/text/value.h"

namespace backchannel::assembly {

namespace {

using base::Code;

class NameCheck {
 public:
  explicit NameCheck(const ScenarioNames& names) : names_(names) {
    movers_ = names.movers;
    places_ = names.persons;
    places_.insert(places_.end(), names.nodes.begin(), names.nodes.end());
  }

  [[nodiscard]] base::Result<> steps(const std::vector<Step>& all) {
    for (const Step& step : all) {
      where_ = step.where;
      BC_TRY_VOID(std::visit([this](const auto& what) { return one(what); }, step.what));
    }
    return {};
  }

 private:
  [[nodiscard]] base::Result<> known(const std::string& name, const std::vector<std::string>& among,
                                     std::string_view what, Code code, std::string hint) const {
    if (std::ranges::find(among, name) != among.end()) return {};
    std::string detail = "\"" + base::visible(name) + "\" is " + std::string(what);
    if (const auto near = text::nearest(name, among)) detail += "; did you mean \"" + *near + "\"?";
    return base::fail(code, detail, where_, std::move(hint));
  }
  [[nodiscard]] base::Result<> person(const std::string& name) const {
    return known(name, names_.persons, "no person of this net", Code::UnknownName,
                 "the persons stand in net.toml");
  }
  [[nodiscard]] base::Result<> place(const std::string& name) const {
    return known(name, places_, "no person, station or relay of this net", Code::UnknownName,
                 "the names stand in net.toml");
  }
  [[nodiscard]] base::Result<> form(const std::string& name) const {
    return known(name, names_.forms, "no form of this scenario", Code::NotFound,
                 "forms are the files *.form.toml beside scenario.toml");
  }
  [[nodiscard]] base::Result<> sent(const std::string& name) const {
    return known(name, {sent_.begin(), sent_.end()}, "no message that an earlier step has sent",
                 Code::NotFound, "a message is called by the 'name' of the step that sends it");
  }
  [[nodiscard]] base::Result<> fresh(const std::string& name) {
    if (name.empty() || sent_.insert(name).second) return {};
    return base::fail(Code::Syntax, "there is a message called \"" + base::visible(name) + "\" already",
                      where_, "give this one another name");
  }

  [[nodiscard]] base::Result<> one(const SayStep&) const { return {}; }
  [[nodiscard]] base::Result<> one(const SendStep& step) {
    BC_TRY_VOID(form(step.form));
    BC_TRY_VOID(person(step.as));
    return fresh(step.name);
  }
  [[nodiscard]] base::Result<> one(const DeliveredStep& step) const {
    BC_TRY_VOID(sent(step.message));
    return place(step.to);
  }
  [[nodiscard]] base::Result<> one(const ReadStep& step) const {
    BC_TRY_VOID(sent(step.message));
    return person(step.as);
  }
  [[nodiscard]] base::Result<> one(const AcknowledgeStep& step) const {
    BC_TRY_VOID(sent(step.message));
    return person(step.as);
  }
  [[nodiscard]] base::Result<> one(const QuoteStep& step) {
    BC_TRY_VOID(sent(step.message));
    BC_TRY_VOID(person(step.as));
    return fresh(step.name);
  }
  [[nodiscard]] base::Result<> one(const ReaddressStep& step) {
    BC_TRY_VOID(sent(step.message));
    BC_TRY_VOID(person(step.as));
    return fresh(step.name);
  }
  [[nodiscard]] base::Result<> one(const CopiesStep& step) const {
    for (const CopiesRow& row : step.rows) BC_TRY_VOID(sent(row.message));
    return {};
  }
  [[nodiscard]] base::Result<> one(const KnowsStep& step) const {
    BC_TRY_VOID(sent(step.message));
    for (const std::string& party : step.parties) BC_TRY_VOID(place(party));
    return {};
  }
  [[nodiscard]] base::Result<> one(const SlowerStep& step) const {
    BC_TRY_VOID(sent(step.message));
    return sent(step.than);
  }
  [[nodiscard]] base::Result<> one(const CrossedStep& step) const {
    BC_TRY_VOID(sent(step.message));
    BC_TRY_VOID(person(step.as));
    for (const std::string& other : step.with) BC_TRY_VOID(sent(other));
    return {};
  }
  [[nodiscard]] base::Result<> one(const MissingStep& step) const { return person(step.as); }
  [[nodiscard]] base::Result<> one(const MoveStep& step) {
    BC_TRY_VOID(person(step.person));
    const auto move = std::ranges::find(movers_, step.person);
    if (move == movers_.end())
      return base::fail(Code::UnknownName,
                        "the net plan has no (further) move of \"" + base::visible(step.person) + "\"",
                        where_, "write [[move]] person, to and at into net.toml");
    movers_.erase(move);
    return {};
  }
  // After it only what every choice has sent is there for sure.
  [[nodiscard]] base::Result<> one(const DecideStep& step) {
    BC_TRY_VOID(person(step.role));
    const std::set<std::string> before = sent_;
    const std::vector<std::string> movers = movers_;
    std::set<std::string> sure;
    for (std::size_t i = 0; i < step.choices.size(); ++i) {
      sent_ = before;
      movers_ = movers;
      BC_TRY_VOID(steps(step.choices[i].steps));
      if (i == 0) {
        sure = sent_;
      } else {
        std::erase_if(sure, [this](const std::string& name) { return !sent_.contains(name); });
      }
    }
    sent_ = std::move(sure);
    return {};
  }

  const ScenarioNames& names_;
  std::vector<std::string> places_, movers_;
  std::set<std::string> sent_;
  base::Where where_;
};

}  // namespace

base::Result<> check_scenario(const Scenario& scenario, const ScenarioNames& names) {
  NameCheck check(names);
  for (const Scene& scene : scenario.scenes) BC_TRY_VOID(check.steps(scene.steps));
  return {};
}

}  // namespace backchannel::assembly
