#pragma once
// A person's desk at a station: compose, send, read, acknowledge, quote, hand over. The person's keys are
// used here and nowhere else, after the passphrase; the station's agent never sees them. One thread; beside a
// running agent.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backchannel/assembly/exercise_clock.h"
#include "backchannel/assembly/form.h"
#include "backchannel/assembly/net_folder.h"
#include "backchannel/assembly/paper.h"
#include "backchannel/message/printed.h"
#include "backchannel/policy/decision.h"
#include "backchannel/policy/overdue.h"
#include "backchannel/store/client_store.h"
#include "backchannel/text/word_difference.h"

namespace backchannel::assembly {

struct Composed {
  std::int64_t draft = 0;    // 0 when refused
  policy::Verdict verdict;   // with all reasons, or warnings
  std::string summary;       // one line: "TOP SECRET FLASH to HAIG, HAKTO, 547 words"
  std::string changed = {};  // a quotation: what its hand changed, in words; empty: nothing
};

struct Sent {
  base::MessageId message;
  message::Number number;  // serial 0: no series
  message::Precedence precedence = message::Precedence::Routine;
};

struct Resent {
  Sent sent;  // with the number that the message has had
  std::vector<std::string> to;
};

struct SealedForm {
  policy::Verdict verdict;
  std::string summary;
  base::MessageId message;
  base::Bytes bytes;  // empty when refused
};

// How far a leg has come, in the order of progress.
enum class Progress : std::uint8_t {
  Waiting,
  Rejected,
  InCustody,
  NotDelivered,
  Unknown,
  Delivered,
  Opened,
  Acknowledged,
  HandedOver,
};
[[nodiscard]] std::string_view to_string(Progress progress) noexcept;

struct InboxLine {
  custody::LegKey key;
  base::MessageId message;
  std::string number;  // "Hakto 49/231", or the first 8 digits of the message id
  message::Precedence precedence = message::Precedence::Routine;
  std::string markings;  // "TOP SECRET; SENSITIVE; EXCLUSIVELY EYES ONLY"
  std::string from, to;  // "KISSINGER, SAIGON"; "HAIG" or the station
  std::string copy;      // "copy 2 of 3": numbered rights to open; a reader and his alternate share one
  std::string service_line;
  std::string duplicate;  // more than one copy of it was sent; empty: not that we know
  std::vector<std::string> delivery;
  base::HandlingTime created, received;
  std::string state;        // "new", "opened", "acknowledged", "handed over", "signed off"
  bool mine = false;        // this person may open it
  std::string why_not;      // else: the reason in one sentence
  bool old_key = false;     // it is sealed to a key of this person that was withdrawn
  std::string repeats;      // the number of the message that this one repeats; empty: none
  std::string replaced_by;  // the number of a later sealing of it to the same reader; empty: none
  std::vector<std::string> crossed_with;  // this person's own messages that it crossed with
  std::vector<std::string> service;       // operators' words about it: "KISSINGER, SAIGON: TRACER"
  std::vector<std::string> duties;        // of the watch, by the delivery instructions, one sentence each
  std::string not_yet;                    // why it may not be opened now, or no more; empty: it may
};

// What the originator says stands where a garble arrived. The text stays as it arrived.
struct CorrectionLine {
  std::uint16_t garble = 0;            // from 1
  std::string arrived, editors_guess;  // of that garble
  std::string words;
  std::string by;
  base::HandlingTime at;
};

struct ReadMessage {
  InboxLine line;
  message::Message message;
  message::Header header;
  message::Label label;
  std::string slip;                         // printed, between the banners; corrections below the text
  std::vector<CorrectionLine> corrections;  // oldest first
  std::optional<std::int64_t> left_ms;      // until the pass-on deadline, in exercise time
  base::HandlingTime opened;
};

// A delivery report by somebody other than the leg's reader counts when he is the next reader whom the author
// named. That stands in the author's sealed copy: a locked desk takes the report's word for it ("GUAY says:
// to ...").
struct LegStatus {
  std::string to;
  Progress progress = Progress::Waiting;
  base::HandlingTime at;
  std::string words;             // acknowledgement's words, refusal's sentence
  std::uint8_t copies = 1;       // sent so far: above 1 as suspected duplicates
  std::string replaced_by = {};  // number of the later sealing that went to this reader; empty: none
};
// What should have come back by now. The acknowledgement asked for and the deadline stand in the author's
// sealed copy: known to an unlocked desk.
struct OverdueLine {
  std::string to;
  policy::Awaited what = policy::Awaited::StationReceipt;
  base::HandlingTime due;
  bool alarm = false;  // else a warning before
};
struct StatusLine {
  base::MessageId message;
  std::string number;
  message::Precedence precedence = message::Precedence::Routine;
  base::HandlingTime created;
  std::string repeats;  // the number of the message that this one repeats; empty: none
  std::vector<LegStatus> legs;
  std::vector<OverdueLine> overdue;  // not of a leg that was replaced
};

struct TraceLine {  // one for each hop, receipt, opening, report; oldest first
  base::HandlingTime at;
  std::string who;
  std::string sentence;   // "accepted custody as SAIGON 0231"
  bool verified = false;  // its signature and signer were checked
};

struct QuoteOrder {
  std::vector<std::string> to;  // empty: the pass-on's next reader
  std::string text;             // words to the next reader
  std::string series;           // empty: the doctrine's series from this person to that reader, if one
  std::string precedence;       // empty: the original's
  std::optional<std::string> enclosure;  // edited; empty: as received
};

struct Offered {
  base::MessageId message;
  std::string author;
  std::string summary;    // one line, as Composed::summary
  std::string markings;   // "TOP SECRET; SENSITIVE"
  message::Message text;  // made visible
};

// The text that a message passed on beside the one it came from.
struct Compared {
  std::string quotation, quoted_by;       // "WHP 77"; "HAIG, WHITE HOUSE SITUATION ROOM"
  std::string original, written_by;       // "Hakto 49/231"; "KISSINGER, SAIGON"
  std::vector<text::WordRun> difference;  // from the original to the quotation, made visible
  std::string changed;                    // the same in words; empty: nothing
  bool said_changed = false;              // by the quoting hand
  bool same_original = true;              // the original here is the text that it was made from
};

struct HandedOver {
  std::string paper;      // what leaves: the enclosure alone
  bool read_out = false;  // by word of mouth only: the paper stays
  base::HandlingTime at;
  std::vector<std::string> reported_to;  // stations that get the delivery report
};

// What a person who moves takes along (net plan, [[move]]).
struct Departed {
  std::string from, to;                  // stations
  base::Bytes pouch;                     // sealed to himself, and signed
  std::size_t sent = 0, drafts = 0;      // messages and drafts in it
  std::vector<std::string> numbers;      // the last that were given here: "HAKTO 052"
  std::vector<std::string> reported_to;  // stations that are told the last numbers
  std::vector<std::string> unopened;     // what he leaves lying here unread
};
struct Arrived {
  bool fresh = false;  // false: this pouch or a later one was unpacked before
  std::size_t sent = 0, drafts = 0;
  std::vector<std::string> numbers;
};

// A number that this station should have and has not: of a series, or of what one person writes to another.
// Or a summary of the net plan that was due.
enum class Missing : std::uint8_t { NotYetALoss, AskForIt, Asked };
[[nodiscard]] std::string_view to_string(Missing missing) noexcept;  // "not yet a loss"
struct OutstandingLine {
  std::string what;                   // "HAKTO 050", "HAKTO 050 to 052", "KISSINGER to HAIG, no. 3"
  std::string series;                 // empty: numbers of a pair
  std::uint64_t first = 0, last = 0;  // a summary: 0
  std::string station;                // that gave the numbers
  base::HandlingTime since;           // the first later number came, or the last-number report, or was due
  base::HandlingTime ask_from;        // waiting time of the lowest precedence in use, or of the plan
  std::string writer = {};            // of a summary; empty: numbers
  Missing state = Missing::NotYetALoss;
  base::HandlingTime asked;  // if so
};

struct ServiceOrder {
  std::string which;  // of a message received or sent
  std::string kind;   // an operating signal of the doctrine by its function: "repeat", "tracer"
  std::string words;
};
struct ServiceSent {
  std::string about;            // "Hakto 49/231"
  std::string signal;           // "REPEAT"
  std::vector<std::string> to;  // stations
};
struct ServiceLine {  // a service message that came for this desk
  base::HandlingTime at, received;
  std::string from;     // "HAIG, WHITE HOUSE SITUATION ROOM"
  std::string signal;   // "REPEAT"
  std::string printed;  // "IMI"
  std::string about;    // "HAKTO 049"
  std::string words;
};

struct PrintOrder {
  Paper paper = Paper::Slip;
  std::string aide;  // Situation Room: the addressee of record for the principal; empty: none
};

struct PrintedMessage {
  InboxLine line;
  std::string text;         // with the banners
  std::string corrections;  // between the banners, a sheet of its own: the paper reads back; empty: none
};

class Desk {
 public:
  // No passphrase yet: inbox, status and trace need none. UnknownName (with the nearest name), NotFound.
  [[nodiscard]] static base::Result<Desk> open(const NetFolder& net, const std::string& person,
                                               const std::filesystem::path& station_home = {});
  // The desk that a person leaves: before his next move where he is, and after a move, while his papers have
  // not arrived, where they lie. Usage: the plan does not move him.
  [[nodiscard]] static base::Result<Desk> open_to_leave(const NetFolder& net, const std::string& person,
                                                        const std::filesystem::path& station_home = {});
  Desk(Desk&&) noexcept;
  Desk& operator=(Desk&&) noexcept;
  ~Desk();

