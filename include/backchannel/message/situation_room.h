#pragma once
// Form 3, the White House Situation Room's heading to a travelling party. Source: the layout of CIA
// loc-hak-549-1-28-1 and loc-hak-259-6-57-6 (documented). Chosen: two blanks between the parts of the last
// heading line, further lines after two blanks, and the blank line before the text.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/message/filing.h"
#include "backchannel/message/header.h"

namespace backchannel::message {

struct SituationRoomMessage {
  Precedence precedence = Precedence::Routine;
  Filing filing;  // "DE WTE #0661 0381304"
  base::HandlingTime dtg;
  std::string from = "THE SITUATION ROOM";
  Number number;          // "//TOHAK 120//"; without trip
  std::string to;         // the aide, who is the addressee of record, or the principal alone
  std::string principal;  // for whom it is; empty: `to` himself
  std::string classification;
  std::vector<std::string> caveats;
  std::string via;     // aircraft's tail number, or post
  std::string bearer;  // letters of the second number, "WH"; empty: none
  std::uint32_t bearer_serial = 0;
  std::string text;
  friend bool operator==(const SituationRoomMessage&, const SituationRoomMessage&) = default;
};

// Lines of at most 69 characters, without the exercise banner.
//
//   OP IMMED
//   DE WTE #0661 0381304
//   O 071304Z FEB 74
//   FM THE SITUATION ROOM //TOHAK 120//
//   TO AIDE FOR PRINCIPAL
//   TOP SECRET  SENSITIVE  EXCLUSIVELY EYES ONLY  VIA 86970  WH40123
//
//   text
//
// What printing makes the same, so that parsing gives that form back: seconds; the trip; upper case in
// classification and bearer; white space inside an entry (one blank); control characters (base::visible); a
// caveat that begins with VIA, or is letters and figures alone in the last place, is read as what it looks
// like; " FOR " in the name of `to`. The text as in printed.h.
[[nodiscard]] std::string print_situation_room(const SituationRoomMessage& message);

// Syntax with line and column; Disagreement when the precedence's word and prosign differ.
[[nodiscard]] base::Result<SituationRoomMessage> parse_situation_room(std::string_view text);

}  // namespace backchannel::message
