#pragma once
// A scenario: an exercise as data. scenarios/NAME/ holds net.toml, scenario.toml, the forms and TEACHER.md;
// the keys of scenario.toml stand at the head of scenarios/copies/scenario.toml. Pure: reads text, starts
// nothing.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "backchannel/assembly/form.h"
#include "backchannel/assembly/knowledge.h"
#include "backchannel/netplan/plan.h"

namespace backchannel::assembly {

enum class Basis : std::uint8_t { Documented, Inferred, Exercise };  // "doc", "inferred", "exercise"

// A line of the story. `as_is`: a picture or a row of a table, neither wrapped nor indented.
struct SayStep {
  std::string text;
  Basis basis = Basis::Exercise;
  std::string source;  // never empty for what is documented or inferred
  bool as_is = false;
};
// Composes and sends a form. What is set here takes the form's place.
struct SendStep {
  std::string form, as, name;
  std::vector<std::string> to;
  std::string classification, precedence;
  std::optional<std::vector<std::string>> caveats;
  std::optional<base::Code> refused;  // then it must not be sendable, for this reason
};
struct DeliveredStep {
  std::string message, to;
  std::int64_t within_s = 30;  // of real time
};
struct ReadStep {
  std::string message, as;
  std::optional<base::Code> refused;
};
struct AcknowledgeStep {
  std::string message, as, words;
};
struct QuoteStep {
  std::string message, as, name, text, precedence;
  std::vector<std::string> to;
  std::optional<base::Code> refused;
};
// The whole message to further addressees.
struct ReaddressStep {
  std::string message, as, name, precedence;
  std::vector<std::string> to;
  std::optional<base::Code> refused;
};
// One row: the copies that a message made here, how many people they let read it, and a number observed
// elsewhere.
struct CopiesRow {
  std::string message, title, observed;
  std::int64_t copies = 0, readers = 0;
};
struct CopiesStep {
  std::vector<CopiesRow> rows;
};
struct ExpectedCell {
  std::string party;
  Fact fact = Fact::Existence;
  Knows knows = Knows::Nothing;
};
struct KnowsStep {
  std::string message;
  std::vector<std::string> parties;
  std::vector<ExpectedCell> expected;
};
// The way of `message` to its first reader took at least `times` as long as that of `than`.
struct SlowerStep {
  std::string message, than;
  std::int64_t times = 2;
};
// The inbox of `as` marks `message` as crossed with exactly these messages of his own; none: not marked.
struct CrossedStep {
  std::string message, as;
  std::vector<std::string> with;
};
// The person's next move in the net plan: his papers are packed, the exercise's clock goes to its moment, and
// the papers are unpacked.
struct MoveStep {
  std::string person;
};
// The station of `as` lacks these numbers: "TOHAK 090 to 093", as `outstanding` prints them.
struct MissingStep {
  std::string numbers, as;
};

struct Step;
struct Choice {
  std::string key, text;
  std::vector<Step> steps;
};
// A person at the terminal chooses for `role`; where nobody is asked, `taken` is.
struct DecideStep {
  std::string role, question;
  std::vector<Choice> choices;
  std::size_t taken = 0;
  Basis basis = Basis::Exercise;  // how sure it is that `taken` was the choice
  std::string source;
};

struct Step {
  std::variant<SayStep, SendStep, DeliveredStep, ReadStep, AcknowledgeStep, QuoteStep, ReaddressStep,
               CopiesStep, KnowsStep, SlowerStep, CrossedStep, MissingStep, MoveStep, DecideStep>
      what;
  base::Where where;
  bool quiet = false;  // done and verified, but not told
};

struct Scene {
  std::string title;
  Basis basis = Basis::Exercise;
  std::vector<Step> steps;
};

struct Scenario {
  std::string title;
  std::string about;               // one sentence
  std::vector<std::string> roles;  // that decide something, in the order of their first decision
  std::vector<Scene> scenes;
};

// Syntax with file, line, column and the nearest known word.
[[nodiscard]] base::Result<Scenario> parse_scenario(std::string_view toml, std::string_view file_name);

// Everything that a name in the scenario may stand for.
struct ScenarioNames {
  std::vector<std::string> persons, nodes, forms;
  std::vector<std::string> movers = {};  // persons, once for each move
};
// UnknownName, NotFound with the place and the nearest name: a person, station or form that is not there, a
// message that no earlier step has sent on every way there.
[[nodiscard]] base::Result<> check_scenario(const Scenario& scenario, const ScenarioNames& names);

struct LoadedScenario {
  std::filesystem::path folder;
  Scenario scenario;
  std::map<std::string, Form> forms;  // by file name
};
// Reads and checks the whole folder, net plan and forms too.
[[nodiscard]] base::Result<LoadedScenario> load_scenario(const std::filesystem::path& folder,
                                                         const doctrine::Catalogue& catalogue);

// The folder of a shipped scenario ("copies") or of one's own ("./mine", "lessons/mine"). NotFound, with the
// nearest name.
[[nodiscard]] base::Result<std::filesystem::path> find_scenario(const std::string& name);
[[nodiscard]] base::Result<std::vector<std::string>> scenario_names();

}  // namespace backchannel::assembly