  // Loads the person's keys. Passphrase, KeyFile.
  [[nodiscard]] base::Result<> unlock(const base::SecretBytes& passphrase);

  [[nodiscard]] const netplan::Person& person() const;
  [[nodiscard]] const netplan::Node& station() const;
  [[nodiscard]] const seal::Trust& trust() const;
  [[nodiscard]] base::HandlingTime now();

  // Every refusal at once; a draft is saved only when there is none. Needs unlock (the draft is sealed to its
  // author).
  [[nodiscard]] base::Result<Composed> compose(const Form& form);
  // Numbers, seals, hands to the agent. Idempotent for one draft.
  // release: of a second person, from Desk::release.
  [[nodiscard]] base::Result<Sent> send(std::int64_t draft,
                                        const std::optional<base::Bytes>& release = std::nullopt);
  [[nodiscard]] base::Result<std::vector<std::pair<std::int64_t, std::string>>> drafts();  // id, summary
  // One's own message once more, from the file copy, under its number: to the readers named, else to those
  // whose keys were made anew since it was sealed to them. All rules are asked again. Needs unlock.
  // Permission: another's message; UnknownName: no reader of it; NotFound: no key is new and nobody named;
  // Revoked: the file copy is sealed to a withdrawn key.
  [[nodiscard]] base::Result<Resent> resend(const std::string& which, const std::vector<std::string>& to);

