#pragma once
// A node's store as the command line sees it, beside a running agent or without one, several processes at
// once. It appends to submission, person_event, draft, number and pair_sequence (and what a pouch brings) and
// reads the rest; it deletes nothing but drafts. Each function is one transaction: killed at any time, it has
// happened whole or not at all. One thread at a time. Unavailable: another process kept the store busy for 5
// s.

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "backchannel/base/at_rest.h"
#include "backchannel/base/digest.h"
#include "backchannel/store/audit.h"
#include "backchannel/store/queue.h"
#include "backchannel/store/rows.h"

namespace backchannel::store {

struct AuditQuery {
  std::int64_t first = 1;
  std::int64_t last = 0;  // 0: to the end
  std::string event;      // empty: all
};

class ClientStore {
 public:
  // Makes the store if the agent has never run here, and brings one of an older format to this one.
  // StoreForeign, StoreCorrupt, Locked (an agent of an older program runs here), Io.
  // `at_rest`: of the station's agent (NodeStoreOptions); without it sealed bytes can be neither read nor
  // handed over at a station. Outlives the store.
  [[nodiscard]] static base::Result<ClientStore> open(const std::filesystem::path& home,
                                                      const base::AtRest* at_rest = nullptr);
  ClientStore(ClientStore&&) noexcept;
  ClientStore& operator=(ClientStore&&) noexcept;
  ~ClientStore();

  // ---- drafts and numbers
  // Saves a new draft (id 0) or replaces the sealed text and message id of one; its number stays. NotFound.
  [[nodiscard]] base::Result<std::int64_t> put_draft(const DraftRow& draft);
  [[nodiscard]] base::Result<DraftRow> draft(std::int64_t id) const;  // NotFound
  [[nodiscard]] base::Result<std::vector<DraftRow>> drafts(
      const base::PersonName& author) const;                   // oldest first
  [[nodiscard]] base::Result<> delete_draft(std::int64_t id);  // NotFound
  // The draft's serial in (series, trip): the same again for the same draft, else one after the last given,
  // at least first_next. A serial once given is never given again, whatever becomes of the draft. NotFound.
  // Permission: the numbers have left with a person.
  [[nodiscard]] base::Result<std::uint32_t> take_number(std::int64_t draft, std::string_view series,
                                                        std::string_view trip, std::uint32_t first_next);
  // 1, 2, 3 ... for each pair.
  [[nodiscard]] base::Result<std::uint64_t> next_pair_sequence(std::string_view originator,
                                                               std::string_view recipient);

  // ---- persons who move
  // From now on no number of these series (name, trip) is given here; what the person takes along. Again: the
  // same, and what has come since. Unavailable: the agent has not taken all that he sent.
  [[nodiscard]] base::Result<Pouch> pack(const base::PersonName& person,
                                         const std::vector<message::Number>& series, base::HandlingTime at);
  // false: this pouch or a later one was unpacked before, and nothing is changed.
  [[nodiscard]] base::Result<bool> unpack(const Pouch& pouch);
  // When the pouch that was unpacked here last was packed; nullopt: none was.
  [[nodiscard]] base::Result<std::optional<base::HandlingTime>> arrival(const base::PersonName& person) const;

  // ---- sent
  // Hands a sealed message to the agent, and deletes its draft. The same message again changes nothing and
  // gives the same id; Conflict if its transfer differs. Frame if header_bytes cannot be decoded.
  [[nodiscard]] base::Result<std::int64_t> submit(const SubmissionRow& row, base::BytesView sealed);
  [[nodiscard]] base::Result<std::vector<SubmissionRow>> submissions(
      const std::optional<base::PersonName>& author = std::nullopt) const;                     // oldest first
  [[nodiscard]] base::Result<SubmissionRow> submission(const base::MessageId& message) const;  // NotFound

  // ---- received
  [[nodiscard]] base::Result<std::vector<MailboxRow>> mailbox() const;  // oldest first, purged ones too
  [[nodiscard]] base::Result<MailboxRow> mailbox(const custody::LegKey& key) const;        // NotFound
  [[nodiscard]] base::Result<base::Bytes> sealed(const base::TransferId& transfer) const;  // NotFound: gone
  // unless_opened: a leg whose opening, by anybody, refuses this event (Lapsed): decided in the same
  // transaction, so that of two readers at two terminals one is first.
  [[nodiscard]] base::Result<std::int64_t> add_event(
      const PersonEvent& event, const std::optional<custody::LegKey>& unless_opened = std::nullopt);
  [[nodiscard]] base::Result<std::vector<PersonEvent>> events(const base::TransferId& transfer) const;
  [[nodiscard]] base::Result<std::vector<StatementRow>> statements(const base::MessageId& message) const;
  [[nodiscard]] base::Result<std::vector<StatementRow>> statements(
      message::StatementKind kind) const;  // oldest first

  // ---- the node
  [[nodiscard]] base::Result<std::vector<QueueRow>> queue() const;  // highest precedence first, then oldest
  // The same added up, without a list of them: highest precedence first, then by name.
  [[nodiscard]] base::Result<std::vector<QueueTotal>> queue_totals() const;
  [[nodiscard]] base::Result<std::vector<FateRow>> fates(const base::TransferId& transfer) const;
  [[nodiscard]] base::Result<std::vector<message::SignedStatement>> stamps(
      const base::TransferId& transfer) const;
  [[nodiscard]] base::Result<std::vector<AuditRow>> audit(const AuditQuery& query) const;
  [[nodiscard]] base::Result<AuditCheck> verify_audit(
      const base::Digester& digester, const std::optional<AuditMark>& witness = std::nullopt) const;
  // Hexadecimal digits, at least 4, the beginning of one message id or transfer id. Usage: too short, not
  // hexadecimal or not unique; NotFound.
  [[nodiscard]] base::Result<Reference> resolve(std::string_view hex_prefix) const;
  [[nodiscard]] base::Result<base::StoreUuid> uuid() const;
  [[nodiscard]] base::Result<base::HandlingTime> clock_mark() const;
  [[nodiscard]] base::Result<std::vector<std::pair<std::string, std::int64_t>>> counters() const;
  // Differs from the last answer when another process has committed since.
  [[nodiscard]] base::Result<std::int64_t> version() const;

 private:
  class State;
  explicit ClientStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace backchannel::store
