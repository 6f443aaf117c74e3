#pragma once
// What every part of a desk works on, and the small questions that several parts ask.

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backchannel/assembly/desk.h"
#include "backchannel/policy/delivery.h"
#include "backchannel/seal/sealing.h"

namespace backchannel::assembly {

struct DeskKeys {
  seal::PrivateKey signing;
  seal::PrivateKey agreement;
};

struct DeskState {
  NetFolder net;
  std::shared_ptr<const seal::Trust> trust;
  ExerciseClock clock;
  store::ClientStore store;
  const netplan::Person* person;  // of trust's plan, as is the station
  const netplan::Node* station;
  std::filesystem::path home;
  std::optional<DeskKeys> keys;  // after unlock

  [[nodiscard]] const netplan::Plan& plan() const { return trust->plan(); }
  [[nodiscard]] const doctrine::Catalogue& catalogue() const { return trust->catalogue(); }
  [[nodiscard]] base::HandlingTime now() { return clock.now().handling; }
  // Passphrase, naming the way out, before unlock.
  [[nodiscard]] base::Result<const DeskKeys*> unlocked() const;
  void wake() const;
};

struct Desk::Impl {
  DeskState state;
};

// ---- desk_witness.cpp: since when what was signed has been in other hands
// A statement in this station's own store: the agent took it in only after checking it with its stamps, so
// that its own date counts.
[[nodiscard]] seal::CheckTime as_kept(base::HandlingTime now);
// A message in this station's mailbox: since its first stamp, or since it came.
[[nodiscard]] seal::CheckTime as_received(const DeskState& desk, const store::MailboxRow& row,
                                          base::HandlingTime now);
// Whether the leg is sealed to a key of its reader that was withdrawn since: nothing opens it.
[[nodiscard]] std::optional<seal::Withdrawal> withdrawn_key(const DeskState& desk,
                                                            const message::Recipient& leg);

// ---- desk_names.cpp: words of people to rows of the plan
[[nodiscard]] std::string or_nearest(std::string_view word,
                                     const std::vector<std::string>& known);  // "; did you mean X?"
[[nodiscard]] std::vector<std::string> addressee_names(const netplan::Plan& plan);
[[nodiscard]] const netplan::Person* person_named(const netplan::Plan& plan, std::string_view name);
// UnknownName with the nearest.
[[nodiscard]] base::Result<const netplan::Person*> known_person(const netplan::Plan& plan,
                                                                const std::string& name);
[[nodiscard]] const netplan::Node* node_named(const netplan::Plan& plan, std::string_view name);
[[nodiscard]] const netplan::Outsider* outsider_named(const netplan::Plan& plan, std::string_view name);
// The station of a person or station so named, at that moment; nullptr: neither.
[[nodiscard]] const netplan::Node* station_of(const netplan::Plan& plan, std::string_view name,
                                              base::HandlingTime at);
[[nodiscard]] std::string name_of(const message::Recipient& recipient);  // the person, else the station
[[nodiscard]] std::string origin_of(const message::Header& header);      // "KISSINGER, SAIGON"
[[nodiscard]] std::string author_of(const message::Statement& said);     // the same
// Random-looking but the same each time: so that a repeated receipt or report is the same message.
[[nodiscard]] base::MessageId derived_id(std::string_view purpose, const custody::LegKey& key,
                                         std::string_view more);

// ---- desk_markings.cpp: labels to printed words
[[nodiscard]] message::PrintedMarkings printed_markings(const doctrine::Catalogue& catalogue,
                                                        const message::Label& label,
                                                        const std::vector<std::string>& as_written);
[[nodiscard]] std::string marking_words(const doctrine::Catalogue& catalogue, const message::Label& label);
struct Bearer {
  std::string name;
  std::uint32_t serial = 0;
};
// The first relay's own number, from a stamp whose signature holds. nullopt: none.
[[nodiscard]] std::optional<Bearer> bearer_of(const DeskState& desk, const base::MessageId& message,
                                              const std::vector<message::SignedStatement>& stamps,
                                              base::HandlingTime now);
// "Hakto 49/231", "Hakto 49", or the first 8 digits of the message id.
[[nodiscard]] std::string printed_number(const message::Header& header, const std::optional<Bearer>& bearer);

// ---- desk_resolve.cpp: a form becomes a message
struct Resolved {
  message::Header header;  // without id, times, number and pair sequences
  message::Label label;
  message::Message message;
  policy::Verdict verdict;
  std::vector<policy::Addressee> addressees;
  std::string summary;
};
// Only what keeps the question from being asked is an error; every refusal is in the verdict.
[[nodiscard]] base::Result<Resolved> resolve(DeskState& desk, const Form& form);

// ---- desk_compose.cpp
[[nodiscard]] base::Result<Composed> keep_draft(DeskState& desk, const Form& form, Resolved resolved);
[[nodiscard]] base::Result<Composed> compose_form(DeskState& desk, const Form& form);
[[nodiscard]] base::Result<Form> open_draft(DeskState& desk, const store::DraftRow& draft);
[[nodiscard]] base::Result<std::vector<std::pair<std::int64_t, std::string>>> list_drafts(DeskState& desk);

// ---- desk_seal.cpp
[[nodiscard]] base::Result<SealedForm> seal_form(DeskState& desk, const Form& form);

// ---- desk_send.cpp
[[nodiscard]] base::Result<Sent> send_draft(DeskState& desk, std::int64_t draft,
                                            const std::optional<base::Bytes>& release);
// Whether a second person has released it, if one must, and MINIMIZE lets it pass; sets what a release sets.
[[nodiscard]] base::Result<> ask_release(DeskState& desk, wire::Content& content, const message::Label& label,
                                         const std::optional<base::Bytes>& release, base::HandlingTime now);
// The first serial of a series in this net.
[[nodiscard]] std::uint32_t first_number(const netplan::Plan& plan, const std::string& series);

// ---- desk_resend.cpp: one message sealed several times
// The first sealing of the message that this one repeats, by its service line; nullopt: it repeats none.
[[nodiscard]] std::optional<base::MessageId> repeats(const message::Header& header);
// The service line without that.
[[nodiscard]] std::string own_service_line(const message::Header& header);
[[nodiscard]] bool same_message(const message::Header& one, const message::Header& other);
// What this person, or anybody at this station, has sent and `which` means, oldest first; Usage if those are
// several messages.
enum class By : std::uint8_t { Person, Station };
[[nodiscard]] base::Result<std::vector<store::SubmissionRow>> sealings_of(DeskState& desk,
                                                                          const std::string& which,
                                                                          By by = By::Person);
[[nodiscard]] base::Result<Resent> resend_message(DeskState& desk, const std::string& which,
                                                  const std::vector<std::string>& to);

// ---- desk_inbox.cpp
[[nodiscard]] base::Result<std::vector<InboxLine>> list_inbox(DeskState& desk);
[[nodiscard]] base::Result<InboxLine> find_in_inbox(DeskState& desk, const std::string& which);
// The row behind a line, and what this person has done with it.
struct Received {
  InboxLine line;
  store::MailboxRow row;
  std::vector<store::PersonEvent> mine;            // this person's events on this leg, oldest first
  std::optional<seal::Withdrawal> withdrawn = {};  // of the key of this person that it is sealed to
  [[nodiscard]] const store::PersonEvent* event(store::EventKind kind) const;
};
[[nodiscard]] base::Result<Received> received(DeskState& desk, const std::string& which);
// All sealings of the message that lie here and `which` means, each once: by this person's own leg. Empty:
// none. Usage if those are several messages.
[[nodiscard]] base::Result<std::vector<Received>> received_as(DeskState& desk, const std::string& which);
[[nodiscard]] base::Result<std::vector<Received>> all_received(DeskState& desk);
// Whether `which` means the message; see Desk::find. digits_only serials match any series.
[[nodiscard]] bool means(std::string_view which, const message::Header& header,
                         const std::optional<Bearer>& bearer);

// ---- desk_open.cpp
struct OpenedHere {
  seal::Opened opened;  // `inner` is wiped when no receipt is made from it any more
  base::HandlingTime at;
  OpenedHere(seal::Opened what, base::HandlingTime when) : opened(std::move(what)), at(when) {}
  OpenedHere(OpenedHere&&) = default;
  OpenedHere& operator=(OpenedHere&&) = delete;
  ~OpenedHere();
};
// Decision, key, decision, Opening event, receipt: nothing is returned that was not signed for. `purpose`
// stands with the event: "to read it".
[[nodiscard]] base::Result<OpenedHere> open_received(DeskState& desk, const Received& what,
                                                     std::string_view purpose);
// Opening receipts that a crash kept from being sent.
void send_receipts_owed(DeskState& desk);

// ---- desk_statements.cpp
struct About {
  base::NodeName to;
  std::string channel;
  message::Precedence precedence = message::Precedence::Routine;
  base::PersonName whose = {};  // for whom it is: the station sends it after him when he has left
  // Identifiers, times and a person's own short words: UNCLASSIFIED, so that it comes through wherever the
  // message did.
  message::Label label = {};
};
[[nodiscard]] message::Statement statement_about(const Received& what, message::StatementKind kind,
                                                 base::HandlingTime at);
// Back to the originator of a message received here, wherever he is now.
[[nodiscard]] About back(DeskState& desk, const Received& what);
// Signs, seals to the station named and submits. Submitting the same id again changes nothing.
[[nodiscard]] base::Result<> submit_statement(DeskState& desk, message::Statement statement,
                                              const About& about, const base::MessageId& id);
[[nodiscard]] base::Result<> add_event(DeskState& desk, const custody::LegKey& key, store::EventKind kind,
                                       std::string_view data = {},
                                       const std::optional<custody::LegKey>& unless_opened = std::nullopt);
// TooLarge: a person's words that do not fit into a statement. `what`: "an acknowledgement".
[[nodiscard]] base::Result<> words_fit(std::string_view words, std::string_view what);

// ---- desk_service.cpp: operators' traffic
// The operating signal of a kind of service message: its function, as printed, or a word of its function that
// begins so ("duplicate" for SUSPECTED DUPLICATE). UnknownName with the nearest.
[[nodiscard]] base::Result<const doctrine::SignalRow*> signal_of(const doctrine::Catalogue& catalogue,
                                                                 std::string_view kind);
[[nodiscard]] const doctrine::SignalRow* signal_numbered(const doctrine::Catalogue& catalogue,
                                                         std::uint32_t number);
// "SUSPECTED DUPLICATE: the text is that of 0229"
[[nodiscard]] std::string service_words(const DeskState& desk, const message::Statement& said);
// The service messages that have come here and whose signatures hold, oldest first.
[[nodiscard]] base::Result<std::vector<store::StatementRow>> service_statements(DeskState& desk);
[[nodiscard]] base::Result<std::vector<ServiceLine>> list_service(DeskState& desk);
[[nodiscard]] base::Result<ServiceSent> send_service(DeskState& desk, const ServiceOrder& order);
[[nodiscard]] base::Result<ServiceSent> report_last_number(DeskState& desk, const std::string& series,
                                                           const std::string& to);

// ---- desk_correct.cpp
[[nodiscard]] base::Result<ServiceSent> correct_message(DeskState& desk, const std::string& which,
                                                        std::uint16_t garble, const std::string& words);
// The corrections of a message that this person has open, oldest first, safe for a terminal.
[[nodiscard]] base::Result<std::vector<CorrectionLine>> corrections_of(DeskState& desk, const Received& what,
                                                                       const message::Message& message);
// The lines that stand below the text on paper; empty without corrections.
[[nodiscard]] std::string correction_lines(const std::vector<CorrectionLine>& corrections);

// ---- desk_outstanding.cpp
[[nodiscard]] base::Result<std::vector<OutstandingLine>> list_outstanding(DeskState& desk);
[[nodiscard]] base::Result<std::vector<OutstandingLine>> ask_outstanding(DeskState& desk);

// ---- desk_summaries.cpp: what the plan has come to this station at fixed hours; `here` is all_received
[[nodiscard]] std::vector<OutstandingLine> missing_summaries_here(DeskState& desk,
                                                                  const std::vector<Received>& here);
[[nodiscard]] base::Result<std::vector<OutstandingLine>> ask_for_summaries(DeskState& desk,
                                                                           const std::vector<Received>& here);

// ---- desk_crossed.cpp
// Of each message received here: the numbers of this person's own messages that crossed with it.
using Crossed = std::map<base::MessageId, std::vector<std::string>>;
[[nodiscard]] base::Result<Crossed> crossed_messages(DeskState& desk, const std::vector<Received>& all);

// ---- desk_read.cpp
// Text from others, safe for a terminal. Offsets of garbles move with what is escaped before them.
[[nodiscard]] message::Message shown(const message::Message& from);
[[nodiscard]] message::Slip slip_of(DeskState& desk, const Received& what, const message::Message& message);

// ---- desk_papers.cpp
[[nodiscard]] base::Result<std::string> paper_of(DeskState& desk, const Received& what,
                                                 const message::Message& message, const PrintOrder& order);
// ---- desk_print.cpp
[[nodiscard]] base::Result<PrintedMessage> print_message(DeskState& desk, const std::string& which,
                                                         const PrintOrder& order);

// ---- desk_read.cpp, desk_acknowledge.cpp, desk_quote.cpp, desk_compare.cpp, desk_hand_over.cpp
[[nodiscard]] base::Result<ReadMessage> read_message(DeskState& desk, const std::string& which);
[[nodiscard]] base::Result<> acknowledge_message(DeskState& desk, const std::string& which,
                                                 const std::string& words);
[[nodiscard]] base::Result<std::vector<std::int64_t>> sign_off_message(DeskState& desk,
                                                                       const std::string& which);
[[nodiscard]] base::Result<Composed> quote_message(DeskState& desk, const std::string& which,
                                                   const QuoteOrder& order);
[[nodiscard]] base::Result<Compared> compare_message(DeskState& desk, const std::string& which);
[[nodiscard]] base::Result<HandedOver> hand_over_message(DeskState& desk, const std::string& which,
                                                         const std::string& to, const std::string& place);

// ---- desk_station.cpp: what the station knows beside the message
[[nodiscard]] policy::Delivery delivery_here(const DeskState& desk, const store::MailboxRow& row);
[[nodiscard]] policy::AtStation at_station(DeskState& desk, const store::MailboxRow& row,
                                           const std::vector<store::PersonEvent>& events,
                                           base::HandlingTime now);
// The leg of the other of two alternate readers; nullopt: there is none.
[[nodiscard]] std::optional<custody::LegKey> other_alternate(const store::MailboxRow& row);

// ---- desk_further.cpp: further readers
[[nodiscard]] base::Result<> give_go_ahead(DeskState& desk, const std::string& which);
[[nodiscard]] base::Result<> give_leave(DeskState& desk, const std::string& which, const std::string& reader);
[[nodiscard]] base::Result<Composed> admit_reader(DeskState& desk, const std::string& which,
                                                  const std::string& reader, const std::string& precedence);
[[nodiscard]] base::Result<Composed> readdress_message(DeskState& desk, const std::string& which,
                                                       const std::vector<std::string>& to,
                                                       const std::string& precedence);
// The originator of a whole message that goes on hears of each further reader, before it leaves.
[[nodiscard]] base::Result<> tell_of_passing_on(DeskState& desk, const message::Message& message,
                                                const message::Header& onward);

// ---- desk_move.cpp
[[nodiscard]] base::Result<Departed> depart_from(DeskState& desk);
[[nodiscard]] base::Result<Arrived> arrive_with(DeskState& desk, base::BytesView pouch);
// The person's last move, while his papers have not come after him; nullptr: they have, or he has not moved.
// Precondition: the desk is where he is.
[[nodiscard]] base::Result<const netplan::Move*> move_without_papers(DeskState& here, base::HandlingTime now);
// Permission: the person has moved, and the numbers of his trip have not come after him.
[[nodiscard]] base::Result<> numbers_are_here(DeskState& desk, const std::string& series);

// ---- desk_release.cpp
[[nodiscard]] base::Result<base::Bytes> offer_draft(DeskState& desk, std::int64_t draft,
                                                    const std::string& releaser);
[[nodiscard]] base::Result<Offered> read_offered(DeskState& desk, base::BytesView paper);
[[nodiscard]] base::Result<base::Bytes> release_offered(DeskState& desk, base::BytesView paper);
// What a release is about: message, label and addressees, without what is given when it is sent.
[[nodiscard]] base::Digest released_digest(const wire::Content& content, const message::Label& label);
[[nodiscard]] base::Result<> choose_id(DeskState& desk, store::DraftRow& draft);

// ---- desk_status.cpp, desk_trace.cpp
[[nodiscard]] base::Result<std::vector<StatusLine>> list_status(DeskState& desk);
[[nodiscard]] base::Result<std::vector<TraceLine>> trace_message(DeskState& desk, const std::string& which);
// What this person, or anybody at this station, has sent and `which` means.
[[nodiscard]] base::Result<std::vector<store::SubmissionRow>> sent_as(DeskState& desk,
                                                                      const std::string& which,
                                                                      By by = By::Person);
// A statement whose signature, signer and (opening receipts) receipt hold. ReceiptSigner, Integrity, ...
[[nodiscard]] base::Result<message::Statement> checked_statement(const DeskState& desk,
                                                                 const message::SignedStatement& given,
                                                                 const store::SubmissionRow* sent,
                                                                 base::HandlingTime now);

}  // namespace backchannel::assembly