  // Sealed as send would, but without a number, and handed to nobody: for taking apart. Needs unlock.
  [[nodiscard]] base::Result<SealedForm> seal_only(const Form& form);

  [[nodiscard]] base::Result<std::vector<InboxLine>> inbox();
  // `which`: "HAKTO 49", "Hakto 49/231", "49", or the beginning of the message id. Of several sealings of one
  // message it means the newest that this person may open. NotFound, Usage when several messages fit.
  [[nodiscard]] base::Result<InboxLine> find(const std::string& which);
  // The whole opening pipeline: decision, passphrase'd key, event before showing, opening receipt to the
  // originator.
  [[nodiscard]] base::Result<ReadMessage> read(const std::string& which);
  // A paper of it to keep: only what the markings let a reader copy (EyesOnly), else as read.
  [[nodiscard]] base::Result<PrintedMessage> print(const std::string& which, const PrintOrder& order);
  [[nodiscard]] base::Result<> acknowledge(const std::string& which, const std::string& words);
  // The originator, of a message sent from this desk: what was held for his go-ahead may be opened; `reader`
  // may be let in by whoever it was sent to. Signed, to every station that has it. A secretariat gives leave
  // for what others at its station sent or received, where the markings take its leave: Permission, PassOn.
  [[nodiscard]] base::Result<> go_ahead(const std::string& which);
  [[nodiscard]] base::Result<> leave(const std::string& which, const std::string& reader);
  // The reader lets a further reader have the whole message, on his own word or by the originator's leave;
  // when the draft is sent the originator is told.
  // precedence: empty: the original's.
  [[nodiscard]] base::Result<Composed> admit(const std::string& which, const std::string& reader,
                                             const std::string& precedence);
  // The whole message as it stands to further addressees, on this reader's authority; told likewise.
  [[nodiscard]] base::Result<Composed> readdress(const std::string& which, const std::vector<std::string>& to,
                                                 const std::string& precedence);

