#pragma once
// Pure decisions with every reason in words that a pupil understands. Decided from the signed label and
// header alone. Any thread.

#include <optional>
#include <string>
#include <vector>

#include "backchannel/base/error.h"
#include "backchannel/doctrine/catalogue.h"
#include "backchannel/message/header.h"
#include "backchannel/message/label.h"
#include "backchannel/message/message.h"

namespace backchannel::policy {

struct Reason {
  base::Code code;
  std::string sentence;  // names the rule and the way out
};

// Allowed exactly if there are no reasons against.
struct Verdict {
  std::vector<Reason> against;
  std::vector<std::string> warnings;
  [[nodiscard]] bool allowed() const noexcept { return against.empty(); }
  // The first reason as an error. Precondition: not allowed.
  [[nodiscard]] base::Error error() const;
};

// A party as the net's signed roster describes it.
struct Party {
  std::string name;  // person, station or relay
  bool is_person = false;
  bool foreign = false;
  message::Clearance clearance;  // effective: intersection along the certificate chain
  message::Precedence highest = message::Precedence::Routine;  // persons: the grant
  bool releases = false;                                       // persons: may release what others wrote
  bool needs_release = false;  // persons: a second person must release what this one writes
  bool secretariat = false;    // persons: may give leave for a further reader of what others wrote
};

struct Addressee {
  Party party;  // the person, or the station when no person is named
  bool named_person = false;
  bool action = true;
  message::Precedence precedence = message::Precedence::Routine;
  bool alternate = false;  // stands in for another: either opens, and the other's right lapses
};

// MINIMIZE: an order of the net plan that keeps lower precedences out of an area for a time, unless one of
// its releasers gives a reason (ACP 121 by way of a Navy training manual, NAVEDTRA 14222).
struct Minimize {
  std::vector<std::string> area;                               // stations, by name
  message::Precedence below = message::Precedence::Immediate;  // what is lower is kept back
  std::string reason;
  base::HandlingTime from, until;  // until is the first moment after it
  std::vector<std::string> releasers;
};

struct Composition {
  Party originator;
  std::vector<Addressee> addressees;
  message::Label label;
  std::size_t words = 0;  // of text and enclosure
  std::size_t bytes = 0;
  std::string text;  // only looked at for phrases such as "Treat as Nodis"
};

[[nodiscard]] Verdict may_compose(const doctrine::Catalogue& catalogue, const Composition& composition);

// What may_compose says of a message, as far as its signed label and header show it: its own station, every
// relay, the receiving station and the reader ask again, for its author may have a program of his own. Beside
// it: copy numbers are given once and are as many as the markings allow; an alternate is at the station of
// the one for whom he stands in. originator: nullptr once it has been carried, when what he may claim was
// asked.
[[nodiscard]] Verdict may_originate(const doctrine::Catalogue& catalogue, const message::Label& label,
                                    const message::Header& header, const Party* originator);

// Into the area of a MINIMIZE in force at `now`, for the leg that goes to `station` at `precedence`.
// releaser: who signed the release, else the originator; reason: what the signed header gives.
[[nodiscard]] Verdict may_pass_minimize(const std::vector<Minimize>& orders, const std::string& station,
                                        message::Precedence precedence, const std::string& releaser,
                                        const std::string& reason, base::HandlingTime now);

// A relay or station as holder, or a circuit's accreditation.
[[nodiscard]] Verdict may_carry(const doctrine::Catalogue& catalogue, const message::Label& label,
                                const Party& holder);

// A message by `originator` leaves its station, signed as released by `releaser`; nullptr: by nobody but its
// originator.
[[nodiscard]] Verdict may_release(const Party& originator, const Party* releaser);

// The receiving station puts leg `leg` into its mailbox: precondition: the leg exists. reader_at: the station
// where its reader is now.
[[nodiscard]] Verdict may_deliver(const doctrine::Catalogue& catalogue, const message::Label& label,
                                  const message::Header& header, std::size_t leg, const Party& station,
                                  const std::string& reader_at);

// A person opens: leg is the recipient entry sealed to this person or to this person's station.
[[nodiscard]] Verdict may_open(const doctrine::Catalogue& catalogue, const message::Label& label,
                               const message::Header& header, const Party& reader,
                               const std::string& reader_station);

// The enclosure of `original` into a new message with `label` to the addressees.
[[nodiscard]] Verdict may_quote(const doctrine::Catalogue& catalogue, const message::Label& original_label,
                                const std::optional<message::PassOn>& pass_on, const message::Label& label,
                                const std::vector<Addressee>& addressees);

// Delivery by hand to somebody outside the net.
[[nodiscard]] Verdict may_hand_over(const doctrine::Catalogue& catalogue, const message::Label& label,
                                    const std::optional<message::PassOn>& pass_on, const std::string& to);

// Leave for a further reader of a message by `originator`, signed by `giver`: its originator, or a
// secretariat where no marking that wants leave wants the originator's own.
[[nodiscard]] Verdict may_give_leave(const doctrine::Catalogue& catalogue, const message::Label& label,
                                     const std::string& originator, const Party& giver);

// A reader shows the message to a further reader whom he names. leaves: further readers who were named by a
// signed leave of somebody who may give it.
[[nodiscard]] Verdict may_admit(const doctrine::Catalogue& catalogue, const message::Label& label,
                                const std::vector<std::string>& leaves, const Party& further);

// The message itself to further addressees, as it stands.
[[nodiscard]] Verdict may_readdress(const doctrine::Catalogue& catalogue, const message::Label& label);

// A plain read of a copy to a file or printer.
[[nodiscard]] Verdict may_copy(const doctrine::Catalogue& catalogue, const message::Label& label);

}  // namespace backchannel::policy
