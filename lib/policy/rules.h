#pragma once
// What several decisions share: how a reason is put, and the rules about clearances and named readers.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/doctrine/catalogue.h"
#include "backchannel/policy/decision.h"

namespace backchannel::policy {

using Rows = std::vector<const doctrine::CaveatRow*>;

void refuse(Verdict& verdict, base::Code code, std::string sentence);

// The rows of a label; nullopt, and a reason in the verdict, if the doctrine does not know it.
[[nodiscard]] std::optional<Rows> known_rows(const doctrine::Catalogue& catalogue,
                                             const message::Label& label, Verdict& verdict);

// The first row that makes this demand; nullptr: none does.
template <class Test>
[[nodiscard]] const doctrine::CaveatRow* demanding(const Rows& rows, Test test) {
  for (const auto* row : rows) {
    if (test(row->demands)) return row;
  }
  return nullptr;
}

// "HAIG", "HAIG and GUAY", "HAIG, GUAY and BUNKER"; made visible.
[[nodiscard]] std::string list_of(const std::vector<std::string>& names, std::string_view last = " and ");
[[nodiscard]] bool same_name(std::string_view a, std::string_view b);

// In which part somebody meets the label: it decides what must be held, and the way out that a refusal names.
enum class Part : std::uint8_t { Originator, Addressee, Reader, Carrier };

// Classification and categories. A carrier holds of the categories only those that relays must hold.
void check_clearance(const doctrine::Catalogue& catalogue, const Rows& rows, const message::Label& label,
                     const Party& party, Part part, Verdict& verdict);

struct Leg {
  std::string name;  // the person, or the station when no person is named
  bool named_person = false;
  bool action = true;
  bool alternate = false;  // stands in for the reader of another leg
  message::Precedence precedence = message::Precedence::Routine;
};

[[nodiscard]] std::vector<Leg> legs_of(const message::Header& header);

// How many readers, whether they are named, information addressees, copies. `named` is "you named" when the
// one who hears it can still change it, "it names" afterwards.
void check_legs(const doctrine::Catalogue& catalogue, const Rows& rows, const std::vector<Leg>& legs,
                std::string_view named, Verdict& verdict);

// The row that allows the fewest copies; nullptr: none limits them.
[[nodiscard]] const doctrine::CaveatRow* fewest_copies(const Rows& rows);

// Markings that stand only beside another, or from a classification on.
void check_needs(const doctrine::Catalogue& catalogue, const Rows& rows, Verdict& verdict);
void check_lowest(const doctrine::Catalogue& catalogue, const Rows& rows, const message::Label& label,
                  Verdict& verdict);
// Cleared for it, and on the list of those who may write it where a marking has one.
void check_writer(const doctrine::Catalogue& catalogue, const Rows& rows, const message::Label& label,
                  const Party& originator, Verdict& verdict);
// The highest precedence that the net plan grants.
void check_grant(const Party& originator, const std::vector<Leg>& legs, Verdict& verdict);
void check_information_precedence(const std::vector<Leg>& legs, Verdict& verdict);

}  // namespace backchannel::policy
