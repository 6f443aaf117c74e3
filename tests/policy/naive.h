#pragma once
// A second opinion on who may open what, written from "Who may open" (docs/HANDLING.md) alone: words in plain
// lists, every question asked one by one, nothing shared with the modules under test.

#include <string>
#include <vector>

namespace backchannel::policy::naive {

using Words = std::vector<std::string>;

struct Label {
  std::string classification;
  Words restrictive, permissive, informative;
};

// What the marking of a label says about its readers.
struct Naming {
  bool named = false;     // only readers named
  bool only_one = false;  // exactly one
  bool no_foreigner = false;
};

struct Reader {
  Words classifications;  // a list, not an order
  Words categories;
  bool foreign = false;
};

// To whom the message is addressed: persons, or "" for a station as a whole.
struct Address {
  std::string person;
  std::string station;
};

// A mistake that somebody could make; the comparison must notice each.
enum class Fault {
  None,
  OneRestrictiveSuffices,
  EveryPermissiveIsWanted,
  NoPermissiveIsWanted,
  LowerClassificationIsEnough,  // an order where a list is meant
  NamingIsForgotten,
  ForeignersAreForgotten,
  TheUnknownIsAllowed,
};

[[nodiscard]] bool covers(const Reader& reader, const Label& label, Fault fault = Fault::None);

// a is marked at least as high as b; `order`: the classifications from the lowest to the highest.
[[nodiscard]] bool at_least(const Label& a, const Label& b, const Words& order);

// `known`: every word of the doctrine.
[[nodiscard]] bool may_open(const Words& known, const Label& label, const Naming& naming,
                            const std::vector<Address>& to, const std::string& name,
                            const std::string& station, const Reader& reader, Fault fault = Fault::None);

}  // namespace backchannel::policy::naive
