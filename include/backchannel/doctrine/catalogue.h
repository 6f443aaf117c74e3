#pragma once
// The catalogue: markings, classifications, series and channels as data (doctrine/*.toml). The code knows
// kinds of demand, never a marking's name. Each row carries source and basis. Immutable after load; any
// thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/message/label.h"
#include "backchannel/message/precedence.h"

namespace backchannel::doctrine {

enum class Basis : std::uint8_t { Documented, Inferred, Chosen };
[[nodiscard]] std::string_view to_string(Basis basis) noexcept;

struct Origin {
  std::string source;  // "FRUS 1969-76 v. IX d. 60"
  Basis basis = Basis::Chosen;
};

struct ClassificationRow {
  message::ClassificationNumber number = 0;
  std::string name;                  // "TOP SECRET"
  std::vector<std::string> aliases;  // printed words that mean the same
  char letter = 'U';                 // 'T' of ZNY TTTTT
  Origin origin;
  std::string explanation;  // one sentence for a pupil
};

enum class SealTo : std::uint8_t { Station, Person };
enum class Readers : std::uint8_t { Any, OneOrMoreNamed, ExactlyOneNamed };

// What a caveat makes the system do.
struct Demands {
  SealTo seal_to = SealTo::Station;
  Readers readers = Readers::Any;
  bool information_addressees = true;  // false: none allowed
  bool sign_for_each_opening = false;
  bool copying = true;  // copy, print, export
  bool readdressal = true;
  bool pass_on_needs_leave = false;     // pass-on instruction or the originator's signed leave
  bool foreign_hand_over = true;        // false: NOFORN
  bool relays_must_hold = false;        // restrictive category on every relay of the path
  bool reader_list_of_net = false;      // only persons whose clearance lists it
  bool originator_list_of_net = false;  // only persons whose clearance lists it may write it
  message::ClassificationNumber lowest_classification = 0;  // 0: any
  std::uint32_t copies = 0;                                 // rights to open; 0: not limited
};

struct CaveatRow {
  message::CategoryNumber number = 0;
  message::CategoryKind kind = message::CategoryKind::Informative;
  std::string name;                  // canonical: "EXCLUSIVELY EYES ONLY"
  std::vector<std::string> aliases;  // printed words that mean the same; "{reader}" stands for a name
  std::vector<std::string> phrases;  // words in a text that ask for this handling: worth a warning
  std::string slip_place;            // "heading" or "reader": where the slip prints it
  std::vector<std::string> needs;    // other caveats that must stand beside it
  Demands demands;
  std::vector<std::string>
      inferred;                     // demands (their keys) that rest on inference though the marking does not
  std::vector<std::string> chosen;  // demands that are this system's own choice
  Origin origin;
  std::string explanation;  // one sentence for a pupil
};

// Whose running number a series is: a journey's, the carrying circuit's, or all of what one post sends.
enum class SeriesKind : std::uint8_t { Trip, Bearer, Post };
[[nodiscard]] std::string_view to_string(SeriesKind kind) noexcept;

struct SeriesRow {
  std::string name;  // "HAKTO"
  SeriesKind kind = SeriesKind::Trip;
  std::vector<std::string> senders;  // whose bare numbers are of this series: "Embassy Amman", "Bunker"
  int first_year = 0;                // of those bare numbers; 0: not known
  int last_year = 0;
  std::string from;  // who writes: "KISSINGER", or empty
  std::string to;
  bool bearer_number_follows = false;
  Origin origin;
  std::string explanation;
};

struct ChannelRow {
  std::string name;                  // "CAS": the bearer, as circuits and headers name it
  std::vector<std::string> aliases;  // named channels on that bearer
  std::string printed;               // "CAS CHANNELS (BUNKER)"
  Origin origin;
  std::string explanation;
};

// A marking as printed: its row, and the reader that the words name ("FOR HAIG ONLY"), upper case; empty:
// none.
struct Recognised {
  const CaveatRow* row = nullptr;
  std::string reader;
};

class Catalogue {
 public:
  std::vector<ClassificationRow> classifications;
  std::vector<CaveatRow> caveats;
  std::vector<SeriesRow> series;
  std::vector<ChannelRow> channels;
  // The files as loaded, name and content, in name order: for the roster's hash.
  std::vector<std::pair<std::string, std::string>> files;

  [[nodiscard]] const ClassificationRow* classification(std::string_view name) const;  // without case
  [[nodiscard]] const ClassificationRow* classification(message::ClassificationNumber number) const;
  [[nodiscard]] const CaveatRow* caveat(std::string_view name_or_alias) const;  // without case
  [[nodiscard]] std::optional<Recognised> recognise(std::string_view printed_words) const;
  [[nodiscard]] const CaveatRow* caveat(message::CategoryNumber number) const;
  [[nodiscard]] const SeriesRow* find_series(std::string_view name) const;
  // The series of a bare number, by its sender's words ("Smith (Helsinki)": the words before the brackets,
  // then those in them); year 0: not known, and no row's years speak against it.
  [[nodiscard]] const SeriesRow* series_of_sender(std::string_view sender, int year) const;
  [[nodiscard]] const ChannelRow* channel(std::string_view name) const;  // name, alias or printed words
};

// files: name and content of each doctrine file; which file a row stands in does not matter. Doctrine or
// Syntax with file, line, column.
[[nodiscard]] base::Result<Catalogue> load(const std::vector<std::pair<std::string, std::string>>& files);

// The rows of a label's caveats in the order of their numbers. LabelUnknown if the classification or a number
// has no row, or if a number stands in the set of another kind than its row's.
[[nodiscard]] base::Result<std::vector<const CaveatRow*>> rows_of(const Catalogue& catalogue,
                                                                  const message::Label& label);

// The demands of all caveats of a label together: the most restrictive wins. LabelUnknown as rows_of.
[[nodiscard]] base::Result<Demands> demands_of(const Catalogue& catalogue, const message::Label& label);

// A row's phrase that a text contains, as the row writes it.
struct PhraseFound {
  const CaveatRow* row = nullptr;
  std::string phrase;
};
[[nodiscard]] std::vector<PhraseFound> phrases_in(const Catalogue& catalogue, std::string_view text);

// "TOP SECRET; EXCLUSIVELY EYES ONLY; SENSITIVE"
[[nodiscard]] std::string to_words(const Catalogue& catalogue, const message::Label& label);

}  // namespace backchannel::doctrine
