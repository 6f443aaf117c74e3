#include <algorithm>

#include "backchannel/wire/codec.h"
#include "client_state.h"
#include "schema.h"

namespace backchannel::store {

namespace {

base::Error no_draft(std::int64_t id) {
  return {base::Code::NotFound, "draft " + std::to_string(id), std::nullopt,
          "see yours with: backchannel drafts"};
}

base::Result<> must_change(Database& database, std::int64_t draft) {
  if (database.changes() == 0) return std::unexpected(no_draft(draft));
  return {};
}

base::Result<std::int64_t> insert_draft(Database& database, const DraftRow& draft) {
  BC_TRY_VOID(database.run("INSERT INTO draft(author, saved_at, sealed) VALUES(?, ?, ?)", draft.author,
                           draft.saved_at, draft.sealed));
  return database.last_id();
}

base::Result<> set_message(Database& database, std::int64_t draft,
                           const std::optional<base::MessageId>& message) {
  if (!message) return database.run("UPDATE draft SET message = NULL WHERE id = ?", draft);
  return database.run("UPDATE draft SET message = ? WHERE id = ?", *message, draft);
}

base::Result<> insert_number(Database& database, std::int64_t draft, std::string_view series,
                             std::string_view trip, std::int64_t serial) {
  BC_TRY_VOID(database.run("INSERT INTO number VALUES(?, ?, ?, ?)", series, trip, serial, draft));
  return database.run("UPDATE draft SET series = ?, trip = ?, serial = ? WHERE id = ?", series, trip, serial,
                      draft);
}

base::Result<> must_be_here(Database& database, std::string_view series, std::string_view trip) {
  auto left = database.query("SELECT person FROM departure WHERE series = ? AND trip = ?", series, trip);
  BC_TRY(gone, left.step());
  if (!gone) return {};
  return std::unexpected(
      base::Error{base::Code::Permission,
                  "the numbers of " + std::string(series) + " left this station with " + left.text(0),
                  std::nullopt, "send it without a number, or from where " + left.text(0) + " is"});
}

// What the draft held is the author's file copy from now on.
base::Result<base::Bytes> take_draft(Database& database, const SubmissionRow& row) {
  base::Bytes file_copy = row.file_copy;
  if (row.draft == 0) return file_copy;
  if (file_copy.empty()) {
    auto draft = database.query("SELECT sealed FROM draft WHERE id = ?", row.draft);
    BC_TRY(there, draft.step());
    if (there) file_copy = draft.bytes(0);
  }
  BC_TRY_VOID(database.run("DELETE FROM draft WHERE id = ?", row.draft));
  return file_copy;
}

// The submission of the same message, or 0.
base::Result<std::int64_t> find_submission(Database& database, const SubmissionRow& row) {
  auto known = database.query("SELECT id, transfer FROM submission WHERE message = ?", row.message);
  BC_TRY(there, known.step());
  if (!there) return 0;
  if (known.id<base::TransferId>(1) != row.transfer)
    return base::fail(base::Code::Conflict, "message " + base::to_hex(row.message.view()) +
                                                " was submitted before, sealed otherwise");
  return known.integer(0);
}

base::Result<std::int64_t> insert_submission(Database& database, Payloads& payloads, const SubmissionRow& row,
                                             const message::Header& header, base::BytesView sealed) {
  BC_TRY(file_copy, take_draft(database, row));
  BC_TRY_VOID(payloads.put(row.transfer, sealed));
  BC_TRY_VOID(database.run(
      "INSERT INTO submission(message, transfer, author, created, expires, legs, header, label_der,"
      " receipt_expectation, file_copy, draft, precedence) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      row.message, row.transfer, row.author, row.created, header.expires, header.recipients.size(),
      row.header_bytes, row.label_bytes, row.receipt_expectation, file_copy, row.draft,
      message::precedence_of(header)));
  return database.last_id();
}

}  // namespace

ClientStore::ClientStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
ClientStore::ClientStore(ClientStore&&) noexcept = default;
ClientStore& ClientStore::operator=(ClientStore&&) noexcept = default;
ClientStore::~ClientStore() = default;

base::Result<ClientStore> ClientStore::open(const std::filesystem::path& home, const base::AtRest* at_rest) {
  const OpenOptions options{.at_rest = at_rest};
  BC_TRY_VOID(prepare_file(home, options, nullptr));
  BC_TRY(database, Database::open(database_path(home), options));
  database->checkpoint_on_close(true);
  return ClientStore(std::make_unique<State>(std::move(database), at_rest));
}

base::Result<std::int64_t> ClientStore::put_draft(const DraftRow& draft) {
  auto& database = *state_->database;
  return database.transaction([&]() -> base::Result<std::int64_t> {
    std::int64_t id = draft.id;
    if (id == 0) {
      BC_TRY(inserted, insert_draft(database, draft));
      id = inserted;
    } else {
      BC_TRY_VOID(database.run("UPDATE draft SET author = ?, saved_at = ?, sealed = ? WHERE id = ?",
                               draft.author, draft.saved_at, draft.sealed, id));
      BC_TRY_VOID(must_change(database, id));
    }
    BC_TRY_VOID(set_message(database, id, draft.message));
    return id;
  });
}

base::Result<> ClientStore::delete_draft(std::int64_t id) {
  auto& database = *state_->database;
  return database.transaction([&]() -> base::Result<> {
    BC_TRY_VOID(database.run("DELETE FROM draft WHERE id = ?", id));
    return must_change(database, id);
  });
}

base::Result<std::uint32_t> ClientStore::take_number(std::int64_t draft, std::string_view series,
                                                     std::string_view trip, std::uint32_t first_next) {
  auto& database = *state_->database;
  return database.transaction([&]() -> base::Result<std::uint32_t> {
    BC_TRY(exists, database.number(0, "SELECT 1 FROM draft WHERE id = ?", draft));
    if (exists == 0) return std::unexpected(no_draft(draft));
    BC_TRY(given, database.number(0, "SELECT serial FROM number WHERE draft = ? AND series = ? AND trip = ?",
                                  draft, series, trip));
    if (given != 0) return static_cast<std::uint32_t>(given);
    BC_TRY_VOID(must_be_here(database, series, trip));
    BC_TRY(last,
           database.number(
               0, "SELECT serial FROM number WHERE series = ? AND trip = ? ORDER BY serial DESC LIMIT 1",
               series, trip));
    const auto serial = std::max<std::int64_t>({last + 1, first_next, 1});
    BC_TRY_VOID(insert_number(database, draft, series, trip, serial));
    return static_cast<std::uint32_t>(serial);
  });
}

base::Result<std::uint64_t> ClientStore::next_pair_sequence(std::string_view originator,
                                                            std::string_view recipient) {
  auto& database = *state_->database;
  return database.transaction([&]() -> base::Result<std::uint64_t> {
    BC_TRY_VOID(
        database.run("INSERT INTO pair_sequence VALUES(?, ?, 1) ON CONFLICT DO UPDATE SET last = last + 1",
                     originator, recipient));
    BC_TRY(next, database.number(0, "SELECT last FROM pair_sequence WHERE originator = ? AND recipient = ?",
                                 originator, recipient));
    return static_cast<std::uint64_t>(next);
  });
}

base::Result<std::int64_t> ClientStore::submit(const SubmissionRow& row, base::BytesView sealed) {
  BC_TRY(header, wire::decode_header(row.header_bytes));
  auto& database = *state_->database;
  return database.transaction([&]() -> base::Result<std::int64_t> {
    BC_TRY(known, find_submission(database, row));
    if (known != 0) return known;
    return insert_submission(database, state_->payloads, row, header, sealed);
  });
}

base::Result<std::int64_t> ClientStore::add_event(const PersonEvent& event,
                                                  const std::optional<custody::LegKey>& unless_opened) {
  auto& database = *state_->database;
  return database.transaction([&]() -> base::Result<std::int64_t> {
    if (unless_opened) {
      auto opened = database.query(
          "SELECT person FROM person_event WHERE transfer = ? AND leg = ? AND copy = ? AND kind = ? LIMIT 1",
          unless_opened->transfer, unless_opened->leg, unless_opened->copy, EventKind::Opening);
      BC_TRY(there, opened.step());
      if (there) return base::fail(base::Code::Lapsed, "opened by " + opened.text(0));
    }
    BC_TRY_VOID(database.run(
        "INSERT INTO person_event(transfer, leg, copy, person, kind, at, data) VALUES(?, ?, ?, ?, ?, ?, ?)",
        event.key.transfer, event.key.leg, event.key.copy, event.person, event.kind, event.at, event.data));
    return database.last_id();
  });
}

}  // namespace backchannel::store
