// A message sealed once more by its writer, to a reader whose key was made anew: the same words, number, copy
// numbers and date-time group under a new id. That it repeats an earlier one stands first in the service
// line, which the writer signs and every station reads; the text is not needed to see it.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "backchannel/message/time_group.h"
#include "backchannel/seal/crypto.h"
#include "desk_state.h"

namespace backchannel::assembly {

namespace {

using base::Code;

constexpr std::string_view kRepetition = "REPETITION OF ";
constexpr std::string_view kBetween = "; ";
constexpr std::size_t kIdDigits = 2 * base::MessageId::kSize;

std::string service_line_of(const base::MessageId& first, const std::string& own) {
  return std::string(kRepetition) + base::to_hex(first.view()) +
         (own.empty() ? std::string() : std::string(kBetween) + own);
}

bool same_reader(const message::Recipient& one, const message::Recipient& other) {
  return one.person == other.person && one.station == other.station;
}

// All sealings of the message, oldest first, whichever of them was asked for.
base::Result<std::vector<store::SubmissionRow>> whole_family(DeskState& desk, const std::string& which) {
  BC_TRY(asked, sealings_of(desk, which));
  if (asked.empty()) {
    if (const auto theirs = received(desk, which))
      return std::unexpected(base::Error{
          Code::Permission,
          "only its originator, " + theirs->line.from + ", seals " + theirs->line.number + " again",
          std::nullopt, "ask for it: backchannel service \"" + theirs->line.number + "\" --kind repeat"});
    return std::unexpected(base::Error{Code::NotFound,
                                       "nothing sent from this desk is \"" + base::visible(which) + "\"",
                                       std::nullopt, "see what you sent with: backchannel status"});
  }
  BC_TRY(all, desk.store.submissions(desk.person->name));
  std::erase_if(all, [&](const store::SubmissionRow& row) {
    return row.header.kind != message::Kind::Message || !same_message(row.header, asked.front().header);
  });
  return all;
}

// The form as it was sent: what depended on the hour of sending is fixed.
base::Result<Form> form_of(DeskState& desk, const DeskKeys& keys, const store::SubmissionRow& sent) {
  BC_TRY(text, seal::open_own(*desk.trust, desk.person->name.value, keys.agreement, sent.file_copy));
  BC_TRY(form, parse_form(text.text(), "the file copy"));
  if (form.pass_on && !form.deadline && !form.pass_on->local_time.empty())
    if (const auto by =
            message::next_local(sent.header.created, form.pass_on->local_time, form.pass_on->zone))
      form.deadline = *by;
  return form;
}

// What the reader was last sent.
const message::Recipient* last_leg(const std::vector<store::SubmissionRow>& family,
                                   const message::Recipient& reader) {
  for (auto row = family.rbegin(); row != family.rend(); ++row)
    for (const message::Recipient& leg : row->header.recipients)
      if (same_reader(leg, reader)) return &leg;
  return nullptr;
}

std::vector<std::string> readers_of(const message::Header& header) {
  std::vector<std::string> out;
  for (const message::Recipient& leg : header.recipients) out.push_back(name_of(leg));
  return out;
}

std::string listed_names(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

// Which legs: those named, else those whose key has changed. Two alternates go together: of the legs of one
// message the store lets only one of the two in.
base::Result<std::vector<bool>> choose(const std::vector<store::SubmissionRow>& family,
                                       const message::Header& fresh, const std::vector<std::string>& to) {
  const std::string number = printed_number(family.front().header, std::nullopt);
  std::vector<bool> chosen(fresh.recipients.size(), false);
  for (const std::string& word : to) {
    bool found = false;
    for (std::size_t i = 0; i < fresh.recipients.size(); ++i)
      if (base::upper(base::trim(word)) == base::upper(name_of(fresh.recipients[i])))
        found = chosen[i] = true;
    if (!found)
      return std::unexpected(base::Error{Code::UnknownName,
                                         base::visible(word) + " is no reader of " + number, std::nullopt,
                                         "its readers: " + listed_names(readers_of(fresh))});
  }
  for (std::size_t i = 0; to.empty() && i < fresh.recipients.size(); ++i) {
    const message::Recipient* last = last_leg(family, fresh.recipients[i]);
    chosen[i] = last != nullptr && last->key != fresh.recipients[i].key;
  }
  if (std::ranges::none_of(chosen, std::identity{}))
    return std::unexpected(base::Error{
        Code::NotFound, "no reader of " + number + " has had a new key since it was sealed to him",
        std::nullopt, "name the reader who shall have it again: --to " + name_of(fresh.recipients.front())});
  for (std::size_t i = 0; i < fresh.recipients.size(); ++i)
    if (const std::uint32_t of = fresh.recipients[i].alternate_of; of != 0)
      if (chosen[i] || chosen[of - 1]) chosen[i] = chosen[of - 1] = true;
  return chosen;
}

// The legs chosen, each with the copy number that its reader has.
void keep_chosen(const std::vector<store::SubmissionRow>& family, const std::vector<bool>& chosen,
                 message::Header& header) {
  std::vector<std::uint32_t> place(chosen.size(), 0);  // 1 + index among those kept
  std::vector<message::Recipient> kept;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (!chosen[i]) continue;
    kept.push_back(header.recipients[i]);
    place[i] = static_cast<std::uint32_t>(kept.size());
    if (const message::Recipient* last = last_leg(family, kept.back()))
      kept.back().copy_number = last->copy_number;
  }
  for (message::Recipient& leg : kept)
    if (leg.alternate_of != 0) leg.alternate_of = place[leg.alternate_of - 1];
  header.recipients = std::move(kept);
}

base::Result<> take_pair_sequences(DeskState& desk, message::Header& header) {
  for (message::Recipient& leg : header.recipients) {
    BC_TRY(next, desk.store.next_pair_sequence(header.originator.value, name_of(leg)));
    leg.pair_sequence = next;
  }
  return {};
}

}  // namespace

std::optional<base::MessageId> repeats(const message::Header& header) {
  const std::string_view line = header.service_line;
  base::Bytes id;
  if (!line.starts_with(kRepetition) || line.size() < kRepetition.size() + kIdDigits) return std::nullopt;
  const std::string_view rest = line.substr(kRepetition.size() + kIdDigits);
  const bool whole = rest.empty() || rest.starts_with(kBetween);
  if (!whole || !base::from_hex(line.substr(kRepetition.size(), kIdDigits), id)) return std::nullopt;
  return base::MessageId::from_bytes(id);
}

std::string own_service_line(const message::Header& header) {
  if (!repeats(header)) return header.service_line;
  const std::size_t skipped = kRepetition.size() + kIdDigits + kBetween.size();
  return header.service_line.size() > skipped ? header.service_line.substr(skipped) : std::string();
}

bool same_message(const message::Header& one, const message::Header& other) {
  return one.originator == other.originator && one.originator_node == other.originator_node &&
         repeats(one).value_or(one.message) == repeats(other).value_or(other.message);
}

base::Result<std::vector<store::SubmissionRow>> sealings_of(DeskState& desk, const std::string& which,
                                                            By by) {
  BC_TRY(sent, sent_as(desk, which, by));
  for (const store::SubmissionRow& row : sent)
    if (!same_message(row.header, sent.front().header))
      return std::unexpected(
          base::Error{Code::Usage, "\"" + base::visible(which) + "\" fits several messages", std::nullopt,
                      "give the series with the number, or the beginning of the message id"});
  return sent;
}

base::Result<Resent> resend_message(DeskState& desk, const std::string& which,
                                    const std::vector<std::string>& to) {
  BC_TRY(keys, desk.unlocked());
  BC_TRY(family, whole_family(desk, which));
  const message::Header& first = family.front().header;
  BC_TRY(form, form_of(desk, *keys, family.front()));
  BC_TRY(resolved, resolve(desk, form));
  if (!resolved.verdict.allowed()) return std::unexpected(resolved.verdict.error());
  BC_TRY(chosen, choose(family, resolved.header, to));

  wire::Content content{std::move(resolved.header), std::move(resolved.message), {}};
  message::Header& header = content.header;
  keep_chosen(family, chosen, header);
  seal::OpensslRandom().fill(header.message.value);
  const base::HandlingTime now = desk.now();
  header.number = first.number;
  header.copies = first.copies;
  header.created = now;
  BC_TRY_VOID(ask_release(desk, content, resolved.label, std::nullopt, now));
  // The writer finished then; the hours that an instruction names are counted from it.
  header.date_time_group = first.date_time_group;
  header.expires = now + message::timers_of(message::precedence_of(header)).lifetime_ms;
  header.service_line = service_line_of(repeats(first).value_or(first.message), own_service_line(first));
  BC_TRY_VOID(take_pair_sequences(desk, header));
  BC_TRY(sealed, seal::seal(*desk.trust, content, resolved.label, keys->signing, now));

  std::string toml = to_toml(form);
  auto copy = seal::seal_to_self(*desk.trust, desk.person->name.value, base::as_bytes(toml), now);
  base::wipe(toml.data(), toml.size());
  if (!copy) return std::unexpected(std::move(copy).error());
  store::SubmissionRow row;
  row.message = header.message;
  row.transfer = sealed.transfer;
  row.author = desk.person->name;
  row.created = now;
  row.header_bytes = sealed.header_bytes;
  row.label_bytes = sealed.label_bytes;
  row.receipt_expectation = sealed.receipt_expectation;
  row.file_copy = std::move(*copy);
  BC_TRY_VOID(desk.store.submit(row, sealed.bytes));
  desk.wake();
  return Resent{{header.message, header.number, message::precedence_of(header)}, readers_of(header)};
}

}  // namespace backchannel::assembly
