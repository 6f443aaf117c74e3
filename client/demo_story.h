#pragma once
// The story of Hakto 49/231 in scenes. Each plays its part of the exercise for real, checks what came of it,
// and shows it; the first thing that is not as expected ends the story.

#include <string>
#include <vector>

#include "backchannel/assembly/form.h"
#include "backchannel/assembly/knowledge.h"
#include "checks.h"
#include "exercise_net.h"
#include "stage.h"

namespace backchannel::client {

struct Story {
  Stage& stage;
  ExerciseNet& net;
  std::filesystem::path scenario;
  bool verbose = false;

  assembly::Form form{};  // the Hakto as composed
  std::int64_t draft = 0;
  std::vector<std::string> heading{};  // lines of its slip before the first relay
  assembly::Sent hakto{}, onward{};
  base::TransferId hakto_transfer{};
  std::vector<base::TransferId> routine{};  // the long one first
  base::HandlingTime deadline{};            // 1500 in Paris
  std::string onward_name{};                // "WHP 77"
  std::string paper{};                      // what was handed over
  base::Bytes captured{};                   // off the slow circuit
  std::vector<assembly::WireTap::Burst> bursts{};
  std::size_t keys = 0, sealed = 0, attempts = 0;  // of the trial behind the table
  Checks checks{};

  [[nodiscard]] base::Result<assembly::Form> read_form(const std::string& file) const;
  // Three clocks side by side.
  [[nodiscard]] base::Result<> clocks(base::HandlingTime at);
  // Lines of --verbose: what the scenes leave out.
  void detail(std::string_view line) const;
};

[[nodiscard]] base::Result<> scene_three_clocks(Story& story);
[[nodiscard]] base::Result<> scene_slip(Story& story);
[[nodiscard]] base::Result<> scene_net(Story& story);
[[nodiscard]] base::Result<> scene_overtaking(Story& story);
[[nodiscard]] base::Result<> scene_two_numbers(Story& story);
[[nodiscard]] base::Result<> scene_watch_officer(Story& story);
[[nodiscard]] base::Result<> scene_haig(Story& story);
[[nodiscard]] base::Result<> scene_onward(Story& story);
[[nodiscard]] base::Result<> scene_hand_over(Story& story);
[[nodiscard]] base::Result<> scene_back_in_saigon(Story& story);
[[nodiscard]] base::Result<> scene_question(Story& story);
[[nodiscard]] base::Result<> scene_table(Story& story);
[[nodiscard]] base::Result<> scene_last_reader(Story& story);

// The people and places of the scenario, as its net plan names them.
namespace cast {
inline const std::string kKissinger = "KISSINGER", kBunker = "BUNKER", kHaig = "HAIG", kGuay = "GUAY",
                         kWatchOfficer = "WATCH OFFICER", kSaigon = "SAIGON", kFirstRelay = "CAS-SAIGON",
                         kSecondRelay = "CAS-HQ", kSituationRoom = "WHITE HOUSE SITUATION ROOM",
                         kParis = "PARIS", kOtherSide = "DRV DELEGATION", kEavesdropper = "THE WIRE";
}  // namespace cast

// The first 16 digits of an identifier, as the audit prints it.
[[nodiscard]] std::string short_hex(base::BytesView id);
// The value of key=value in an audit row's detail; empty: not there.
[[nodiscard]] std::string detail_of(std::string_view detail, std::string_view key);
// "0.4 s"
[[nodiscard]] std::string seconds(double s);

}  // namespace backchannel::client
