#pragma once
// Printed forms (HANDLING 5): the CIA Bunker-channel slip (form 2) and FRUS order (form 4). Each parses back.
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
  std::string classification;                 // "TOP SECRET"
  std::vector<std::string> heading_caveats;   // first line of the slip: "SENSITIVE"
  std::vector<std::string> reader_caveats;    // beside the addressee: "EXCLUSIVELY EYES ONLY"
  friend bool operator==(const PrintedMarkings&, const PrintedMarkings&) = default;
};

struct Slip {
  PrintedMarkings markings;
  base::HandlingTime dtg;
  Precedence precedence = Precedence::Routine;
  std::string channel;                 // "CAS CHANNELS (BUNKER)"; empty: none
  std::string service_line;
  std::vector<std::string> to;
  std::string from;
  std::string bearer;                  // "SAIGON"; empty before the first relay
  std::uint32_t bearer_serial = 0;
  Number number;
  std::vector<std::string> references;
  std::string text;                    // paragraphs, wrapped to 69 columns when printed
  friend bool operator==(const Slip&, const Slip&) = default;
};

// Lines of at most 69 characters, without the exercise banner. Letters as given (slips were upper case; the
// seed's text is kept as it is).
[[nodiscard]] std::string print_slip(const Slip& slip);
[[nodiscard]] base::Result<Slip> parse_slip(std::string_view text);

// "T O P  S E C R E T"
[[nodiscard]] std::string spaced(std::string_view words);

// "Top Secret; Flash; Sensitive; Exclusively Eyes Only."
[[nodiscard]] std::string print_marking_string(const PrintedMarkings& markings, Precedence precedence);

// The two lines between which every print, file and screen with a marking stands.
inline constexpr std::string_view kExerciseBanner = "EXERCISE - TRAINING MATERIAL - NOT CLASSIFIED";
[[nodiscard]] std::string between_banners(std::string_view body);

}  // namespace backchannel::message