  // A draft for a second person's release: sealed to that person, as a paper to be carried to his desk.
  [[nodiscard]] base::Result<base::Bytes> offer(std::int64_t draft, const std::string& releaser);
  // What lies in such a paper, and the release: a signed statement for the author to send with.
  [[nodiscard]] base::Result<Offered> read_offer(base::BytesView paper);
  [[nodiscard]] base::Result<base::Bytes> release(base::BytesView paper);

  // Done with it: the agent purges the reader's copy. The reader's drafts that hold its text are deleted:
  // gives their numbers.
  [[nodiscard]] base::Result<std::vector<std::int64_t>> sign_off(const std::string& which);
  // A draft with the enclosure, its provenance, and the pass-on carried over.
  [[nodiscard]] base::Result<Composed> quote(const std::string& which, const QuoteOrder& order);
  // What was changed in the text that `which` passed on. Both texts must be at this desk, sent or received;
  // what was received is opened, and signed for. Usage: it passes nothing on; NotFound: the original is not
  // here.
  [[nodiscard]] base::Result<Compared> compare(const std::string& which);
  // Packs what the person takes along; from then on no number of his trip's series is given here. As often as
  // one likes. Unavailable, Usage. The other half: at the desk where he arrives. Syntax, ReceiptSigner: no
  // pouch of his; Usage: a pouch for another station.
  [[nodiscard]] base::Result<Departed> depart();
  [[nodiscard]] base::Result<Arrived> arrive(base::BytesView pouch);
  [[nodiscard]] base::Result<HandedOver> hand_over(const std::string& which, const std::string& to,
                                                   const std::string& place);

  // Numbers and summaries that are missing here, by the signed headers in the mailbox.
  [[nodiscard]] base::Result<std::vector<OutstandingLine>> outstanding();
  // Asks the station they should come from for those past their time, once each; gives what was asked for
  // now. Needs unlock.
  [[nodiscard]] base::Result<std::vector<OutstandingLine>> ask_for_outstanding();
  // Operators' traffic. Needs unlock. NotFound, UnknownName, TooLarge.
  [[nodiscard]] base::Result<ServiceSent> service(const ServiceOrder& order);
  // On leaving a post: the last number of the series that was used here, to that station.
  [[nodiscard]] base::Result<ServiceSent> last_number(const std::string& series, const std::string& to);
  [[nodiscard]] base::Result<std::vector<ServiceLine>> service_inbox();  // oldest first
  // What garble `garble` (from 1) of one's own message should read, sealed to each of its readers. Needs
  // unlock. Permission: another's message; NotFound: no such garble.
  [[nodiscard]] base::Result<ServiceSent> correct(const std::string& which, std::uint16_t garble,
                                                  const std::string& words);

  [[nodiscard]] base::Result<std::vector<StatusLine>> status();
  [[nodiscard]] base::Result<std::vector<TraceLine>> trace(const std::string& which);

 private:
  struct Impl;
  explicit Desk(std::unique_ptr<Impl> impl) noexcept;
  std::unique_ptr<Impl> impl_;
};

}  // namespace backchannel::assembly
