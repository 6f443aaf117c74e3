#pragma once
// Printed forms: the CIA Bunker-channel slip and FRUS order. Each parses back.
// Markings come in as words, because their names are doctrine and not known here.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/message/header.h"
#include "backchannel/message/message.h"

namespace backchannel::message {

struct PrintedMarkings {
  std::string classification;                // "TOP SECRET"
  std::vector<std::string> heading_caveats;  // first line of the slip: "SENSITIVE"
  std::vector<std::string> reader_caveats;   // beside the addressee: "EXCLUSIVELY EYES ONLY"
  friend bool operator==(const PrintedMarkings&, const PrintedMarkings&) = default;
};

struct Slip {
  PrintedMarkings markings;
  base::HandlingTime dtg;
  Precedence precedence = Precedence::Routine;
  std::string channel;  // "CAS CHANNELS (BUNKER)"; empty: none
  std::string service_line;
  std::vector<std::string> to;
  std::string from;
  std::string bearer;  // "SAIGON"; empty before the first relay
  std::uint32_t bearer_serial = 0;
  Number number;
  std::vector<std::string> references;
  std::string text;  // paragraphs, wrapped to 69 columns when printed
  friend bool operator==(const Slip&, const Slip&) = default;
};

// Lines of at most 69 characters, without the exercise banner. Letters as given (slips were upper case; the
// seed's text is kept as it is).
//
//   T O P  S E C R E T  230525Z OCT 72  SENSITIVE  VIA CAS CHANNELS (BUNKER)
//   service line to the watch officers
//   TO:   GENERAL HAIG, EXCLUSIVELY EYES ONLY                     FLASH
//         MR. GUAY, EXCLUSIVELY EYES ONLY
//   FROM: DR. KISSINGER                                CITE SAIGON 0231
//   HAKTO 049
//   REF: SAIGON 0229
//        SAIGON 0230
//
//   text
//
// The depth of a line tells what it continues: in the first field group 2 begins a further field and 4 goes
// on with the last; below it up to 7 begins a further entry, 8 goes on with the last, 10 stands for a caveat
// (or the CITE) that found no room or no safe place beside the name, and 12 goes on with that. A name with a
// comma in it is closed with a comma. The text begins after the first blank line.
//
// What printing makes the same, so that parsing gives that form back: seconds of the DTG; the trip (not
// printed); letters of series and bearer (upper case); white space inside a heading entry (one blank);
// control characters (escaped by base::visible). In the text: trailing blanks, blank lines at the ends, tabs
// (one blank), several blanks at a wrapped line's end; a line too full for the next line's first word is
// joined with that line; a word of more than 69 characters is cut.
[[nodiscard]] std::string print_slip(const Slip& slip);
// Syntax with the line. Banner lines around the slip are skipped.
[[nodiscard]] base::Result<Slip> parse_slip(std::string_view text);

// "T O P  S E C R E T"
[[nodiscard]] std::string spaced(std::string_view words);

// "EXCLUSIVE FOR MR. O'NEIL" as a title: "Exclusive for Mr. O'neil".
[[nodiscard]] std::string title(std::string_view words);

// "Top Secret; Flash; Sensitive; Exclusively Eyes Only."
[[nodiscard]] std::string print_marking_string(const PrintedMarkings& markings, Precedence precedence);

// The same string read again, in capitals. Which caveats are the readers' is doctrine, so they stand
// together.
struct MarkingString {
  std::string classification;
  std::optional<Precedence> precedence;  // published strings often have none
  std::vector<std::string> caveats;
  friend bool operator==(const MarkingString&, const MarkingString&) = default;
};
[[nodiscard]] base::Result<MarkingString> parse_marking_string(std::string_view text);

// The two lines between which every print, file and screen with a marking stands.
inline constexpr std::string_view kExerciseBanner = "EXERCISE - TRAINING MATERIAL - NOT CLASSIFIED";
[[nodiscard]] std::string between_banners(std::string_view body);

}  // namespace backchannel::message
