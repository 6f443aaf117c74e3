#pragma once
// A small catalogue and a small sound plan that tests spoil in one place.

#include <string>
#include <string_view>
#include <vector>

#include "backchannel/netplan/plan.h"

namespace backchannel::netplan::test {

// Five classifications; SENSITIVE (restrictive), EYES ONLY (informative); channels CAS and NAVY; series
// HAKTO, WHP.
[[nodiscard]] const doctrine::Catalogue& catalogue();
// The catalogue of the repository's doctrine folder.
[[nodiscard]] const doctrine::Catalogue& real_catalogue();

// Three stations (ALPHA, BRAVO, CHARLIE) around the relay HUB, a person at each station.
[[nodiscard]] std::string sample_plan();
// The sample with `from` replaced by `to`; `from` must stand in it exactly once.
[[nodiscard]] std::string sample_with(std::string_view from, std::string_view to);

struct Place {
  int line;
  int column;
};
// Where `needle`, which must stand in the text exactly once, begins.
[[nodiscard]] Place place_of(std::string_view text, std::string_view needle);

// Every problem of a plan, a line each.
[[nodiscard]] std::string all(const std::vector<base::Error>& errors);
// The plan has exactly one problem, at `needle`, and its sentence and hint hold these words.
void expect_one(const std::string& toml, std::string_view needle, std::string_view detail,
                std::string_view hint);

[[nodiscard]] message::Clearance up_to(message::ClassificationNumber number);
[[nodiscard]] std::string file_content(const std::string& path_in_repository);

}  // namespace backchannel::netplan::test
