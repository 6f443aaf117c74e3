#pragma once
// Form 1, the sixteen format lines of a plaindress message (ACP 127). Sources: NAVEDTRA 14226 pp. 19-22 and
// tpub.com/incco/5.htm for the lines, RFC 6477 sections 3.4 and 3.13, NAVEDTRA 14148 for 69 characters a
// line, 5 FAH-2 H-252.1-1 for captions on lines of their own (all derived: ACP 127 itself was not seen).
// Where the trip number stands is inferred from form 3. The blank line before the text, the indents of lines
// that go on, and the words VIA, PASS, SUBJECT and REF before the text are chosen, so that every line can be
// read back.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/message/filing.h"
#include "backchannel/message/header.h"

namespace backchannel::message {

// A classification as the security line and the text's first line write it. The rows are doctrine.
struct ClassificationWords {
  char letter = 'U';               // 'T' of ZNY TTTTT
  std::vector<std::string> words;  // name and aliases, upper case
};

struct Plaindress {
  std::string channel;                          // FL1: station and channel letters, "BKA"; empty: no line
  std::uint32_t channel_serial = 0;             // FL1: 1 to 999
  std::vector<std::string> called;              // FL2: routing indicators; empty: no line
  std::vector<std::string> called_information;  // FL2: those at the information precedence
  std::optional<Filing> filing;                 // FL3, and FL15
  char letter = 'U';                            // FL4: of the classification; U stands after ZNR
  char special_category = 0;                    // FL4: A or B after the slash; 0: none
  std::string handling;                         // FL4: operating signals, "ZOV RUWTABA"
  Precedence precedence = Precedence::Routine;  // FL5
  std::optional<Precedence> information_precedence;
  base::HandlingTime dtg;
  std::string instructions;             // FL5: "ZEX"
  std::string from;                     // FL6
  Number number;                        // FL6: "//HAKTO 049//"; without trip
  std::vector<std::string> to;          // FL7
  std::vector<std::string> info;        // FL8
  std::vector<std::string> exempted;    // FL9
  std::string accounting;               // FL10: after ACCT
  std::optional<std::uint32_t> groups;  // FL10: of GR; nullopt: no count
  std::string classification;           // FL12: "TOP SECRET"
  std::vector<std::string> codes;       // FL12: subject indicator codes, "N03207"
  std::vector<std::string> captions;    // FL12: each on its own line
  std::string channel_words;            // FL12: after VIA: "CAS CHANNELS (BUNKER)"
  std::string service_line;             // FL12: after PASS
  std::string subject;
  std::vector<std::string> references;
  std::string text;
  friend bool operator==(const Plaindress&, const Plaindress&) = default;
};

// Lines of at most 69 characters, without the exercise banner.
//
//   VZCZCBKA014                                           1
//   ZZ RCHAAA                                             2
//   OO RCHBBB                                             2, information precedence
//   DE SAIGON #0231 2970525                               3
//   ZNY TTTTT/BBBBB ZOV RUWTABA                           4
//   Z O 230525Z OCT 72 ZEX                                5
//   FM KISSINGER //HAKTO 049//                            6
//   TO HAIG                                               7
//        GUAY                                             7, a further addressee; 8 blanks: a line goes on
//   INFO NODE BRAVO                                       8
//   XMT NODE CHARLIE                                      9
//   ACCT RA-DCRA                                         10
//   GR 147                                               10
//   BT                                                   11
//   T O P  S E C R E T  //N03207//                       12
//   SENSITIVE
//   VIA CAS CHANNELS (BUNKER)
//   PASS: service line
//   SUBJECT: subject
//   REF: HAKTO 050
//
//   text
//   BT                                                   13
//   #0231                                                15
//   NNNN                                                 16
//
// What printing makes the same, so that parsing gives that form back: seconds; the trip; upper case in
// classification and channel letters; white space inside an entry (one blank); control characters
// (base::visible); what cannot stand in a line of fixed shape (routing indicators, codes, a channel serial
// over 999) is left out; a caption that begins with one of the chosen words is read as that. The text as in
// printed.h; a line of it that is NNNN alone is moved one blank in.
[[nodiscard]] std::string print_plaindress(const Plaindress& message);

// Every line is checked against its format; the error names the line and column. Syntax; Disagreement when
// precedences (FL2, FL5), serials (FL3, FL15), or security line, classification line and `label` (the letter
// of the classification under which the message was sealed, if that is known) differ.
[[nodiscard]] base::Result<Plaindress> parse_plaindress(std::string_view text,
                                                        std::span<const ClassificationWords> known,
                                                        std::optional<char> label = std::nullopt);

}  // namespace backchannel::message
