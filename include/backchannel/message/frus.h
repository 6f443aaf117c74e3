#pragma once
// Form 4, FRUS order: a message as the volumes of Foreign Relations of the United States print it, with what
// their editors added in fields of its own. Source: FRUS 1969-76 v. IX d. 60 and, for the order of the parts,
// the printed form of 153 messages of 1969-76 (documented); the dateline's words are those of the volumes.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/message/message.h"
#include "backchannel/message/printed.h"

namespace backchannel::message {

// Where a page of the volume begins.
struct PageMark {
  std::string page;          // "284"
  bool in_enclosure = true;  // else in the text
  std::uint32_t offset = 0;  // byte before which it stands
  friend bool operator==(const PageMark&, const PageMark&) = default;
};

struct FrusDocument {
  std::uint32_t document = 0;           // its number in the volume; 0: none
  std::string title;                    // "Backchannel Message From ... (Kissinger) to ... (Haig)"
  std::string dateline;                 // "Saigon, October 23, 1972, 0525Z."
  std::string number;                   // "Hakto 49/231"; empty: none
  std::vector<std::string> references;  // of "Ref:" or "Refs:"
  std::string text;                     // paragraphs with an empty line between
  std::string enclosure;                // the same, between "Begin text:" and "End text"
  // In the enclosure, or in the text when there is none, where "[garble]" stands.
  std::vector<Garble> garbles;
  std::vector<PageMark> page_marks;
  std::vector<std::string> notes;  // footnotes; the source note is the first: "Source: ..."
  friend bool operator==(const FrusDocument&, const FrusDocument&) = default;
};

// Paragraphs wrapped to 69 columns, an empty line between, without the exercise banner.
//
//   60. Backchannel Message From ... (Kissinger) to ... (Haig)
//
//   Saigon, October 23, 1972, 0525Z.
//
//   Hakto 49/231. Ref: Saigon 0229. Please transmit the following message ...
//
//   Begin text:
//
//   ... virtual [garble—announcement?] of an agreement ... [Page 284] ...
//
//   End text
//
//   Source: ... Top Secret; Flash; Sensitive; Exclusively Eyes Only.
//
// What printing makes the same, so that parsing gives that form back: white space inside a paragraph (one
// blank); control characters (escaped by base::visible); a word of more than 69 characters is cut.
[[nodiscard]] std::string print_frus(const FrusDocument& document);

// Syntax with line and column. Text without any blank line has a paragraph on every line, as copied from the
// published page; "[garble—guess?]" and "[Page n]" become fields; the mark of a title's footnote and the
// arrow after a note are dropped. Any other words in brackets stay.
[[nodiscard]] base::Result<FrusDocument> parse_frus(std::string_view text);

// The sentence of the note that begins with one of the classifications: "Top Secret; Flash; Nodis."
[[nodiscard]] std::optional<MarkingString> find_marking_string(std::string_view note,
                                                               std::span<const std::string> classifications);

// "October 23, 1972, 0525Z."; the place stands before it.
[[nodiscard]] std::string frus_date(base::HandlingTime time);

}  // namespace backchannel::message
