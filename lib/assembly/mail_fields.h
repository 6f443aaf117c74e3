#pragma once
// The header fields between a form and mail, once for writing and for reading.

#include <array>
#include <string_view>

namespace backchannel::assembly::fields {

// RFC 5322
inline constexpr std::string_view kFrom = "From";
inline constexpr std::string_view kTo = "To";
inline constexpr std::string_view kCc = "Cc";
inline constexpr std::string_view kBcc = "Bcc";
inline constexpr std::string_view kSubject = "Subject";
inline constexpr std::string_view kDate = "Date";
// RFC 7444: the marking as it is shown
inline constexpr std::string_view kLabel = "SIO-Label";
// RFC 6758
inline constexpr std::string_view kMtPriority = "MT-Priority";
// RFC 6477
inline constexpr std::string_view kMmhs = "MMHS-";
inline constexpr std::string_view kPrimaryPrecedence = "MMHS-Primary-Precedence";
inline constexpr std::string_view kCopyPrecedence = "MMHS-Copy-Precedence";
inline constexpr std::string_view kHandling = "MMHS-Handling-Instructions";
inline constexpr std::string_view kInstructions = "MMHS-Message-Instructions";
inline constexpr std::string_view kMessageType = "MMHS-Message-Type";
inline constexpr std::string_view kExempted = "MMHS-Exempted-Address";
inline constexpr std::string_view kAuthorised = "MMHS-Extended-Authorisation-Info";
inline constexpr std::string_view kCodes = "MMHS-Subject-Indicator-Codes";
inline constexpr std::string_view kReference = "MMHS-Originator-Reference";
inline constexpr std::string_view kIdentifier = "MMHS-Acp127-Message-Identifier";
inline constexpr std::string_view kPlad = "MMHS-Originator-PLAD";
inline constexpr std::string_view kExercise = "exercise";

// Our own
inline constexpr std::string_view kOwn = "Backchannel-";
inline constexpr std::string_view kOwnClassification = "Backchannel-Classification";
inline constexpr std::string_view kOwnPrecedence = "Backchannel-Precedence";
inline constexpr std::string_view kOwnInfoPrecedence = "Backchannel-Info-Precedence";
inline constexpr std::string_view kOwnAlternate = "Backchannel-Alternate";
inline constexpr std::string_view kOwnMinimize = "Backchannel-Minimize-Reason";
inline constexpr std::string_view kOwnCaveat = "Backchannel-Caveat";
inline constexpr std::string_view kOwnChannel = "Backchannel-Channel";
inline constexpr std::string_view kOwnSeries = "Backchannel-Series";
inline constexpr std::string_view kOwnDelivery = "Backchannel-Delivery";
inline constexpr std::string_view kOwnServiceLine = "Backchannel-Service-Line";
inline constexpr std::string_view kOwnReference = "Backchannel-Reference";
inline constexpr std::string_view kOwnAcknowledge = "Backchannel-Acknowledge";
inline constexpr std::string_view kOwnNote = "Backchannel-Source-Note";
inline constexpr std::string_view kOwnPassOnTo = "Backchannel-Pass-On-To";
inline constexpr std::string_view kOwnPassOnFor = "Backchannel-Pass-On-For";
inline constexpr std::string_view kOwnPassOnOccasion = "Backchannel-Pass-On-Occasion";
inline constexpr std::string_view kOwnPassOnTime = "Backchannel-Pass-On-Local-Time";
inline constexpr std::string_view kOwnPassOnZone = "Backchannel-Pass-On-Zone";
inline constexpr std::string_view kOwnPassOnBehalf = "Backchannel-Pass-On-On-Behalf-Of";
inline constexpr std::string_view kOwnPassOnWritten = "Backchannel-Pass-On-As-Written";
inline constexpr std::string_view kOwnPassOnDeadline = "Backchannel-Pass-On-Deadline-Ms";
// The two that may follow belong to the garble above them.
inline constexpr std::string_view kOwnGarble = "Backchannel-Garble-Offset";
inline constexpr std::string_view kOwnGarbleArrived = "Backchannel-Garble-Arrived";
inline constexpr std::string_view kOwnGarbleGuess = "Backchannel-Garble-Guess";

inline constexpr std::string_view kYes = "yes";
inline constexpr std::string_view kMarkingOpens = "marking=\"";

// Those that may stand any number of times.
inline constexpr std::array kRepeated = {kOwnCaveat, kOwnDelivery,      kOwnReference,  kOwnNote,
                                         kOwnGarble, kOwnGarbleArrived, kOwnGarbleGuess};

}  // namespace backchannel::assembly::fields
