#pragma once
// Plays a scenario on a net of its own: carries out each step, checks what came of it and tells it. The first
// step that comes out otherwise ends the play.

#include <map>
#include <string>

#include "backchannel/assembly/scenario.h"
#include "checks.h"
#include "exercise_net.h"
#include "stage.h"

namespace backchannel::client {

class ScenarioPlay {
 public:
  // `role`: the only one that is asked at the terminal; empty: every one is. `verbose`: sources and reasons
  // too.
  ScenarioPlay(Stage& stage, ExerciseNet& net, const assembly::LoadedScenario& loaded, std::string role,
               bool verbose)
      : stage_(stage), net_(net), loaded_(loaded), role_(std::move(role)), verbose_(verbose) {}

  // The net is up at the beginning and down at the end.
  [[nodiscard]] base::Result<> play();

 private:
  struct Message {
    assembly::Sent sent;
    std::string station;  // where it was sent
  };

  [[nodiscard]] base::Result<> opening();
  [[nodiscard]] base::Result<> steps(const std::vector<assembly::Step>& all);
  [[nodiscard]] base::Result<> act(const assembly::SayStep& step);
  [[nodiscard]] base::Result<> act(const assembly::SendStep& step);
  [[nodiscard]] base::Result<> act(const assembly::DeliveredStep& step);
  [[nodiscard]] base::Result<> act(const assembly::ReadStep& step);
  [[nodiscard]] base::Result<> act(const assembly::AcknowledgeStep& step);
  [[nodiscard]] base::Result<> act(const assembly::QuoteStep& step);
  [[nodiscard]] base::Result<> act(const assembly::ReaddressStep& step);
  [[nodiscard]] base::Result<> act(const assembly::CopiesStep& step);
  [[nodiscard]] base::Result<> act(const assembly::KnowsStep& step);
  [[nodiscard]] base::Result<> act(const assembly::SlowerStep& step);
  [[nodiscard]] base::Result<> act(const assembly::CrossedStep& step);
  [[nodiscard]] base::Result<> act(const assembly::MissingStep& step);
  [[nodiscard]] base::Result<> act(const assembly::MoveStep& step);
  [[nodiscard]] base::Result<> act(const assembly::DecideStep& step);

  // Sends what was composed, or makes sure that it was refused as expected. `words`: what is sent, for the
  // line that tells it.
  [[nodiscard]] base::Result<> dispatch(const std::string& author, const std::string& name,
                                        const assembly::Composed& composed, const std::string& words,
                                        const std::optional<base::Code>& refused);
  [[nodiscard]] base::Result<> expect_refusal(const std::string& who, std::string_view what,
                                              base::Code wanted, base::Code found,
                                              const std::string& sentence);
  [[nodiscard]] base::Result<> count_copies(const assembly::CopiesRow& row);
  [[nodiscard]] base::Result<std::size_t> choose(const assembly::DecideStep& step);

  // The keys of a desk are unlocked once.
  [[nodiscard]] base::Result<assembly::Desk*> desk(const std::string& person);
  // Where the message lies for `to`, a person or a station; empty: not yet there.
  [[nodiscard]] base::Result<std::optional<store::MailboxRow>> arrived(const std::string& name,
                                                                       const std::string& to) const;
  [[nodiscard]] base::Result<std::int64_t> way_ms(const std::string& name) const;  // to its first reader
  [[nodiscard]] base::Result<message::Header> header(const std::string& name) const;
  // What people call it: "HAKTO 046", else the name in the scenario.
  [[nodiscard]] std::string called(const std::string& name) const;

  // A line of the program's own about what was done in this exercise.
  void tell(std::string_view line);
  void detail(std::string_view line) const;

  Stage& stage_;
  ExerciseNet& net_;
  const assembly::LoadedScenario& loaded_;
  std::string role_;
  bool verbose_ = false;
  bool quiet_ = false;  // of the step that is being done
  Checks checks_;
  std::map<std::string, Message> messages_;
  std::map<std::string, assembly::Desk> desks_;
};

}  // namespace backchannel::client
