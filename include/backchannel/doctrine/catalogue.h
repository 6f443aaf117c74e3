#pragma once
// The catalogue: markings, classifications, precedences, delivery instructions, series, channels and
// operating signals as data (doctrine/*.toml, and a net plan's own rows). The code knows kinds of demand,
// never a marking's name. Each row carries a permanent number, source and basis. Immutable after load; any
// thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/message/label.h"
#include "backchannel/message/precedence.h"
#include "backchannel/text/value.h"

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
// Whose signed leave for a further reader is taken.
enum class LeaveBy : std::uint8_t { OriginatorOrSecretariat, Originator };

// What a caveat makes the system do.
struct Demands {
  SealTo seal_to = SealTo::Station;
  Readers readers = Readers::Any;
  bool information_addressees = true;  // false: none allowed
  bool sign_for_each_opening = false;
  bool copying = true;  // copy, print, export
  bool readdressal = true;
  bool pass_on_needs_leave = false;         // pass-on instruction or the originator's signed leave
  bool further_reader_needs_leave = false;  // the reader may not let one in on his own word
  LeaveBy leave_by =
      LeaveBy::OriginatorOrSecretariat;  // Originator where leave is wanted and nothing is said
  bool foreign_hand_over = true;         // false: NOFORN
  bool relays_must_hold = false;         // restrictive category on every relay of the path
  bool reader_list_of_net = false;       // only persons whose clearance lists it
  bool originator_list_of_net = false;   // only persons whose clearance lists it may write it
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

// A rank of message::Precedence in words. There is one row for each rank, its name, prosign and objective
// those of the code.
struct PrecedenceRow {
  message::Precedence rank = message::Precedence::Routine;  // its number
  std::string name;                                         // "FLASH"
  std::vector<std::string> aliases;
  char prosign = 'R';
  std::uint32_t objective_minutes = 0;  // writer to reader
  std::uint32_t word_limit = 0;         // a longer text draws a warning; 0: none
  bool halts_lower = false;             // lower traffic in transmission waits
  bool needs_grant = false;             // only those to whom the net plan grants it
  std::vector<std::string> inferred;    // as a caveat's
  std::vector<std::string> chosen;
  Origin origin;
  std::string explanation;
};

enum class DeliverWhen : std::uint8_t {
  AsPrecedenceSays,
  Receipt,
  OpeningOfBusiness,  // in the station's local time
  Time,               // the parameter says which; local unless it ends in Z
  Event,              // before what the parameter names
  GoAhead,            // of the originator
};
[[nodiscard]] std::string_view to_string(DeliverWhen when) noexcept;  // "opening of business"

// What a delivery instruction makes the receiving station do.
struct DeliveryDemands {
  DeliverWhen when = DeliverWhen::AsPrecedenceSays;
  bool wake_duty_officer = false;
  bool wake_reader = false;  // at any hour
  bool find_reader = false;  // wherever the reader is
  bool phone = false;        // tell the reader that it is there
  bool orally_only = false;  // no paper leaves the station
};

struct DeliveryRow {
  std::uint32_t number = 0;
  std::string name;  // "BEFORE {event}": words in braces stand for the writer's own
  std::vector<std::string> aliases;
  DeliveryDemands demands;
  std::vector<std::string> inferred;  // as a caveat's
  std::vector<std::string> chosen;
  Origin origin;
  std::string explanation;
};

// A delivery instruction as written: its row, and the words in the place of the braces, upper case.
struct DeliveryFound {
  const DeliveryRow* row = nullptr;
  std::string parameter;  // "1500" of "AT 1500"; empty: the row has no braces
};

// An operating signal. The code names it by function.
struct SignalRow {
  std::uint32_t number = 0;
  std::string function;  // "REROUTED"
  std::string printed;   // "ZOV"; "ZBZ{grade}"
  Origin origin;
  std::string explanation;
};

// Whose running number a series is: a journey's, the carrying circuit's, or all of what one post sends.
enum class SeriesKind : std::uint8_t { Trip, Bearer, Post };
[[nodiscard]] std::string_view to_string(SeriesKind kind) noexcept;

struct SeriesRow {
  std::uint32_t number = 0;
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
  std::uint32_t number = 0;
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
  std::vector<PrecedenceRow> precedences;
  std::vector<CaveatRow> caveats;
  std::vector<DeliveryRow> deliveries;
  std::vector<SeriesRow> series;
  std::vector<ChannelRow> channels;
  std::vector<SignalRow> signals;
  // The files as loaded, name and content, in name order, and the net plan's own rows as one line of JSON
  // (empty: none).
  std::vector<std::pair<std::string, std::string>> files;
  std::string own_rows;

  [[nodiscard]] const ClassificationRow* classification(std::string_view name) const;  // without case
  [[nodiscard]] const ClassificationRow* classification(message::ClassificationNumber number) const;
  [[nodiscard]] const CaveatRow* caveat(std::string_view name_or_alias) const;  // without case
  [[nodiscard]] std::optional<Recognised> recognise(std::string_view printed_words) const;
  [[nodiscard]] const CaveatRow* caveat(message::CategoryNumber number) const;
  [[nodiscard]] const PrecedenceRow* precedence(message::Precedence rank) const;
  [[nodiscard]] const PrecedenceRow* precedence(std::string_view name) const;  // name, alias or prosign
  [[nodiscard]] std::optional<DeliveryFound> delivery(std::string_view words) const;
  [[nodiscard]] const SeriesRow* find_series(std::string_view name) const;
  // The series of a bare number, by its sender's words ("Smith (Helsinki)": the words before the brackets,
  // then those in them); year 0: not known, and no row's years speak against it.
  [[nodiscard]] const SeriesRow* series_of_sender(std::string_view sender, int year) const;
  [[nodiscard]] const ChannelRow* channel(std::string_view name) const;  // name, alias or printed words
  // By function, or as printed: "ZBZ4" is found by "ZBZ{grade}".
  [[nodiscard]] const SignalRow* signal(std::string_view function_or_printed) const;
};

// files: name and content of each doctrine file; which file a row stands in does not matter. Rows come in the
// order of their numbers. Doctrine or Syntax with file, line, column.
[[nodiscard]] base::Result<Catalogue> load(const std::vector<std::pair<std::string, std::string>>& files);

// The tables of a doctrine file: "classification", "precedence", "caveat", ... They may stand in a net plan
// too.
[[nodiscard]] const std::vector<std::string>& table_names();

// The catalogue with the rows that a net plan brings itself, in tables as in a doctrine file: the same number
// and name replace a row, a new number and name add one. Doctrine, with the place, if only one of the two is
// new, or if the whole would not be sound. `plan` is the whole plan; its other tables are not looked at. A
// plan without such rows gives the catalogue back as it is.
[[nodiscard]] base::Result<Catalogue> with_rows_of(const Catalogue& catalogue, const text::Value& plan);

// What two parties must agree on to mean the same doctrine, for a hash: of each file its name, its length in
// bytes in decimal digits, and its bytes, the first two ended by line feeds; then the net plan's own rows.
[[nodiscard]] std::string canonical(const Catalogue& catalogue);

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
