#include "catalog_markdown.h"

#include "backchannel/message/printed.h"
#include "catalog_entries.h"
#include "screen.h"

namespace backchannel::client {

namespace {

constexpr std::string_view kIntroduction =
    R"(# Handling: what each marking makes the system do

This page is written by `backchannel catalog --markdown` from the rows in `doctrine/`, and a test keeps it current.
`backchannel catalog show NAME` shows one row; a net plan may bring rows of its own
([decision 9](decisions/0009-own-rows-in-the-plan.md)).

Each line says how sure it is. **documented**: a source that could be read shows it. *inferred*: our reading of several
sources. *our choice*: no source speaks, and the system had to do something. A row that makes the system do nothing is
kept and printed as it was seen, and nothing more is claimed for it.

How rows combine:

- The most restrictive wins: of two markings on one message every refusal of either holds.
- A marking that needs another is refused without it, and so is a marking below its lowest classification.
- What the doctrine does not know is refused when it is written, carried and opened.
- One function decides who may open: same policy; the classification among those of the reader's clearance; every
  restrictive category held; one of each permissive set; named where a marking names; and anything unknown denies.
- The net's list of a marking: those persons, stations and relays whose clearance in the net plan names it.

A marking of your own: a row like this at the end of a net plan, then `backchannel net check`. No program is built anew;
writer, relay, station and reader obey it. With the number and name of a row below, it takes that row's place.

```toml
[[caveat]]
number = 5001                     # permanent; rows of one's own begin here
name = "LANTERN"
aliases = ["FOR {reader} BY LANTERN"]
kind = "restrictive"              # every reader holds it; "informative": nobody needs to
slip_place = "heading"
source = "Our class"
basis = "chosen"
explanation = "Only for those whom the net plan lists for it, and never copied."
[caveat.demands]
reader_list_of_net = true
copying = false
```
)";

std::string marked(const std::string& basis) {
  return basis == "documented" ? "**documented**" : "*" + basis_words(basis) + "*";
}

// What would end a cell or begin a tag.
std::string cell(const std::string& words) {
  std::string out;
  for (const char c : words) {
    if (c == '|' || c == '<' || c == '*' || c == '_') out += '\\';
    out += c;
  }
  return out;
}

std::string deeds_of(const Entry& entry) {
  std::string out;
  for (const Deed& deed : entry.deeds) {
    if (!out.empty()) out += "<br>";
    out += cell(deed.words);
    if (deed.basis != entry.basis) out += " (" + marked(deed.basis) + ")";
  }
  for (const auto& [name, value] : entry.facts) {
    if (!out.empty()) out += "<br>";
    out += cell(name + ": " + value);
  }
  return out.empty() ? "nothing: it is kept and printed" : out;
}

}  // namespace

std::string handling_document(const doctrine::Catalogue& catalogue) {
  std::string out(kIntroduction);
  for (const Chapter& chapter : chapters_of(catalogue)) {
    out += "\n## " + chapter.title +
           "\n\n| number | name | what it is | what the system does | basis | source |\n";
    out += "|---|---|---|---|---|---|\n";
    for (const Entry& entry : chapter.entries) {
      out += "| " + std::to_string(entry.number) + " | **" + cell(entry.name) + "**";
      if (!entry.aliases.empty()) out += "<br>also " + cell(join(entry.aliases, "; "));
      out += " | " + cell(entry.explanation) + " | " + deeds_of(entry) + " | " + marked(entry.basis) + " | " +
             cell(entry.source) + " |\n";
    }
  }
  return std::string(message::kExerciseBanner) + "\n\n" + out + "\n" + std::string(message::kExerciseBanner) +
         "\n";
}

}  // namespace backchannel::client
