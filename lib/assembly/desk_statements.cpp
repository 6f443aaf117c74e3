#include "backchannel/base/format.h"
#include "backchannel/base/limits.h"
#include "backchannel/netplan/path.h"
#include "backchannel/seal/crypto.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

base::Result<message::Recipient> station_recipient(DeskState& desk, const About& about,
                                                   base::HandlingTime now) {
  BC_TRY(key, desk.trust->key_of(about.to.value, netplan::KeyUse::Agree, now));
  message::Recipient out;
  out.person = about.whose;
  out.station = about.to;
  out.key = key.key;
  out.precedence = about.precedence;
  BC_TRY(next, desk.store.next_pair_sequence(desk.person->name.value, about.to.value));
  out.pair_sequence = next;
  return out;
}

bool keeps_copy(message::StatementKind kind) {
  using message::StatementKind;
  switch (kind) {
    case StatementKind::Leave:
    case StatementKind::GoAhead:
    case StatementKind::Correction:
    case StatementKind::Service:
      return true;
    case StatementKind::Stamp:
    case StatementKind::StationReceipt:
    case StatementKind::Report:
    case StatementKind::Unknown:
    case StatementKind::OpeningReceipt:
    case StatementKind::Acknowledgement:
    case StatementKind::DeliveryReport:
    case StatementKind::Admission:
    case StatementKind::Release:
    case StatementKind::Departure:
      return false;
  }
  return false;
}

}  // namespace

message::Statement statement_about(const Received& what, message::StatementKind kind, base::HandlingTime at) {
  message::Statement statement;
  statement.kind = kind;
  statement.message = what.row.header.message;
  statement.transfer = what.row.key.transfer;
  statement.leg = what.row.key.leg;
  statement.copy = what.row.key.copy;
  statement.at = at;
  return statement;
}

About back(DeskState& desk, const Received& what) {
  const message::Header& header = what.row.header;
  return {netplan::origin(desk.plan(), header, desk.now()), header.channel, what.line.precedence,
          header.originator};
}

base::Result<> submit_statement(DeskState& desk, message::Statement statement, const About& about,
                                const base::MessageId& id) {
  BC_TRY(keys, desk.unlocked());
  if (const auto known = desk.store.submission(id)) return {};
  const base::HandlingTime now = desk.now();
  statement.author_person = desk.person->name.value;
  statement.author_node = desk.station->name.value;
  BC_TRY(said, seal::sign(*desk.trust, statement, desk.person->name.value, keys->signing));

  wire::Content content;
  message::Header& header = content.header;
  header.message = id;
  header.kind = message::Kind::Statement;
  header.created = now;
  header.expires = now + message::timers_of(about.precedence).lifetime_ms;
  header.originator = desk.person->name;
  header.originator_node = desk.station->name;
  header.channel = about.channel;
  BC_TRY(recipient, station_recipient(desk, about, now));
  header.recipients.push_back(std::move(recipient));
  // What the sender's trace shows and nothing else keeps; the reader's other deeds stand as his events.
  base::Bytes file_copy = keeps_copy(statement.kind) ? wire::encode(said) : base::Bytes();
  content.statements.push_back(std::move(said));

  BC_TRY(sealed, seal::seal(*desk.trust, content, about.label, keys->signing, now));
  store::SubmissionRow row;
  row.message = id;
  row.transfer = sealed.transfer;
  row.author = desk.person->name;
  row.created = now;
  row.header_bytes = sealed.header_bytes;
  row.label_bytes = sealed.label_bytes;
  row.file_copy = std::move(file_copy);
  BC_TRY_VOID(desk.store.submit(row, sealed.bytes));
  desk.wake();
  return {};
}

base::Result<> words_fit(std::string_view words, std::string_view what) {
  // Room is left for the rest of the statement.
  constexpr std::size_t kWordsBytesMax = base::kStatementBytesMax / 4;
  if (words.size() <= kWordsBytesMax) return {};
  return base::fail(base::Code::TooLarge,
                    std::string(what) + " has at most " + base::grouped(kWordsBytesMax) + " bytes");
}

base::Result<> add_event(DeskState& desk, const custody::LegKey& key, store::EventKind kind,
                         std::string_view data, const std::optional<custody::LegKey>& unless_opened) {
  store::PersonEvent event;
  event.key = key;
  event.person = desk.person->name;
  event.kind = kind;
  event.at = desk.now();
  event.data.assign(data.begin(), data.end());
  BC_TRY_VOID(desk.store.add_event(event, unless_opened));
  return {};
}

}  // namespace backchannel::assembly
