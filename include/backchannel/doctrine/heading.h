#pragma once
// The heading of a message as people wrote it: its number and its markings, in any order and with any
// spelling that the doctrine knows. Untrusted text: nothing of it is lost, and what is not known is kept and
// named. Immutable after construction; any thread.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/doctrine/catalogue.h"
#include "backchannel/message/written_number.h"

namespace backchannel::doctrine {

enum class MarkingKind : std::uint8_t {
  Classification,
  Precedence,
  Caveat,
  Delivery,  // what the station does with it, beside the precedence
  Channel,   // the way that it must take
  Phrase,    // words that ask for a caveat's handling without being one
  Unknown,
};

// How the letters of the doctrine's words were written. AsWritten: in none of the other ways.
enum class Letters : std::uint8_t { Capitals, Title, Small, Spaced, AsWritten };

struct WrittenMarking {
  MarkingKind kind = MarkingKind::Unknown;
  std::string name;  // the row's: "EXCLUSIVELY EYES ONLY"; empty: unknown
  // Which of its spellings, in capitals: "EXCLUSIVE FOR {READER}". AsWritten: the very letters.
  std::string spelling;
  Letters letters = Letters::AsWritten;
  std::string filling;  // what stands in the place of the braces, as written
  std::string after;    // up to the next marking, or to the end: "; ", "/", "."
  friend bool operator==(const WrittenMarking&, const WrittenMarking&) = default;
};

struct WrittenMarkings {
  std::string before;  // blanks and signs before the first
  std::vector<WrittenMarking> markings;
  friend bool operator==(const WrittenMarkings&, const WrittenMarkings&) = default;
};

[[nodiscard]] std::string print_markings(const WrittenMarkings& written);
[[nodiscard]] std::string print_marking(const WrittenMarking& marking);  // without what comes after

// What a heading was taken from; each is optional. Reading takes time that grows with the square of the
// length of text that was made to be slow: for input from outside keep base::kLineBytesMax.
struct HeadingText {
  std::optional<std::string> number;                 // "Hakto 49/231"
  std::optional<std::vector<std::string>> markings;  // one string or several, each with one marking or more
  std::string from;                                  // "Smith (Helsinki)"
  std::string to;                                    // says whose "your 008" is
  std::string place;                                 // where it was sent from
  int year = 0;                                      // 0: not known
};

struct Heading {
  // As written.
  std::optional<message::WrittenNumbers> number;
  std::optional<std::string> unread_number;  // text in the number's place that is none
  std::optional<std::vector<WrittenMarkings>> markings;

  // What it says. Empty: nothing.
  std::string series;              // the row's name; the words in capitals if no row has them
  bool series_of_sender = false;   // the number is bare
  std::string serial;              // figures as written: "049"
  std::string second_number;       // the other number, as written: "WHS 2291", "231"
  std::vector<std::string> names;  // each message or run, if the number names several: "Hakto 140 to 142"
  std::string classification;
  std::optional<message::Precedence> precedence;
  std::vector<std::string> caveats;    // names, in the order written
  std::vector<std::string> readers;    // whom the caveats' words name, as written
  std::vector<std::string> delivery;   // names, with the writer's own words in the place of the braces
  std::string channel;                 // the bearer
  std::vector<std::string> asked_for;  // caveats whose handling a phrase asks for
  std::vector<std::string> problems;   // one sentence each, already made visible

  // As printed editions have them; untrusted words are in both.
  std::string number_in_order;  // "Hakto 49/231", the journey's number first
  // Classification; precedence, and before it what wakes the station; caveats, a compartment behind what it
  // needs, the readers' last; the rest. "Top Secret; Flash; Sensitive; Exclusively Eyes Only."
  std::string markings_in_order;

  [[nodiscard]] std::optional<std::string> number_as_written() const;
  [[nodiscard]] std::optional<std::vector<std::string>> markings_as_written() const;
  // Number and markings on one line, which says the same when it is read.
  [[nodiscard]] std::string in_order() const;
};

class Spellings;

class HeadingReader {
 public:
  // The catalogue must outlive the reader.
  explicit HeadingReader(const Catalogue& catalogue);
  explicit HeadingReader(const Catalogue&& catalogue) = delete;

  [[nodiscard]] WrittenMarkings markings(std::string_view text) const;
  [[nodiscard]] Heading read(const HeadingText& text) const;
  // A number and the markings behind it on one line: "Tohak 90/WHS 2291; Top Secret; Flash." Fills the first
  // two fields of a HeadingText; putting them together again gives the line.
  [[nodiscard]] HeadingText split(std::string_view line) const;

 private:
  const Catalogue& catalogue_;
  std::shared_ptr<const Spellings> spellings_;
};

}  // namespace backchannel::doctrine
