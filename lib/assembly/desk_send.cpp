// From a draft to the outbox. Each step is durable before the next, and a repetition finds what was done: the
// message id and the number stand with the draft, and a draft that is gone stands with its submission.

#include <algorithm>

#include "backchannel/message/time_group.h"
#include "backchannel/seal/crypto.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

Sent sent_as(const message::Header& header) {
  return {header.message, header.number, message::precedence_of(header)};
}

base::Result<Sent> already_sent(DeskState& desk, std::int64_t draft) {
  BC_TRY(rows, desk.store.submissions(desk.person->name));
  for (const store::SubmissionRow& row : rows)
    if (row.draft == draft) return sent_as(row.header);
  return base::fail(base::Code::NotFound, "draft " + std::to_string(draft));
}

base::Result<> number(DeskState& desk, std::int64_t draft, message::Header& header) {
  if (!header.number.series.empty()) {
    BC_TRY_VOID(numbers_are_here(desk, header.number.series));
    BC_TRY(serial, desk.store.take_number(draft, header.number.series, header.number.trip,
                                          first_number(desk.plan(), header.number.series)));
    header.number.serial = serial;
  }
  // A crash after this leaves a hole in the pair's sequence: shown as outstanding, never as a message lost.
  for (message::Recipient& recipient : header.recipients) {
    BC_TRY(next, desk.store.next_pair_sequence(header.originator.value, name_of(recipient)));
    recipient.pair_sequence = next;
  }
  return {};
}

}  // namespace

// The date-time group is that of the release: the writer has finished then, whenever the station gets it.
base::Result<> ask_release(DeskState& desk, wire::Content& content, const message::Label& label,
                           const std::optional<base::Bytes>& release, base::HandlingTime now) {
  message::Header& header = content.header;
  const netplan::Person* releaser = nullptr;
  if (release) {
    BC_TRY(given, wire::decode_signed_statement(*release));
    BC_TRY(said, seal::verify(*desk.trust, given, now));
    if (said.kind != message::StatementKind::Release || said.message != header.message)
      return base::fail(base::Code::Release, "the release is about another message than this draft");
    if (!std::ranges::equal(said.data, released_digest(content, label).view()))
      return base::fail(base::Code::Release,
                        said.author_person +
                            " released another text: the draft, or the net's certificates, "
                            "have changed since. Have it released again");
    releaser = desk.plan().person(base::PersonName(said.author_person));
    header.release = std::move(given);
    header.date_time_group = said.at;
  }
  const policy::Party by = releaser == nullptr ? policy::Party{} : netplan::party_of(*releaser);
  const policy::Verdict verdict =
      policy::may_release(netplan::party_of(*desk.person), releaser == nullptr ? nullptr : &by);
  if (!verdict.allowed()) return std::unexpected(verdict.error());
  const std::string& word = releaser == nullptr ? desk.person->name.value : releaser->name.value;
  for (const message::Recipient& recipient : header.recipients) {
    const policy::Verdict passes =
        policy::may_pass_minimize(desk.plan().minimizes, recipient.station.value, recipient.precedence, word,
                                  header.minimize_reason, now);
    if (!passes.allowed()) return std::unexpected(passes.error());
  }
  return {};
}

std::uint32_t first_number(const netplan::Plan& plan, const std::string& series) {
  const auto found = std::ranges::find(plan.numbers, series, &netplan::Plan::FirstNumber::series);
  return found == plan.numbers.end() ? 1 : found->next;
}

base::Result<> choose_id(DeskState& desk, store::DraftRow& draft) {
  if (draft.message) return {};
  draft.message.emplace();
  seal::OpensslRandom().fill(draft.message->value);
  BC_TRY_VOID(desk.store.put_draft(draft));
  return {};
}

base::Result<Sent> send_draft(DeskState& desk, std::int64_t id, const std::optional<base::Bytes>& release) {
  BC_TRY(keys, desk.unlocked());
  auto found = desk.store.draft(id);
  if (!found) {
    if (found.error().code == base::Code::NotFound) return already_sent(desk, id);
    return std::unexpected(found.error());
  }
  store::DraftRow draft = std::move(*found);
  BC_TRY(form, open_draft(desk, draft));
  // Asked again: the draft may be old, and a certificate withdrawn since.
  BC_TRY(resolved, resolve(desk, form));
  if (!resolved.verdict.allowed()) return std::unexpected(resolved.verdict.error());
  BC_TRY_VOID(choose_id(desk, draft));

  wire::Content content{std::move(resolved.header), std::move(resolved.message), {}};
  message::Header& header = content.header;
  header.message = *draft.message;
  const base::HandlingTime now = desk.now();
  header.created = now;
  header.date_time_group = now;
  BC_TRY_VOID(ask_release(desk, content, resolved.label, release, now));
  header.expires = now + message::timers_of(message::precedence_of(header)).lifetime_ms;
  BC_TRY_VOID(number(desk, id, header));
  BC_TRY(sealed, seal::seal(*desk.trust, content, resolved.label, keys->signing, now));

  store::SubmissionRow row;
  row.message = header.message;
  row.transfer = sealed.transfer;
  row.author = desk.person->name;
  row.created = header.created;
  row.header_bytes = sealed.header_bytes;
  row.label_bytes = sealed.label_bytes;
  row.receipt_expectation = sealed.receipt_expectation;
  row.draft = id;  // its sealed text becomes the author's file copy
  BC_TRY_VOID(tell_of_passing_on(desk, content.message, content.header));
  BC_TRY_VOID(desk.store.submit(row, sealed.bytes));
  desk.wake();
  return sent_as(header);
}

}  // namespace backchannel::assembly
