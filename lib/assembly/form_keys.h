#pragma once
// The keys of a form, once for reading and for writing.

#include <string_view>

namespace backchannel::assembly::keys {

inline constexpr std::string_view kFrom = "from";
inline constexpr std::string_view kTo = "to";
inline constexpr std::string_view kInfo = "info";
inline constexpr std::string_view kExempt = "exempt";
inline constexpr std::string_view kAlternate = "alternate";
inline constexpr std::string_view kInfoPrecedence = "info_precedence";
inline constexpr std::string_view kMinimizeReason = "minimize_reason";
inline constexpr std::string_view kClassification = "classification";
inline constexpr std::string_view kPrecedence = "precedence";
inline constexpr std::string_view kCaveats = "caveats";
inline constexpr std::string_view kChannel = "channel";
inline constexpr std::string_view kSeries = "series";
inline constexpr std::string_view kDelivery = "delivery";
inline constexpr std::string_view kServiceLine = "service_line";
inline constexpr std::string_view kSubject = "subject";
inline constexpr std::string_view kReferences = "references";
inline constexpr std::string_view kAcknowledge = "acknowledge";
inline constexpr std::string_view kText = "text";
inline constexpr std::string_view kEnclosure = "enclosure";
inline constexpr std::string_view kFillToBytes = "fill_to_bytes";

inline constexpr std::string_view kPassOn = "pass_on";
inline constexpr std::string_view kForWhom = "for_whom";
inline constexpr std::string_view kOccasion = "occasion";
inline constexpr std::string_view kLocalTime = "local_time";
inline constexpr std::string_view kZone = "zone";
inline constexpr std::string_view kOnBehalfOf = "on_behalf_of";
inline constexpr std::string_view kAsWritten = "as_written";

inline constexpr std::string_view kGarble = "garble";
inline constexpr std::string_view kAt = "at";
inline constexpr std::string_view kArrived = "arrived";
inline constexpr std::string_view kEditorsGuess = "editors_guess";

inline constexpr std::string_view kSource = "source";
inline constexpr std::string_view kCitation = "citation";
inline constexpr std::string_view kPageMarks = "page_marks";
inline constexpr std::string_view kSourceNote = "source_note";
inline constexpr std::string_view kBasis = "basis";

// Written by the program only, into drafts.
inline constexpr std::string_view kSourceNotes = "source_notes";
inline constexpr std::string_view kOffset = "offset";
inline constexpr std::string_view kDeadlineMs = "deadline_ms";
inline constexpr std::string_view kProvenance = "provenance";
inline constexpr std::string_view kTrip = "trip";
inline constexpr std::string_view kSerial = "serial";
inline constexpr std::string_view kMessage = "message";
inline constexpr std::string_view kOriginator = "originator";
inline constexpr std::string_view kOriginatorNode = "originator_node";
inline constexpr std::string_view kRestrictive = "restrictive";
inline constexpr std::string_view kPermissive = "permissive";
inline constexpr std::string_view kInformative = "informative";
inline constexpr std::string_view kChanged = "changed";
inline constexpr std::string_view kAuthority = "authority";

}  // namespace backchannel::assembly::keys
