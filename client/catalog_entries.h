#pragma once
// The doctrine's rows in words, all kinds in one shape: for screens, JSON and the document.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/doctrine/catalogue.h"

namespace backchannel::client {

// One thing that a row makes the system do.
struct Deed {
  std::string words;  // "never readdressed"
  std::string basis;  // "documented", "inferred" or "chosen"
};

struct Entry {
  std::string kind;  // "caveat"
  std::uint32_t number = 0;
  std::string name;  // a signal's: as printed
  std::vector<std::string> aliases;
  std::string explanation;
  std::vector<Deed> deeds;                                 // empty: it is kept and printed
  std::vector<std::pair<std::string, std::string>> facts;  // "from", "KISSINGER"
  std::string basis;
  std::string source;
};

struct Chapter {
  std::string title;    // "Caveats, which limit handling"
  std::string heading;  // "Caveats"
  std::vector<Entry> entries;
};

[[nodiscard]] std::vector<Chapter> chapters_of(const doctrine::Catalogue& catalogue);

// Every entry that these words mean, whichever kind: by name, another way of writing it, or the beginning of
// a signal. NotFound, with the nearest name.
[[nodiscard]] base::Result<std::vector<Entry>> entries_named(const doctrine::Catalogue& catalogue,
                                                             const std::string& words);

// "documented", "inferred", "our choice"
[[nodiscard]] std::string basis_words(const std::string& basis);

}  // namespace backchannel::client
