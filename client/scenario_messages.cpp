// Steps that send, open and answer messages.

#include <algorithm>

#include "backchannel/base/format.h"
#include "backchannel/message/number.h"
#include "scenario_play.h"
#include "screen.h"
#include "words.h"

namespace backchannel::client {

namespace {

constexpr std::size_t kIdDigits = 16;

[[nodiscard]] std::string id_of(const assembly::Sent& sent) {
  return base::to_hex(sent.message.view()).substr(0, kIdDigits);
}

// As the form has it: a collective address is one word, however many it stands for.
[[nodiscard]] std::string words_of(const assembly::Form& form) {
  std::string words = form.classification + " " + form.precedence;
  for (const std::string& caveat : form.caveats) words += ", " + base::upper(caveat);
  return words + ", to " + join(form.to, ", ");
}

}  // namespace

base::Result<> ScenarioPlay::act(const assembly::SendStep& step) {
  assembly::Form form = loaded_.forms.at(step.form);
  form.places.clear();  // refusals name the rule; the place in the form is no news to the class
  form.from = step.as;
  if (!step.to.empty()) form.to = step.to;
  if (!step.classification.empty()) form.classification = step.classification;
  if (!step.precedence.empty()) form.precedence = step.precedence;
  if (step.caveats) form.caveats = *step.caveats;
  BC_TRY(writer, desk(step.as));
  BC_TRY(composed, writer->compose(form));
  return dispatch(step.as, step.name, composed, words_of(form), step.refused);
}

base::Result<> ScenarioPlay::act(const assembly::QuoteStep& step) {
  BC_TRY(writer, desk(step.as));
  assembly::QuoteOrder order;
  order.to = step.to;
  order.text = step.text;
  order.precedence = step.precedence;
  auto composed = writer->quote(id_of(messages_.at(step.message).sent), order);
  if (composed) return dispatch(step.as, step.name, *composed, composed->summary, step.refused);
  if (!step.refused) return std::unexpected(composed.error());
  return expect_refusal(step.as, "quote it", *step.refused, composed.error().code, composed.error().detail);
}

base::Result<> ScenarioPlay::act(const assembly::ReaddressStep& step) {
  BC_TRY(reader, desk(step.as));
  const auto composed = reader->readdress(id_of(messages_.at(step.message).sent), step.to, step.precedence);
  if (composed) return dispatch(step.as, step.name, *composed, composed->summary, step.refused);
  if (!step.refused) return std::unexpected(composed.error());
  return expect_refusal(step.as, "readdress it", *step.refused, composed.error().code,
                        composed.error().detail);
}

base::Result<> ScenarioPlay::dispatch(const std::string& author, const std::string& name,
                                      const assembly::Composed& composed, const std::string& words,
                                      const std::optional<base::Code>& refused) {
  for (const std::string& warning : composed.verdict.warnings) detail(warning);
  if (refused) {
    const auto& against = composed.verdict.against;
    if (against.empty()) return checks_.verify(false, "a refusal", "that it may be sent");
    const auto found = std::ranges::find(against, *refused, &policy::Reason::code);
    const policy::Reason& reason = found == against.end() ? against.front() : *found;
    return expect_refusal(author, "send it", *refused, reason.code, reason.sentence);
  }
  if (!composed.verdict.allowed()) return std::unexpected(composed.verdict.error());
  BC_TRY(writer, desk(author));
  BC_TRY(sent, writer->send(composed.draft));
  messages_[name] = {sent, writer->station().name.value};
  BC_TRY_VOID(checks_.verify(sent.message != base::MessageId{}, "a message with an identifier", "none"));
  tell(author + " sends " + called(name) + ": " + words + ".");
  return {};
}

base::Result<> ScenarioPlay::expect_refusal(const std::string& who, std::string_view what, base::Code wanted,
                                            base::Code found, const std::string& sentence) {
  const std::string wanted_name(base::row_of(wanted).name);
  BC_TRY_VOID(checks_.verify(found == wanted, "a refusal by the rule " + wanted_name,
                             std::string(base::row_of(found).name) + ": " + sentence));
  tell(who + " may not " + std::string(what) + ": " + sentence.substr(0, sentence.find(". ")) +
       (sentence.contains(". ") ? "." : "") + " (" + wanted_name + ")");
  return {};
}

base::Result<message::Header> ScenarioPlay::header(const std::string& name) const {
  const Message& message = messages_.at(name);
  BC_TRY(store, net_.store(message.station));
  BC_TRY(row, store.submission(message.sent.message));
  return row.header;
}

base::Result<std::optional<store::MailboxRow>> ScenarioPlay::arrived(const std::string& name,
                                                                     const std::string& to) const {
  const netplan::Person* person = net_.plan().person(base::PersonName(to));
  BC_TRY(now, net_.now());
  BC_TRY(store, net_.store(person == nullptr ? to : net_.plan().station_of(*person, now).value));
  BC_TRY(rows, store.mailbox());
  const base::MessageId& wanted = messages_.at(name).sent.message;
  const auto found = std::ranges::find_if(rows, [&](const store::MailboxRow& row) {
    return row.header.message == wanted && (person == nullptr || row.recipient().person.value == to);
  });
  return found == rows.end() ? std::nullopt : std::optional(*found);
}

base::Result<> ScenarioPlay::act(const assembly::DeliveredStep& step) {
  std::optional<store::MailboxRow> row;
  BC_TRY_VOID(checks_.until(step.message + " with " + step.to, static_cast<int>(step.within_s) * 1'000,
                            [&]() -> base::Result<bool> {
                              BC_TRY(found, arrived(step.message, step.to));
                              row = found;
                              return found.has_value();
                            }));
  tell(called(step.message) + " is with " + step.to + " after " +
       way_words(row->received_at - row->header.created) + ".");
  return {};
}

base::Result<> ScenarioPlay::act(const assembly::ReadStep& step) {
  BC_TRY(reader, desk(step.as));
  const auto read = reader->read(id_of(messages_.at(step.message).sent));
  if (!read) {
    if (!step.refused) return std::unexpected(read.error());
    const base::Error& error = read.error();
    return expect_refusal(step.as, "open " + called(step.message), *step.refused, error.code,
                          error.detail.empty() ? base::to_sentence(error) : error.detail);
  }
  BC_TRY_VOID(checks_.verify(!step.refused, "a refusal to open it", "that it opened"));
  tell(step.as + " opens " + called(step.message) + " and signs for it.");
  return {};
}

base::Result<> ScenarioPlay::act(const assembly::AcknowledgeStep& step) {
  BC_TRY(reader, desk(step.as));
  BC_TRY_VOID(reader->acknowledge(id_of(messages_.at(step.message).sent), step.words));
  BC_TRY_VOID(checks_.verify(true, "an acknowledgement", ""));
  tell(step.as + " acknowledges " + called(step.message) + ": \"" + step.words + "\".");
  return {};
}

}  // namespace backchannel::client
